"""One step of a convolution: the window, the kernel, the products and their sum."""

import numpy as np

from cnn_docs._checks import finite_array, refuse
from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._canvas import text_width
from cnn_docs.plots._steps import bias_text, place_of, single_channel, steps_of
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_convolution", "plot_filter"]

_MARGIN, _NAME, _TICKS, _GAP, _LINE = 0.1, 0.24, 0.24, 0.34, 0.17  # inches
_LEFT = _MARGIN + _TICKS + 0.15  # with the name of the rows
_MOST_CHANNELS = 4


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
    _check_kernel(kernel)
    steps = steps_of(image, kernel, bias=bias, stride=stride, padding=padding, dilation=dilation)
    position = place_of(position, steps.output.shape)
    view = _CellView(steps)
    return _draw(steps, position, view if view.fits else _PictureView(steps))


@figure_style()
def plot_filter(image, kernels, *, position=(0, 0), bias=0.0, stride=1, padding="valid", dilation=1):
    """Figure of one step of a filter on several channels: a row each, and one sum.

    Parameters
    ----------
    image : array_like of shape (H, W, C)
        Up to four channels with at most 14 rows and columns (padding included), finite numbers.
    kernels : array_like of shape (kh, kw, C)
        The filter: one kernel for each channel, at most 7 x 7.
    position : (int, int), default (0, 0)
        Row and column of the output to compute.
    bias : float, default 0.0
        The filter's one bias.
    stride, dilation : int or (int, int), default 1
        As in :func:`cnn_docs.correlate`.
    padding : {"valid", "same", "edge"}, default "valid"
        As in :func:`cnn_docs.correlate`.

    Returns
    -------
    matplotlib.figure.Figure
        Axes: input, kernel and products of each channel, then the output.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.correlate`; also if the shapes are other ones, there are
        more channels or pixels than can be read, or there is no such position.

    Examples
    --------
    >>> image = np.stack([np.eye(4), np.ones((4, 4)), np.zeros((4, 4))], axis=-1)
    >>> figure = plot_filter(image, np.ones((3, 3, 3)), bias=0.5)
    >>> figure.texts[-1].get_text()
    'output (0, 0) = 3 + 9 + 0 + bias 0.5 = 12.5'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(figure)
    """
    image = finite_array(image, "image", ranks={3: "(H, W, C)"})
    kernels = finite_array(kernels, "kernels", ranks={3: "(kh, kw, C)"})
    channels = image.shape[2]
    if not 1 <= channels <= _MOST_CHANNELS:
        refuse("image", f"an array (H, W, C) with at most {_MOST_CHANNELS} channels", image)
    if kernels.shape[2] != channels:
        refuse("kernels", f"an array (kh, kw, C) with one kernel for each of {channels} channels", kernels)
    _check_kernel(kernels, "kernels")
    steps = steps_of(image, kernels, bias=bias, stride=stride, padding=padding, dilation=dilation)
    if max(steps.padded.shape[:2]) > cells.MOST_CELLS:
        refuse("image", f"at most {cells.MOST_CELLS} pixels high and wide with its padding", image)
    return _draw_filter(steps, place_of(position, steps.output.shape))


def _check_kernel(kernel, name="kernel"):
    if max(kernel.shape[:2]) > 7:
        refuse(name, "at most 7 x 7", kernel)


class _CellView:
    """Input and output as cells with numbers."""

    bars = ()
    right = _GAP  # inches from the input to the numbers of the output's rows
    linewidth = 2.2

    def __init__(self, steps):
        self.steps = steps
        self.input_size = _size(steps.padded, cells.cell_size(steps.padded))
        self.output_size = _size(steps.output, cells.cell_size(steps.output))
        self.width = _LEFT + self.input_size[0] + self.right + _TICKS + self.output_size[0] + _MARGIN
        self.fits = self.width <= WIDTH and max(steps.padded.shape) <= cells.MOST_CELLS

    def draw_input(self, ax):
        """Draw the input's cells and the padding around them."""
        draw_input_cells(ax, self.steps, self.steps.image, self.steps.padded)

    def draw_output(self, ax):
        """Draw the output's cells, and an arrow to them."""
        cells.draw_cells(ax, self.steps.output, output_scale(self.steps, soft=True))
        left, middle = _LEFT + self.input_size[0], _NAME + max(self.input_size[1], self.output_size[1]) / 2
        cells.arrow(ax.figure, (left + 0.08, middle), (left + self.right + 0.02, middle), role="ink")


