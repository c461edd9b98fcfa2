"""The slopes that come back to an operation, checked; and the type to compute with."""

import numpy as np

from cnn_docs._checks import finite_array, refuse
from cnn_docs._ranks import for_sums


def checked_upstream(upstream, shape):
    """Return the slopes for what came out, which has the given shape."""
    upstream = finite_array(upstream, "upstream")
    if upstream.shape != tuple(shape):
        refuse("upstream", f"of the shape of what came out, {tuple(shape)}", upstream)
    return upstream


def sum_of(slopes, axes):
    """Return the sum over axes, in double precision: a running sum of many float32 loses the later ones."""
    return slopes.sum(axis=axes, dtype=np.result_type(slopes, np.float64))


def widened(*arrays):
    """Return the common type of arrays, and the arrays in the type that sums of it are made in."""
    dtype = np.result_type(*arrays)
    wide = for_sums(dtype)
    return dtype, *(array.astype(wide, copy=False) for array in arrays)
