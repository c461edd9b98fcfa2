"""Outputs for every setting of the convolution's controls, its starts, its colours, and picture files."""

import base64
import io
import itertools
import struct

import numpy as np

import cnn_docs

from . import rows

SLIDINGS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation, not both above 1
PADDINGS = ["valid", "same", "edge"]
SIZES = [(6, 5), (8, 8)]


def cases():
    """Return the cases of each kind."""
    return {
        "correlate": correlations(),
        "starts": starts(),
        "colours": colours(),
        "files": files(),
    }


def correlations():
    """Every kernel size to 5, stride, dilation and padding of the controls, and what does not fit."""
    random = np.random.default_rng(1)
    images = {size: random.integers(0, 17, size) for size in SIZES}
    kernels = {size: random.integers(-4, 5, (size, size)) for size in range(1, 6)}
    for size, kernel_size, padding in itertools.product(SIZES, kernels, PADDINGS):
        for stride, dilation in SLIDINGS:
            options = {"stride": stride, "padding": padding, "dilation": dilation, "bias": kernel_size - 3}
            image, kernel = images[size], kernels[kernel_size]
            try:
                output = rows(cnn_docs.correlate(image, kernel, **options))
            except ValueError:
                output = None
            yield {"image": rows(image), "kernel": rows(kernel), "options": options, "output": output}


def starts():
    """Where the window starts on each bundled picture, which is where the static picture has it."""
    from docs._ext.explorers.pictures import bundled_picture, data
    from docs._ext.explorers.pictures.convolution import strongest

    kernels = ["horizontal_edges", "sharpen", "box_blur", "gaussian_blur_5", "identity"]
    slidings = [(stride, dilation, padding) for stride, dilation in SLIDINGS for padding in PADDINGS]
    for image, kernel, (stride, dilation, padding) in itertools.product(data("images"), kernels, slidings):
        sliding = {"stride": stride, "padding": padding, "dilation": dilation}
        values, weights = bundled_picture(image), cnn_docs.KERNELS[kernel]
        try:
            output = cnn_docs.correlate(values, weights, **sliding)
        except ValueError:
            continue
        start = [int(place) for place in strongest(values, weights, output, **sliding)]
        yield {"image": image, "kernel": kernel, "options": sliding, "start": start}


def colours():
    """All 256 colours of Matplotlib's maps that the palette names."""
    from matplotlib import colormaps

    from cnn_docs.palette import SIGNED_COLORMAP, UNSIGNED_COLORMAP

    for name, colormap in (("signed", SIGNED_COLORMAP), ("unsigned", UNSIGNED_COLORMAP), ("gray", "gray")):
        colours = colormaps[colormap](np.linspace(0, 1, 256), bytes=True)[:, :3]
        yield {"name": name, "colours": colours.tolist()}


def files():
    """Small picture files with profile and orientation, and what is left of them when these are taken out."""
    from PIL import Image, ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)  # the time of its making
    profile = bytes(profile)
    turned = Image.Exif()
    turned[0x0112] = 6
    image = Image.fromarray(np.arange(108, dtype=np.uint8).reshape(9, 12) * 2).convert("RGB")
    for name, options in {"png": {}, "jpeg": {"exif": turned}, "gif": {}, "webp": {"lossless": True}}.items():
        yield {
            "name": name,
            "kind": name,
            "file": text_of(saved(image, name, icc_profile=profile, **options)),
            "plain": text_of(PLAIN[name](image, profile, options)),
            "least": 1 if name == "gif" else 0,  # a GIF without its last byte has the whole picture
        }
    marked = with_chunks(saved(image, "png", exif=turned), gAMA=struct.pack(">I", 100000), sRGB=b"\0")
    plain = text_of(saved(image, "png"))
    yield {"name": "marked png", "kind": "png", "file": text_of(marked), "plain": plain, "least": 0}


def saved(image, kind, **options):
    """Bytes of a picture file."""
    stream = io.BytesIO()
    image.save(stream, format=kind, **options)
    return stream.getvalue()


def with_chunks(png, **chunks):
    """Put more chunks behind the head of a PNG file."""
    import zlib

    parts = [
        struct.pack(">I", len(body))
        + name.encode()
        + body
        + struct.pack(">I", zlib.crc32(name.encode() + body))
        for name, body in chunks.items()
    ]
    return png[:33] + b"".join(parts) + png[33:]


def webp_without_profile(image, profile, options):
    """Take the chunk with the profile out of the bytes, and its flag and length out of the heads."""
    file = saved(image, "webp", icc_profile=profile, **options)
    body = profile + b"\0" * (len(profile) % 2)
    plain = bytearray(file.replace(b"ICCP" + struct.pack("<I", len(profile)) + body, b""))
    plain[20] &= ~0x20
    plain[4:8] = struct.pack("<I", len(plain) - 8)
    return bytes(plain)


PLAIN = {
    "png": lambda image, profile, options: saved(image, "png", **options),
    "jpeg": lambda image, profile, options: saved(image, "jpeg", **options),
    "gif": lambda image, profile, options: saved(image, "gif", icc_profile=profile, **options),
    "webp": webp_without_profile,
}


def text_of(content):
    """Bytes in base 64."""
    return base64.b64encode(content).decode()
