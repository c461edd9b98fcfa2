"""Whether probabilities can be taken at their word: how often answers are right, over how sure they are."""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs._checks import finite_array, real_array, refuse, whole_number
from cnn_docs._labels import between_zero_and_one, sums_to_one
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import checked_axes
from cnn_docs.plots.style import figure_style

__all__ = ["plot_reliability"]

_SIZE = (3.8, 3.6)  # inches
_MOST_BINS = 10_000
_LARGEST = 160  # area of a dot in square points
_QUANTILE = 1.959963984540054  # of the normal distribution, for intervals of 95 %


@figure_style()
def plot_reliability(probabilities, labels, *, bins=10, ax=None):
    """Draw a reliability diagram: how often answers were right, over how sure they were.

    The answers are put into bins of equal width by their probability. For each bin that holds any, a dot
    stands at their mean probability and the share that was right; its area grows with their number. On the
    dashed line both are equal. The bar is the interval of 95 % for the share, after Wilson [1]_.

    Parameters
    ----------
    probabilities : array_like of shape (N, K) or (N,)
        For each picture the probabilities of K classes, which sum to 1 (to within 0.01), of which the largest
        is judged; or the probability of yes alone.
    labels : array_like of shape (N,)
        The right classes, whole numbers from 0 to K - 1; 1 for yes and 0 for no.
    bins : int, default 10
        Number of bins from 0 to 1. A probability on an edge belongs to the bin below.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        What it was drawn on. The offsets of the last collection are the dots, from left to right.

    Raises
    ------
    TypeError
        If an argument has the wrong type, or the labels are not whole numbers.
    ValueError
        If probabilities and labels do not go together, there is none, or the numbers are no probabilities.

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
       the American Statistical Association 22, 1927.

    Examples
    --------
    >>> sure = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75]
    >>> ax = plot_reliability(sure, [0, 0, 0, 1, 1, 1], bins=2)
    >>> ax.collections[-1].get_offsets().tolist()
    [[0.25, 0.25], [0.75, 1.0]]
    >>> plt.close(ax.figure)
    """
    sure, right = _judged(probabilities, labels)
    if whole_number(bins, "bins") > _MOST_BINS:
        refuse("bins", f"at most {_MOST_BINS:,}, which nobody could tell apart", bins)
    means, shares, counts = _binned(sure, right, bins)
    if checked_axes(ax) is None:
        _, ax = plt.subplots(figsize=_SIZE, layout="constrained")
    ax.plot([0, 1], [0, 1], "--", color=LIGHT["muted"], linewidth=1, zorder=1)
    low, high = _interval(shares, counts)
    ax.vlines(means, low, high, color=LIGHT["output"], linewidth=1.4, zorder=2)
    areas = np.maximum(_LARGEST * counts / counts.max(), 6)
    ax.scatter(means, shares, areas, color=LIGHT["output"], zorder=3)
    several = np.ndim(probabilities) == 2
    ax.set(xlabel="probability of the answer" if several else "probability of yes", xlim=(0, 1.04))
    ax.set(ylabel="share that is right" if several else "share of yes", ylim=(-0.04, 1.04), aspect="equal")
    for axis in (ax.xaxis, ax.yaxis):  # short, so that they stay apart in diagrams side by side
        axis.set_ticks(np.linspace(0, 1, 6))
        axis.set_major_formatter("{x:.1g}")
    ax.grid()
    return ax


def _judged(probabilities, labels):
    """Return for each picture how sure the answer is, and whether it was right."""
    probabilities = finite_array(probabilities, "probabilities", ranks={1: "(N,)", 2: "(N, K)"})
    labels = real_array(labels, "labels")
    if not probabilities.size:
        refuse("probabilities", "an array with at least one picture", probabilities)
    if labels.shape != probabilities.shape[:1]:
        refuse("labels", f"one whole number for each of the {len(probabilities)} pictures", labels)
    if labels.dtype.kind not in "iu":
        wanted, hint = "whole numbers", "Write labels.astype(int) if they are."
        refuse("labels", wanted, labels.dtype.name, error=TypeError, hint=hint)
    several = probabilities.ndim == 2
    if not (sums_to_one(probabilities) if several else between_zero_and_one(probabilities)):
        wanted = "made of numbers from 0 to 1" + " that sum to 1 for each picture" * several
        refuse(
            "probabilities", wanted, probabilities, hint="For scores, take cnn_docs.softmax first." * several
        )
    classes = probabilities.shape[1] if several else 2
    beyond = labels[(labels < 0) | (labels >= classes)]
    if beyond.size:
        refuse("labels", f"the index of a class, from 0 to {classes - 1}", beyond[0])
    if several:
        return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    return probabilities, labels == 1


def _binned(sure, right, bins):
    """Return mean probability, share that was right and number of answers, of each bin that holds any."""
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    place = np.searchsorted(inner, sure)
    counts = np.bincount(place, minlength=bins)
    held = counts > 0
    means, shares = (np.bincount(place, values, bins)[held] / counts[held] for values in (sure, right))
    return means, shares, counts[held]


def _interval(shares, counts):
    """Return the ends of Wilson's interval for each share."""
    square = _QUANTILE**2 / counts
    middle = (shares + square / 2) / (1 + square)
    half = _QUANTILE / (1 + square) * np.sqrt(shares * (1 - shares) / counts + square / (4 * counts))
    return middle - half, middle + half
