"""Axes that count in inches from the top left, texts that fit, arrows and the legend of layers."""

from functools import lru_cache
from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from cnn_docs._checks import refuse
from cnn_docs.palette import LIGHT
from cnn_docs.plots._layers import FAMILIES
from cnn_docs.plots._text import shown

MARGIN = 0.08
SMALL = 8
"""Font size in points of every text in a drawing of a model; nothing is smaller."""
_LONGEST = 400  # characters, of which a page's width holds a quarter


@lru_cache(maxsize=4096)
def text_width(text, *, size=SMALL, weight="normal"):
    """Width of a line of text in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return 1.03 * text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72  # hinting


def fit(text, width, *, weight="normal", size=SMALL):
    """Return the text, its beginning cut where it is too wide in inches: names differ at their ends."""
    style = {"weight": weight, "size": size}
    text = shown(text[-_LONGEST:])
    if text_width(text, **style) <= width:
        return text
    while text and text_width(f"…{text}", **style) > width:
        text = text[1:]
    return f"…{text}"


def checked_axes(ax):
    """Return what was given as ``ax``: Axes, or None for new ones."""
    if ax is not None and not isinstance(ax, Axes):
        refuse("ax", "Matplotlib's Axes, one of them", type(ax).__name__, error=TypeError)
    return ax


def open_axes(ax, width, height):
    """Axes without a frame in which one unit is one inch, y counted downwards; a new figure if None.

    Axes that are given keep their place, and the drawing is scaled to fit in.
    """
    if checked_axes(ax) is None:
        figure = plt.figure(figsize=(width, height))
        ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    ax.axis("off")
    return ax


def arrow(ax, points, *, curved=False, head=True):
    """Line with a head through the points, with rounded turns (or a smooth curve downwards)."""
    path = _smooth(points) if curved else Path(points)
    patch = FancyArrowPatch(
        path=path,
        arrowstyle="-|>,head_width=2,head_length=4" if head else "-",
        mutation_scale=1,
        color=LIGHT["muted"],
        linewidth=0.9,
        joinstyle="round",
        zorder=1,
        gid="edge",
    )
    ax.add_patch(patch)
    return patch


def _smooth(points):
    """Curve through the points that leaves and enters each of them straight down."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for (x, y), (x_next, y_next) in pairwise(points):
        middle = (y + y_next) / 2
        vertices += [(x, middle), (x_next, middle), (x_next, y_next)]
        codes += [Path.CURVE4] * 3
    return Path(vertices, codes)


def fill(family):
    """Face of a family of layers as keywords of a patch."""
    role, opacity = FAMILIES[family]
    return {"facecolor": (LIGHT[role], opacity)}


def legend_rows(families, width):
    """Families in the rows of a legend `width` inches wide."""
    rows, used = [[]], 0.0
    for family in families:
        step = text_width(family) + 0.38
        if rows[-1] and used + step > width:
            rows.append([])
            used = 0.0
        rows[-1].append((family, used))
        used += step
    return rows


LEGEND_ROW = 0.2


def draw_legend(ax, rows, top):
    """Draw a swatch and a name for each family, from the left margin and `top` downwards."""
    for number, row in enumerate(rows):
        y = top + (number + 0.5) * LEGEND_ROW
        for family, x in row:
            swatch = Rectangle(
                (MARGIN + x, y - 0.05),
                0.14,
                0.1,
                edgecolor=LIGHT["ink"],
                linewidth=0.5,
                gid="legend",
                **fill(family),
            )
            ax.add_patch(swatch)
            write(ax, MARGIN + x + 0.19, y, family, role="ink")


def write(ax, x, y, text, *, role="ink", ha="left", weight="normal"):
    """One line of text, centred on its height."""
    return ax.text(
        x,
        y,
        text,
        fontsize=SMALL,
        color=LIGHT[role],
        ha=ha,
        va="center_baseline",
        fontweight=weight,
        zorder=3,
    )
