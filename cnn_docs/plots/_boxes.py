"""Boxes with name, kind, shape and parameters, in columns in call order or as a graph with branches."""

import math

from matplotlib.patches import FancyBboxPatch, Rectangle

from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import (
    LEGEND_ROW,
    MARGIN,
    arrow,
    draw_legend,
    fill,
    fit,
    legend_rows,
    open_axes,
    text_width,
    write,
)
from cnn_docs.plots._graph import in_columns, layered
from cnn_docs.plots._layers import chained, families_in, fused
from cnn_docs.plots.style import WIDTH

_HEIGHT, _GAP, _GUTTER, _STRIPE = 0.38, 0.19, 0.3, 0.09
_WIDEST = 1.75
_RANK, _BETWEEN = 0.61, 0.14  # inches from rank to rank of a graph, and between its boxes
_TOP = MARGIN + 0.1  # room for a line that comes over from the column before
_BEND = 0.1  # inches that a line takes on its way past a box
_FULL_COLUMN = 13  # boxes below each other before another column pays
_TOO_MANY, _FAR_TOO_MANY = 45, 110


def draw_boxes(layers, edges, ax):
    """Draw the layers in call order, with arrows between those that follow each other."""
    layers, edges = _shortened(layers, edges, _FAR_TOO_MANY)
    count = min(3, math.ceil(len(layers) / _FULL_COLUMN))
    length = math.ceil(len(layers) / count)
    width = min((WIDTH - 2 * MARGIN - (count - 1) * _GUTTER) / count, 3.5)
    frames = [
        (
            MARGIN + (position // length) * (width + _GUTTER),
            _TOP + (position % length) * (_HEIGHT + _GAP),
            width,
        )
        for position in range(len(layers))
    ]
    note = _note(layers, edges)
    ax, bottom = _sheet(ax, frames, layers, [note] if note else [])
    for start, end in edges:
        if end == start + 1:
            gutter = frames[end][0] - _GUTTER / 2 if end % length == 0 else None
            _join(ax, frames[start], frames[end], gutter)
    for layer, frame in zip(layers, frames, strict=True):
        _draw_box(ax, layer, frame, wide=True)
    if note:
        write(ax, MARGIN, bottom + LEGEND_ROW / 2, note, role="muted")
    return ax


def _note(layers, edges):
    """Say what the reader does not see: connections other than from one layer to the next."""
    if all(end == start + 1 for start, end in edges) and len(edges) == len(layers) - 1:
        return ""
    return 'Branches are left out: style="graph" shows them.'


def _shortened(layers, edges, limit):
    """Return the same model with fewer boxes, where there are more than a reader can take in."""
    if len(layers) > _TOO_MANY:
        layers, edges = fused(layers, edges)
    if len(layers) > limit:
        layers, edges = chained(layers, edges)
    return layers, edges


def _sheet(ax, frames, layers, notes=(), right=0.0):
    """Axes that hold the frames and below them the notes and the legend; with the frames' end."""
    right = max(right, *(left + width for left, _, width in frames))
    bottom = max(top for _, top, _ in frames) + _HEIGHT + 0.12
    legend = legend_rows(families_in(layers), max(right, 3.4) - MARGIN)
    note_width = max((text_width(note) for note in notes), default=0.0)
    legend_width = max(x + text_width(family) + 0.3 for row in legend for family, x in row)
    lines = len(legend) + len(notes)
    width = max(right, legend_width + MARGIN, note_width + MARGIN) + MARGIN
    ax = open_axes(ax, width, bottom + lines * LEGEND_ROW + MARGIN)
    draw_legend(ax, legend, bottom + len(notes) * LEGEND_ROW)
    return ax, bottom


def _draw_box(ax, layer, frame, *, wide):
    """One box: a stripe in the family's colour, then name, kind, shape and parameters."""
    left, top, width = frame
    outline = FancyBboxPatch(
        (left, top),
        width,
        _HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.04",
        facecolor=LIGHT["panel"],
        edgecolor=LIGHT["muted"],
        linewidth=0.7,
        gid=layer.name,
        zorder=2,
    )
    ax.add_patch(outline)
    stripe = Rectangle(
        (left, top), _STRIPE, _HEIGHT, linewidth=0, zorder=2.5, gid="stripe", **fill(layer.family)
    )
    ax.add_patch(stripe)
    stripe.set_clip_path(outline)
    inner, right = left + _STRIPE + 0.06, left + width - 0.06
    first, second = top + 0.12, top + 0.27
    if wide:
        parameters = f"{layer.parameters:,} parameters" if layer.parameters else "no parameters"
        if text_width(parameters) + text_width(layer.kind_text) > right - inner - 0.1:
            parameters = f"{layer.parameters:,}" if layer.parameters else ""
        for y, start, end, weight in (
            (first, layer.label, layer.shape_text, "bold"),
            (second, layer.kind_text, parameters, "normal"),
        ):
            room = right - inner - text_width(end) - 0.08
            role = "ink" if y == first else "muted"
            write(ax, inner, y, fit(start, room, weight=weight), role=role, weight=weight)
            write(ax, right, y, end, role=role, ha="right")
    else:
        write(ax, inner, first, fit(layer.label, right - inner, weight="bold"), weight="bold")
        write(ax, inner, second, fit(_summary(layer, right - inner), right - inner), role="muted")


def _summary(layer, room):
    """Kind and shape where there is room for both, else the shape."""
    both = f"{layer.kind_text}  {layer.shape_text}"
    return both if text_width(both) <= room else layer.shape_text


def _join(ax, start, end, gutter=None, *, head=True):
    """Arrow from the bottom of a box to the top of the next, through the gutter into another column."""
    x, y = start[0] + start[2] / 2, start[1] + _HEIGHT
    x_end, y_end = end[0] + end[2] / 2, end[1]
    turns = []
    if gutter is not None:
        below, above = y + _GAP / 2, y_end - 0.09
        turns = [(x, below), (gutter, below), (gutter, above), (x_end, above)]
    arrow(ax, [(x, y), *turns, (x_end, y_end)], head=head)


def draw_graph(layers, edges, ax):
    """Draw every connection: ranks from the input downwards, branches beside each other."""
    layers, edges = _shortened(layers, edges, _TOO_MANY)
    width, columns = _fitting(layers, edges)
    frames = [(x - width / 2, y, width) for x, y in columns.places[: len(layers)]]
    ax, _ = _sheet(ax, frames, layers, right=columns.right)
    for route in columns.layout.routes.values():
        _draw_route(ax, route, columns)
    for layer, frame in zip(layers, frames, strict=True):
        _draw_box(ax, layer, frame, wide=False)
    return ax


def _fitting(layers, edges):
    """Width of a box and the columns: the most columns, then the widest boxes, that fit the page.

    A box that stands for several layers has room to say so, unless the page is too narrow for that.
    """
    counted = [_summary(layer, math.inf) if layer.count > 1 else layer.shape_text for layer in layers]
    narrow = _layout_that_fits(layers, edges, [layer.shape_text for layer in layers])
    if narrow[0] >= _least_width(counted) or narrow[1].right > WIDTH - MARGIN:
        return narrow
    wide = _layout_that_fits(layers, edges, counted)
    return wide if wide[1].right <= WIDTH - MARGIN else narrow


def _least_width(texts):
    return max(map(text_width, texts)) + _STRIPE + 0.14


def _layout_that_fits(layers, edges, texts):
    """Width of a box and the columns for boxes that have room for their texts at least."""
    names = [text_width(layer.label, weight="bold") for layer in layers]
    kinds = [text_width(_summary(layer, math.inf)) for layer in layers]
    least = _least_width(texts)
    most = max(least, min(max(names + kinds) + _STRIPE + 0.14, _WIDEST))
    widths = [least + (most - least) * step / 4 for step in range(5)]
    layouts = [layered(len(layers), edges, width, _BEND, _BETWEEN) for width in widths]
    for wanted in range(math.ceil(len(layouts[0].ranks) / _FULL_COLUMN), 0, -1):
        tries = [
            (width, _Columns(layout, width, wanted)) for width, layout in zip(widths, layouts, strict=True)
        ]
        fitting = [(width, columns) for width, columns in tries if columns.right <= WIDTH - MARGIN]
        if fitting:
            return fitting[-1]
    return tries[0]


class _Columns:
    """Places on the sheet of a layout whose ranks are broken into columns.

    ``places`` are the centres of the tops, ``right`` is the end of the last column and ``gutters``
    maps the first rank of each further column to the middle of the space before it.
    """

    def __init__(self, layout, width, wanted):
        self.layout = layout
        self.rank_of = layout.rank_of()
        self.places = [None] * len(layout.x)
        self.gutters = {}
        starts = in_columns(layout, wanted)
        self.right = MARGIN - _GUTTER
        for first, end in zip(starts, [*starts[1:], len(layout.ranks)], strict=True):
            self._add(first, layout.ranks[first:end], width)

    def _add(self, first, ranks, width):
        """Put the ranks of one column to the right of what is there."""
        self.gutters[first] = self.right + _GUTTER / 2
        left = self.right + _GUTTER
        spans = [
            (self.layout.x[p], (width if p < self.layout.count else _BEND) / 2)
            for rank in ranks
            for p in rank
        ]
        shift = left - min(x - half for x, half in spans)
        for number, rank in enumerate(ranks):
            for position in rank:
                self.places[position] = (shift + self.layout.x[position], _TOP + number * _RANK)
        self.right = shift + max(x + half for x, half in spans)


def _draw_route(ax, route, columns):
    """One edge through its bend points; an edge into another column goes round through the gutter."""
    places, first = columns.places, columns.rank_of[route[1]]
    if first in columns.gutters:
        ends = [(*places[position], 0) for position in route[:2]]
        _join(ax, *ends, columns.gutters[first], head=len(route) == 2)
        route = route[1:]
    points = []
    for number, position in enumerate(route):
        x, y = places[position]
        points += [(x, y)] * (number > 0) + [(x, y + _HEIGHT)] * (number < len(route) - 1)
    if points:
        arrow(ax, points, curved=True)
