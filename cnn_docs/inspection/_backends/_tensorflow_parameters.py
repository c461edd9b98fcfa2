"""What the parameters of TensorFlow's operations say."""

import numpy as np
import tensorflow as tf

from ._parameters import Blocks, Windows, moved_along

_FORMATS = {"NC": "channels_first", "NH": "channels_last", "ND": "channels_last"}
"""By how the name of a format begins, such as NHWC."""


def parameters(operation):
    """Return what the parameters of an operation say, None where nothing, or where a graph cannot know."""
    told = _TOLD.get(operation.type)
    return told and told(operation)


def _known(tensors):
    """Return the values of tensors, None where one is not known while the graph is made."""
    values = [tf.get_static_value(tensor) for tensor in tensors]
    return None if any(value is None for value in values) else values


def _index(operation):
    """Return what stands between the brackets of ``x[...]``."""
    known = _known(operation.inputs[1:])
    if known is None:
        return None
    begin, end, step = (numbers.tolist() for numbers in known)

    def has(name, place):
        return bool(operation.get_attr(f"{name}_mask") >> place & 1)

    def item(place):
        if has("ellipsis", place) or has("new_axis", place):
            return Ellipsis if has("ellipsis", place) else None
        if has("shrink_axis", place):
            return begin[place]
        first, last = None if has("begin", place) else begin[place], None if has("end", place) else end[place]
        return slice(first, last, step[place])

    return tuple(item(place) for place in range(len(step)))


def _part(operation):
    """Return what ``tf.slice`` takes, as it would stand between brackets."""
    known = _known(operation.inputs[1:])
    pairs = () if known is None else zip(*(numbers.tolist() for numbers in known), strict=True)
    return tuple(slice(first or None, None if size < 0 else first + size) for first, size in pairs) or None


def _taken(operation):
    """Return what is taken along an axis, as it would stand between brackets; None for each place unknown."""
    values, places, axis = operation.inputs
    known, rank = _known([axis]), values.shape.rank
    if None in (known, rank, places.shape.rank) or operation.get_attr("batch_dims"):
        return None
    if places.shape.rank == 1 and places.shape[0]:
        told = tf.get_static_value(places)
        item = [None] * places.shape[0] if told is None else told.tolist()
        return (*[slice(None)] * (int(known[0]) % rank), item)
    return None


def _moving(operation):
    """Return the windows of what gives values other places along the axes that its last input names."""
    known, rank = _known([operation.inputs[-1]]), operation.inputs[0].shape.rank
    return None if known is None or rank is None else moved_along(rank, np.ravel(known).tolist())


def _numbers(operation):
    """Return the numbers of the second input."""
    known = _known([operation.inputs[1]])
    return known and tuple(np.ravel(known).tolist())


def _padding(operation):
    known, mirrored = _known([operation.inputs[1]]), operation.type == "MirrorPad"
    if known is None:
        return None
    pairs = known[0].tolist()
    return Windows(tuple(None if mirrored and any(pair) else (1, 1, pair[0]) for pair in pairs))


def _pool(operation):
    return _windows(operation, operation.get_attr("ksize"))


def _convolution(operation):
    images, kernel = (tensor.shape for tensor in operation.inputs)
    if images.rank is None or not kernel.is_fully_defined():
        return None
    channels = 1 if _format(operation) == "channels_first" else images.rank - 1
    sizes = list(kernel[:-2])
    sizes.insert(channels - 1, 1)
    pairs = zip(sizes, operation.get_attr("dilations")[1:], strict=True)
    extents = [1, *((size - 1) * dilation + 1 for size, dilation in pairs)]
    whole = operation.type != "DepthwiseConv2dNative" and images[channels] == kernel[-2]
    return _windows(operation, extents)._replace(depth="whole" if whole else "unknown")


def _windows(operation, extents):
    """Return windows of these extents with an operation's steps and padding."""
    steps, padding = operation.get_attr("strides"), operation.get_attr("padding").decode().lower()
    before = [padding] * len(steps)
    if padding == "explicit":
        before = operation.get_attr("explicit_paddings")[::2]
    along = tuple(zip(extents, steps, before, strict=True))
    return Windows(along, 1 if _format(operation) == "channels_first" else len(steps) - 1)


def _format(operation):
    return _FORMATS[operation.get_attr("data_format").decode()[:2]]


def _blocks(operation):
    return Blocks(operation.get_attr("block_size"), _format(operation))


def _interpolation(operation):
    half = operation.get_attr("half_pixel_centers") and not operation.get_attr("align_corners")
    return operation.type.removeprefix("Resize").lower() if half else None


_TOLD = {
    "StridedSlice": _index,
    "Slice": _part,
    "GatherV2": _taken,
    **dict.fromkeys(("Roll", "ReverseV2"), _moving),
    **dict.fromkeys(("Transpose", "Max", "Mean", "Min", "Sum", "Prod", "All", "Any"), _numbers),
    **dict.fromkeys(("Pad", "PadV2", "MirrorPad"), _padding),
    **dict.fromkeys(("MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D"), _pool),
    **dict.fromkeys(("Conv2D", "Conv3D", "DepthwiseConv2dNative"), _convolution),
    **dict.fromkeys(("DepthToSpace", "SpaceToDepth"), _blocks),
    **dict.fromkeys(("ResizeBilinear", "ResizeNearestNeighbor"), _interpolation),
}
