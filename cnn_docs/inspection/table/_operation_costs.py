"""Multiply-adds of the operations of ``keras.ops`` that multiply."""

import math

from cnn_docs.inspection.table._equations import expanded
from cnn_docs.inspection.table._kinds import count, operand_shapes, operands
from cnn_docs.inspection.table._multiply_adds import equation


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
    """Count nothing, unless a product is written out that is to be added up afterwards."""
    factors = [
        (tuple(value if isinstance(value, tuple) else value.shape), isinstance(value, tuple))
        for value in operands(call)
    ]
    return None if is_written_out(factors, call.outputs[0]) else 0


def is_written_out(factors, shape):
    """Tell whether tensors are multiplied value by value as in a product with weights that is written out.

    There the inputs are spread over constants, or all factors over each other; a gate or a scale is spread
    over the inputs.

    Parameters
    ----------
    factors : list of (tuple, bool)
        Shape of each, and whether it depends on an input of the model.
    shape : tuple
        That of the result.

    Examples
    --------
    >>> is_written_out([((None, 6, 1), True), ((1, 6, 5), False)], (None, 6, 5))
    True
    >>> is_written_out([((None, 8, 8, 4), True), ((None, 1, 1, 4), True)], (None, 8, 8, 4))
    False
    """
    sizes = [(count(side[1:] if side and side[0] is None else side), given) for side, given in factors]
    result = count(shape[1:])
    if len(sizes) < 2 or result is None or None in [size for size, _ in sizes]:
        return False
    return (result, True) not in sizes and any(given for _, given in sizes)


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
