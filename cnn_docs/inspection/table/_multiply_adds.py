"""Multiply-adds of each kind of layer on one image.

Counted are products of inputs with weights, and matrix products of inputs with each other, as in
attention. Biases, activations, normalisation, pooling and additions are not. A function here takes a
:class:`LayerCall` and returns a number, or None where it is not known; the table of kinds says which layer
has which.
"""

import math

from cnn_docs.inspection._batch_axis import keeps_batch_axis
from cnn_docs.inspection._recorder import is_container
from cnn_docs.inspection.table._equations import expanded
from cnn_docs.inspection.table._graph import NotPlainError, read_graph
from cnn_docs.inspection.table._kinds import LayerCall, count, kind_of, projections, spatial


def multiply_adds(call):
    """Return the multiply-adds of one call of a layer, or of another operation, on one entry of the batch.

    Parameters
    ----------
    call : LayerCall
        The layer, and the shapes of what it takes and returns.

    Returns
    -------
    int or None
        None where an axis is open, or where it is not known what the code of the layer multiplies, or how
        often it is called, as in a loop, from which no tensor comes out.
    """
    known = kind_of(call.layer)
    if known is None or (known.cost is not none and not (call.inputs and call.outputs)):
        return None
    return known.cost(call)


def _times(*factors):
    """Return the product, None if a factor is."""
    return None if None in factors else math.prod(factors)


def _sum(*summands):
    return None if None in summands else sum(summands)


def _size(weight):
    return math.prod(weight.shape)


def none(_call):
    """Nothing is multiplied that counts."""
    return 0


def convolution(call):
    """Count the kernel once at each position of the output."""
    return _times(count(spatial(call.outputs[0], call.layer)), _size(call.layer.kernel))


def transposed_convolution(call):
    """Count the kernel once at each position of the input."""
    return _times(count(spatial(call.inputs[0], call.layer)), _size(call.layer.kernel))


def separable(call):
    """Count both kernels at each position of the output."""
    return _times(
        count(spatial(call.outputs[0], call.layer)),
        _size(call.layer.depthwise_kernel) + _size(call.layer.pointwise_kernel),
    )


def dense(call):
    """Count the kernel once for each vector along the last axis."""
    kernels = _size(call.layer.kernel) + sum(map(_size, _low_rank(call.layer, "kernel")))
    return _times(count(call.inputs[0][1:-1]), kernels)


def _low_rank(layer, of):
    """Return the two factors that LoRA adds to a weight, where a quantised layer multiplies with each.

    Any other layer adds their product to the weight, whatever the images.
    """
    apart = getattr(layer, "quantization_mode", None) and getattr(layer, "lora_enabled", False)
    return [getattr(layer, f"lora_{of}_{factor}") for factor in "ab"] if apart else []


def einsum_dense(call):
    """Count one product for each combination of the letters that are not summed before."""
    layer, given = call.layer, call.inputs[0]
    kernels = [layer.kernel, *_low_rank(layer, "kernel")[:1]]
    shapes = [[given, tuple(kernel.shape)] for kernel in kernels]
    products = [equation(expanded(layer.equation, pair), pair) for pair in shapes]
    behind = [_times(count(call.outputs[0][1:]), one.shape[0]) for one in _low_rank(layer, "kernel")[1:]]
    return _sum(*products, *behind)


def equation(text, shapes):
    """Return the products of an equation, for one entry of the batch axis, which the first letter is.

    A letter that a single factor has, and not the result, is summed before the products.
    """
    if text is None:
        return None
    left, result = text.split("->")
    terms = left.split(",")
    sizes = {}
    for term, shape in zip(terms, shapes, strict=True):
        sizes |= {name: size for name, size in zip(term, shape, strict=True) if sizes.get(name, 1) == 1}
    kept = [name for name in sizes if name in result or sum(name in term for term in terms) > 1]
    return _times(*(sizes[name] for name in kept if name != result[:1]))


def attention(call):
    """Count projections, the scores of each query with each key, and the weighted sums of the values."""
    query_shape, value_shape, key_shape = _attended(call)
    query, key, value, gate, output = (part and part.kernel for part in projections(call.layer))
    of_queries = [kernel for kernel in (query, gate, output) if kernel is not None]
    heads, key_size, value_size = *query.shape[1:], value.shape[-1]
    queries = count(query_shape[1:-1])
    return _sum(
        _times(queries, sum(map(_size, of_queries))),
        _times(count(key_shape[1:-1]), _size(key)),
        _times(count(value_shape[1:-1]), _size(value)),
        _times(queries, _looked_at(call.layer, key_shape), heads * (key_size + value_size)),
    )


