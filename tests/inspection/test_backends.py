"""Eager gradients spare the filters, are the same as before, and leave TensorFlow as it was."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from cnn_docs import saliency
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends

tf = pytest.importorskip("tensorflow")
_image_gradients = pytest.importorskip("cnn_docs.inspection._backends._image_gradients")
registry = (
    tf.__internal__
    and __import__(
        "tensorflow.python.framework.ops", fromlist=["gradient_registry"]
    ).gradient_registry._registry
)

STRIDED = """
import keras, numpy as np
from cnn_docs import saliency, integrated_gradients, grad_cam
L = keras.layers
for channels in (1, 3, 4, 8, 16):
    for strides in (2, 3):
        for layer in (L.Conv2D(16, 1, strides=strides), L.SeparableConv2D(8, 1, strides=strides)):
            stem, end = L.Conv2D(channels, 1, name="stem"), [L.GlobalAveragePooling2D(), L.Dense(3)]
            model = keras.Sequential([keras.Input((32, 32, 3)), stem, layer, *end])
            for _ in range(3):
                saliency(model, np.random.rand(1, 32, 32, 3))
                grad_cam(model, np.random.rand(1, 32, 32, 3), layer="stem", target=0)
print("alive")
"""


def test_gradients_of_1x1_convolutions_with_strides_do_not_end_the_process():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", STRIDED], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()[-5:]) == (0, "alive"), done.stderr[-500:]


def layers_of_every_kind():
    layers = load_keras().layers
    return {
        "plain": ((8, 9, 4), layers.Conv2D(3, 3)),
        "strided": ((8, 9, 4), layers.Conv2D(3, 3, strides=2, padding="same")),
        "dilated": ((12, 9, 4), layers.Conv2D(3, 3, dilation_rate=(2, 1))),
        "grouped": ((8, 9, 4), layers.Conv2D(6, 3, groups=2)),
        "channels first": ((4, 8, 9), layers.Conv2D(3, 3, data_format="channels_first")),
        "depthwise": ((8, 9, 4), layers.DepthwiseConv2D(3, strides=2)),
        "separable": ((8, 9, 4), layers.SeparableConv2D(3, 3, dilation_rate=2)),
        "transposed": ((8, 9, 4), layers.Conv2DTranspose(3, 3, strides=2, padding="same")),
        "signal": ((12, 4), layers.Conv1D(3, 5, padding="causal", dilation_rate=2)),
        "transposed signal": ((12, 4), layers.Conv1DTranspose(3, 5, strides=2)),
        "volume": ((5, 6, 7, 2), layers.Conv3D(3, 3, padding="same")),
        "transposed volume": ((4, 5, 3, 2), layers.Conv3DTranspose(3, 2, strides=2)),
    }


@pytest.mark.parametrize("kind", list(layers_of_every_kind()))
def test_the_gradient_of_the_image_is_tensorflow_s_own(kind):
    keras = load_keras()
    keras.utils.set_random_seed(0)
    shape, layer = layers_of_every_kind()[kind]
    model = keras.Sequential([keras.Input(shape), layer, keras.layers.Flatten(), keras.layers.Dense(2)])
    image = tf.constant(np.random.default_rng(0).normal(size=(2, *shape)), tf.float32)

    def total(x):
        return tf.reduce_sum(model(x)[:, 1] ** 2), ()

    with tf.GradientTape() as tape:
        tape.watch(image)
        expected = tape.gradient(total(image)[0], image)
    np.testing.assert_allclose(_backends.slopes(total, [image])[1][0], expected, rtol=1e-4, atol=1e-6)


def test_filters_that_are_computed_from_the_image_keep_their_gradient():
    kernel = tf.random.stateless_normal((3, 3, 2, 2), seed=(0, 1))
    image = tf.random.stateless_normal((1, 8, 8, 2), seed=(0, 2))

    def total(x):
        return tf.reduce_sum(tf.nn.conv2d(x, kernel * tf.reduce_mean(x), 1, "VALID") ** 2), ()

    with tf.GradientTape() as tape:
        tape.watch(image)
        expected = tape.gradient(total(image)[0], image)
    np.testing.assert_allclose(_backends.slopes(total, [image])[1][0], expected, rtol=1e-4)


def test_a_gradient_that_an_eager_tape_cannot_take_is_traced():
    keras = load_keras()
    x = keras.Input((4, 4, 1))
    score = keras.layers.Dense(2, name="score")
    model = keras.Model(x, score(keras.layers.Flatten()(x)))
    kernel = np.abs(np.asarray(score.kernel))[:, 1].reshape(4, 4)
    score.quantize("float8")
    heat = saliency(model, np.full((1, 4, 4, 1), 0.5), target=1)[0]
    np.testing.assert_allclose(heat, kernel, rtol=0.07)  # float8 has three bits behind the first


def test_an_operation_without_gradient_is_no_differentiable_step():
    import tensorflow as tf

    keras = load_keras()

    class Best(keras.layers.Layer):
        def call(self, x):
            boxes = tf.zeros_like(x)[:, :, :, None] + (0.0, 0.0, 1.0, 1.0)
            return tf.image.combined_non_max_suppression(boxes, x, 1, 1).nmsed_scores

    x = keras.Input((4, 1))
    model = keras.Model(x, Best()(x))
    with pytest.raises(ValueError, match="must lead from the image to the score by differentiable steps"):
        saliency(model, np.full((1, 4, 1), 0.5), score="output")


def test_tensorflow_is_as_before_and_other_threads_have_all_gradients():
    before = registry["Conv2D"]["type"]
    kernel, image = tf.ones((3, 3, 2, 2)), tf.ones((1, 8, 8, 2))
    seen = []

    def train():
        with tf.GradientTape() as tape:
            tape.watch(kernel)
            loss = tf.reduce_sum(tf.nn.conv2d(image, kernel, 1, "VALID"))
        seen.append(tape.gradient(loss, kernel))

    def total(x):
        thread = threading.Thread(target=train)
        thread.start()
        thread.join()
        return tf.reduce_sum(tf.nn.conv2d(x, kernel, 1, "VALID")), ()

    _backends.slopes(total, [image])
    np.testing.assert_allclose(seen[0], np.full((3, 3, 2, 2), 36.0))
    assert registry["Conv2D"]["type"] is before
    with pytest.raises(ZeroDivisionError):
        _backends.slopes(lambda x: 1 / 0, [image])
    assert registry["Conv2D"]["type"] is before


def test_where_tensorflow_keeps_its_gradients_elsewhere_they_are_traced(monkeypatch):
    keras = load_keras()
    image = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")
    layers = [keras.layers.Conv2D(4, 1, strides=2), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((8, 8, 3)), *layers])
    expected = saliency(model, image, target=0)
    monkeypatch.setattr(_image_gradients, "_gradient_registry", lambda: None)
    again = keras.Sequential([keras.Input((8, 8, 3)), *layers])
    np.testing.assert_allclose(saliency(again, image, target=0), expected, rtol=1e-5)
