"""Receptive fields through each kind of layer.

A tensor's field is a tuple with an :class:`AxisField` for each spatial axis, or one of two texts:
:data:`WHOLE`, where a unit depends on every pixel or has no place in the image any more, and
:data:`UNKNOWN`, where a layer was passed of which it is not known what its outputs depend on.
"""

from cnn_docs.geometry import ReceptiveField, padding_amounts
from cnn_docs.inspection.table.axis_field import AxisField
from cnn_docs.inspection.table.kinds import channels_first, handler, spatial

WHOLE = "whole input"
UNKNOWN = "unknown"


def input_field(shape):
    """Return the field of a model's input: each pixel itself, or the whole for a plain vector."""
    return (AxisField(),) * (len(shape) - 2) or WHOLE


def output_field(call, fields):
    """Return the field of what a layer returns.

    Parameters
    ----------
    call : LayerCall
        The layer, and the shapes of what it takes and returns.
    fields : list
        The field of each of its inputs.
    """
    if not fields:
        return UNKNOWN
    transfer = handler(TRANSFERS, call.layer)
    if transfer is _embedding:
        return _embedding(call, fields[0])
    field = join(fields)
    if isinstance(field, str):
        return WHOLE if transfer is _whole else field
    return UNKNOWN if transfer is None else transfer(call, field)


def join(fields):
    """Return the field of a value that depends on several: the union of theirs, axis by axis."""
    fields = list(dict.fromkeys(fields))
    if len(fields) == 1:
        return fields[0]
    if WHOLE in fields or UNKNOWN in fields:
        return WHOLE if WHOLE in fields else UNKNOWN
    first, *others = fields
    for other in others:
        if len(first) != len(other):
            return UNKNOWN
        first = tuple(a.joined(b) for a, b in zip(first, other, strict=True))
        if None in first:
            return UNKNOWN
    return first


def receptive_field(field):
    """Return a field as the table shows it: a :class:`ReceptiveField` or a text."""
    if isinstance(field, str):
        return field
    return ReceptiveField(*zip(*(axis.bounds() for axis in field), strict=True))


def _window(call, field):
    """Follow a convolution."""
    layer = call.layer
    return _slide(call, field, layer.kernel_size, layer.strides, layer.dilation_rate)


def _pool(call, field):
    return _slide(call, field, call.layer.pool_size, call.layer.strides, (1,) * len(field))


def _slide(call, field, kernel_size, strides, dilation):
    sizes = spatial(call.inputs[0], call.layer)
    axes = zip(field, sizes, kernel_size, strides, dilation, strict=True)
    padding = call.layer.padding
    return tuple(
        axis.windowed(d * (kernel - 1) + 1, stride, _before(size, kernel, stride, d, padding))
        for axis, size, kernel, stride, d in axes
    )


def _before(size, kernel, stride, dilation, padding):
    """Pixels of padding before the input; an open size is taken for a multiple of the stride."""
    if padding == "causal":
        return dilation * (kernel - 1)
    if padding == "valid":
        return 0
    if size is None:
        size = stride * (dilation * (kernel - 1) + 1)
    return padding_amounts(size, kernel, stride=stride, padding=padding, dilation=dilation)[0]


def _transposed(call, field):
    """Follow the gradient of the convolution that leads from the output's size to the input's."""
    layer = call.layer
    sizes = spatial(call.outputs[0], layer)
    axes = zip(field, sizes, layer.kernel_size, layer.strides, layer.dilation_rate, strict=True)
    return tuple(
        axis.scattered(kernel, stride, _before(size, kernel, stride, dilation, layer.padding), dilation)
        for axis, size, kernel, stride, dilation in axes
    )


def _pad(call, field):
    return _shift(field, call.layer.padding, 1)


def _crop(call, field):
    return _shift(field, call.layer.cropping, -1)


def _shift(field, amounts, sign):
    """Move along each axis by what was added (or, with sign -1, cut off) before it."""
    pairs = [amounts] if len(field) == 1 else amounts
    return tuple(axis.windowed(1, 1, sign * before) for axis, (before, _) in zip(field, pairs, strict=True))


