"""Receptive fields through the operations of TensorFlow that a model's own code leaves in a traced graph."""

from cnn_docs.inspection.table.equations import of_matmul
from cnn_docs.inspection.table.joined_fields import concatenated, everything, joined, product
from cnn_docs.inspection.table.tensor_field import Part

_LOCAL = """
    Abs Add AddN AddV2 BiasAdd Cast CheckNumerics ClipByValue Cos Div DivNoNan Elu Equal Erf Exp Floor
    FusedBatchNormV3 Greater GreaterEqual Identity IdentityN LeakyRelu Less LessEqual Log Log1p LogicalAnd
    LogicalNot LogicalOr Maximum Minimum Mul Neg NotEqual OnesLike Pow PreventGradient RealDiv Relu Relu6
    Rsqrt Selu SelectV2 Sigmoid Sign Sin Softplus Softsign Sqrt Square SquaredDifference StopGradient Sub Tanh
    ZerosLike
"""
_REDUCING = "Mean Max Min Sum Prod All Any ArgMax ArgMin"


def traced_field(kind, fields, shapes, shape, constants):
    """Return the field of the result of one operation.

    Parameters
    ----------
    kind : str
        The operation's type, such as ``"AddV2"``.
    fields : list of TensorField or None
        One for each of its inputs, None for what depends on no input of the model.
    shapes : list of tuple
        Those of its inputs.
    shape : tuple
        That of its result.
    constants : list
        The values of its inputs as arrays, None where they are not constant.
    """
    seen = [field for field in fields if field is not None]
    follow = _TRACED.get(kind)
    field = follow(seen, fields, shapes, shape, constants) if follow else None
    return field if field is not None and field.fits(shape) else everything(seen, shape)


def _local(seen, _fields, _shapes, shape, _constants):
    return joined(seen, shape) if all(len(field.axes) == len(shape) for field in seen) else None


def _concatenated(seen, _fields, _shapes, shape, constants):
    return None if constants[-1] is None else concatenated(seen, shape, int(constants[-1]))


def _reshaped(seen, _fields, _shapes, shape, _constants):
    return seen[0].reshaped(shape) if len(seen) == 1 else None


def _reduced(seen, _fields, _shapes, shape, constants):
    axes = _axes(constants[1], len(seen[0].axes)) if len(constants) > 1 and len(seen) == 1 else None
    if axes is None:
        return None
    field = seen[0].mixed(*axes)
    if len(shape) < len(field.axes):
        return field.dropped(*axes)
    for axis in axes:
        field = field.with_axis(axis, (Part(1),))
    return field


def _axes(value, rank):
    """Return the axes that a constant says, None where it is none or the batch axis is one of them."""
    axes = None if value is None else sorted({int(axis) % rank for axis in value.ravel()})
    return None if axes is None or 0 in axes else axes


def _transposed(seen, _fields, _shapes, _shape, constants):
    order = None if constants[1] is None else [int(axis) for axis in constants[1]]
    return seen[0].permuted(order) if order and order[0] == 0 and len(seen) == 1 else None


def _expanded(seen, _fields, _shapes, shape, constants):
    axis = None if constants[1] is None else int(constants[1]) % len(shape)
    return seen[0].inserted(axis) if axis else None


def _softmax(seen, _fields, _shapes, shape, _constants):
    return seen[0].mixed(len(shape) - 1) if len(seen) == 1 and len(shape) > 1 else None


def _matmul(_seen, fields, shapes, shape, _constants):
    text = of_matmul(shapes)
    fits = text is not None and shapes[0][-1] == shapes[1][-2] and len(fields) == 2
    return product(text, fields, shapes, shape) if fits else None


_TRACED = {
    **dict.fromkeys(_LOCAL.split(), _local),
    **dict.fromkeys(_REDUCING.split(), _reduced),
    **dict.fromkeys(("Reshape", "Squeeze"), _reshaped),
    **dict.fromkeys(("Softmax", "LogSoftmax"), _softmax),
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2"), _matmul),
    "ConcatV2": _concatenated,
    "Transpose": _transposed,
    "ExpandDims": _expanded,
}
