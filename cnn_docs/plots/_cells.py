"""Pieces of the drawings of operations: panels placed in inches, grids of numbers, outlines, arrows.

Every panel is an Axes whose unit is a cell: the centre of the cell in row r and column c of the
array is at (c, r), rows count downwards.
"""

from dataclasses import dataclass

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import CenteredNorm, Normalize
from matplotlib.patches import BoxStyle, ConnectionPatch, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D

from cnn_docs.palette import LIGHT, SIGNED_COLORMAP, UNSIGNED_COLORMAP
from cnn_docs.plots._canvas import SMALL, text_width
from cnn_docs.plots._images import WithPower

MOST_CELLS = 14
"""Rows or columns (padding included) up to which an array is drawn as cells with numbers."""


def inch_figure(width, height):
    """Empty figure of a size in inches."""
    return plt.figure(figsize=(width, height))


def panel(figure, left, top, width, height):
    """Axes of a size in inches, placed from the figure's top left corner."""
    total_width, total_height = figure.get_size_inches()
    box = (left / total_width, 1 - (top + height) / total_height, width / total_width, height / total_height)
    return figure.add_axes(box)


def write(figure, left, top, text, *, role="ink", **keywords):
    """Text on the figure, placed in inches from its top left corner."""
    place = _inches(figure)
    keywords = {"fontsize": SMALL, "va": "center", "color": LIGHT[role], "transform": place} | keywords
    return figure.text(left, figure.get_size_inches()[1] - top, text, **keywords)


def _inches(figure):
    """Transform of inches; unlike Matplotlib's own, it moves along when a saved figure's margins are cut."""
    width, height = figure.get_size_inches()
    return Affine2D().scale(1 / width, 1 / height) + figure.transFigure


def arrow(figure, start, end, *, role="muted"):
    """Straight arrow between two points, in inches from the top left corner of the figure."""
    height = figure.get_size_inches()[1]
    patch = FancyArrowPatch(
        (start[0], height - start[1]),
        (end[0], height - end[1]),
        transform=_inches(figure),
        arrowstyle="-|>",
        mutation_scale=9,
        shrinkA=0,
        shrinkB=0,
        linewidth=1.2,
        color=LIGHT[role],
    )
    return figure.add_artist(patch)


def number_texts(values):
    """Texts of an array's numbers with equally many, few decimals; a minus sign is U+2212."""
    values = np.asarray(values, dtype=float)
    largest = np.abs(values).max(initial=0.0)
    if largest >= 1e5 or 0 < largest < 1e-3:
        texts = [_signed(f"{value:.1e}") if value else "0" for value in values.flat]
    else:
        most = 0 if largest >= 100 else 1 if largest >= 10 else 2 if largest >= 0.1 else 3
        decimals = next(
            (d for d in range(most) if np.allclose(values, values.round(d), rtol=0, atol=1e-9)), most
        )
        texts = [_signed(f"{value:.{decimals}f}") if value else "0" for value in values.flat]
    return np.array(texts, dtype=object).reshape(values.shape)


def _signed(text):
    """Put a typographic minus, which zero does not get."""
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def number_text(value):
    """Text of one number."""
    return number_texts([value])[0]


def sum_text(values):
    """Numbers as a sum written out: ``1 − 2 + 0``."""
    first, *rest = number_texts(values).flat
    return " ".join([first, *(f"− {text[1:]}" if text[0] == "−" else f"+ {text}" for text in rest)])


def wrapped(text, width):
    """Lines of a sum, broken before an operator where they would be wider than `width` inches."""
    lines = [""]
    for term in text.replace(" + ", "\0+ ").replace(" − ", "\0− ").replace(" = ", "\0= ").split("\0"):
        longer = f"{lines[-1]} {term}".strip()
        if lines[-1] and text_width(longer) > width:
            lines.append(term)
        else:
            lines[-1] = longer
    return lines


def cell_size(*arrays):
    """Side in inches of a cell in which every number of the arrays fits."""
    widest = max(text_width(text) for array in arrays for text in number_texts(array).flat)
    return max(0.27, widest + 0.1)


