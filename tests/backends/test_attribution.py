"""Heat maps are those of a computation by hand in NumPy, on whatever backend Keras has."""

import keras
import numpy as np
import pytest

from cnn_docs import (
    feature_maps,
    grad_cam,
    integrated_gradients,
    layer_table,
    occlusion,
    saliency,
    smooth_grad,
)
from tests.backends.digits_by_hand import CLASSES, ByHand, columns, images
from tests.inspection.loops import looped

NEAR = {"rtol": 1e-4, "atol": 1e-4}


@pytest.fixture(scope="module")
def by_hand():
    return ByHand()


@pytest.fixture(scope="module")
def model(by_hand):
    return by_hand.keras_model()


def repeated(call, times=3):
    """Return what calls give: the first is eager, a later one compiled where the backend compiles."""
    return [call() for _ in range(times)]


def test_feature_maps(by_hand, model):
    for maps in repeated(lambda: feature_maps(model, images())):
        np.testing.assert_allclose(maps["conv"], by_hand.maps(images()), **NEAR)
        np.testing.assert_allclose(maps["classes"], by_hand.probabilities(images()), **NEAR)


@pytest.mark.parametrize("target", [None, 1, [0, 2, 1]])
def test_saliency(by_hand, model, target):
    classes = by_hand.logits(images()).argmax(axis=1) if target is None else np.broadcast_to(target, 3)
    expected = abs(by_hand.gradient(images(), columns(classes))).max(axis=-1)
    for heat in repeated(lambda: saliency(model, images(), target=target)):
        np.testing.assert_allclose(heat, expected, **NEAR)


def test_saliency_of_the_output(by_hand, model):
    p = by_hand.probabilities(images())
    column = p[:, [2]] * (columns([2, 2, 2]) - p)
    expected = abs(by_hand.gradient(images(), column)).max(axis=-1)
    for heat in repeated(lambda: saliency(model, images(), target=2, score="output")):
        np.testing.assert_allclose(heat, expected, **NEAR)


def test_saliency_of_a_function(by_hand, model):
    from keras import ops

    p = by_hand.probabilities(images())
    column = -2 * p[:, [0]] * p[:, [0]] * (columns([0, 0, 0]) - p)
    expected = abs(by_hand.gradient(images(), column)).max(axis=-1)
    for heat in repeated(lambda: saliency(model, images(), target=lambda y: -ops.square(y[:, 0]))):
        np.testing.assert_allclose(heat, expected, **NEAR)


def test_smooth_grad(by_hand, model):
    heat = smooth_grad(model, images(), target=1, samples=4, noise=0.2, seed=5, batch_size=5)
    rng = np.random.default_rng(5)
    for image, found in zip(images(), heat, strict=True):
        noise = rng.standard_normal((4, *image.shape), dtype=np.float32)
        copies = image + noise * np.float32(0.2 * np.ptp(image))
        mean = by_hand.gradient(copies, columns([1] * 4)).mean(axis=0)
        np.testing.assert_allclose(found, abs(mean).max(axis=-1), **NEAR)


