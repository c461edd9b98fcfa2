"""Figures as files: small PNGs of twice the resolution, the same bytes each time, with a dark twin.

On lesson pages a figure that would be a heavy PNG, as photographs are, becomes a JPEG.

Loaded in notebook kernels (as an IPython extension, which also keeps printed lines whole) and by the
gallery's scraper; it knows no Sphinx.
A figure's twin is kept under the hash of the figure's own file, see `twin_path`.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.transforms import Bbox
from PIL import Image, ImageOps

from ..files import write_whole
from .legibility import box_of, draw, look_of

__all__ = [
    "compact", "jpeg_versions", "png_versions", "save_moving_twin", "save_thumbnail", "save_twin",
    "still_path", "twin_path", "webp",
]  # fmt: skip

SCALE = 2
"""Pixels of the file for each pixel on the page."""
TOLERANCE = 8
"""Greatest change of a channel (of 255) that reducing the colours may cause."""
KEPT_COLOURS = 64
"""How many of the most frequent colours reducing leaves as they are."""
MANY_COLOURS = 20_000
"""With more colours than this, as photographs have, reducing them would show."""
HEAVY = 150_000
"""Bytes above which a PNG on a lesson page gives way to a JPEG."""
JPEG_SCALE, JPEG_QUALITY = 1.5, 78
LOOK = "look"
"""Where the look of a figure stands in what a notebook knows of its file."""
looks = WeakKeyDictionary()
"""How each figure looked when its files were made, see `legibility.look_of`."""
_ENDINGS = {b"\xff\xd8": "jpg", b"GI": "gif", b"RI": "webp"}
"""How files begin that are not PNGs."""


def folder():
    """Return the folder of the twins, None where the build has named none."""
    name = os.environ.get("CNN_DOCS_FIGURES")
    return Path(name) if name else None


def twin_path(light):
    """Return where the dark twin of a file with these bytes is kept."""
    ending = _ENDINGS.get(light[:2], "png")
    return folder() / f"{hashlib.sha256(light).hexdigest()}-dark.{ending}"


def still_path(moving):
    """Return where the picture is kept that stands in for a moving one with these bytes."""
    return folder() / f"{hashlib.sha256(moving).hexdigest()}-still.png"


def png_versions(figure):
    """Yield a Matplotlib figure as the bytes of a PNG file, then its dark twin."""
    return versions(figure, SCALE, compact)


def jpeg_versions(figure):
    """Yield a Matplotlib figure as the bytes of a JPEG file, then its dark twin."""
    return versions(figure, JPEG_SCALE, photograph)


def versions(figure, scale, encode):
    """Yield a figure's file, then its dark twin's. The layout is found once: colours move nothing."""
    from cnn_docs.plots import recolored

    with settled(figure, scale) as box:
        yield encode(rendered(figure, box))
        with recolored(figure, "dark"):
            yield encode(rendered(figure, box))


@contextmanager
def settled(figure, scale):
    """Context in which a figure has `scale` pixels for each on the page and stays as it was laid out.

    Yields the box around all that is drawn.
    """
    dpi, layout = figure.dpi, figure.get_layout_engine()
    figure.dpi = scale * dpi
    try:
        texts, box = draw(figure), box_of(figure)
        looks[figure] = look_of(figure, texts, box, scale)
        figure.set_layout_engine(None)
        size = np.ceil(box.size * dpi)  # whole pixels of the page, and a bit as the file's are cut off
        yield Bbox.from_bounds(*box.p0, *((size + 0.1) / dpi))
    finally:
        figure.set_layout_engine(layout)
        figure.dpi = dpi


def rendered(figure, box):
    """Return what a box of a figure shows as an image of mode RGBA."""
    stream = BytesIO()
    colours = {"facecolor": figure.get_facecolor(), "edgecolor": figure.get_edgecolor()}
    figure.savefig(stream, format="rgba", dpi=figure.dpi, bbox_inches=box, **colours)
    width, height = (box.size * figure.dpi).astype(int)
    pixels = np.frombuffer(stream.getbuffer(), np.uint8).reshape(height, width, 4)
    return Image.fromarray(pixels, "RGBA")


def photograph(image):
    """Return the bytes of a JPEG."""
    stream = BytesIO()
    settings = {"quality": JPEG_QUALITY, "subsampling": 0, "optimize": True, "progressive": True}
    image.convert("RGB").save(stream, format="JPEG", **settings)
    return stream.getvalue()


def compact(image):
    """Return the bytes of a PNG with a palette, or of the full colours where a palette would show."""
    image = image.convert("RGBA")
    opaque = image.getextrema()[3][0] == 255
    reduced = with_palette(image) if opaque else None
    stream = BytesIO()
    (reduced or image.convert("RGB" if opaque else "RGBA")).save(stream, format="PNG")
    return stream.getvalue()


def save_thumbnail(source, target, width, height):
    """Save a picture in the middle of a card of its own paper's colour.

    Sphinx-Gallery's own function leaves out pixels of pictures with a palette, and letters lose their lines.
    """
    with Image.open(source) as picture:
        whole = picture.convert("RGBA")
    card = Image.new("RGBA", (width, height), whole.getpixel((0, 0)))
    small = ImageOps.contain(whole, (width, height), Image.Resampling.LANCZOS)
    card.paste(small, ((width - small.width) // 2, (height - small.height) // 2))
    write_whole(Path(target), compact(card))


def webp(png):
    """Return the bytes of the same picture as WebP, which keeps every pixel and takes half the bytes."""
    stream = BytesIO()
    Image.open(BytesIO(png)).save(stream, format="WEBP", lossless=True, quality=60, method=2, exact=True)
    return stream.getvalue()


def with_palette(image):
    """Return an opaque RGBA image in 256 colours, None if a pixel changes by more than `TOLERANCE`.

    The most frequent colours stay as they are. Only the list of colours is reduced, not the image: that is
    a hundred times faster.
    """
    counted = image.getcolors(MANY_COLOURS)
    if counted is None:
        return None
    colours = np.array([colour[:3] for _, colour in sorted(counted, key=lambda pair: (-pair[0], pair[1]))])
    palette, indices = colours, np.arange(len(colours))
    if len(colours) > 256:
        rest = Image.fromarray(colours[None, KEPT_COLOURS:].astype(np.uint8))
        rest = rest.quantize(256 - KEPT_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=1)
        few = np.array(rest.getpalette()).reshape(-1, 3)
        palette = np.concatenate([colours[:KEPT_COLOURS], few])
        indices = np.concatenate([np.arange(KEPT_COLOURS), KEPT_COLOURS + np.asarray(rest)[0].astype(int)])
        if np.abs(palette[indices] - colours).max() > TOLERANCE:
            return None
    index_of = np.zeros(1 << 24, np.uint8)  # at red + 256 green + 65536 blue
    index_of[colours @ [1, 1 << 8, 1 << 16]] = indices
    numbers = np.asarray(image).view("<u4")[..., 0] & 0xFFFFFF
    reduced = Image.fromarray(index_of[numbers], "P")
    reduced.putpalette(palette.astype(np.uint8).tobytes())
    return reduced


def size_on_page(png):
    """Return width and height in pixels of the page."""
    width, height = Image.open(BytesIO(png)).size
    return round(width / SCALE), round(height / SCALE)


def save_twin(light, dark):
    """Save the dark twin of a figure's file where the build keeps twins and it is another picture."""
    if folder() and dark != light:
        write_whole(twin_path(light), dark)


