"""The whole-number arithmetic of convolutional networks: sizes, padding, parameters, cost, fields.

A size, kernel size, stride or dilation is one whole number for both axes or a pair
(height, width). Where every one of them is a single number the answer is for one axis; where one
is a pair, so is the answer.

Padding has three names:

``"valid"``
    None: the kernel stays inside the input, and the output shrinks.
``"same"``
    Zeros around the input, so that the output has ``ceil(size / stride)`` positions.
``"edge"``
    As many pixels as for ``"same"``, but filled with the nearest pixel of the border.

Where the number of padded pixels is odd, the extra one goes at the end (bottom or right), as in
TensorFlow.
"""

import math
from typing import NamedTuple

from ._checks import choice, flag, is_whole, items, pair, positive_integer, refuse

__all__ = [
    "ReceptiveField",
    "conv_multiply_adds",
    "conv_parameters",
    "dense_multiply_adds",
    "dense_parameters",
    "output_size",
    "padding_amounts",
    "receptive_field",
]

PADDINGS = ("valid", "same", "edge")


class ReceptiveField(NamedTuple):
    """The part of the input that the units of a layer depend on.

    The field of the units of row ``i`` spans ``size[0]`` rows of the input, from
    ``offset[0] + i * stride[0]`` on; that of a column likewise, with index 1. Rows and columns below 0,
    or past the end of the input, lie in the padding. With dilation, or strides above the size of the
    kernels, a unit may depend on some of the pixels in its field only.

    Attributes
    ----------
    size : (int, int)
        Height and width of one unit's field, in input pixels; it may exceed the input.
    stride : (int, int)
        Input pixels between the fields of neighbouring units.
    offset : (int, int)
        Row and column of the input pixel where the field of unit (0, 0) begins: its top left
        corner, which padding moves below 0. Its centre is at ``offset + (size - 1) / 2``.

    Examples
    --------
    >>> receptive_field([(3, 1, 1, "same"), (2, 2, 1)])
    ReceptiveField(size=(4, 4), stride=(2, 2), offset=(-1, -1))
    """

    size: tuple[int, int]
    stride: tuple[int, int]
    offset: tuple[int, int]


def output_size(size, kernel_size, *, stride=1, padding="valid", dilation=1):
    """Return the number of positions that a sliding kernel or pooling window has: the size of the output.

    With the extent of the dilated kernel ``e = dilation * (kernel_size - 1) + 1`` that is
    ``floor((size - e) / stride) + 1`` without padding ("valid") and ``ceil(size / stride)`` with
    it ("same", "edge").

    Parameters
    ----------
    size : int or (int, int)
        Pixels of the input, one axis or (height, width).
    kernel_size : int or (int, int)
        Pixels of the kernel or window.
    stride : int or (int, int), default 1
        Pixels between neighbouring positions.
    padding : {"valid", "same", "edge"}, default "valid"
        None, zeros for ``ceil(size / stride)`` positions, or as many pixels, filled with the border's.
    dilation : int or (int, int), default 1
        Pixels between neighbouring elements of the kernel.

    Returns
    -------
    int or (int, int)
        Size of the output; a pair if an argument is a pair.

    Raises
    ------
    TypeError
        If a number is not whole, or the padding is no text.
    ValueError
        If one is below 1, stride and dilation are both above 1, the padding is unknown, or the
        kernel is larger than the padded input.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
       https://arxiv.org/abs/1603.07285

    Examples
    --------
    >>> output_size(6, 3)
    4
    >>> output_size((6, 5), 3)
    (4, 3)
    >>> output_size(13, 2, stride=2)
    6
    >>> output_size(13, 3, stride=2, padding="same")
    7
    """
    return _per_axis(_output_length, size, kernel_size, stride, padding, dilation)


def padding_amounts(size, kernel_size, *, stride=1, padding="valid", dilation=1):
    """Return the pixels that are added before and after the input.

    The last position of a kernel of extent ``e`` ends inside the padded input if
    ``max((output - 1) * stride + e - size, 0)`` pixels are added: half of them, rounded down,
    before the input and the others after it.

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation
        As in :func:`output_size`. "same" and "edge" have the same amounts, "valid" has none.

    Returns
    -------
    (int, int) or ((int, int), (int, int))
        Pixels before and after; if an argument is a pair, ((top, bottom), (left, right)).

    Raises
    ------
    TypeError, ValueError
        As in :func:`output_size`.

    Examples
    --------
    >>> padding_amounts(6, 3, padding="same")
    (1, 1)
    >>> padding_amounts((8, 7), 3, stride=2, padding="same")
    ((0, 1), (1, 1))
    """
    return _per_axis(_padding_lengths, size, kernel_size, stride, padding, dilation)


