"""What the tests of pages share: models, and what a page holds."""

import json
import re

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.explorer._encode import unpacked

_DATA = re.compile(r'<script type="application/json" id="(\w+)">(.*?)</script>', re.DOTALL)


def held(page):
    """Return the facts and the texts of a page, as its script reads them."""
    found = {name: json.loads(text) for name, text in _DATA.findall(page.html)}
    return found["facts"], found["texts"]


def layers_of(page):
    return {layer["name"]: layer for layer in held(page)[0]["layers"] if "maps" in layer}


def values_of(page, name):
    """Return the maps of a tensor that are in a page, (N, C, H, W), and their numbers."""
    layer, texts = layers_of(page)[name]["maps"], held(page)[1]["maps"][name]
    numbers = layer["chosen"] or list(range(layer["count"]))
    sides = (len(numbers), layer["height"], layer["width"])
    return np.stack([unpacked(text, layer["type"]).reshape(sides) for text in texts]), numbers


def small_u_net(sides=(16, 20, 1)):
    """A U-Net of two steps: its skips cross what is between them."""
    keras = load_keras()
    layers = keras.layers

    def twice(x, filters, name):
        for number in (1, 2):
            options = {"padding": "same", "activation": "relu", "name": f"{name}_conv_{number}"}
            x = layers.Conv2D(filters, 3, **options)(x)
        return x

    image = keras.Input(sides, name="image")
    first = twice(image, 4, "down_1")
    second = twice(layers.MaxPooling2D(name="pool_1")(first), 8, "down_2")
    x = twice(layers.MaxPooling2D(name="pool_2")(second), 16, "bottom")
    for number, (filters, skip) in enumerate(((8, second), (4, first)), start=1):
        x = layers.UpSampling2D(name=f"up_{number}")(x)
        x = layers.Concatenate(name=f"joined_{number}")([skip, x])
        x = twice(x, filters, f"up_{number}")
    mask = layers.Conv2D(1, 1, activation="sigmoid", name="mask")(x)
    return keras.Model(image, mask, name="small_u_net")


def every_arithmetic():
    """One of each layer whose arithmetic a page tells, with strides, dilation, bias and scale that matter."""
    keras = load_keras()
    layers = keras.layers
    keras.utils.set_random_seed(0)
    image = keras.Input((17, 14, 3), name="image")
    x = layers.Rescaling(2.0, offset=-1.0, name="scaled")(image)
    x = layers.ZeroPadding2D((1, 2), name="padded")(x)
    x = layers.Conv2D(6, (3, 5), strides=(2, 1), padding="same", activation="tanh", name="conv")(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="silu", name="depthwise")(x)
    x = layers.BatchNormalization(name="norm", moving_mean_initializer="random_normal")(x)
    x = layers.ReLU(6.0, name="relu6")(x)
    short = layers.MaxPooling2D(3, strides=2, padding="same", name="max")(x)
    x = layers.AveragePooling2D(3, strides=2, padding="same", name="average")(x)
    x = layers.Add(name="add")([x, short])
    gate = layers.GlobalAveragePooling2D(keepdims=True, name="squeezed")(x)
    gate = layers.Conv2D(12, 1, activation="sigmoid", name="gate")(gate)
    x = layers.Multiply(name="gated")([x, gate])
    x = layers.UpSampling2D((1, 2), name="repeated")(x)
    x = layers.Conv2D(5, 2, dilation_rate=2, activation="elu", use_bias=False, name="dilated")(x)
    x = layers.Activation("sigmoid", name="sigmoid")(x)
    flat = layers.Flatten(name="flatten")(x)
    hidden = layers.Dense(7, activation="relu", bias_initializer="random_normal", name="dense")(flat)
    pooled = [layers.GlobalAveragePooling2D(name="mean")(x), layers.GlobalMaxPooling2D(name="most")(x)]
    joined = layers.Concatenate(name="joined")([layers.Dropout(0.5, name="drop")(hidden), *pooled])
    scores = layers.Dense(4, bias_initializer="random_normal", name="scores")(joined)
    return keras.Model(image, layers.Softmax(name="shares")(scores), name="every_arithmetic")


def further_arithmetic():
    """Layers of decoders and of normalisation, with strides, groups and weights that matter."""
    keras = load_keras()
    layers = keras.layers
    keras.utils.set_random_seed(0)
    drawn = {"bias_initializer": "random_normal"}
    learned = {"gamma_initializer": "random_normal", "beta_initializer": "random_normal"}
    image = keras.Input((9, 8, 4), name="image")
    x = layers.Rescaling([1.0, 2.0, 0.5, -1.0], offset=[0.0, 0.1, 0.0, 0.2], name="by_map")(image)
    x = layers.Conv2D(6, (3, 2), groups=2, padding="same", activation="mish", name="grouped", **drawn)(x)
    x = layers.GroupNormalization(groups=3, name="groups", **learned)(x)
    x = layers.SeparableConv2D(4, 3, strides=2, depth_multiplier=2, name="separable", **drawn)(x)
    x = layers.PReLU(alpha_initializer="random_normal", shared_axes=(1, 2), name="leak_by_map")(x)
    x = layers.Conv2DTranspose(5, (4, 3), strides=(3, 2), padding="same", name="transposed", **drawn)(x)
    x = layers.LayerNormalization(name="places", **learned)(x)
    other = layers.Conv2DTranspose(5, 3, strides=1, dilation_rate=(1, 2), activation="tanh", name="spread")(x)
    other = layers.Cropping2D(((1, 1), (2, 2)), name="cropped")(other)
    x = layers.Subtract(name="less")([x, other])
    x = layers.Average(name="between")([x, other, x])
    x = layers.UpSampling2D((2, 3), interpolation="bilinear", name="smooth")(x)
    x = layers.PReLU(alpha_initializer="random_normal", name="leak_by_unit")(x)
    x = layers.MaxPooling2D(3, name="pool")(x)
    x = layers.LayerNormalization(axis=(1, 2, 3), name="whole", **learned)(x)
    x = layers.GroupNormalization(groups=-1, scale=False, name="instance")(x)
    x = layers.Permute((2, 3, 1), name="turned")(x)
    flat = layers.Flatten(name="flatten")(x)
    scores = layers.Dense(3, name="scores")(layers.LayerNormalization(name="row", **learned)(flat))
    return keras.Model(image, scores, name="further_arithmetic")


def draw(*shape, seed=0):
    return np.random.default_rng(seed).random(shape, dtype=np.float32)
