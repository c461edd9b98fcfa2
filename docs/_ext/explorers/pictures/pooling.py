"""The grid, its windows and what they give."""

import numpy as np

import cnn_docs

from . import data, option_rows, shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    starts = data("grids")
    values = np.array(state["values"] or starts[state["grid"]], dtype=float)
    side = round(values.size**0.5)
    image = values.reshape(side, side)
    if state["shift"]:
        image = np.pad(image, ((0, 0), (state["shift"], 0)))[:, :side]
    sliding = {"stride": state["stride"], "padding": state["padding"]}
    figure = cnn_docs.plot_pooling(image, state["size"], kind=state["pool"], **sliding)
    pool = cnn_docs.max_pool if state["pool"] == "max" else cnn_docs.average_pool
    output = pool(image, state["size"], **sliding)
    text = words("pooling")["static"]
    rows = [
        *option_rows("pooling", state, ["pool", "size", "stride", "padding", "shift"]),
        (text["output"], "; ".join(" ".join(shown(value, 4) for value in row) for row in output)),
    ]
    return figure, text["alt"].format(side=side, length=len(output), kind=state["pool"]), rows
