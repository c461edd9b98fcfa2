"""Where values are turned, joined or only prepared, no layer is taken for one with maps of the image."""

import numpy as np
import pytest
from explained_models import SIDE

from cnn_docs import grad_cam
from cnn_docs._keras import load_keras

MOVES = {
    "flip": lambda ops, x: ops.flip(x, axis=2),
    "rot90": lambda ops, x: ops.rot90(x, axes=(1, 2)),
    "roll": lambda ops, x: ops.roll(x, 5, axis=1),
    "backwards": lambda ops, x: x[:, :, ::-1],
}


def body():
    keras = load_keras()
    image = keras.Input((SIDE, SIDE, 3))
    maps = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(image)
    scores = keras.layers.Dense(3, activation="softmax")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(image, scores, name="body")


@pytest.mark.parametrize("name", MOVES)
def test_of_an_average_over_turned_images_the_maps_of_the_image_itself_are_taken(images, name):
    keras = load_keras()
    inner, image = body(), keras.Input((SIDE, SIDE, 3))
    mean = keras.layers.Average()([inner(image), inner(MOVES[name](keras.ops, image))])
    model = keras.Model(image, mean)
    asked = {"target": 1, "score": "output", "upsample": False}
    expected = grad_cam(model, images, layer="body/conv", **asked)
    np.testing.assert_allclose(grad_cam(model, images, **asked), expected, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", MOVES)
def test_maps_of_a_turned_image_alone_are_refused(images, name):
    keras = load_keras()
    image = keras.Input((SIDE, SIDE, 3))
    model = keras.Model(image, body()(MOVES[name](keras.ops, image)))
    asked = {"target": 1, "score": "output"}
    with pytest.raises(
        ValueError, match=r"places in the image are known.*'body/conv' are not.*`occlusion` need"
    ):
        grad_cam(model, images, **asked)
    with pytest.raises(
        ValueError, match=r"`layer` must be a layer with maps of which the places.*cut the image"
    ):
        grad_cam(model, images, layer="body/conv", **asked)


SWAPS = {
    "transpose": lambda keras, x: keras.ops.transpose(x, (0, 2, 1, 3)),
    "swapaxes": lambda keras, x: keras.ops.swapaxes(x, 1, 2),
    "own code": lambda keras, x: keras.layers.Lambda(
        lambda x: keras.ops.transpose(x, (0, 2, 1, 3)), output_shape=(SIDE, SIDE, 3)
    )(x),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_maps_of_a_transposed_image_are_transposed_back(images, swap):
    keras = load_keras()
    if swap == "own code" and keras.backend.backend() == "torch":
        pytest.skip("PyTorch tells no parameters of its operations")
    image, inner = keras.Input((SIDE, SIDE, 3)), body()
    model = keras.Model(image, inner(SWAPS[swap](keras, image)))
    turned = grad_cam(inner, images.transpose(0, 2, 1, 3), target=1)
    np.testing.assert_allclose(grad_cam(model, images, target=1), turned.transpose(0, 2, 1), atol=1e-6)


def test_columns_that_are_joined_with_channels_are_no_maps():
    keras = load_keras()
    layers = keras.layers
    image = keras.Input((12, 8, 1))
    maps = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv")(image)
    lines = layers.Reshape((12, 32), name="lines")(maps)
    letters = layers.Dense(5)(layers.LSTM(3)(layers.Dense(6)(lines)))
    model, pictures = keras.Model(image, letters), np.random.default_rng(0).random((2, 12, 8, 1), np.float32)
    expected = grad_cam(model, pictures, layer="conv", target=2)
    np.testing.assert_allclose(grad_cam(model, pictures, target=2), expected, rtol=1e-4, atol=1e-7)


def test_what_prepares_the_image_is_not_explained():
    keras = load_keras()
    layers = keras.layers
    steps = [
        layers.Resizing(14, 14),
        layers.RandomFlip(),
        layers.Rescaling(1 / 255),
        layers.CenterCrop(12, 12),
    ]
    head = [layers.Conv2D(4, 3, activation="relu", name="conv"), layers.GlobalAveragePooling2D()]
    model = keras.Sequential([keras.Input((None, None, 3)), *steps, *head, layers.Dense(2)])
    pictures = np.random.default_rng(0).random((2, 20, 16, 3), np.float32) * 255
    assert grad_cam(model, pictures, target=0, upsample=False).shape == (2, 10, 10)
