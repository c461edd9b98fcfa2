"""Frames of a sliding window, drawn once and then only where they change, and their files."""

import io
from itertools import pairwise

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from cnn_docs.palette import DARK, LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._window import GAP, LEFT, NAME, TICKS, draw_input_cells, mark_window, output_scale
from cnn_docs.plots.style import figure_style, recolored

_DPI = 120
_BOTTOM = 0.74  # inches
_TRANSPARENT = 255  # index in the palette of a GIF


def convolution_frames(steps, theme="light"):
    """Frames, arrays (H, W, 3) of bytes, in the colours of a theme."""
    scene = Scene(steps, theme)
    with recolored(scene.figure, theme):
        return scene_frames(scene, np.ndindex(steps.output.shape))


def scene_frames(scene, positions):
    """Frames of a scene: the background is drawn once, then only what changes."""
    canvas = scene.figure.canvas
    canvas.draw()
    background = canvas.copy_from_bbox(scene.figure.bbox)
    frames = []
    for position in positions:
        canvas.restore_region(background)
        for artist in scene.fill(position):
            scene.figure.draw_artist(artist)
        background = canvas.copy_from_bbox(scene.figure.bbox)
        for artist in scene.move(position):
            scene.figure.draw_artist(artist)
        frames.append(np.asarray(canvas.buffer_rgba())[..., :3].copy())
    return frames


class Scene:
    """The figure of an animation and the artists that change from step to step.

    It is drawn in light colours; only what is added later has those of its theme.
    """

    @figure_style()
    def __init__(self, steps, theme="light"):
        self.steps = steps
        self.colors = {"light": LIGHT, "dark": DARK}[theme]
        sides = [cells.cell_size(array) for array in (steps.padded, steps.kernel, steps.output)]
        shapes = steps.padded.shape, steps.kernel.shape, steps.output.shape
        sizes = [(shape[1] * side, shape[0] * side) for shape, side in zip(shapes, sides, strict=True)]
        widths = [width for width, _ in sizes]
        lefts = np.cumsum([LEFT, widths[0] + GAP, max(widths[1], 0.5) + GAP + TICKS])
        width = lefts[2] + max(widths[2], cells.name_width("output", steps.output.shape)) + 0.12
        tallest = max(height for _, height in sizes)
        self.figure = Figure(figsize=(max(width, 4.4), NAME + tallest + _BOTTOM), dpi=_DPI)
        FigureCanvasAgg(self.figure)  # not pyplot's: nothing to close, no other backend
        places = zip(lefts, sizes, strict=True)
        panels = [
            cells.panel(self.figure, left, NAME + (tallest - size[1]) / 2, *size) for left, size in places
        ]
        for sign, left in zip("×=", (lefts[1] - GAP / 2, lefts[2] - TICKS - GAP / 2), strict=True):
            cells.write(self.figure, left, NAME + tallest / 2, sign, fontsize=12, ha="center")
        self._draw_still(*panels)
        self.source, _, self.target = panels
        self.scale = output_scale(steps, soft=True)
        self.texts = cells.number_texts(steps.output)
        self.marks = [*_window_marks(self.source, steps), cells.outline(self.target, 0, 0, cased=False)]
        place = self.figure.get_figheight() - 0.16
        self.line = cells.write(self.figure, LEFT, place, "", fontsize=9, fontweight="bold")
        self.starts = [mark.get_xy() for mark in self.marks[:-1]]
        for artist in (*self.marks, self.line):
            artist.set_animated(True)

    def _draw_still(self, source, kernel, target):
        """Draw what no step changes: the input, the kernel and the empty output."""
        steps = self.steps
        draw_input_cells(source, steps, steps.image, steps.padded)
        source.set(xlabel="column", ylabel="row")
        cells.draw_cells(kernel, steps.kernel, cells.signed_scale(steps.kernel))
        cells.without_ticks(kernel)
        height, width = steps.output.shape
        target.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        cells.plain_axes(target, range(height), range(width))
        cells.draw_lines(target, height, width)
        cells.name_panel(source, "input", steps.image.shape, role="input")
        cells.name_panel(kernel, "kernel", role="kernel")
        cells.name_panel(target, "output", steps.output.shape, role="output")

    def fill(self, position):
        """Make the artists of one output cell, which stay."""
        row, column = position
        face = self.scale.face(self.steps.output[position])
        edge = self.colors["grid"]
        box = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=face, edgecolor=edge, linewidth=0.7)
        text = cells.write_cell(self.target, row, column, self.texts[position], color=cells.on(face))
        return self.target.add_patch(box), text

    def move(self, position):
        """Move the artists that mark a step, and write its line; returns them."""
        corner = self.steps.corner(position)
        first = self.steps.corner((0, 0))
        for mark, (left, top) in zip(self.marks, self.starts, strict=False):
            mark.set_xy((left + corner[1] - first[1], top + corner[0] - first[0]))
        self.marks[-1].set_xy((position[1] - 0.5, position[0] - 0.5))
        self.line.set_text(self.steps.line(position))
        return [*self.marks, self.line]


