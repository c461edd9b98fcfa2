"""Many small maps in one image: one artist, a gap around each, a number above."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import PolyCollection

from cnn_docs._checks import text
from cnn_docs.palette import LIGHT, SIGNED_COLORMAP, UNSIGNED_COLORMAP
from cnn_docs.plots._canvas import SMALL, checked_axes, fit, text_width
from cnn_docs.plots._images import WithPower, bare
from cnn_docs.plots._text import PLAIN
from cnn_docs.plots.style import WIDTH

_LARGEST = 1.5  # inches of a map's longer side at most
_BAR, _LABEL = 0.62, 0.22  # inches: colour bar with its numbers, and its label
_TITLE, _NUMBER, _MARGIN = 0.3, 0.17, 0.08  # inches: title, number above a map
_FINE = 32  # pixels that a map is blown up to, so that the gaps can be thin


def value_range(values):
    """Return the colour map with its limits: symmetric about zero where a value is below it."""
    greatest = float(np.max(np.abs(values))) or 1.0
    if np.min(values) < 0:
        return {"cmap": SIGNED_COLORMAP, "vmin": -greatest, "vmax": greatest}
    return {"cmap": UNSIGNED_COLORMAP, "vmin": 0.0, "vmax": greatest}


def draw_mosaic(tiles, colors, *, numbers=None, rows=None, title=None, bar="", ax=None):
    """Draw the maps of `tiles`, shape (rows, columns, H, W), NaN where there is none.

    `numbers` are the texts above the maps and `rows` those left of the rows; `bar` is the label of the
    colour bar, None for no bar. One unit of the axes is one pixel of a map.
    """
    if title is not None:
        title = fit(text(title, "title"), WIDTH - 2 * _MARGIN - _row_room(rows), size=10)
    side = _side(tiles.shape, checked_axes(ax), rows, bar)
    pixel = side / max(tiles.shape[2:])
    if numbers is None or max(map(text_width, numbers)) > tiles.shape[3] * pixel + 0.02:
        numbers = [""] * (tiles.shape[0] * tiles.shape[1])
    grid = _Grid.of(tiles.shape, pixel, numbers)
    bar_ax = None
    if ax is None:
        ax, bar_ax = _axes(grid.width * pixel, grid.height * pixel, rows, title, bar)
    extent = (-0.5, grid.width - 0.5, grid.height - 0.5, -0.5)
    drawn = ax.imshow(grid.filled(tiles), extent=extent, interpolation="nearest", **colors)
    bare(ax)
    _frame(ax, tiles, grid)
    _write(ax, grid, tiles.shape, numbers, rows)
    if title:
        ax.set_title(title, loc="left", **PLAIN)
    if bar is not None:
        _draw_bar(ax, bar_ax, drawn, bar)
    return ax


@dataclass(frozen=True)
class _Grid:
    """Where the maps lie, in pixels of a map: first rows and columns, the whole size, and the blow-up."""

    tops: list
    lefts: list
    height: float
    width: float
    fine: int

    @classmethod
    def of(cls, shape, pixel, numbers):
        """Lay rows and columns out with gaps of about 0.05 inches, and strips where there are numbers."""
        rows, columns, height, width = shape
        fine = max(1, -(-_FINE // max(height, width)))
        gap, strip = (max(1, round(fine * inches / pixel)) / fine for inches in (0.05, _NUMBER))
        tops, end = [], 0.0
        for row in range(rows):
            numbered = any(numbers[row * columns : (row + 1) * columns])
            tops.append(end + (strip if numbered else gap if row else 0))
            end = tops[-1] + height
        lefts = [column * (width + gap) for column in range(columns)]
        return cls(tops, lefts, end, lefts[-1] + width, fine)

    def filled(self, tiles):
        """Return all maps in one array, blown up, with NaN between them."""
        image = np.full((round(self.height * self.fine), round(self.width * self.fine)), np.nan)
        height, width = (side * self.fine for side in tiles.shape[2:])
        blown = tiles.repeat(self.fine, axis=2).repeat(self.fine, axis=3)
        for row, top in zip(blown, self.tops, strict=True):
            for tile, left in zip(row, self.lefts, strict=True):
                first, second = round(top * self.fine), round(left * self.fine)
                image[first : first + height, second : second + width] = tile
        return image


def _frame(ax, tiles, grid):
    """Outline each map, all in one artist: white maps on white paper have no edge of their own."""
    height, width = tiles.shape[2:]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) - 0.5
    places = [
        corners + np.array((left, top))
        for row, top in zip(tiles, grid.tops, strict=True)
        for tile, left in zip(row, grid.lefts, strict=True)
        if not np.isnan(tile[0, 0])
    ]
    frames = PolyCollection(
        places, facecolors="none", edgecolors=LIGHT["muted"], linewidths=0.5, clip_on=False
    )
    ax.add_collection(frames, autolim=False)


def _side(shape, ax, rows, bar):
    """Inches of a map's longer side."""
    _, columns, height, width = shape
    if ax is not None:
        room = ax.get_window_extent().width / ax.figure.dpi
    else:
        room = WIDTH - 2 * _MARGIN - _row_room(rows) - _bar_room(bar)
    return min(_LARGEST, (room / columns - 0.05) * max(height, width) / width)


