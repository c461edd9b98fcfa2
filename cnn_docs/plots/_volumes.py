"""A model as blocks to scale: sides for height and width, depth for channels, columns for vectors."""

import math
from dataclasses import dataclass

from matplotlib.patches import Polygon

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
from cnn_docs.plots._layers import by_image_size, families_in, fused
from cnn_docs.plots.style import WIDTH

_SIDE, _DEPTH, _THIN = 1.2, 0.55, 0.04  # inches of the greatest side and depth, and of the least
_SLANT = (0.34, 0.2)  # inches right and up for each inch of width
_GAP, _NAME, _TEXT = 0.26, 0.9, 0.62  # between blocks, least room for a name, below a block
_PAGE = 0.75 * WIDTH  # so that a phone shows the texts in a size that can be read
_ROOM = _PAGE - 2 * MARGIN - _GAP  # in a line, with an arrow to the next
_TOO_MANY = 24


def draw_volumes(layers, edges, ax):
    """Draw each layer's output as a block; blocks that follow each other are joined by an arrow."""
    if len(layers) > _TOO_MANY:
        layers, edges = fused(layers, edges)
    if len(layers) > _TOO_MANY:
        layers = by_image_size(layers)
        edges = {(position, position + 1) for position in range(len(layers) - 1)}
    scales = _Scales.of(layers)
    blocks = [_Block.of(layer, scales) for layer in layers]
    lines = _in_lines(blocks)
    legend = legend_rows(families_in(layers), _PAGE - 2 * MARGIN)
    heights = [max(block.height for block in line) + _TEXT for line in lines]
    height = sum(heights) + (len(legend) + 1) * LEGEND_ROW + 2 * MARGIN
    indent = MARGIN + (_GAP if len(lines) > 1 else 0)
    width = max(_line_width(line) for line in lines) + 2 * indent
    legend_width = max(text_width(scales.text), _legend_width(legend)) + 2 * MARGIN
    ax = open_axes(ax, max(width, legend_width), height)
    top, position, before = MARGIN, 0, None
    for line, line_height in zip(lines, heights, strict=True):
        positions = range(position, position + len(line))
        ends = _draw_line(ax, line, top + line_height, positions, edges, left=indent)
        if (position - 1, position) in edges:
            _join_lines(ax, before, ends[0], top, right=width)
        top, position, before = top + line_height, position + len(line), ends[1]
    write(ax, MARGIN, top + LEGEND_ROW / 2, scales.text, role="muted")
    draw_legend(ax, legend, top + LEGEND_ROW)
    return ax


@dataclass(frozen=True)
class _Scales:
    """Inches for a side in pixels, a depth in channels and a column in units."""

    side: object
    depth: object
    column: object
    text: str

    @classmethod
    def of(cls, layers):
        maps = [layer.shape for layer in layers if len(layer.shape) > 1]
        sides = [side for shape in maps for side in shape[:-1] if side]
        depths = [shape[-1] for shape in maps if shape[-1]]
        units = [layer.shape[0] for layer in layers if len(layer.shape) == 1 and layer.shape[0]]
        named = [
            ("sides (pixels)", sides, _SIDE),
            ("depth (channels)", depths, _DEPTH),
            ("columns (units)", units, _SIDE),
        ]
        scales = [_scale(values, inches) for _, values, inches in named]
        kinds = {}
        for (name, values, _), (_, kind) in zip(named, scales, strict=True):
            if values:
                kinds.setdefault(kind, []).append(name)
        text = "; ".join(f"{' and '.join(names)} {kind}" for kind, names in kinds.items())
        return cls(*(scale for scale, _ in scales), f"Scale: {text}." if text else "")


def _scale(values, inches):
    """Return the inches of a size as a function, and its name: linear, or compressed for far-apart sizes."""
    greatest, least = max(values, default=1), min(values, default=1)
    kinds = [
        (16, "linear", float),
        (400, "by square root", math.sqrt),
        (math.inf, "by logarithm", math.log1p),
    ]
    kind, curve = next((name, curve) for limit, name, curve in kinds if greatest <= limit * least)

    def scale(size):
        return max(_THIN, inches * curve(greatest if size is None else size) / curve(greatest))

    return scale, kind