def _upsample(call, field):
    """Follow nearest-neighbour or bilinear upsampling; other kinds of interpolation are not followed."""
    kind = getattr(call.layer, "interpolation", "nearest")
    if kind not in ("nearest", "bilinear"):
        return UNKNOWN
    size = call.layer.size
    factors = (size,) * len(field) if isinstance(size, int) else tuple(size)
    return tuple(
        axis.repeated(factor, interpolated=kind == "bilinear")
        for axis, factor in zip(field, factors, strict=True)
    )


def _merge(call, field):
    """Follow what combines tensors value by value; one that is spread over the others is not local."""
    shapes = {spatial(shape, call.layer) for shape in call.inputs}
    return field if len(shapes) == 1 else UNKNOWN


def _concatenate(call, field):
    rank = len(call.outputs[0])
    return _merge(call, field) if call.layer.axis % rank == _channel_axis(call) else UNKNOWN


def _normalise(call, field):
    """Tell normalisation over the channels, which is local, from that over the image, which is not."""
    axis = getattr(call.layer, "axis", -1)
    axes = axis if isinstance(axis, list | tuple) else [axis]
    rank = len(call.outputs[0])
    return field if {a % rank for a in axes} == {_channel_axis(call)} else WHOLE


def _channel_axis(call):
    return 1 if channels_first(call.layer) else len(call.outputs[0]) - 1


def _reshape(call, field):
    same = call.inputs[0][1:-1] == call.outputs[0][1:-1] and None not in call.inputs[0][1:-1]
    return field if same else WHOLE


def _reduce(call, field):
    """Follow a mean or a sum: over the channels it is local, over the image it is not."""
    same = spatial(call.inputs[0]) == spatial(call.outputs[0])
    return field if same and len(call.inputs[0]) == len(call.outputs[0]) else WHOLE


def _einsum(call, field):
    """Follow a product over the last axis that leaves the others in their places."""
    left, result = call.layer.equation.replace(" ", "").split("->")
    axes = left.split(",")[0]
    return field if axes[:-1] == result[:-1] and len(axes) == len(result) else UNKNOWN


def _wrapped(call, field):
    return output_field(call._replace(layer=call.layer.layer), [field])


def _embedding(call, field):
    return (AxisField(),) * (len(call.inputs[0]) - 1) if field == WHOLE else field


def _same(_call, field):
    return field


def _whole(_call, _field):
    return WHOLE


_LOCAL = """
    Activation ReLU LeakyReLU PReLU ELU BatchNormalization Normalization Rescaling Masking
    BaseDropout Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout
    GaussianNoise ActivityRegularization Identity Dense LayerScale StochasticDepth
    RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness
    Relu Relu6 Sigmoid Silu Swish Gelu HardSigmoid HardSwish HardSilu Softplus Softsign Tanh Elu Selu
    LeakyRelu Negative Absolute Square Sqrt Exp Log Clip Cast Power Rsqrt
"""
_MERGING = "Merge CustomScaleLayer Add Subtract Multiply TrueDivide Divide Maximum Minimum"
_GLOBAL = """
    BaseGlobalPooling Flatten RNN Bidirectional MultiHeadAttention GroupedQueryAttention Attention
    AdditiveAttention GroupNormalization Matmul
"""
TRANSFERS = {
    "BaseConv": _window,
    "BaseDepthwiseConv": _window,
    "BaseSeparableConv": _window,
    "BaseConvTranspose": _transposed,
    "BasePooling": _pool,
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"), _pad),
    **dict.fromkeys(("Cropping1D", "Cropping2D", "Cropping3D"), _crop),
    **dict.fromkeys(("UpSampling1D", "UpSampling2D", "UpSampling3D"), _upsample),
    **dict.fromkeys(_LOCAL.split(), _same),
    **dict.fromkeys(_MERGING.split(), _merge),
    **dict.fromkeys(_GLOBAL.split(), _whole),
    **dict.fromkeys(("Mean", "Sum", "Max", "Min"), _reduce),
    **dict.fromkeys(("LayerNormalization", "UnitNormalization", "RMSNormalization", "Softmax"), _normalise),
    "Concatenate": _concatenate,
    "Dot": _whole,
    "EinsumDense": _einsum,
    "Reshape": _reshape,
    "SpectralNormalization": _wrapped,
    "Embedding": _embedding,
}
