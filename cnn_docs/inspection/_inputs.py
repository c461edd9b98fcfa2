"""What a model takes: the names, shapes and types of its inputs, and arrays checked against them."""

from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras


@dataclass
class Inputs:
    """The inputs of a model, flat, and how they are packed when it is called.

    Attributes
    ----------
    names : list of str
        Names in order, the keys where the model takes a dict; ``"input"`` where a subclassed model has a
        single nameless one.
    flat : list of keras.KerasTensor
        Shape (with the batch axis) and type of each.
    structure : object
        Structure with which the model is called: a tensor, list, tuple or dict of placeholders.
    """

    names: list
    flat: list
    structure: object

    @property
    def are_ordered(self):
        """Whether a list says which input is which: not for a dict whose keys Keras puts in another order."""
        return not isinstance(self.structure, dict) or list(self.structure) == sorted(self.structure)

    def call(self, model, tensors):
        """Call the model, for inference, on flat tensors."""
        return model(load_keras().tree.pack_sequence_as(self.structure, list(tensors)), training=False)


def check_model(model):
    """Refuse what is not a Keras model, and a model that has no weights yet."""
    keras = load_keras()
    if not isinstance(model, keras.Model):
        _checks.refuse("model", "a Keras model", type(model).__name__, error=TypeError)
    return model


def check_built(model, hint):
    """Refuse a model whose layers have not been built; ``hint`` says what helps."""
    if not is_built(check_model(model)):
        message = f"`model` must be built: '{model.name}' has not seen an input yet. {hint}"
        raise ValueError(message)
    return model


def known_layer(name, argument, names):
    """Return ``name`` if it is one of ``names``, else refuse it with the nearest of them.

    Parameters
    ----------
    name : str
        What was given as ``argument``.
    argument : str
        Name of the argument, for the message.
    names : iterable of str
        The names that there are, hundreds perhaps.
    """
    if not isinstance(name, str):
        _checks.refuse(argument, "the name of a layer", name, error=TypeError)
    names = list(names)
    if name not in names:
        near = _checks.nearest(name, names) or names[:5]
        hint = f"The nearest names are {_checks.listed(near)}." if near else ""
        _checks.refuse(argument, "the name of a layer of the model", name, hint=hint)
    return name


def is_built(model):
    """Tell whether a model's weights exist."""
    return bool(model.built)


def model_inputs(model):
    """Return the :class:`Inputs` of a built model, or None where only its caller knows them."""
    keras = load_keras()
    graph = getattr(model, "_functional", None) or model
    structure = getattr(graph, "_inputs_struct", None)
    if structure is not None:
        flat = keras.tree.flatten(structure)
        names = keys_of(structure) or [input_name(tensor) for tensor in flat]
        return Inputs(names, flat, structure)
    shape = (model.get_build_config() or {}).get("input_shape")
    return None if shape is None else given_inputs(_without_batch(shape))


def input_name(tensor):
    """Return the name of the input layer that a symbolic tensor comes from."""
    return tensor._keras_history.operation.name


def given_inputs(shape):
    """Return the :class:`Inputs` for ``input_shape``: one shape, or a list or dict of several.

    Shapes come without the batch axis, as for ``keras.Input``.
    """
    keras = load_keras()

    def tensor(name, sides):
        return keras.KerasTensor((None, *_sides(sides)), dtype=keras.config.floatx(), name=name)

    if isinstance(shape, dict):
        structure = {name: tensor(name, sides) for name, sides in shape.items()}
        return Inputs(keys_of(structure), keras.tree.flatten(structure), structure)
    if isinstance(shape, list | tuple) and shape and isinstance(shape[0], list | tuple):
        structure = [tensor(f"input_{number}", sides) for number, sides in enumerate(shape, start=1)]
        return Inputs([item.name for item in structure], structure, structure)
    single = tensor("input", shape)
    return Inputs(["input"], [single], single)


def keys_of(structure):
    """Return the keys of a plain dict in the order in which Keras flattens it, None for anything else."""
    plain = isinstance(structure, dict) and all(hasattr(item, "shape") for item in structure.values())
    return sorted(structure) if plain else None


def resized_inputs(model, shape):
    """Return the inputs of a model with the sizes of ``shape`` in place of its own, types kept."""
    keras = load_keras()
    own, given = model_inputs(model), given_inputs(shape)
    if own is None:
        return given
    if len(own.flat) != len(given.flat):
        wanted = f"a shape for each of the inputs {_checks.listed(own.names)}"
        _checks.refuse("input_shape", wanted, shape)
    tensors = given.flat
    if isinstance(shape, dict) or not (own.are_ordered or len(own.names) == 1):
        by_name = dict(zip(given.names, given.flat, strict=True))
        if set(by_name) != set(own.names):
            _checks.refuse("input_shape", f"a dict with the keys {_checks.listed(own.names)}", list(shape))
        tensors = [by_name[name] for name in own.names]
    for name, mine, new in zip(own.names, own.flat, tensors, strict=True):
        if not fits(new.shape, mine.shape):
            wanted = f"a shape that fits {_text(mine.shape)} of the input '{name}'"
            _checks.refuse("input_shape", wanted, tuple(new.shape[1:]))
    flat = [
        keras.KerasTensor(new.shape, dtype=mine.dtype, name=mine.name)
        for mine, new in zip(own.flat, tensors, strict=True)
    ]
    return Inputs(own.names, flat, keras.tree.pack_sequence_as(own.structure, flat))


