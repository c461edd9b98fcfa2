"""Weighted inputs, their sum and the activation."""

import cnn_docs

from . import option_rows, shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    inputs, weights = ([state[f"{letter}{index}"] for index in (1, 2, 3)] for letter in "xw")
    z = round(float(cnn_docs.neuron(inputs, weights, state["bias"], activation="linear")), 12) + 0
    entry = cnn_docs.ACTIVATIONS[state["activation"]]
    axes = cnn_docs.plot_neuron(inputs, weights, state["bias"], activation=state["activation"])
    terms = " + ".join(f"{factor(w)} · {factor(x)}" for w, x in zip(weights, inputs, strict=True))
    text = words("neuron")["static"]
    rows = [
        ("z", f"{terms} + {factor(state['bias'])} = {shown(z)}"),
        *option_rows("neuron", state, ["activation"]),
        (text["output"], shown(entry.value(z), 4)),
        (text["slope"], shown(entry.slope(z), 4)),
    ]
    return axes.figure, text["alt"].format(z=shown(z)), rows


def factor(value):
    """Text of a number in a formula: a negative one in parentheses."""
    return f"({shown(value)})" if value < 0 else shown(value)
