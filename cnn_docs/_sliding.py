"""Sliding windows over images: the fast loops under :mod:`cnn_docs.operations`.

Everything here works on checked arrays of shape (N, H, W, C) or (H, W, C), a few rows at a time, so
that what is in hand stays in the processor's cache.
"""

import math
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ._checks import pair, refuse
from .geometry import output_size, padding_amounts

_ROWS_OF_PRODUCT = 4  # more rows make the matrices emptier, fewer make more products
_MOST_PIXELS = 1 << 31  # of a padded image: more are a slip, and no memory has room for them
_STRIP_BYTES = 1 << 18  # of the image at a time, so that it and the sums stay in the cache


class Window(NamedTuple):
    """A sliding window over a batch; all but the padding's name are (height, width) pairs."""

    size: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: str
    positions: tuple[int, int]
    amounts: tuple[tuple[int, int], tuple[int, int]]

    @property
    def extent(self):
        """Pixels from the first to the last element, both included, with the dilation."""
        return tuple(d * (length - 1) + 1 for length, d in zip(self.size, self.dilation, strict=True))


def sliding_window(batch, size, name, *, stride, padding, dilation=1):
    """Return the window of that size over a batch, refused under the argument's name if it is too large."""
    image_size = batch.shape[1:3]
    if 0 in image_size:
        refuse("image", "an array with at least one row and column", image_size)
    steps = {"stride": pair(stride, "stride"), "dilation": pair(dilation, "dilation"), "padding": padding}
    window = Window(size, *steps.values(), (), ())
    if padding == "valid" and (window.extent[0] > image_size[0] or window.extent[1] > image_size[1]):
        wanted = f"at most as large as the padded image, {image_size} pixels"
        refuse(name, wanted, window.extent, hint="(With its dilation.)" if max(window.dilation) > 1 else "")
    positions = output_size(image_size, size, **steps)
    amounts = padding_amounts(image_size, size, **steps)
    if (
        math.prod(length + sum(added) for length, added in zip(image_size, amounts, strict=True))
        > _MOST_PIXELS
    ):
        wanted = f"so small that the padded image has at most {_MOST_PIXELS:,} pixels"
        refuse(name, wanted, window.extent, hint="(With its dilation.)" if max(window.dilation) > 1 else "")
    stride = tuple(map(min, window.stride, image_size))  # beyond, there is one position, and no step
    return window._replace(stride=stride, positions=positions, amounts=amounts)


def correlate_kernel(pixels, kernel, window, bias, result):
    """Write the correlation of an image (H, W, C) with one kernel (kh, kw) to ``result``.

    A few rows of the result are made of a banded matrix times the rows of the image under them: one
    such matrix for each column of the kernel, all in one product. What is left is to add the
    columns' sums, each shifted by its place in the kernel. This takes a third of the time of
    shifting, multiplying and adding the image for every element.
    """
    rows = min(_ROWS_OF_PRODUCT, len(result))
    bands, sums = _bands(kernel, window, rows), None
    for strip, block in _strips(pixels, window, result, rows):
        count = len(block) // rows
        if sums is None:  # memory that is kept from strip to strip: fresh pages cost more than the sums
            sums = np.empty((count, kernel.shape[1], rows, *strip.shape[1:]), pixels.dtype)
        product = sums.reshape(count, len(bands), -1)
        np.matmul(bands, _overlapping(strip, count, bands.shape[1], rows * window.stride[0]), out=product)
        shifted = [sums[:, at, :, seen_by(at, 1, window)] for at in range(sums.shape[1])]
        _add_all([*shifted, bias] if bias else shifted, block.reshape(count, rows, *block.shape[1:]))


def correlate_bank(pixels, bank, window, bias, result):
    """Write the correlation of an image (H, W, C_in) with a bank of filters to ``result``.

    For each element of the kernels, the pixels that it meets times a matrix (C_in, C_out) are added.
    """
    for strip, block in _strips(pixels, window, result):
        block[...] = bias
        for row, column in np.ndindex(*window.size):
            seen = strip[seen_by(row, 0, window, len(block)), seen_by(column, 1, window)]
            block += seen @ bank[row, column]


def pool(batch, window, combine, filling):
    """Return the values of each window combined, first along the columns, then along the rows."""
    if np.any(window.amounts):
        batch = np.pad(batch, ((0, 0), *window.amounts, (0, 0)), constant_values=filling)
    columns = reduce(combine, [batch[:, seen_by(row, 0, window)] for row in range(window.size[0])])
    pooled = reduce(combine, [columns[:, :, seen_by(at, 1, window)] for at in range(window.size[1])])
    return pooled.copy() if window.size == (1, 1) else pooled


def seen_by(element, axis, window, count=None):
    """Return the slice of pixels that one element meets along an axis, at its first positions."""
    count = window.positions[axis] if count is None else count
    start, stride = element * window.dilation[axis], window.stride[axis]
    return slice(start, start + (count - 1) * stride + 1, stride)


def _starts(total, step):
    """Return first rows of blocks of ``step`` rows that cover ``total``; the last may overlap."""
    return [*range(0, total - step, step), total - step]


def _add_all(terms, out):
    """Write the sum of one or more arrays to ``out``."""
    first, *others = terms
    if not others:
        out[...] = first
        return
    np.add(first, others[0], out=out)
    for term in others[1:]:
        out += term


def _overlapping(strip, count, height, step):
    """Return a view of ``count`` groups of ``height`` rows, ``step`` rows apart, each row flat."""
    lines = strip.reshape(len(strip), -1)
    shape, (down, along) = (count, height, lines.shape[1]), lines.strides
    return as_strided(lines, shape, (step * down, down, along), writeable=False)


def _bands(kernel, window, rows):
    """Return banded matrices, one below the other, that take a strip to each kernel column's sums."""
    height = _height(rows, window)
    bands = np.zeros((kernel.shape[1], rows, height), kernel.dtype)
    for row in range(rows):
        start = row * window.stride[0]
        bands[:, row, start : start + window.extent[0] : window.dilation[0]] = kernel.T
    return bands.reshape(-1, height)


def _height(rows, window):
    """Return how many rows of the padded image so many rows of the result are made of."""
    return (rows - 1) * window.stride[0] + window.extent[0]


def _strips(pixels, window, result, multiple=1):
    """Yield padded rows of the image with the block of result rows, a multiple, that they make."""
    row_bytes = max(pixels[:1].nbytes * window.stride[0], result[:1].nbytes, 1)
    rows = multiple * min(max(1, _STRIP_BYTES // row_bytes // multiple), len(result) // multiple)
    height = _height(rows, window)
    (above, _), (left, right) = window.amounts
    padded = np.zeros((height, left + pixels.shape[1] + right, pixels.shape[2]), pixels.dtype)
    for top in _starts(len(result), rows):
        start = top * window.stride[0] - above
        if np.any(window.amounts):
            strip = _fill(padded, pixels, start, left, repeat=window.padding == "edge")
        else:
            strip = pixels[start : start + height]
        yield strip, result[top : top + rows]


def _fill(strip, pixels, start, left, *, repeat):
    """Fill a strip with the pixels from row ``start`` on, and zeros or the border around them."""
    first, end = max(-start, 0), min(len(pixels) - start, len(strip))
    inside = slice(left, left + pixels.shape[1])
    strip[first:end, inside] = pixels[start + first : start + end]
    strip[:first] = strip[first] if repeat else 0
    strip[end:] = strip[end - 1] if repeat else 0
    if repeat:
        strip[:, :left] = strip[:, left : left + 1]
        strip[:, inside.stop :] = strip[:, inside.stop - 1 : inside.stop]
    return strip