def conv_parameters(kernel_size, channels, filters, *, use_bias=True, groups=1):
    """Return the number of weights and biases of a two-dimensional convolution.

    Each filter is a stack of kernels, one for each input channel of its group, and one bias:
    ``(height * width * channels / groups + 1) * filters``. The size of the image is not in it.

    Parameters
    ----------
    kernel_size : int or (int, int)
        Height and width of the kernels.
    channels, filters : int
        Channels of the input and of the output.
    use_bias : bool, default True
        Whether each filter has a bias.
    groups : int, default 1
        Equal parts into which the channels are divided; a filter sees those of one part.

    Returns
    -------
    int
        Number of parameters.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole, or below 1, channels or filters are not divisible by the groups, or
        ``use_bias`` is not True or False.

    Examples
    --------
    >>> conv_parameters(3, channels=3, filters=16)
    448
    >>> conv_parameters(3, channels=8, filters=8)
    584
    """
    area = math.prod(pair(kernel_size, "kernel_size"))
    per_filter = area * _group_channels(channels, filters, groups) + flag(use_bias, "use_bias")
    return per_filter * positive_integer(filters, "filters")


def conv_multiply_adds(output_size, kernel_size, channels, filters, *, groups=1):
    """Return the multiply-adds of a two-dimensional convolution on one image.

    One for each weight at each position: ``output height * output width * height * width *
    channels / groups * filters``. Biases and activations are not counted.

    Parameters
    ----------
    output_size : int or (int, int)
        Height and width of the output, from :func:`output_size`.
    kernel_size, channels, filters, groups
        As in :func:`conv_parameters`.

    Returns
    -------
    int
        Number of multiply-adds, each one multiplication and one addition.

    Raises
    ------
    TypeError, ValueError
        As in :func:`conv_parameters`.

    Examples
    --------
    >>> conv_multiply_adds((256, 256), 3, channels=1, filters=8)
    4718592
    """
    positions = math.prod(pair(output_size, "output_size"))
    return positions * conv_parameters(kernel_size, channels, filters, use_bias=False, groups=groups)


def dense_parameters(inputs, units, *, use_bias=True):
    """Return the number of weights and biases of a dense layer: ``(inputs + 1) * units``.

    Parameters
    ----------
    inputs, units : int
        Length of the input's last axis, and units of the layer.
    use_bias : bool, default True
        Whether each unit has a bias.

    Returns
    -------
    int
        Number of parameters.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole, or below 1, or ``use_bias`` is not True or False.

    Examples
    --------
    >>> dense_parameters(1152, 64)
    73792
    """
    inputs, units = positive_integer(inputs, "inputs"), positive_integer(units, "units")
    return (inputs + flag(use_bias, "use_bias")) * units


def dense_multiply_adds(inputs, units):
    """Return the multiply-adds of a dense layer on one vector: ``inputs * units``.

    Parameters
    ----------
    inputs, units : int
        As in :func:`dense_parameters`.

    Returns
    -------
    int
        Number of multiply-adds.

    Raises
    ------
    TypeError, ValueError
        As in :func:`dense_parameters`.

    Examples
    --------
    >>> dense_multiply_adds(1152, 64)
    73728
    """
    return dense_parameters(inputs, units, use_bias=False)


def receptive_field(layers):
    """Return the receptive field of the last layer of a chain of convolutions and poolings.

    With the extent ``e`` of each dilated kernel and the product ``j`` of the strides before it,
    the field grows by ``(e - 1) * j`` pixels at each layer, and begins ``padding * j`` pixels
    earlier.

    Parameters
    ----------
    layers : iterable of tuple
        From the input on, (kernel_size, stride, dilation) or (kernel_size, stride, dilation,
        padding) for each layer; the first three are whole numbers or pairs. The padding is
        "valid" (the default), "same" or "edge", or the pixels before the input, a whole number or
        a pair (top, left), negative for cropping. With a stride above 1 these pixels depend on the
        input's size, so that a name does not do: take them from :func:`padding_amounts`.

    Returns
    -------
    ReceptiveField
        Its size, stride and offset as (height, width) pairs, in input pixels.

    Raises
    ------
    TypeError, ValueError
        If a layer is not such a tuple, or one of its members is not as in :func:`output_size`, or
        its padding is "same" or "edge" with a stride above 1 and a kernel of more than one pixel.

    References
    ----------
    .. [1] A. Araujo, W. Norris and J. Sim, "Computing receptive fields of convolutional neural
       networks", Distill, 2019, https://doi.org/10.23915/distill.00021

    Examples
    --------
    Two 3x3 convolutions see as much as one of 5x5:

    >>> receptive_field([(3, 1, 1), (3, 1, 1)])
    ReceptiveField(size=(5, 5), stride=(1, 1), offset=(0, 0))
    """
    layers = items(layers, "layers", "a sequence of layers, a tuple for each")
    axes = [(1, 1, 0), (1, 1, 0)]
    for index, layer in enumerate(layers):
        grown = _layer_axes(layer, f"layers[{index}]")
        axes = [_grow(axis, *numbers) for axis, numbers in zip(axes, grown, strict=True)]
    return ReceptiveField(*zip(*axes, strict=True))


