"""How the score changes with each pixel: saliency, its average under noise, and integrated gradients."""

import warnings
from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._inputs import as_type
from cnn_docs.inspection.attribution._questions import answer, pose, with_known_classes

__all__ = ["integrated_gradients", "saliency", "smooth_grad"]

_MOST_HALVINGS = 30


def saliency(model, images, *, target=None, score="logit", input=None, output=None, batch_size=32):
    """Return how strongly the score of a class changes with each pixel.

    The map is the absolute gradient of the score with respect to the image, the largest over the
    channels [1]_.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int or None, default None
        Index of the class, or one for each image. None is the predicted class, and for a single sigmoid
        unit the positive class; such a unit encodes two classes, 0 and 1.
    score : {"logit", "output"}, default "logit"
        "logit" is the value before the last softmax or sigmoid, "output" the value after it, whose
        gradient also tells what speaks against the other classes and vanishes where the model is sure. The
        maps differ. The paper takes the value before the softmax.
    input : str or None, default None
        Name of the image input, where there are several.
    output : str, int or None, default None
        Name or number of the output, where there are several. None is the first.
    batch_size : int, default 32
        Images in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        Values of zero and above, in units of the score for each unit of a pixel, not normalised; (H, W)
        for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the images do not fit the model, the class is out of range, or what comes before the last
        softmax cannot be found.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi, A. Zisserman, "Deep inside convolutional networks", ICLR workshop
       2014, section 3.1.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = saliency(load_digits_cnn(), load_digits().test_images[:2, ..., None])
    >>> heat.shape, heat.dtype.name
    ((2, 8, 8), 'float32')
    """
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    question = pose(model, images, target=target, score=score, input=input, output=output)
    axis = question.channel_axis()
    heat = [
        np.abs(answer(part, "gradients")["gradients"]).max(axis=axis) for part in question.batches(batch_size)
    ]
    return question.as_given(np.concatenate(heat))


def smooth_grad(
    model,
    images,
    *,
    target=None,
    samples=50,
    noise=0.15,
    seed=0,
    score="logit",
    input=None,
    output=None,
    batch_size=32,
):
    """Return the saliency of the gradient's mean over noisy copies of the image.

    The gradients of ``samples`` copies with Gaussian noise are averaged with their signs [1]_; the map is the
    absolute mean, the largest over the channels, as in :func:`saliency`. A predicted class is that of
    the image without noise.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int or None, default None
        Index of the class, or one for each image; see :func:`saliency`.
    samples : int, default 50
        Noisy copies of each image.
    noise : float, default 0.15
        Standard deviation of the noise, as a part of the range of each image's values.
    seed : int, default 0
        Seed of the noise.
    score : {"logit", "output"}, default "logit"
        Before or after the last softmax or sigmoid; see :func:`saliency`.
    input : str or None, default None
        Name of the image input, where there are several.
    output : str, int or None, default None
        Name or number of the output, where there are several. None is the first.
    batch_size : int, default 32
        Copies in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        Values of zero and above, not normalised; (H, W) for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        As :func:`saliency`, and if ``samples`` or ``noise`` is out of its range.

    References
    ----------
    .. [1] Daniel Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017, arXiv:1706.03825.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = smooth_grad(load_digits_cnn(), load_digits().test_images[0], samples=8)
    >>> heat.shape
    (8, 8)
    """
    samples = _checks.positive_integer(samples, "samples")
    noise = _checks.number(noise, "noise", minimum=0)
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    question = pose(model, images, target=target, score=score, input=input, output=output)
    question = with_known_classes(question, batch_size)

    values = question.images
    widths = np.ptp(values.reshape(len(values), -1), axis=1).astype(np.float64)
    spread = as_type(noise * widths, "noise", np.float32)
    sums = np.zeros(values.shape, np.float32)
    for start in range(0, samples * len(values), batch_size):
        which = np.arange(start, min(start + batch_size, samples * len(values))) // samples
        noisy = rng.standard_normal((len(which), *values.shape[1:]), dtype=np.float32)
        noisy *= spread[which][:, None, None, None]
        noisy += values[which]
        slopes = answer(question.part(which, noisy.astype(values.dtype, copy=False)), "gradients")[
            "gradients"
        ]
        for image in np.unique(which):
            sums[image] += slopes[which == image].sum(axis=0)
    return question.as_given(np.abs(sums / samples).max(axis=question.channel_axis()))


