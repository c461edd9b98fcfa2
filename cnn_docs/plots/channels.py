"""One step of a filter on several channels: a kernel for each, and one sum."""

import numpy as np

from cnn_docs._checks import finite_array, refuse
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._canvas import text_width
from cnn_docs.plots._steps import bias_text, place_of, steps_of
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
from cnn_docs.plots.style import figure_style

__all__ = ["plot_filter"]

_MOST_CHANNELS = 4


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
    check_kernel(kernels, "kernels")
    steps = steps_of(image, kernels, bias=bias, stride=stride, padding=padding, dilation=dilation)
    if max(steps.padded.shape[:2]) > cells.MOST_CELLS:
        refuse("image", f"at most {cells.MOST_CELLS} pixels high and wide with its padding", image)
    return _draw_filter(steps, place_of(position, steps.output.shape))


def _draw_filter(steps, position):
    """Draw a row of input, kernel and products for each channel, and the output on the right."""
    sums = steps.products(position).sum(axis=(0, 1))
    value = cells.number_text(steps.output[position])
    line = f"output {position} = {cells.sum_text(sums)} {bias_text(steps.bias)} = {value}"
    size = inches(steps.padded, cells.cell_size(steps.padded))
    small = inches(steps.kernel, cells.cell_size(steps.kernel, steps.products(position)))
    out_size = inches(steps.output, cells.cell_size(steps.output))
    lefts = np.cumsum([LEFT, size[0] + GAP, small[0] + GAP, small[0] + GAP + TICKS])
    row = max(size[1], small[1] + 0.2) + NAME + 0.1
    middles = np.arange(len(sums)) * row + NAME + size[1] / 2
    bottom = len(sums) * row + TICKS
    width = max(lefts[-1] + out_size[0] + MARGIN, LEFT + text_width(line, weight="bold") + MARGIN)
    figure = cells.inch_figure(width, bottom + 0.26)
    for channel, middle in enumerate(middles):
        ax = cells.panel(figure, LEFT, middle - size[1] / 2, *size)
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
        cells.arrow(figure, (lefts[2] + small[0] + 0.05, middle), (lefts[3] - TICKS + 0.03, end))
    cells.write(figure, LEFT, bottom + 0.16, line, fontweight="bold")
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
    draw_small(figure, steps.kernel[..., channel], (first, top), size, f"kernel {channel}", "kernel")
    draw_small(figure, products, (second, top), size, "products", "ink")
    for left, sign in ((first, "×"), (second, "=")):
        cells.write(figure, left - GAP / 2, middle, sign, fontsize=12, ha="center")
    text = f"sum {cells.number_text(products.sum())}"
    cells.write(figure, second + wide / 2, top + high + 0.11, text, ha="center")
