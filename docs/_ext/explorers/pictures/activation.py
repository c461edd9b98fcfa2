"""Curves of value and slope."""

import cnn_docs

from . import shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    names = [state["function"], *(name for name in state["compare"] if name != state["function"])]
    figure = cnn_docs.plot_activations(names)
    texts = words("activation")
    kinds, text = texts["options"]["function"]["choices"], texts["static"]
    rows = [
        (text["at"].format(name=kinds[name], z=shown(z)), text["values"].format(**value_and_slope(name, z)))
        for name in names
        for z in sorted({-5.0, 0.0, float(state["input"]), 5.0})
    ]
    return figure, text["alt"].format(names=", ".join(kinds[name] for name in names)), rows


def value_and_slope(name, z):
    """Value and slope of an activation function at one input, as text."""
    entry = cnn_docs.ACTIVATIONS[name]
    return {"value": shown(entry.value(z), 4), "slope": shown(entry.slope(z), 4)}