def _attended(call):
    """Return the shapes of query, value and key, whatever their order in the call."""
    query, value, key = (call.argument(name) for name in ("query", "value", "key"))
    return query, value, value if key is None else key


def _looked_at(layer, shape):
    """Return how many keys each query is multiplied with."""
    axes = getattr(layer, "_attention_axes", None)
    return count(shape[1:-1] if axes is None else [shape[axis] for axis in axes])


def plain_attention(call):
    """Count scores of each query with each key, weighted sums of the values; further axes are a batch."""
    return _scores(call, call.inputs[0][-1] if call.layer.score_mode == "dot" else 0)


def additive_attention(call):
    """Count products with the scale in the scores, weighted sums of the values."""
    return _scores(call, call.inputs[0][-1] if call.layer.use_scale else 0)


def _scores(call, width):
    if min(len(shape) for shape in call.inputs[:2]) < 3:
        return None
    *further, queries, _ = call.inputs[0][1:]
    *_, keys, values = call.inputs[1]
    return _times(*further, queries, keys, _sum(width, values))


def recurrent(call):
    """Count the kernels of the cell at each step."""
    return _times(call.inputs[0][1], _cell(call.layer.cell))


def cell(call):
    """Count the kernels of a cell for one step."""
    return _cell(call.layer)


def _cell(layer):
    """Return the products of one step, None for a cell of unknown code."""
    if hasattr(layer, "cells"):
        return _sum(*map(_cell, layer.cells))
    known = kind_of(layer)
    if known is None or known.cost is not cell:
        return None
    return _size(layer.kernel) + _size(layer.recurrent_kernel)


def conv_recurrent(call):
    """Count the kernels at each position of the maps and at each step."""
    cell_ = call.layer.cell
    maps = call.outputs[0][2:] if call.layer.return_sequences else call.outputs[0][1:]
    first = getattr(call.layer, "data_format", cell_.data_format) == "channels_first"
    positions = count(maps[1:] if first else maps[:-1])
    return _times(call.inputs[0][1], positions, _size(cell_.kernel) + _size(cell_.recurrent_kernel))


def bidirectional(call):
    """Count both directions."""
    inside = [call._replace(layer=side) for side in (call.layer.forward_layer, call.layer.backward_layer)]
    return _sum(*(_inner(one) for one in inside))


def time_distributed(call):
    """Count the layer inside at each step."""
    inputs, outputs = ([(shape[0], *shape[2:]) for shape in shapes] for shapes in (call.inputs, call.outputs))
    return _times(call.inputs[0][1], _inner(LayerCall(call.layer.layer, inputs, outputs)))


def wrapped(call):
    """Count the layer inside."""
    return _inner(call._replace(layer=call.layer.layer))


def _inner(call):
    if is_container(call.layer):
        return _of_model(call)
    known = kind_of(call.layer)
    return None if known is None else known.cost(call)


def _of_model(call):
    """Count the layers of a model inside a wrapper, where Keras keeps its graph for these shapes."""
    model = call.layer
    if not keeps_batch_axis(model) or [tensor.shape for tensor in model.inputs] != call.inputs:
        return None
    try:
        steps = read_graph(model, dict)
    except NotPlainError:
        return None
    return _sum(*(multiply_adds(step.call) for step in steps if step.call))


def embedding(call):
    """Count a product with all vectors where the layer is used in reverse; a look-up multiplies nothing."""
    given, returned = call.inputs[0], call.outputs[0]
    if len(returned) > len(given):
        return _times(count(given[1:]), sum(map(_size, _low_rank(call.layer, "embeddings")[1:])))
    return _times(count(given[1:]), returned[-1]) if not _low_rank(call.layer, "embeddings") else None


def dot(call):
    """Count one product for each value of the result and each place along the axis that is summed."""
    axes = call.layer.axes
    return _times(count(call.outputs[0][1:]), call.inputs[0][axes if isinstance(axes, int) else axes[0]])


def pipeline(call):
    """Count nothing, where no layer in a row multiplies."""
    inside = [kind_of(layer) for layer in call.layer.layers]
    return 0 if all(known is not None and known.cost is none for known in inside) else None
