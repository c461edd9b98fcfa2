"""What steps of a sequence see, alone or along it, and images that are brought to other sizes."""

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._axis_field import AxisField
from tests.inspection.table.dependency import check

CLIP, SIGNAL = (3, 9, 4), (5, 12, 3)


def inside(k):
    """A model with a window of two convolutions and a pooling."""
    layers = [k.Conv1D(2, 3, padding="same"), k.MaxPooling1D(2), k.Conv1D(3, 3, padding="same")]
    return load_keras().Sequential([load_keras().Input((9, 4)), *layers])


class OwnCode:
    """Makes a layer that adds up everything along its second axis."""

    def __new__(cls, k):
        class Summed(k.Layer):
            def call(self, x):
                return load_keras().ops.sum(x, axis=1)

            def compute_output_shape(self, shape):
                return shape[0], shape[2]

        return Summed()


STEPS = {
    "a recurrent layer at each step": (
        lambda k, _, x: k.TimeDistributed(k.LSTM(2))(x),
        (1, "whole", "whole"),
    ),
    "one that returns sequences": (
        lambda k, _, x: k.TimeDistributed(k.GRU(2, return_sequences=True))(x),
        (1, "whole", "whole"),
    ),
    "a model at each step": (lambda k, _, x: k.TimeDistributed(inside(k))(x), (1, 2, "whole")),
    "a model around it": (
        lambda k, _, x: k.Dense(2)(k.TimeDistributed(k.Flatten())(k.TimeDistributed(inside(k))(x))),
        (1, "whole", "whole"),
    ),
    "code that is not known": (
        lambda k, _, x: k.TimeDistributed(OwnCode(k))(x),
        (1, "unknown", "unknown"),
    ),
    "steps of steps": (
        lambda k, _, x: k.TimeDistributed(k.TimeDistributed(k.Dense(2)))(x),
        (1, 2, "whole"),
    ),
    "a window that grows": (
        lambda k, _, x: k.ConvLSTM1D(2, 3, padding="same", return_sequences=True)(x),
        ("whole", 2, "whole"),
    ),
    "a window that grows, at the end": (lambda k, _, x: k.ConvLSTM1D(2, 3)(x), ("whole", 1, "whole")),
    "a window with strides that grows": (
        lambda k, _, x: k.ConvLSTM1D(2, 3, strides=2, return_state=True)(x)[1],
        ("whole", 1, "whole"),
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_unit_sees_its_step_or_all_of_them(name):
    build, (steps, places, channels) = STEPS[name]
    check(build, {1: steps, 2: places, 3: channels}, shapes=(CLIP,))


def test_the_window_of_a_conv_lstm_grows_by_one_recurrent_kernel_a_step():
    keras = load_keras()
    clip = keras.Input((4, 40, 2))
    maps = keras.layers.ConvLSTM1D(2, 5, return_sequences=True)(clip)
    pooled = keras.layers.TimeDistributed(keras.layers.MaxPooling1D(2))(maps)
    table = layer_table(keras.Model(clip, pooled))
    assert [row.spatial_axes for row in table.rows] == [(0, 1)] * 3
    one = keras.Input((1, 40, 2))  # a single step is a plain convolution
    field = layer_table(keras.Model(one, keras.layers.ConvLSTM1D(2, 5)(one))).rows[-1].receptive_field
    assert field == "whole input"  # of the only step


SIZES = {
    "larger": (lambda k, ops, x: k.Resizing(18, 10)(x), (1, 2)),
    "by a fraction": (lambda k, ops, x: k.Resizing(15, 4)(x), (1, 2)),
    "smaller, nearest": (lambda k, ops, x: k.Resizing(5, 4, interpolation="nearest")(x), (1, 2)),
    "as an operation": (lambda k, ops, x: ops.image.resize(x, (8, 15)), (1, 2)),
    "and a convolution": (lambda k, ops, x: k.Conv2D(2, 3)(k.Resizing(15, 15)(x)), (1, 2)),
    "twice": (lambda k, ops, x: k.Resizing(12, 10)(k.Resizing(18, 15)(x)), (1, 2)),
    "smoothed before": (lambda k, ops, x: k.Resizing(6, 5, antialias=True)(x), ("unknown", "unknown")),
    "with its proportions": (
        lambda k, ops, x: k.Resizing(6, 6, crop_to_aspect_ratio=True)(x),
        ("unknown", "unknown"),
    ),
    "bicubic": (lambda k, ops, x: k.Resizing(6, 5, interpolation="bicubic")(x), ("unknown", "unknown")),
    "patches": (lambda k, ops, x: ops.image.extract_patches(x, (3, 2)), (1, 2)),
    "patches side by side": (
        lambda k, ops, x: ops.image.extract_patches(x, 3, strides=1, padding="same"),
        (1, 2),
    ),
}


@pytest.mark.parametrize("name", SIZES)
def test_units_of_another_size_see_the_pixels_that_they_are_made_of(name):
    build, (rows, columns) = SIZES[name]
    other = "unknown" if rows == "unknown" else "whole" if "convolution" in name or "patches" in name else 3
    check(build, {1: rows, 2: columns, 3: other}, shapes=((12, 10, 3),))


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 1), (2, 3), (3, 2), (5, 7), (12, 5), (4, 4)])
@pytest.mark.parametrize("interpolated", [False, True])
def test_resampling_takes_the_pixels_that_a_matrix_of_interpolation_has(before, after, interpolated):
    keras = load_keras()
    kind = "bilinear" if interpolated else "nearest"
    line = np.eye(before * 6, dtype="float32")[..., None, None]  # every pixel alone
    seen = np.array(keras.ops.image.resize(line, (after * 6, 1), interpolation=kind))[..., 0, 0]
    field = AxisField().resampled(before, after, interpolated=interpolated)
    for unit in range(after, after * 5):  # far from the border, where pixels are repeated
        pixels = np.flatnonzero(np.abs(seen[:, unit]) > 1e-5)
        assert (pixels[0], pixels[-1]) == field.at(unit)
