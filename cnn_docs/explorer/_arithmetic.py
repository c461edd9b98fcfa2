"""What one unit of a layer adds up, as data: which values it reads, with which weights, and what comes then.

A layer is described only where Keras's own code computes it and every number is at hand. The page adds the
terms up once more for each unit that it shows, and keeps them to itself where they do not make the value.
"""

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.geometry import padding_amounts
from cnn_docs.inspection.table._kinds import entry

ACTIVATIONS = (
    *("linear", "relu", "relu6", "leaky_relu", "elu", "selu", "silu", "gelu", "softplus", "softsign"),
    *("sigmoid", "tanh", "exponential", "hard_sigmoid", "hard_silu", "softmax"),
)
"""Names that the page's script knows, those of ``layer-activations.js`` and softmax."""

_SINGLE = ("float32", "float64")


def arithmetic(call, planes):
    """Return how the units of a call come about, and its weights; a text that says why it cannot be shown.

    Parameters
    ----------
    call : Call
    planes : dict of str to Planes
        By the names of the tensors.

    Returns
    -------
    dict or str
        ``kind`` and what it needs; arrays stand under ``"weights"``, the first axis of each for the planes of
        the output.
    """
    operation = call.operation
    if operation is None:
        return "It is what goes in."
    describe = _describer(operation)
    sources = [planes.get(source.name) for source in call.sources]
    if describe is None or not sources or None in sources:
        return f"The page does not know the arithmetic of {type(operation).__name__}."
    if getattr(operation, "compute_dtype", "float32") not in _SINGLE:
        return f"It was computed in {operation.compute_dtype}, whose sums are too coarse to follow."
    found = describe(operation, sources)
    return found or "The page does not know the arithmetic of this layer with these settings."


def _describer(operation):
    """Return the function for the class whose ``call`` runs, None for any other."""
    kind = type(operation)
    code = next((ancestor for ancestor in kind.__mro__ if "call" in vars(ancestor)), None)
    if code is None or not code.__module__.startswith("keras."):
        return None
    return entry(_DESCRIBERS, kind)


def _activation(layer):
    """Return the name of an activation that the page knows, None for another."""
    known = {load_keras().activations.get(name): name for name in ACTIVATIONS}
    return known.get(getattr(layer, "activation", None))


def _numbers(variable):
    keras = load_keras()
    return np.asarray(
        variable.numpy() if isinstance(variable, keras.Variable) else keras.ops.convert_to_numpy(variable)
    )


def _pair(numbers):
    return (1,) * (2 - len(numbers)) + tuple(numbers)


def _window(layer, size, source):
    """Return size, steps and the padding before a window, None where it has not one or two axes."""
    rank, padding = len(size), layer.padding
    if source.area == 1 and set(size) == {1}:  # one place, as behind a gate's mean
        return {"size": (1, 1), "stride": (1, 1), "dilation": (1, 1), "before": (0, 0)}
    strides, dilation = _pair(layer.strides), _pair(getattr(layer, "dilation_rate", (1,) * rank))
    sides = source.values.shape[2:]
    if rank > 2 or len(source.spatial) != rank or padding not in ("valid", "same"):
        return None
    before = [0, 0]
    if padding == "same":
        before = [
            padding_amounts(side, length, stride=stride, padding="same", dilation=step)[0]
            for side, length, stride, step in zip(sides, _pair(size), strides, dilation, strict=True)
        ]
    return {"size": _pair(size), "stride": strides, "dilation": dilation, "before": before}


def _convolution(layer, sources):
    window, name = _window(layer, layer.kernel_size, sources[0]), _activation(layer)
    if window is None or name is None or layer.groups != 1:
        return None
    if name == "softmax" and not _maps_are_last(sources[0]):
        return None
    kernel = np.moveaxis(_numbers(layer.kernel), -1, 0)  # (C_out, ..., C_in)
    return _weighted("conv", layer, kernel, name, **window)


