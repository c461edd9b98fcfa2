"""Integrated gradients: how much each pixel adds to the score on the way from a baseline."""

import warnings
from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._arrays import as_type
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.attribution._questions import pose

__all__ = ["integrated_gradients"]

_PARTS = -0.5, 1.5  # least and most that the gradient at an interval's beginning counts, of 1
_ROUNDS = 4  # in which intervals are halved, in the last two those whose change their ends cannot give


def integrated_gradients(
    model,
    images,
    *,
    target=None,
    baseline=0.0,
    steps=64,
    tolerance=1e-3,
    score="logit",
    input=None,
    output=None,
    batch_size=32,
    return_error=False,
    progress=False,
):
    """Return how much each pixel adds to the score, from a baseline to the image.

    The gradient is integrated along the straight line from the baseline to the image and multiplied by
    the difference of the two; the channels are added up [1]_. The sum of the map is the difference of
    the two scores (completeness).

    The line is divided into equal intervals, half as many as ``steps``; those whose ends account least for
    their own change of the score are halved until there are ``steps``, or all are accounted for. In each
    interval the gradients at its two ends are weighted such that they give the change of the score, where
    weights from -0.5 to 1.5 do. This is exact where a network of ReLUs has one kink in the interval. That the
    sum is right does not say that each pixel is: where it matters, compare with the map for twice the
    ``steps``.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes; also signals (N, T, C), volumes (N, D, H, W, C), images (N, H, W) and channels
        first. For several inputs a list in their order, or a dict by input name.
    target : int, sequence of int, callable or None, default None
        Index of the class, or one for each image, or a function of the outputs; see :func:`saliency`.
    baseline : float or array_like, default 0.0
        The image that stands for "nothing there": one value, or an array of the shape of an image or
        that can be broadcast to it.
    steps : int, default 64
        Most intervals into which the line is divided, up to a million. It bounds the cost of an
        image: a gradient more than ``steps``. As many gradients of one image are held in memory.
    tolerance : float, default 1e-3
        Error of the sum above which a warning is given, as a part of the difference of the scores, of which
        as much counts as lies between 0.1 and 1.
    score : {"logit", "output"}, default "logit"
        Before or after the last softmax or sigmoid; see :func:`saliency`.
    input : str or None, default None
        Name of the image input, where there are several; the others stay as they are.
    output : str, int or None, default None
        Name or number of the output, where there are several, of a dict in the order in which it was written.
        None is the first.
    batch_size : int, default 32
        Points on the line in one pass.
    return_error : bool, default False
        Whether to return the error of each map's sum as well.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    ndarray of shape (N, H, W), float32
        One value for each place, the shape of the images without the axis that the model reads channels from.
        Values with a sign, in units of the score; (H, W) for a single image.
    error : ndarray of shape (N,), float64
        Only where ``return_error`` is set: the sum of each map less the difference of the two scores, in
        units of the score; a scalar for a single image.

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
        If the sum of a map is off by more than the tolerance; it says by how much.

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
    steps = _checks.count(steps, "steps")
    tolerance = _checks.number(tolerance, "tolerance", minimum=0)
    batch_size = _checks.positive_integer(batch_size, "batch_size")
    return_error = _checks.flag(return_error, "return_error")
    progress = _checks.flag(progress, "progress")
    asked = {"target": target, "score": score, "input": input, "output": output, "batch_size": batch_size}
    question = pose(model, images, **asked, copies=True, gradients_for="integrated_gradients")
    start = _baseline(baseline, question.images)
    question = question.with_known_classes(batch_size)
    with progress_shown(progress, len(question) * (steps + 1), "gradients") as advance:
        parts = [question.part([place]) for place in range(len(question))]
        lines = [_integrate(part, start, steps, tolerance, batch_size, advance) for part in parts]
    heat, errors, allowed = (np.stack(column) for column in zip(*lines, strict=True))
    _warn(errors, allowed)
    axis = question.channel_axis()
    heat = question.as_given((heat if axis is None else heat.sum(axis=axis)).astype(np.float32))
    return (heat, question.as_given(errors)) if return_error else heat


def _warn(errors, allowed):
    off = np.flatnonzero(abs(errors) > allowed)
    if len(off):
        warnings.warn(
            f"The sum of the map is not the change of the score for {len(off)} of {len(errors)} images; it "
            f"is off by up to {np.abs(errors).max():.2g}. Give more `steps`; where the score jumps, none are "
            "enough.",
            stacklevel=3,
        )


def _integrate(question, baseline, steps, tolerance, batch_size, advance):
    """Return the contributions of one image, the error of their sum, and the error that is allowed."""
    line = _Line(question, baseline, question.images[0].astype(np.float64) - baseline, batch_size, advance)
    line.divide(np.linspace(0, 1, -(-steps // 2) + 1), following=steps // 2)
    change = line.scores[-1] - line.scores[0]
    allowed = tolerance * min(1.0, max(abs(change), 0.1))
    round_size = max(1, -(-steps // (2 * _ROUNDS)))
    while (left := steps + 1 - len(line.places)) and abs(line.errors()).sum() > allowed:
        count = min(left, round_size, len(line.places) - 1)
        errors = line.errors() if left > steps // 4 else line.remainders()
        worst = np.sort(np.argsort(abs(errors), kind="stable")[::-1][:count])
        line.divide((line.places[worst] + line.places[worst + 1]) / 2, following=left - count)
    advance(left)
    contributions = line.difference * line.integral()
    unseen = float(np.spacing(np.float32(abs(line.scores).max())))  # what single precision tells
    return contributions, contributions.sum() - change, allowed - unseen


@dataclass
class _Line:
    """The straight line from a baseline to an image, and the model's gradients at places from 0 to 1."""

    question: object
    baseline: np.ndarray
    difference: np.ndarray
    batch_size: int
    advance: object

    def __post_init__(self):
        self.places, self.scores, self.slopes = np.empty((3, 0))
        self.gradients = []

    def divide(self, places, *, following):
        """Compute the gradients at more places; about ``following`` may come later."""
        scores, gradients = [], []
        size = self.question.batch_size(self.batch_size)
        for start in range(0, len(places), size):
            chosen = places[start : start + size]
            points = self.baseline + chosen.reshape(-1, *[1] * self.difference.ndim) * self.difference
            part = self.question.part(np.zeros(len(chosen), int), points.astype(self.question.images.dtype))
            more = (len(places) - start - len(chosen) + following) // size
            found = part.slopes(more=more)
            scores.extend(found[0])
            gradients.extend(found[1])
            self.advance(len(chosen))
        order = np.argsort(np.append(self.places, places), kind="stable")
        slopes = [(gradient * self.difference).sum(dtype=np.float64) for gradient in gradients]
        self.places = np.append(self.places, places)[order]
        self.scores = np.append(self.scores, np.asarray(scores, np.float64))[order]
        self.slopes = np.append(self.slopes, slopes)[order]
        gradients = self.gradients + gradients
        self.gradients = [gradients[place] for place in order]

    def errors(self):
        """Return, for each interval, the change of the score that the mean of its ends' slopes leaves."""
        return np.diff(self.scores) - np.diff(self.places) * (self.slopes[:-1] + self.slopes[1:]) / 2

    def remainders(self):
        """Return, for each interval, what of its change no weights of its ends' slopes can give."""
        first, last = self.slopes[:-1], self.slopes[1:]
        ends = [(part * first + (1 - part) * last) * np.diff(self.places) for part in _PARTS]
        changes = np.diff(self.scores)
        return changes - np.clip(changes, *np.sort(ends, axis=0))

    def integral(self):
        """Return the integral of the gradient."""
        weights = self._weights()
        total = np.zeros(self.difference.shape)
        for weight, gradient in zip(weights, self.gradients, strict=True):
            total += weight * gradient
        return total

    def _weights(self):
        """Return the weight of each gradient: of an interval's two, such that they give its change."""
        widths, first, last = np.diff(self.places), self.slopes[:-1], self.slopes[1:]
        spread = first - last
        means = np.diff(self.scores) / widths
        parts = np.divide(means - last, spread, out=np.full(len(widths), 0.5), where=spread != 0)
        parts = np.clip(parts, *_PARTS)
        return np.append(widths * parts, 0) + np.append(0, widths * (1 - parts))


def _baseline(baseline, images):
    """Return the baseline as an array that fits one image."""
    values = as_type(_checks.finite_array(baseline, "baseline"), "baseline", images.dtype).astype(np.float64)
    try:
        return np.broadcast_to(values, images.shape[1:])
    except ValueError:
        _checks.refuse("baseline", f"a number or an array that fits an image, {images.shape[1:]}", values)
