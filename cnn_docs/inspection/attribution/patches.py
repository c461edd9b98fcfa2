"""Occlusion: how much the score drops when a patch of the image is covered."""

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._inputs import as_type
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.attribution._questions import answer, pose, with_classes

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
        What the model takes. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int or None, default None
        Index of the class, or one for each image. None is the predicted class of the uncovered image, and
        for a single sigmoid unit the positive class; such a unit encodes two classes, 0 and 1.
    patch_size : int or pair of int
        Height and width of the patch, in pixels.
    stride : int, pair of int or None, default None
        Steps between patches, in pixels; at most the patch size. None is the patch size.
    fill : "mean", float or array_like of shape (C,), default "mean"
        Value of the patch: "mean" is each image's own mean of each channel.
    score : {"logit", "output"}, default "output"
        Whether drops are those of the value before the last softmax or sigmoid, or after it.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several. None is the first.
    batch_size : int, default 32
        Covered images in one pass; it bounds the memory.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        Drops with their sign, in units of the score: positive where the image speaks for the class. (H, W)
        for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, the class is out of range, the patch is larger than the
        image, the stride leaves gaps, or ``fill`` does not fit.

    References
    ----------
    .. [1] M. D. Zeiler, R. Fergus, "Visualizing and understanding convolutional networks", ECCV 2014,
       section 4.2.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = occlusion(load_digits_cnn(), load_digits().test_images[0], patch_size=2, fill=0)
    >>> heat.shape
    (8, 8)
    """
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    progress = _checks.flag(progress, "progress")
    question = pose(model, images, target=target, score=score, input=input, output=output)
    channels_first = question.channel_axis() == 1
    sides = question.images.shape[2:] if channels_first else question.images.shape[1:3]
    windows = _windows(sides, patch_size, stride)
    fills = _fills(fill, question.images, question.channel_axis())
    question, whole = with_classes(question, batch_size)

    heat = np.empty((len(question), *sides), np.float32)
    with progress_shown(progress, len(question) * len(windows), "patches") as advance:
        for place in range(len(question)):
            drops = np.empty(len(windows))
            for start in range(0, len(windows), batch_size):
                chosen = windows[start : start + batch_size]
                part = _covered(question, place, chosen, fills[place], channels_first)
                drops[start : start + len(chosen)] = whole[place] - answer(part, "scores")["scores"]
                advance(len(chosen))
            heat[place] = _mean_over_patches(drops, windows, sides)
    return question.as_given(heat)


def _covered(question, place, windows, fill, channels_first):
    """Return the question for copies of one image, each with one window covered."""
    copies = np.repeat(question.images[place : place + 1], len(windows), axis=0)
    for copy, (rows, columns) in zip(copies, windows, strict=True):
        copy[(..., rows, columns) if channels_first else (rows, columns)] = fill
    return question.part(np.full(len(windows), place), copies)


def _windows(sides, patch_size, stride):
    """Return the (rows, columns) of every patch, as pairs of slices."""
    patch = _checks.pair(patch_size, "patch_size")
    step = patch if stride is None else _checks.pair(stride, "stride")
    if any(size > side for size, side in zip(patch, sides, strict=True)):
        _checks.refuse("patch_size", f"at most the size of the image, {sides[0]}x{sides[1]}", patch_size)
    if any(gap > size for gap, size in zip(step, patch, strict=True)):
        _checks.refuse("stride", f"at most the patch size, {patch[0]}x{patch[1]}, to leave no gaps", stride)
    rows, columns = (
        [slice(start, min(start + size, side)) for start in range(0, side - size + gap, gap)]
        for side, size, gap in zip(sides, patch, step, strict=True)
    )
    return [(row, column) for row in rows for column in columns]


def _fills(fill, images, channel_axis):
    """Return the value of the patch for each image, of shape (N, C) or (N, C, 1, 1)."""
    channels = images.shape[channel_axis]
    if isinstance(fill, str):
        _checks.choice(fill, "fill", ("mean",))
        values = images.mean(axis=(2, 3) if channel_axis == 1 else (1, 2), dtype=np.float64)
    else:
        given = _checks.finite_array(fill, "fill")
        if given.shape not in ((), (channels,)):
            _checks.refuse("fill", f'"mean", a number or one for each of the {channels} channels', given)
        values = np.broadcast_to(as_type(given, "fill", images.dtype), (len(images), channels))
    return values[..., None, None] if channel_axis == 1 else values


def _mean_over_patches(drops, windows, sides):
    """Return the mean drop of the patches over each pixel."""
    sums, counts = np.zeros(sides), np.zeros(sides)
    for drop, window in zip(drops, windows, strict=True):
        sums[window] += drop
        counts[window] += 1
    return sums / counts