def _depthwise(layer, sources):
    window, name = _window(layer, layer.kernel_size, sources[0]), _activation(layer)
    if window is None or name is None or name == "softmax":
        return None
    kernel = _numbers(layer.kernel)
    kernel = np.moveaxis(kernel.reshape(*kernel.shape[:-2], -1), -1, 0)
    return _weighted("depthwise", layer, kernel, name, multiplier=layer.depth_multiplier, **window)


def _maps_are_last(source):
    """Tell whether the maps of a tensor lie along its last axis."""
    one = source.area == 1 and source.shape[-1:] == (source.count,)
    return one or source.order[:1] == (len(source.shape) - 1,)


def _dense(layer, sources):
    name, source = _activation(layer), sources[0]
    if name is None or source.count != layer.kernel.shape[0] or not _maps_are_last(source):
        return None
    ones = {"size": (1, 1), "stride": (1, 1), "dilation": (1, 1), "before": (0, 0)}
    return _weighted("dense", layer, _numbers(layer.kernel).T, name, **ones)


def _weighted(kind, layer, kernel, activation, **more):
    bias = _numbers(layer.bias) if layer.use_bias else np.zeros(len(kernel), np.float32)
    flat = kernel.reshape(len(kernel), -1)
    return {"kind": kind, "activation": activation, **more, "weights": {"kernel": flat, "bias": bias}}


def _pool(way):
    def describe(layer, sources):
        window = _window(layer, layer.pool_size, sources[0])
        return window and {"kind": "pool", "way": way, **window}

    return describe


def _global_pool(way):
    def describe(_, sources):
        return {"kind": "global", "way": way} if sources[0].spatial else None

    return describe


def _normalisation(layer, sources):
    source = sources[0]
    axis = layer.axis - 1 if layer.axis > 0 else len(source.shape) + layer.axis
    if source.order[0] != axis or source.count != layer.moving_mean.shape[0]:
        return None
    mean, variance = _numbers(layer.moving_mean), _numbers(layer.moving_variance)
    gamma = _numbers(layer.gamma) if layer.scale else np.ones_like(mean)
    beta = _numbers(layer.beta) if layer.center else np.zeros_like(mean)
    weights = {"mean": mean, "variance": variance, "gamma": gamma, "beta": beta}
    return {"kind": "normalised", "epsilon": float(layer.epsilon), "weights": weights}


def _standardisation(layer, sources):
    """Describe the layer that learns mean and variance from the data, where it is no division by nothing."""
    source = sources[0]
    axes = [axis % (len(source.shape) + 1) - 1 for axis in layer.axis]
    if layer.invert or len(axes) > 1 or axes != list(source.order[: len(axes)]):
        return None
    mean, variance = _numbers(layer.mean).reshape(-1), _numbers(layer.variance).reshape(-1)
    if len(mean) not in (1, source.count) or np.sqrt(variance).min() <= load_keras().config.epsilon():
        return None
    mean, variance = (np.broadcast_to(values, source.count) for values in (mean, variance))
    weights = {"mean": mean, "variance": variance, "gamma": np.ones_like(mean), "beta": np.zeros_like(mean)}
    return {"kind": "normalised", "epsilon": 0.0, "weights": weights}


def _activated(layer, sources):
    name = _activation(layer)
    if name is None or (name == "softmax" and not _maps_are_last(sources[0])):
        return None
    return {"kind": "activation", "activation": name}


def _rectified(layer, _):
    if layer.threshold or layer.max_value not in (None, 6):
        return None
    if layer.negative_slope:
        return _with_parameter("leaky_relu", layer.negative_slope) if layer.max_value is None else None
    return {"kind": "activation", "activation": "relu" if layer.max_value is None else "relu6"}


def _with_parameter(name, value):
    single = np.ndim(value) == 0
    return {"kind": "activation", "activation": name, "parameter": float(value)} if single else None


def _leaky(layer, _):
    return _with_parameter("leaky_relu", layer.negative_slope)


def _exponential_below(layer, _):
    return _with_parameter("elu", layer.alpha)


