"""Receptive fields through layers that look through a window, enlarge, pad or crop an image."""

from dataclasses import replace

from cnn_docs.geometry import padding_amounts
from cnn_docs.inspection.table._joined_fields import everything, with_steps
from cnn_docs.inspection.table._kinds import LayerCall, channel_axis, spatial_axes
from cnn_docs.inspection.table._tensor_field import Part

_OVER_THE_LAST_AXIS = ("softmax", "log_softmax", "sparsemax")


def window(call, fields):
    """Follow a convolution."""
    layer = call.layer
    field = _slide(call, fields[0], layer.kernel_size, layer.strides, layer.dilation_rate)
    return after_activation(layer, _all_channels(call, field))


def depthwise(call, fields):
    """Follow a convolution of each channel by itself."""
    axis, layer = channel_axis(call), call.layer
    field = _slide(call, fields[0], layer.kernel_size, layer.strides, layer.dilation_rate)
    return after_activation(layer, field.with_axis(axis, (*field.axes[axis], Part(layer.depth_multiplier))))


def pool(call, fields):
    """Follow a pooling, which looks at each channel by itself."""
    size = call.layer.pool_size
    return _slide(call, fields[0], size, call.layer.strides, (1,) * len(size))


def _slide(call, field, kernel_size, strides, dilation):
    field.decide_channels(channel_axis(call))
    windows = zip(spatial_axes(call), kernel_size, strides, dilation, strict=True)
    for axis, kernel, stride, d in windows:
        before = before_input(field.size(axis), kernel, stride, d, call.layer.padding)
        size = call.outputs[0][axis]
        extent = d * (kernel - 1) + 1
        field = field.moved(axis, size, lambda f, e=extent, s=stride, b=before: f.windowed(e, s, b))
    return field


def _all_channels(call, field):
    """Return the field where each unit sees the channels of its group, all of them by default."""
    axis = channel_axis(call)
    one_group = getattr(call.layer, "groups", 1) == 1
    field = field.mixed(axis) if one_group else field.forgotten(axis)
    return field.with_axis(axis, (Part(call.outputs[0][axis]),))


def conv_recurrent(call, fields):
    """Follow convolutions from step to step: all steps, and a part of the image that grows with them."""
    layer, field, shape = call.layer, fields[0], call.outputs[0]
    steps, cell = field.size(1), layer.cell
    if len(fields) > 1 or steps is None:
        return [everything(fields, one).seeing(field.keys(1), "whole") for one in call.outputs]
    field = field.mixed(1)
    each = replace(field, axes=(field.axes[0], *field.axes[2:]))
    maps = (None, *shape[1 + layer.return_sequences :])
    inside = LayerCall(cell, [(None, *call.inputs[0][2:])], [maps])
    each = _all_channels(inside, _slide(inside, each, cell.kernel_size, cell.strides, cell.dilation_rate))
    for axis, kernel in zip(spatial_axes(inside), cell.kernel_size, strict=True):
        extent, before = (kernel - 1) * (steps - 1) + 1, (kernel - 1) // 2 * (steps - 1)
        each = each.moved(axis, maps[axis], lambda f, e=extent, b=before: f.windowed(e, 1, b))
    found = [after_activation(layer, each)] * len(call.outputs)
    if layer.return_sequences:
        found[0] = with_steps(found[0], (Part(steps),) if layer.go_backwards else field.axes[1])
    return found


def before_input(size, kernel, stride, dilation, padding):
    """Return the pixels of padding before the input; an open size is taken for a multiple of the stride."""
    extent = dilation * (kernel - 1) + 1
    if padding == "causal":
        return extent - 1
    size = stride * extent if size is None else size
    return 0 if padding == "valid" else padding_amounts(size, extent, stride=stride, padding=padding)[0]


def transposed(call, fields):
    """Follow the gradient of the convolution that leads from the output's size to the input's."""
    layer, field = call.layer, fields[0]
    field.decide_channels(channel_axis(call))
    paddings = layer.output_padding if isinstance(layer.output_padding, tuple) else (layer.output_padding,)
    known = all(amount is None for amount in paddings)
    windows = zip(spatial_axes(call), layer.kernel_size, layer.strides, layer.dilation_rate, strict=True)
    for axis, kernel, stride, dilation in windows:
        size = call.outputs[0][axis]
        before = before_input(size, kernel, stride, dilation, layer.padding)
        field = field if known else field.forgotten(axis)
        field = field.moved(
            axis, size, lambda f, k=kernel, s=stride, d=dilation, b=before: f.scattered(k, s, b, d)
        )
    return after_activation(layer, _all_channels(call, field))


