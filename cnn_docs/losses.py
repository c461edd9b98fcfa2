"""Losses: one number for how wrong answers are, and its slope for each of them.

A loss is a mean over examples, and so is its slope: that of a batch of N is 1/N of that of the
example alone. The arithmetic is in double precision at least; float types are kept, whole numbers
become float64.

A probability of 0 for what is right makes the loss infinite, without a warning, as the formula does.
Keras cuts probabilities off at 1e-7 instead, so that no loss of one answer is above 16.2.
"""

import numpy as np

from ._checks import between, finite_array, refuse
from ._labels import class_shares, sums_to_one
from ._overflow import overflowing

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_slope",
    "cross_entropy",
    "cross_entropy_slope",
    "squared_error",
    "squared_error_slope",
]

_PROBABILITIES = {1: "(K,)", 2: "(N, K)"}


def cross_entropy(probabilities, labels):
    r"""Return the cross-entropy of probabilities of classes, the mean of :math:`-\log p` over the examples.

    The loss that goes with softmax: p is the probability of the right class, the logarithm is the
    natural one.

    Parameters
    ----------
    probabilities : array_like of shape (K,) or (N, K)
        The probabilities of K classes for one example or for N: from 0 to 1, with a sum of 1 (to
        within 0.01, as half precision may round them).
    labels : int, or array_like of shape (N,), (K,) or (N, K)
        The right classes: whole numbers from 0 to K - 1; or, in the shape of the probabilities, 1 for
        the right class and 0 for the others, or shares that sum to 1.

    Returns
    -------
    float
        The loss, 0 or above, of the type of the probabilities; infinite where a right class has
        probability 0.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers, or the labels are fractions or booleans for
        classes.
    ValueError
        If shapes do not fit, there is no example, the probabilities are none, or a label names no
        class.

    Examples
    --------
    >>> cross_entropy([0.7, 0.2, 0.1], 0).round(3)
    np.float64(0.357)
    >>> cross_entropy([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]], [0, 2]).round(3)
    np.float64(1.33)
    >>> cross_entropy([1.0, 0.0], 1)
    np.float64(inf)
    """
    probabilities, exact, shares = _classes(probabilities, labels)
    examples = probabilities.size / probabilities.shape[-1]
    with np.errstate(divide="ignore"):
        losses = _counted(shares, -np.log(exact))
    return _as_type(losses.sum() / examples, probabilities)


def cross_entropy_slope(probabilities, labels):
    r"""Return the slope of :func:`cross_entropy` for each probability, as if it moved by itself.

    That is :math:`-1 / p` for the right class, over the number of examples, and 0 for the others; where the
    labels are shares, minus the share over p for each class.
    Keras divides the probabilities by their sum first, and its slopes are all higher by one and the
    same number, which makes no difference to the scores before a softmax.

    Parameters
    ----------
    probabilities, labels
        As in :func:`cross_entropy`.

    Returns
    -------
    ndarray of the shape of ``probabilities``, float
        The slopes; minus infinity where a right class has probability 0, or one so small that the
        slope is too large for the float type.
        :func:`~cnn_docs.softmax_cross_entropy_gradient` gives that of the scores, always finite.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cross_entropy`.

    Examples
    --------
    >>> cross_entropy_slope([[0.5, 0.3, 0.2], [0.5, 0.25, 0.25]], [0, 2])
    array([[-1.,  0.,  0.],
           [ 0.,  0., -2.]])
    """
    probabilities, exact, shares = _classes(probabilities, labels)
    examples = probabilities.size / probabilities.shape[-1]
    with np.errstate(divide="ignore", over="ignore"):
        slopes = 0 - _counted(shares, 1 / exact)  # no negative zeros
    return _as_type(slopes / examples, probabilities)


def binary_cross_entropy(probabilities, labels):
    r"""Return the cross-entropy of yes-or-no answers, the mean of :math:`-\log p` or :math:`-\log(1 - p)`.

    The loss that goes with sigmoid units: the first where the label is 1, the second where it is 0.

    Parameters
    ----------
    probabilities : array_like
        Probabilities of yes, from 0 to 1, any shape: (N,) for one question, (N, L) for L of them. The
        mean is over all.
    labels : array_like of the shape of ``probabilities``
        1 for yes and 0 for no, or shares between.

    Returns
    -------
    float
        The loss, 0 or above, of the type of the probabilities; infinite where what is right has
        probability 0.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If the shapes differ, there is no example, or a number is not from 0 to 1.

    Examples
    --------
    >>> binary_cross_entropy([0.9, 0.2], [1, 0]).round(3)
    np.float64(0.164)
    >>> binary_cross_entropy(0.5, 1) == np.log(2)
    np.True_
    """
    probabilities, exact, yes = _answers(probabilities, labels)
    with np.errstate(divide="ignore"):
        losses = _counted(yes, -np.log(exact)) + _counted(1 - yes, -np.log1p(-exact))
    return _as_type(losses.mean(), probabilities)