def integrated_gradients(
    model,
    images,
    *,
    target=None,
    baseline=0.0,
    steps=32,
    tolerance=1e-3,
    score="logit",
    input=None,
    output=None,
    batch_size=32,
):
    """Return how much each pixel adds to the score, from a baseline to the image.

    The gradient is integrated along the straight line from the baseline to the image and multiplied by
    the difference of the two; the channels are added up [1]_. The sum of the map is the difference of
    the two scores (completeness). The integral is taken by the trapezoidal rule; where an interval does
    not account for its own change of the score, it is halved, until the sum is right.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int or None, default None
        Index of the class, or one for each image; see :func:`saliency`.
    baseline : float or array_like, default 0.0
        The image that stands for "nothing there": one value, or an array of the shape of an image or
        that can be broadcast to it.
    steps : int, default 32
        Equal intervals into which the line is divided to begin with.
    tolerance : float, default 1e-3
        Largest error of the sum as a part of the difference of the scores, of which as much counts as
        lies between 0.1 and 1.
    score : {"logit", "output"}, default "logit"
        Before or after the last softmax or sigmoid; see :func:`saliency`.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several. None is the first.
    batch_size : int, default 32
        Points on the line in one pass.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        Values with a sign, in units of the score; (H, W) for a single image.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        As :func:`saliency`, and if the baseline does not fit the image, or ``steps`` or
        ``tolerance`` is out of its range.

    Warns
    -----
    UserWarning
        If the sum is still off by more than the tolerance when the intervals are as short as makes sense.

    References
    ----------
    .. [1] Mukund Sundararajan, Ankur Taly, Qiqi Yan, "Axiomatic attribution for deep networks", ICML 2017.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> heat = integrated_gradients(load_digits_cnn(), load_digits().test_images[0])
    >>> heat.shape
    (8, 8)
    """
    steps = _checks.positive_integer(steps, "steps")
    tolerance = _checks.number(tolerance, "tolerance", minimum=0)
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    question = pose(model, images, target=target, score=score, input=input, output=output)
    start = _baseline(baseline, question.images)
    question = with_known_classes(question, batch_size)
    lines = [
        _integrate(question.part([place]), start, steps, tolerance, batch_size)
        for place in range(len(question))
    ]
    heat, errors = (np.stack(column) for column in zip(*lines, strict=True))
    if errors.any():
        warnings.warn(
            f"The sum of the map is not the change of the score for {np.count_nonzero(errors)} of "
            f"{len(heat)} images; it is off by up to {np.abs(errors).max():.2g}. Give more `steps`.",
            stacklevel=2,
        )
    return question.as_given(heat.sum(axis=question.channel_axis()).astype(np.float32))


def _integrate(question, baseline, steps, tolerance, batch_size):
    """Return the contributions (H, W, C) of one image, and the error of their sum, 0 if it is right.

    First the line is divided: the intervals that account least for their own change of the score by the
    slopes at their ends are halved. A network of ReLUs is linear between kinks, so few are. Only
    numbers are kept for that; the gradients are added up in a second run, with their weights.
    """
    difference = question.images[0].astype(np.float64) - baseline
    line = _Line(question, baseline, difference, batch_size)
    places = np.linspace(0, 1, steps + 1)
    scores, slopes = line.scores_and_slopes(places)
    allowed = tolerance * min(1.0, max(abs(scores[-1] - scores[0]), 0.1))
    for _ in range(_MOST_HALVINGS):
        errors = np.diff(scores) - np.diff(places) * (slopes[:-1] + slopes[1:]) / 2
        if abs(errors.sum()) <= allowed:
            break
        wrong = _largest_half(abs(errors))
        middles = (places[wrong] + places[wrong + 1]) / 2
        added = line.scores_and_slopes(middles)
        places = np.insert(places, wrong + 1, middles)
        scores, slopes = (
            np.insert(old, wrong + 1, new) for old, new in zip((scores, slopes), added, strict=True)
        )
    contributions = difference * line.weighted_gradient(places)
    error = contributions.sum() - (scores[-1] - scores[0])
    return contributions, error if abs(error) > allowed else 0.0


def _largest_half(errors):
    """Return the places, in order, of the fewest errors that make up half of their sum."""
    order = np.argsort(errors)[::-1]
    sums = np.cumsum(errors[order])
    return np.sort(order[: np.searchsorted(sums, sums[-1] / 2) + 1])


@dataclass
class _Line:
    """The straight line from a baseline to an image, and the model's gradients along it."""

    question: object
    baseline: np.ndarray
    difference: np.ndarray
    batch_size: int

    def scores_and_slopes(self, places):
        """Return the score at places from 0 to 1, and how fast it changes along the line there."""
        found = [
            (score, (gradient * self.difference).sum())
            for scores, gradients in self._passes(places)
            for score, gradient in zip(scores, gradients, strict=True)
        ]
        return np.array(found, np.float64).T

    def weighted_gradient(self, places):
        """Return the integral of the gradient, by the trapezoidal rule with the places as its ends."""
        widths = np.diff(places)
        weights = (np.append(widths, 0) + np.append(0, widths)) / 2
        total, start = np.zeros(self.difference.shape), 0
        for _, gradients in self._passes(places):
            total += np.tensordot(weights[start : start + len(gradients)], gradients, axes=1)
            start += len(gradients)
        return total

    def _passes(self, places):
        """Yield scores and gradients for batches of places."""
        for start in range(0, len(places), self.batch_size):
            chosen = places[start : start + self.batch_size]
            points = self.baseline + chosen[:, None, None, None] * self.difference
            part = self.question.part(np.zeros(len(chosen), int), points.astype(self.question.images.dtype))
            found = answer(part, "gradients")
            yield found["scores"], found["gradients"]


def _baseline(baseline, images):
    """Return the baseline as an array that fits one image."""
    values = as_type(_checks.finite_array(baseline, "baseline"), "baseline", images.dtype).astype(np.float64)
    try:
        return np.broadcast_to(values, images.shape[1:])
    except ValueError:
        _checks.refuse("baseline", f"a number or an array that fits an image, {images.shape[1:]}", values)
