"""Dropout: what is left of the values in training steps, and at inference."""

import numpy as np

from cnn_docs._checks import finite_array, refuse, whole_number
from cnn_docs.operations import dropout
from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_dropout"]

_MARGIN, _HEAD, _GAP, _FOOT = 0.1, 0.4, 0.16, 0.56  # inches
_MOST_ROWS = 12
_MOST_MASKS = 100


@figure_style()
def plot_dropout(values, rate, *, seed, masks=3):
    """Figure of dropout: the values, some training steps with other masks each, and inference.

    Dropped values are 0 in dashed cells; the survivors are scaled by ``1 / (1 - rate)``. At inference
    nothing changes.

    Parameters
    ----------
    values : array_like of shape (n,) or (H, W)
        Outputs of a layer, finite numbers; at most 12 rows, and no wider than a page.
    rate : float
        Probability that a value is dropped, from 0 to below 1.
    seed : int
        Seed of the first mask; the next ones count on from it.
    masks : int, default 3
        Number of training steps, up to a hundred.

    Returns
    -------
    matplotlib.figure.Figure
        Axes: the values, each training step, inference.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.dropout`; also if the values have another number of axes,
        there are none or too many of them, or `masks` is out of its range.

    Examples
    --------
    >>> figure = plot_dropout([1.0, 2.0, 3.0], 0.5, seed=1, masks=1)
    >>> [ax.get_title().split()[0] for ax in figure.axes]
    ['values', 'training', 'inference']
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['2', '4', '0']
    >>> import matplotlib.pyplot as plt
    >>> plt.close(figure)
    """
    values = finite_array(values, "values", ranks={1: "(n,)", 2: "(H, W)"})
    numbers = range(whole_number(masks, "masks", maximum=_MOST_MASKS))
    seed = whole_number(seed, "seed", minimum=0)
    if not values.size or len(values) > _MOST_ROWS:
        refuse("values", f"an array with 1 to {_MOST_ROWS} rows", values)
    values = values.reshape(len(values), -1)
    steps = [dropout(values, rate, seed=seed + number) for number in numbers]
    dropped = [dropout(np.ones_like(values), rate, seed=seed + number) == 0 for number in numbers]
    whole = np.zeros(values.shape, bool)
    columns = [
        ("values", values, whole),
        *((f"training\nstep {n + 1}", steps[n], dropped[n]) for n in numbers),
        ("inference", dropout(values, rate, seed=seed, training=False), whole),
    ]
    return _draw(columns, f"survivors of a step × 1 / (1 − {rate:g}) = × {cells.number_text(1 / (1 - rate))}")


def _draw(columns, rule):
    """Draw the arrays side by side, in as many rows as they need, with what became of each below it."""
    arrays = np.array([array for _, array, _ in columns])
    side = max(0.3, cells.cell_size(arrays))
    high, wide = arrays.shape[1] * side, arrays.shape[2] * side
    each = max(wide, 0.74) + _GAP
    across = min(int((WIDTH - 2 * _MARGIN) / each), len(columns))
    if not across:
        refuse("values", "narrow enough for the page", arrays[0])
    down, row = -(-len(columns) // across), _HEAD + high + _FOOT
    across = -(-len(columns) // down)
    figure = cells.inch_figure(max(across * each + 2 * _MARGIN, 2.8), down * row + 0.24)
    scale = cells.signed_scale(arrays) if arrays.min() < 0 else cells.unsigned_scale(arrays)
    start = (figure.get_figwidth() - across * each) / 2
    for number, column in enumerate(columns):
        middle, top = start + (number % across + 0.5) * each, number // across * row + _HEAD
        ax = cells.panel(figure, middle - wide / 2, top, wide, high)
        _draw_column(ax, column, scale)
        below = _below(*column)
        cells.write(figure, middle, top + high + 0.07, below, ha="center", va="top", linespacing=1.3)
    cells.write(figure, figure.get_figwidth() / 2, down * row + 0.1, rule, role="muted", ha="center")
    return figure


def _draw_column(ax, column, scale):
    name, array, dropped = column
    _draw_values(ax, array, scale, dropped)
    role = {"values": "input", "inference": "output"}.get(name, "ink")
    ax.set_title(name, color=LIGHT[role], fontsize=9, fontweight="bold", pad=4)


def _below(name, array, dropped):
    """Write how many values were dropped in a training step, and the mean."""
    count = [f"{dropped.sum()} of {dropped.size}", "dropped"] if name.startswith("training") else []
    return "\n".join([f"mean {cells.number_text(array.mean())}", *count])


def _draw_values(ax, values, scale, dropped):
    """Draw the values as cells; dropped ones are dashed and without colour."""
    texts = cells.draw_cells(ax, values, scale)
    cells.without_ticks(ax)
    for text, is_dropped, (row, column) in zip(texts, dropped.flat, np.ndindex(values.shape), strict=True):
        if is_dropped:
            cells.draw_padding_cell(ax, row, column).set_gid("dropped")
            text.set(color=LIGHT["muted"], zorder=3)
