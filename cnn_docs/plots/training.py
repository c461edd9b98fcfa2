"""How a training went: each metric over the epochs, and the kernels that it changed."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from cnn_docs._checks import choice, finite_array, items, refuse, whole_number
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import SMALL, fit
from cnn_docs.plots._mosaic import draw_mosaic, value_range
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_history", "plot_kernels_over_epochs"]

_BETTER = {
    -1: (
        ("loss", "error", "entropy", "divergence", "hinge", "poisson", "cosh", "perplexity"),
        ("mae", "mse", "mape", "msle", "rmse", "kld", "huber", "brier", "false"),
    ),
    1: (
        (
            "accuracy",
            "precision",
            "recall",
            "sensitivity",
            "specificity",
            "similarity",
            "correlation",
            "score",
        ),
        ("acc", "auc", "iou", "io", "dice", "f1", "true"),
    ),
}
"""Parts of names, and whole words, of metrics of which less (-1) or more (1) is better."""

_SETS = {"": ("training", "ink", "-"), "val_": ("validation", "highlight", "--")}


@figure_style()
def plot_history(history, *, metrics=None):
    """Draw the curves of a training, one panel for each metric.

    Parameters
    ----------
    history : keras.callbacks.History or mapping
        What ``model.fit`` returns, or its ``history``: a sequence of one value per epoch for each name.
        Names that begin with ``val_`` are those of the validation data.
    metrics : sequence of str, optional
        Names without ``val_``, in the order to draw; by default all, but not the learning rate.

    Returns
    -------
    Figure
        One axes for each metric. Epochs count from 1. A ring marks the best validation value, where the
        name tells which that is: the least for losses, errors and entropies, the greatest for
        accuracies, scores and the like; the short names of Keras, such as "mae" and "auc", are known.

    Raises
    ------
    TypeError
        If `history` is neither a History nor a mapping from names, or `metrics` no sequence of names.
    ValueError
        If there are no epochs, a metric has other than one value per epoch, a value is not finite,
        or a name in `metrics` is not in the history.

    Examples
    --------
    >>> from cnn_docs import plot_history
    >>> figure = plot_history({"loss": [0.9, 0.5, 0.3], "val_loss": [1.0, 0.7, 0.8]})
    >>> [line.get_label() for line in figure.axes[0].lines[:2]]
    ['training', 'validation']
    """
    curves = _curves(history)
    names = list(dict.fromkeys(name.removeprefix("val_") for name in curves))
    if metrics is None:
        metrics = [name for name in names if name not in ("lr", "learning_rate")]
    metrics = items(metrics, "metrics", "a sequence of names")
    for name in metrics:
        choice(name, "metrics", names)
    if not metrics:
        refuse("metrics", "at least one name", metrics)
    columns = min(len(metrics), 2)
    rows = -(-len(metrics) // columns)
    width = WIDTH if columns == 2 else 0.62 * WIDTH
    figure, axes = plt.subplots(
        rows, columns, figsize=(width, 2.7 * rows), squeeze=False, layout="constrained"
    )
    for ax, name in zip(axes.flat, metrics, strict=False):
        _draw(ax, name, curves)
    for ax in axes.flat[len(metrics) :]:
        ax.remove()
    return figure


def _curves(history):
    """Arrays by name, checked to have the same epochs."""
    curves = getattr(history, "history", history)
    if not hasattr(curves, "items"):
        refuse("history", "a History or its mapping from names to values", history, error=TypeError)
    if not all(isinstance(name, str) for name in curves):
        refuse("history", "a mapping from names to values", list(curves), error=TypeError)
    ranks = {1: "(epochs,)"}
    curves = {
        name: finite_array(values, f"history[{name!r}]", ranks=ranks) for name, values in curves.items()
    }
    lengths = {len(values) for values in curves.values()}
    if not curves or 0 in lengths:
        raise ValueError("`history` must have at least one epoch. Received: none.")
    if len(lengths) > 1:
        received = ", ".join(f"{name}: {len(values)}" for name, values in curves.items())
        raise ValueError(f"`history` must have one value per epoch for each name. Received: {received}.")
    return curves


def _draw(ax, name, curves):
    """Draw the curves of one metric."""
    ax.margins(y=0.2)  # room for the best value
    for prefix, (label, role, dashes) in _SETS.items():
        values = curves.get(prefix + name)
        if values is None:
            continue
        epochs = np.arange(1, len(values) + 1)
        marker = "o" if len(values) == 1 else None
        ax.plot(epochs, values, dashes, color=LIGHT[role], label=label, marker=marker)
    if "val_" + name in curves:
        _mark_best(ax, name, curves["val_" + name])
    ax.set_title(fit(name.replace("_", " "), 0.45 * WIDTH, size=10))
    ax.set(xlabel="epoch", xlim=(0.5, None))
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1))
    ax.grid(axis="y")
    if len(ax.lines) > 1:
        ax.legend(loc="best", handlelength=2.4)


def _better(name):
    """Return -1 where less of a metric is better, 1 where more is, 0 where its name does not tell.

    Examples
    --------
    >>> [_better(name) for name in ("loss", "mae", "accuracy", "outputs_auc_1", "depth")]
    [-1, -1, 1, 1, 0]
    """
    words = name.lower().split("_")
    for sign, (parts, short) in _BETTER.items():
        if any(part in name.lower() for part in parts) or any(word in short for word in words):
            return sign
    return 0


def _mark_best(ax, name, values):
    """Ring and value at the best epoch of the validation data."""
    better = _better(name)
    if not better:
        return
    lower = better < 0
    best = int(np.argmin(values) if lower else np.argmax(values))
    ring = {"color": LIGHT["highlight"], "markerfacecolor": "none", "markersize": 9}
    ax.plot(best + 1, values[best], "o", gid="best", **ring)
    text = f"{values[best]:.3g} at epoch {best + 1}"
    late = best + 1 > 0.7 * len(values)
    side = _free_side(ax, best + 1, values[best], late=late, beyond=-1 if lower else 1)
    where = {"xytext": (0, 13 * side), "textcoords": "offset points", "va": "center"}
    where["ha"] = "right" if late else "center"
    paper = {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 2.5}
    ax.annotate(text, (best + 1, values[best]), fontsize=SMALL, zorder=4, bbox=paper, **where)


def _free_side(ax, epoch, value, *, late, beyond):
    """Return 1 to write above a value, -1 below: beyond the best one, unless more of the curves is there."""
    points = np.concatenate([line.get_xydata() for line in ax.lines])
    height, length = np.ptp(points[:, 1]) or 1.0, points[:, 0].max()
    ahead = (epoch - points[:, 0]) / length
    near = points[(ahead > -0.2) & (ahead < (0.4 if late else 0.2))]
    found = {side: ((near[:, 1] - value) * side / height) for side in (1, -1)}
    met = {side: ((far > 0.02) & (far < 0.2)).sum() for side, far in found.items()}
    return beyond if met[beyond] <= met[-beyond] else -beyond


@figure_style()
def plot_kernels_over_epochs(banks, *, epochs=None, channel=0, title=None, ax=None):
    """Draw the kernels of a convolution as they were at several moments of a training.

    Parameters
    ----------
    banks : array_like of shape (T, kh, kw, C_in, C_out) or (T, kh, kw)
        Weights at each of T moments, in order of time: a list of what :func:`cnn_docs.filters` returned
        then, or one kernel at a time.
    epochs : sequence of T ints, optional
        Epochs after which they were taken, up to a million, 0 for before the training; by default 0 to T - 1.
    channel : int, default 0
        Input channel whose kernels are drawn.
    title : str, optional
        A line above the kernels.
    ax : Axes, optional
        Where to draw; a figure of a fitting size by default.

    Returns
    -------
    Axes
        One image with all kernels on one scale, blue below zero and red above: a row for each moment, a
        column for each filter, with its number above the first row.

    Raises
    ------
    TypeError
        If `banks` does not hold numbers, `epochs` is no sequence of whole numbers, `channel` no whole
        number, `title` no text, or `ax` no Axes.
    ValueError
        If `banks` has another rank, no values, or values that are not finite, `epochs` has not one number
        for each moment, or they do not rise or are too many, or there is no such
        `channel`.

    Examples
    --------
    >>> import numpy as np
    >>> from cnn_docs import KERNELS, plot_kernels_over_epochs
    >>> edges = KERNELS["horizontal_edges"]
    >>> ax = plot_kernels_over_epochs([0 * edges, edges / 2, edges], epochs=[0, 1, 5])
    >>> [text.get_text() for text in ax.texts]
    ['0', 'epoch 0', 'epoch 1', 'epoch 5']
    """
    ranks = {3: "(T, kh, kw)", 5: "(T, kh, kw, C_in, C_out)"}
    hints = {2: "Write [kernel] for one moment.", 4: "Write [bank] for the filters of one moment."}
    banks = finite_array(banks, "banks", ranks=ranks, hints=hints)
    if 0 in banks.shape:
        refuse("banks", "an array with values", banks)
    banks = banks.reshape(*banks.shape[:3], *(banks.shape[3:] or (1, 1)))
    epochs = _checked_epochs(epochs, len(banks))
    channel = whole_number(channel, "channel", minimum=0)
    if channel >= banks.shape[3]:
        refuse("channel", f"below the {banks.shape[3]} input channels of `banks`", channel)
    tiles = np.moveaxis(banks[:, :, :, channel], -1, 1)
    numbers = [str(index) for index in range(tiles.shape[1])] + [""] * (tiles.shape[1] * (len(tiles) - 1))
    colors = value_range(np.array([-1.0, 1.0]) * (np.abs(tiles).max() or 1.0))
    rows = [f"epoch {epoch}" for epoch in epochs]
    return draw_mosaic(tiles, colors, numbers=numbers, rows=rows, title=title, bar="weight", ax=ax)


def _checked_epochs(epochs, count):
    """Return the epoch of each moment, whole numbers that rise."""
    if epochs is None:
        return list(range(count))
    epochs = items(epochs, "epochs", "a sequence of whole numbers")
    epochs = [whole_number(epoch, "epochs", minimum=0, maximum=1_000_000) for epoch in epochs]
    if len(epochs) != count:
        refuse("epochs", f"{count} whole numbers, one for each moment of `banks`", epochs)
    if any(later <= earlier for earlier, later in pairwise(epochs)):
        refuse("epochs", "whole numbers that rise", epochs)
    return epochs
