"""Receptive fields through the operations of ``keras.ops`` that a model's graph holds."""

from itertools import pairwise

from cnn_docs.inspection.table._equations import expanded, of_matmul
from cnn_docs.inspection.table._joined_fields import concatenated, everything, joined, product
from cnn_docs.inspection.table._kinds import operand_shapes, operands
from cnn_docs.inspection.table._layer_fields import gathered
from cnn_docs.inspection.table._tensor_field import Part
from cnn_docs.inspection.table._window_fields import before_input


def elementwise(call, fields):
    """Follow what combines values at one place; a tensor with fewer axes is spread over the others'."""
    return joined(fields, call.outputs[0])


def reduce(call, fields):
    """Follow a mean, sum or maximum over some axes."""
    field, layer = fields[0], call.layer
    axes = _axes(layer.axis, len(field.axes))
    if axes is None:
        return None
    if len(field.axes) - len(axes) < 3:  # nothing is left but the batch and the channels
        field = gathered(call, field)
    return reduced(field, axes, keepdims=getattr(layer, "keepdims", False))


def reduced(field, axes, *, keepdims=False):
    """Return the field of what each unit along some axes adds to."""
    field = field.mixed(*axes)
    if not keepdims:
        return field.dropped(*axes)
    for axis in axes:
        field = field.with_axis(axis, (Part(1),))
    return field


def along_axis(call, fields):
    """Follow what looks at all values along some axes and leaves the shape."""
    axes = _axes(call.layer.axis, len(fields[0].axes))
    return None if axes is None or len(fields) > 1 else fields[0].mixed(*axes)


def moved_along_axis(call, fields):
    """Follow what gives values other places along some axes, which are lost there."""
    axes = _axes(call.layer.axis, len(fields[0].axes))
    return None if axes is None else fields[0].forgotten(*axes)


def _axes(axis, rank):
    """Return the axes of an operation; None where the batch axis is one of them."""
    if axis is None:
        return None
    axes = axis if isinstance(axis, list | tuple) else [axis]
    found = tuple(sorted({a % rank for a in axes}))
    return None if 0 in found else found


def reshape(call, fields):
    """Follow the same values in another shape."""
    return fields[0].reshaped(call.outputs[0])


def transpose(call, fields):
    """Follow axes in another order."""
    rank = len(fields[0].axes)
    order = call.layer.axes or tuple(reversed(range(rank)))
    return _permuted(fields[0], [axis % rank for axis in order])


def swap_axes(call, fields):
    """Follow two axes that change places."""
    order = list(range(len(fields[0].axes)))
    first, second = (axis % len(order) for axis in (call.layer.axis1, call.layer.axis2))
    order[first], order[second] = second, first
    return _permuted(fields[0], order)


def move_axis(call, fields):
    """Follow axes that move to other positions."""
    rank = len(fields[0].axes)
    source, destination = (
        [axis % rank for axis in (axes if isinstance(axes, list | tuple) else [axes])]
        for axes in (call.layer.source, call.layer.destination)
    )
    order = [axis for axis in range(rank) if axis not in source]
    for target, axis in sorted(zip(destination, source, strict=True)):
        order.insert(target, axis)
    return _permuted(fields[0], order)


def _permuted(field, order):
    return None if order[0] else field.permuted(order)


def expand(call, fields):
    """Follow axes of size 1 that are put in."""
    axis = call.layer.axis
    rank, field = len(call.outputs[0]), fields[0]
    for position in sorted(a % rank for a in (axis if isinstance(axis, list | tuple) else [axis])):
        if not position:
            return None
        field = field.inserted(position)
    return field


def squeeze(call, fields):
    """Follow axes of size 1 that are taken out."""
    field, axis = fields[0], call.layer.axis
    if axis is None:
        return field.dropped(*(a for a in range(1, len(field.axes)) if field.size(a) == 1))
    axes = _axes(axis, len(field.axes))
    return None if axes is None else field.dropped(*axes)


def repeat(call, fields):
    """Follow values that are repeated one after the other."""
    layer, field = call.layer, fields[0]
    axes = _axes(layer.axis, len(field.axes))
    if axes is None or not isinstance(layer.repeats, int):
        return None
    return field.with_axis(axes[0], (*field.axes[axes[0]], Part(layer.repeats)))


