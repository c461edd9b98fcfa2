"""What comes back through a convolutional layer."""

from typing import NamedTuple

import numpy as np

from cnn_docs._checks import choice, finite_array, refuse
from cnn_docs._overflow import overflowing, refuse_overflow
from cnn_docs._ranks import IMAGE_SHAPES, KERNEL_SHAPES, as_batch, output_channels
from cnn_docs._sliding import seen_by, sliding_window
from cnn_docs.geometry import PADDINGS
from cnn_docs.gradients._upstream import checked_upstream, sum_of, widened

__all__ = ["CorrelateGradients", "correlate_gradients"]


class CorrelateGradients(NamedTuple):
    """What comes back through a convolutional layer, each in the shape of what it belongs to.

    Attributes
    ----------
    image, kernel, bias : ndarray
        The slopes of the loss for the image, the kernel or bank, and the bias; a float for the bias of one
        kernel.
    """

    image: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray


def correlate_gradients(image, kernel, upstream, *, stride=1, padding="valid", dilation=1):
    """Return what comes back through :func:`~cnn_docs.correlate`.

    An element of the kernel was multiplied with one pixel at each position, so its slope is the sum of
    these pixels times what comes back to the positions: a correlation of the image with ``upstream``.
    A pixel gets from each position under which it lay the element that it met there, times what comes
    back. Zeros of the padding get nothing; a repeated border gives what it gets to the pixel repeated.

    Parameters
    ----------
    image, kernel, stride, padding, dilation
        As in :func:`~cnn_docs.correlate`.
    upstream : array_like of shape (H', W'), (H', W', C) or (N, H', W', C)
        Slopes of the loss for the maps that came out.

    Returns
    -------
    CorrelateGradients
        ``image``, ``kernel`` and ``bias``: the slopes of the loss for each of these. That of the bias has
        the shape (C_out,) with a bank and () with one kernel. Those of the parameters are summed over
        the examples; one kernel that works on several channels gets the sum over these too.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.correlate`, or if ``upstream`` is not of the shape of the maps.

    Examples
    --------
    >>> image = np.array([[100, 100, 100], [50, 50, 50], [0, 0, 0]])
    >>> slopes = correlate_gradients(image, np.ones((2, 2)), [[1, 0], [0, 0]])
    >>> slopes.kernel
    array([[100., 100.],
           [ 50.,  50.]])
    >>> slopes.image
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 0.]])
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    kernel = finite_array(kernel, "kernel", ranks=KERNEL_SHAPES)
    if 0 in kernel.shape[:2]:
        refuse("kernel", "an array with at least one row and column", kernel)
    batch = as_batch(image)
    channels = output_channels(batch, kernel)
    steps = {"stride": stride, "padding": choice(padding, "padding", PADDINGS), "dilation": dilation}
    window = sliding_window(batch, kernel.shape[:2], "kernel", **steps)
    maps = (len(batch), *window.positions, channels)
    upstream = checked_upstream(upstream, _shape_as_given(maps, image, kernel))
    dtype, pixels, elements, back = widened(batch, kernel, upstream.reshape(maps))
    slide = _slide_kernel if kernel.ndim == 2 else _slide_bank
    with overflowing():
        to_padded, to_kernel = slide(_padded(pixels, window), elements, back, window)
        to_bias = sum_of(back, (0, 1, 2) if kernel.ndim == 4 else None)
        to_image = _unpadded(to_padded, batch.shape[1:3], window).reshape(image.shape)
        slopes = [each.astype(dtype, copy=False) for each in (to_image, to_kernel, to_bias)]
    refuse_overflow("upstream", upstream, *slopes)
    return CorrelateGradients(*slopes)


def _shape_as_given(maps, image, kernel):
    """Return the shape in which the maps of shape (N, H, W, C) came out."""
    if image.ndim == kernel.ndim == 2:
        return maps[1:3]
    return maps if image.ndim == 4 else maps[1:]


def _places(window):
    """Yield each element of a kernel with the index of the pixels that it meets in a padded batch."""
    for row, column in np.ndindex(*window.size):
        yield (row, column), (slice(None), seen_by(row, 0, window), seen_by(column, 1, window))


def _slide_bank(padded, bank, back, window):
    """Return what comes back to a padded batch and to a bank of filters."""
    to_padded, to_bank = np.zeros_like(padded), np.empty_like(bank)
    for element, seen in _places(window):
        to_padded[seen] += back @ bank[element].T
        to_bank[element] = np.tensordot(padded[seen], back, axes=((0, 1, 2), (0, 1, 2)))
    return to_padded, to_bank


def _slide_kernel(padded, kernel, back, window):
    """Return what comes back to a padded batch and to a kernel that works on each channel by itself."""
    to_padded, to_kernel = np.zeros_like(padded), np.empty_like(kernel)
    for element, seen in _places(window):
        to_padded[seen] += back * kernel[element]
        to_kernel[element] = np.vdot(padded[seen], back)
    return to_padded, to_kernel


def _padded(batch, window):
    """Return a batch with the border that the window's padding gives it."""
    mode = "edge" if window.padding == "edge" else "constant"
    return np.pad(batch, ((0, 0), *window.amounts, (0, 0)), mode=mode) if np.any(window.amounts) else batch


def _unpadded(slopes, size, window):
    """Return what comes back to the images inside; a repeated border adds its own to the pixel repeated."""
    for axis, (length, (before, _)) in enumerate(zip(size, window.amounts, strict=True), start=1):
        first, inside, last = np.split(slopes, [before, before + length], axis=axis)
        if window.padding == "edge" and inside.size:
            inside = inside.copy()
            ends = np.moveaxis(inside, axis, 0)
            ends[0] += first.sum(axis=axis)
            ends[-1] += last.sum(axis=axis)
        slopes = inside
    return slopes
