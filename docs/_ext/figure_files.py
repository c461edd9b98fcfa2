"""Figures as files: small PNGs of twice the resolution, the same bytes each time, with a dark twin.

Loaded in notebook kernels (as an IPython extension) and by the gallery's scraper; it knows no Sphinx.
A figure's twin is kept under the hash of the figure's own file, see `twin_path`.
"""

import hashlib
import os
from io import BytesIO
from pathlib import Path

from PIL import Image

__all__ = ["compact", "figure_png", "save_twin", "still_path", "twin_path", "write_atomically"]

SCALE = 2
"""Pixels of the file for each pixel on the page."""
TOLERANCE = 8
"""Greatest change of a channel (of 255) that reducing the colours may cause."""


def folder():
    """Return the folder of the twins, None where the build has named none."""
    name = os.environ.get("CNN_DOCS_FIGURES")
    return Path(name) if name else None


def twin_path(light):
    """Return where the dark twin of a file with these bytes is kept."""
    return folder() / f"{hashlib.sha256(light).hexdigest()}-dark.png"


def still_path(moving):
    """Return where the picture is kept that stands in for a moving one with these bytes."""
    return folder() / f"{hashlib.sha256(moving).hexdigest()}-still.png"


def figure_png(figure):
    """Return a Matplotlib figure as the bytes of a PNG file."""
    stream = BytesIO()
    figure.savefig(
        stream,
        format="png",
        dpi=SCALE * figure.dpi,
        bbox_inches="tight",
        facecolor=figure.get_facecolor(),
        edgecolor=figure.get_edgecolor(),
        metadata={"Software": None},
    )
    return compact(Image.open(stream))


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
    with recolored(figure, "dark"):
        dark = figure_png(figure)
    if dark != light:
        write_atomically(twin_path(light), dark)


def write_atomically(path, data):
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)


def display_png(figure):
    """Return a figure's PNG with its size on the page, as IPython's display takes it."""
    if not figure.axes and not figure.lines and not figure.texts and not figure.images:
        return None
    light = figure_png(figure)
    save_twin(figure, light)
    width, height = size_on_page(light)
    return light, {"width": width, "height": height}


def load_ipython_extension(shell):
    """Show figures in this notebook by `display_png` (the inline backend is told to show none itself)."""
    shell.display_formatter.formatters["image/png"].for_type_by_name(
        "matplotlib.figure", "FigureBase", display_png
    )
