"""Multiply-adds of each kind of layer on one image.

Counted are products of inputs with weights and, in attention, of inputs with each other. Biases,
activations, normalisation, pooling and additions are not.
"""

import math

from cnn_docs.inspection.table.kinds import LayerCall, channels_first, count, handler, projections, spatial


def multiply_adds(call):
    """Return the multiply-adds of one call of a layer, on one image.

    Parameters
    ----------
    call : LayerCall
        The layer, and the shapes of what it takes and returns.

    Returns
    -------
    int or None
        None where an axis is open, or where the layer is not known and has weights to multiply with.
    """
    known = handler(_COSTS, call.layer)
    if known is not None:
        return known(call)
    weights = getattr(call.layer, "weights", ())
    return None if any(len(weight.shape) > 1 for weight in weights) else 0


def _times(*factors):
    """Return the product, None if a factor is."""
    return None if None in factors else math.prod(factors)


def _sum(*summands):
    return None if None in summands else sum(summands)


def _size(weight):
    return math.prod(weight.shape)


def _at_each_output(call):
    return _times(count(spatial(call.outputs[0], call.layer)), _size(call.layer.kernel))


def _at_each_input(call):
    return _times(count(spatial(call.inputs[0], call.layer)), _size(call.layer.kernel))


def _separable(call):
    return _times(
        count(spatial(call.outputs[0], call.layer)),
        _size(call.layer.depthwise_kernel) + _size(call.layer.pointwise_kernel),
    )


def _dense(call):
    return _times(count(call.inputs[0][1:-1]), _size(call.layer.kernel))


def _einsum(call):
    """Each value of the output is a sum over the axes of the kernel that the output does not have."""
    left, result = call.layer.equation.replace(" ", "").split("->")
    kernel_axes = left.split(",")[1]
    summed = [
        size for axis, size in zip(kernel_axes, call.layer.kernel.shape, strict=True) if axis not in result
    ]
    return _times(count(call.outputs[0][1:]), math.prod(summed))


def _attention(call):
    """Projections, the scores of each query with each key, and the weighted sums of the values."""
    queries, keys = (
        count(shape[1:-1]) for shape in (call.inputs[0], call.inputs[min(1, len(call.inputs) - 1)])
    )
    query, key, value, gate, output = (part and part.kernel for part in projections(call.layer))
    of_queries = [kernel for kernel in (query, gate, output) if kernel is not None]
    heads, key_size, value_size = *query.shape[1:], value.shape[-1]
    return _sum(
        _times(queries, sum(map(_size, of_queries))),
        _times(keys, _size(key) + _size(value)),
        _times(queries, keys, heads * (key_size + value_size)),
    )


def _plain_attention(call):
    """Scores of each query with each value, weighted sums of the values; further axes count as a batch."""
    if min(len(shape) for shape in call.inputs[:2]) < 3:
        return None
    *further, queries, width = call.inputs[0][1:]
    *_, keys, values = call.inputs[1]
    return _times(*further, queries, keys, _sum(width, values))


def _recurrent(call):
    return _times(call.inputs[0][1], _size(call.layer.cell.kernel) + _size(call.layer.cell.recurrent_kernel))


def _conv_lstm(call):
    maps = call.outputs[0][2:] if call.layer.return_sequences else call.outputs[0][1:]
    positions = count(maps[1:] if channels_first(call.layer) else maps[:-1])
    return _times(positions, _recurrent(call))


def _bidirectional(call):
    sides = call.layer.forward_layer, call.layer.backward_layer
    return _sum(*(multiply_adds(call._replace(layer=side)) for side in sides))


def _time_distributed(call):
    inputs, outputs = ([(shape[0], *shape[2:]) for shape in shapes] for shapes in call[1:])
    return _times(call.inputs[0][1], multiply_adds(LayerCall(call.layer.layer, inputs, outputs)))


def _wrapped(call):
    return multiply_adds(call._replace(layer=call.layer.layer))


def _none(_call):
    return 0


_COSTS = {
    "BaseConv": _at_each_output,
    "BaseDepthwiseConv": _at_each_output,
    "BaseConvTranspose": _at_each_input,
    "BaseSeparableConv": _separable,
    "Dense": _dense,
    "EinsumDense": _einsum,
    "MultiHeadAttention": _attention,
    "GroupedQueryAttention": _attention,
    "Attention": _plain_attention,
    "AdditiveAttention": _plain_attention,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "SimpleRNN": _recurrent,
    "ConvLSTM": _conv_lstm,
    "Bidirectional": _bidirectional,
    "TimeDistributed": _time_distributed,
    "Wrapper": _wrapped,
    "Embedding": _none,
    "PReLU": _none,
    "LayerNormalization": _none,
    "BatchNormalization": _none,
    "Normalization": _none,
}
