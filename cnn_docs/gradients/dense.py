"""What comes back through dense layers, and through what works on one number at a time."""

from typing import NamedTuple

import numpy as np

from cnn_docs._checks import choice, finite_array, refuse
from cnn_docs._labels import class_shares
from cnn_docs._overflow import overflowing, refuse_overflow
from cnn_docs._ranks import IMAGE_SHAPES
from cnn_docs.activations import ACTIVATIONS, softmax
from cnn_docs.gradients._upstream import checked_upstream, sum_of, widened
from cnn_docs.operations import dropout, flatten

__all__ = [
    "DenseGradients",
    "activation_gradient",
    "dense_gradients",
    "dropout_gradient",
    "flatten_gradient",
    "softmax_cross_entropy_gradient",
]


class DenseGradients(NamedTuple):
    """What comes back through a dense layer, each in the shape of what it belongs to.

    Attributes
    ----------
    inputs, weights, bias : ndarray
        The slopes of the loss for the inputs, the weights and the bias; a float for the bias of one neuron.
    """

    inputs: np.ndarray
    weights: np.ndarray
    bias: np.ndarray


def dense_gradients(inputs, weights, upstream):
    """Return what comes back through ``inputs @ weights + bias``, a dense layer or one neuron.

    Parameters
    ----------
    inputs : array_like of shape (n,) or (N, n)
        The n inputs of one example or of N.
    weights : array_like of shape (n, units) or (n,)
        The weights of a layer, or of one neuron.
    upstream : array_like of shape (units,), (N, units), () or (N,)
        Slopes of the loss for the sums that came out.

    Returns
    -------
    DenseGradients
        ``inputs``, ``weights`` and ``bias``: the slopes of the loss for each of these. Those of the
        parameters are summed over the examples.

    Raises
    ------
    TypeError
        If an argument is not made of real numbers.
    ValueError
        If the shapes do not fit, a number is NaN or infinite, or a slope is too large for the float type.

    Examples
    --------
    The neuron of lesson one, whose sum should grow:

    >>> slopes = dense_gradients([1.0, 2.0, 3.0], [0.2, -0.5, 0.4], -1.0)
    >>> slopes.weights, slopes.bias
    (array([-1., -2., -3.]), np.float64(-1.0))
    >>> slopes.inputs
    array([-0.2,  0.5, -0.4])
    """
    inputs = finite_array(inputs, "inputs", ranks={1: "(n,)", 2: "(N, n)"})
    weights = finite_array(weights, "weights", ranks={1: "(n,)", 2: "(n, units)"})
    if len(weights) != inputs.shape[-1] or not weights.size:
        refuse("weights", f"an array with a row for each of the {inputs.shape[-1]} inputs", weights)
    upstream = checked_upstream(upstream, inputs.shape[:-1] + weights.shape[1:])
    dtype, examples, matrix, back = widened(inputs, weights, upstream)
    examples, matrix = np.atleast_2d(examples), matrix.reshape(len(weights), -1)
    back = back.reshape(len(examples), matrix.shape[1])
    shapes = (inputs.shape, weights.shape, weights.shape[1:])
    with overflowing():
        slopes = (back @ matrix.T, examples.T @ back, sum_of(back, 0))
        slopes = [each.reshape(shape).astype(dtype)[()] for each, shape in zip(slopes, shapes, strict=True)]
    refuse_overflow("upstream", upstream, *slopes)
    return DenseGradients(*slopes)


def activation_gradient(z, upstream, *, activation):
    """Return what comes back through an activation function: its slope times what came.

    ReLU is a gate: it lets through what comes to a positive sum and stops the rest.

    Parameters
    ----------
    z : array_like
        The sums that went in, any shape.
    upstream : array_like of the shape of ``z``
        Slopes of the loss for what came out.
    activation : str or None
        A name in :data:`~cnn_docs.ACTIVATIONS`, which has the slopes; None is "linear".

    Returns
    -------
    ndarray of the shape of ``z``, float
        The slopes of the loss for the sums.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the shapes differ, a number is NaN or infinite, or the activation is unknown.

    Examples
    --------
    >>> activation_gradient([-2.0, 0.0, 3.0], [0.1, 0.2, 0.3], activation="relu")
    array([0. , 0. , 0.3])
    """
    z = finite_array(z, "z")
    upstream = checked_upstream(upstream, z.shape)
    name = choice("linear" if activation is None else activation, "activation", ACTIVATIONS)
    return (ACTIVATIONS[name].slope(z) * upstream + 0)[()]  # no slope is above 1; + 0: no negative zeros


