"""Layers with windows or weights, as data: convolutions of all kinds, dense layers, pools."""

import math

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.geometry import padding_amounts

ACTIVATIONS = (
    *("linear", "relu", "relu6", "leaky_relu", "elu", "selu", "silu", "gelu", "softplus", "softsign"),
    *("sigmoid", "tanh", "exponential", "hard_sigmoid", "hard_silu", "mish", "celu", "hard_tanh"),
    *("log_sigmoid", "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "sparse_plus"),
    *("sparse_sigmoid", "softmax"),
)
"""Names that the page's script knows, those of ``layer-activations.js`` and softmax."""

MOST_MULTIPLIED = 1_000_000
"""Weights of two kernels in one, up to which they are multiplied with each other."""

_ONE_PLACE = {"size": (1, 1), "stride": (1, 1), "dilation": (1, 1), "before": (0, 0)}


def activation_of(layer):
    """Return the name of an activation that the page knows, None for another."""
    known = {load_keras().activations.get(name): name for name in ACTIVATIONS}
    return known.get(getattr(layer, "activation", None))


def numbers(variable):
    """Return the values of a weight."""
    ops = load_keras().ops
    return ops.convert_to_numpy(ops.copy(variable))  # its `numpy` warns on JAX


def pair(values):
    """Return the numbers for rows and columns, of one axis or of both."""
    return (1,) * (2 - len(values)) + tuple(values)


def maps_are_last(source):
    """Tell whether the maps of a tensor lie along its last axis."""
    one = source.area == 1 and source.shape[-1:] == (source.count,)
    return one or source.order[:1] == (len(source.shape) - 1,)


def _window(layer, size, source, sides=None):
    """Return size, steps and the padding before a window, None where it has not one or two axes.

    ``sides`` are those that the window slides over: the source's, or, of a transposed layer, the output's.
    """
    rank, padding = len(size), layer.padding
    if source.area == 1 and set(size) == {1}:  # one place, as behind a gate's mean
        return _ONE_PLACE
    strides, dilation = pair(layer.strides), pair(getattr(layer, "dilation_rate", (1,) * rank))
    if rank > 2 or len(source.spatial) != rank or padding not in ("valid", "same"):
        return None
    before = [0, 0]
    if padding == "same":
        before = [
            padding_amounts(side, length, stride=stride, padding="same", dilation=step)[0]
            for side, length, stride, step in zip(
                sides or source.values.shape[2:], pair(size), strides, dilation, strict=True
            )
        ]
    return {"size": pair(size), "stride": strides, "dilation": dilation, "before": before}


def _weighted(kind, layer, kernel, activation, **more):
    bias = numbers(layer.bias) if layer.use_bias else np.zeros(len(kernel), np.float32)
    flat = kernel.reshape(len(kernel), -1)
    return {"kind": kind, "activation": activation, **more, "weights": {"kernel": flat, "bias": bias}}


def convolution(layer, sources):
    """Describe a convolution, of all maps or of groups of them."""
    window, name = _window(layer, layer.kernel_size, sources[0]), activation_of(layer)
    if window is None or name is None:
        return None
    if name == "softmax" and not (maps_are_last(sources[0]) and layer.groups == 1):
        return None
    kernel = np.moveaxis(numbers(layer.kernel), -1, 0)  # (C_out, ..., C_in of a group)
    return _weighted("conv", layer, kernel, name, groups=layer.groups, **window)


def depthwise(layer, sources):
    """Describe a convolution of each map by itself."""
    window, name = _window(layer, layer.kernel_size, sources[0]), activation_of(layer)
    if window is None or name is None or name == "softmax":
        return None
    kernel = numbers(layer.kernel)
    kernel = np.moveaxis(kernel.reshape(*kernel.shape[:-2], -1), -1, 0)
    return _weighted("depthwise", layer, kernel, name, multiplier=layer.depth_multiplier, **window)


def separable(layer, sources):
    """Describe a convolution in two steps: one with the product of both kernels, if that is small."""
    window, name = _window(layer, layer.kernel_size, sources[0]), activation_of(layer)
    first, second = layer.depthwise_kernel, layer.pointwise_kernel
    size = math.prod(first.shape[:-1]) * second.shape[-1]
    if window is None or name is None or name == "softmax" or size > MOST_MULTIPLIED:
        return None
    places, each = numbers(first), numbers(second).reshape(*first.shape[-2:], -1)
    kernel = np.einsum("...cm,cmo->o...c", places.astype(np.float64), each)
    return _weighted("conv", layer, kernel.astype(np.float32), name, groups=1, twofold=True, **window)


def transposed(layer, sources):
    """Describe a convolution backwards, whose units are read from each value that a window reached."""
    source, name = sources[0], activation_of(layer)
    if len(source.spatial) != len(layer.kernel_size) or name is None or name == "softmax":
        return None
    shape = layer.compute_output_shape((None, *source.shape))[1:]
    sides = pair([shape[axis] for axis in source.spatial])
    window = _window(layer, layer.kernel_size, source, sides)
    kernel = np.moveaxis(numbers(layer.kernel), -2, 0)  # (C_out, ..., C_in)
    return window and _weighted("transposed", layer, kernel, name, **window)


def dense(layer, sources):
    """Describe a dense layer along the maps."""
    name, source = activation_of(layer), sources[0]
    if name is None or source.count != layer.kernel.shape[0] or not maps_are_last(source):
        return None
    return _weighted("dense", layer, numbers(layer.kernel).T, name, **_ONE_PLACE)


def pool(way):
    """Return the function that describes a pool."""

    def describe(layer, sources):
        window = _window(layer, layer.pool_size, sources[0])
        return window and {"kind": "pool", "way": way, **window}

    return describe


def global_pool(way):
    """Return the function that describes a pool over all places."""

    def describe(_, sources):
        return {"kind": "global", "way": way} if sources[0].spatial else None

    return describe
