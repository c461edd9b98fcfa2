"""Occlusion: how much the score drops when a patch of the image is covered."""

from itertools import product

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._arrays import as_type, mean_pixels
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.attribution._questions import check_repeatable, pose

__all__ = ["occlusion"]


def occlusion(
    model,
    images,
    *,
    target=None,
    patch_size,
    stride=None,
    fill="mean",
    score="output",
    input=None,
    output=None,
    batch_size=32,
    progress=False,
):
    """Return how much the score of a class drops when each part of the image is covered.

    A patch is moved over the image, and the score with the patch is taken from the score without [1]_.
    Each pixel gets the mean drop of all patches that cover it. The last patches of a row or column
    are cut off at the border where the steps do not come out even.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes; also signals (N, T, C), volumes (N, D, H, W, C), images (N, H, W) and channels
        first. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int, callable or None, default None
        Index of the class, or one for each image. None is the predicted class of the uncovered image, and
        for a single sigmoid unit the positive class; such a unit encodes two classes, 0 and 1. A function
        of the outputs gives one number for each image; see :func:`saliency`.
    patch_size : int or sequence of int
        Sides of the patch, in pixels: one for all, or one for each axis of the image but the channels.
    stride : int, sequence of int or None, default None
        Steps between patches, in pixels; at most the patch size. None is the patch size.
    fill : "mean", float or array_like of shape (C,), default "mean"
        Value of the patch: "mean" is each image's own mean of each channel.
    score : {"logit", "output"}, default "output"
        Whether drops are those of the value before the last softmax or sigmoid, or after it.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several, of a dict in the order in which it was written.
        None is the first.
    batch_size : int, default 32
        Covered images in one pass; it bounds the memory.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        One value for each place, the shape of the images without the axis that the model reads channels from.
        Drops with their sign, in units of the score: positive where the image speaks for the class. (H, W)
        for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, the class is out of range, the patch is larger than the
        image, the stride leaves gaps, ``fill`` does not fit, or the model draws numbers at random, so that
        its scores cannot be compared; else as :func:`saliency`.

    References
    ----------
    .. [1] M. D. Zeiler, R. Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
       section 4.2.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> image = load_digits().test_images[0]
    >>> heat = occlusion(load_digits_cnn(), image, patch_size=2, fill=0)
    >>> heat.shape
    (8, 8)
    """
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    progress = _checks.flag(progress, "progress")
    asked = {"target": target, "score": score, "input": input, "output": output}
    question = pose(model, images, **asked, batch_size=batch_size, copies=True)
    axis = question.channel_axis()
    sides = tuple(side for place, side in enumerate(question.images.shape) if place not in (0, axis))
    windows = _windows(sides, patch_size, stride)
    fills = _fills(fill, question.images, axis)
    question, whole = question.with_classes(batch_size)
    check_repeatable(question, batch_size)
    with progress_shown(progress, len(question) * len(windows), "patches") as advance:
        drops = _drops(question, windows, (fills, axis), whole, batch_size, advance)
    heat = [_mean_over_patches(one, windows, sides) for one in drops]
    return question.as_given(np.array(heat, np.float32))


def _drops(question, windows, filling, whole, batch_size, advance):
    """Return how much the score of each image drops under each window, (N, windows)."""
    drops = np.empty((len(question), len(windows)))
    size = question.batch_size(batch_size)
    batches = len(question) * -(-len(windows) // size)
    for place in range(len(question)):
        for start in range(0, len(windows), size):
            chosen = windows[start : start + size]
            part = _covered(question, place, chosen, *filling)
            batches -= 1
            drops[place, start : start + len(chosen)] = whole[place] - part.ask(more=batches)["scores"]
            advance(len(chosen))
    return drops


def _covered(question, place, windows, fills, axis):
    """Return the question for copies of one image, each with one window covered."""
    copies = np.repeat(question.images[place : place + 1], len(windows), axis=0)
    for copy, window in zip(copies, windows, strict=True):
        covered = list(window)
        if axis is not None:
            covered.insert(axis - 1, slice(None))
        copy[tuple(covered)] = fills[place]
    return question.part(np.full(len(windows), place), copies)


def _windows(sides, patch_size, stride):
    """Return the slices of every patch, one for each side of the image."""
    patch = _sizes(patch_size, "patch_size", len(sides))
    step = patch if stride is None else _sizes(stride, "stride", len(sides))
    if any(size > side for size, side in zip(patch, sides, strict=True)):
        _checks.refuse("patch_size", f"at most the size of the image, {_times(sides)}", patch_size)
    if any(gap > size for gap, size in zip(step, patch, strict=True)):
        _checks.refuse("stride", f"at most the patch size, {_times(patch)}, to leave no gaps", stride)
    slices = [
        [slice(start, min(start + size, side)) for start in range(0, side - size + gap, gap)]
        for side, size, gap in zip(sides, patch, step, strict=True)
    ]
    return list(product(*slices))


def _sizes(value, name, count):
    """Return one whole number for each of ``count`` axes."""
    if count == 2:
        return _checks.pair(value, name)
    if _checks.is_whole(value):
        return (_checks.positive_integer(value, name),) * count
    wanted = f"a positive whole number, or {count} of them"
    sizes = [_checks.positive_integer(size, name) for size in _checks.items(value, name, wanted)]
    if len(sizes) != count:
        _checks.refuse(name, wanted, value)
    return tuple(sizes)


def _times(sides):
    return "x".join(map(str, sides))


def _fills(fill, images, channel_axis):
    """Return the value of the patch for each image, shaped such that it fits a patch with its channels."""
    channels = 1 if channel_axis is None else images.shape[channel_axis]
    if isinstance(fill, str):
        _checks.choice(fill, "fill", ("mean",))
        return mean_pixels(images, channel_axis)
    given = _checks.finite_array(fill, "fill")
    if given.shape not in ((), (channels,)):
        _checks.refuse("fill", f'"mean", a number or one for each of the {channels} channels', given)
    shape = [1] * images.ndim
    if channel_axis is not None:
        shape[channel_axis] = channels
    values = np.broadcast_to(as_type(given, "fill", images.dtype), (channels,)).reshape(shape)
    return np.repeat(values, len(images), axis=0)


def _mean_over_patches(drops, windows, sides):
    """Return the mean drop of the patches over each place."""
    sums, counts = np.zeros(sides), np.zeros(sides)
    for drop, window in zip(drops, windows, strict=True):
        sums[window] += drop
        counts[window] += 1
    return sums / counts