def save_moving_twin(animation):
    """Save the still of a moving picture, and its dark twin with a still of its own."""
    if not folder() or animation.format not in ("gif", "webp"):
        return
    dark = animation.dark()
    save_twin(animation.data, dark.data)
    save_twin(animation.still, dark.still)
    for moving in (animation, dark):
        write_whole(still_path(moving.data), moving.still)


class Display:
    """Show figures in a notebook: as PNG, or as JPEG where that would be heavy.

    IPython asks for the PNG first and takes None for "not in this format".
    """

    def __init__(self):
        self.heavy = WeakKeyDictionary()

    def png(self, figure):
        """Return a figure's PNG with its size on the page, None if it is empty or heavy."""
        if not figure.axes and not figure.lines and not figure.texts and not figure.images:
            return None
        files = png_versions(figure)
        light = next(files)
        width, height = size_on_page(light)
        size = {"width": width, "height": height, LOOK: looks[figure]}
        if len(light) > HEAVY:
            files.close()
            self.heavy[figure] = size
            return None
        save_twin(light, next(files))
        return light, size

    def jpeg(self, figure):
        """Return a heavy figure's JPEG with its size on the page."""
        size = self.heavy.pop(figure, None)
        if size is None:
            return None
        light, dark = jpeg_versions(figure)
        save_twin(light, dark)
        return light, size


def show_animation(animation, **_):
    """Return what a notebook shows of an animation, after saving its twin."""
    save_moving_twin(animation)
    return animation._repr_mimebundle_()


def hold_streams(*_):
    """Have what a cell prints sent in one piece when it ends.

    Otherwise a piece is sent every fifth of a second. It may end within a line, which the page then breaks.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush_interval = 3600


def load_ipython_extension(shell):
    """Show figures in this notebook by `Display` (the inline backend is told to show none itself)."""
    # A figure is drawn when it is shown, and not at the end of its cell, too.
    FigureCanvasBase.draw_idle = lambda *_, **__: None
    bundles = shell.display_formatter.mimebundle_formatter
    bundles.for_type_by_name("cnn_docs.plots.animation", "Animation", show_animation)
    shell.events.register("pre_run_cell", hold_streams)
    display = Display()
    for kind, function in (("image/png", display.png), ("image/jpeg", display.jpeg)):
        formatter = shell.display_formatter.formatters[kind]
        formatter.for_type_by_name("matplotlib.figure", "FigureBase", function)