def _bar_room(bar):
    return 0.0 if bar is None else _BAR + _LABEL * bool(bar)


def _row_room(rows):
    return 0.0 if rows is None else max(map(text_width, rows)) + 0.1


def _axes(width, height, rows, title, bar):
    """Figure of the size that the maps need, with axes for them and for the colour bar."""
    left = _MARGIN + _row_room(rows)
    top = _TITLE if title else _MARGIN / 2
    total = (left + width + _MARGIN + _bar_room(bar), top + height + _MARGIN)
    if title:
        total = (max(total[0], text_width(title, size=10) + left + _MARGIN), total[1])
    figure = plt.figure(figsize=total)
    ax = figure.add_axes((left / total[0], _MARGIN / total[1], width / total[0], height / total[1]))
    if bar is None:
        return ax, None
    place = (left + width + 0.1, _MARGIN + max(0, height - 2.4) / 2, 0.1, min(height, 2.4))
    return ax, figure.add_axes([part / total[n % 2] for n, part in enumerate(place)])


def _write(ax, grid, shape, numbers, rows):
    """Write the numbers above the maps and the names of the rows."""
    _, columns, height, width = shape
    style = {"fontsize": SMALL, "color": LIGHT["ink"], "va": "center_baseline"}
    for index, number in enumerate(numbers):
        row, column = divmod(index, columns)
        if number:
            above = grid.tops[row] - (grid.tops[row - 1] + height if row else 0)
            x = grid.lefts[column] + (width - 1) / 2
            ax.text(x, grid.tops[row] - above / 2 - 0.5, number, ha="center", **style)
    for top, name in zip(grid.tops, rows or [""] * len(grid.tops), strict=True):
        if name:
            place = (-0.5, top + (height - 1) / 2)
            ax.annotate(name, place, (-4, 0), textcoords="offset points", ha="right", **style)


def _draw_bar(ax, bar_ax, drawn, label):
    """Draw the colour bar beside the maps."""
    where = {"cax": bar_ax} if bar_ax is not None else {"ax": ax, "fraction": 0.04, "pad": 0.02}
    colorbar = ax.figure.colorbar(drawn, format=WithPower(), **where)
    colorbar.outline.set_visible(False)
    height = colorbar.ax.get_window_extent().height / ax.figure.dpi
    colorbar.ax.locator_params(nbins=max(1, min(5, int(height / 0.25))))
    if label and height >= text_width(label, size=9):  # a longer one would be cut off
        colorbar.set_label(label)
