"""Rows and columns are told also where every unit has seen the whole image, as behind a gate."""

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras


def gate(k, x):
    weights = k.Dense(4, activation="sigmoid")(k.Dense(2, activation="relu")(k.GlobalAveragePooling2D()(x)))
    return k.Multiply()([x, k.Reshape((1, 1, 4))(weights)])


def tokens(k, x):
    return k.Reshape((6, 20))(x)


LIE = {  # what is done, and along which axes of the output the image's rows and columns lie
    "gate": (lambda k, ops, x: gate(k, x), (0, 1)),
    "gate, convolution": (lambda k, ops, x: k.Conv2D(3, 3)(gate(k, x)), (0, 1)),
    "gate, pooling, larger": (lambda k, ops, x: k.UpSampling2D(2)(k.MaxPooling2D()(gate(k, x))), (0, 1)),
    "gate of a gate": (lambda k, ops, x: gate(k, gate(k, x)), (0, 1)),
    "gate, and what is beside it": (lambda k, ops, x: k.Add()([x, gate(k, x)]), (0, 1)),
    "gate, one behind the other": (lambda k, ops, x: k.Concatenate()([gate(k, x), x]), (0, 1)),
    "gate, permuted": (lambda k, ops, x: k.Permute((3, 2, 1))(gate(k, x)), (2, 1)),
    "gate, joined and back": (
        lambda k, ops, x: k.Reshape((6, 5, 4))(k.Reshape((30, 4))(gate(k, x))),
        (0, 1),
    ),
    "groups": (lambda k, ops, x: k.Conv2D(2, 3, padding="same")(k.GroupNormalization(2)(x)), (0, 1)),
    "softmax of columns": (lambda k, ops, x: k.Softmax(axis=(1, 2))(x), (0, 1)),
    "flattened": (lambda k, ops, x: k.Reshape((30, 4))(gate(k, x)), None),
    "mean": (lambda k, ops, x: ops.mean(gate(k, x), axis=1), None),
    "sorted": (lambda k, ops, x: gate(k, ops.sort(x, axis=1)), None),
    "turned": (lambda k, ops, x: gate(k, ops.flip(x, axis=2)), None),
    "mixed": (lambda k, ops, x: k.Permute((3, 2, 1))(k.Dense(6)(k.Permute((3, 2, 1))(gate(k, x)))), None),
    "rows against rows": (
        lambda k, ops, x: ops.matmul(tokens(k, gate(k, x)), ops.swapaxes(tokens(k, x), 1, 2)),
        None,
    ),
}


@pytest.mark.parametrize("name", LIE)
def test_axes_lie_along_the_image_until_they_are_lost(name):
    keras = load_keras()
    build, wanted = LIE[name]
    x = keras.Input((6, 5, 4))
    row = layer_table(keras.Model(x, build(keras.layers, keras.ops, x))).rows[-1]
    assert row.spatial_axes == wanted
    assert row.receptive_field in ("whole input", "unknown")


@pytest.mark.parametrize("name", [name for name, (_, wanted) in LIE.items() if wanted])
def test_what_lies_there_changes_most_where_the_image_does(name):
    keras = load_keras()
    keras.utils.set_random_seed(2)
    build, wanted = LIE[name]
    x = keras.Input((6, 5, 4))
    model = keras.Model(x, build(keras.layers, keras.ops, x))
    model.set_weights([np.abs(weight) for weight in model.get_weights()])  # so that nothing cancels
    image = np.random.default_rng(0).random((1, 6, 5, 4), dtype=np.float32)
    for axis, place in zip((1, 2), wanted, strict=True):
        centres = []
        for pixel in range(image.shape[axis]):
            other = image.copy()
            other[(slice(None),) * axis + (pixel,)] += 3
            change = np.abs(np.asarray(model(other)) - np.asarray(model(image)))[0]
            along = change.sum(axis=tuple(one for one in range(3) if one != place))
            centres.append((along * np.arange(len(along))).sum() / along.sum())
        half = len(centres) // 2
        assert np.mean(centres[-half:]) > np.mean(centres[:half])


SEQUENCES = {
    "recurrent": (lambda k, x: k.GRU(3, return_sequences=True)(x), (0,)),
    "both directions": (lambda k, x: k.Bidirectional(k.LSTM(2, return_sequences=True))(x), (0,)),
    "attention": (lambda k, x: k.MultiHeadAttention(2, 3)(x, x), (0,)),
    "transformer": (lambda k, x: k.LayerNormalization()(x + k.MultiHeadAttention(2, 3)(x, x)), (0,)),
    "the last step": (lambda k, x: k.GRU(3)(x), None),
    "backwards": (lambda k, x: k.GRU(3, return_sequences=True, go_backwards=True)(x), None),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_steps_that_have_seen_all_steps_lie_along_them(name):
    keras = load_keras()
    build, wanted = SEQUENCES[name]
    x = keras.Input((7, 4))
    row = layer_table(keras.Model(x, build(keras.layers, x))).rows[-1]
    assert (row.spatial_axes, row.receptive_field) == (wanted, "whole input")
