"""Weighted inputs, their sum and the activation."""

import cnn_docs

from . import option_rows


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    inputs, weights = ([state[f"{letter}{index}"] for index in (1, 2, 3)] for letter in "xw")
    z = cnn_docs.neuron(inputs, weights, state["bias"], activation="linear")
    entry = cnn_docs.ACTIVATIONS[state["activation"]]
    axes = cnn_docs.plot_neuron(inputs, weights, state["bias"], activation=state["activation"])
    terms = " + ".join(f"{weight:g} · {value:g}" for weight, value in zip(weights, inputs, strict=True))
    rows = [
        ("z", f"{terms} + {state['bias']:g} = {z:g}"),
        *option_rows("neuron", state, ["activation"]),
        ("Output a", f"{entry.value(z):.4g}"),
        ("Slope at z", f"{entry.slope(z):.4g}"),
    ]
    return axes.figure, f"A neuron with three inputs, its weights and bias, and their sum z = {z:g}.", rows