@dataclass(frozen=True)
class Scale:
    """Colours of values: a map and the values at its ends."""

    colormap: mpl.colors.Colormap
    norm: Normalize

    def face(self, value):
        """RGBA of a value."""
        return self.colormap(float(self.norm(float(value))))


def signed_scale(values, *, share=1.0):
    """Red for positive, blue for negative, white at zero; `share` of the values lie between the ends."""
    limit = float(np.quantile(np.abs(values), share))
    return Scale(plt.get_cmap(SIGNED_COLORMAP), CenteredNorm(0, limit or float(np.abs(values).max()) or 1.0))


def image_scale(values, *, soft=False):
    """Grays from the lowest to the highest value; `soft` begins at a middle gray, which numbers need."""
    low, high = float(np.min(values)), float(np.max(values))
    if low == high:
        low, high = low - 1, high + (not soft)
    return Scale(plt.get_cmap("gray"), Normalize(low - 0.8 * (high - low) * soft, high))


def unsigned_scale(values):
    """Viridis from zero, or the lowest value, to the highest."""
    low, high = min(0.0, float(np.min(values))), float(np.max(values))
    return Scale(plt.get_cmap(UNSIGNED_COLORMAP), Normalize(low, high if high > low else low + 1))


def fitting_scale(values, *, soft=False):
    """Signed scale where there are negative values, else grays."""
    return signed_scale(values) if np.min(values) < 0 else image_scale(values, soft=soft)


def on(face):
    """Black or white, whichever is read better on an opaque RGB(A) colour."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in face[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 0.0525 else "#FFFFFF"


def draw_values(ax, values, scale):
    """Draw the array as an image, without frame; a cell a value."""
    values = values.astype(np.float64, copy=False)  # half precision has no room for differences
    image = ax.imshow(values, cmap=scale.colormap, norm=scale.norm, aspect="equal")
    plain_axes(ax)
    return image


def plain_axes(ax, rows=None, columns=None):
    """Leave the frame and the ticks' lines out; number the rows and columns that are given."""
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, pad=2, colors=LIGHT["muted"], labelcolor=LIGHT["muted"])
    if rows is not None:
        ax.set(yticks=rows, xticks=columns)


def draw_cells(ax, values, scale, *, texts=None):
    """Draw the array as cells with numbers and lines between them; returns the numbers' artists."""
    draw_values(ax, values, scale).set_interpolation("nearest")
    height, width = values.shape
    draw_lines(ax, height, width)
    plain_axes(ax, range(height), range(width))
    texts = number_texts(values) if texts is None else texts
    return [
        write_cell(ax, row, column, texts[row, column], color=on(scale.face(values[row, column])))
        for row, column in np.ndindex(height, width)
    ]


def draw_lines(ax, height, width):
    """Lines around the cells of an array."""
    across = [((-0.5, row - 0.5), (width - 0.5, row - 0.5)) for row in range(height + 1)]
    down = [((column - 0.5, -0.5), (column - 0.5, height - 0.5)) for column in range(width + 1)]
    lines = LineCollection(across + down, colors=LIGHT["grid"], linewidths=0.7, clip_on=False)
    return ax.add_collection(lines, autolim=False)


def write_cell(ax, row, column, text, *, color=LIGHT["ink"], **keywords):
    """Write a text in the middle of a cell."""
    keywords = {"fontsize": SMALL, "ha": "center", "va": "center_baseline", "color": color} | keywords
    return ax.text(column, row, text, **keywords)


def draw_padding(ax, padded, before, shape):
    """Dashed cells with muted numbers around an array: the values that padding adds.

    `padded` is the array with its padding, `before` the number of rows and columns added on top and
    on the left, `shape` the array's own. Empty texts are drawn for values that are not finite.
    """
    (top, left), (height, width) = before, shape
    rows, columns = padded.shape
    texts = number_texts(np.where(np.isfinite(padded), padded, 0))
    for row, column in np.ndindex(rows, columns):
        y, x = row - top, column - left
        if 0 <= y < height and 0 <= x < width:
            continue
        draw_padding_cell(ax, y, x).set_zorder(0.5)
        if np.isfinite(padded[row, column]):
            write_cell(ax, y, x, texts[row, column], color=LIGHT["muted"], gid="padding")
    ax.set(xlim=(-left - 0.5, columns - left - 0.5), ylim=(rows - top - 0.5, -top - 0.5))


