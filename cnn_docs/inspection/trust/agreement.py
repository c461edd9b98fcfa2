"""How far two heat maps agree on which pixels matter most."""

import numpy as np

from cnn_docs import _checks

__all__ = ["rank_correlation"]


def rank_correlation(first, second):
    """Return Spearman's rank correlation of two heat maps, for each image.

    Each map's values are replaced by their ranks, equal values by the mean of their ranks, and the ranks are
    correlated. So it tells whether two maps put the pixels in the same order, whatever their units:
    1 is the same order, -1 the reverse, and 0 is what unrelated maps have on average.

    Parameters
    ----------
    first, second : array_like of shape (N, ...), at least (N, H, W) for images
        Maps of the same images, of the same shape. The first axis counts the images: a map of a
        single image is given as ``heat[np.newaxis]``, else each of its rows is taken for a map. Signs
        count: give absolute values where only the strength is meant.

    Returns
    -------
    ndarray of shape (N,), float64
        NaN where all values of a map are equal: it puts nothing in an order.

    Raises
    ------
    TypeError
        If the maps do not hold real numbers.
    ValueError
        If their shapes differ, they have no pixels, or a value is not finite.

    References
    ----------
    .. [1] C. Spearman, "The proof and measurement of association between two things", American Journal of
       Psychology 15(1), 1904.

    Examples
    --------
    >>> rank_correlation([[[1, 2], [3, 4]]], [[[10, 20], [30, 1000]]]).tolist()
    [1.0]
    """
    first, second = (_maps(value, name) for value, name in ((first, "first"), (second, "second")))
    if first.shape != second.shape:
        _checks.refuse("second", f"of the shape of `first`, {first.shape}", second)
    ranks = [_mean_ranks(maps.reshape(len(maps), -1)) for maps in (first, second)]
    centred = [values - values.mean(axis=1, keepdims=True) for values in ranks]
    together = (centred[0] * centred[1]).sum(axis=1)
    apart = np.sqrt(np.prod([(values**2).sum(axis=1) for values in centred], axis=0))
    return np.divide(together, apart, out=np.full(len(first), np.nan), where=apart > 0)


def _mean_ranks(values):
    """Return the ranks from 0 in each row of an array (N, P); equal values share the mean of theirs."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    ranks = np.empty(values.shape)
    for row, (places, sorted_row) in enumerate(zip(order, ordered, strict=True)):
        first = np.flatnonzero(np.r_[True, sorted_row[1:] != sorted_row[:-1]])
        counts = np.diff(np.r_[first, len(sorted_row)])
        ranks[row, places] = np.repeat(first + (counts - 1) / 2, counts)
    return ranks


def _maps(value, name):
    maps = _checks.finite_array(value, name)
    if maps.ndim < 2 or not maps.size:
        _checks.refuse(name, "maps of shape (N, H, W), with pixels", maps)
    return maps