def tile(call, fields):
    """Follow values that are repeated all together, one copy behind the other."""
    repeats = call.layer.repeats
    repeats = list(repeats) if isinstance(repeats, list | tuple) else [repeats]
    field = fields[0]
    repeats = [1] * (len(field.axes) - len(repeats)) + repeats
    if len(repeats) > len(field.axes) or not all(isinstance(times, int) for times in repeats):
        return None
    return None if repeats[0] != 1 else field.tiled(repeats)


def concatenate(call, fields):
    """Follow tensors one behind the other."""
    return concatenated(fields, call.outputs[0], call.layer.axis)


def stack(call, fields):
    """Follow tensors on an axis of their own."""
    axis = call.layer.axis % len(call.outputs[0])
    return concatenated([field.inserted(axis) for field in fields], call.outputs[0], axis) if axis else None


def split(call, fields):
    """Follow parts of a tensor along one axis."""
    axis, begin, results = call.layer.axis % len(fields[0].axes), 0, []
    for shape in call.outputs:
        if not axis or shape[axis] is None:
            return None
        results.append(_part(fields[0], axis, begin, 1, shape[axis]))
        begin += shape[axis]
    return results


def unstack(call, fields):
    """Follow each unit along an axis by itself."""
    axis = call.layer.axis % len(fields[0].axes)
    return [fields[0].dropped(axis) for _ in call.outputs] if axis else None


def take(call, fields):
    """Follow one unit, or some in any order, along an axis."""
    axes = _axes(call.layer.axis, len(fields[0].axes))
    indices = call.argument("indices")
    if hasattr(indices, "tolist"):
        indices = indices.tolist()
    if axes is None or not isinstance(indices, int | list):
        return None
    return indexed(fields[0], (*[slice(None)] * axes[0], indices))


def get_item(call, fields):
    """Follow indices, slices and new axes."""
    key = call.argument("key")
    return indexed(fields[0], key if isinstance(key, tuple) else (key,))


def indexed(field, key):
    """Return the field of what stands for ``x[key]``, None where it cannot be followed."""
    keys, axis = list(key), 0
    for place in [place for place, item in enumerate(keys) if item is Ellipsis]:
        taken = sum(item is not None for item in keys) - 1
        keys[place : place + 1] = [slice(None)] * (len(field.axes) - taken)
    for item in keys:
        field, axis = _indexed(field, axis, item)
        if field is None:
            return None
    return field


def _indexed(field, axis, item):
    """Apply one index: the field and the next axis, or None where it cannot be followed."""
    if isinstance(item, slice) and item in (slice(None), slice(None, None, 1)):
        return field, axis + 1
    if not axis:
        return None, axis
    if item is None:
        return field.inserted(axis), axis + 1
    if isinstance(item, int):
        return field.dropped(axis), axis
    if isinstance(item, slice):
        return _sliced(field, axis, item), axis + 1
    return _listed(field, axis, item) if isinstance(item, list) else None, axis + 1


def _sliced(field, axis, item):
    """Return the field of a slice along an axis, without places where it turns or begins from an open end."""
    size, begin, step = field.size(axis), item.start or 0, item.step or 1
    if size is not None:
        units = range(size)[item]
        begin, size = units.start, len(units)
    if step < 1 or begin < 0 or size == 0:
        return field.scrambled(axis, size)
    return _part(field, axis, begin, step, size)


def _listed(field, axis, units):
    """Return the field of some units along an axis, without places where they are not evenly spaced."""
    steps = {after - before for before, after in pairwise(units)} if None not in units else set()
    if len(steps) != 1 or min(steps) < 1 or units[0] < 0:
        return field.scrambled(axis, len(units))
    return _part(field, axis, units[0], steps.pop(), len(units))


def _part(field, axis, begin, step, size):
    if not field.keys(axis):
        held = frozenset().union(*(part.held for part in field.axes[axis]))
        return field.with_axis(axis, (Part(size, (), held),))
    return field.moved(axis, size, lambda f: f.windowed(1, step, -begin))


