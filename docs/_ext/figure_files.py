"""Figures as files: small PNGs of twice the resolution, the same bytes each time, with a dark twin.

On lesson pages a figure that would be a heavy PNG, as photographs are, becomes a JPEG.

Loaded in notebook kernels (as an IPython extension) and by the gallery's scraper; it knows no Sphinx.
A figure's twin is kept under the hash of the figure's own file, see `twin_path`.
"""

import hashlib
import os
from io import BytesIO
from pathlib import Path
from weakref import WeakKeyDictionary

from PIL import Image

__all__ = ["compact", "figure_jpeg", "figure_png", "save_twin", "still_path", "twin_path", "write_atomically"]

SCALE = 2
"""Pixels of the file for each pixel on the page."""
TOLERANCE = 8
"""Greatest change of a channel (of 255) that reducing the colours may cause."""
HEAVY = 150_000
"""Bytes above which a PNG on a lesson page gives way to a JPEG."""
JPEG_SCALE, JPEG_QUALITY = 1.5, 78
_JPEG = b"\xff\xd8"


def folder():
    """Return the folder of the twins, None where the build has named none."""
    name = os.environ.get("CNN_DOCS_FIGURES")
    return Path(name) if name else None


def twin_path(light):
    """Return where the dark twin of a file with these bytes is kept."""
    ending = "jpg" if light.startswith(_JPEG) else "png"
    return folder() / f"{hashlib.sha256(light).hexdigest()}-dark.{ending}"


def still_path(moving):
    """Return where the picture is kept that stands in for a moving one with these bytes."""
    return folder() / f"{hashlib.sha256(moving).hexdigest()}-still.png"


def rendered(figure, scale):
    """Return a Matplotlib figure as an image, `scale` pixels for each pixel on the page."""
    stream = BytesIO()
    figure.savefig(
        stream,
        format="png",
        dpi=scale * figure.dpi,
        bbox_inches="tight",
        facecolor=figure.get_facecolor(),
        edgecolor=figure.get_edgecolor(),
        metadata={"Software": None},
    )
    return Image.open(stream)


def figure_png(figure):
    """Return a Matplotlib figure as the bytes of a PNG file."""
    return compact(rendered(figure, SCALE))


def figure_jpeg(figure):
    """Return a Matplotlib figure as the bytes of a JPEG file."""
    stream = BytesIO()
    image = rendered(figure, JPEG_SCALE).convert("RGB")
    image.save(stream, format="JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True, progressive=True)
    return stream.getvalue()


def compact(image):
    """Return the bytes of a PNG with a palette, or of the full colours where a palette would show."""
    opaque = image.mode != "RGBA" or image.getextrema()[3][0] == 255
    image = image.convert("RGB" if opaque else "RGBA")
    reduced = with_palette(image) if opaque else None
    stream = BytesIO()
    (reduced or image).save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def with_palette(image):
    """Return the image in 256 colours, None if a pixel changes by more than `TOLERANCE`."""
    from PIL import ImageChops

    reduced = image.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    change = ImageChops.difference(image, reduced.convert("RGB"))
    return reduced if max(high for _, high in change.getextrema()) <= TOLERANCE else None


def size_on_page(png):
    """Return width and height in pixels of the page."""
    width, height = Image.open(BytesIO(png)).size
    return round(width / SCALE), round(height / SCALE)


def save_twin(figure, light):
    """Save the figure in dark colours where that makes a difference to its file, `light`."""
    from cnn_docs.plots import recolored

    if folder() is None:
        return
    draw = figure_jpeg if light.startswith(_JPEG) else figure_png
    with recolored(figure, "dark"):
        dark = draw(figure)
    if dark != light:
        write_atomically(twin_path(light), dark)


def write_atomically(path, data):
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


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
        light = figure_png(figure)
        width, height = size_on_page(light)
        size = {"width": width, "height": height}
        if len(light) > HEAVY:
            self.heavy[figure] = size
            return None
        save_twin(figure, light)
        return light, size

    def jpeg(self, figure):
        """Return a heavy figure's JPEG with its size on the page."""
        size = self.heavy.pop(figure, None)
        if size is None:
            return None
        light = figure_jpeg(figure)
        save_twin(figure, light)
        return light, size


def load_ipython_extension(shell):
    """Show figures in this notebook by `Display` (the inline backend is told to show none itself)."""
    display = Display()
    for kind, function in (("image/png", display.png), ("image/jpeg", display.jpeg)):
        formatter = shell.display_formatter.formatters[kind]
        formatter.for_type_by_name("matplotlib.figure", "FigureBase", function)
