"""Axes of size 1 that a Reshape puts beside others of size 1 are told apart, or said to be unknown."""

import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._build import image_axes

FIRST = {"data_format": "channels_first"}
CASES = {  # shape, layers, sizes of the fields of the input and of the last layer, axis of the channels
    "a signal or an image of one row": (
        (1, 40),
        lambda k: [k.Reshape((1, 1, 40)), k.Conv2D(2, (1, 3), **FIRST)],
        "unknown",
        "unknown",
        None,
    ),
    "the other of the two": (
        (1, 40),
        lambda k: [k.Reshape((1, 1, 40)), k.BatchNormalization(axis=2)],
        "unknown",
        "unknown",
        None,
    ),
    "behind the image": (
        (12, 10, 1),
        lambda k: [k.Reshape((12, 10, 1, 1)), k.Conv3D(2, (3, 3, 1))],
        "unknown",
        "unknown",
        None,
    ),
    "decided before": (
        (1, 40),
        lambda k: [k.BatchNormalization(axis=1), k.Reshape((1, 1, 40))],
        (1,),
        (1,),
        1,
    ),
    "moved to the other end": ((1, 40), lambda k: [k.Reshape((40, 1)), k.Conv1D(2, 3)], (1,), (3,), 1),
    "moved to the end of an image": (
        (1, 12, 10),
        lambda k: [k.Reshape((12, 10, 1)), k.Conv2D(2, 3)],
        (1, 1),
        (3, 3),
        1,
    ),
    "new at the end": ((12, 10), lambda k: [k.Reshape((12, 10, 1)), k.Conv2D(2, 3)], (1, 1), (3, 3), None),
    "new before the image, and away": (
        (12, 10, 1),
        lambda k: [k.Reshape((1, 12, 10, 1)), k.Conv3D(3, (1, 3, 3)), k.Reshape((10, 8, 3))],
        (1, 1),
        (3, 3),
        3,
    ),
    "pooled to one place, of which one axis stays": (
        (12, 12, 3),
        lambda k: [k.AveragePooling2D(12), k.Reshape((1, 3))],
        (1, 1),
        "whole input",
        3,
    ),
    "a part pooled to one place": (
        (12, 12, 3),
        lambda k: [k.AveragePooling2D(5, strides=8), k.Reshape((1, 3))],
        (1, 1),
        "unknown",
        3,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_nobody_guesses_which_of_two_axes_of_size_one_has_the_channels(name):
    keras = load_keras()
    shape, layers, of_input, of_last, channels = CASES[name]
    image = x = keras.Input(shape, name="image")
    for layer in layers(keras.layers):
        x = layer(x)
    model = keras.Model(image, x)
    rows = layer_table(model).rows
    fields = [getattr(row.receptive_field, "size", row.receptive_field) for row in (rows[0], rows[-1])]
    assert fields == [of_input, of_last]
    assert image_axes(model).channel_axis("image") == channels
