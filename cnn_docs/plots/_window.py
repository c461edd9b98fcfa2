"""The window on the input and the cells around it: what the drawings of a convolution share."""

from cnn_docs._checks import refuse
from cnn_docs.plots import _cells as cells

MARGIN, NAME, TICKS, GAP = 0.1, 0.24, 0.24, 0.34  # inches
LEFT = MARGIN + TICKS + 0.15
"""From the figure's left edge to the input, in inches: numbers and name of the rows lie between."""


def check_kernel(kernel, name="kernel"):
    """Refuse a kernel whose cells would be too small to be read."""
    if max(kernel.shape[:2]) > 7:
        refuse(name, "at most 7 x 7", kernel)


def inches(array, side):
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


def draw_small(figure, values, place, size, name, role):
    """Draw a kernel or its products: signed cells without numbers along the axes."""
    ax = cells.panel(figure, *place, *size)
    cells.draw_cells(ax, values, cells.signed_scale(values))
    cells.without_ticks(ax)
    cells.name_panel(ax, name, role=role)
    return ax
