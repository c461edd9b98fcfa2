"""The logit is found, or refused by name; it never is silently the output."""

import numpy as np
import pytest
from explained_models import CLASSES, SIDE, gradient_of, parts

from cnn_docs import saliency
from cnn_docs._keras import load_keras


def ending(build):
    """A classifier that ends as ``build(keras, logits, maps)`` says, and its logits."""
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    maps = conv(image)
    model = keras.Model(image, build(keras, dense(flat(pool(maps))), maps), name="ending")
    return model, lambda x: dense(flat(pool(conv(x))))


def two_heads(keras, logits, maps):
    other = keras.layers.Dense(CLASSES, activation="softmax", name="other")
    probabilities = other(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.layers.Average(name="mean")([keras.layers.Softmax(name="one")(logits), probabilities])


def own_layer(keras, logits, _):
    class Odds(keras.layers.Layer):
        def call(self, x):
            return keras.ops.softmax(x)

    return Odds(name="odds")(logits)


def dense_of_its_own(keras, logits, _):
    class SquashedDense(keras.layers.Dense):
        def call(self, x):
            return keras.ops.softmax(super().call(x))

    return SquashedDense(CLASSES)(logits)


def masked(keras, logits, maps):
    gate = keras.layers.Dense(CLASSES, name="gate")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.layers.Multiply()([keras.layers.Softmax()(logits), gate])


def named_as_of_keras(keras, logits, _):
    def softmax(x):
        return keras.ops.softmax(-2 * x)

    return keras.layers.Activation(softmax)(logits)


def of_exponentials(keras, _, maps):
    pooled = keras.layers.GlobalAveragePooling2D()(maps)
    found = keras.layers.Dense(CLASSES, activation="exponential")(pooled)
    return found / keras.ops.sum(found, axis=-1, keepdims=True)


HIDDEN = {
    "named as one of Keras": named_as_of_keras,
    "exponentials by their sum": of_exponentials,
    "scaled tanh": lambda keras, z, _: keras.layers.Rescaling(0.5, 0.5)(keras.layers.Activation("tanh")(z)),
    "average of two": two_heads,
    "rescaled": lambda keras, z, _: keras.layers.Rescaling(2.0)(keras.layers.Softmax()(z)),
    "divided": lambda keras, z, _: keras.layers.Softmax()(z) / 2.0,
    "masked": masked,
    "normalised": lambda keras, z, _: keras.layers.BatchNormalization()(keras.layers.Softmax()(z)),
    "in a Lambda": lambda keras, z, _: keras.layers.Lambda(keras.ops.softmax, output_shape=(CLASSES,))(z),
    "rescaled in a Lambda": lambda keras, z, _: keras.layers.Lambda(lambda p: p * 2)(
        keras.layers.Softmax()(z)
    ),
    "own layer": own_layer,
    "own call of a Dense": dense_of_its_own,
    "pooled": lambda keras, _, maps: keras.layers.GlobalAveragePooling2D()(keras.layers.Softmax()(maps)),
    "gated": lambda keras, _, maps: keras.layers.GlobalAveragePooling2D()(
        keras.layers.Multiply()([maps, keras.layers.Conv2D(1, 1, activation="sigmoid")(maps)])
    ),
    "cast to whole numbers": lambda keras, z, _: (
        keras.ops.cast(keras.ops.cast(keras.layers.Softmax()(z) * 100, "int32"), "float32")
        + keras.layers.Softmax()(z)
    ),
    "written by hand": lambda keras, z, _: (
        keras.ops.exp(z) / keras.ops.sum(keras.ops.exp(z), -1, keepdims=True)
    ),
    "written with powers": lambda keras, z, _: keras.ops.reciprocal(1 + keras.ops.power(2.718, -z)),
    "logarithm by hand": lambda keras, z, _: z - keras.ops.logsumexp(z, -1, keepdims=True),
    "over time": lambda keras, z, _: keras.layers.TimeDistributed(
        keras.layers.Dense(CLASSES, activation="softmax")
    )(keras.layers.Reshape((1, CLASSES))(z)),
    "recurrent": lambda keras, z, _: keras.layers.SimpleRNN(CLASSES, activation="softmax")(
        keras.layers.Reshape((2, CLASSES // 2))(z)
    ),
    "activation of a layer with layers": lambda keras, z, _: keras.layers.Dense(
        CLASSES, activation=keras.Sequential([keras.layers.Softmax()])
    )(z),
}


@pytest.mark.parametrize("kind", list(HIDDEN))
def test_a_logit_that_cannot_be_reached_is_refused(images, kind):
    model, _ = ending(HIDDEN[kind])
    with pytest.raises(ValueError, match=r"`score` must be \"output\" for the model 'ending'.*Give `score="):
        saliency(model, images, score="logit")
    assert saliency(model, images, score="output").shape == (3, SIDE, SIDE)


def nested(keras, logits, _):
    inner = keras.Sequential([keras.Input((CLASSES,)), keras.layers.Activation("softmax")], name="inner")
    return inner(logits)


FOUND = {
    "nested": nested,
    "nested twice": lambda keras, z, _: keras.Sequential(
        [keras.Input((CLASSES,)), keras.Sequential([keras.Input((CLASSES,)), keras.layers.Softmax()])]
    )(z),
    "permuted": lambda keras, z, _: keras.layers.Permute((2, 1))(
        keras.layers.Reshape((CLASSES, 1))(keras.layers.Softmax()(z))
    ),
    "operation": lambda keras, z, _: keras.ops.softmax(z),
    "squeezed": lambda keras, z, _: keras.ops.squeeze(
        keras.layers.Reshape((1, CLASSES))(keras.layers.Softmax()(z)), axis=1
    ),
    "none": lambda keras, z, _: z,
    "of TensorFlow or Keras": lambda keras, z, _: keras.layers.Activation(keras.activations.softmax)(z),
    "identity": lambda keras, z, _: keras.layers.Activation("linear")(z),
    "log": lambda keras, z, _: keras.layers.Activation("log_softmax")(z),
    "cast": lambda keras, z, _: keras.ops.cast(keras.layers.Softmax()(z), "float64"),
}


@pytest.mark.parametrize("kind", list(FOUND))
def test_a_logit_that_can_be_reached_is_found(images, kind):
    model, logits = ending(FOUND[kind])
    expected = abs(gradient_of(logits, images, [1, 1, 1])).max(axis=-1)
    if kind == "permuted":  # (N, 1, CLASSES)
        assert model.output_shape == (None, 1, CLASSES)
    np.testing.assert_allclose(saliency(model, images, target=1), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", ["add", "pooled", "wrapped", "unit length", "similarity"])
def test_no_softmax_at_all_needs_none(images, kind):
    def build(keras, logits, maps):
        if kind == "add":
            return keras.layers.Add()([logits, keras.layers.Dense(CLASSES)(logits)])
        if kind == "pooled":
            return keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU()(keras.layers.Conv2D(3, 1)(maps)))
        if kind == "unit length":
            return keras.ops.normalize(logits, axis=-1)
        if kind == "similarity":
            directions = keras.ops.normalize(logits, axis=-1)
            return keras.ops.matmul(directions, np.eye(CLASSES, dtype="float32")[::-1])
        return keras.layers.SpectralNormalization(keras.layers.Dense(3))(logits)

    model, _ = ending(build)
    expected = abs(gradient_of(lambda x: model(x), images, [0, 0, 0])).max(axis=-1)
    np.testing.assert_allclose(saliency(model, images, target=0), expected, rtol=1e-4, atol=1e-6)


def test_the_code_of_a_subclassed_model_is_not_read():
    keras = load_keras()
    _, conv, _, flat, dense = parts()

    class Ensemble(keras.Model):
        def __init__(self):
            super().__init__(name="ending")
            self.parts, self.squash = [conv, flat, dense], keras.layers.Softmax()

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return (self.squash(x) + self.squash(2 * x)) / 2

    model, two = Ensemble(), np.ones((2, SIDE, SIDE, 3), "float32")
    model(two)
    with pytest.raises(ValueError, match="computed in the code of the model 'ending'"):
        saliency(model, two)


def test_the_shape_is_refused_before_the_logit():
    """For scores of other shapes another `score` would not help."""
    keras, *_ = parts()
    steps = keras.layers.TimeDistributed(keras.layers.Dense(3, activation="softmax"))
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.Conv1D(2, 3), steps])
    for score in ("logit", "output"):
        with pytest.raises(ValueError, match=r"one score for each class.*give `target` as a function"):
            saliency(model, np.ones((1, 6, 2)), score=score)