def _softmax(layer, sources):
    alone = _maps_are_last(sources[0]) and layer.axis in (-1, len(sources[0].shape))
    return {"kind": "activation", "activation": "softmax"} if alone else None


def _sum(_, sources):
    same = len({source.values.shape[1:] for source in sources}) == 1
    return {"kind": "sum"} if same and len(sources) > 1 else None


def _product(_, sources):
    """Describe maps times maps, or times one number for each map, as a gate has it."""
    counts = {source.count for source in sources}
    sides = {source.values.shape[2:] for source in sources} - {(1, 1)}
    return {"kind": "product"} if len(counts) == 1 and len(sides) <= 1 and len(sources) > 1 else None


def _joined(layer, sources):
    axis = layer.axis - 1 if layer.axis > 0 else len(sources[0].shape) + layer.axis
    along_maps = all(source.order[0] == axis for source in sources)
    alike = len({source.order for source in sources}) == 1
    return (
        {"kind": "joined", "counts": [source.count for source in sources]} if along_maps and alike else None
    )


def _first_of(ends):
    """Return what lies before rows and columns, of pairs along each axis or of one pair."""
    return tuple(pair[0] for pair in ends) if np.ndim(ends) == 2 else (0, ends[0])


def _padded(layer, sources):
    before = _first_of(layer.padding)
    return {"kind": "padded", "before": before} if len(sources[0].spatial) == np.ndim(layer.padding) else None


def _cropped(layer, sources):
    before = tuple(-side for side in _first_of(layer.cropping))
    known = len(sources[0].spatial) == np.ndim(layer.cropping)
    return {"kind": "padded", "before": before} if known else None


def _repeated(layer, sources):
    size = _pair(np.atleast_1d(layer.size).tolist())
    nearest = getattr(layer, "interpolation", "nearest") == "nearest"
    known = nearest and len(sources[0].spatial) == np.size(layer.size)
    return {"kind": "repeated", "size": size} if known else None


def _scaled(layer, _):
    numbers = np.ndim(layer.scale) == 0 and np.ndim(layer.offset) == 0
    return {"kind": "scaled", "scale": float(layer.scale), "offset": float(layer.offset)} if numbers else None


def _same(_, sources):
    return {"kind": "same"} if len(sources) == 1 else None


def _flatten(layer, _):
    return {"kind": "flatten"} if getattr(layer, "data_format", None) != "channels_first" else None


_DESCRIBERS = {
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "DepthwiseConv1D": _depthwise,
    "DepthwiseConv2D": _depthwise,
    "Dense": _dense,
    "MaxPooling1D": _pool("max"),
    "MaxPooling2D": _pool("max"),
    "AveragePooling1D": _pool("average"),
    "AveragePooling2D": _pool("average"),
    "GlobalMaxPooling1D": _global_pool("max"),
    "GlobalMaxPooling2D": _global_pool("max"),
    "GlobalAveragePooling1D": _global_pool("average"),
    "GlobalAveragePooling2D": _global_pool("average"),
    "BatchNormalization": _normalisation,
    "Normalization": _standardisation,
    "Activation": _activated,
    "ReLU": _rectified,
    "LeakyReLU": _leaky,
    "ELU": _exponential_below,
    "Softmax": _softmax,
    "Add": _sum,
    "Multiply": _product,
    "Concatenate": _joined,
    "ZeroPadding1D": _padded,
    "ZeroPadding2D": _padded,
    "Cropping1D": _cropped,
    "Cropping2D": _cropped,
    "UpSampling1D": _repeated,
    "UpSampling2D": _repeated,
    "Rescaling": _scaled,
    "Dropout": _same,
    "SpatialDropout1D": _same,
    "SpatialDropout2D": _same,
    "GaussianNoise": _same,
    "GaussianDropout": _same,
    "ActivityRegularization": _same,
    "Identity": _same,
    "Flatten": _flatten,
    "Reshape": _flatten,
}