def binary_cross_entropy_slope(probabilities, labels):
    r"""Return the slope of :func:`binary_cross_entropy` for each probability.

    That is :math:`-1 / p` for yes and :math:`1 / (1 - p)` for no, over the number of probabilities; for a
    label between, both, each times its share.

    Parameters
    ----------
    probabilities, labels
        As in :func:`binary_cross_entropy`.

    Returns
    -------
    ndarray of the shape of ``probabilities``, float
        The slopes; infinite where what is right has probability 0, or one so small that the slope is
        too large for the float type.

    Raises
    ------
    TypeError, ValueError
        As in :func:`binary_cross_entropy`.

    Examples
    --------
    >>> binary_cross_entropy_slope([0.5, 0.75], [1, 0])
    array([-1.,  2.])
    """
    probabilities, exact, yes = _answers(probabilities, labels)
    with np.errstate(divide="ignore", over="ignore"):
        slopes = _counted(1 - yes, 1 / (1 - exact)) - _counted(yes, 1 / exact)
    return _as_type(slopes / slopes.size, probabilities)


def squared_error(predictions, targets):
    """Return the mean of the squared differences between predictions and targets.

    Parameters
    ----------
    predictions : array_like
        Finite numbers, any shape: (N,) for one number of each example, (N, M) for M of them. The mean
        is over all.
    targets : array_like of the shape of ``predictions``
        What the predictions should have been.

    Returns
    -------
    float
        The loss, 0 or above, of the type of the predictions; infinite where it is too large for that.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If the shapes differ, there is no example, or a number is NaN or infinite.

    Examples
    --------
    >>> squared_error(0.5, 1.0)
    np.float64(0.25)
    >>> squared_error([1.0, 2.0, 3.0], [1.0, 0.0, 2.0]).round(3)
    np.float64(1.667)
    """
    predictions, exact, goals = _exact(predictions, targets)
    with overflowing():
        differences = exact - goals
        loss = (differences**2).mean()
        if not np.isfinite(loss):  # squares too large to be added up; their mean may not be
            loss = ((differences / np.sqrt(differences.size)) ** 2).sum()
    return _as_type(loss, predictions)


def squared_error_slope(predictions, targets):
    """Return the slope of :func:`squared_error` for each prediction.

    That is twice the difference, over the number of predictions.

    Parameters
    ----------
    predictions, targets
        As in :func:`squared_error`.

    Returns
    -------
    ndarray of the shape of ``predictions``, float
        The slopes; infinite where one is too large for the float type.

    Raises
    ------
    TypeError, ValueError
        As in :func:`squared_error`.

    Examples
    --------
    >>> squared_error_slope([1.0, 2.0], [1.0, 0.0])
    array([0., 2.])
    """
    predictions, exact, goals = _exact(predictions, targets)
    part = 2 / exact.size
    with overflowing():
        slopes = part * (exact - goals)
        if not np.isfinite(slopes).all():  # differences too large; their parts may not be
            slopes = part * exact - part * goals
    return _as_type(slopes, predictions)


def _classes(probabilities, labels):
    """Return checked probabilities as they are and in double precision, and the share of each class."""
    probabilities = finite_array(probabilities, "probabilities", ranks=_PROBABILITIES)
    _some("probabilities", probabilities)
    if not sums_to_one(probabilities):
        hint = "For the scores of a layer, take cnn_docs.softmax first."
        wanted = "made of numbers from 0 to 1 that sum to 1 for each example"
        refuse("probabilities", wanted, probabilities, hint=hint)
    shares = class_shares(labels, probabilities, "probabilities")
    return probabilities, _wide(probabilities), shares


def _answers(probabilities, labels):
    """Return checked probabilities as they are and in double precision, and the share of yes."""
    probabilities, yes = _alike(probabilities, "probabilities", labels, "labels")
    for name, array in {"probabilities": probabilities, "labels": yes}.items():
        between(array, name, 0, 1, "made of numbers from 0 to 1")
    return probabilities, _wide(probabilities), _wide(yes)


def _exact(predictions, targets):
    """Return checked predictions as they are, and them and the targets in double precision."""
    predictions, targets = _alike(predictions, "predictions", targets, "targets")
    return predictions, _wide(predictions), _wide(targets)


def _alike(values, name, others, other_name):
    """Return two checked arrays of one shape with at least one number."""
    values, others = finite_array(values, name), finite_array(others, other_name)
    if values.shape != others.shape:
        refuse(other_name, f"an array of the shape of `{name}`, {values.shape}", others)
    _some(name, values)
    return values, others


def _wide(array):
    """Return an array in double precision, or in its own where that is finer."""
    return array.astype(np.result_type(array, np.float64), copy=False)


def _some(name, array):
    if not array.size:
        refuse(name, "an array with at least one example", array)


def _counted(shares, values):
    """Return values by their shares; a share of 0 takes none, not even of infinity."""
    with np.errstate(invalid="ignore"):
        return np.where(shares > 0, shares * values, 0)


def _as_type(values, given):
    """Return values in the float type of what was given; what is too large for it is infinite."""
    with np.errstate(over="ignore"):
        return values.astype(given.dtype, copy=False)[()]
