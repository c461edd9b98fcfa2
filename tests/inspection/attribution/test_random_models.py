"""Models that draw numbers at random: passes are compared where they can be, and refused where not."""

import numpy as np
import pytest
from explained_models import SIDE

from cnn_docs import deletion_insertion, occlusion, saliency
from cnn_docs._keras import load_keras


def network(noise):
    keras = load_keras()

    class Noisy(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.seeds = keras.random.SeedGenerator(7)

        def call(self, x):
            return x + noise(self.seeds, x)

    image = keras.Input((SIDE, SIDE, 3))
    maps = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(image)
    return keras.Model(image, keras.layers.Dense(2)(Noisy()(keras.layers.GlobalAveragePooling2D()(maps))))


def by_place(seeds, x):
    """Numbers that are the same in each pass, of another value at each place of a batch."""
    keras = load_keras()
    return keras.random.normal((keras.ops.shape(x)[0], 4), seed=seeds)


def by_chance(_seeds, _x):
    return load_keras().ops.convert_to_tensor(np.random.default_rng().normal(size=4).astype("float32"))


def test_scores_are_compared_where_each_pass_draws_the_same(images):
    model, image = network(by_place), images[:1]
    heat = occlusion(model, image, patch_size=6, fill=0, target=1, batch_size=1)
    conv, head = model.get_layer("conv"), model.layers[-1]

    def without_noise(x):
        return np.asarray(head(load_keras().ops.mean(conv(x), axis=(1, 2))))[:, 1]

    covered = image.copy()
    covered[:, :6, :6] = 0
    assert heat[0, 0, 0] == pytest.approx(
        float(without_noise(image)[0] - without_noise(covered)[0]), rel=1e-3
    )


@pytest.mark.parametrize("function", [occlusion, deletion_insertion])
def test_scores_that_depend_on_the_place_in_a_batch_are_not_compared(images, function):
    more = {"patch_size": 6} if function is occlusion else {"heat": np.ones((3, SIDE, SIDE))}
    with pytest.raises(ValueError, match=r"`batch_size` must be 1 for the model .* draws numbers at random"):
        function(network(by_place), images, target=1, **more)


def test_scores_that_change_by_chance_are_not_compared(images):
    with pytest.raises(ValueError, match="the same score in each pass"):
        occlusion(network(by_chance), images, target=1, patch_size=6, batch_size=1)


def test_the_gradient_needs_no_comparison(images):
    assert saliency(network(by_place), images, target=1).shape == (3, SIDE, SIDE)
