"""Bars of the two layers that have parameters."""

import cnn_docs
from cnn_docs.palette import LIGHT

from . import option_rows, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    import matplotlib.pyplot as plt

    k, channels, filters, units = int(state["kernel"]), state["channels"], state["filters"], state["units"]
    size = cnn_docs.output_size(state["side"], k, padding=state["padding"])
    cost = cnn_docs.conv_multiply_adds((size, size), k, channels, filters)
    if state["pooling"] == "max":
        size = cnn_docs.output_size(size, 2, stride=2)
    inputs = size * size * filters if state["head"] == "flatten" else filters
    counts = [cnn_docs.conv_parameters(k, channels, filters), cnn_docs.dense_parameters(inputs, units)]
    figure, axes = plt.subplots(figsize=(6, 1.6))
    texts = words("parameters")
    text, (conv, dense) = texts["static"], (texts["layers"][kind] for kind in ("conv", "dense"))
    bars = axes.barh([conv, dense], counts, color=[LIGHT["kernel"], LIGHT["highlight"]])
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=4, color=LIGHT["ink"])
    axes.margins(x=0.18)
    axes.invert_yaxis()
    axes.set_xlabel(text["axis"])
    formulas = [f"({k} · {k} · {channels} + 1) · {filters}", f"({inputs:,} + 1) · {units}"]
    rows = [
        *option_rows(
            "parameters",
            state,
            ["side", "channels", "kernel", "filters", "padding", "pooling", "head", "units"],
        ),
        (conv, text["conv"].format(formula=formulas[0], count=f"{counts[0]:,}", cost=f"{cost:,}")),
        (dense, text["layer"].format(formula=formulas[1], count=f"{counts[1]:,}")),
        (texts["total"], text["total"].format(count=f"{sum(counts):,}")),
    ]
    return figure, text["alt"].format(conv=f"{counts[0]:,}", dense=f"{counts[1]:,}"), rows
