"""Multiply-adds of the operations of ``keras.ops`` that multiply."""

import math

from cnn_docs.inspection.table.equations import expanded
from cnn_docs.inspection.table.kinds import count, operand_shapes
from cnn_docs.inspection.table.multiply_adds import equation


def _times(*factors):
    return None if None in factors else math.prod(factors)


def matmul(call):
    """Count one product for each value of the result and each place along the axis that is summed."""
    shapes = operand_shapes(call)
    if len(shapes) != 2:
        return None
    return _times(count(call.outputs[0][1:]), shapes[0][-1])


def einsum(call):
    """Count one product for each combination of the letters; of three factors and more nothing is known."""
    shapes = operand_shapes(call)
    return equation(expanded(call.layer.subscripts, shapes), shapes) if len(shapes) == 2 else None


def tensordot(call):
    """Count one product for each value of the result and each place along the axes that are summed."""
    axes, shapes = call.layer.axes, operand_shapes(call)
    if len(shapes) != 2:
        return None
    first = range(-axes, 0) if isinstance(axes, int) else axes[0]
    summed = [shapes[0][axis] for axis in ([first] if isinstance(first, int) else first)]
    return _times(count(call.outputs[0][1:]), *summed)


def elementwise_product(call):
    """Count nothing, unless both factors are spread, as where a product with weights is written out."""
    sizes = [count(shape[1:] if shape and shape[0] is None else shape) for shape in operand_shapes(call)]
    result = count(call.outputs[0][1:])
    if len(sizes) < 2:
        return 0
    return 0 if result is None or None in sizes or result in sizes else None


def convolution(call):
    """Count the kernel once at each position of the output."""
    return _at_each(call, call.outputs[0])


def transposed_convolution(call):
    """Count the kernel once at each position of the input."""
    return _at_each(call, call.inputs[0])


def _at_each(call, shape):
    kernel = call.argument("kernel")
    if kernel is None:
        return None
    first = call.layer.data_format == "channels_first"
    sizes = kernel if isinstance(kernel, tuple) else kernel.shape
    return _times(count(shape[2:] if first else shape[1:-1]), *sizes)


def softmax_attention(call):
    """Count the scores of each query with each key, and the weighted sums, of each head."""
    if len(call.inputs) < 3:
        return None
    (_, queries, heads, width), (_, keys, *_), (*_, values) = call.inputs[:3]
    return None if None in (queries, keys) else queries * keys * heads * (width + values)
