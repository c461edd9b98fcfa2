"""A convolution as an SVG drawing that the reader steps through, alone or in an HTML fragment.

Colours are CSS variables of the site (``--cnn-ink`` and so on) with those of light pages where
there are none. Nothing moves by itself: a button plays all steps, but not for readers who have asked
for less motion, and for them the window does not glide between two steps either.
"""

import json
from html import escape
from importlib.resources import files

import numpy as np
from matplotlib.colors import to_hex

from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._window import output_scale

_FONT, _LEAST, _LEFT, _TOP, _GAP, _BOTTOM, _BUTTONS = 13, 25, 4, 26, 22, 12, 64  # pixels
_MOVES = {"first": ("|◀", "first step"), "back": ("◀", "step back"), "next": ("▶", "next step")}
_MOVES["last"] = ("▶|", "last step")


def _color(role):
    return f"var(--cnn-{role}, {LIGHT[role]})"


_STYLE = f"""
.cnn-steps {{ margin: 0; max-width: 100%; color: {_color("ink")}; background: {_color("paper")} }}
.cnn-steps, .cnn-steps text {{ font-family: "DejaVu Sans", Verdana, sans-serif }}
.cnn-steps svg {{ max-width: 100%; height: auto }}
.cnn-steps text {{ fill: {_color("ink")}; font-size: {_FONT}px; text-anchor: middle }}
.cnn-steps .cnn-name {{ text-anchor: start; font-weight: bold }}
.cnn-steps text.cnn-line {{ text-anchor: start; font-weight: bold }}
.cnn-steps .cnn-muted {{ fill: {_color("muted")} }}
.cnn-steps rect {{ stroke: {_color("grid")} }}
.cnn-steps .cnn-padding {{ fill: {_color("panel")}; stroke: {_color("muted")}; stroke-dasharray: 3 3 }}
.cnn-steps .cnn-empty {{ fill: none }}
.cnn-steps .cnn-mark {{ fill: none; stroke: {_color("highlight")}; stroke-width: 3; stroke-linejoin: round }}
.cnn-steps [data-move] {{ cursor: pointer }}
.cnn-steps g[data-move] rect {{ fill: {_color("panel")}; stroke: {_color("muted")} }}
.cnn-steps button, .cnn-steps input {{ font: inherit; color: inherit; min-height: 2.75rem }}
.cnn-steps button {{ min-width: 2.75rem; border: 1px solid {_color("muted")}; border-radius: 4px }}
.cnn-steps button {{ background: {_color("panel")} }}
.cnn-steps .cnn-controls {{ display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center }}
.cnn-steps .cnn-controls input {{ flex: 1 1 8rem; accent-color: {_color("highlight")} }}
.cnn-steps [data-play] {{ padding: 0 0.75rem; min-width: 5rem }}
.cnn-steps output {{ display: block; font-weight: bold; min-height: 1.5em }}
@media (prefers-reduced-motion: reduce) {{ .cnn-steps [data-play] {{ display: none }} }}
@media (prefers-reduced-motion: no-preference) {{
  .cnn-steps .cnn-window, .cnn-steps .cnn-target {{ transition: transform 0.25s }}
}}
"""


def svg_image(steps, alt):
    """Return the text of an SVG file with its own buttons and script."""
    drawing = _Drawing(steps)
    place = f'x="{_LEFT}" y="{drawing.height + 14}"'
    line = f'<text class="cnn-line" aria-live="polite" {place}>{steps.line((0, 0))}</text>'
    buttons = "".join(_svg_button(name, number, drawing.height + 26) for number, name in enumerate(_MOVES))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cnn-steps" role="group" tabindex="0" '
        f'viewBox="0 0 {drawing.width} {drawing.height + _BUTTONS}" width="{drawing.width}" '
        f'aria-label="{escape(alt)}" data-steps="{escape(drawing.data())}">'
        f"<style>{_STYLE}</style>{drawing.body()}{line}{buttons}"
        f"<script><![CDATA[\n{_script()}]]></script></svg>\n"
    )


def html_page(steps, alt):
    """Return an HTML fragment: the drawing, the line of the step, buttons and a slider."""
    drawing = _Drawing(steps)
    buttons = "".join(
        f'<button type="button" data-move="{name}" aria-label="{label}">{sign}</button>'
        for name, (sign, label) in _MOVES.items()
    )
    play = '<button type="button" data-play="">play</button>'
    slider = f'<input type="range" aria-label="step" min="0" max="{steps.output.size - 1}" value="0">'
    return (
        f'<figure class="cnn-steps" data-steps="{escape(drawing.data())}"><style>{_STYLE}</style>'
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(alt)}" '
        f'viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}">{drawing.body()}</svg>'
        f'<output class="cnn-line">{steps.line((0, 0))}</output>'
        f'<div class="cnn-controls">{play}{buttons}{slider}'
        f"</div><script>\n{_script()}</script></figure>\n"
    )


def _script():
    return files("cnn_docs.plots").joinpath("stepper.js").read_text(encoding="utf-8")


def _svg_button(name, number, top):
    sign, label = _MOVES[name]
    x = _LEFT + number * 44
    box = f'<rect x="{x}" y="{top}" width="38" height="30" rx="4"/>'
    text = f'<text x="{x + 19}" y="{top + 20}">{sign}</text>'
    return f'<g role="button" tabindex="0" data-move="{name}" aria-label="{label}">{box}{text}</g>'


