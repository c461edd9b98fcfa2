"""Receptive fields through the operations of a backend that a model's own code leaves in a trace.

Their names are in small letters: those of TensorFlow, of JAX and of PyTorch. Which axes they work along is
told from their parameters, where the backend tells them, or from the shapes; where these leave a doubt, the
answer is that the places are not known.
"""

from itertools import combinations, permutations

from cnn_docs.inspection.table._equations import expanded, of_matmul
from cnn_docs.inspection.table._joined_fields import concatenated, everything, joined, product
from cnn_docs.inspection.table._kinds import LayerCall
from cnn_docs.inspection.table._operation_fields import depth_to_space, indexed, reduced, space_to_depth
from cnn_docs.inspection.table._tensor_field import Part
from cnn_docs.inspection.table._window_fields import before_input, interpolated

_LOCAL = """
    abs add addn addv2 biasadd cast checknumerics clipbyvalue cos div divnonan elu equal erf exp
    fusedbatchnormv3 greater greaterequal identity identityn leakyrelu less lessequal log log1p logicaland
    logicalnot logicalor maximum minimum mul neg notequal oneslike pow preventgradient realdiv relu relu6
    rsqrt selu selectv2 sigmoid sign sin softplus softsign sqrt square squareddifference stopgradient sub
    tanh zeroslike
    add_any and ceil clamp convert_element_type copy copy_p eq expm1 floor ge gt integer_pow is_finite
    le logistic lt ne not or select_n stop_gradient
    alias clone detach empty_like gelu hardtanh lift_fresh ones_like silu to_copy _to_copy where zeros_like
"""
_REDUCING = "mean max min sum prod all any reduce_sum reduce_max reduce_min reduce_and reduce_or amax amin"
_RESHAPING = "reshape squeeze expanddims view unsqueeze broadcast_in_dim _unsafe_view"

_OF_SHAPES = "shape shapen size rank"

_PRODUCTS = """
    matmul batchmatmul batchmatmulv2 batchmatmulv3 einsum conv2d conv3d depthwiseconv2dnative conv
    conv2dbackpropinput conv3dbackpropinputv2 dot_general conv_general_dilated mm bmm addmm baddbmm mv dot
    convolution partitionedcall statefulpartitionedcall xlacallmodule while statelesswhile scan if statelessif
    case statelesscase cond pure_callback io_callback pyfunc pyfuncstateless eagerpyfunc
    depthwiseconv2dnativebackpropinput sparsetensordensematmul sparsematmul ragged_dot addmv addbmm linear
    transposed_matmul transposed_batchmatmul transposed_batchmatmulv2 transposed_batchmatmulv3 _convolution
    mkldnn_convolution mkldnn_rnn_layer lstm gru rnn_tanh scaled_dot_product_attention
    _scaled_dot_product_attention_math _scaled_dot_product_flash_attention
    _scaled_dot_product_flash_attention_for_cpu
"""
PRODUCTS = frozenset(_PRODUCTS.split())
"""Operations that multiply tensors, or that run code which is not looked into."""


def traced_field(operation, fields, shapes, shape, parameters=None, equation=None):
    """Return the field of what one operation makes.

    Parameters
    ----------
    operation : str
        Its name in small letters, such as ``"addv2"``.
    fields : list of TensorField or None
        One for each of its inputs, None for what depends on no input of the model.
    shapes : list of tuple
        Those of its inputs.
    shape : tuple
        That of its result.
    parameters : object, optional
        What the backend tells of the operation's parameters.
    equation : str, optional
        That of a product, as ``numpy.einsum`` takes it.
    """
    if operation in _OF_SHAPES.split():
        return everything([], shape)  # sizes are those of the images, whatever is in them
    seen = [field for field in fields if field is not None]
    text = equation and expanded(equation, shapes)
    if text:
        field = product(text, fields, shapes, shape)
    elif parameters is not None and operation in _TOLD and seen == fields[:1]:
        field = _TOLD[operation](seen[0], parameters, shapes[0], shape)
    else:
        follow = _TRACED.get(operation)
        field = follow(seen, fields, shapes, shape) if follow else None
    return field if field is not None and field.fits(shape) else everything(seen, shape)


def _local(seen, _fields, _shapes, shape):
    return joined(seen, shape) if all(len(field.axes) == len(shape) for field in seen) else None


def _concatenated(seen, fields, shapes, shape):
    pairs = zip(fields, shapes, strict=True)
    sizes = [one for field, one in pairs if field is not None or len(one) == len(shape)]
    if any(len(one) != len(shape) for one in sizes):
        return None
    axes = [axis for axis in range(1, len(shape)) if any(one[axis] != shape[axis] for one in sizes)]
    return concatenated(seen, shape, axes[0]) if len(axes) == 1 else None


def _stacked(seen, fields, shapes, shape):
    """Follow tensors on an axis of their own, where the sizes leave one place for it."""
    if any(field is not None and one != shapes[0] for field, one in zip(fields, shapes, strict=True)):
        return None
    axes = [
        axis
        for axis in range(len(shape))
        if shape[axis] == len(shapes) and shape[:axis] + shape[axis + 1 :] == shapes[0]
    ]
    if len(axes) != 1 or axes == [0]:
        return None
    return concatenated([field.inserted(axes[0]) for field in seen], shape, axes[0])


def _reshaped(seen, _fields, _shapes, shape):
    return seen[0].reshaped(shape) if len(seen) == 1 else None


