"""Write the files that tests of picture folders read."""

import struct
import zlib

import numpy as np
from PIL import Image


def save(path, values, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values)).save(path, **options)


def write_png(path, values, *, depth, colour=0, transparent=()):
    """Write a PNG by hand, one row of values of 1 to 16 bits, of which one is transparent."""
    values = np.atleast_1d(values)
    bits = "".join(f"{value:0{depth}b}" for value in values.ravel())
    bits += "0" * (-len(bits) % 8)
    head = struct.pack(">IIBBBBB", len(values), 1, depth, colour, 0, 0, 0)
    row = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    chunks = [(b"IHDR", head), (b"tRNS", struct.pack(f">{len(transparent)}H", *transparent))]
    chunks += [(b"IDAT", zlib.compress(row)), (b"IEND", b"")]
    packed = [struct.pack(">I", len(data)) + kind + data for kind, data in chunks]
    sums = [struct.pack(">I", zlib.crc32(chunk[4:])) for chunk in packed]
    content = b"".join(part for pair in zip(packed, sums, strict=True) for part in pair)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)
