"""What one unit of a layer adds up, as data: which values it reads, with which weights, and what comes then.

A layer is described only where Keras's own code computes it and every number is at hand. The page adds the
terms up once more for each unit that it shows, and keeps them to itself where they do not make the value.
"""

import numpy as np

from cnn_docs.explorer import _normalisations, _windowed
from cnn_docs.explorer._windowed import activation_of, maps_are_last, pair
from cnn_docs.inspection import keras_entry

_SINGLE = ("float32", "float64")
_OF_ANY_LAYOUT = ("flatten", "permuted")
_LEAVING_VALUES = """
    Identity ActivityRegularization Dropout SpatialDropout1D SpatialDropout2D AlphaDropout GaussianDropout
    GaussianNoise AugMix CutMix MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter
    RandomContrast RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale
    RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation
    RandomSharpness RandomShear RandomTranslation RandomZoom Solarization
"""  # outside training


def arithmetic(call, planes, output):
    """Return how the units of a call come about, and its weights; a text that says why it cannot be shown.

    Parameters
    ----------
    call : Call
    planes : dict of str to Planes
        By the names of the tensors.
    output : Planes or None
        What the call puts out; None where it has no planes.

    Returns
    -------
    dict or str
        ``kind`` and what it needs; arrays stand under ``"weights"``, the first axis of each for the planes of
        the output.
    """
    operation = call.operation
    if operation is None:
        return "It is what goes in."
    describe = keras_entry(_DESCRIBERS, operation)
    sources = [planes.get(source.name) for source in call.sources]
    if describe is None or not sources or None in sources:
        return f"The page does not know the arithmetic of {type(operation).__name__}."
    if getattr(operation, "compute_dtype", "float32") not in _SINGLE:
        return f"It was computed in {operation.compute_dtype}, whose sums are too coarse to follow."
    found = describe(operation, sources)
    if not found:
        return "The page does not know the arithmetic of this layer with these settings."
    if found["kind"] not in _OF_ANY_LAYOUT and not _laid_alike(operation, sources, output):
        return "Its maps, or those it reads, do not lie along its channels, or its rows are their columns."
    return found


def _laid_alike(layer, sources, output):
    """Tell whether the planes of all tensors lie along the same axes, and along the layer's channels."""
    maps = [tensor for tensor in (*sources, output) if tensor and tensor.area > 1]
    orders = {tensor.order for tensor in maps if len(tensor.shape) == len(maps[0].shape)}
    if len(orders) != 1 or not hasattr(layer, "data_format"):
        return len(orders) < 2
    axes = range(len(maps[0].shape))
    return orders == {tuple(axes) if layer.data_format == "channels_first" else (axes[-1], *axes[:-1])}


def _activated(layer, sources):
    name = activation_of(layer)
    if name is None or (name == "softmax" and not maps_are_last(sources[0])):
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
    alone = maps_are_last(sources[0]) and layer.axis in (-1, len(sources[0].shape))
    return {"kind": "activation", "activation": "softmax"} if alone else None


def _sum(*factors):
    """Return the function that describes a sum of tensors, each times a factor: of one, if none is given."""

    def describe(_, sources):
        same = len({source.values.shape[1:] for source in sources}) == 1
        known = factors or (1.0,) * len(sources)
        fits = same and len(sources) > 1 and len(known) == len(sources)
        return {"kind": "sum", "factors": known} if fits else None

    return describe


def _mean(_, sources):
    return _sum(*[1 / len(sources)] * len(sources))(_, sources)


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
    return tuple(first for first, _ in ends) if np.ndim(ends) == 2 else (0, ends[0])


def _padded(layer, sources):
    before = _first_of(layer.padding)
    return {"kind": "padded", "before": before} if len(sources[0].spatial) == np.ndim(layer.padding) else None


def _cropped(layer, sources):
    before = tuple(-side for side in _first_of(layer.cropping))
    known = len(sources[0].spatial) == np.ndim(layer.cropping)
    return {"kind": "padded", "before": before} if known else None


def _enlarged(layer, sources):
    size = pair(np.atleast_1d(layer.size).tolist())
    kinds = {"nearest": "repeated", "bilinear": "interpolated"}
    kind = kinds.get(getattr(layer, "interpolation", "nearest"))
    known = kind and len(sources[0].spatial) == np.size(layer.size)
    return {"kind": kind, "size": size} if known else None


def _same(_, sources):
    return {"kind": "same"} if len(sources) == 1 else None


def _permuted(layer, sources):
    """Describe axes in another order: for each of the output's, that of the input."""
    return {"kind": "permuted", "axes": [axis - 1 for axis in layer.dims]} if len(sources) == 1 else None


def _flatten(layer, _):
    return {"kind": "flatten"} if getattr(layer, "data_format", None) != "channels_first" else None


_DESCRIBERS = {
    "Conv1D": _windowed.convolution,
    "Conv2D": _windowed.convolution,
    "DepthwiseConv1D": _windowed.depthwise,
    "DepthwiseConv2D": _windowed.depthwise,
    "SeparableConv1D": _windowed.separable,
    "SeparableConv2D": _windowed.separable,
    "Conv1DTranspose": _windowed.transposed,
    "Conv2DTranspose": _windowed.transposed,
    "Dense": _windowed.dense,
    "MaxPooling1D": _windowed.pool("max"),
    "MaxPooling2D": _windowed.pool("max"),
    "AveragePooling1D": _windowed.pool("average"),
    "AveragePooling2D": _windowed.pool("average"),
    "GlobalMaxPooling1D": _windowed.global_pool("max"),
    "GlobalMaxPooling2D": _windowed.global_pool("max"),
    "GlobalAveragePooling1D": _windowed.global_pool("average"),
    "GlobalAveragePooling2D": _windowed.global_pool("average"),
    "BatchNormalization": _normalisations.batch,
    "Normalization": _normalisations.data,
    "LayerNormalization": _normalisations.layer_wise,
    "GroupNormalization": _normalisations.group_wise,
    "Activation": _activated,
    "ReLU": _rectified,
    "LeakyReLU": _leaky,
    "PReLU": _normalisations.leaking,
    "ELU": _exponential_below,
    "Softmax": _softmax,
    "Add": _sum(),
    "Subtract": _sum(1.0, -1.0),
    "Average": _mean,
    "Multiply": _product,
    "Concatenate": _joined,
    "ZeroPadding1D": _padded,
    "ZeroPadding2D": _padded,
    "Cropping1D": _cropped,
    "Cropping2D": _cropped,
    "UpSampling1D": _enlarged,
    "UpSampling2D": _enlarged,
    "Rescaling": _normalisations.scaling,
    **dict.fromkeys(_LEAVING_VALUES.split(), _same),
    "Flatten": _flatten,
    "Permute": _permuted,
    "Reshape": _flatten,
}
