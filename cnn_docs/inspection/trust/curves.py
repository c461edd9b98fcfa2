"""Deletion and insertion: how the score falls as the pixels that a map marks are taken away, or put back."""

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._arrays import as_type, mean_pixels
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.trust._results import PixelCurve, PixelCurves
from cnn_docs.inspection.trust._scores import Scorer

__all__ = ["deletion_insertion"]

_STEPS = 32  # at most, where no step is given


def deletion_insertion(
    model,
    images,
    heat,
    *,
    target=None,
    fill="mean",
    step=None,
    random="shifted",
    orders=20,
    seed=0,
    score="output",
    input=None,
    output=None,
    batch_size=32,
    progress=False,
):
    """Return how the score changes as the pixels that a heat map marks are deleted, and inserted.

    The pixels are put in the order of the map, the greatest first (equal ones in an order at random). They
    are replaced by ``fill``, ``step`` of them at a time, and the model is asked after each step: the curve
    of deletion. Insertion begins with the fill alone and puts the image back in the same order [1]_.

    Whether an area is good is told by orders at random. "shifted" orders are the map
    itself, rolled by a random distance along each axis: as coarse or fine as the map, at another place.
    "pixels" are single pixels at random. The two differ, since one patch and as many scattered pixels do
    not harm a picture alike: a smooth map of noise can seem better than scattered pixels though it knows
    nothing, and is like its own shifts.

    A network has not been trained on pictures with pixels missing, so the score may also fall because the
    picture looks like no other, and not because the pixels mattered [2]_. Try several fills: what
    holds for one only is about the fill.

    Parameters
    ----------
    model : keras.Model
        A built model.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. For several inputs a list in their order, or a dict by input name.
    heat : array_like of shape (N, H, W) or (H, W)
        A map for each image, such as those of :func:`cnn_docs.saliency`: greater values matter more.
    target : int, sequence of int, callable or None, default None
        As in :func:`cnn_docs.saliency`. None is the predicted class of the whole image.
    fill : "mean", float, array_like of shape (C,) or of the images' shape, default "mean"
        What replaces a pixel: each image's own mean of each channel, a number, one for each channel, or the
        pixel of another picture, such as the image blurred.
    step : int or None, default None
        Pixels deleted or inserted between two passes; all of them where there are fewer. None takes at
        most 32 steps.
    random : {"shifted", "pixels"}, default "shifted"
        Which orders the map is compared with.
    orders : int, default 20
        How many of them, up to a million. A map of noise beats all R by chance at most once in R + 1 times.
        One that marks the middle of every image does so more often where the objects are in the middle.
    seed : int, default 0
        Seed of all random numbers.
    score : {"logit", "output"}, default "output"
        Before or after the last softmax or sigmoid.
    input, output : str, int or None
        Which input is changed and which output asked, as in :func:`cnn_docs.saliency`.
    batch_size : int, default 32
        Images in one pass.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    PixelCurves
        With the curves ``deletion`` and ``insertion``, each with its ``area``, and those at random.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the maps do not fit the images, or another argument is out of its range.

    References
    ----------
    .. [1] V. Petsiuk, A. Das, K. Saenko, "RISE: randomized input sampling for explanation of black-box
       models", BMVC 2018, section 4.
    .. [2] S. Hooker, D. Erhan, P.-J. Kindermans, B. Kim, "A benchmark for interpretability methods in deep
       neural networks", NeurIPS 2019.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn, occlusion
    >>> model, images = load_digits_cnn(), load_digits().test_images[:4, ..., None]
    >>> heat = occlusion(model, images, patch_size=2, fill=0)
    >>> curves = deletion_insertion(model, images, heat, fill=0)
    >>> bool(curves.deletion.area.mean() < curves.deletion.random_area.mean())
    True
    """
    progress = _checks.flag(progress, "progress")
    random = _checks.choice(random, "random", tuple(_RANDOM))
    count = _checks.count(orders, "orders")
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    asked = {"target": target, "score": score, "input": input, "output": output, "batch_size": batch_size}
    scorer = Scorer(model, images, **asked)
    maps = scorer.checked(heat, "heat")
    gone = _steps(step, maps[0].size)
    empty = _empty_images(fill, scorer)
    found = np.empty((len(maps), 1 + count, 2, len(gone)))
    with progress_shown(progress, found.size, "passes") as advance:
        for place, values in enumerate(maps):
            ordered = [_places(one, rng) for one in [values, *_RANDOM[random](values, count, rng)]]
            copies = _copies(scorer, place, empty[place], ordered, gone)
            found[place] = scorer.scores(place, copies, advance).reshape(found[place].shape)
    kinds = np.moveaxis(found, 2, 0)  # deletion and insertion, each (N, 1 + R, S)
    fractions = gone / gone[-1]
    return PixelCurves(*(PixelCurve(fractions, kind[:, 0], kind[:, 1:].swapaxes(0, 1)) for kind in kinds))


def _copies(scorer, place, empty, ordered, gone):
    """Yield the copies of one image: for each order those of deletion, then those of insertion."""
    image, shape = scorer.images[place], _with_channels(scorer)
    for places in ordered:
        places = places.reshape(shape)
        for start, end in ((image, empty), (empty, image)):
            yield from (np.where(places < number, end, start) for number in gone)


def _places(heat, rng):
    """Return each pixel's place when the greatest go first, equal ones at random."""
    order = np.lexsort((rng.random(heat.size), -heat.ravel()))
    places = np.empty(heat.size, int)
    places[order] = np.arange(heat.size)
    return places


def _shifted(heat, count, rng):
    """Return the map itself at other places: rolled by a random distance along each axis."""
    axes = tuple(range(heat.ndim))
    return [np.roll(heat, [int(rng.integers(side)) for side in heat.shape], axes) for _ in range(count)]


def _scattered(heat, count, rng):
    """Return maps in which every pixel has a value of its own."""
    return list(rng.random((count, *heat.shape)))


_RANDOM = {"shifted": _shifted, "pixels": _scattered}


def _steps(step, pixels):
    """Return how many pixels are gone after each step, from 0 to all."""
    size = -(-pixels // _STEPS) if step is None else min(_checks.positive_integer(step, "step"), pixels)
    return np.minimum(np.arange(0, pixels + size, size), pixels)


def _with_channels(scorer):
    """Return the sides of an image with an axis of one for its channels."""
    axis = scorer.channel_axis
    return scorer.sides if axis is None else tuple(np.insert(scorer.sides, axis - 1, 1))


def _empty_images(fill, scorer):
    """Return what is left of each image when every pixel is gone, in the images' shape."""
    images, axis = scorer.images, scorer.channel_axis
    if isinstance(fill, str):
        _checks.choice(fill, "fill", ("mean",))
        return np.broadcast_to(mean_pixels(images, axis), images.shape)
    given = as_type(_checks.finite_array(fill, "fill"), "fill", images.dtype)
    if given.shape in ((), images.shape) or (scorer.single and given.shape == images.shape[1:]):
        return np.broadcast_to(given, images.shape)
    if axis is None or given.shape != images.shape[axis : axis + 1]:
        each = f"one for each of the {images.shape[axis]} channels, " if axis is not None else ""
        _checks.refuse("fill", f'"mean", a number, {each}or pictures of shape {images.shape}', given)
    sides = [-1 if number == axis else 1 for number in range(images.ndim)]
    return np.broadcast_to(given.reshape(sides), images.shape)
