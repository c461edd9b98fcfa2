"""Small models of kinds that people bring beside the usual ones, each with two images and how to ask it.

A kind is a function that returns a :class:`Kind`; its docstring is the row's text in the reference.
"""

from dataclasses import dataclass, field

import numpy as np

from cnn_docs._keras import load_keras


@dataclass
class Kind:
    """A model, what it takes, and the options of the heat maps; ``sides`` None for one that sees no image.

    ``input_shape`` is for the table, where the model itself does not remember it.
    """

    model: object
    images: object
    sides: tuple | None
    options: dict = field(default_factory=dict)
    patch: object = 4
    input_shape: object = None


def draw(*shape, seed=0):
    return np.random.default_rng(seed).random((2, *shape), dtype=np.float32)


def parts():
    keras = load_keras()
    return keras, keras.layers, keras.ops


def scores(x, activation="softmax"):
    _, layers, _ = parts()
    return layers.Dense(3, activation=activation, name="scores")(
        layers.GlobalAveragePooling2D(name="mean")(x)
    )


def conv(x, name="conv", **options):
    _, layers, _ = parts()
    return layers.Conv2D(4, 3, activation="relu", name=name, **options)(x)


def frames():
    """frames of a clip, folded into the batch axis"""
    keras, layers, ops = parts()
    clip = keras.Input((3, 8, 8, 3), name="clip")
    maps = conv(ops.reshape(clip, (-1, 8, 8, 3)))
    each = ops.reshape(layers.GlobalAveragePooling2D()(maps), (-1, 3, 4))
    model = keras.Model(clip, layers.Dense(2)(layers.LSTM(3)(each)))
    return Kind(model, draw(3, 8, 8, 3), (3, 8, 8), patch=(1, 4, 4))


def strided_one_by_one():
    """a 1x1 convolution with stride 2 and few channels"""
    keras, layers, _ = parts()
    x = keras.Input((16, 16, 8))
    maps = layers.Conv2D(16, 1, strides=2, name="conv")(x)
    return Kind(keras.Model(x, scores(maps)), draw(16, 16, 8), (16, 16))


def two_images():
    """two image inputs"""
    keras, layers, _ = parts()
    left, right = keras.Input((12, 12, 3), name="left"), keras.Input((12, 12, 3), name="right")
    joined = layers.Concatenate()([conv(left, "left_conv"), conv(right, "right_conv")])
    model = keras.Model([left, right], scores(joined))
    return Kind(model, [draw(12, 12, 3), draw(12, 12, 3, seed=1)], (12, 12), {"input": "right"})