def test_integrated_gradients(by_hand, model):
    heat = integrated_gradients(model, images(), target=2, steps=200)
    places = ((np.arange(4000) + 0.5) / 4000)[:, None, None, None]
    for image, found in zip(images(), heat, strict=True):
        mean = by_hand.gradient(places * image, columns([2] * 4000)).mean(axis=0)
        expected = (mean * image).sum(axis=-1)
        np.testing.assert_allclose(found, expected, atol=5e-3 * abs(expected).max())
    change = by_hand.logits(images()) - by_hand.logits(np.zeros_like(images()))
    np.testing.assert_allclose(heat.sum(axis=(1, 2)), change[:, 2], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("method", ["grad_cam", "hires_cam", "layer_cam"])
@pytest.mark.parametrize("layer", [None, "conv"])
def test_grad_cam(by_hand, model, method, layer):
    maps, slopes = by_hand.maps(images()), by_hand.slopes_of_maps(images(), columns([0, 0, 0]))
    weights = {
        "grad_cam": slopes.mean(axis=(1, 2), keepdims=True),
        "hires_cam": slopes,
        "layer_cam": np.maximum(slopes, 0),
    }
    expected = np.maximum((weights[method] * maps).sum(axis=-1), 0)
    options = {"target": 0, "layer": layer, "method": method, "upsample": False}
    for heat in repeated(lambda: grad_cam(model, images(), **options)):
        np.testing.assert_allclose(heat, expected, **NEAR)


@pytest.mark.parametrize("score", ["logit", "output"])
def test_occlusion(by_hand, model, score):
    scores = by_hand.logits if score == "logit" else by_hand.probabilities
    heat = occlusion(model, images(), target=1, patch_size=(4, 5), fill=0, score=score)
    expected = np.empty((3, 8, 10))
    for row in (0, 4):
        for column in (0, 5):
            covered = images()
            covered[:, row : row + 4, column : column + 5] = 0
            drop = (scores(images()) - scores(covered))[:, 1]
            expected[:, row : row + 4, column : column + 5] = drop[:, None, None]
    np.testing.assert_allclose(heat, expected, **NEAR)


def test_other_weights_are_seen_by_what_is_compiled(by_hand):
    model, other = by_hand.keras_model(), ByHand(seed=9)
    repeated(lambda: saliency(model, images(), target=0))
    model.set_weights([other.kernel, other.shift, other.weights, other.bias])
    expected = abs(other.gradient(images(), columns([0, 0, 0]))).max(axis=-1)
    np.testing.assert_allclose(saliency(model, images(), target=0), expected, **NEAR)


def test_a_function_without_gradient_is_refused(model):
    from keras import ops

    def hard(output):
        return ops.cast(ops.argmax(output, axis=-1), "float32")

    with pytest.raises(
        ValueError, match=r"`target` must be a function of keras\.ops through which gradients"
    ):
        saliency(model, images(), target=hard)
    assert occlusion(model, images(), target=hard, patch_size=4).shape == (3, 8, 10)


def test_the_state_of_layers_stays(by_hand):
    import keras

    class Counting(keras.layers.Layer):
        def build(self, _):
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, x):
            self.calls.assign(self.calls + 1)
            return x

    image = keras.Input((8, 10, 2))
    maps = keras.layers.Conv2D(4, 3)(Counting(name="counting")(image))
    model = keras.Model(image, keras.layers.Dense(CLASSES)(keras.layers.Flatten()(maps)))
    for method in (saliency, grad_cam, feature_maps):
        repeated(lambda method=method: method(model, images()))
    assert float(model.get_layer("counting").calls.value) == 0


def test_layers_in_loops_are_named_as_in_the_table():
    model = looped(keras.layers.Dense(4, name="inner"), again=True)
    named = {name for row in layer_table(model) for name in row.output_names}
    for maps in repeated(lambda: feature_maps(model, np.ones((2, 4)))):
        assert {"numbers", *maps} == named


@pytest.mark.skipif("keras.backend.backend() != 'jax'", reason="a product whose axes only JAX's trace tells")
def test_own_products():
    class Heads(keras.layers.Layer):
        def build(self, _):
            self.w = self.add_weight(shape=(5, 2, 3))

        def call(self, x):
            mixed = keras.ops.softmax(x @ keras.ops.swapaxes(x, 1, 2)) @ x
            return keras.ops.einsum("btc,chd->bthd", mixed, self.w)

    x = keras.Input((7, 5))
    assert layer_table(keras.Model(x, Heads()(x))).multiply_adds == 2 * 7 * 7 * 5 + 7 * 5 * 2 * 3


@pytest.mark.skipif("keras.backend.backend() == 'torch'", reason="PyTorch's record holds no axes")
def test_colours_in_another_order_keep_their_places():
    layers = keras.layers
    flipped = layers.Lambda(lambda x: keras.ops.flip(x, axis=-1), output_shape=(6, 6, 3), name="flipped")
    model = keras.Sequential([keras.Input((6, 6, 3)), layers.Conv2D(3, 3, padding="same"), flipped])
    assert layer_table(model)["flipped"].receptive_field.size == (3, 3)