class _Drawing:
    """Input, kernel and output side by side, in pixels."""

    def __init__(self, steps):
        self.steps = steps
        arrays = steps.padded, steps.kernel, steps.output
        self.sides = [_side(array) for array in arrays]
        widths, heights = (
            [array.shape[axis] * side for array, side in zip(arrays, self.sides, strict=True)]
            for axis in (1, 0)
        )
        middle = max(widths[1], 56)
        self.lefts = _LEFT, _LEFT + widths[0] + _GAP, _LEFT + widths[0] + middle + 2 * _GAP
        self.tops = [_TOP + (max(heights) - height) // 2 for height in heights]
        self.width = self.lefts[2] + max(widths[2], 110) + 8
        self.middle = _TOP + max(heights) // 2
        self.height = _TOP + max(heights) + _BOTTOM

    def place(self, panel, row, column):
        """Place of a cell's upper left corner; input cells count from the image's first pixel."""
        (top, left), side = self.steps.before if panel == 0 else (0, 0), self.sides[panel]
        return self.lefts[panel] + (column + left) * side, self.tops[panel] + (row + top) * side

    def data(self):
        """Return what the script needs of each step, as JSON."""
        positions = list(np.ndindex(self.steps.output.shape))
        first = self.place(0, *self.steps.corner((0, 0)))
        corners = [self.place(0, *self.steps.corner(position)) for position in positions]
        window = [(x - first[0], y - first[1]) for x, y in corners]
        target = [(column * self.sides[2], row * self.sides[2]) for row, column in positions]
        lines = [self.steps.line(position) for position in positions]
        return json.dumps({"window": window, "target": target, "lines": lines}, ensure_ascii=False)

    def body(self):
        """Return the elements of the drawing, the first window marked and every output shown."""
        steps = self.steps
        shapes = {"input": steps.image.shape, "kernel": None, "output": steps.output.shape}
        parts = [self._name(panel, *named) for panel, named in enumerate(shapes.items())]
        parts += self._padding()
        parts += self._cells(0, steps.image, cells.fitting_scale(steps.image, soft=True))
        parts += self._cells(1, steps.kernel, cells.signed_scale(steps.kernel))
        empty = self.place(2, 0, 0)
        for row, column in np.ndindex(steps.output.shape):
            parts.append(_box(*self.place(2, row, column), self.sides[2], 'class="cnn-empty"'))
        parts += self._cells(
            2, steps.output, output_scale(steps, soft=True), group='<g class="cnn-result">{}</g>'
        )
        for left, sign in ((self.lefts[1], "×"), (self.lefts[2], "=")):
            parts.append(f'<text x="{left - _GAP // 2}" y="{self.middle + 5}">{sign}</text>')
        parts.append(f'<g class="cnn-window">{"".join(self._window())}</g>')
        parts.append(f'<g class="cnn-target">{_box(*empty, self.sides[2], _MARK)}</g>')
        return "".join(parts)

    def _name(self, panel, name, shape=None):
        place = f'x="{self.lefts[panel]}" y="{self.tops[panel] - 8}"'
        text = cells.panel_name(name, shape)
        return f'<text class="cnn-name" {place} style="fill: {_color(name)}">{text}</text>'

    def _cells(self, panel, values, scale, *, group="{}"):
        texts = cells.number_texts(values)
        for row, column in np.ndindex(values.shape):
            face = scale.face(values[row, column])
            x, y = self.place(panel, row, column)
            box = _box(x, y, self.sides[panel], f'fill="{to_hex(face)}"')
            number = _number(x, y, self.sides[panel], texts[row, column], f'style="fill: {cells.on(face)}"')
            yield group.format(box + number)

    def _padding(self):
        """Dashed cells with the values that padding adds."""
        texts = cells.number_texts(self.steps.padded)
        (top, left), (height, width) = self.steps.before, self.steps.image.shape
        for row, column in np.ndindex(texts.shape):
            if not (0 <= row - top < height and 0 <= column - left < width):
                x, y = self.place(0, row - top, column - left)
                yield _box(x, y, self.sides[0], 'class="cnn-padding"')
                yield _number(x, y, self.sides[0], texts[row, column], 'class="cnn-muted"')

    def _window(self):
        """Outlines of the first window: one, or of a dilated kernel one for each element."""
        steps, side = self.steps, self.sides[0]
        x, y = self.place(0, *steps.corner((0, 0)))
        if max(steps.dilation) == 1:
            yield _box(x, y, side * steps.extent[1], _MARK, height=side * steps.extent[0])
            return
        for row in range(0, steps.extent[0], steps.dilation[0]):
            for column in range(0, steps.extent[1], steps.dilation[1]):
                yield _box(x + column * side, y + row * side, side, _MARK)


_MARK = 'class="cnn-mark"'


def _side(array):
    """Side in pixels of cells that fit the numbers."""
    return max(_LEAST, round((cells.cell_size(array) - 0.04) * 72 * _FONT / cells.SMALL))


def _box(x, y, width, attributes, *, height=None):
    height = width if height is None else height
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {attributes}/>'


def _number(x, y, side, text, attributes):
    return f'<text x="{x + side / 2:g}" y="{y + side / 2 + 4.5:g}" {attributes}>{text}</text>'
