"""Images and layers that do not fit the model are refused by name, with what would fit."""

import re

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table, saliency
from cnn_docs._keras import load_keras


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"layers": "conv1"},
            ValueError,
            "`layers` must be the name of a layer of the model. Received: 'conv1'. The nearest .* 'conv_1'",
        ),
        ({"layers": ["conv_1", 3]}, TypeError, r"`layers` must be a layer's name or a sequence of names"),
        ({"layers": 3}, TypeError, r"`layers` must be a layer's name or a sequence of names"),
        ({"layers": []}, ValueError, r"`layers` must be a layer's name or a sequence of names"),
        ({"batch_size": 0}, ValueError, r"`batch_size` must be a positive whole number. Received: 0."),
        ({"images": np.zeros((2, 16, 15, 3))}, ValueError, r"`images` must be of shape \(N, 16, 16, 3\)"),
        ({"images": np.zeros((16, 16))}, ValueError, r"Received: an array of shape \(16, 16\)"),
        (
            {"images": [[1], [1, 2]]},
            ValueError,
            r"`images` must be an array of numbers with rows of one length",
        ),
        (
            {"images": np.ma.masked_less(np.arange(768.0).reshape(16, 16, 3), 5)},
            ValueError,
            r"`images` must be an array without masked values",
        ),
        (
            {"images": np.full((16, 16, 3), 1e39)},
            ValueError,
            r"`images` must be made of values .* type of the model's input, float32, can hold\. .* 1e\+39",
        ),
        ({"images": np.full((16, 16, 3), np.nan)}, ValueError, r"`images` must be made of finite numbers"),
        ({"images": np.zeros((0, 16, 16, 3))}, ValueError, r"`images` must be at least one image"),
        ({"images": np.full((1, 16, 16, 3), "a")}, TypeError, r"`images` must be an array of real numbers"),
        (
            {"images": np.zeros((1, 16, 16, 3), "D")},
            TypeError,
            r"real numbers\. .* It is of type complex128\.",
        ),
        ({"images": [np.zeros((16, 16, 3)), None]}, ValueError, r"`images` must be without None, unless an"),
        (
            {"images": {"picture": np.zeros((1, 16, 16, 3))}},
            ValueError,
            "`images` must be a dict with the keys 'image'",
        ),
    ],
)
def test_a_bad_argument_is_named(build, images_for, arguments, error, message):
    model = build("functional")
    with pytest.raises(error, match=message):
        feature_maps(model, **{"images": images_for(model), **arguments})


@pytest.mark.parametrize("method", [feature_maps, saliency])
@pytest.mark.parametrize("shape", [(2, 3, 16, 16), (2, 16, 16, 1)])
def test_sizes_on_which_a_model_of_own_code_fails_are_refused(build, method, shape):
    received = re.escape(str(shape[1:]))
    match = rf"`images` must be of a size .* built for \(16, 16, 3\)\. Received: {received}\. The model says:"
    with pytest.raises(ValueError, match=match):
        method(build("subclassed"), np.ones(shape))


@pytest.mark.parametrize("value", [0.5, 256, -1])
def test_values_that_the_input_s_type_cannot_hold_are_refused(value):
    keras = load_keras()
    image = keras.Input((4, 4, 3), dtype="uint8", name="image")
    model = keras.Model(image, keras.layers.Rescaling(1 / 255, name="scale")(image))
    with pytest.raises(ValueError, match=rf"`images` must be .*, uint8, can hold\. Received: {value}\."):
        feature_maps(model, np.full((1, 4, 4, 3), value))
    whole = feature_maps(model, np.full((1, 4, 4, 3), 255.0))
    np.testing.assert_allclose(whole["scale"], 1)


def test_a_dict_has_the_keys_with_which_the_model_was_made():
    keras = load_keras()
    first, second = (keras.Input((4, 4, 3), name=name) for name in ("right", "left"))
    model = keras.Model({"right": first, "left": second}, keras.layers.Subtract(name="less")([first, second]))
    ones, zeros = np.ones((1, 4, 4, 3)), np.zeros((1, 4, 4, 3))
    assert (feature_maps(model, {"right": ones, "left": zeros})["less"] == 1).all()
    # Keras takes a dict in the order of its keys' names: a list does not say which picture is which.
    with pytest.raises(ValueError, match=r"`images` must be a dict with the keys 'left' and 'right'\. "):
        feature_maps(model, [ones, zeros])
    with pytest.raises(ValueError, match=r"`input_shape` must be a dict with the keys 'left' and 'right'\. "):
        layer_table(model, input_shape=[(4, 4, 3), (4, 4, 3)])
    assert layer_table(model, input_shape={"right": (4, 4, 3), "left": (4, 4, 3)})["less"].parameters == 0


def test_several_inputs_must_all_be_given_and_agree(build):
    model = build("shared")
    image = np.zeros((2, 16, 16, 3))
    with pytest.raises(
        TypeError, match=r"`images` must be a dict with the keys 'first' and 'second', or a list"
    ):
        feature_maps(model, image)
    with pytest.raises(ValueError, match=r"`images` must be of one batch size"):
        feature_maps(model, [image, image[:1]])
    with pytest.raises(ValueError, match=r"`images\['second'\]` must be of shape"):
        feature_maps(model, [image, image[:, :3]])


def test_what_is_no_built_model_is_refused():
    keras = load_keras()
    with pytest.raises(TypeError, match=r"`model` must be a Keras model. Received: 'str'."):
        feature_maps("model", np.zeros((1, 8, 8, 1)))
    model = keras.Sequential([keras.layers.Dense(2)], name="new")
    with pytest.raises(ValueError, match=r"`model` must be built: 'new' has not seen an input yet."):
        feature_maps(model, np.zeros((1, 3)))
    assert not model.built
