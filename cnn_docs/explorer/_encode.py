"""Arrays and pictures as texts that a page can hold, and that a browser can read without asking anyone."""

import base64
import struct
import zlib

import numpy as np

_LEVEL = 1  # of deflating; higher ones take several times as long for a few hundredths of the bytes


def packed(values, kind="<f4"):
    """Return an array as text: its bytes by significance, deflated, in base64.

    The first bytes of all numbers come first, which are alike, then the second ones, and so on.

    Examples
    --------
    >>> unpacked(packed(np.arange(3.0), "<f8"), "<f8")
    array([0., 1., 2.])
    """
    flat = np.ascontiguousarray(values, dtype=kind).reshape(-1)
    by_place = flat.view(np.uint8).reshape(-1, flat.itemsize).T
    return base64.b64encode(zlib.compress(by_place.tobytes(), _LEVEL)).decode("ascii")


def unpacked(text, kind="<f4"):
    """Return the flat array of a packed text."""
    data = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)
    return np.ascontiguousarray(data.reshape(np.dtype(kind).itemsize, -1).T).view(kind).reshape(-1)


def data_address(picture, colours=None):
    """Return a picture as the address of a PNG file that holds itself.

    Parameters
    ----------
    picture : ndarray of shape (H, W) or (H, W, 3), uint8
        Places in ``colours``, or bytes of red, green and blue.
    colours : ndarray of shape (256, 3), uint8, optional
        Colours of the places.
    """
    return "data:image/png;base64," + base64.b64encode(_png(picture, colours)).decode("ascii")


def _png(picture, colours):
    height, width = picture.shape[:2]
    lines = np.zeros((height, 1 + picture[0].size), np.uint8)  # each line begins with 0: no filter
    lines[:, 1:] = picture.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2 if colours is None else 3, 0, 0, 0)
    palette = b"" if colours is None else _chunk(b"PLTE", colours.astype(np.uint8).tobytes())
    body = _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + palette + body + _chunk(b"IEND", b"")


def _chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
