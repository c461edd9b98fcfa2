"""The sliding window of a convolution, step by step: as a moving picture or under the reader's control."""

import base64
import io
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from cnn_docs._checks import choice, number, refuse
from cnn_docs.palette import LIGHT
from cnn_docs.plots import _cells as cells
from cnn_docs.plots._stepper import html_page, svg_image
from cnn_docs.plots._steps import single_channel, steps_of
from cnn_docs.plots.convolution import draw_input_cells, mark_window, output_scale
from cnn_docs.plots.style import figure_style

__all__ = ["Animation", "animate_convolution"]

_DPI = 120
_TRANSPARENT = 255  # index in the palette of a GIF
_LEFT, _NAME, _GAP, _TICKS, _BOTTOM = 0.49, 0.3, 0.34, 0.24, 0.74  # inches
_MIMETYPES = {"gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml", "html": "text/html"}


@dataclass(frozen=True)
class Animation:
    """An encoded animation, which notebooks show and :meth:`save` writes to a file.

    Attributes
    ----------
    data : bytes
        The file: a GIF or WebP picture, or the UTF-8 text of an SVG picture or an HTML fragment.
    format : str
        "gif", "webp", "svg" or "html".
    alt : str
        What is to be seen, in words.
    still : bytes
        The last frame of a moving picture as PNG, for readers who asked for less motion.
    """

    data: bytes = field(repr=False)
    format: str
    alt: str
    still: bytes = field(default=b"", repr=False)

    def save(self, path):
        """Write the file and return its path.

        Parameters
        ----------
        path : str or path-like
            File name; the ending is not looked at.

        Returns
        -------
        pathlib.Path
            The same path.
        """
        path = Path(path)
        path.write_bytes(self.data)
        return path

    def _repr_html_(self):
        if self.format in ("svg", "html"):
            return self.data.decode()
        moving, still = (
            f"data:{kind};base64,{base64.b64encode(data).decode()}"
            for kind, data in ((_MIMETYPES[self.format], self.data), ("image/png", self.still))
        )
        source = f'<source media="(prefers-reduced-motion: reduce)" srcset="{still}">'
        image = f'<img src="{moving}" alt="{escape(self.alt)}" style="max-width: 100%">'
        return f"<picture>{source}{image}</picture>"

    def _repr_mimebundle_(self, include=None, exclude=None):  # noqa: ARG002 (what notebooks call)
        return {"text/html": self._repr_html_(), "text/plain": f"{self!r}"}


def animate_convolution(
    image,
    kernel,
    *,
    bias=0.0,
    stride=1,
    padding="valid",
    dilation=1,
    format="gif",  # noqa: A002 (the word that readers know)
    seconds_per_step=0.6,
):
    """Animation of a kernel sliding over an image, which fills the output cell by cell.

    Parameters
    ----------
    image : array_like of shape (H, W)
        One channel of finite numbers, at most 14 x 14 with its padding.
    kernel : array_like of shape (kh, kw)
        The kernel. It is not flipped.
    bias : float, default 0.0
        Added to every sum.
    stride, dilation : int or (int, int), default 1
        As in :func:`cnn_docs.correlate`.
    padding : {"valid", "same", "edge"}, default "valid"
        As in :func:`cnn_docs.correlate`.
    format : {"gif", "webp", "svg", "html"}, default "gif"
        Moving pictures play by themselves, without end. The other two wait for the reader: buttons
        and arrow keys step through them; "html" is a fragment for a page, with a slider.
    seconds_per_step : float, default 0.6
        Time of a step of a moving picture, in seconds, at least 0.02.

    Returns
    -------
    Animation
        The encoded file; notebooks show it.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.correlate`; also if the image or the kernel has another
        number of axes than two, the padded image is too large to be read, or the format is unknown.

    Examples
    --------
    >>> animation = animate_convolution(np.eye(4), np.ones((2, 2)))
    >>> animation.alt
    'A 2 × 2 kernel slides over a 4 × 4 input and gives a 3 × 3 output, one cell at each step: 2 first, 2 last.'
    >>> animation.data[:6]
    b'GIF89a'
    """
    choice(format, "format", _MIMETYPES)
    seconds = number(seconds_per_step, "seconds_per_step", minimum=0.02)
    image, kernel = single_channel(image, kernel)
    steps = steps_of(image, kernel, bias=bias, stride=stride, padding=padding, dilation=dilation)
    if max(*steps.padded.shape, *kernel.shape) > cells.MOST_CELLS:
        refuse("image", f"at most {cells.MOST_CELLS} pixels high and wide with its padding", image)
    alt = _in_words(steps)
    if format == "svg":
        return Animation(svg_image(steps, alt).encode(), format, alt)
    if format == "html":
        return Animation(html_page(steps, alt).encode(), format, alt)
    frames = convolution_frames(steps)
    return Animation(_encode(frames, format, seconds), format, alt, _png(frames[-1]))