def fits(shape, allowed):
    """Tell whether a shape is one that ``allowed`` (with None for open axes) describes."""
    if len(shape) != len(allowed):
        return False
    return all(want is None or have == want for have, want in zip(shape[1:], allowed[1:], strict=True))


def as_batch(images, inputs):
    """Return the arrays that a model is called on, each with the batch axis, and whether it was added.

    Parameters
    ----------
    images : array_like, list or dict
        One array for a model with one input; for several, a list in order or a dict by input name.
    inputs : Inputs or None
        What the model takes; None where that is not known, and nothing can be checked against it.

    Returns
    -------
    arrays : list of ndarray
        In the order of ``inputs.flat``.
    single : bool
        True if a single image without batch axis was given.
    """
    names = inputs.names if inputs else None
    given = _by_name(images, names, ordered=inputs is None or inputs.are_ordered)
    shapes = [tensor.shape for tensor in inputs.flat] if inputs else [None]
    labels = ["images"] if len(given) == 1 else [f"images['{name}']" for name in names]
    dtypes = [tensor.dtype for tensor in inputs.flat] if inputs else [load_keras().config.floatx()]
    found = [_one(*entry) for entry in zip(given, labels, shapes, dtypes, strict=True)]
    arrays, singles = [array for array, _ in found], {single for _, single in found}
    if len(singles) > 1 or len({len(array) for array in arrays}) > 1:
        _checks.refuse("images", "of one batch size", [array.shape for array in arrays])
    if not len(arrays[0]):
        _checks.refuse("images", "at least one image", arrays[0])
    return arrays, singles.pop()


def _by_name(images, names, *, ordered):
    """Return the arrays in the order of the inputs' names; a list only where the inputs have an order."""
    if isinstance(images, dict):
        wanted = names or ["input"]
        if set(images) != set(wanted):
            _checks.refuse("images", f"a dict with the keys {_checks.listed(wanted)}", list(images))
        return [images[name] for name in wanted]
    if names is None or len(names) == 1:
        alone = isinstance(images, list | tuple) and len(images) == 1 and hasattr(images[0], "shape")
        return [images[0] if alone and getattr(images[0], "ndim", 0) > 3 else images]
    if not isinstance(images, list | tuple) or len(images) != len(names) or not ordered:
        wanted = f"a dict with the keys {_checks.listed(names)}" + ", or a list in that order" * ordered
        _checks.refuse("images", wanted, images, error=TypeError if hasattr(images, "shape") else ValueError)
    return list(images)


def _one(images, label, shape, dtype):
    """Return one input's array with batch axis, and whether that was added."""
    array = _checks.real_array(images, label)
    single = False
    if shape is not None:
        array, single = _with_batch(array, label, tuple(shape))
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        _checks.finite_array(array, label)
    return as_type(array, label, dtype, "the model's input"), single


def as_type(array, name, dtype, holder="the image"):
    """Return an array in the type of ``holder``, refused under ``name`` where that type cannot hold it."""
    with np.errstate(over="ignore", invalid="ignore"):
        converted = array.astype(dtype, copy=False)
    if converted is array:
        return array
    held = converted == array if converted.dtype.kind in "iub" else np.isfinite(converted)
    if not held.all():
        wanted = f"made of values that the type of {holder}, {np.dtype(dtype).name}, can hold"
        _checks.refuse(name, wanted, array[~held].flat[0])
    return converted


def _with_batch(array, label, shape):
    """Add the batch axis (and the channel of a gray image) where the shape leaves no doubt."""
    candidates = [(array, False), (array[np.newaxis], True)]
    if array.ndim == len(shape) - 2 and shape[-1] == 1:
        candidates.append((array[np.newaxis, ..., np.newaxis], True))
    fitting = [candidate for candidate in candidates if fits(candidate[0].shape, shape)]
    if not fitting:
        wanted = f"of shape {_text(shape, batch='N')}"
        _checks.refuse(label, wanted, array, hint=f"A single image has the shape {_text(shape)}.")
    return fitting[0]


def _text(shape, batch=None):
    sides = ["any" if side is None else str(side) for side in shape[1:]]
    sides = ([batch] if batch else []) + sides
    return f"({', '.join(sides)}{',' if len(sides) == 1 else ''})"


def _sides(shape):
    """Check a shape without batch axis; open sides are None."""
    wanted = "a shape without the batch axis, such as (32, 32, 3)"
    if not isinstance(shape, list | tuple):
        _checks.refuse("input_shape", wanted, shape, error=TypeError)
    if not shape:
        _checks.refuse("input_shape", wanted, shape)
    return [side if side is None else _checks.positive_integer(side, "input_shape") for side in shape]


def _without_batch(shape):
    if isinstance(shape, dict):
        return {name: _without_batch(sides) for name, sides in shape.items()}
    if isinstance(shape[0], list | tuple):
        return [_without_batch(sides) for sides in shape]
    return tuple(shape[1:])
