"""Which entries of a tensor belong to which image of a batch, seen in what changes with one image.

The model is run on two images, and again with another second one. What changes belongs to the second; what
belongs to the first does not change, unless the model mixes the images of a batch.
"""

import weakref
from dataclasses import replace

import numpy as np

from cnn_docs.inspection._arrays import given_types
from cnn_docs.inspection._batch_axis import CONSTANT, PLAIN, Untraced, axis_of, batch_axes, keeps_batch_axis
from cnn_docs.inspection._passes import first_pass

_TOLERANCE = 1e-5  # of the largest value: the same images may differ by rounding
_known = weakref.WeakKeyDictionary()


def axes_for(model, inputs, arrays):
    """Return a :class:`BatchAxis` for each recorded tensor.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs or None
        What it takes.
    arrays : list of ndarray
        The images that it is asked about, one array for each input. Where there are several and the model
        has code that is not known, it is run on two of them.

    Returns
    -------
    dict of str to BatchAxis
        By name; what is not in it is ``PLAIN``. It is kept for the next call with images of these sizes.
    """
    sizes = tuple((array.shape[1:], array.dtype.str) for array in arrays)
    key = sizes, len(model._flatten_layers()), len(arrays[0]) > 1
    known = _known.setdefault(model, {})
    if key not in known:
        inputs = given_types(inputs, arrays)
        axes = batch_axes(model, inputs)
        if isinstance(axes, Untraced):
            axes = _run_axes(model, inputs, arrays)
        elif not inputs.batch and any(not axis.is_known for axis in axes.values()):
            run = _run_axes(model, inputs, arrays)
            axes = {name: axis if axis.is_known else run.get(name) for name, axis in axes.items()}
        several = len(arrays[0]) > 1 and not keeps_batch_axis(model)
        known[key] = _checked(model, inputs, arrays, axes) if several else axes
    return known[key]


def _run_axes(model, inputs, arrays):
    """Return the axes of a model that needs values to run, from runs on one image two and four times."""
    counts = 2, 4
    few, many = (first_pass(model, inputs, [array[[0] * count] for array in arrays]) for count in counts)
    shapes = {name: many[name].shape if name in many else None for name in few}
    return Untraced((name, axis_of(few[name].shape, shapes[name], counts)) for name in few)


def _checked(model, inputs, arrays, axes):
    """Return the axes with the order of their entries, and whether images mix."""
    pair, other = pairs_of(inputs, arrays)
    all_others = [_others(array) for array in pair]
    before, after, changed_all = (first_pass(model, inputs, batch) for batch in (pair, other, all_others))
    again = {}
    found = axes.copy()
    for name, values in before.items():
        axis = axes.get(name, PLAIN)
        if name not in after or values.shape != after[name].shape:
            continue
        change = changed(values, after[name])
        if axis.axis is None and name in changed_all and changed_all[name].shape == values.shape:
            change = change | changed(values, changed_all[name])
        found[name] = _seen(axis, change, len(pair[0]))
        if found[name].mixes:  # or draws numbers at random, which change by themselves
            again = again or first_pass(model, inputs, pair)
            found[name] = axis if changed(values, again[name]).any() else found[name]
    return found


def pairs_of(inputs, arrays):
    """Return two batches that differ in all images but the first, of the size that the model takes."""
    count = (inputs.batch if inputs else None) or 2
    pair = [array[np.minimum(np.arange(count), min(1, len(array) - 1))] for array in arrays]
    other = [np.concatenate([array[:1], _others(array)[1:]]) for array in pair]
    if count == 1:
        pair, other = ([array[place : place + 1] for array in arrays] for place in (0, 1))
    return pair, other


def _others(images):
    """Return other images of the same values; of what is one value everywhere, other values."""
    other = images.reshape(len(images), -1)[:, ::-1].reshape(images.shape)
    if (other == images).all() and images.dtype.kind in "fiu":
        return np.where(images == 1, 0, 1).astype(images.dtype)
    return other


def changed(before, after):
    """Return where two arrays differ by more than rounding."""
    if before.dtype.kind not in "fc":
        return before != after
    before, after = before.astype(np.float64), after.astype(np.float64)
    size = np.abs(before[np.isfinite(before)]).max(initial=0)
    return ~np.isclose(before, after, rtol=0, atol=_TOLERANCE * size, equal_nan=True)


def _seen(axis, changed, count):
    """Return a batch axis with what the change of all images but the first says of it."""
    if not axis.is_known:
        return axis
    if axis.axis is None:
        return replace(axis, mixes=bool(changed.any()))
    if count == 1:  # the model takes one image, so that a size says nothing
        return axis if axis.factor == 1 or changed.any() else CONSTANT
    along = changed.any(axis=tuple(other for other in range(changed.ndim) if other != axis.axis))
    neighbours, strided = along[: axis.factor].any(), along[::count].any()
    return replace(axis, images_first=not neighbours, mixes=bool(neighbours and strided))
