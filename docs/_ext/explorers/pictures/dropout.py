"""Units before, in a training step and at inference."""

import numpy as np

import cnn_docs

from . import data, option_rows, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    values = np.array(data("units"))
    output = cnn_docs.dropout(values, state["rate"], seed=state["seed"], training=state["mode"] == "training")
    figure = cnn_docs.plot_dropout(values.reshape(2, -1), state["rate"], seed=state["seed"], masks=1)
    text, rate = words("dropout")["static"], f"{state['rate']:g}"
    rows = [
        *option_rows("dropout", state, ["rate", "mode", "seed"]),
        (text["scale"], f"1 / (1 − {rate}) = {1 / (1 - state['rate']):.4g}"),
        (text["zeroed"], text["zeroedOf"].format(zeroed=(output == 0).sum(), count=values.size)),
        (text["sum"], text["sums"].format(before=f"{values.sum():g}", after=f"{output.sum():.6g}")),
    ]
    return figure, text["alt"].format(count=values.size, rate=rate), rows
