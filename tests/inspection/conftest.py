"""One small model of each kind that Keras knows."""

import numpy as np
import pytest

from cnn_docs._keras import load_keras


@pytest.fixture(autouse=True)
def _same_weights_in_any_order():
    """Draw the same random weights whichever tests ran before."""
    load_keras().utils.set_random_seed(0)


def functional():
    keras = load_keras()
    layers = keras.layers
    image = keras.Input((16, 16, 3), name="image")
    x = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv_1")(image)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.MaxPooling2D(name="pool")(x)
    x = layers.Flatten(name="flatten")(x)
    return keras.Model(image, layers.Dense(5, activation="softmax", name="output")(x), name="functional")


def sequential():
    keras = load_keras()
    layers = keras.layers
    parts = [
        keras.Input((16, 16, 3), name="image"),
        layers.Conv2D(4, 3, name="conv_1"),
        layers.GlobalAveragePooling2D(name="mean"),
        layers.Dense(5, name="output"),
    ]
    return keras.Sequential(parts, name="sequential")


def sequential_without_input():
    keras = load_keras()
    model = keras.Sequential(
        [keras.layers.Conv2D(4, 3, name="conv_1"), keras.layers.Flatten(name="flatten")], name="open"
    )
    model(np.zeros((1, 16, 16, 3), "float32"))
    return model


def branched():
    keras = load_keras()
    layers = keras.layers
    image = keras.Input((16, 16, 3), name="image")
    stem = layers.Conv2D(4, 3, padding="same", name="stem")(image)
    left = layers.Conv2D(4, 5, padding="same", name="left")(stem)
    right = layers.DepthwiseConv2D(3, padding="same", name="right")(stem)
    joined = layers.Concatenate(name="joined")([left, right, stem + 1.0])
    return keras.Model(image, layers.Conv2D(2, 1, name="output")(joined), name="branched")


def nested():
    keras = load_keras()
    layers = keras.layers
    inner_image = keras.Input((14, 14, 4), name="inner_image")
    inner = keras.Model(inner_image, layers.Conv2D(6, 3, strides=2, name="conv_1")(inner_image), name="inner")
    image = keras.Input((16, 16, 3), name="image")
    x = layers.Conv2D(4, 3, name="conv_1")(image)
    x = keras.Sequential([keras.Input((6, 6, 6)), layers.Conv2D(2, 1, name="point")], name="tail")(inner(x))
    return keras.Model(image, layers.Flatten(name="flatten")(x), name="nested")


def shared():
    keras = load_keras()
    layers = keras.layers
    first, second = keras.Input((16, 16, 3), name="first"), keras.Input((16, 16, 3), name="second")
    conv = layers.Conv2D(4, 3, name="conv")
    total = layers.Add(name="sum")([conv(first), conv(second)])
    outputs = [layers.GlobalMaxPooling2D(name="highest")(total), layers.Flatten(name="flatten")(total)]
    return keras.Model([first, second], outputs, name="shared")


def subclassed():
    keras = load_keras()
    layers = keras.layers

    class Block(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.conv = layers.Conv2D(4, 3, padding="same", name="conv")

        def call(self, x):
            return x + self.conv(keras.ops.relu(x))

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__(name="subclassed")
            self.stem = layers.Conv2D(4, 3, name="stem")
            self.block = Block(name="block")
            self.head = layers.Dense(5, name="output")
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")

        def call(self, x, training=False):
            self.calls.assign_add(1.0)
            x = self.block(self.stem(x))
            return self.head(keras.ops.mean(x, axis=(1, 2)))

    model = Subclassed()
    model(np.zeros((1, 16, 16, 3), "float32"))
    return model


def mixed_precision():
    keras = load_keras()
    layers = keras.layers
    image = keras.Input((16, 16, 3), name="image")
    x = layers.Conv2D(4, 3, dtype="mixed_float16", name="conv_1")(image)
    x = layers.Flatten(dtype="mixed_float16", name="flatten")(x)
    return keras.Model(image, layers.Dense(5, dtype="float32", name="output")(x), name="mixed")


BUILDERS = {
    build.__name__: build
    for build in (
        functional,
        sequential,
        sequential_without_input,
        branched,
        nested,
        shared,
        subclassed,
        mixed_precision,
    )
}


@pytest.fixture(params=list(BUILDERS))
def any_model(request):
    """Each kind of model in turn."""
    return BUILDERS[request.param]()


@pytest.fixture
def build():
    """Build a model of a kind by its name."""
    return lambda name: BUILDERS[name]()


@pytest.fixture
def images_for():
    """Make random images for a model, in the form that it takes."""

    def make(model, count=2, seed=0):
        draw = np.random.default_rng(seed)
        inputs = 2 if model.name == "shared" else 1
        arrays = [draw.normal(size=(count, 16, 16, 3)).astype("float32") for _ in range(inputs)]
        return arrays if inputs > 1 else arrays[0]

    return make


@pytest.fixture
def state_of():
    """Take down everything of a model that must not change."""

    def take(model):
        layers = model._flatten_layers()
        return (
            [value.tobytes() for value in model.get_weights()],
            model.compiled,
            [sorted(vars(layer)) for layer in layers],
            [len(layer._inbound_nodes) + len(layer._outbound_nodes) for layer in layers],
            [(layer.built, layer.trainable, len(layer.losses)) for layer in layers],
            load_keras().layers.Layer.__call__,
        )

    return take
