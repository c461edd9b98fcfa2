"""The first layer that reads channels says which axis of the image has them."""

import numpy as np
import pytest

from cnn_docs import layer_table, saliency
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._build import image_axes


def _flipped(x):
    ops = load_keras().ops
    return ops.expand_dims(ops.flip(x, 1), -1)


LAYOUTS = {
    "channels last": (lambda k, x: k.Conv2D(2, 3)(x), (12, 10, 3), 3),
    "channels first": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(x),
        (3, 12, 10),
        1,
    ),
    "permuted before": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(k.Permute((3, 1, 2))(x)),
        (12, 10, 3),
        3,
    ),
    "one flatten": (
        lambda k, x: k.Flatten(data_format="channels_first")(k.Conv2D(2, 3)(x)),
        (12, 10, 3),
        3,
    ),
    "no channels": (lambda k, x: k.Conv2D(2, 3)(k.Reshape((12, 10, 1))(x)), (12, 10), None),
    "padded first": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(
            k.ZeroPadding2D(1, data_format="channels_first")(x)
        ),
        (3, 12, 10),
        1,
    ),
    "colours turned, first": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(x[:, ::-1]),
        (3, 12, 10),
        1,
    ),
    "colours in an order, first": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(
            load_keras().ops.take(x, [2, 0, 1], axis=1)
        ),
        (3, 12, 10),
        1,
    ),
    "normalised first": (lambda k, x: k.BatchNormalization(axis=1)(x), (3, 12, 10), 1),
    "layers normalised, first": (lambda k, x: k.LayerNormalization(axis=1)(x), (3, 12, 10), 1),
    "layers normalised over the image": (
        lambda k, x: k.LayerNormalization(axis=(1, 2))(x),
        (12, 10, 3),
        3,
    ),
    "groups normalised, first": (lambda k, x: k.GroupNormalization(1, axis=1)(x), (3, 12, 10), 1),
    "only flattened": (lambda k, x: k.Dense(2)(k.Flatten()(x)), (12, 10), None),
    "only flattened, with channels": (lambda k, x: k.Dense(2)(k.Flatten()(x)), (12, 10, 3), 3),
    "concatenated first": (
        lambda k, x: k.Conv2D(2, 3, data_format="channels_first")(k.Concatenate(axis=1)([x, x])),
        (3, 12, 10),
        1,
    ),
    "grey first": (
        lambda k, x: k.Conv2D(2, 3)(load_keras().ops.mean(x, -1, keepdims=True)),
        (12, 10, 3),
        3,
    ),
    "one of two that are seen whole": (
        lambda k, x: k.Conv2D(2, (1, 3))(load_keras().ops.mean(x, (1, 3), keepdims=True)),
        (12, 10, 3),
        3,
    ),
    "behind what is not known": (
        lambda k, x: k.Conv2D(2, 3)(load_keras().ops.mean(load_keras().ops.flip(x, 1), -1, keepdims=True)),
        (12, 10, 3),
        3,
    ),
    "attention before another reads across": (
        lambda k, x: k.Conv1D(2, 3)(k.Permute((2, 1))(k.MultiHeadAttention(2, 3)(x, x))),
        (7, 4),
        2,
    ),
    "no channels behind what is not known": (
        lambda k, x: k.Conv2D(2, 3)(k.Concatenate()([k.Reshape((12, 10, 1))(x), _flipped(x)])),
        (12, 10),
        None,
    ),
    "numbers of words": (lambda k, x: k.Conv1D(2, 3)(k.Embedding(9, 4)(x)), (12,), None),
    "numbers of the largest": (
        lambda k, x: k.Embedding(4, 3)(load_keras().ops.argmax(x, -1)),
        (12, 4),
        2,
    ),
    "numbers of the largest, turned": (
        lambda k, x: k.Embedding(4, 3)(load_keras().ops.argmax(load_keras().ops.flip(x, 1), -1)),
        (12, 4),
        2,
    ),
    "recurrent, first": (lambda k, x: k.LSTM(3)(k.Permute((2, 1))(x)), (3, 12), 1),
    "columns mixed, then channels": (
        lambda k, x: k.Conv2D(2, 3)(k.Permute((1, 3, 2))(k.Dense(5)(k.Permute((1, 3, 2))(x)))),
        (12, 10, 3),
        3,
    ),
    "steps mixed, then channels": (
        lambda k, x: k.Dense(2)(k.Permute((2, 1))(k.Dense(5)(k.Permute((2, 1))(x)))),
        (12, 3),
        2,
    ),
    "channels first, mixed, then a convolution": (
        lambda k, x: k.Conv2D(2, 3)(k.Dense(5)(k.Permute((2, 3, 1))(x))),
        (3, 12, 10),
        1,
    ),
    "a dense layer of the last": (lambda k, x: k.Flatten()(k.Dense(5)(x)), (12, 10, 3), 3),
    "signal first": (lambda k, x: k.MaxPooling1D(2, data_format="channels_first")(x), (3, 12), 1),
    "volume first": (
        lambda k, x: k.AveragePooling3D(2, data_format="channels_first")(x),
        (3, 6, 8, 10),
        1,
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_first_layer_that_reads_channels_says_which_axis_has_them(name):
    keras = load_keras()
    build, shape, want = LAYOUTS[name]
    x = keras.Input(shape, name="image")
    assert image_axes(keras.Model(x, build(keras.layers, x))).channel_axis("image") == want


@pytest.mark.parametrize("shape", [(12, 10, 3), (12, 3)])
def test_a_dense_layer_of_another_axis_than_the_last_leaves_a_doubt(shape):
    """It may read channels that come first, or mix the steps or columns of an image: nobody can tell."""
    keras = load_keras()
    x = keras.Input(shape, name="image")
    turned = keras.layers.Permute((*range(2, len(shape) + 1), 1))(x)
    mixed = keras.layers.Dense(5, name="mixed")(turned)
    model = keras.Model(x, keras.layers.Dense(2)(keras.layers.Flatten()(mixed)))
    assert image_axes(model).channel_axis("image") is None
    assert layer_table(model)["mixed"].receptive_field == "unknown"
    assert saliency(model, np.ones((2, *shape)), target=0).shape == (2, *shape)
