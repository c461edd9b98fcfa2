"""One step of a convolution: the window, the kernel, the products and their sum."""

import numpy as np

from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._steps import place_of, single_channel, steps_of
from cnn_docs.plots._window import (
    GAP,
    LEFT,
    MARGIN,
    NAME,
    TICKS,
    check_kernel,
    draw_input_cells,
    draw_small,
    inches,
    mark_window,
    output_scale,
)
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_convolution"]

_LINE = 0.17  # inches


@figure_style()
def plot_convolution(image, kernel, *, position=(0, 0), bias=0.0, stride=1, padding="valid", dilation=1):
    """Figure of one step of a convolution with the whole arithmetic of one output.

    On top the image with the window and the output with the cell that the window gives; below the
    values under the window, the kernel, their products and the sum written out. A small image is
    drawn as cells with numbers, padding as dashed cells around it; a larger one as a picture.

    Parameters
    ----------
    image : array_like of shape (H, W)
        One channel, finite numbers.
    kernel : array_like of shape (kh, kw)
        The kernel, at most 7 x 7. It is not flipped.
    position : (int, int), default (0, 0)
        Row and column of the output to compute.
    bias : float, default 0.0
        Added to every sum.
    stride, dilation : int or (int, int), default 1
        As in :func:`cnn_docs.correlate`.
    padding : {"valid", "same", "edge"}, default "valid"
        As in :func:`cnn_docs.correlate`.

    Returns
    -------
    matplotlib.figure.Figure
        Axes in this order: input, output, window, kernel, products; for pictures colour bars follow.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.correlate`; also if the image or the kernel has another
        number of axes than two, the kernel is larger than 7 x 7, or there is no such position.

    See Also
    --------
    plot_filter : The same for several channels.

    Examples
    --------
    >>> image = np.repeat([[100, 100, 100, 0, 0, 0]], 6, axis=0).T
    >>> kernel = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
    >>> figure = plot_convolution(image, kernel, position=(1, 0))
    >>> figure.texts[-1].get_text()
    'output (1, 0) = −300 + bias 0 = −300'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(figure)
    """
    image, kernel = single_channel(image, kernel)
    check_kernel(kernel)
    steps = steps_of(image, kernel, bias=bias, stride=stride, padding=padding, dilation=dilation)
    position = place_of(position, steps.output.shape)
    view = _CellView(steps)
    return _draw(steps, position, view if view.fits else _PictureView(steps))


class _CellView:
    """Input and output as cells with numbers."""

    bars = ()
    right = GAP  # inches from the input to the numbers of the output's rows
    linewidth = 2.2

    def __init__(self, steps):
        self.steps = steps
        self.input_size = inches(steps.padded, cells.cell_size(steps.padded))
        self.output_size = inches(steps.output, cells.cell_size(steps.output))
        self.width = LEFT + self.input_size[0] + self.right + TICKS + self.output_size[0] + MARGIN
        self.fits = self.width <= WIDTH and max(steps.padded.shape) <= cells.MOST_CELLS

    def draw_input(self, ax):
        """Draw the input's cells and the padding around them."""
        draw_input_cells(ax, self.steps, self.steps.image, self.steps.padded)

    def draw_output(self, ax):
        """Draw the output's cells, and an arrow to them."""
        cells.draw_cells(ax, self.steps.output, output_scale(self.steps, soft=True))
        left, middle = LEFT + self.input_size[0], NAME + max(self.input_size[1], self.output_size[1]) / 2
        cells.arrow(ax.figure, (left + 0.08, middle), (left + self.right + 0.02, middle), role="ink")


class _PictureView:
    """Input and output as pictures of one scale with colour bars."""

    right = GAP + 0.5  # the colour bar and its numbers
    linewidth = 1.4

    def __init__(self, steps):
        self.steps = steps
        (height, width), (out_height, out_width) = steps.padded.shape, steps.output.shape
        room = WIDTH - LEFT - self.right - TICKS - 0.5 - MARGIN
        scale = min(room / (width + out_width), 2.6 / max(height, out_height))
        self.input_size = inches(steps.padded, scale)
        self.output_size = inches(steps.output, scale)
        self.width = WIDTH - room + (width + out_width) * scale
        self.bars = []

    def draw_input(self, ax):
        """Draw the picture, and a dashed line around its padding."""
        self._draw(ax, self.steps.image, cells.fitting_scale(self.steps.image))
        (rows, columns), (top, left) = self.steps.padded.shape, self.steps.before
        if self.steps.padded.shape != self.steps.image.shape:
            cells.outline(
                ax, -top, -left, rows, columns, role="muted", linewidth=0.8, cased=False, linestyle="--"
            )
        ax.set(xlim=(-left - 0.5, columns - left - 0.5), ylim=(rows - top - 0.5, -top - 0.5))

    def draw_output(self, ax):
        """Draw the output's picture."""
        self._draw(ax, self.steps.output, output_scale(self.steps, share=0.995))

    def _draw(self, ax, values, scale):
        self.bars.append((ax, cells.draw_values(ax, values, scale)))
        cells.picture_ticks(ax)