def pad(call, fields):
    """Follow constants added around a tensor; what repeats its border is followed inside only."""
    layer, field = call.layer, fields[0]
    widths = layer.pad_width
    for axis in range(1, len(field.axes)):
        before, after = widths[axis] if len(widths) > 1 else widths[0]
        size = call.outputs[0][axis]
        if layer.mode != "constant" and (before or after):
            field = field.scrambled(axis, size)
        elif before or after:
            field = field.moved(axis, size, lambda f, b=before: f.windowed(1, 1, b))
    return field


def matmul(call, fields):
    """Follow a matrix product; axes before the last two go along."""
    shapes = operand_shapes(call)
    return _product(of_matmul(shapes) if len(shapes) == 2 else None, call, fields)


def einsum(call, fields):
    """Follow a sum of products."""
    return _product(expanded(call.layer.subscripts, operand_shapes(call)), call, fields)


def _product(text, call, fields):
    if text is None:
        return None
    rest = iter(fields)
    factors = [next(rest, None) if isinstance(value, tuple) else None for value in operands(call)]
    return product(text, factors, operand_shapes(call), call.outputs[0])


def softmax_attention(call, fields):
    """Follow an attention of (batch, tokens, heads, size), where each query sees all tokens."""
    if call.layer.is_causal or len(fields) != 3:
        return None
    query, *others = fields
    return joined([query.mixed(3), *(field.mixed(1, 3) for field in others)], call.outputs[0])


def depth_to_space(call, fields):
    """Follow channels that become neighbours."""
    field, block = fields[0], call.layer.block_size
    first = call.layer.data_format == "channels_first"
    channel, axes = (1, (2, 3)) if first else (3, (1, 2))
    field = field.mixed(channel).with_axis(channel, (Part(call.outputs[0][channel]),))
    for axis in axes:
        field = field.with_axis(axis, (*field.axes[axis], Part(block)))
    return field


def space_to_depth(call, fields):
    """Follow neighbours that become channels."""
    field, block = fields[0], call.layer.block_size
    first = call.layer.data_format == "channels_first"
    channel, axes = (1, (2, 3)) if first else (3, (1, 2))
    field = field.mixed(channel).with_axis(channel, (Part(call.outputs[0][channel]),))
    for axis in axes:
        field = field.moved(axis, call.outputs[0][axis], lambda f: f.windowed(block, block, 0))
    return field


def one_hot(call, fields):
    """Follow numbers that become rows."""
    axis = call.layer.axis % len(call.outputs[0])
    return fields[0].inserted(axis, call.outputs[0][axis]) if axis else None


def window(call, fields):
    """Follow a convolution, a pooling, or patches that become channels."""
    layer, shape = call.layer, call.outputs[0]
    rank = len(shape)
    first = layer.data_format == "channels_first"
    channel, axes = (1, range(2, rank)) if first else (rank - 1, range(1, rank - 1))
    size = getattr(layer, "pool_size", None) or getattr(layer, "size", None) or _kernel_size(call, rank - 2)
    if size is None or len(fields) > 1 or (not isinstance(size, int) and len(size) != rank - 2):
        return None
    sizes, strides, dilation = (
        (number,) * (rank - 2) if isinstance(number, int) else tuple(number)
        for number in (size, layer.strides or size, getattr(layer, "dilation_rate", 1))
    )
    field = fields[0]
    field.decide_channels(channel)
    for axis, kernel, stride, d in zip(axes, sizes, strides, dilation, strict=True):
        before = before_input(field.size(axis), kernel, stride, d, layer.padding)
        extent = d * (kernel - 1) + 1
        field = field.moved(axis, shape[axis], lambda f, e=extent, s=stride, b=before: f.windowed(e, s, b))
    if hasattr(layer, "pool_size"):
        return field
    return field.mixed(channel).with_axis(channel, (Part(shape[channel]),))


def _kernel_size(call, count):
    kernel = call.argument("kernel")
    return None if kernel is None else tuple(kernel if isinstance(kernel, tuple) else kernel.shape)[:count]


def unknown(call, fields):
    """Say that the places are lost."""
    return [everything(fields, shape) for shape in call.outputs]