def _in_words(steps):
    kernel, image, output = (
        " × ".join(map(str, array.shape)) for array in (steps.kernel, steps.image, steps.output)
    )
    return (
        f"A {kernel} kernel slides over a {image} input and gives a {output} output, one cell at each step: "
        f"{cells.number_text(steps.output.flat[0])} first, {cells.number_text(steps.output.flat[-1])} last."
    )


def convolution_frames(steps):
    """Frames, arrays (H, W, 3) of bytes: the background is drawn once, then only what changes."""
    scene = Scene(steps)
    canvas = scene.figure.canvas
    canvas.draw()
    background = canvas.copy_from_bbox(scene.figure.bbox)
    frames = []
    for position in np.ndindex(steps.output.shape):
        canvas.restore_region(background)
        for artist in scene.fill(position):
            scene.figure.draw_artist(artist)
        background = canvas.copy_from_bbox(scene.figure.bbox)
        for artist in scene.move(position):
            scene.figure.draw_artist(artist)
        frames.append(np.asarray(canvas.buffer_rgba())[..., :3].copy())
    return frames


class Scene:
    """The figure of an animation and the artists that change from step to step."""

    @figure_style()
    def __init__(self, steps):
        self.steps = steps
        sides = [cells.cell_size(array) for array in (steps.padded, steps.kernel, steps.output)]
        shapes = steps.padded.shape, steps.kernel.shape, steps.output.shape
        sizes = [(shape[1] * side, shape[0] * side) for shape, side in zip(shapes, sides, strict=True)]
        widths = [width for width, _ in sizes]
        lefts = np.cumsum([_LEFT, widths[0] + _GAP, max(widths[1], 0.5) + _GAP + _TICKS])
        width = lefts[2] + max(widths[2], cells.name_width("output", steps.output.shape)) + 0.12
        tallest = max(height for _, height in sizes)
        self.figure = Figure(figsize=(max(width, 4.4), _NAME + tallest + _BOTTOM), dpi=_DPI)
        FigureCanvasAgg(self.figure)  # not pyplot's: nothing to close, no other backend
        places = zip(lefts, sizes, strict=True)
        panels = [
            cells.panel(self.figure, left, _NAME + (tallest - size[1]) / 2, *size) for left, size in places
        ]
        for sign, left in zip("×=", (lefts[1] - _GAP / 2, lefts[2] - _TICKS - _GAP / 2), strict=True):
            cells.write(self.figure, left, _NAME + tallest / 2, sign, fontsize=12, ha="center")
        self._draw_still(*panels)
        self.source, _, self.target = panels
        self.scale = output_scale(steps, soft=True)
        self.texts = cells.number_texts(steps.output)
        self.marks = [*_window_marks(self.source, steps), cells.outline(self.target, 0, 0)]
        place = self.figure.get_figheight() - 0.16
        self.line = cells.write(self.figure, _LEFT, place, "", fontsize=9, fontweight="bold")
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
        box = Rectangle(
            (column - 0.5, row - 0.5), 1, 1, facecolor=face, edgecolor=LIGHT["grid"], linewidth=0.7
        )
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
    """Outlines of the first window, all of them rectangles of the axes."""
    known = len(ax.patches)
    mark_window(ax, steps, (0, 0))
    return ax.patches[known:]


def _encode(frames, format, seconds):  # noqa: A002
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


def _png(frame):
    file = io.BytesIO()
    (index,), palette = _with_palette([frame])
    picture = Image.fromarray(index)
    picture.putpalette(palette)
    picture.save(file, "png", optimize=True)
    return file.getvalue()
