"""What comes back through pooling."""

import math

import numpy as np

from cnn_docs._checks import choice, finite_array, pair
from cnn_docs._overflow import overflowing, refuse_overflow
from cnn_docs._ranks import IMAGE_SHAPES, as_batch
from cnn_docs._sliding import pool, seen_by, sliding_window
from cnn_docs.gradients._upstream import checked_upstream, widened
from cnn_docs.operations import global_average_pool

__all__ = ["average_pool_gradient", "global_average_pool_gradient", "max_pool_gradient"]


def max_pool_gradient(image, upstream, pool_size=2, *, stride=None, padding="valid"):
    """Return what comes back through :func:`~cnn_docs.max_pool`: each window's slope goes to its winner.

    Where several pixels of a window are largest, all goes to the first of them, row by row, as in
    TensorFlow. A pixel that wins several windows gets the sum.

    Parameters
    ----------
    image, pool_size, stride, padding
        As in :func:`~cnn_docs.max_pool`.
    upstream : array_like of shape (H', W'), (H', W', C) or (N, H', W', C)
        Slopes of the loss for the maxima that came out.

    Returns
    -------
    ndarray of the shape of ``image``, float
        The slopes of the loss for the pixels.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.max_pool`, or if ``upstream`` is not of the shape of the maxima.

    Examples
    --------
    >>> image = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])
    >>> max_pool_gradient(image, [[0.1, 0.2], [0.3, 0.4]])
    array([[0. , 0. , 0.2, 0. ],
           [0. , 0.1, 0. , 0. ],
           [0.3, 0. , 0.4, 0. ],
           [0. , 0. , 0. , 0. ]])
    """
    image, window, upstream, back = _pooled(image, upstream, pool_size, stride, padding)
    padded = _padded(as_batch(image), window, -np.inf)
    largest = pool(as_batch(image), window, np.maximum, -np.inf)
    open_, slopes = np.ones(largest.shape, bool), np.zeros(padded.shape, back.dtype)
    for row, column in np.ndindex(*window.size):
        seen = (slice(None), seen_by(row, 0, window), seen_by(column, 1, window))
        wins = (padded[seen] == largest) & open_
        _add(slopes, seen, np.where(wins, back, 0))
        open_ &= ~wins
    return _inside(slopes, image, upstream, window)


def average_pool_gradient(image, upstream, pool_size=2, *, stride=None, padding="valid"):
    """Return what comes back through :func:`~cnn_docs.average_pool`: each pixel gets its equal share.

    Parameters
    ----------
    image, pool_size, stride, padding
        As in :func:`~cnn_docs.average_pool`; of the image only the shape counts.
    upstream : array_like of shape (H', W'), (H', W', C) or (N, H', W', C)
        Slopes of the loss for the means that came out.

    Returns
    -------
    ndarray of the shape of ``image``, float
        The slopes of the loss for the pixels.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.average_pool`, or if ``upstream`` is not of the shape of the means.

    Examples
    --------
    >>> average_pool_gradient(np.zeros((2, 4)), [[1.0, 2.0]])
    array([[0.25, 0.25, 0.5 , 0.5 ],
           [0.25, 0.25, 0.5 , 0.5 ]])
    """
    image, window, upstream, back = _pooled(image, upstream, pool_size, stride, padding)
    batch = as_batch(image)
    inside = np.ones((1, *batch.shape[1:3], 1), back.dtype)
    shares = back / pool(inside, window, np.add, 0)
    slopes = np.zeros(_padded(batch, window, 0).shape, back.dtype)
    for row, column in np.ndindex(*window.size):
        seen = (slice(None), seen_by(row, 0, window), seen_by(column, 1, window))
        _add(slopes, seen, shares)
    return _inside(slopes, image, upstream, window)


def global_average_pool_gradient(image, upstream):
    """Return what comes back through :func:`~cnn_docs.global_average_pool`: all pixels get the same.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        What went in; only the shape counts.
    upstream : array_like of shape (), (C,) or (N, C)
        Slopes of the loss for the means that came out.

    Returns
    -------
    ndarray of the shape of ``image``, float
        The slopes of the loss for the pixels.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.global_average_pool`, or if the shapes do not fit.

    Examples
    --------
    >>> global_average_pool_gradient(np.zeros((2, 2, 3)), [1.0, 2.0, 4.0])[0, 0]
    array([0.25, 0.5 , 1.  ])
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    upstream = checked_upstream(upstream, np.shape(global_average_pool(image)))
    dtype, back = widened(upstream)
    batch = as_batch(image)
    shares = back.reshape(len(batch), 1, 1, batch.shape[-1]) / math.prod(batch.shape[1:3])
    slopes = np.broadcast_to(shares, batch.shape).reshape(image.shape)
    return slopes.astype(np.result_type(image, dtype))


def _add(slopes, seen, more):
    """Add what comes to some pixels to what came to them before; `_inside` refuses what is too large."""
    with overflowing():
        slopes[seen] += more


def _pooled(image, upstream, pool_size, stride, padding):
    """Return the checked image, its window, the checked slopes, and these as a batch to add up."""
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    batch = as_batch(image)
    size = pair(pool_size, "pool_size")
    choice(padding, "padding", ("valid", "same"))
    window = sliding_window(
        batch, size, "pool_size", stride=size if stride is None else stride, padding=padding
    )
    maps = (len(batch), *window.positions, batch.shape[-1])
    as_given = {2: maps[1:3], 3: maps[1:], 4: maps}[image.ndim]
    upstream = checked_upstream(upstream, as_given)
    _, back = widened(upstream.reshape(maps))
    return image, window, upstream, back


def _padded(batch, window, filling):
    """Return a batch with the border that the window's padding gives it."""
    return np.pad(batch, ((0, 0), *window.amounts, (0, 0)), constant_values=filling)


def _inside(slopes, image, upstream, window):
    """Return what came back to the pixels of the image, in its shape."""
    height, width = as_batch(image).shape[1:3]
    (top, _), (left, _) = window.amounts
    slopes = slopes[:, top : top + height, left : left + width].reshape(image.shape)
    with overflowing():
        slopes = slopes.astype(np.result_type(image, upstream))
    refuse_overflow("upstream", upstream, slopes)
    return slopes