def _window_marks(ax, steps):
    """Draw the outlines of the first window and return them."""
    known = len(ax.patches)
    mark_window(ax, steps, (0, 0))
    return sorted(ax.patches[known:], key=Rectangle.get_zorder)


def encode(frames, format, seconds):  # noqa: A002
    """Bytes of a moving picture that starts again after a pause on its last frame."""
    file = io.BytesIO()
    milliseconds = [round(1000 * seconds)] * len(frames)
    milliseconds[-1] = max(milliseconds[-1], 2000)
    options = {"save_all": True, "duration": milliseconds, "loop": 0}
    if format == "gif":
        pictures = _changes(frames)
        options |= {"optimize": False, "disposal": 1}
    else:
        pictures = [Image.fromarray(frame) for frame in frames]
        options |= {"lossless": True, "method": 2}
    first, *others = pictures
    first.save(file, format, append_images=others, **options)
    return file.getvalue()


def _changes(frames):
    """Frames in one palette; but for the first, what has not changed is transparent, which packs well."""
    indices, palette = _with_palette(frames)
    changed = [np.where(a == b, _TRANSPARENT, b) for a, b in pairwise(indices)]
    pictures = [Image.fromarray(index.astype(np.uint8)) for index in (indices[0], *changed)]
    for picture in pictures:
        picture.putpalette(palette)
        picture.info["transparency"] = _TRANSPARENT
    return pictures


def _with_palette(frames):
    """Compute indices of the frames' colours in a palette of the most frequent ones, and its bytes.

    Flat faces are exact, and every other colour becomes the nearest. (Pillow's own search rounds.)
    """
    packed = [np.dstack([frame, np.zeros_like(frame[..., 0])]).view("<u4")[..., 0] for frame in frames]
    colors, counts = np.unique(packed[-1], return_counts=True)
    kept = colors[np.argsort(-counts, kind="stable")[:_TRANSPARENT]]
    table = np.full(1 << 24, _TRANSPARENT, np.uint8)
    table[kept] = np.arange(len(kept))
    indices = []
    for frame in packed:
        new = np.unique(frame[table[frame] == _TRANSPARENT])
        distances = ((_unpacked(new)[:, np.newaxis] - _unpacked(kept)) ** 2).sum(axis=-1)
        table[new] = distances.argmin(axis=1)
        indices.append(table[frame])
    return indices, _unpacked(kept).astype(np.uint8).tobytes()


def _unpacked(colors):
    """Red, green and blue of colours that are packed into one number each."""
    return np.stack([colors & 255, colors >> 8 & 255, colors >> 16], axis=-1).astype(np.int32)


def png(frame):
    """Return one frame as a PNG file, in the colours that it has."""
    file = io.BytesIO()
    (index,), palette = _with_palette([frame])
    picture = Image.fromarray(index)
    picture.putpalette(palette)
    picture.save(file, "png", optimize=True)
    return file.getvalue()
