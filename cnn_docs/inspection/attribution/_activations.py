"""Layers as far as the last softmax or sigmoid is concerned: which have one, which are known to have none."""

from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._kinds import computed_by_keras

_SQUASHING = {
    "softmax": "softmax",
    "softmax_v2": "softmax",  # TensorFlow's own
    "log_softmax": "log_softmax",
    "sparsemax": "softmax",
    "sigmoid": "sigmoid",
    "hard_sigmoid": "sigmoid",
    "sparse_sigmoid": "sigmoid",
    "log_sigmoid": "log_sigmoid",
}
_SQUASHING_OPERATIONS = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sparsemax": "softmax",
    "Sigmoid": "sigmoid",
    "HardSigmoid": "sigmoid",
    "SparseSigmoid": "sigmoid",
    "LogSigmoid": "log_sigmoid",
}
_KEEPING_VALUES = """
    Flatten Reshape Permute Identity Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D
    GaussianDropout GaussianNoise AlphaDropout ActivityRegularization Masking
"""
_KEEPING_OPERATIONS = {"Squeeze", "Reshape", "ExpandDims", "Transpose", "Identity"}
_MIXING_CLASSES = """
    Dense EinsumDense Embedding Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose
    DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
"""
_PASSING_ON = """
    Add Subtract Multiply Average Maximum Minimum Concatenate Dot
    AveragePooling1D AveragePooling2D AveragePooling3D MaxPooling1D MaxPooling2D MaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D AdaptiveAveragePooling1D AdaptiveAveragePooling2D
    AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization Normalization
    Rescaling ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D UpSampling1D
    UpSampling2D UpSampling3D Resizing CenterCrop RepeatVector Activation ReLU LeakyReLU PReLU ELU
"""
_PASSING_OPERATIONS = {
    *("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Negative", "Mean", "Sum", "Max", "Min"),
    *("Maximum", "Minimum", "Concatenate", "Stack", "GetItem", "Cast", "Relu", "Clip", "Average"),
    *(
        "Absolute",
        "Square",
        "Sqrt",
        "Norm",
        "Normalize",
        "Matmul",
        "Einsum",
        "Swapaxes",
        "Moveaxis",
        "Take",
        "Split",
    ),
}  # not Exp, Power, Logsumexp or Tanh, of which a softmax or sigmoid can be written by hand


class NotFoundError(Exception):
    """The last activation of the model cannot be found; the text says where and why."""


def own_code(layer):
    """Tell whether a layer's values come from code that is not Keras's."""
    layer = _unwrapped(layer)
    if not computed_by_keras(layer):
        return True
    return _is_layer(layer) and isinstance(layer, load_keras().layers.Lambda | load_keras().layers.TFSMLayer)


def keeps_values(layer):
    """Tell whether a layer only rearranges values, or does nothing in inference."""
    if own_code(layer):
        return False
    if not _is_layer(layer):
        return type(layer).__name__ in _KEEPING_OPERATIONS or _to_float(layer)
    if isinstance(layer, load_keras().layers.Activation):
        return getattr(layer.activation, "__name__", "") == "linear"
    return _is_one_of(layer, _KEEPING_VALUES)


def _to_float(operation):
    """Tell whether an operation gives values another float type, as at the end of mixed precision."""
    backend = load_keras().backend
    return type(operation).__name__ == "Cast" and backend.is_float_dtype(
        backend.standardize_dtype(operation.dtype)
    )


def mixes_classes(layer):
    """Tell whether a layer's outputs are sums with weights of its own, which are scores again."""
    layer = _unwrapped(layer)
    return _is_layer(layer) and _is_one_of(layer, _MIXING_CLASSES)


def passes_on(layer):
    """Tell whether a layer is known to have no softmax or sigmoid, so that only its inputs can bring one."""
    if not _is_layer(layer):
        return type(layer).__name__ in _PASSING_OPERATIONS | _KEEPING_OPERATIONS
    layer = _unwrapped(layer)
    return _is_one_of(layer, _PASSING_ON) or _is_one_of(layer, _KEEPING_VALUES)


def squashing_of(call):
    """Return the softmax or sigmoid with which a call ends, by name, or None.

    Raises
    ------
    NotFoundError
        If it ends in an activation of which that is not known.
    """
    layers = load_keras().layers
    if own_code(call.layer):
        return None
    if not _is_layer(call.layer):
        return _SQUASHING_OPERATIONS.get(type(call.layer).__name__)
    layer = _unwrapped(call.layer)
    activation = vars(layer).get("activation")
    if isinstance(layer, layers.Softmax) or isinstance(activation, layers.Softmax):
        return "softmax"
    if isinstance(activation, layers.Activation):
        activation = activation.activation
    if activation is None:
        return None
    name = getattr(activation, "__name__", type(activation).__name__)
    package = getattr(activation, "__module__", "").partition(".")[0]
    if name in _SQUASHING and package in ("keras", "tensorflow", "jax", "torch"):
        return _SQUASHING[name]
    if package != "keras" or (_is_layer(activation) and not passes_on(activation)):
        raise NotFoundError(
            f"Layer '{call.name}' ends in the activation {name}, which is not one of Keras's."
        )
    return None


def may_be_made_squashing(layer):
    """Tell whether of a layer's activation a softmax or sigmoid is made by what is known to have none.

    An exponential divided by its sum is a softmax, a tanh that is scaled and shifted a sigmoid.
    """
    activation = getattr(_unwrapped(layer), "activation", None)
    return getattr(activation, "__name__", "") in ("exponential", "tanh")


def without_activation(call):
    """Return what a call put out, computed without its activation; the layer itself is not touched."""
    keras = load_keras()
    if len(call.inputs) != 1:
        raise NotFoundError(f"Layer '{call.name}' ends in a softmax or sigmoid and takes several tensors.")
    if not _is_layer(call.layer) or isinstance(call.layer, keras.layers.Softmax | keras.layers.Activation):
        return call.inputs[0]
    if not mixes_classes(call.layer) or _unwrapped(call.layer) is not call.layer:
        kind = type(call.layer).__name__
        raise NotFoundError(f"Layer '{call.name}' ({kind}) has a softmax or sigmoid inside.")
    twin = object.__new__(type(call.layer))
    vars(twin).update(vars(call.layer))
    vars(twin)["activation"] = keras.activations.linear
    vars(twin)["_losses"] = []  # a regularizer on the activations must not count twice
    return twin(call.inputs[0])


def _is_layer(operation):
    return isinstance(operation, load_keras().layers.Layer)


def _unwrapped(layer):
    """Return the layer inside wrappers that apply it as it is."""
    layers = load_keras().layers
    while isinstance(layer, layers.TimeDistributed | layers.SpectralNormalization):
        layer = layer.layer
    return layer


def _is_one_of(layer, names):
    """Tell whether a layer is, or derives without code of its own from, one of Keras's layers."""
    classes = {base.__name__ for base in type(layer).__mro__ if base.__module__.startswith("keras.")}
    return not own_code(layer) and bool(classes.intersection(names.split()))
