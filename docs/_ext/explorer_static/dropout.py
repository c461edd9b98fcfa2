"""Units before, in a training step and at inference."""

import numpy as np

import cnn_docs

from . import data, option_rows


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    values = np.array(data("units"))
    output = cnn_docs.dropout(values, state["rate"], seed=state["seed"], training=state["mode"] == "training")
    figure = cnn_docs.plot_dropout(values.reshape(2, -1), state["rate"], seed=state["seed"], masks=1)
    rows = [
        *option_rows("dropout", state, ["rate", "mode", "seed"]),
        ("Scale of the survivors", f"1 / (1 − {state['rate']:g}) = {1 / (1 - state['rate']):.4g}"),
        ("Units zeroed", f"{(output == 0).sum()} of {values.size}"),
        ("Sum before and after", f"{values.sum():g} and {output.sum():.6g}"),
    ]
    units = f"The same {values.size} units before dropout"
    return figure, f"{units}, with a mask of rate {state['rate']:g}, and at inference.", rows
