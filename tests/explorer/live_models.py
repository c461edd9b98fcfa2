"""Small models whose layers a page computes, with strides, paddings and weights that matter."""

import numpy as np

from cnn_docs import load_digits, load_digits_cnn
from cnn_docs._keras import load_keras
from cnn_docs.explorer._windowed import ACTIVATIONS

from .pages import draw, every_arithmetic, further_arithmetic, small_u_net


def digits():
    return load_digits_cnn(), load_digits().test_images[:3, ..., np.newaxis]


def one_of_each():
    return every_arithmetic(), draw(2, 17, 14, 3)


def further():
    return further_arithmetic(), draw(2, 9, 8, 4)


def u_net():
    return small_u_net(), draw(2, 16, 20, 1)


def residual():
    """Two blocks with a way around them, the second with strides, behind what varies images in training."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    image = keras.Input((15, 12, 3), name="image")
    varied = keras.Sequential([layers.RandomFlip(), layers.RandomZoom(0.2)], name="varied")
    x = layers.Conv2D(4, 3, padding="same", use_bias=False, name="stem")(varied(image))
    for number, (filters, stride) in enumerate(((4, 1), (8, 2))):
        same = {"padding": "same", "use_bias": False}
        y = layers.Conv2D(filters, 3, strides=stride, name=f"conv_{number}_a", **same)(x)
        y = layers.BatchNormalization(beta_initializer="random_normal", name=f"norm_{number}")(y)
        y = layers.ReLU(name=f"relu_{number}")(y)
        y = layers.Conv2D(filters, 3, padding="same", name=f"conv_{number}_b")(y)
        if stride > 1:
            x = layers.Conv2D(filters, 1, strides=stride, name=f"way_{number}")(x)
        x = layers.Activation("relu", name=f"block_{number}")(layers.Add(name=f"add_{number}")([x, y]))
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    return keras.Model(image, layers.Dense(5, name="scores")(x)), draw(2, 15, 12, 3)


def mobile():
    """Depthwise convolutions, padding of its own, bytes that become numbers about zero, a softmax layer."""
    keras = load_keras()
    layers = keras.layers
    parts = [
        keras.Input((20, 20, 3), name="image"),
        layers.Rescaling(1 / 127.5, offset=-1.0, name="scaled"),
        layers.ZeroPadding2D(((0, 1), (0, 1)), name="padded"),
        layers.Conv2D(6, 3, strides=2, activation="relu6", name="conv"),
        layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False, name="depthwise"),
        layers.BatchNormalization(epsilon=1e-2, name="norm"),
        layers.ReLU(negative_slope=0.1, name="leaky"),
        layers.Conv2D(8, 1, activation="hard_silu", name="pointwise"),
        layers.Cropping2D(((1, 0), (0, 1)), name="cropped"),
        layers.GlobalMaxPooling2D(name="most"),
        layers.Dropout(0.5, name="drop"),
        layers.Dense(4, name="scores"),
        layers.Softmax(name="shares"),
    ]
    return keras.Sequential(parts), np.round(255 * draw(2, 20, 20, 3))


def activations():
    """A convolution for each activation function, one behind the other."""
    keras = load_keras()
    image = x = keras.Input((6, 5, 2), name="image")
    for name in ACTIVATIONS:
        options = {"padding": "same", "bias_initializer": "random_normal", "name": name}
        x = keras.layers.Conv2D(3, 3, activation=name, **options)(x)
    x = keras.layers.ELU(0.5, name="half")(keras.layers.LeakyReLU(0.4, name="leaky")(x))
    x = keras.layers.Reshape((90,), name="row")(x)
    return keras.Model(image, keras.layers.Dense(3, name="scores")(x)), draw(2, 6, 5, 2) - 0.5


def yes_or_no():
    """A single sigmoid unit behind dilated convolutions."""
    keras = load_keras()
    layers = [
        keras.Input((13, 11, 1), name="image"),
        keras.layers.Normalization(mean=0.4, variance=0.09, name="standard"),
        keras.layers.Conv2D(3, 3, dilation_rate=(2, 3), activation="relu", name="dilated"),
        keras.layers.AveragePooling2D(2, padding="same", name="average"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dense(1, activation="sigmoid", name="answer"),
    ]
    return keras.Sequential(layers), draw(2, 13, 11, 1)


def signals():
    """One axis: convolutions, pools and padding of signals."""
    keras = load_keras()
    layers = [
        keras.Input((40, 2), name="signal"),
        keras.layers.ZeroPadding1D((3, 1), name="padded"),
        keras.layers.Conv1D(4, 5, strides=2, padding="same", activation="relu", name="conv"),
        keras.layers.MaxPooling1D(2, name="pool"),
        keras.layers.SeparableConv1D(3, 3, padding="same", name="separable"),
        keras.layers.Conv1DTranspose(4, 4, strides=2, padding="same", name="transposed"),
        keras.layers.GroupNormalization(groups=2, name="groups"),
        keras.layers.UpSampling1D(3, name="repeated"),
        keras.layers.Cropping1D((1, 2), name="cropped"),
        keras.layers.GlobalAveragePooling1D(name="mean"),
        keras.layers.Dense(3, activation="softmax", name="answer"),
    ]
    return keras.Sequential(layers), draw(2, 40, 2)


def nested():
    """A model in a model, whose layers are called twice."""
    keras = load_keras()
    image = keras.Input((10, 10, 1), name="image")
    inner_image = keras.Input((10, 10, 2), name="inner_image")
    inner = keras.Model(
        inner_image, keras.layers.Conv2D(2, 3, padding="same", activation="tanh", name="conv")(inner_image)
    )
    inner.name = "inner"
    x = keras.layers.Conv2D(2, 3, padding="same", name="first")(image)
    x = keras.layers.Flatten(name="flat")(inner(inner(x)))
    return keras.Model(image, keras.layers.Dense(3, name="scores")(x)), draw(2, 10, 10, 1)


LIVE = {
    function.__name__: function
    for function in (
        *(digits, one_of_each, further, u_net, residual, mobile, activations, yes_or_no, signals, nested),
    )
}


def with_a_layer_that_is_not_known():
    """A layer in the middle that a page does not compute."""
    keras = load_keras()
    layers = [
        keras.Input((9, 9, 1), name="image"),
        keras.layers.Conv2D(3, 3, name="conv"),
        keras.layers.ReLU(name="relu"),
        keras.layers.MaxPooling2D(2, name="pool"),
        keras.layers.Conv2D(4, 2, name="conv_2"),
        keras.layers.UnitNormalization(name="unknown"),
        keras.layers.Conv2D(2, 2, name="after"),
        keras.layers.Flatten(name="flat"),
        keras.layers.Dense(2, activation="softmax", name="answer"),
    ]
    return keras.Sequential(layers), draw(2, 9, 9, 1)
