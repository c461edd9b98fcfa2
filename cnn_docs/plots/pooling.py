"""Pooling: the windows of an image and what is kept of each."""

import numpy as np
from matplotlib.patches import Rectangle

from cnn_docs._checks import choice, finite_array, pair
from cnn_docs.geometry import padding_amounts
from cnn_docs.operations import average_pool, max_pool
from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_pooling"]

_POOLS = {"max": max_pool, "average": average_pool}
_NAMES = {"input": "input", "max": "maximum", "average": "average"}
_LEFT, _NAME, _TICKS, _GAP, _BOTTOM = 0.49, 0.24, 0.24, 0.42, 0.45  # inches
_TINTS = (("highlight", 0.28), ("highlight", 0.08))  # neighbouring windows differ, as on a chessboard


@figure_style()
def plot_pooling(image, pool_size=2, *, stride=None, kind="max", padding="valid"):
    """Figure of an image with the windows of a pooling, and the pooled image.

    A small image is drawn as cells with numbers. Windows that do not overlap have the tint of
    their output, and pixels that no window meets have no tint; of windows that overlap, the first is
    framed. The largest value of each window, which max pooling keeps, is framed too. A larger
    image is drawn as a picture, on one scale with what is pooled.

    Parameters
    ----------
    image : array_like of shape (H, W)
        One channel, finite numbers.
    pool_size : int or (int, int), default 2
        Height and width of the windows, in pixels.
    stride : int, (int, int) or None, default None
        Pixels between neighbouring windows; None is the pool size.
    kind : {"max", "average", "both"}, default "max"
        What to keep of each window; "both" shows the two side by side.
    padding : {"valid", "same"}, default "valid"
        As in :func:`cnn_docs.max_pool`.

    Returns
    -------
    matplotlib.figure.Figure
        Axes: the input, then each output; for pictures their colour bar follows.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.max_pool`; also if the kind is unknown or the image has
        another number of axes than two.

    Examples
    --------
    >>> figure = plot_pooling([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])
    >>> [text.get_text() for text in figure.axes[1].texts]
    ['6', '2', '4', '9']
    >>> import matplotlib.pyplot as plt
    >>> plt.close(figure)
    """
    image = finite_array(image, "image", ranks={2: "(H, W)"})
    kinds = ("max", "average") if choice(kind, "kind", (*_POOLS, "both")) == "both" else (kind,)
    size = pair(pool_size, "pool_size")
    stride = size if stride is None else pair(stride, "stride")
    outputs = {kind: _POOLS[kind](image, size, stride=stride, padding=padding) for kind in kinds}
    amounts = padding_amounts(image.shape, size, stride=stride, padding=padding)
    windows = _Windows(image, size, stride, amounts, outputs)
    return _draw_cells(windows) if windows.fit() else _draw_pictures(windows)


class _Windows:
    """An image, where the windows lie on it, and what is pooled."""

    def __init__(self, image, size, stride, amounts, outputs):
        self.image, self.size, self.stride, self.amounts, self.outputs = image, size, stride, amounts, outputs
        self.positions = next(iter(outputs.values())).shape
        self.apart = all(step >= length for step, length in zip(stride, size, strict=True))

    def corner(self, row, column):
        """Row and column of a window's first pixel, below 0 in the padding."""
        (top, _), (left, _) = self.amounts
        return row * self.stride[0] - top, column * self.stride[1] - left

    def winner(self, row, column):
        """Row and column of a window's largest pixel, the first of equal ones."""
        top, left = self.corner(row, column)
        rows = slice(max(top, 0), top + self.size[0])
        columns = slice(max(left, 0), left + self.size[1])
        window = self.image[rows, columns]
        above, before = np.unravel_index(window.argmax(), window.shape)
        return rows.start + int(above), columns.start + int(before)

    def padded(self):
        """Surround the image with its padding, which is NaN."""
        return np.pad(self.image, self.amounts, constant_values=np.nan)

    def sizes(self):
        """Width and height in inches of the cells of the image and of each output."""
        shapes = [self.padded().shape, *[self.positions] * len(self.outputs)]
        arrays = [self.image, *self.outputs.values()]
        sides = [max(0.34, cells.cell_size(array)) for array in arrays]
        return [(shape[1] * side, shape[0] * side) for shape, side in zip(shapes, sides, strict=True)]

    def width(self):
        """Width of the figure of cells, in inches; the outputs are one below the other."""
        (first, _), *others = self.sizes()
        names = [cells.name_width(_NAMES[kind], self.positions) for kind in self.outputs]
        return _LEFT + first + _GAP + _TICKS + max(*(width for width, _ in others), *names) + 0.1

    def fit(self):
        """Whether every number can be read."""
        return max(self.padded().shape) <= cells.MOST_CELLS and self.width() <= WIDTH


