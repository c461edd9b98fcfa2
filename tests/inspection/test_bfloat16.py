"""bfloat16, which NumPy does not know: answers are float32, and near those of single precision."""

import numpy as np
import pytest

from cnn_docs import (
    explore,
    feature_maps,
    filters,
    grad_cam,
    integrated_gradients,
    layer_table,
    occlusion,
    saliency,
    smooth_grad,
)
from cnn_docs._keras import load_keras

# How Keras itself gives weights as arrays on JAX, of which NumPy warns.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
IMAGES = np.random.default_rng(0).random((2, 12, 12, 3), np.float32)
HEAT = {
    "saliency": saliency,
    "grad_cam": lambda *given, **asked: grad_cam(*given, layer="conv", **asked),
    "occlusion": lambda *given, **asked: occlusion(*given, patch_size=4, **asked),
    "integrated_gradients": lambda *given, **asked: integrated_gradients(*given, steps=16, **asked),
    "smooth_grad": lambda *given, **asked: smooth_grad(*given, samples=4, **asked),
}


def network(policy, dtype="float32"):
    keras = load_keras()
    keras.utils.set_random_seed(4)
    layers = keras.layers
    image = keras.Input((12, 12, 3), dtype=dtype)
    maps = layers.Conv2D(8, 3, activation="relu", dtype=policy, name="conv")(image)
    pooled = layers.GlobalAveragePooling2D(dtype=policy)(maps)
    return keras.Model(image, layers.Dense(3, activation="softmax", dtype="float32", name="scores")(pooled))


@pytest.fixture(
    params=[("mixed_bfloat16", "float32"), ("bfloat16", "float32"), ("bfloat16", "bfloat16")], ids="-".join
)
def half(request):
    return network(*request.param)


def test_maps_and_filters_are_float32_and_hold_the_values_of_the_layer(half):
    keras = load_keras()
    maps = feature_maps(half, IMAGES)
    assert {values.dtype.name for values in maps.values()} == {"float32"}
    theirs = keras.Model(half.inputs, half.get_layer("conv").output)(keras.ops.convert_to_tensor(IMAGES))
    np.testing.assert_allclose(
        maps["conv"], keras.ops.convert_to_numpy(keras.ops.cast(theirs, "float32")), rtol=1e-2
    )
    assert filters(half, "conv").dtype == np.float32
    assert layer_table(half)["conv"].activation_bytes == 10 * 10 * 8 * 2  # as the layer holds them


@pytest.mark.filterwarnings("ignore:The sum of the map is not the change:UserWarning")  # it is rounded
@pytest.mark.parametrize("name", HEAT)
def test_heat_maps_are_near_those_of_single_precision(half, name):
    single, asked = network("float32"), {"target": 1}
    half.set_weights(single.get_weights())
    expected = HEAT[name](single, IMAGES, **asked)
    for _ in range(2):
        heat = HEAT[name](half, IMAGES, **asked)
        assert heat.dtype == np.float32
        # Single pixels differ where rounding lets a unit be silent or not; drops are of the size of rounding.
        assert np.abs(heat - expected).mean() < 0.1 * np.abs(expected).max()


def test_a_function_of_the_outputs_is_checked_in_this_type_too():
    keras = load_keras()
    image = keras.Input((12, 12, 3))
    model = keras.Model(image, keras.layers.Conv2D(2, 3, dtype="bfloat16", name="conv")(image))
    assert saliency(model, IMAGES, target=lambda maps: keras.ops.sum(maps[:, 2, 2], -1)).shape == (2, 12, 12)
    with pytest.raises(ValueError, match="changes with the outputs for the others"):
        saliency(model, IMAGES, target=lambda maps: maps[:, 2, 2, 0] * keras.ops.sum(maps))


def test_a_page_shows_these_maps(half):
    assert "conv" not in " ".join(explore(half, IMAGES, live=False).left_out)