def _grow(axis, extent, stride, before):
    """Return size, stride and offset along one axis, one layer further."""
    size, jump, offset = axis
    return size + (extent - 1) * jump, jump * stride, offset - before * jump


def _layer_axes(layer, name):
    """Return extent, stride and pixels before, for the height and for the width, of one layer of a chain."""
    wanted = "a tuple (kernel_size, stride, dilation) or (kernel_size, stride, dilation, padding)"
    if not isinstance(layer, tuple | list):
        refuse(name, wanted, layer, error=TypeError)
    if len(layer) not in (3, 4):
        refuse(name, wanted, layer)
    kernel_size, stride, dilation, padding = (*layer, "valid")[:4]
    kernel_size = pair(kernel_size, f"{name} kernel_size")
    stride, dilation = _steps(stride, dilation, f"{name} stride", f"{name} dilation")
    extents = [_extent(*axis) for axis in zip(kernel_size, dilation, strict=True)]
    return list(zip(extents, stride, _pixels_before(padding, extents, stride, name), strict=True))


def _pixels_before(padding, extents, stride, name):
    """Return the pixels of padding above and to the left of a layer's input."""
    if not isinstance(padding, str):
        return pair(padding, f"{name} padding", minimum=-math.inf)
    if choice(padding, f"{name} padding", PADDINGS) == "valid":
        return 0, 0
    if max(stride) > 1 and max(extents) > 1:
        wanted = "the pixels before the input where the stride is above 1"
        refuse(f"{name} padding", wanted, padding, hint="`padding_amounts` computes them from the size.")
    return tuple((extent - 1) // 2 for extent in extents)


def _per_axis(function, size, kernel_size, stride, padding, dilation):
    """Return ``function`` of each axis, or of one where every argument is a single number."""
    single = all(is_whole(value) for value in (size, kernel_size, stride, dilation))
    choice(padding, "padding", PADDINGS)
    axes = zip(pair(size, "size"), pair(kernel_size, "kernel_size"), *_steps(stride, dilation), strict=True)
    answers = [function(length, _extent(kernel, d), s, padding) for length, kernel, s, d in axes]
    return answers[0] if single else tuple(answers)


def _steps(stride, dilation, stride_name="stride", dilation_name="dilation"):
    """Return stride and dilation as pairs, refused where both are above 1, as Keras does."""
    stride, dilation = pair(stride, stride_name), pair(dilation, dilation_name)
    if max(stride) > 1 and max(dilation) > 1:
        refuse(dilation_name, f"1 where `{stride_name}` is above 1 (here {stride})", dilation)
    return stride, dilation


def _extent(kernel, dilation):
    return dilation * (kernel - 1) + 1


def _output_length(length, extent, stride, padding):
    if padding != "valid":
        return -(-length // stride)  # rounded up, exact for any whole number
    if extent > length:
        wanted = f"at most {length} pixels, the size of the padded input, with its dilation"
        refuse("kernel_size", wanted, extent)
    return (length - extent) // stride + 1


def _padding_lengths(length, extent, stride, padding):
    total = max((_output_length(length, extent, stride, padding) - 1) * stride + extent - length, 0)
    return total // 2, total - total // 2


def _group_channels(channels, filters, groups):
    """Return the channels that one filter sees."""
    groups = positive_integer(groups, "groups")
    channels, filters = positive_integer(channels, "channels"), positive_integer(filters, "filters")
    for name, value in {"channels": channels, "filters": filters}.items():
        if value % groups:
            refuse(name, f"divisible by `groups` ({groups})", value)
    return channels // groups
