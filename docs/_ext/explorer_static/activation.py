"""Curves of value and slope."""

import cnn_docs

from . import words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    names = [state["function"], *(name for name in state["compare"] if name != state["function"])]
    figure = cnn_docs.plot_activations(names)
    shown = words("activation")["options"]["function"]["choices"]
    rows = [
        (f"{shown[name]} at z = {z:g}", "value {:.4g}, slope {:.4g}".format(*value_and_slope(name, z)))
        for name in names
        for z in sorted({-5.0, 0.0, float(state["input"]), 5.0})
    ]
    return figure, f"Value and slope over the input: {', '.join(shown[name] for name in names)}.", rows


def value_and_slope(name, z):
    """Value and slope of an activation function at one input."""
    entry = cnn_docs.ACTIVATIONS[name]
    return entry.value(z), entry.slope(z)
