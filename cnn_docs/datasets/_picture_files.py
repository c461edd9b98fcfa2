"""One picture file as an array of eight-bit values, whatever it is stored as."""

import contextlib
import re
import struct

import numpy as np

__all__ = [
    "CHANNELS",
    "ENDINGS",
    "is_picture",
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
_OTHER_KINDS = {
    "HEIF": "heic heics heif heifs hif",
    "AVIF": "avif avifs",
    "JPEG XL": "jxl",
    "JPEG XR": "jxr wdp hdp",
    "JPEG 2000": "jp2 j2k jpx jpf jpm j2c jpc",
    "DICOM": "dcm dicom",
    "SVG": "svg svgz",
    "PostScript": "eps",
    "DjVu": "djvu djv",
    "Windows metafile": "emf wmf",
    "an icon": "ico cur icns",
    "DirectDraw": "dds",
    "QOI": "qoi",
    "BPG": "bpg",
    "X bitmap": "xbm xpm",
    "Sun raster": "ras",
    "Photoshop": "psd psb",
    "GIMP": "xcf",
    "Krita": "kra",
    "OpenRaster": "ora",
    "OpenEXR": "exr",
    "Radiance": "hdr",
    "DPX": "dpx",
    "Netpbm": "pnm pfm pam",
    "Targa": "tga",
    "BMP": "dib",
    "PCX": "pcx",
    "SGI": "sgi rgb rgba bw",
    "NIfTI": "nii",
    "NRRD": "nrrd nhdr",
    "MetaImage": "mha mhd",
    "FITS": "fits fit fts",
    "raw camera data": "arw cr2 cr3 dcr dng erf kdc mrw nef nrw orf pef raf rw2 rwl sr2 srf srw x3f",
}
_OTHER_ENDINGS = {f".{ending}": kind for kind, endings in _OTHER_KINDS.items() for ending in endings.split()}
_PACKED = {".gz", ".bz2", ".xz", ".zst"}  # around one file, as often around NIfTI and FITS
_READ = "PNG, JPEG, GIF, TIFF, BMP or WebP"
_BEGINNINGS = {
    _READ: rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II[*+]\0|MM\0[*+]|BM.{4}\0{4}|RIFF.{4}WEBP",
    "HEIF": rb".{4}ftyp(?:hei[cxms]|hev[cm]|mif1|msf1)",
    "AVIF": rb".{4}ftypavi[fs]",
    "JPEG XL": rb"\xff\x0a|.{4}JXL \r\n\x87\n",
    "JPEG 2000": rb".{4}jP  \r\n\x87\n|\xff\x4f\xff\x51",
    "DICOM": rb".{128}DICM",
    "Photoshop": rb"8BPS",
    "OpenEXR": rb"\x76\x2f\x31\x01",
    "QOI": rb"qoif",
    "FITS": rb"SIMPLE  =",
}
CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}  # Pillow's names of the channels
_BITS_PER_SAMPLE, _PHOTOMETRIC, _ORIENTATION, _SAMPLE_FORMAT = 258, 262, 274, 339  # tags of TIFF and EXIF
_WHITE_IS_ZERO, _UNSIGNED, _SIGNED = 0, 1, 2
_SIXTEEN_BITS = {"PNG", "PPM", "JPEG2000"}  # formats of which Pillow scales deep values to 16 bits


def unreadable():
    """Return what Pillow raises for files that are damaged, or larger than any picture should be."""
    from PIL import Image

    return (
        *(OSError, SyntaxError, ValueError, EOFError, struct.error),
        *(Image.DecompressionBombError, RuntimeError),  # the last of the AVIF reader
    )


def is_picture(file):
    """Tell whether a file is a picture by its ending, or by its first bytes where the ending says nothing.

    What cannot be opened, such as a link that leads to nothing, counts, so that it is reported and not
    left out in silence.
    """
    ending = _ending(file)
    if ending in ENDINGS or ending in _OTHER_ENDINGS:
        return True
    if file.exists() and not file.is_file():  # nobody may ever write into a pipe
        return False
    try:
        return _kind_by_content(file) is not None
    except OSError:
        return True


def _ending(file):
    """Return the ending of a file's name, without that of a packed one."""
    ending = file.suffix.lower()
    return file.with_suffix("").suffix.lower() if ending in _PACKED else ending


def _kind_by_content(file):
    """Return the kind of picture as which a file begins, None for none."""
    with file.open("rb") as opened:
        start = opened.read(132)
    return next((kind for kind, form in _BEGINNINGS.items() if re.match(form, start, re.DOTALL)), None)


@contextlib.contextmanager
def _opened(file):
    """Open a picture file; one of a format that is not installed says what it is.

    Pillow gets no name, so that it reads the file and does not map it into memory: mapped, it takes
    the rows of an uncompressed TIFF that lies on its side for columns.
    """
    from PIL import Image, UnidentifiedImageError

    if file.exists() and not file.is_file():
        raise OSError("no file, but a pipe or a device")
    with file.open("rb") as data:
        try:
            picture = Image.open(data)
        except UnidentifiedImageError as error:
            raise OSError(_why_unread(file)) from error
        with picture:
            yield picture


def _why_unread(file):
    """Say why nothing reads a file."""
    if file.suffix.lower() in _PACKED:
        return "packed; unpack it"
    kind = _kind_by_content(file)
    if kind == _READ:
        return "it begins as a picture and is damaged"
    kind = kind or _OTHER_ENDINGS.get(_ending(file))
    if kind is None:
        return "it does not begin as any kind of picture that is read here"
    return f"{kind}, which is not read here; convert it to PNG or JPEG"


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
        _scale_transparent_value(opened, file)
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
    deep = picture.mode == "I" or picture.mode.startswith("I;16")
    if not deep and _SIGNED not in _tags(picture).get(_SAMPLE_FORMAT, ()):
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
    if _BITS_PER_SAMPLE not in tags:
        return 2**16 - 1 if picture.format in _SIXTEEN_BITS else None
    (depth, *_), (kind, *_) = tags[_BITS_PER_SAMPLE], tags.get(_SAMPLE_FORMAT, (_UNSIGNED,))
    return 2**depth - 1 if depth <= 16 and kind == _UNSIGNED else None


def _tags(picture):
    """Return the tags of a TIFF; none for other files."""
    return getattr(picture, "tag_v2", {})


def _scale_transparent_value(picture, file):
    """Bring the value of a PNG that stands for nothing to eight bits, where Pillow leaves the file's."""
    if picture.format != "PNG" or "transparency" not in picture.info:
        return
    with file.open("rb") as opened:
        depth = opened.read(25)[24]
    value = picture.info["transparency"]
    if picture.mode == "RGB" and depth == 16:
        raise ValueError("a transparent colour of 16 bits, of which only 8 are read")
    if picture.mode == "L" and value < 2**depth <= 16:
        picture.info["transparency"] = value * 255 // (2**depth - 1)


def _with_opacity(grey, values, transparent):
    """Return the grey picture, see-through where the deep values are the one that stands for nothing."""
    from PIL import Image

    if transparent is None:
        return Image.fromarray(grey)
    opacity = np.where(values == transparent, 0, 255).astype(np.uint8)
    return Image.merge("LA", [Image.fromarray(grey), Image.fromarray(opacity)])
