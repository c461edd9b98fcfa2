"""The lessons' networks have the layers, shapes and parameters that the lessons state."""

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, build_lenet5, build_xray_cnn
from cnn_docs._keras import load_keras

XRAY_PARAMETERS = {
    "conv_1": 80,
    "conv_2": 584,
    "conv_3": 876,
    "conv_4": 1308,
    "conv_5": 6020,
    "conv_6": 10020,
    "conv_7": 25050,
    "dense_1": 6528,
    "dense_2": 4128,
    "output": 33,
}


def parameters(model):
    return {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}


def test_the_xray_network_has_the_parameters_of_the_lesson():
    model = build_xray_cnn()
    assert parameters(model) == XRAY_PARAMETERS
    assert model.count_params() == 54627


def test_the_xray_network_has_the_shapes_of_the_lesson():
    model = build_xray_cnn()
    convolutions = [layer for layer in model.layers if layer.name.startswith("conv_")]
    assert [layer.output.shape[1:] for layer in convolutions] == [
        (256, 256, 8),
        (128, 128, 8),
        (64, 64, 12),
        (32, 32, 12),
        (16, 16, 20),
        (8, 8, 20),
        (4, 4, 50),
    ]
    assert model.get_layer("global_average").output.shape == (None, 50)
    assert [layer.name for layer in model.layers[-5:]] == [
        "global_average",
        "dense_1",
        "dropout",
        "dense_2",
        "output",
    ]


def test_pooling_has_no_part_in_the_parameters():
    model = build_xray_cnn(pooling=False)
    assert model.count_params() == 54627
    assert not [layer for layer in model.layers if layer.name.startswith("pool_")]
    assert model.get_layer("conv_7").output.shape == (None, 256, 256, 50)


def test_more_first_filters_change_the_first_two_convolutions_only():
    changed = parameters(build_xray_cnn(first_filters=16))
    assert changed == XRAY_PARAMETERS | {"conv_1": 160, "conv_2": 1160}
    assert sum(changed.values()) == 55283


def test_the_flatten_head_has_more_parameters():
    assert build_xray_cnn(head="flatten").count_params() == 150627


def test_the_cifar_network_has_the_parameters_of_the_lesson():
    model = build_cifar_cnn()
    assert model.name == "cifar_model_intro"
    assert parameters(model) == {"conv_1": 448, "conv_2": 4640, "dense_1": 73792, "output": 650}
    assert model.count_params() == 79530
    assert model.output.shape == (None, 10)


def test_lenet5_has_its_present_day_parameters():
    model = build_lenet5()
    assert parameters(model) == {"C1": 156, "C3": 2416, "C5": 48120, "F6": 10164, "output": 850}
    assert model.count_params() == 61706


def test_lenet5_differs_from_its_paper_as_the_docstring_says():
    paper = {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48120, "F6": 10164}
    here = parameters(build_lenet5())
    assert sum(paper.values()) == 60000
    assert 6 * 3 + 9 * 4 + 1 * 6 == 60  # pairs of maps that C3 joins: six of 3, nine of 4, one of 6
    assert paper["C3"] == 60 * 25 + 16
    assert here["C3"] == 16 * 6 * 25 + 16
    for layer in {**paper, **here}:
        row = next(line.split() for line in build_lenet5.__doc__.splitlines() if line.split()[:1] == [layer])
        assert row[1:3] == [f"{paper.get(layer, 0):,}", f"{here.get(layer, 0):,}"]


@pytest.mark.parametrize("build", [build_xray_cnn, build_cifar_cnn, build_lenet5])
def test_no_network_is_compiled_and_the_docstring_says_so(build):
    assert not build().compiled
    assert "not compiled" in build.__doc__.splitlines()[0]


@pytest.mark.parametrize("build", [build_xray_cnn, build_cifar_cnn, build_lenet5])
def test_every_layer_name_is_the_same_in_a_second_model(build):
    assert [layer.name for layer in build().layers] == [layer.name for layer in build().layers]


@pytest.mark.parametrize("side", [64, 70])
def test_the_global_average_network_takes_images_of_any_size(side):
    model = build_xray_cnn((None, None, 1))
    assert model.count_params() == 54627
    assert model(np.zeros((2, side, side, 1), "float32")).shape == (2, 1)


@pytest.mark.parametrize(("build", "side"), [(build_xray_cnn, 64), (build_cifar_cnn, 10), (build_lenet5, 32)])
def test_the_smallest_image_works_and_one_pixel_less_does_not(build, side):
    assert build((side, side, 1)).count_params()
    with pytest.raises(ValueError, match=f"`input_shape` must be at least {side} pixels high and wide"):
        build((side, side - 1, 1))


def test_an_image_too_small_for_the_poolings_is_explained():
    expected = (
        r"`input_shape` must be at least 64 pixels high and wide. Received: \(32, 32, 1\). "
        r"Six 2x2 poolings halve the image six times."
    )
    with pytest.raises(ValueError, match=expected):
        build_xray_cnn(input_shape=(32, 32, 1))
    assert build_xray_cnn(input_shape=(32, 32, 1), pooling=False).count_params() == 54627


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"dropout_rate": 1.0}, ValueError, "`dropout_rate` must be"),
        ({"dropout_rate": "much"}, TypeError, "`dropout_rate` must be"),
        ({"first_filters": 0}, ValueError, "`first_filters` must be a whole number from 1 to 1,000,000."),
        ({"first_filters": 8.5}, TypeError, "`first_filters` must be a whole number from 1 to 1,000,000"),
        ({"pooling": 1}, TypeError, "`pooling` must be True or False"),
        ({"head": "flaten"}, ValueError, "Did you mean 'flatten'"),
        ({"input_shape": (256, 256)}, ValueError, r"`input_shape` must be \(height, width, channels\)"),
        ({"input_shape": 256}, TypeError, r"`input_shape` must be \(height, width, channels\)"),
        ({"input_shape": (256, 256, None)}, ValueError, "`input_shape` must be"),
        ({"input_shape": (None, None, 1), "head": "flatten"}, ValueError, "`input_shape` must be"),
        ({"name": 3}, TypeError, "`name` must be a text"),
    ],
)
def test_a_bad_argument_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        build_xray_cnn(**arguments)


@pytest.mark.parametrize("build", [build_cifar_cnn, build_lenet5])
def test_the_number_of_classes_is_the_number_of_outputs(build):
    assert build(classes=3).output.shape == (None, 3)
    with pytest.raises(ValueError, match=r"`classes` must be a whole number from 1 to .* Received: 0\."):
        build(classes=0)


def test_a_seed_makes_the_weights_reproducible():
    keras = load_keras()
    keras.utils.set_random_seed(42)
    first = build_cifar_cnn().get_weights()
    keras.utils.set_random_seed(42)
    second = build_cifar_cnn().get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