@dataclass(frozen=True)
class _Block:
    """A layer's block in inches: depth to the right, front height, slanted width."""

    layer: object
    depth: float
    front: float
    slant: float

    @classmethod
    def of(cls, layer, scales):
        shape = layer.shape
        if len(shape) < 2:
            return cls(layer, 0.12, scales.column(shape[0] if shape else 1), 0.12)
        side = scales.side(shape[-3]) if len(shape) > 2 else scales.side(shape[0])
        slant = scales.side(shape[-2]) if len(shape) > 2 else 0.12
        return cls(layer, scales.depth(shape[-1]), side, slant)

    @property
    def width(self):
        return self.depth + self.slant * _SLANT[0]

    @property
    def height(self):
        return self.front + self.slant * _SLANT[1]

    @property
    def cell(self):
        """Width that the block takes with its lines of text."""
        name = min(_NAME, text_width(self.layer.label, weight="bold"))
        count = text_width(self.layer.kind_text) if self.layer.count > 1 else 0.0
        return max(self.width, name, text_width(self.layer.shape_text), count)


def _in_lines(blocks):
    """Blocks broken into lines of about equal width that fit the page."""
    total = sum(block.cell + _GAP for block in blocks)
    count = math.ceil((total - _GAP) / _ROOM)
    while True:
        lines = _broken(blocks, total / count)
        if all(_line_width(line) <= _ROOM for line in lines) or count >= len(blocks):
            return lines
        count += 1


def _broken(blocks, wanted):
    """Blocks in lines, each ended where it reaches its part of the whole."""
    lines, used = [], 0.0
    for block in blocks:
        middle = used + (block.cell + _GAP) / 2
        if int(middle / wanted) >= len(lines):
            lines.append([])
        lines[-1].append(block)
        used += block.cell + _GAP
    return lines


def _line_width(line):
    return sum(block.cell for block in line) + _GAP * (len(line) - 1)


def _legend_width(rows):
    return max((x + text_width(family) + 0.3 for row in rows for family, x in row), default=0.0)


def _draw_line(ax, line, bottom, positions, edges, *, left):
    """One line of blocks with their texts below and arrows between; return where it starts and ends."""
    tallest = max(block.height for block in line)
    middle = bottom - _TEXT + 0.04 - tallest / 2
    x = left
    for position, block in zip(positions, line, strict=True):
        edge = x + (block.cell - block.width) / 2
        _draw_block(ax, block, edge, middle + block.height / 2)
        center = x + block.cell / 2
        write(
            ax,
            center,
            bottom - 0.45,
            fit(block.layer.label, max(block.cell, _NAME)),
            ha="center",
            weight="bold",
        )
        write(ax, center, bottom - 0.31, block.layer.shape_text, ha="center")
        if block.layer.count > 1:
            write(ax, center, bottom - 0.17, block.layer.kind_text, role="muted", ha="center")
        if (position, position + 1) in edges:
            start = edge + block.width + 0.05
            if block is not line[-1]:
                following = line[position - positions[0] + 1]
                gap = (block.cell - block.width) / 2 + _GAP + (following.cell - following.width) / 2
                arrow(ax, [(start, middle), (start + gap - 0.1, middle)])
        x += block.cell + _GAP
    first, last = line[0], line[-1]
    start = left + (first.cell - first.width) / 2 - 0.05
    return (start, middle), (x - _GAP - (last.cell - last.width) / 2 + 0.05, middle)


def _join_lines(ax, end, start, top, *, right):
    """Draw an arrow from the end of a line of blocks around to the start of the next, whose top is given."""
    outer, inner, between = right - MARGIN, MARGIN, top - 0.05
    arrow(ax, [end, (outer, end[1]), (outer, between), (inner, between), (inner, start[1]), start])


def _draw_block(ax, block, left, bottom):
    """Front, top and right face; opaque below, so that what lies behind does not shine through."""
    right, top = left + block.depth, bottom - block.front
    dx, dy = block.slant * _SLANT[0], -block.slant * _SLANT[1]
    faces = {
        "side": [(right, bottom), (right, top), (right + dx, top + dy), (right + dx, bottom + dy)],
        "top": [(left, top), (right, top), (right + dx, top + dy), (left + dx, top + dy)],
        "front": [(left, bottom), (left, top), (right, top), (right, bottom)],
    }
    shade = {"side": 0.55, "top": 0.75, "front": 1.0}
    color, opacity = fill(block.layer.family)["facecolor"]
    for name, corners in faces.items():
        ax.add_patch(Polygon(corners, facecolor=LIGHT["paper"], edgecolor="none", zorder=2))
        face = Polygon(
            corners,
            facecolor=(color, opacity * shade[name]),
            edgecolor=LIGHT["ink"],
            linewidth=0.6,
            joinstyle="round",
            gid=f"{name} of {block.layer.name}",
            zorder=2,
        )
        ax.add_patch(face)
