"""One picture file as an array of eight-bit values, whatever it is stored as."""

import contextlib
import struct

import numpy as np

__all__ = [
    "CHANNELS",
    "ENDINGS",
    "OTHER_ENDINGS",
    "is_picture_by_content",
    "picture_size",
    "read_picture",
    "unreadable",
]

ENDINGS = (
    ".bmp",
    ".gif",
    ".jpeg",
    ".jpg",
    ".jpe",
    ".jfif",
    ".png",
    ".ppm",
    ".pgm",
    ".pbm",
    ".tif",
    ".tiff",
    ".webp",
)
# Pictures too, in formats that not every installation reads: never left out without a word.
OTHER_ENDINGS = {
    **dict.fromkeys((".heic", ".heif", ".hif"), "HEIF"),
    ".avif": "AVIF",
    ".jxl": "JPEG XL",
    **dict.fromkeys((".jp2", ".j2k", ".jpx"), "JPEG 2000"),
    **dict.fromkeys((".dcm", ".dicom"), "DICOM"),
    ".svg": "SVG",
    ".psd": "Photoshop",
    ".exr": "OpenEXR",
    **dict.fromkeys((".pnm", ".pfm"), "Netpbm"),
    **{".tga": "Targa", ".dib": "BMP", ".pcx": "PCX", ".sgi": "SGI", ".xcf": "GIMP", ".nii": "NIfTI"},
    **dict.fromkeys((".fits", ".fit"), "FITS"),
    **dict.fromkeys((".arw", ".cr2", ".cr3", ".dng", ".nef", ".orf", ".raf", ".rw2"), "raw camera data"),
}
_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}  # Pillow's names of the channels
_BITS_PER_SAMPLE, _PHOTOMETRIC, _ORIENTATION, _SAMPLE_FORMAT = 258, 262, 274, 339  # tags of TIFF and EXIF
_WHITE_IS_ZERO, _UNSIGNED = 0, 1


def unreadable():
    """Return what Pillow raises for files that are damaged, or larger than any picture should be."""
    from PIL import Image

    return (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


def is_picture_by_content(file):
    """Tell whether a file whose name does not say so begins as picture files do."""
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError:
        return False
    return start.startswith(_SIGNATURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")


@contextlib.contextmanager
def _opened(file):
    """Open a picture file; one of a format that is not installed says what it is.

    Pillow gets no name, so that it reads the file and does not map it into memory: mapped, it takes
    the rows of an uncompressed TIFF that lies on its side for columns.
    """
    from PIL import Image, UnidentifiedImageError

    with file.open("rb") as data:
        try:
            picture = Image.open(data)
        except UnidentifiedImageError as error:
            kind = OTHER_ENDINGS.get(file.suffix.lower())
            if kind is None:
                raise OSError("it does not begin as any kind of picture that is read here") from error
            raise OSError(f"{kind}, which is not read here; convert it to PNG or JPEG") from error
        with picture:
            yield picture


def picture_size(file):
    """Return (height, width) of the upright picture from the head of its file; no pixel is decoded."""
    with _opened(file) as opened:
        width, height = opened.size
        lies = opened.format != "TIFF" and _orientation(opened) >= 5  # a TIFF's size is the upright one
        return (width, height) if lies else (height, width)


def read_picture(file, size, channels):
    """Return a picture as uint8 (H, W, channels).

    It is turned upright, transparent parts are laid on white unless the opacity is wanted, grey values
    of more than eight bits are scaled, and of an animation or a file of several pages the first picture
    is taken.

    Parameters
    ----------
    file : pathlib.Path
    size : (int, int) or None
        Height and width to resize to, with smoothing; None keeps the picture's own.
    channels : {1, 3, 4}
    """
    from PIL import Image

    with _opened(file) as opened:
        opened.load()  # turns a TIFF upright itself, and notes that
        picture = _upright(_eight_bits(opened), _orientation(opened))
        if channels < 4 and picture.has_transparency_data:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        if picture.mode == "LAB":  # Pillow leads from it to colours only
            picture = picture.convert("RGB")
        picture = picture.convert(CHANNELS[channels])
        if size is not None and picture.size != size[::-1]:
            picture = picture.resize(size[::-1], Image.Resampling.BILINEAR)
    return np.asarray(picture).reshape(picture.height, picture.width, channels)


def _orientation(picture):
    """Return how the camera was held, 1 to 8 as EXIF counts; 1 where the file has no readable note of it."""
    try:
        noted = picture.getexif().get(_ORIENTATION, 1)
    except unreadable():  # a damaged note does not damage the picture
        return 1
    return noted if noted in range(1, 9) else 1


def _upright(picture, orientation):
    """Return a picture as it was seen by who held the camera."""
    from PIL import Image

    turn = Image.Transpose
    ways = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    return picture.transpose(ways[orientation]) if orientation in ways else picture


def _eight_bits(picture):
    """Return a picture of deep grey values in 8 bits; others as they are."""
    if picture.mode == "F":
        raise ValueError("floating-point values, of which the range is not known")
    if picture.mode != "I" and not picture.mode.startswith("I;16"):
        return picture
    values, largest = np.asarray(picture), _largest_value(picture)
    if largest is None or values.min() < 0 or values.max() > largest:
        raise ValueError("whole numbers of 32 bits or with a sign, of which the range is not known")
    grey = np.rint(values * (255 / largest)).astype(np.uint8)
    if _tags(picture).get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        grey = 255 - grey
    return _with_opacity(grey, values, picture.info.get("transparency"))


def _largest_value(picture):
    """Return the value of full brightness of a picture of whole numbers, None where the file does not say."""
    tags = _tags(picture)
    if _BITS_PER_SAMPLE not in tags:  # 16-bit PNG and PGM
        return 2**16 - 1
    (depth, *_), (kind, *_) = tags[_BITS_PER_SAMPLE], tags.get(_SAMPLE_FORMAT, (_UNSIGNED,))
    return 2**depth - 1 if depth <= 16 and kind == _UNSIGNED else None


def _tags(picture):
    """Return the tags of a TIFF; none for other files."""
    return getattr(picture, "tag_v2", {})


def _with_opacity(grey, values, transparent):
    """Return the grey picture, see-through where the deep values are the one that stands for nothing."""
    from PIL import Image

    if transparent is None:
        return Image.fromarray(grey)
    opacity = np.where(values == transparent, 0, 255).astype(np.uint8)
    return Image.merge("LA", [Image.fromarray(grey), Image.fromarray(opacity)])