def pad(call, fields):
    """Follow zeros added around the input."""
    return _shift(call, fields[0], call.layer.padding, 1)


def crop(call, fields):
    """Follow what cuts the border off."""
    return _shift(call, fields[0], call.layer.cropping, -1)


def _shift(call, field, amounts, sign):
    axes = spatial_axes(call)
    pairs = [amounts] if len(axes) == 1 else amounts
    for axis, (before, _) in zip(axes, pairs, strict=True):
        field = field.moved(axis, call.outputs[0][axis], lambda f, b=before: f.windowed(1, 1, sign * b))
    return field


def upsample(call, fields):
    """Follow nearest-neighbour or bilinear upsampling; other kinds of interpolation are not followed."""
    kind, axes, field = getattr(call.layer, "interpolation", "nearest"), spatial_axes(call), fields[0]
    if kind not in ("nearest", "bilinear"):
        return resized(call, field.forgotten(*axes), axes)
    size = call.layer.size
    factors = (size,) * len(axes) if isinstance(size, int) else tuple(size)
    for axis, factor in zip(axes, factors, strict=True):
        field = field.moved(
            axis,
            call.outputs[0][axis],
            lambda f, n=factor: f.repeated(n, interpolated=kind == "bilinear"),
        )
    return field


def resize(call, fields):
    """Follow nearest or bilinear interpolation to any size; not what keeps proportions, or smooths before."""
    layer, shape = call.layer, call.outputs[0]
    keeps = layer.antialias or layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio
    if keeps or len(shape) != 4 or layer.interpolation not in ("nearest", "bilinear"):
        return None
    return interpolated(
        fields[0], spatial_axes(call), call.inputs[0], shape, bilinear=layer.interpolation == "bilinear"
    )


def interpolated(field, axes, before, after, *, bilinear):
    """Return the field after an interpolation along some axes, None where one of the sizes is open."""
    for axis in axes:
        if None in (before[axis], after[axis]):
            return None
        field = field.moved(
            axis,
            after[axis],
            lambda f, sizes=(before[axis], after[axis]): f.resampled(*sizes, interpolated=bilinear),
        )
    return field


def resized(call, field, axes):
    """Return the field with the sizes of the output along some axes, which follow nothing."""
    for axis in axes:
        field = field.with_axis(axis, (Part(call.outputs[0][axis]),))
    return field


def center_crop(call, fields):
    """Follow what keeps the middle of an image; where it has to enlarge it, nothing is known."""
    field = fields[0]
    for axis in spatial_axes(call):
        before, after = call.inputs[0][axis], call.outputs[0][axis]
        if None in (before, after) or before < after:
            return None
        start = int((before - after) / 2)
        field = field.moved(axis, after, lambda f, s=start: f.windowed(1, 1, -s))
    return field


def adaptive_pool(call, fields):
    """Follow a pooling to a given size where its windows are equal, which others are not."""
    field = fields[0]
    field.decide_channels(channel_axis(call))
    for axis in spatial_axes(call):
        before, after = field.size(axis), call.outputs[0][axis]
        if before is None or before % after:
            field = field.scrambled(axis, after)
        else:
            field = field.moved(axis, after, lambda f, k=before // after: f.windowed(k, k, 0))
    return field


def after_activation(layer, field):
    """Return the field behind a layer's activation."""
    activation = getattr(layer, "activation", None)
    if not callable(activation):
        return field
    name = getattr(activation, "__name__", type(activation).__name__).lower()
    last = len(field.axes) - 1
    if name in _OVER_THE_LAST_AXIS:
        return field.mixed(last) if last else field
    package = str(getattr(activation, "__module__", "")).partition(".")[0]
    known = package in ("keras", "tensorflow", "jax", "torch") and name != "glu"
    return field if known else field.forgotten(*range(len(field.axes)))