def _reduced(seen, _fields, shapes, shape):
    if len(seen) != 1:
        return None
    before = shapes[0]
    if len(shape) == len(before):
        axes = [axis for axis in range(1, len(shape)) if (before[axis], shape[axis]) != (1, 1)]
        axes = [axis for axis in axes if before[axis] != shape[axis]]
        return reduced(seen[0], axes, keepdims=True)
    removed = len(before) - len(shape)
    ways = [
        axes
        for axes in combinations(range(1, len(before)), removed)
        if tuple(size for axis, size in enumerate(before) if axis and axis not in axes) == shape[1:]
    ]
    return reduced(seen[0], ways[0]) if len(ways) == 1 else None


def _tiled(seen, fields, shapes, shape):
    """Follow copies one behind the other; how many there are of the images changes no place."""
    before = shapes[0]
    if len(seen) != 1 or fields[0] is None or len(before) != len(shape):
        return None
    repeats = [_times(*sides) for sides in zip(before[1:], shape[1:], strict=True)]
    return None if None in repeats else seen[0].tiled([1, *repeats])


def _broadcast(seen, _fields, shapes, shape):
    """Follow what is spread along axes of size 1; a value that is put before others of its rank only."""
    return joined(seen, shape) if len(seen) == 1 and len(shapes[0]) == len(shape) else None


def _cut(seen, _fields, shapes, shape):
    """Follow a part of a tensor, in which axes of one known size are whole; what is cut is lost."""
    places = [place for place, before in enumerate(shapes) if len(before) == len(shape) > 1]
    if len(seen) != 1 or len(places) != 1:
        return None
    field, before = seen[0], shapes[places[0]]
    for axis in range(1, len(shape)):
        if before[axis] is None or before[axis] != shape[axis]:
            field = field.scrambled(axis, shape[axis])
    return field


def _times(before, after):
    """Return how many times one size is in another, None where that is not known."""
    if before == after:
        return 1
    return None if not before or after is None or after % before else after // before


def _transposed(seen, _fields, shapes, shape):
    if len(seen) != 1 or len(shapes[0]) > 6:
        return None
    ways = [
        order
        for order in permutations(range(1, len(shape)))
        if tuple(shapes[0][axis] for axis in order) == shape[1:]
    ]
    return seen[0].permuted((0, *ways[0])) if len(ways) == 1 else None


def _softmax(seen, _fields, _shapes, shape):
    return seen[0].mixed(len(shape) - 1) if len(seen) == 1 and len(shape) > 1 else None


def _matmul(_seen, fields, shapes, shape):
    text = of_matmul(shapes) if len(shapes) == 2 else None
    fits = text is not None and shapes[0][-1] == shapes[1][-2]
    return product(text, fields, shapes, shape) if fits else None


# Operations whose parameters the backend tells


def _told_index(field, key, _before, _shape):
    return indexed(field, key)


def _told_order(field, order, _before, _shape):
    return None if order[0] else field.permuted(order)


def _told_axes(field, axes, before, shape):
    axes = tuple(sorted(axis % len(before) for axis in axes))
    return None if 0 in axes else reduced(field, axes, keepdims=len(shape) == len(before))


_WINDOWS = """
    roll reversev2 rev gather pad padv2 mirrorpad maxpool avgpool maxpool3d avgpool3d reduce_window_max
    reduce_window_sum conv2d conv3d depthwiseconv2dnative conv_general_dilated
"""
_WHOLE = ((1, 1, 0), (1, 1, "same"), (1, 1, "valid"))


def _told_windows(field, windows, _before, shape):
    """Follow a convolution, a pooling, a padding, or what gives values places that are not known."""
    if len(windows.along) != len(shape) or windows.along[0] not in _WHOLE:
        return None
    if windows.channels is not None:
        field.decide_channels(windows.channels)
    for axis, window in enumerate(windows.along):
        if axis and window is None:
            field = field.scrambled(axis, shape[axis])
        elif axis:
            field = _slid(field, axis, window, shape[axis])
    if windows.depth == "each":
        return field
    channels = windows.channels
    field = field.seeing(field.keys(channels), windows.depth)
    return field.with_axis(channels, (Part(shape[channels]),))


def _slid(field, axis, window, size):
    extent, step, before = window
    if isinstance(before, str):
        before = before_input(field.size(axis), extent, step, 1, before)
    return field.moved(axis, size, lambda one: one.windowed(extent, step, before))


def _told_blocks(follow):
    return lambda field, blocks, before, shape: follow(LayerCall(blocks, [before], [shape]), [field])


def _told_interpolation(field, kind, before, shape):
    return interpolated(field, (1, 2), before, shape, bilinear=kind == "bilinear")


_TOLD = {
    **dict.fromkeys(("stridedslice", "slice", "gatherv2"), _told_index),
    "transpose": _told_order,
    **dict.fromkeys(_REDUCING.split(), _told_axes),
    **dict.fromkeys(_WINDOWS.split(), _told_windows),
    "depthtospace": _told_blocks(depth_to_space),
    "spacetodepth": _told_blocks(space_to_depth),
    **dict.fromkeys(("resizebilinear", "resizenearestneighbor"), _told_interpolation),
}
_TRACED = {
    **dict.fromkeys(_LOCAL.split(), _local),
    **dict.fromkeys(_REDUCING.split(), _reduced),
    **dict.fromkeys(_RESHAPING.split(), _reshaped),
    **dict.fromkeys(("softmax", "logsoftmax"), _softmax),
    **dict.fromkeys(("matmul", "batchmatmul", "batchmatmulv2", "mm", "bmm"), _matmul),
    **dict.fromkeys(("concatv2", "concatenate", "cat"), _concatenated),
    **dict.fromkeys(("transpose", "permute"), _transposed),
    **dict.fromkeys(("tile", "repeat"), _tiled),
    "broadcastto": _broadcast,
    "pack": _stacked,
    **dict.fromkeys(("slice", "split", "splitv"), _cut),
}
FOLLOWED = frozenset(_TRACED)
"""Operations whose fields are followed."""
