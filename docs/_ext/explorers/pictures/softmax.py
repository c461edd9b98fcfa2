"""The share of each class."""

import matplotlib.pyplot as plt
import numpy as np

import cnn_docs
from cnn_docs.palette import LIGHT

from . import shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    texts = words("softmax")
    names, text = texts["classes"], texts["static"]
    scaled = np.array([state[key] for key in names]) / state["temperature"]
    shares = [shown(share, 4) for share in cnn_docs.softmax(scaled)]
    listed = ", ".join(map(" ".join, zip(names.values(), shares, strict=True)))
    terms = {
        name: text["row"].format(
            score=shown(state[key]), temperature=shown(state["temperature"]), term=shown(term, 4), share=share
        )
        for (key, name), term, share in zip(names.items(), np.exp(scaled), shares, strict=True)
    }
    rows = [*terms.items(), (texts["sum"], shown(np.exp(scaled).sum(), 4))]
    return draw(names.values(), cnn_docs.softmax(scaled)), text["alt"].format(shares=listed), rows


def draw(names, shares):
    """Return a figure with a bar for each share."""
    figure, ax = plt.subplots(figsize=(5, 1.8), layout="constrained")
    bars = ax.barh(list(names), shares, color=LIGHT["output"])
    ax.bar_label(bars, fmt="%.4f", padding=4, color=LIGHT["ink"])
    ax.set(xlim=(0, 1.15), xlabel=words("softmax")["static"]["axis"])
    ax.invert_yaxis()
    return figure