class _PictureView:
    """Input and output as pictures of one scale with colour bars."""

    right = _GAP + 0.5  # the colour bar and its numbers
    linewidth = 1.4

    def __init__(self, steps):
        self.steps = steps
        (height, width), (out_height, out_width) = steps.padded.shape, steps.output.shape
        room = WIDTH - _LEFT - self.right - _TICKS - 0.5 - _MARGIN
        scale = min(room / (width + out_width), 2.6 / max(height, out_height))
        self.input_size = _size(steps.padded, scale)
        self.output_size = _size(steps.output, scale)
        self.width = WIDTH - room + (width + out_width) * scale
        self.bars = []

    def draw_input(self, ax):
        """Draw the picture, and a dashed line around its padding."""
        self._draw(ax, self.steps.image, cells.fitting_scale(self.steps.image))
        (rows, columns), (top, left) = self.steps.padded.shape, self.steps.before
        if self.steps.padded.shape != self.steps.image.shape:
            cells.outline(ax, -top, -left, rows, columns, role="muted", linewidth=0.8, linestyle="--")
        ax.set(xlim=(-left - 0.5, columns - left - 0.5), ylim=(rows - top - 0.5, -top - 0.5))

    def draw_output(self, ax):
        """Draw the output's picture."""
        self._draw(ax, self.steps.output, output_scale(self.steps, share=0.995))

    def _draw(self, ax, values, scale):
        self.bars.append((ax, cells.draw_values(ax, values, scale)))
        cells.picture_ticks(ax)


def _size(array, side):
    """Width and height in inches of cells with that side."""
    return array.shape[1] * side, array.shape[0] * side


def draw_input_cells(ax, steps, channel, padded):
    """Draw the cells of one channel and the padding around them."""
    cells.draw_cells(ax, channel, cells.fitting_scale(channel, soft=True))
    if padded.shape != channel.shape:
        cells.draw_padding(ax, padded, steps.before, channel.shape)


def output_scale(steps, *, soft=False, share=1.0):
    """Choose signed colours for the output, grays where neither it nor the kernel has negative values."""
    if min(steps.kernel.min(), steps.output.min()) < 0:
        return cells.signed_scale(steps.output, share=share)
    return cells.image_scale(steps.output, soft=soft)


def mark_window(ax, steps, position, *, linewidth=2.2):
    """Outline the window in the input and, where it is dilated, each pixel that the kernel meets."""
    top, left = steps.corner(position)
    if max(steps.dilation) > 1:
        for row in range(0, steps.extent[0], steps.dilation[0]):
            for column in range(0, steps.extent[1], steps.dilation[1]):
                cells.outline(ax, top + row, left + column, linewidth=1.6)
        linewidth = 1.0
    return cells.outline(ax, top, left, *steps.extent, linewidth=linewidth, gid="window")


def _draw(steps, position, view):
    """Draw the whole figure: input and output on top, the arithmetic below."""
    side = cells.cell_size(steps.window(position), steps.kernel, steps.products(position))
    size = wide, high = _size(steps.kernel, side)
    width = max(view.width, _LEFT + 3 * wide + 2 * _GAP + _MARGIN, 3.6)
    lines = _sum_lines(steps, position, width - _LEFT - _MARGIN)
    row = max(view.input_size[1], view.output_size[1])
    second = _NAME + row + _TICKS + 0.22 + _NAME
    third = second + high + 0.14
    figure = cells.inch_figure(width, third + _LINE * len(lines) + 0.06)
    _draw_maps(figure, steps, position, view)
    _draw_arithmetic(figure, steps, position, (_LEFT, second), size)
    if view.bars:
        _zoom(figure, steps, position)
    for ax, image in view.bars:
        cells.color_bar(ax, image)
    for number, line in enumerate(lines):
        weight = "bold" if number == len(lines) - 1 else "normal"
        cells.write(figure, _LEFT, third + (number + 0.5) * _LINE, line, fontweight=weight)
    return figure


def _draw_maps(figure, steps, position, view):
    """Input and output side by side, with the window and its output marked."""
    (width, height), (out_width, out_height) = view.input_size, view.output_size
    row = max(height, out_height)
    source = cells.panel(figure, _LEFT, _NAME + (row - height) / 2, width, height)
    right = _LEFT + width + view.right + _TICKS
    target = cells.panel(figure, right, _NAME + (row - out_height) / 2, out_width, out_height)
    view.draw_input(source)
    view.draw_output(target)
    cells.name_panel(source, "input", steps.image.shape, role="input")
    cells.name_panel(target, "output", steps.output.shape, role="output")
    source.set(xlabel="column", ylabel="row")
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
    cells.name_panel(ax, "window", role="input")
    _draw_small(figure, steps.kernel, (left + wide + _GAP, top), size, "kernel", "kernel")
    _draw_small(figure, steps.products(position), (left + 2 * (wide + _GAP), top), size, "products", "ink")
    for number, sign in enumerate("×="):
        x = left + wide + _GAP / 2 + number * (wide + _GAP)
        cells.write(figure, x, top + high / 2, sign, fontsize=12, ha="center")