def picture_and_numbers():
    """a picture and some numbers, as two arguments of `call`"""
    keras, layers, ops = parts()

    class PictureAndNumbers(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.dense = layers.Conv2D(4, 3, name="conv"), layers.Dense(2, name="dense")

        def call(self, picture, numbers):
            return self.dense(ops.concatenate([ops.mean(self.conv(picture), (1, 2)), numbers], -1))

    model, given = PictureAndNumbers(), [draw(12, 12, 3), draw(2)]
    model(*given)
    shapes = {"picture": (12, 12, 3), "numbers": (2,)}
    return Kind(model, given, (12, 12), {"score": "output"}, input_shape=shapes)


def two_outputs():
    """a class and a mask from one body"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 1))
    neck = conv(x, "neck", padding="same")
    diagnosis = layers.Dense(2, activation="softmax", name="diagnosis")(layers.GlobalAveragePooling2D()(neck))
    mask = layers.Conv2D(1, 1, activation="sigmoid", name="mask")(neck)
    return Kind(keras.Model(x, [diagnosis, mask]), draw(12, 12, 1), (12, 12), {"output": "diagnosis"})


def named_outputs():
    """a dict of outputs, one of them None"""
    keras, layers, ops = parts()

    class NamedOutputs(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.dense = layers.Conv2D(4, 3, name="conv"), layers.Dense(2, name="dense")

        def call(self, x):
            pooled = ops.mean(self.conv(x), (1, 2))
            return {"aux": None, "features": pooled, "logits": self.dense(pooled)}

    model, given = NamedOutputs(), draw(12, 12, 3)
    model(given)
    return Kind(model, given, (12, 12), {"output": "logits"})


def segmentation():
    """a segmentation, asked for a region"""
    keras, layers, ops = parts()
    x = keras.Input((12, 12, 3))
    mask = layers.Conv2D(2, 1, activation="softmax", name="mask")(conv(x, padding="same"))
    region = {"target": lambda mask: ops.sum(mask[:, 2:5, 2:5, 1], axis=(1, 2))}
    return Kind(keras.Model(x, mask), draw(12, 12, 3), (12, 12), region)


def regression():
    """a regression with one number an image, of shape (N,)"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 3))
    pooled = layers.GlobalAveragePooling2D()(conv(x))
    return Kind(
        keras.Model(x, layers.Reshape((), name="age")(layers.Dense(1)(pooled))), draw(12, 12, 3), (12, 12)
    )


def labels():
    """several labels, a sigmoid each"""
    keras, _, _ = parts()
    x = keras.Input((12, 12, 3))
    return Kind(keras.Model(x, scores(conv(x), "sigmoid")), draw(12, 12, 3), (12, 12), {"target": 1})


def hidden_softmax():
    """a softmax in a Lambda layer, asked for the output"""
    keras, layers, ops = parts()
    x = keras.Input((12, 12, 3))
    hidden = layers.Lambda(lambda t: ops.softmax(t), output_shape=(3,), name="hidden")
    model = keras.Model(x, hidden(scores(conv(x), None)))
    return Kind(model, draw(12, 12, 3), (12, 12), {"score": "output"})


def hidden_softmax_logit():
    """the same, asked for the logit"""
    kind = hidden_softmax()
    kind.options["score"] = "logit"
    return kind


def permuted():
    """images channels last, a body that reads channels first"""
    keras, layers, _ = parts()
    x = keras.Input((12, 10, 3))
    first = layers.Permute((3, 1, 2), name="permute")(conv(x, padding="same"))
    pooled = layers.GlobalAveragePooling2D(data_format="channels_first")(first)
    return Kind(keras.Model(x, layers.Dense(3, name="scores")(pooled)), draw(12, 10, 3), (12, 10))


def no_channel_axis():
    """images of shape (N, H, W)"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12))
    return Kind(keras.Model(x, scores(conv(layers.Reshape((12, 12, 1))(x)))), draw(12, 12), (12, 12))


def bytes_in():
    """bytes that the model scales itself"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 3), dtype="uint8")
    model = keras.Model(x, scores(conv(layers.Rescaling(1 / 255)(x))))
    return Kind(model, (draw(12, 12, 3) * 255).astype("uint8"), (12, 12))


def declared_batch():
    """a declared batch size of one"""
    keras, layers, ops = parts()
    x = keras.Input(batch_shape=(1, 12, 12, 3))
    flat = ops.reshape(conv(x), (1, -1))
    return Kind(keras.Model(x, layers.Dense(3, name="scores")(flat)), draw(12, 12, 3), (12, 12))


def signal():
    """signals (N, T, C)"""
    keras, layers, _ = parts()
    x = keras.Input((24, 2))
    maps = layers.Conv1D(4, 5, activation="relu", name="conv")(x)
    model = keras.Model(x, layers.Dense(3, name="scores")(layers.GlobalAveragePooling1D()(maps)))
    return Kind(model, draw(24, 2), (24,))


def volume():
    """volumes (N, D, H, W, C)"""
    keras, layers, _ = parts()
    x = keras.Input((8, 8, 8, 1))
    maps = layers.Conv3D(4, 3, activation="relu", name="conv")(x)
    model = keras.Model(x, layers.Dense(3, name="scores")(layers.GlobalAveragePooling3D()(maps)))
    return Kind(model, draw(8, 8, 8, 1), (8, 8, 8))


def wrapped():
    """a convolution in a wrapper"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 3))
    maps = layers.SpectralNormalization(layers.Conv2D(4, 3), name="wrapped")(x)
    return Kind(keras.Model(x, scores(maps)), draw(12, 12, 3), (12, 12))


def attention_by_hand():
    """attention between places, written by hand"""
    keras, layers, ops = parts()
    x = keras.Input((12, 12, 3))
    maps = layers.Conv2D(8, 3, strides=4, padding="same", activation="relu", name="conv")(x)
    tokens = layers.Reshape((9, 8))(maps)
    q, k, v = (
        layers.Permute((2, 1, 3))(layers.Reshape((9, 2, 4))(layers.Dense(8)(tokens))) for _ in range(3)
    )
    mixed = layers.Permute((2, 1, 3))(
        ops.matmul(layers.Softmax()(ops.matmul(q, ops.transpose(k, (0, 1, 3, 2)))), v)
    )
    pooled = layers.GlobalAveragePooling1D()(layers.Reshape((9, 8))(mixed))
    return Kind(keras.Model(x, layers.Dense(3, name="scores")(pooled)), draw(12, 12, 3), (12, 12))


def turned():
    """an average over the image and its mirror image"""
    keras, layers, ops = parts()
    x, inner_x = keras.Input((12, 12, 3)), keras.Input((12, 12, 3))
    inner = keras.Model(inner_x, scores(conv(inner_x)), name="inner")
    mean = layers.Average()([inner(x), inner(ops.flip(x, axis=2))])
    return Kind(keras.Model(x, mean), draw(12, 12, 3), (12, 12), {"score": "output"})


def text_lines():
    """columns joined with channels, then a recurrent layer"""
    keras, layers, _ = parts()
    x = keras.Input((12, 8, 1))
    lines = layers.Reshape((12, 32), name="lines")(conv(x, padding="same"))
    read = layers.LSTM(3)(layers.Dense(6)(lines))
    return Kind(keras.Model(x, layers.Dense(3, name="scores")(read)), draw(12, 8, 1), (12, 8))


def gated():
    """a gate that is computed from the whole image"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 3))
    maps = conv(x)
    weights = layers.Dense(4, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(maps))
    return Kind(keras.Model(x, scores(layers.Multiply()([maps, weights]))), draw(12, 12, 3), (12, 12))


def half_precision():
    """layers that compute in bfloat16"""
    keras, layers, _ = parts()
    x = keras.Input((12, 12, 3))
    pooled = layers.GlobalAveragePooling2D(dtype="mixed_bfloat16")(conv(x, dtype="mixed_bfloat16"))
    scored = layers.Dense(3, activation="softmax", dtype="float32", name="scores")(pooled)
    return Kind(keras.Model(x, scored), draw(12, 12, 3), (12, 12))


def noisy():
    """numbers drawn at random, also when the model predicts"""
    keras, layers, _ = parts()

    class Sampled(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.seeds = keras.random.SeedGenerator(0)

        def call(self, x):
            return x + keras.random.normal(keras.ops.shape(x), seed=self.seeds)

    x = keras.Input((12, 12, 3))
    pooled = layers.GlobalAveragePooling2D()(conv(x))
    sampled = layers.Dense(3, name="scores")(Sampled(name="sampled")(pooled))
    return Kind(keras.Model(x, sampled), draw(12, 12, 3), (12, 12))


def own_weights():
    """a layer with weights of its own beside a sublayer"""
    keras, layers, ops = parts()

    class Gated(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.drop = layers.Dropout(0.1)

        def build(self, shape):
            self.w = self.add_weight(shape=(shape[-1], 6), name="w")

        def call(self, x):
            return self.drop(ops.matmul(x, self.w))

    x = keras.Input((12, 12, 3))
    return Kind(keras.Model(x, scores(Gated(name="gated")(conv(x)))), draw(12, 12, 3), (12, 12))


def no_batch_axis():
    """a position embedding, which has no batch axis"""
    keras, layers, ops = parts()

    class Patches(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.projection = layers.Dense(8, name="projection")
            self.position = layers.Embedding(16, 8, name="position")

        def call(self, x):
            return self.projection(x) + self.position(ops.arange(16))

    x = keras.Input((16, 12))
    model = keras.Model(x, layers.Dense(3)(layers.Flatten()(Patches(name="patches")(x))))
    return Kind(model, draw(16, 12), None)


def words():
    """words with a mask of padding, and an embedding used in reverse"""
    keras, layers, ops = parts()
    ids = keras.Input((8,), dtype="int32")
    embedding = layers.ReversibleEmbedding(20, 6, name="embedding")
    mask = ops.expand_dims(ops.not_equal(ids, 0), 1)
    mixed = layers.MultiHeadAttention(2, 3, name="mixed")(embedding(ids), embedding(ids), attention_mask=mask)
    model = keras.Model(ids, embedding(mixed, reverse=True))
    return Kind(model, np.arange(16, dtype="int32").reshape(2, 8), None)


def one_number():
    """one whole number per example"""
    keras, layers, _ = parts()
    user = keras.Input((), dtype="int32", name="user")
    model = keras.Model(user, layers.Dense(1, name="score")(layers.Embedding(10, 4)(user)))
    return Kind(model, np.array([3, 7], "int32"), None)


KINDS = {
    build.__name__: build
    for build in (
        *(frames, strided_one_by_one, two_images, picture_and_numbers, two_outputs, named_outputs),
        *(segmentation, regression, labels, hidden_softmax, hidden_softmax_logit, permuted),
        *(no_channel_axis, bytes_in, declared_batch, signal, volume, wrapped, attention_by_hand),
        *(turned, text_lines, gated, half_precision, noisy),
        *(own_weights, no_batch_axis, words, one_number),
    )
}
