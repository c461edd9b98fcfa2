r"""Activation functions on arrays, their slopes, formulas and ranges.

The functions take numbers or arrays of any shape and return the same shape. Float types are kept,
whole numbers become float64. Nothing overflows, at any finite input, but for a slope of
:func:`leaky_relu` above 1 or below -1, where a result that is too large is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ._checks import finite_array, number, refuse, whole_number
from ._overflow import overflowing, refuse_overflow

__all__ = ["ACTIVATIONS", "Activation", "leaky_relu", "relu", "sigmoid", "softmax", "step", "tanh"]


def sigmoid(x):
    r"""Return the logistic sigmoid :math:`1 / (1 + e^{-x})`, between 0 and 1.

    Parameters
    ----------
    x : array_like
        Finite numbers, any shape.

    Returns
    -------
    ndarray of the shape of ``x``, float
        Values between 0 and 1; exactly 0 or 1 only where the float type has nothing between.

    Raises
    ------
    TypeError, ValueError
        If ``x`` is not made of real numbers, or holds NaN or infinity.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 2.0])).round(4)
    array([0.    , 0.5   , 0.8808])
    """
    x = finite_array(x, "x")
    decay = np.exp(-np.abs(x))
    return np.where(x < 0, decay, 1) / (1 + decay)


def tanh(x):
    """Return the hyperbolic tangent, between -1 and 1.

    Parameters
    ----------
    x : array_like
        Finite numbers, any shape.

    Returns
    -------
    ndarray of the shape of ``x``, float
        Values between -1 and 1.

    Raises
    ------
    TypeError, ValueError
        As in :func:`sigmoid`.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 0.5])).round(4)
    array([-1.    ,  0.    ,  0.4621])
    """
    return np.tanh(finite_array(x, "x"))


def relu(x):
    """Return the rectified linear unit, ``max(0, x)``.

    Parameters
    ----------
    x : array_like
        Finite numbers, any shape.

    Returns
    -------
    ndarray of the shape of ``x``, float
        ``x`` where it is positive, 0 elsewhere.

    Raises
    ------
    TypeError, ValueError
        As in :func:`sigmoid`.

    Examples
    --------
    >>> relu(np.array([-300.0, 0.0, 300.0]))
    array([  0.,   0., 300.])
    """
    return np.maximum(finite_array(x, "x"), 0)


def leaky_relu(x, negative_slope=0.2):
    """Return the rectified linear unit that keeps a small slope for negative inputs.

    Parameters
    ----------
    x : array_like
        Finite numbers, any shape.
    negative_slope : float, default 0.2
        Factor of the negative inputs. The slope is a choice: ``keras.activations.leaky_relu`` has
        0.2 by default, the layer ``keras.layers.LeakyReLU`` 0.3.

    Returns
    -------
    ndarray of the shape of ``x``, float
        ``x`` where it is positive, ``negative_slope * x`` elsewhere.

    Raises
    ------
    TypeError, ValueError
        As in :func:`sigmoid`, or if the slope is not a finite number, or so large that it or a result
        is too large for the float type.

    Examples
    --------
    >>> leaky_relu(np.array([-10.0, 0.0, 10.0]))
    array([-2.,  0., 10.])
    """
    x = finite_array(x, "x")
    negative_slope = number(negative_slope, "negative_slope")
    with overflowing():
        values = np.where(x > 0, x, np.minimum(x, 0) * negative_slope)
    refuse_overflow("negative_slope", negative_slope, values)
    return values[()]


def step(x):
    """Return the step function of the first artificial neurons: 1 from the threshold 0 on, 0 below.

    Parameters
    ----------
    x : array_like
        Finite numbers, any shape.

    Returns
    -------
    ndarray of the shape of ``x``, float
        0 where ``x`` is negative, 1 elsewhere, at 0 too.

    Raises
    ------
    TypeError, ValueError
        As in :func:`sigmoid`.

    References
    ----------
    .. [1] W. S. McCulloch and W. Pitts, "A logical calculus of the ideas immanent in nervous
       activity", Bulletin of Mathematical Biophysics 5, 1943, https://doi.org/10.1007/BF02478259

    Examples
    --------
    >>> step(np.array([-0.1, 0.0, 5.0]))
    array([0., 1., 1.])
    """
    x = finite_array(x, "x")
    return (x >= 0).astype(x.dtype)[()]


def softmax(x, axis=-1):
    r"""Return the softmax :math:`e^{x_i} / \sum_j e^{x_j}`: numbers from 0 to 1 that sum to 1 along an axis.

    Parameters
    ----------
    x : array_like
        Finite numbers, at least one axis.
    axis : int, default -1
        Axis along which the values sum to 1: the one of the classes.

    Returns
    -------
    ndarray of the shape of ``x``, float
        Values between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        As in :func:`sigmoid`, or if ``x`` has no such axis.

    Examples
    --------
    >>> softmax(np.array([0.0, 1.0, 2.0])).round(3)
    array([0.09 , 0.245, 0.665])
    >>> softmax(np.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    x = finite_array(x, "x")
    axis = whole_number(axis, "axis", minimum=-np.inf)
    if not -x.ndim <= axis < x.ndim or not x.shape[axis]:
        refuse("axis", f"an axis with values of an array of shape {x.shape}", axis)
    with np.errstate(over="ignore"):  # a difference beyond the float type is minus infinity, its power 0
        powers = np.exp(x - x.max(axis=axis, keepdims=True))
    sums = powers.sum(axis=axis, keepdims=True, dtype=np.result_type(x, np.float64))
    return (powers / sums).astype(x.dtype, copy=False)


@dataclass(frozen=True)
class Activation:
    r"""An activation function that works on one number at a time, and what is known of it.

    Attributes
    ----------
    name : str
        Its name, which Keras uses too (but for ``step``, which Keras does not have).
    value : callable
        The function: an array in, an array of the same shape out.
    slope : callable
        Its derivative, in the same way. At a kink or a jump, where there is none, it is the slope on the
        left: at 0 that is 0 for ``relu``, with which Keras computes too, and 0.2 for ``leaky_relu``, as
        Keras has it on TensorFlow and PyTorch (on JAX it has 1).
    formula : str
        The function of :math:`x` in LaTeX, without dollar signs.
    range : (float, float)
        Lower and upper bound of the values, whether they are reached or only approached.

    Examples
    --------
    >>> entry = ACTIVATIONS["sigmoid"]
    >>> entry.slope(np.array([0.0, 2.0, 5.0])).round(4)
    array([0.25  , 0.105 , 0.0066])
    >>> entry.formula, entry.range
    ('\\frac{1}{1 + e^{-x}}', (0.0, 1.0))
    """

    name: str
    value: Callable
    slope: Callable
    formula: str
    range: tuple[float, float]


def _linear(x):
    return finite_array(x, "x").copy()[()]


def _linear_slope(x):
    return np.ones_like(finite_array(x, "x"))[()]


def _sigmoid_slope(x):
    # The same on both sides of 0, so that 1 - sigmoid(x) loses no digits for large x.
    decay = np.exp(-np.abs(finite_array(x, "x")))
    return decay / (1 + decay) ** 2


def _tanh_slope(x):
    # tanh(x) = 2 sigmoid(2 x) - 1; the exponential of -2 |x| cannot overflow, 2 x might.
    decay = np.exp(-np.abs(finite_array(x, "x"))) ** 2
    return 4 * decay / (1 + decay) ** 2


def _relu_slope(x):
    return _leaky_relu_slope(x, 0.0)


def _leaky_relu_slope(x, negative_slope=0.2):
    x = finite_array(x, "x")
    return np.where(x > 0, 1, negative_slope).astype(x.dtype)[()]


def _step_slope(x):
    return np.zeros_like(finite_array(x, "x"))[()]


_ENTRIES = (
    Activation("linear", _linear, _linear_slope, "x", (-np.inf, np.inf)),
    Activation("step", step, _step_slope, r"1\ \mathrm{if}\ x \geq 0,\ \mathrm{else}\ 0", (0.0, 1.0)),
    Activation("sigmoid", sigmoid, _sigmoid_slope, r"\frac{1}{1 + e^{-x}}", (0.0, 1.0)),
    Activation("tanh", tanh, _tanh_slope, r"\frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}", (-1.0, 1.0)),
    Activation("relu", relu, _relu_slope, r"\max(0, x)", (0.0, np.inf)),
    Activation("leaky_relu", leaky_relu, _leaky_relu_slope, r"\max(0.2\,x, x)", (-np.inf, np.inf)),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({entry.name: entry for entry in _ENTRIES})
"""The functions of one number by name: linear, step, sigmoid, tanh, relu and leaky_relu.

Each has its ``name``, the functions ``value`` and ``slope`` of arrays, its ``formula`` in LaTeX, and in
``range`` the bounds of its values; ``help`` of an entry tells more.

:func:`softmax` is not among them: each of its values depends on all inputs.
"""