def _draw_window(ax, window, scale, inside):
    """Window values; those that the padding made are muted, as in the input."""
    texts = cells.draw_cells(ax, window, scale)
    cells.without_ticks(ax)
    for text, own, place in zip(texts, inside.flat, np.ndindex(inside.shape), strict=True):
        if not own:
            cells.draw_padding_cell(ax, *place)
            text.set(color=LIGHT["muted"], zorder=3)


def _draw_small(figure, values, place, size, name, role):
    """Draw a kernel or its products: signed cells without numbers along the axes."""
    ax = cells.panel(figure, *place, *size)
    cells.draw_cells(ax, values, cells.signed_scale(values))
    cells.without_ticks(ax)
    cells.name_panel(ax, name, role=role)
    return ax


def _zoom(figure, steps, position):
    """Draw thin lines from the window in the picture to its enlarged values."""
    source, _, window, *_ = figure.axes
    top, left = steps.corner(position)
    bottom = top + steps.extent[0] - 0.5
    for corner, x in enumerate((left - 0.5, left + steps.extent[1] - 0.5)):
        cells.zoom_line(figure, source, (x, bottom), window, corner)


def _sum_lines(steps, position, width):
    """Write the sum of the products out, and the output that it gives."""
    products = steps.products(position)
    total = cells.number_text(products.sum())
    lines = cells.wrapped(f"sum = {cells.sum_text(products)} = {total}", width)
    return [*lines, steps.line(position)]


def _draw_filter(steps, position):
    """Draw a row of input, kernel and products for each channel, and the output on the right."""
    sums = steps.products(position).sum(axis=(0, 1))
    value = cells.number_text(steps.output[position])
    line = f"output {position} = {cells.sum_text(sums)} {bias_text(steps.bias)} = {value}"
    size = _size(steps.padded, cells.cell_size(steps.padded))
    small = _size(steps.kernel, cells.cell_size(steps.kernel, steps.products(position)))
    out_size = _size(steps.output, cells.cell_size(steps.output))
    lefts = np.cumsum([_LEFT, size[0] + _GAP, small[0] + _GAP, small[0] + _GAP + _TICKS])
    row = max(size[1], small[1] + 0.2) + _NAME + 0.1
    middles = np.arange(len(sums)) * row + _NAME + size[1] / 2
    bottom = len(sums) * row + _TICKS
    width = max(lefts[-1] + out_size[0] + _MARGIN, _LEFT + text_width(line, weight="bold") + _MARGIN)
    figure = cells.inch_figure(width, bottom + 0.26)
    for channel, middle in enumerate(middles):
        ax = cells.panel(figure, _LEFT, middle - size[1] / 2, *size)
        _draw_channel(ax, steps, position, channel)
        _draw_channel_sum(figure, steps, position, channel, (lefts[1:3], middle), small)
    ax.set_xlabel("column")
    ax.tick_params(labelbottom=True)
    target = cells.panel(figure, lefts[3], middles.mean() - out_size[1] / 2, *out_size)
    cells.draw_cells(target, steps.output, output_scale(steps, soft=True))
    cells.outline(target, *position)
    cells.name_panel(target, "output", steps.output.shape, role="output")
    for middle in middles:
        end = middles.mean() + (middle - middles.mean()) * 0.15
        cells.arrow(figure, (lefts[2] + small[0] + 0.05, middle), (lefts[3] - _TICKS + 0.03, end))
    cells.write(figure, _LEFT, bottom + 0.16, line, fontweight="bold")
    return figure


def _draw_channel(ax, steps, position, channel):
    """Draw one channel of the input with the window."""
    draw_input_cells(ax, steps, steps.image[..., channel], steps.padded[..., channel])
    mark_window(ax, steps, position)
    cells.name_panel(ax, f"channel {channel}", role="input")
    ax.set_ylabel("row")
    ax.tick_params(labelbottom=False)


def _draw_channel_sum(figure, steps, position, channel, place, size):
    """Draw one channel's kernel, products and their sum."""
    ((first, second), middle), (wide, high) = place, size
    products = steps.products(position)[..., channel]
    top = middle - high / 2
    _draw_small(figure, steps.kernel[..., channel], (first, top), size, f"kernel {channel}", "kernel")
    _draw_small(figure, products, (second, top), size, "products", "ink")
    for left, sign in ((first, "×"), (second, "=")):
        cells.write(figure, left - _GAP / 2, middle, sign, fontsize=12, ha="center")
    text = f"sum {cells.number_text(products.sum())}"
    cells.write(figure, second + wide / 2, top + high + 0.11, text, ha="center")
