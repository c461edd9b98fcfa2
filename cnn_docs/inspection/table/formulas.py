"""Parameters of each kind of layer as a formula with its numbers in.

A formula is believed only where its value is what the layer holds; any other layer gets the plain sum
of its weights' shapes, which is always right.
"""

from cnn_docs.inspection.table.expression import Expression, product, total
from cnn_docs.inspection.table.kinds import handler, projections


def parameter_formula(layer):
    """Return the parameters of a layer, an :class:`Expression`.

    Parameters
    ----------
    layer : keras.layers.Layer
        A layer that has its weights.

    Returns
    -------
    Expression
        Equal to ``layer.count_params()``; its ``text`` is the formula, such as ``(3*3*3 + 1)*16``.
    """
    plain = sum_of_shapes(layer.weights)
    known = handler(_FORMULAS, layer)
    formula = known(layer) if known and plain else plain
    return formula if formula == plain else plain


def sum_of_shapes(weights):
    """Return the plain count of weights, an :class:`Expression` such as ``3*3*8 + 8`` or ``4*16``."""
    shapes = [tuple(weight.shape) for weight in weights]
    if len(shapes) > 1 and len(set(shapes)) == 1:
        return Expression(len(shapes)) * product(shapes[0])
    return total([product(shape) for shape in shapes])


def _conv(layer):
    *window, channels, filters = layer.kernel.shape
    return _with_bias(product((*window, channels)), layer.bias) * filters


def _conv_transpose(layer):
    *window, filters, channels = layer.kernel.shape
    return _with_bias(product((*window, channels)), layer.bias) * filters


def _depthwise(layer):
    *window, channels, multiplier = layer.kernel.shape
    per_map = _with_bias(product(window), layer.bias) * channels
    return per_map * multiplier if multiplier > 1 else per_map


def _separable(layer):
    channels, filters = layer.pointwise_kernel.shape[-2:]
    pointwise = _with_bias(Expression(channels), layer.bias) * filters
    *window, inputs, multiplier = layer.depthwise_kernel.shape
    depthwise = product((*window, inputs))
    return (depthwise * multiplier if multiplier > 1 else depthwise) + pointwise


def _dense(layer):
    inputs, units = layer.kernel.shape
    return _with_bias(Expression(inputs), layer.bias) * units


def _recurrent(layer):
    """Gates have equal kernels: four in an LSTM, three in a GRU, one in a simple recurrent layer."""
    cell = layer.cell
    inputs, gated = cell.kernel.shape
    units = cell.recurrent_kernel.shape[0]
    sizes = Expression(inputs) + units
    if cell.bias is not None:
        sizes = sizes + (2 if len(cell.bias.shape) == 2 else 1)
    return _gates(gated // units, sizes) * units


def _conv_lstm(layer):
    cell = layer.cell
    *window, channels, gated = cell.kernel.shape
    *recurrent_window, filters, _ = cell.recurrent_kernel.shape
    sizes = product((*window, channels)) + product((*recurrent_window, filters))
    return _gates(gated // filters, _with_bias(sizes, cell.bias)) * filters


def _bidirectional(layer):
    forward, backward = (parameter_formula(side) for side in (layer.forward_layer, layer.backward_layer))
    return Expression(2) * forward if forward.text == backward.text else forward + backward


def _wrapped(layer):
    return parameter_formula(layer.layer)


def _attention(layer):
    """Projections of query, key and value, of the gate where there is one, then of the joined heads."""
    return total([_projection(part) for part in projections(layer) if part is not None])


def _projection(dense):
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


_FORMULAS = {
    "BaseConv": _conv,
    "BaseConvTranspose": _conv_transpose,
    "BaseDepthwiseConv": _depthwise,
    "BaseSeparableConv": _separable,
    "Dense": _dense,
    "EinsumDense": _projection,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "SimpleRNN": _recurrent,
    "ConvLSTM": _conv_lstm,
    "Bidirectional": _bidirectional,
    "Wrapper": _wrapped,
    "MultiHeadAttention": _attention,
    "GroupedQueryAttention": _attention,
}
