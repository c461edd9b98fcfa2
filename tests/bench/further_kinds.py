"""Small models that are unlike the usual ones in inputs, outputs and names: their pages are opened, too.

A kind is a function that returns a :class:`~tests.bench.unusual_kinds.Kind`; its docstring is its name.
"""

import numpy as np

from .unusual_kinds import Kind, conv, draw, parts, scores


def looked_up():
    """numbers above two to the 24th, looked up by a subclassed model"""
    keras, layers, _ = parts()

    class Recommender(keras.Model):
        def __init__(self):
            super().__init__()
            vocabulary = [123456789, 123456791, 123456797]
            self.lookup = layers.IntegerLookup(vocabulary=vocabulary, name="lookup")
            self.embedding, self.score = layers.Embedding(5, 3), layers.Dense(2)

        def call(self, ids):
            return self.score(self.embedding(self.lookup(ids)))

    model, ids = Recommender(), np.array([[123456789], [123456791]])
    model(ids)
    return Kind(model, ids, None)


def loss_beside():
    """a number without an image beside what belongs to one"""
    keras, layers, ops = parts()

    class WithLoss(layers.Layer):
        def call(self, x):
            return x, ops.mean(x)

    image = keras.Input((8, 8, 3))
    kept, loss = WithLoss(name="kept")(image)
    return Kind(keras.Model(image, [scores(conv(kept)), loss]), draw(8, 8, 3), (8, 8))


def by_keyword():
    """attention whose arguments are given by name, of two sequences"""
    keras, layers, _ = parts()
    query, value = keras.Input((5, 8), name="query"), keras.Input((7, 6), name="value")
    found = layers.MultiHeadAttention(2, 4, name="cross")(query=query, value=value, key=value)
    images = {"query": draw(5, 8), "value": draw(7, 6)}
    return Kind(keras.Model([query, value], layers.Flatten()(found)), images, None)


def alike_names():
    """layers and operations of the same name"""
    keras, layers, _ = parts()
    image = keras.Input((8, 8, 4))
    short = layers.Add()([image, layers.Conv2D(4, 1)(image)])
    long = layers.Conv2D(8, 3, padding="same")(image)
    long = long + layers.Conv2D(8, 1)(long)
    return Kind(keras.Model(image, layers.Concatenate()([short, long])), draw(8, 8, 4), (8, 8))


def truth_values():
    """truth values between the image and a convolution"""
    keras, layers, ops = parts()
    scan = keras.Input((8, 8, 1), name="scan")
    return Kind(
        keras.Model(scan, layers.Conv2D(3, 3)(ops.cast(scan > 0.5, "float32"))), draw(8, 8, 1), (8, 8)
    )


def masks():
    """a model within the model that returns truth values"""
    keras, layers, ops = parts()
    ids, words = (keras.Input((8,), dtype="int32") for _ in range(2))
    padding = keras.Model(ids, ops.not_equal(ids, 0), name="padding")
    seen = layers.Embedding(20, 6)(words)
    mixed = layers.MultiHeadAttention(2, 3)(seen, seen, attention_mask=padding(words)[:, None, :])
    model = keras.Model(words, layers.Dense(2)(layers.GlobalAveragePooling1D()(mixed)))
    return Kind(model, np.arange(16, dtype="int32").reshape(2, 8), None)


def single_score():
    """one number without an axis as the answer"""
    keras, layers, _ = parts()
    image = keras.Input((8, 8, 3))
    age = layers.Reshape((), name="age")(layers.Dense(1)(layers.GlobalAveragePooling2D()(conv(image))))
    return Kind(keras.Model(image, age), draw(8, 8, 3), (8, 8))


def spectral():
    """a convolution within spectral normalisation"""
    keras, layers, _ = parts()
    image = keras.Input((8, 8, 3))
    found = layers.SpectralNormalization(layers.Conv2D(4, 3), name="spectral")(image)
    return Kind(keras.Model(image, scores(found)), draw(8, 8, 3), (8, 8))


def channels_turned():
    """maps whose channels come first inside, pooled so"""
    keras, layers, _ = parts()
    image = keras.Input((8, 10, 3))
    turned = layers.Permute((3, 1, 2), name="turned")(conv(image))
    mean = layers.GlobalAveragePooling2D(data_format="channels_first")(turned)
    return Kind(keras.Model(image, layers.Dense(3)(mean)), draw(8, 10, 3), (8, 10))


def nothing_spatial():
    """numbers in, numbers out"""
    keras, layers, _ = parts()
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="relu"), layers.Dense(2)])
    return Kind(model, draw(4), None)


KINDS = {
    build.__doc__: build
    for build in (
        *(looked_up, loss_beside, by_keyword, alike_names, truth_values, masks, single_score),
        *(spectral, channels_turned, nothing_spatial),
    )
}
