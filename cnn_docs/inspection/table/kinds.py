"""What is known of a layer by the Keras class that it is, or that it is derived from."""

import math
from typing import NamedTuple

from cnn_docs._keras import load_keras


class LayerCall(NamedTuple):
    """A layer (or another operation of a graph) with the shapes of its tensors, batch axis included."""

    layer: object
    inputs: list[tuple]
    outputs: list[tuple]


def handler(table, operation):
    """Return the entry of ``table`` for the nearest Keras class of ``operation``, or None.

    Parameters
    ----------
    table : dict of str
        Class names, private base classes among them, to anything.
    operation : keras.Operation
        A layer, or an operation such as ``keras.ops.add`` leaves in a model's graph.
    """
    for ancestor in type(operation).__mro__:
        if ancestor.__name__ in table and ancestor.__module__.startswith("keras."):
            return table[ancestor.__name__]
    return None


def is_layer(operation):
    """Whether an operation of a model's graph is a layer (and not an addition, say)."""
    return isinstance(operation, load_keras().layers.Layer)


class Projections(NamedTuple):
    """The dense layers inside of an attention layer; ``gate`` is None where it has none."""

    query: object
    key: object
    value: object
    gate: object
    output: object


def projections(attention):
    """Return the :class:`Projections` of an attention layer, of which not every kind makes them public."""
    return Projections(*(getattr(attention, f"_{name}_dense", None) for name in Projections._fields))


def channels_first(operation):
    """Whether a layer has its channels before the spatial axes."""
    return getattr(operation, "data_format", None) == "channels_first"


def spatial(shape, operation=None):
    """Return the axes of ``shape`` between batch and channels, such as (height, width)."""
    return tuple(shape[2:] if operation is not None and channels_first(operation) else shape[1:-1])


def count(shape):
    """Return how many values a shape has, or None where an axis is open."""
    return None if None in shape else math.prod(shape)
