"""A model with channels first gives what the same model with channels last gives."""

import numpy as np
import pytest

from cnn_docs import feature_maps, grad_cam, layer_table, occlusion, saliency


def build(data_format):
    import keras
    from keras import layers

    shape = (3, 12, 12) if data_format == "channels_first" else (12, 12, 3)
    return keras.Sequential(
        [
            keras.Input(shape, name="image"),
            layers.Conv2D(4, 3, padding="same", data_format=data_format, name="conv"),
            layers.DepthwiseConv2D(3, data_format=data_format, name="depthwise"),
            layers.GlobalAveragePooling2D(data_format=data_format, name="mean"),
            layers.Dense(3, name="output"),
        ]
    )


@pytest.fixture(scope="module")
def models():
    import keras

    keras.utils.set_random_seed(0)
    last, first = build("channels_last"), build("channels_first")
    first.set_weights(last.get_weights())
    return last, first


@pytest.fixture(scope="module")
def images():
    last = np.random.default_rng(0).normal(size=(2, 12, 12, 3)).astype("float32")
    return last, last.transpose(0, 3, 1, 2)


def test_the_table_counts_the_same(models):
    last, first = map(layer_table, models)
    for one, other in zip(last.rows, first.rows, strict=True):
        assert (one.parameters, one.formula, one.multiply_adds) == (
            other.parameters,
            other.formula,
            other.multiply_adds,
        )
        assert one.receptive_field == other.receptive_field


def test_feature_maps_hold_the_same_values_in_the_model_s_own_order(models, images):
    last, first = (feature_maps(model, batch) for model, batch in zip(models, images, strict=True))
    assert first["conv"].shape == (2, 4, 12, 12)
    np.testing.assert_allclose(first["conv"].transpose(0, 2, 3, 1), last["conv"], atol=1e-5)
    np.testing.assert_allclose(first["output"], last["output"], atol=1e-5)


@pytest.mark.parametrize(
    "explain",
    [
        saliency,
        lambda model, batch: grad_cam(model, batch, layer="conv"),
        lambda model, batch: occlusion(model, batch, patch_size=4),
    ],
    ids=["saliency", "grad_cam", "occlusion"],
)
def test_heat_maps_are_equal(models, images, explain):
    last, first = (explain(model, batch) for model, batch in zip(models, images, strict=True))
    assert first.shape == (2, 12, 12)
    np.testing.assert_allclose(first, last, atol=1e-5)
