"""Labels of examples, in the two forms that people write them, read as the share of each class."""

import numpy as np

from ._checks import finite_array, real_array, refuse

SUM_TOLERANCE = 0.01  # of probabilities that sum to 1: half precision rounds each of them


def class_shares(labels, scores, name):
    """Return labels as shares of the classes, an array of the shape (K,) or (N, K) of the scores.

    ``name`` is that of the scores, which the labels belong to.
    """
    labels = real_array(labels, "labels")
    if labels.shape == scores.shape:
        return _shares(labels)
    classes = scores.shape[-1]
    if labels.shape != scores.shape[:-1]:
        whole = f"whole numbers of shape {scores.shape[:-1]}" if scores.ndim > 1 else "one whole number"
        refuse("labels", f"{whole}, or an array of the shape of `{name}`, {scores.shape}", labels)
    if labels.dtype.kind not in "iu":
        hint = "Write labels.astype(int) if they are." if labels.dtype.kind == "f" else ""
        refuse("labels", "whole numbers, the index of a class", labels.dtype.name, error=TypeError, hint=hint)
    beyond = labels[(labels < 0) | (labels >= classes)]
    if beyond.size:
        refuse("labels", f"the index of a class, from 0 to {classes - 1}", beyond.flat[0])
    return (labels[..., np.newaxis] == np.arange(classes)).astype(np.float64)


def sums_to_one(array):
    """Tell whether the last axis of an array holds numbers from 0 to 1 that sum to 1."""
    if not between_zero_and_one(array):
        return False
    sums = array.sum(axis=-1, dtype=np.float64)
    return bool((abs(sums - 1) <= SUM_TOLERANCE).all())


def between_zero_and_one(array):
    """Tell whether all values of an array are from 0 to 1."""
    return bool(((array >= 0) & (array <= 1)).all())


def _shares(labels):
    """Return labels that are written out: a number for each class, such as 1 for the right one, else 0."""
    shares = finite_array(labels, "labels")
    if not sums_to_one(shares):
        refuse("labels", "made of numbers from 0 to 1 that sum to 1 for each example", labels)
    return shares
