"""Models of which it is known what they look at."""

import numpy as np
import pytest

from cnn_docs import load_digits, load_digits_cnn, train_digits_cnn
from cnn_docs._keras import load_keras


@pytest.fixture(scope="session")
def digits():
    """The trained network and a few pictures that it reads."""
    return load_digits_cnn(), load_digits().test_images[:8, ..., np.newaxis]


@pytest.fixture(scope="session")
def shortcut():
    """A network that learned a dark corner instead of odd digits, and marked pictures."""
    data = load_digits()

    def marked(images, labels):
        images = images.copy()
        images[labels % 2 == 1, 0, 0] = 16
        return images

    model, _ = train_digits_cnn(marked(data.train_images, data.train_labels), data.train_labels % 2, epochs=2)
    odd = data.test_labels % 2 == 1
    return model, marked(data.test_images, data.test_labels)[odd][:8, ..., np.newaxis]


@pytest.fixture
def one_pixel():
    """Build a model of one score, the sum of the channels of the pixel in row 1, column 2."""

    def build(sides=(4, 5), channels=3):
        keras = load_keras()
        image = keras.Input((*sides, channels), name="image")
        kernel = np.zeros((*sides, channels, 1), "float32")
        kernel[1, 2] = 1
        score = keras.layers.Dense(1, use_bias=False, name="score")
        model = keras.Model(image, score(keras.layers.Flatten(name="flat")(image)), name="one_pixel")
        score.set_weights([kernel.reshape(-1, 1)])
        return model

    return build
