"""Steps of training on the curve of a loss over one weight."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs._checks import finite_array, number, refuse
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import SMALL, checked_axes
from cnn_docs.plots.style import figure_style

__all__ = ["plot_descent"]

_SIZE = (3.6, 2.8)  # inches


@figure_style()
def plot_descent(weights, losses, path, path_losses, *, slope=None, ax=None):
    """Axes with the curve of a loss over one weight, and the steps of a training on it.

    A ring marks the start, dots the weight after each step, and arrows lead from one to the next.

    Parameters
    ----------
    weights, losses : array_like of shape (n,)
        Values of the weight, increasing, and the loss at each: at least two points of the curve.
    path, path_losses : array_like of shape (steps + 1,)
        The weight at the start and after each step, and the loss there.
    slope : float, optional
        Slope of the loss at the start; draws the dashed line that touches the curve there.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default in a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        What it was drawn on. The last line holds the weights of the path.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or `ax` is no Axes.
    ValueError
        If weights and losses are not as many, the weights do not increase, there is no start, or a
        number is NaN or infinite.

    Examples
    --------
    >>> weights = np.linspace(-1, 7, 81)
    >>> path = np.array([0.0, 1.2, 1.92])
    >>> ax = plot_descent(weights, (weights - 3) ** 2, path, (path - 3) ** 2, slope=-6.0)
    >>> ax.lines[-1].get_xdata()
    array([0.  , 1.2 , 1.92])
    >>> plt.close(ax.figure)
    """
    weights, losses = _pairs(weights, "weights", losses, "losses", fewest=2)
    if (np.diff(weights) <= 0).any():
        refuse("weights", "increasing numbers", weights)
    path, path_losses = _pairs(path, "path", path_losses, "path_losses", fewest=1)
    slope = None if slope is None else number(slope, "slope")
    if checked_axes(ax) is None:
        _, ax = plt.subplots(figsize=_SIZE, layout="constrained")
    ax.plot(weights, losses, color=LIGHT["muted"], label="loss")
    if slope is not None:
        _draw_tangent(ax, path[0], path_losses[0], slope, np.ptp(weights))
    _draw_path(ax, path, path_losses)
    ax.set(xlabel="weight", ylabel="loss")
    return ax


def _pairs(values, name, others, other_name, *, fewest):
    """Return two checked rows of numbers of one length."""
    values = finite_array(values, name, ranks={1: "(n,)"})
    others = finite_array(others, other_name, ranks={1: "(n,)"})
    if len(values) < fewest:
        refuse(name, f"an array with at least {('one number', 'two numbers')[fewest - 1]}", values)
    if len(others) != len(values):
        refuse(other_name, f"one number for each of the {len(values)} `{name}`", others)
    return values, others


def _draw_tangent(ax, weight, loss, slope, width):
    """Draw the line that touches the curve, a third of the picture long."""
    ends = np.array([-1, 1]) * width / 6
    style = {"color": LIGHT["kernel"], "linestyle": "--", "linewidth": 1.4}
    ax.plot(weight + ends, loss + slope * ends, label="slope", **style)


def _draw_path(ax, path, losses):
    """Draw the start as a ring, each step as an arrow and a dot, and a word at the start."""
    points = list(zip(path, losses, strict=True))
    for start, end in pairwise(points):
        style = {
            "arrowstyle": "-|>",
            "color": LIGHT["highlight"],
            "linewidth": 1.2,
            "shrinkA": 3,
            "shrinkB": 3,
        }
        ax.annotate("", end, start, arrowprops=style)
    ring = {"color": LIGHT["highlight"], "markerfacecolor": LIGHT["paper"], "markersize": 9, "zorder": 3}
    ax.plot(*points[0], "o", gid="start", **ring)
    outside = -1 if len(path) > 1 and path[1] > path[0] else 1  # away from the first step
    where = {"xytext": (8 * outside, -5), "textcoords": "offset points", "va": "top"}
    ax.annotate("start", points[0], ha="left" if outside > 0 else "right", fontsize=SMALL, zorder=4, **where)
    ax.plot(path, losses, "o", color=LIGHT["highlight"], markersize=4, zorder=4, label="steps")
