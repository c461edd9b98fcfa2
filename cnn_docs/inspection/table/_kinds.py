"""What is known of a layer by the Keras class that it is, or that it is derived from."""

import inspect
import math
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import NamedTuple

from cnn_docs._keras import load_keras


class LayerCall(NamedTuple):
    """A layer (or another operation of a graph) with the shapes of its tensors, batch axis included.

    Attributes
    ----------
    layer : keras.Operation
    inputs, outputs : list of tuple
        Shapes in the order in which they were given. The first axis is None where it holds the images and
        nothing else; where it does not, the shapes are those for one image.
    arguments : dict of str
        What the layer was called with, by the names of its ``call``'s parameters: the shape in place of
        each tensor, in the structure in which it was given; other values as they are.
    """

    layer: object
    inputs: list[tuple]
    outputs: list[tuple]
    arguments: Mapping = MappingProxyType({})

    def argument(self, name):
        """Return the shape of a tensor by its parameter's name, None where it was not given."""
        return self.arguments.get(name)


class Late(Mapping):
    """A dict that is made when it is asked, since few layers are asked for their arguments."""

    def __init__(self, make):
        self._make, self._made = make, None

    def _dict(self):
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name):
        """Return what stands under a name."""
        return self._dict()[name]

    def __iter__(self):
        """Go through the names."""
        return iter(self._dict())

    def __len__(self):
        """Return how many names there are."""
        return len(self._dict())


def bound_arguments(operation, args, kwargs):
    """Return the arguments of a call by the names of the parameters; {} where they cannot be bound."""
    try:
        signature = getattr(operation, "_call_signature", None) or inspect.signature(operation.call)
        known = kwargs.keys() & signature.parameters.keys()
        return signature.bind_partial(*args, **{name: kwargs[name] for name in known}).arguments
    except (TypeError, ValueError):  # code of others, which need not have a signature
        return {}


def handler(table, operation):
    """Return the entry of ``table`` for the nearest Keras class of ``operation``, or None.

    Parameters
    ----------
    table : dict of str
        Class names, private base classes among them, to anything.
    operation : keras.Operation
        A layer, or an operation such as ``keras.ops.add`` leaves in a model's graph.
    """
    return entry(table, type(operation))


def entry(table, kind):
    """Return the entry of ``table`` for the nearest Keras class that a class is derived from, or None."""
    for ancestor in kind.__mro__:
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


def position(call, name):
    """Return which of the inputs is the argument of a name, the first where that cannot be told."""
    shape = call.argument(name)
    return call.inputs.index(shape) if shape in call.inputs else 0


def operands(call):
    """Return the factors of a product, shapes in place of tensors, constants and weights as they are."""
    found = []
    for value in call.arguments.values():
        several = isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple)
        found += value if several or isinstance(value, list) else [value]
    return [value for value in found if isinstance(value, tuple) or hasattr(value, "shape")]


def operand_shapes(call):
    """Return the shapes of the factors of a product."""
    return [tuple(value if isinstance(value, tuple) else value.shape) for value in operands(call)]


class Kind(NamedTuple):
    """What is known of a kind of layer or operation.

    Attributes
    ----------
    field : callable or None
        From a :class:`LayerCall` and the fields of its inputs to the field of its output; None where nothing
        is known.
    cost : callable
        From a :class:`LayerCall` to the multiply-adds of one entry of the batch.
    formula : callable or None
        From a layer to its parameters as an expression; None where they are the plain sum.
    shaped_in_training : bool
        Whether it has the shape that Keras's graph tells only in training, and another one in inference.
    """

    field: object
    cost: object
    formula: object = None
    shaped_in_training: bool = False


LAYERS, OPERATIONS = {}, {}
"""Kinds by the name of their Keras class, private base classes among them; ``layer_kinds`` fills them."""


def kind_of(operation):
    """Return the :class:`Kind` of a layer or operation, None where its code is not that of Keras."""
    if _methods_of_its_own(operation):
        return None
    return _kind_of_class(type(operation), is_layer(operation))


@lru_cache(maxsize=256)
def _kind_of_class(kind, layer):
    return entry(LAYERS if layer else OPERATIONS, kind) if _is_of_keras(kind) else None


def keras_entry(table, operation):
    """Return the entry of ``table`` for what is computed by Keras's own code, None for any other."""
    return entry(table, type(operation)) if computed_by_keras(operation) else None


def computed_by_keras(operation):
    """Whether a layer or operation has no method written anew that its ``call`` may use.

    Its class is Keras's, or derived from one, and nothing has put a function in a method's place.

    Examples
    --------
    >>> class Named(load_keras().layers.Conv2D):
    ...     def get_config(self):
    ...         return super().get_config() | {"by": "us"}
    >>> class Masked(load_keras().layers.Conv2D):
    ...     def convolution_op(self, inputs, kernel):
    ...         return super().convolution_op(inputs, kernel * self.mask)
    >>> patched = Named(2, 3)
    >>> patched.call = lambda inputs: inputs
    >>> computed_by_keras(Named(2, 3)), computed_by_keras(Masked(2, 3)), computed_by_keras(patched)
    (True, False, False)
    """
    return _is_of_keras(type(operation)) and not _methods_of_its_own(operation)


def _methods_of_its_own(operation):
    """Tell whether methods of one object, not of its class, stand where its ``call`` may use them."""
    written = {name for name, value in vars(operation).items() if callable(value)}
    written.difference_update(_BESIDE_THE_VALUES.split())
    return any(_is_code(getattr(type(operation), name, None)) for name in written)


@lru_cache(maxsize=256)
def _is_of_keras(kind):
    own = list(takewhile(lambda ancestor: not ancestor.__module__.startswith("keras."), kind.__mro__))
    inherited = kind.__mro__[len(own) :]
    written = {name for ancestor in own for name in vars(ancestor)}.difference(_BESIDE_THE_VALUES.split())
    written = {name for name in written if name == "__call__" or not name.startswith("__")}
    return bool(inherited) and not any(
        _is_code(vars(base).get(name)) for base in inherited for name in written
    )


def _is_code(value):
    return callable(value) or isinstance(value, property | cached_property | classmethod | staticmethod)


_BESIDE_THE_VALUES = """
    build quantize get_config from_config get_build_config build_from_config compute_mask compute_output_shape
    compute_output_spec save_own_variables load_own_variables get_weights set_weights count_params summary
    compile fit evaluate predict train_step test_step predict_step compute_loss compute_metrics metrics
"""
"""What may be written anew in a class without changing what its ``call`` computes."""


def spatial_axes(call):
    """Return the axes of a layer's input that are neither batch nor channels."""
    rank = len(call.inputs[0])
    return tuple(range(2, rank) if channels_first(call.layer) else range(1, rank - 1))


def channel_axis(call):
    """Return the axis of a layer's input that holds the channels."""
    return 1 if channels_first(call.layer) else len(call.inputs[0]) - 1
