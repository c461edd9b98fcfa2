"""A model's weights, layer by layer from the output down, and random ones in their place."""

import contextlib
import warnings

import numpy as np

from cnn_docs._keras import load_keras


def from_the_top(model, calls):
    """Return the layers with weights as (name, positions in ``model.weights``), last to first.

    The order is that of the calls, pairs of name and layer, the last call of a shared layer counting; its
    name is that of the first. What belongs to no layer that was called comes last.
    """
    position = {id(weight): place for place, weight in enumerate(model.weights)}
    layers = {id(layer): (name, layer) for name, layer in reversed(calls)}
    found, left = [], set(position)
    for name, layer in layers.values():
        inner = layer._flatten_layers(include_self=False, recursive=False)
        looked_into = {id(weight) for one in inner if id(one) in layers for weight in one.weights}
        own = [id(weight) for weight in layer.weights if id(weight) in left - looked_into]
        left -= set(own)
        if own:
            found.append((name, [position[weight] for weight in own]))
    if left:
        found.append(("other weights", sorted(position[weight] for weight in left)))
    return found


def values_of(model):
    """Return copies of all weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # NumPy's, of how some backends give arrays
        return [np.array(value) for value in model.get_weights()]


def random_like(value, rng):
    """Return a weight that has learned nothing, of the shape, type and size of values of another.

    Kernels (two axes and more) are drawn from a normal distribution with the root mean square of the old
    ones, all positive where those were. Vectors, such as biases and the statistics of a normalization, are
    shuffled: their values have to stay what such values can be; so are kernels of whole numbers, as those
    of a quantized model. Single numbers stay.
    """
    whole = value.dtype.kind in "iu"
    if value.ndim == 0 or not (whole or value.dtype.kind == "f" or value.dtype.name == "bfloat16"):
        return value
    if whole:
        return rng.permuted(value) if value.ndim > 1 else value  # counters and seeds
    if value.ndim == 1:
        return rng.permutation(value)
    drawn = rng.normal(scale=np.sqrt(np.mean(np.square(value, dtype=np.float64))), size=value.shape)
    return (np.abs(drawn) if (value >= 0).all() else drawn).astype(value.dtype)


@contextlib.contextmanager
def to_be_changed(model, agrees):
    """Give a model with the same weights that may be changed: a clone, or else the model itself.

    Keras clones no subclassed models, and a clone can lack what is not in its layers' settings, so it is
    taken only where ``agrees(clone)`` says that it answers as the model does. The weights of the model
    itself are put back at the end, also after an error or an interrupt.
    """
    kept = values_of(model)
    changed = _clone(model, kept, agrees) or model
    try:
        yield changed
    finally:
        if changed is model:
            _put_back(model, kept)


def _clone(model, weights, agrees):
    """Return a clone that answers like the model, or None."""
    try:
        clone = load_keras().models.clone_model(model)
        clone.set_weights(weights)
        return clone if agrees(clone) else None
    except Exception:  # whatever the code of its layers raises
        return None


def _put_back(model, weights):
    try:
        model.set_weights(weights)
    except KeyboardInterrupt:  # the second one, while the first is being dealt with
        model.set_weights(weights)
        raise
