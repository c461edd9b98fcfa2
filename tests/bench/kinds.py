"""One small classifier of each kind of Keras model, for 32x32 colour images and ten classes."""

import numpy as np

from cnn_docs._keras import load_keras

SHAPE = (32, 32, 3)
CLASSES = 10


def functional():
    keras = load_keras()
    image = keras.Input(SHAPE, name="image")
    return keras.Model(image, head(convolution("conv_2")(convolution("conv_1")(image))), name="functional")


def sequential():
    keras = load_keras()
    parts = [convolution("conv_1"), convolution("conv_2"), *head_layers()]
    return keras.Sequential([keras.Input(SHAPE, name="image"), *parts], name="sequential")


def branched():
    keras = load_keras()
    image = keras.Input(SHAPE, name="image")
    stem = convolution("conv_1")(image)
    joined = keras.layers.Add(name="add")([stem, convolution("conv_2", padding="same")(stem)])
    return keras.Model(image, head(joined), name="branched")


def nested():
    keras = load_keras()
    inner_image = keras.Input(SHAPE, name="inner_image")
    inner = keras.Model(inner_image, convolution("conv_2")(convolution("conv_1")(inner_image)), name="inner")
    image = keras.Input(SHAPE, name="image")
    return keras.Model(image, head(inner(image)), name="nested")


def several_inputs():
    keras = load_keras()
    images = [keras.Input(SHAPE, name=name) for name in ("first", "second")]
    shared = convolution("conv_1")
    joined = keras.layers.Concatenate(name="joined")([shared(image) for image in images])
    return keras.Model(images, head(convolution("conv_2")(joined)), name="several_inputs")


def subclassed():
    keras = load_keras()

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__(name="subclassed")
            self.parts = [convolution("conv_1"), convolution("conv_2"), *head_layers()]

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return x

    model = Subclassed()
    model(np.zeros((1, *SHAPE), "float32"))
    return model


KINDS = {
    build.__name__: build for build in (functional, sequential, branched, nested, several_inputs, subclassed)
}


def convolution(name, padding="valid"):
    return load_keras().layers.Conv2D(8, 3, padding=padding, activation="relu", name=name)


def head_layers():
    layers = load_keras().layers
    return [
        layers.Flatten(name="flatten"),
        layers.Dense(CLASSES, name="logits"),
        layers.Softmax(name="output"),
    ]


def head(x):
    for layer in head_layers():
        x = layer(x)
    return x


def images_for(model):
    """Return one random image in a batch, or a list of two for the model with two inputs."""
    draw = np.random.default_rng(0)
    count = 2 if model.name == "several_inputs" else 1
    images = [draw.random((1, *SHAPE), dtype=np.float32) for _ in range(count)]
    return images if count > 1 else images[0]
