"""Pooling, flattening, dropout and the neuron agree with Keras and naive loops; bad input is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_docs import (
    average_pool,
    correlate,
    dropout,
    flatten,
    global_average_pool,
    max_pool,
    neuron,
    output_size,
    padding_amounts,
)
from cnn_docs._keras import load_keras

PAIR = "a positive whole number or a pair (height, width) of them"
SIZES = [(19, 20), (20, 19)]
POOLED = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])


def numbers(*shape):
    return np.random.default_rng(shape).normal(size=shape)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("pool_size", [1, 2, 3, (2, 3)])
@pytest.mark.parametrize("stride", [None, 1, 2, (3, 1)])
def test_pooling_is_that_of_keras_and_of_naive_loops(pool_size, stride, padding):
    ops = load_keras().ops
    for size in SIZES:
        batch = numbers(2, *size, 3) - 5  # negative: padding with zeros would win a maximum
        settings = {"strides": stride, "padding": padding}
        for ours, theirs in ((max_pool, ops.max_pool), (average_pool, ops.average_pool)):
            found = ours(batch, pool_size, stride=stride, padding=padding)
            np.testing.assert_allclose(found, theirs(batch, pool_size, **settings), atol=1e-9)
            np.testing.assert_array_equal(found[1], ours(batch[1], pool_size, stride=stride, padding=padding))
            single = ours(batch[1, ..., 2], pool_size, stride=stride, padding=padding)
            np.testing.assert_array_equal(found[1, ..., 2], single)


@given(
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    pool_size=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    padding=st.sampled_from(["valid", "same"]),
)
def test_pools_combine_the_pixels_of_each_window(size, pool_size, stride, padding):
    image = numbers(*size)
    settings = {"stride": stride, "padding": padding}
    if padding == "valid" and (pool_size[0] > size[0] or pool_size[1] > size[1]):
        with pytest.raises(ValueError, match="`pool_size` must be at most as large"):
            max_pool(image, pool_size, **settings)
        return
    (top, _), (left, _) = padding_amounts(size, pool_size, **settings)
    largest, means = max_pool(image, pool_size, **settings), average_pool(image, pool_size, **settings)
    assert largest.shape == means.shape == output_size(size, pool_size, **settings)
    for row, column in np.ndindex(*largest.shape):
        start = row * stride[0] - top, column * stride[1] - left
        window = image[max(start[0], 0) : start[0] + pool_size[0], max(start[1], 0) : start[1] + pool_size[1]]
        assert largest[row, column] == window.max()
        assert means[row, column] == pytest.approx(window.mean())


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_means_in_half_precision_have_sums_beyond_it(padding):
    means = average_pool(np.full((5, 5), 40_000, np.float16), 3, stride=2, padding=padding)
    assert means.dtype == np.float16
    assert (means == 40_000).all()


def test_pooling_examples_of_the_lessons():
    assert max_pool(POOLED).tolist() == [[6, 2], [4, 9]]
    assert max_pool(POOLED, stride=1).tolist() == [[6, 6, 2], [6, 9, 9], [4, 9, 9]]
    moved = np.pad(POOLED, ((0, 0), (1, 0)))[:, :-1]
    assert max_pool(moved).tolist() == [[5, 6], [4, 9]]
    assert max_pool(np.zeros((13, 13, 32))).shape == (6, 6, 32)


@pytest.mark.parametrize("pool", [max_pool, average_pool])
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (
            {"pool_size": 5},
            ValueError,
            "`pool_size` must be at most as large as the padded image, (4, 4) pixels. Received: (5, 5).",
        ),
        ({"pool_size": 0}, ValueError, f"`pool_size` must be {PAIR}. Received: 0."),
        ({"stride": -2}, ValueError, f"`stride` must be {PAIR}. Received: -2."),
        ({"stride": "2"}, TypeError, f"`stride` must be {PAIR}. Received: '2'."),
        ({"padding": "edge"}, ValueError, "`padding` must be 'valid' or 'same'. Received: 'edge'."),
    ],
)
def test_pooling_refuses_what_makes_no_sense(refused, pool, settings, error, message):
    with refused(error, message):
        pool(POOLED, **settings)
    with pytest.raises(ValueError, match="`image` must be made of finite numbers"):
        pool([[1, np.nan]], 1)


def test_global_average_pooling_leaves_one_number_for_each_channel(refused):
    batch = numbers(2, 4, 4, 50)
    expected = load_keras().layers.GlobalAveragePooling2D(dtype="float64")(batch)
    np.testing.assert_allclose(global_average_pool(batch), expected, atol=1e-12)
    np.testing.assert_allclose(global_average_pool(batch[0]), expected[0], atol=1e-12)
    assert global_average_pool(batch[0, ..., 0]) == pytest.approx(batch[0, ..., 0].mean())
    with refused(
        ValueError, "`image` must be an array with at least one pixel. Received: an array of shape (0, 4)."
    ):
        global_average_pool(np.zeros((0, 4)))


def test_a_batch_of_no_images_gives_rows_of_their_length():
    assert flatten(np.zeros((0, 2, 3, 4))).shape == (0, 24)


def test_flatten_is_that_of_keras_and_keeps_the_order():
    batch = numbers(2, 6, 6, 32)
    np.testing.assert_array_equal(flatten(batch), load_keras().layers.Flatten(dtype="float64")(batch))
    assert flatten(batch[0]).shape == (1152,)
    assert flatten(batch[0, ..., 0]).shape == (36,)
    places = np.arange(1152).reshape(6, 6, 32)
    row = flatten(places).tolist()
    assert row.index(places[2, 4, 7]) - row.index(places[2, 3, 7]) == 32
    assert row.index(places[3, 3, 7]) - row.index(places[2, 3, 7]) == 192


@pytest.mark.parametrize("operation", [flatten, global_average_pool])
def test_images_of_other_ranks_are_refused(operation):
    with pytest.raises(ValueError, match=r"`image` must have the shape \(H, W\)"):
        operation(np.zeros((1, 2, 3, 4, 5)))


@pytest.mark.parametrize(("rate", "scale"), [(0.5, 2.0), (0.6, 2.5), (0.25, 4 / 3)])
def test_dropout_zeroes_about_the_rate_and_scales_the_others(rate, scale):
    dropped = dropout(np.ones(100_000), rate, seed=0)
    deviation = np.sqrt(rate * (1 - rate) / dropped.size)
    assert np.mean(dropped == 0) == pytest.approx(rate, abs=4 * deviation)
    np.testing.assert_allclose(dropped[dropped != 0], scale)
    assert dropped.mean() == pytest.approx(1, abs=0.02)


def test_dropout_scales_as_keras_does():
    survivors = np.unique(load_keras().layers.Dropout(0.6, seed=1)(np.ones((1, 100)), training=True))
    np.testing.assert_allclose(survivors, np.unique(dropout(np.ones(100), 0.6, seed=1)), rtol=1e-6)


def test_dropout_is_the_identity_at_inference_and_at_rate_zero():
    values = numbers(3, 4)
    assert (dropout(values, 0.9, seed=0, training=False) == values).all()
    assert (dropout(values, 0, seed=0) == values).all()
    dropout(values, 0.9, seed=0, training=False)[...] = 0
    assert values.any()


def test_a_value_is_dropped_where_its_random_number_lies_below_the_rate():
    number = np.random.default_rng(5).random()
    assert dropout(1.0, number, seed=5) != 0
    assert dropout(1.0, np.nextafter(number, 1), seed=5) == 0


def test_the_seed_decides_what_is_dropped():
    values = np.ones(100, np.float32)
    assert (dropout(values, 0.5, seed=3) == dropout(values, 0.5, seed=3)).all()
    assert (dropout(values, 0.5, seed=3) != dropout(values, 0.5, seed=4)).any()
    assert dropout(values, 0.5, seed=3).dtype == np.float32


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"rate": 1}, ValueError, "`rate` must be a finite number, at least 0 and below 1. Received: 1."),
        (
            {"rate": -0.1},
            ValueError,
            "`rate` must be a finite number, at least 0 and below 1. Received: -0.1.",
        ),
        ({"seed": None}, TypeError, "`seed` must be a whole number of at least 0. Received: None."),
        ({"seed": -1}, ValueError, "`seed` must be a whole number of at least 0. Received: -1."),
        ({"training": 1}, TypeError, "`training` must be True or False. Received: 1."),
    ],
)
def test_dropout_refuses_what_makes_no_sense(refused, settings, error, message):
    with refused(error, message):
        dropout(**({"values": [1.0], "rate": 0.5, "seed": 0} | settings))


@pytest.mark.parametrize("activation", ["linear", "relu", "sigmoid", "tanh", "leaky_relu"])
def test_a_neuron_is_a_dense_layer_of_one_unit(activation):
    keras = load_keras()
    inputs, weights = numbers(5, 3), numbers(3)
    layer = keras.layers.Dense(1, activation=activation, dtype="float64")
    layer.build((None, 3))
    layer.set_weights([weights[:, None], np.array([0.25])])
    expected = np.asarray(layer(inputs))[:, 0]
    np.testing.assert_allclose(neuron(inputs, weights, 0.25, activation=activation), expected, atol=1e-12)
    assert neuron(inputs[0], weights, 0.25, activation=activation) == pytest.approx(expected[0])


def test_the_activation_of_a_neuron_is_relu_unless_another_is_named():
    assert neuron([1.0, 2.0], [1.0, -1.0], 0.0) == 0
    assert neuron([1.0, 2.0], [1.0, -1.0], 0.0, activation=None) == -1
    assert neuron([1.0, 2.0], [1.0, -1.0], 0.0, activation="step") == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"weights": [1, 2]},
            "`weights` must be one number for each of the 3 inputs. Received: an array of shape (2,).",
        ),
        ({"weights": [[1, 2, 3]]}, "`weights` must have the shape (n,). Received: an array of shape (1, 3)."),
        ({"inputs": 1.0}, "`inputs` must have the shape (n,) or (N, n). Received: an array of shape ()."),
        ({"bias": float("nan")}, "`bias` must be a finite number. Received: nan."),
        (
            {"activation": "rely"},
            "`activation` must be 'linear', 'step', 'sigmoid', 'tanh', 'relu' or 'leaky_relu'."
            " Received: 'rely'. Did you mean 'relu'?",
        ),
    ],
)
def test_a_neuron_refuses_what_makes_no_sense(refused, settings, message):
    with refused(ValueError, message):
        neuron(**({"inputs": [1, 2, 3], "weights": [1, 2, 3], "bias": 0} | settings))


def test_pooling_by_one_pixel_returns_a_copy():
    image = numbers(4, 4)
    max_pool(image, 1)[...] = 0
    average_pool(image, 1, padding="same")[...] = 0
    assert image.any()


@pytest.mark.parametrize("shape", [(0, 6), (6, 0), (0, 0, 3), (2, 0, 4, 1)])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("pool", [max_pool, average_pool])
def test_an_image_without_pixels_is_refused_by_its_own_name(pool, shape, padding):
    with pytest.raises(ValueError, match="`image` must be an array with at least one row and column"):
        pool(np.zeros(shape), 2, padding=padding)


@pytest.mark.parametrize("size", [10**6, 10**18, 10**60])
def test_a_window_that_no_memory_has_room_for_is_refused(size):
    with pytest.raises(ValueError, match="`pool_size` must be so small that the padded image has at most"):
        max_pool(np.zeros((6, 6)), size, stride=1, padding="same")


@pytest.mark.parametrize("stride", [6, 7, 10**30])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_a_stride_beyond_the_image_leaves_one_position(stride, padding):
    image = numbers(6, 6)
    for window in (
        correlate(image, numbers(3, 3), stride=stride, padding=padding),
        max_pool(image, 2, stride=stride),
    ):
        assert window.shape == (1, 1)
    alone = correlate(image, numbers(3, 3), stride=6, padding=padding)
    np.testing.assert_array_equal(correlate(image, numbers(3, 3), stride=stride, padding=padding), alone)