def outline(ax, row, column, height=1, width=1, *, role="highlight", linewidth=2.2, cased=True, **keywords):
    """Frame around a block of cells whose first cell is in `row` and `column`.

    A wider frame in the colour of the paper lies below, so that it is seen on light and dark cells
    in both themes.
    """
    if cased:
        keys = keywords | {"gid": "casing", "linestyle": "-", "zorder": 2.8}
        outline(ax, row, column, height, width, role="paper", linewidth=linewidth + 1.6, cased=False, **keys)
    keywords = {"joinstyle": "round", "clip_on": False, "zorder": 2.9, "fill": False} | keywords
    frame = Rectangle((column - 0.5, row - 0.5), width, height, edgecolor=LIGHT[role], linewidth=linewidth)
    frame.set(**keywords)
    return ax.add_patch(frame)


def name_panel(ax, name, shape=None, *, role="ink"):
    """Name of a panel in its role's colour, with the shape of what it shows, above its left edge."""
    return ax.set_title(
        panel_name(name, shape), loc="left", color=LIGHT[role], fontsize=9, fontweight="bold", pad=4
    )


def panel_name(name, shape=None):
    """Name with the shape: ``input 6 × 6``."""
    return name if shape is None else f"{name} {' × '.join(map(str, shape))}"


def name_width(name, shape=None):
    """Width of a panel's name in inches."""
    return text_width(panel_name(name, shape), size=9, weight="bold")


def without_ticks(ax):
    """No numbers along the axes: for small arrays whose places nobody counts."""
    ax.set(xticks=[], yticks=[])


def picture_ticks(ax):
    """Few whole numbers along the axes of a picture."""
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(4, integer=True))


def color_bar(ax, image):
    """Colour bar of an image, 0.09 inches wide, on the right of its axes."""
    figure = ax.figure
    box = ax.get_position()
    inch = 1 / figure.get_figwidth()
    cax = figure.add_axes((box.x1 + 0.06 * inch, box.y0, 0.09 * inch, box.height))
    low, high = image.norm.vmin, image.norm.vmax
    values = image.get_array()
    extend = {0: "neither", 1: "min", 2: "max", 3: "both"}[(values.min() < low) + 2 * (values.max() > high)]
    bar = figure.colorbar(image, cax=cax, extend=extend, format=WithPower())
    bar.outline.set_visible(False)
    bar.ax.yaxis.set_major_locator(MaxNLocator(4))
    bar.ax.tick_params(length=2, pad=2)
    return bar


def draw_padding_cell(ax, row, column):
    """Dashed cell of a value that is not the image's own."""
    box = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=LIGHT["panel"], edgecolor=LIGHT["muted"])
    box.set(linestyle=(0, (3, 3)), linewidth=0.6, clip_on=False, zorder=1.5, gid="padding")
    return ax.add_patch(box)


def zoom_line(source, point, target, corner):
    """Thin line from a point of one panel to an upper corner (0 left, 1 right) of another, behind words."""
    line = ConnectionPatch(
        point, (corner, 1), "data", "axes fraction", axesA=source, axesB=target, color=LIGHT["highlight"]
    )
    line.set(linewidth=0.8, zorder=source.xaxis.get_zorder() - 0.1, clip_on=False)
    return source.add_artist(line)


def set_apart(text):
    """Put paper behind a text, for lines that pass below it; it lies below frames, which it would cut."""
    text.set_bbox({"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1})
    text.set_zorder(2.7)


def point_out(ax, row, column):
    """Open square of a size that is seen around a cell of a picture, however small the cell is."""
    (line,) = ax.plot(column, row, "s", markerfacecolor="none", color=LIGHT["highlight"], markersize=8)
    line.set(clip_on=False, markeredgewidth=1.4)
    return line


def ring(ax, row, column):
    """Draw a rounded frame within a cell."""
    shape = BoxStyle("round", pad=0, rounding_size=0.25)
    box = FancyBboxPatch((column - 0.38, row - 0.38), 0.76, 0.76, boxstyle=shape, fill=False, gid="winner")
    box.set(edgecolor=LIGHT["highlight"], linewidth=1.6, zorder=2)
    return ax.add_patch(box)