def dropout_gradient(values, upstream, rate, *, seed):
    """Return what comes back through :func:`~cnn_docs.dropout` in a training step.

    Nothing comes back to a value that was set to zero; the others get what came, scaled as they were.

    Parameters
    ----------
    values : array_like
        The values that went in, any shape; only the shape counts.
    upstream : array_like of the shape of ``values``
        Slopes of the loss for what came out.
    rate, seed
        As in :func:`~cnn_docs.dropout`: the same seed drops the same values.

    Returns
    -------
    ndarray of the shape of ``values``, float
        The slopes of the loss for the values.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.dropout`, or if the shapes differ.

    Examples
    --------
    >>> dropout_gradient(np.ones(8), np.full(8, 0.1), 0.5, seed=1)
    array([0.2, 0.2, 0. , 0.2, 0. , 0. , 0.2, 0. ])
    """
    values = finite_array(values, "values")
    upstream = checked_upstream(upstream, values.shape)
    scales = dropout(np.ones(values.shape), rate, seed=seed)
    with overflowing():
        slopes = (scales * upstream).astype(np.result_type(values, upstream), copy=False)[()]
    refuse_overflow("upstream", upstream, slopes)
    return slopes


def flatten_gradient(image, upstream):
    """Return what comes back through :func:`~cnn_docs.flatten`: the same slopes in the shape of the image.

    Parameters
    ----------
    image : array_like of shape (H, W), (H, W, C) or (N, H, W, C)
        What went in; only the shape counts.
    upstream : array_like of shape (H * W,), (H * W * C,) or (N, H * W * C)
        Slopes of the loss for what came out.

    Returns
    -------
    ndarray of the shape of ``image``, float
        The slopes of the loss for the image.

    Raises
    ------
    TypeError, ValueError
        As in :func:`~cnn_docs.flatten`, or if the shapes do not fit.

    Examples
    --------
    >>> flatten_gradient(np.zeros((2, 3)), [1, 2, 3, 4, 5, 6])
    array([[1., 2., 3.],
           [4., 5., 6.]])
    """
    image = finite_array(image, "image", ranks=IMAGE_SHAPES)
    upstream = checked_upstream(upstream, flatten(image).shape)
    return upstream.reshape(image.shape).astype(np.result_type(image, upstream))


def softmax_cross_entropy_gradient(scores, labels):
    """Return the slope of the cross-entropy of softmax for each score: probability minus label.

    The two are taken together since their slopes are simple only together; nothing overflows and
    nothing is divided by a probability, however sure and wrong the scores are.

    Parameters
    ----------
    scores : array_like of shape (K,) or (N, K)
        The scores (logits) of K classes, finite, for one example or for N.
    labels : int, or array_like of shape (N,), (K,) or (N, K)
        As in :func:`~cnn_docs.cross_entropy`.

    Returns
    -------
    ndarray of the shape of ``scores``, float
        The slopes of ``cross_entropy(softmax(scores), labels)``, a mean over the examples. Those of
        each example sum to 0.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If shapes do not fit, there is no example, a score is NaN or infinite, or a label names no
        class.

    Examples
    --------
    >>> softmax_cross_entropy_gradient([2.0, 1.0, -1.0], 0).round(3)
    array([-0.295,  0.259,  0.035])
    >>> softmax_cross_entropy_gradient([0.0, 1000.0], 0)
    array([-1.,  1.])
    """
    scores = finite_array(scores, "scores", ranks={1: "(K,)", 2: "(N, K)"})
    if not scores.size:
        refuse("scores", "an array with at least one example", scores)
    shares = class_shares(labels, scores, "scores")
    examples = scores.size / scores.shape[-1]
    slopes = (softmax(scores.astype(np.result_type(scores, np.float64))) - shares) / examples
    return slopes.astype(scores.dtype, copy=False)