def _draw_cells(windows):
    """Draw all as cells with numbers, the input on the left and the outputs on the right."""
    (wide, high), *sizes = windows.sizes()
    each = _NAME + _TICKS + 0.06
    stack = sum(size[1] for size in sizes) + (len(sizes) - 1) * each
    tallest = max(high, stack)
    figure = cells.inch_figure(windows.width(), _NAME + tallest + _BOTTOM)
    source = cells.panel(figure, _LEFT, _NAME + (tallest - high) / 2, wide, high)
    _draw_input(source, windows)
    top, left = _NAME + (tallest - stack) / 2, _LEFT + wide + _GAP + _TICKS
    for (kind, output), (out_wide, out_high) in zip(windows.outputs.items(), sizes, strict=True):
        _draw_output(cells.panel(figure, left, top, out_wide, out_high), windows, kind, output)
        middle = top + out_high / 2
        cells.arrow(figure, (_LEFT + wide + 0.1, middle), (left - _TICKS + 0.04, middle), role="ink")
        top += out_high + each
    return figure


def _draw_input(ax, windows):
    _blank(ax, windows.image)
    if windows.padded().shape != windows.image.shape:
        cells.draw_padding(
            ax, windows.padded(), [before for before, _ in windows.amounts], windows.image.shape
        )
    _tint_windows(ax, windows)
    texts = cells.number_texts(windows.image)
    winners = {windows.winner(*place) for place in np.ndindex(windows.positions)}
    for place in np.ndindex(windows.image.shape):
        kept = "max" in windows.outputs and place in winners
        cells.write_cell(ax, *place, texts[place], fontsize=9, fontweight="bold" if kept else "normal")
        if kept:
            cells.ring(ax, *place)
    cells.name_panel(ax, "input", windows.image.shape, role="input")
    ax.set(xlabel="column", ylabel="row")


def _tint_windows(ax, windows):
    """Tint the windows if they are apart, mark what lies in none; else frame the first one."""
    met = np.zeros(windows.image.shape, bool)
    for row, column in np.ndindex(windows.positions):
        top, left = windows.corner(row, column)
        met[max(top, 0) : top + windows.size[0], max(left, 0) : left + windows.size[1]] = True
        if windows.apart:
            _tint(ax, top, left, windows.size, row + column)
    for row, column in np.argwhere(~met):
        cells.draw_padding_cell(ax, row, column).set_gid("unused")
    if not windows.apart:
        _tint(ax, *windows.corner(0, 0), windows.size, 0)
        cells.outline(ax, *windows.corner(0, 0), *windows.size, gid="window")


def _tint(ax, row, column, size, number):
    role, opacity = _TINTS[number % 2]
    box = Rectangle((column - 0.5, row - 0.5), size[1], size[0], facecolor=(LIGHT[role], opacity), gid="tint")
    box.set(edgecolor=LIGHT["muted"], linewidth=1.2, zorder=0.8, clip_on=False)
    return ax.add_patch(box)


def _draw_output(ax, windows, kind, output):
    _blank(ax, output)
    texts = cells.number_texts(output)
    for place in np.ndindex(output.shape):
        if windows.apart:
            _tint(ax, *place, (1, 1), sum(place))
        cells.write_cell(
            ax, *place, texts[place], fontsize=9, fontweight="bold" if kind == "max" else "normal"
        )
        if kind == "max":
            cells.ring(ax, *place)
    if not windows.apart:
        _tint(ax, 0, 0, (1, 1), 0)
        cells.outline(ax, 0, 0)
    cells.name_panel(ax, _NAMES[kind], output.shape, role="output")


def _blank(ax, values):
    """Prepare axes of cells without colours of their own."""
    height, width = values.shape
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5), aspect="equal")
    cells.plain_axes(ax, range(height), range(width))
    cells.draw_lines(ax, height, width)


def _draw_pictures(windows):
    """Draw all as pictures of one height in one range of colours, with one bar."""
    arrays = {"input": windows.image, **windows.outputs}
    each = (WIDTH - _LEFT - 0.55 - (len(arrays) - 1) * (_GAP - 0.05)) / len(arrays)
    high = each * windows.image.shape[0] / windows.image.shape[1]
    figure = cells.inch_figure(WIDTH, _NAME + high + _BOTTOM)
    scale = cells.fitting_scale(windows.image)
    for number, (kind, array) in enumerate(arrays.items()):
        ax = cells.panel(figure, _LEFT + number * (each + _GAP - 0.05), _NAME, each, high)
        image = cells.draw_values(ax, array, scale)
        cells.picture_ticks(ax)
        cells.name_panel(ax, _NAMES[kind], array.shape, role="output" if number else "input")
        ax.set_xlabel("column")
    figure.axes[0].set_ylabel("row")
    cells.color_bar(ax, image)
    return figure
