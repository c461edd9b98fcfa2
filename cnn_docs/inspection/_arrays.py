"""Arrays for a model: checked against the shapes and types of its inputs, in a batch."""

from dataclasses import replace

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._inputs import fits, given_inputs, input_names, shape_text

_TEXTS = "USO"


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
    images = _flattened(images, inputs)
    shapes = inputs.allowed if inputs else [None]
    images = _alone(images, shapes)
    images = _without_absent(images, names, inputs.absent if inputs else None)
    given = _by_name(images, names, ordered=inputs is None or inputs.are_ordered)
    labels = ["images"] if len(given) == 1 else [f"images['{name}']" for name in names]
    typed = inputs is not None and inputs.typed
    dtypes = [tensor.dtype for tensor in inputs.flat] if typed else [None] * len(given)
    found = [_one(*entry) for entry in zip(given, labels, shapes, dtypes, strict=True)]
    if any(single for _, single in found):  # so is what is given with it, of which the shape is not known
        found = [
            (array[np.newaxis], True) if shape is None else (array, single)
            for (array, single), shape in zip(found, shapes, strict=True)
        ]
    arrays, singles = [array for array, _ in found], {single for _, single in found}
    if len(singles) > 1 or len({len(array) for array in arrays}) > 1:
        _checks.refuse("images", "of one batch size", [array.shape for array in arrays])
    if not len(arrays[0]):
        _checks.refuse("images", "at least one image", arrays[0])
    return arrays, singles.pop()


def given_types(inputs, arrays):
    """Return the inputs with the shapes and types of the arrays that they are given, batch axis open."""
    keras = load_keras()
    inputs = inputs or given_inputs(arrays[0].shape[1:])
    flat = [
        keras.KerasTensor(
            (None if own is None else own.shape[0], *array.shape[1:]), dtype=_type_name(array), name=name
        )
        for own, name, array in zip(inputs.flat, input_names(inputs), arrays, strict=True)
    ]
    return replace(inputs, flat=flat)


def _type_name(array):
    return "string" if array.dtype.kind in _TEXTS else array.dtype.name


def _alone(images, shapes):
    """Return the batch that stands alone in a list, as Keras takes it, too; anything else as it is."""
    if not isinstance(images, list | tuple) or len(images) != 1 or len(shapes) != 1:
        return images
    rank = 4 if shapes[0] is None else len(shapes[0])
    return images[0] if len(getattr(images[0], "shape", ())) >= rank else images


def _flattened(images, inputs):
    """Return what is nested as the model's inputs are, dicts in lists for example, as a dict by name."""
    structure = inputs.structure if inputs else None
    tree, parts = load_keras().tree, structure.values() if isinstance(structure, dict) else structure
    if not isinstance(structure, dict | list | tuple) or all(not tree.is_nested(part) for part in parts):
        return images
    if len(inputs.flat) < len(tree.flatten(structure)):
        return images
    try:
        tree.assert_same_structure(structure, images)
    except (TypeError, ValueError):
        return images
    return dict(zip(inputs.names, tree.flatten(images), strict=True))


def _without_absent(images, names, absent):
    """Return a list of inputs without None for the optional ones; ``absent`` is how many may be so."""
    if not isinstance(images, list | tuple) or all(item is not None for item in images):
        return images
    given = [item for item in images if item is not None]
    count = len(images) - len(given)
    if len(given) != len(names or given[:1]) or (absent is not None and count > absent):
        _checks.refuse("images", "without None, unless an input is optional", images)
    return given[0] if len(given) == 1 else given


def _by_name(images, names, *, ordered):
    """Return the arrays in the order of the inputs' names; a list only where the inputs have an order."""
    if isinstance(images, dict):
        wanted = names or ["input"]
        given = {name for name, value in images.items() if value is not None}
        if given != set(wanted):
            _checks.refuse("images", f"a dict with the keys {_checks.listed(wanted)}", list(images))
        return [images[name] for name in wanted]
    if names is None or len(names) == 1:
        return [images]
    if not isinstance(images, list | tuple) or len(images) != len(names) or not ordered:
        wanted = f"a dict with the keys {_checks.listed(names)}" + ", or a list in that order" * ordered
        _checks.refuse("images", wanted, images, error=TypeError if hasattr(images, "shape") else ValueError)
    return list(images)


def _one(images, label, shape, dtype):
    """Return one input's array with batch axis, and whether that was added."""
    array = _texts(images) if dtype in (None, "string") else None
    if array is None:
        array = _checks.real_array(images, label)
    single = False
    if shape is not None:
        array, single = _with_batch(array, label, tuple(shape))
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        _checks.finite_array(array, label)
    if array.dtype.kind in _TEXTS or (dtype is None and array.dtype.kind != "f"):
        return array, single
    array = as_type(array, label, dtype or load_keras().config.floatx(), "the model's input")
    rounded = array.dtype.name == "bfloat16"  # which NumPy does not know for a number; Keras takes float32
    return array.astype(np.float32) if rounded else array, single


def _texts(images):
    """Return an array of texts, None for anything else."""
    try:
        array = np.asarray(images)
    except ValueError:  # rows of different lengths
        return None
    words = array.dtype.kind == "O" and all(isinstance(item, str | bytes) for item in array.flat)
    return array if words or array.dtype.kind in "US" else None


def as_type(array, name, dtype, holder="the image"):
    """Return an array in the type of ``holder``, refused under ``name`` where that type cannot hold it."""
    with np.errstate(over="ignore", invalid="ignore"):
        converted = array.astype(dtype, copy=False)
    if converted is array:
        return array
    whole = "iub" if array.dtype.kind == "f" else "iubf"  # a large whole number would lose its last digits
    held = converted == array if converted.dtype.kind in whole else np.isfinite(converted)
    if not held.all():
        wanted = f"made of values that the type of {holder}, {np.dtype(dtype).name}, can hold"
        _checks.refuse(name, wanted, array[~held].flat[0])
    return converted


def mean_pixels(images, channel_axis):
    """Return each image's own mean of each channel, shape (N, 1, 1, C), rounded for whole numbers.

    Examples
    --------
    >>> mean_pixels(np.array([[[0, 1], [1, 1]]], np.uint8), None)
    array([[[1]]], dtype=uint8)
    """
    across = tuple(axis for axis in range(1, images.ndim) if axis != channel_axis)
    values = images.mean(axis=across, keepdims=True, dtype=np.float64)
    return (values if images.dtype.kind == "f" else np.rint(values)).astype(images.dtype)


def _with_batch(array, label, shape):
    """Add the batch axis (and the channel of a gray image) where the shape leaves no doubt."""
    candidates = [(array, False), (array[np.newaxis], True)]
    if array.ndim == len(shape) - 2 and shape[-1] == 1:
        candidates.append((array[np.newaxis, ..., np.newaxis], True))
    fitting = [candidate for candidate in candidates if fits(candidate[0].shape, shape)]
    if not fitting:
        wanted = f"of shape {shape_text(shape, batch='N')}"
        _checks.refuse(label, wanted, array, hint=f"A single image has the shape {shape_text(shape)}.")
    return fitting[0]