def _draw(steps, position, view):
    """Draw the whole figure: input and output on top, the arithmetic below."""
    side = cells.cell_size(steps.window(position), steps.kernel, steps.products(position))
    size = wide, high = inches(steps.kernel, side)
    width = max(view.width, LEFT + 3 * wide + 2 * GAP + MARGIN, 3.6)
    lines = _sum_lines(steps, position, width - LEFT - MARGIN)
    row = max(view.input_size[1], view.output_size[1])
    second = NAME + row + TICKS + 0.22 + NAME
    third = second + high + 0.14
    figure = cells.inch_figure(width, third + _LINE * len(lines) + 0.06)
    _draw_maps(figure, steps, position, view)
    _draw_arithmetic(figure, steps, position, (LEFT, second), size)
    if view.bars:
        _zoom(figure.axes, steps, position)
    for ax, image in view.bars:
        cells.color_bar(ax, image)
    for number, line in enumerate(lines):
        weight = "bold" if number == len(lines) - 1 else "normal"
        cells.write(figure, LEFT, third + (number + 0.5) * _LINE, line, fontweight=weight)
    return figure


def _draw_maps(figure, steps, position, view):
    """Input and output side by side, with the window and its output marked."""
    (width, height), (out_width, out_height) = view.input_size, view.output_size
    row = max(height, out_height)
    source = cells.panel(figure, LEFT, NAME + (row - height) / 2, width, height)
    right = LEFT + width + view.right + TICKS
    target = cells.panel(figure, right, NAME + (row - out_height) / 2, out_width, out_height)
    view.draw_input(source)
    view.draw_output(target)
    cells.name_panel(source, "input", steps.image.shape, role="input")
    cells.name_panel(target, "output", steps.output.shape, role="output")
    source.set(xlabel="column", ylabel="row")
    cells.set_apart(source.xaxis.label)
    mark_window(source, steps, position, linewidth=view.linewidth)
    cells.outline(target, *position, linewidth=view.linewidth)
    if out_width / steps.output.shape[1] < 0.1:  # inches: too small a cell to be found
        cells.point_out(target, *position)


def _draw_arithmetic(figure, steps, position, place, size):
    """Values under the window times the kernel, and the products."""
    (left, top), (wide, high) = place, size
    window = steps.window(position)
    ax = cells.panel(figure, left, top, wide, high)
    _draw_window(ax, window, cells.fitting_scale(steps.image, soft=True), steps.is_inside(position))
    cells.outline(ax, 0, 0, *window.shape)
    cells.set_apart(cells.name_panel(ax, "window", role="input"))
    draw_small(figure, steps.kernel, (left + wide + GAP, top), size, "kernel", "kernel")
    draw_small(figure, steps.products(position), (left + 2 * (wide + GAP), top), size, "products", "ink")
    for number, sign in enumerate("×="):
        x = left + wide + GAP / 2 + number * (wide + GAP)
        cells.write(figure, x, top + high / 2, sign, fontsize=12, ha="center")


def _draw_window(ax, window, scale, inside):
    """Window values; those that the padding made are muted, as in the input."""
    texts = cells.draw_cells(ax, window, scale)
    cells.without_ticks(ax)
    for text, own, place in zip(texts, inside.flat, np.ndindex(inside.shape), strict=True):
        if not own:
            cells.draw_padding_cell(ax, *place)
            text.set(color=LIGHT["muted"], zorder=3)


def _zoom(axes, steps, position):
    """Draw thin lines from the window in the picture to its enlarged values."""
    source, _, window, *_ = axes
    top, left = steps.corner(position)
    bottom = top + steps.extent[0] - 0.5
    for corner, x in enumerate((left - 0.5, left + steps.extent[1] - 0.5)):
        cells.zoom_line(source, (x, bottom), window, corner)


def _sum_lines(steps, position, width):
    """Write the sum of the products out, and the output that it gives."""
    products = steps.products(position)
    total = cells.number_text(products.sum())
    lines = cells.wrapped(f"sum = {cells.sum_text(products)} = {total}", width)
    return [*lines, steps.line(position)]
