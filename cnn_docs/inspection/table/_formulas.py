"""Parameters of each kind of layer as a formula with its numbers in.

A formula is believed only where its value is what the layer holds; any other layer gets the plain sum
of its weights' shapes, which is always right.
"""

import math
from functools import lru_cache

from cnn_docs.inspection.table._expression import Expression, product, total
from cnn_docs.inspection.table._kinds import LAYERS, entry, projections


def parameter_formula(layer, weights=None):
    """Return the parameters of a layer, an :class:`Expression`.

    Parameters
    ----------
    layer : keras.layers.Layer
        A layer that has its weights.
    weights : list of keras.Variable, optional
        Its weights, where they are at hand: Keras collects them anew each time.

    Returns
    -------
    Expression
        Equal to ``layer.count_params()``; its ``text`` is the formula, such as ``(3*3*3 + 1)*16``.
    """
    known, weights = _nearest(type(layer)), layer.weights if weights is None else weights
    if known and known.formula and weights:
        formula = known.formula(layer)
        if formula == sum(math.prod(weight.shape) for weight in weights):
            return formula
    return sum_of_shapes(weights)


@lru_cache(maxsize=256)
def _nearest(kind):
    return entry(LAYERS, kind)


def sum_of_shapes(weights):
    """Return the plain count of weights, an :class:`Expression` such as ``3*3*8 + 8`` or ``4*16``."""
    shapes = [tuple(weight.shape) for weight in weights]
    if len(shapes) > 1 and len(set(shapes)) == 1:
        return Expression(len(shapes)) * product(shapes[0])
    return total([product(shape) for shape in shapes])


def conv(layer):
    """Return the parameters of a convolution."""
    *window, channels, filters = layer.kernel.shape
    return _with_bias(product((*window, channels)), layer.bias) * filters


def conv_transpose(layer):
    """Return the parameters of a transposed convolution."""
    *window, filters, channels = layer.kernel.shape
    return _with_bias(product((*window, channels)), layer.bias) * filters


def depthwise(layer):
    """Return the parameters of a convolution of each channel by itself."""
    *window, channels, multiplier = layer.kernel.shape
    per_map = _with_bias(product(window), layer.bias) * channels
    return per_map * multiplier if multiplier > 1 else per_map


def separable(layer):
    """Return the parameters of a depthwise convolution with a pointwise one behind it."""
    channels, filters = layer.pointwise_kernel.shape[-2:]
    pointwise = _with_bias(Expression(channels), layer.bias) * filters
    *window, inputs, multiplier = layer.depthwise_kernel.shape
    depthwise = product((*window, inputs))
    return (depthwise * multiplier if multiplier > 1 else depthwise) + pointwise


def dense(layer):
    """Return the parameters of a dense layer."""
    inputs, units = layer.kernel.shape
    return _with_bias(Expression(inputs), layer.bias) * units


def recurrent(layer):
    """Gates have equal kernels: four in an LSTM, three in a GRU, one in a simple recurrent layer."""
    cell = layer.cell
    inputs, gated = cell.kernel.shape
    units = cell.recurrent_kernel.shape[0]
    sizes = Expression(inputs) + units
    if cell.bias is not None:
        sizes = sizes + (2 if len(cell.bias.shape) == 2 else 1)
    return _gates(gated // units, sizes) * units


def conv_lstm(layer):
    """Return the parameters of an LSTM made of convolutions."""
    cell = layer.cell
    *window, channels, gated = cell.kernel.shape
    *recurrent_window, filters, _ = cell.recurrent_kernel.shape
    sizes = product((*window, channels)) + product((*recurrent_window, filters))
    return _gates(gated // filters, _with_bias(sizes, cell.bias)) * filters


def bidirectional(layer):
    """Return the parameters of both directions."""
    forward, backward = (parameter_formula(side) for side in (layer.forward_layer, layer.backward_layer))
    return Expression(2) * forward if forward.text == backward.text else forward + backward


def wrapped(layer):
    """Return the parameters of the layer inside."""
    return parameter_formula(layer.layer)


def attention(layer):
    """Projections of query, key and value, of the gate where there is one, then of the joined heads."""
    return total([projection(part) for part in projections(layer) if part is not None])


def projection(dense):
    """Weights and biases of an attention projection, each bias with the products it is added to."""
    shape, bias = dense.kernel.shape, () if dense.bias is None else dense.bias.shape
    inputs, outputs = shape[: len(shape) - len(bias)], shape[len(shape) - len(bias) :]
    if not bias:
        return product(shape)
    return _with_bias(product(inputs), dense.bias) * product(outputs)


def _with_bias(products, bias):
    return products if bias is None else products + 1


def _gates(count, sizes):
    return Expression(count) * sizes if count > 1 else sizes
