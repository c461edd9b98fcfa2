"""The losses and their slopes agree with Keras and with finite differences; bad input is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_docs import (
    binary_cross_entropy,
    binary_cross_entropy_slope,
    cross_entropy,
    cross_entropy_slope,
    sigmoid,
    softmax,
    softmax_cross_entropy_gradient,
    squared_error,
    squared_error_slope,
)
from cnn_docs._keras import load_keras

SHAPES = [(1,), (5,), (4, 3), (2, 3, 4)]
HALVES = np.array([[0.5, 0.5], [0.25, 0.75]])


def numbers(*shape):
    return np.random.default_rng(shape).normal(size=shape)


def some_labels(examples, classes):
    return np.random.default_rng(7).integers(0, classes, examples)


def by_differences(function, values, step=1e-6):
    slopes = np.empty_like(values)
    for index in np.ndindex(*values.shape):
        nudge = np.zeros_like(values)
        nudge[index] = step
        slopes[index] = (function(values + nudge) - function(values - nudge)) / (2 * step)
    return slopes


@pytest.mark.parametrize("examples", [1, 2, 5, 32])
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_cross_entropy_is_that_of_keras_for_both_forms_of_labels(examples, classes):
    keras = load_keras()
    probabilities, labels = softmax(numbers(examples, classes)), some_labels(examples, classes)
    shares = np.eye(classes)[labels]
    whole = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    written_out = keras.losses.categorical_crossentropy(shares, probabilities)
    found = cross_entropy(probabilities, labels)
    assert found == pytest.approx(float(np.mean(whole)), abs=1e-6)
    assert found == pytest.approx(float(np.mean(written_out)), abs=1e-6)
    assert found == cross_entropy(probabilities, shares) == cross_entropy(probabilities, shares.astype(bool))
    assert found == pytest.approx(np.mean([cross_entropy(*pair) for pair in zip(probabilities, labels)]))  # noqa: B905
    smooth = 0.9 * shares + 0.1 / classes
    expected = np.mean(keras.losses.categorical_crossentropy(smooth, probabilities))
    assert cross_entropy(probabilities, smooth) == pytest.approx(float(expected), abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_binary_cross_entropy_and_squared_error_are_those_of_keras(shape):
    keras = load_keras()
    probabilities, yes = sigmoid(numbers(*shape)), np.random.default_rng(1).integers(0, 2, shape)
    expected = keras.losses.BinaryCrossentropy(dtype="float64")(yes, probabilities)
    assert binary_cross_entropy(probabilities, yes) == pytest.approx(float(expected), abs=1e-6)
    expected = keras.losses.MeanSquaredError(dtype="float64")(yes, probabilities)
    assert squared_error(probabilities, yes) == pytest.approx(float(expected))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("loss", "slope", "values"),
    [
        (binary_cross_entropy, binary_cross_entropy_slope, lambda shape: sigmoid(numbers(*shape))),
        (squared_error, squared_error_slope, lambda shape: numbers(*shape)),
    ],
)
def test_the_slopes_of_each_number_are_those_of_keras_and_of_differences(loss, slope, values, shape):
    import tensorflow as tf

    keras, values = load_keras(), values(shape)
    targets = np.random.default_rng(2).uniform(0.1, 0.9, shape)
    found = slope(values, targets)
    np.testing.assert_allclose(
        found, by_differences(lambda x: loss(x, targets), values), atol=1e-7, rtol=1e-7
    )
    theirs = keras.losses.MeanSquaredError if loss is squared_error else keras.losses.BinaryCrossentropy
    with tf.GradientTape() as tape:
        tape.watch(inputs := tf.constant(values))
        result = theirs(dtype="float64")(targets, inputs)
    np.testing.assert_allclose(found, tape.gradient(result, inputs), atol=1e-5)


@pytest.mark.parametrize("examples", [1, 3, 16])
def test_the_slopes_of_cross_entropy_are_those_of_differences_and_of_keras_up_to_one_number(examples):
    import tensorflow as tf

    keras = load_keras()
    probabilities, labels = softmax(numbers(examples, 4)), some_labels(examples, 4)
    found = cross_entropy_slope(probabilities, labels)
    expected = by_differences(lambda x: cross_entropy(x, labels), probabilities)
    np.testing.assert_allclose(found, expected, atol=1e-7, rtol=1e-7)
    with tf.GradientTape() as tape:
        tape.watch(inputs := tf.constant(probabilities))
        result = keras.ops.mean(keras.losses.categorical_crossentropy(np.eye(4)[labels], inputs))
    # Keras divides by the sum of the probabilities first, whose slope is the same for all.
    np.testing.assert_allclose(found + 1 / examples, tape.gradient(result, inputs), atol=1e-5)


def test_a_probability_of_zero_is_infinitely_wrong_without_a_warning():
    assert cross_entropy([1.0, 0.0], 1) == np.inf
    assert cross_entropy([1.0, 0.0], 0) == 0
    assert cross_entropy_slope([1.0, 0.0], 1).tolist() == [0, -np.inf]
    assert cross_entropy_slope([1.0, 0.0], 0).tolist() == [-1, 0]
    assert binary_cross_entropy([0.0, 1.0], [1, 0]) == np.inf
    assert binary_cross_entropy([0.0, 1.0], [0, 1]) == 0
    assert binary_cross_entropy_slope([0.0, 1.0], [1, 0]).tolist() == [-np.inf, np.inf]
    assert binary_cross_entropy_slope([0.0, 1.0], [0, 1]).tolist() == [0.5, -0.5]
    keras_loss = load_keras().losses.sparse_categorical_crossentropy(np.array([1]), np.array([[1.0, 0.0]]))
    assert float(keras_loss[0]) == pytest.approx(
        16.118, abs=1e-3
    )  # -log(1e-7): what the module says of Keras


@pytest.mark.filterwarnings("error")
def test_slopes_of_the_tiniest_probabilities_are_infinite_without_a_warning():
    assert cross_entropy_slope([5e-324, 1.0], 0).tolist() == [-np.inf, 0]
    assert binary_cross_entropy_slope([5e-324], [1]).tolist() == [-np.inf]


@pytest.mark.filterwarnings("error")
def test_what_fits_is_not_infinite_where_sums_on_the_way_do_not_fit():
    assert squared_error(np.full(4, 1.3e154), np.zeros(4)) == pytest.approx(1.69e308)
    assert squared_error_slope(np.full(4, 1e308), np.full(4, -1e308)) == pytest.approx(1e308)
    assert squared_error([1e308], [-1e308]) == squared_error_slope([1e308], [-1e308])[0] == np.inf


def test_long_doubles_are_not_cut_to_doubles():
    if np.finfo(np.longdouble).max == np.finfo(float).max:
        pytest.skip("long double is no longer than double here")
    far = np.array([np.longdouble("1e400"), 0])
    assert squared_error(far, far) == 0
    assert squared_error(far, 0 * far) > 1e300
    assert softmax_cross_entropy_gradient(far, 1).tolist() == [1, -1]
    assert cross_entropy(np.array([np.longdouble("1e-400"), 1]), 0) == pytest.approx(921.034, abs=1e-3)


def test_tiny_probabilities_lose_no_digits():
    assert binary_cross_entropy(1e-30, 0) == 1e-30
    assert cross_entropy(np.array([1e-300, 1.0]), 0) == pytest.approx(300 * np.log(10))


@given(
    scores=st.lists(st.lists(st.floats(-30, 30), min_size=3, max_size=3), min_size=1, max_size=5),
    label=st.integers(0, 2),
)
def test_a_loss_is_never_negative_and_zero_only_for_being_sure(scores, label):
    probabilities = softmax(np.array(scores))
    labels = np.full(len(scores), label)
    loss = cross_entropy(probabilities, labels)
    assert loss >= 0
    assert (loss == 0) == (probabilities[:, label] == 1).all()
    assert binary_cross_entropy(probabilities, labels[:, None] == np.arange(3)) >= 0


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_float_types_are_kept_and_sums_are_made_in_double_precision(dtype):
    values, targets = np.full(4, 0.25, dtype), np.full(4, 1.0, dtype)
    for function in (squared_error, squared_error_slope, binary_cross_entropy, binary_cross_entropy_slope):
        assert function(values, targets).dtype == dtype
    for function in (cross_entropy, cross_entropy_slope):
        assert function(values, 0).dtype == dtype
    assert squared_error(np.full(1000, 200, dtype), np.zeros(1000)) == 40_000
    assert squared_error(np.float16(60_000), 0) == np.inf  # 3.6e9, beyond half precision
    assert (values == 0.25).all()


def test_half_precision_probabilities_sum_to_one_well_enough():
    probabilities = softmax(numbers(8, 1000)).astype(np.float16)
    assert (probabilities.sum(axis=1, dtype=float) != 1).any()
    expected = cross_entropy(probabilities.astype(float), some_labels(8, 1000))
    assert cross_entropy(probabilities, some_labels(8, 1000)) == pytest.approx(expected, rel=1e-3)


CLASS = "`labels` must be"


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_slope])
@pytest.mark.parametrize(
    ("probabilities", "labels", "error", "message"),
    [
        (HALVES, [0, 2], ValueError, f"{CLASS} the index of a class, from 0 to 1. Received: 2."),
        (HALVES, [-1, 1], ValueError, f"{CLASS} the index of a class, from 0 to 1. Received: -1."),
        (
            HALVES,
            [0.0, 1.0],
            TypeError,
            f"{CLASS} whole numbers, the index of a class. Received: 'float64'."
            " Write labels.astype(int) if they are.",
        ),
        (
            HALVES,
            [True, False],
            TypeError,
            f"{CLASS} whole numbers, the index of a class. Received: 'bool'.",
        ),
        (
            HALVES,
            [0, 1, 1],
            ValueError,
            f"{CLASS} whole numbers of shape (2,), or an array of the shape of `probabilities`, (2, 2)."
            " Received: an array of shape (3,).",
        ),
        (
            [0.5, 0.5],
            [0, 1, 0],
            ValueError,
            f"{CLASS} one whole number, or an array of the shape of `probabilities`, (2,)."
            " Received: an array of shape (3,).",
        ),
        (
            HALVES,
            np.ones((2, 2)),
            ValueError,
            f"{CLASS} made of numbers from 0 to 1 that sum to 1 for each example."
            " Received: an array of shape (2, 2).",
        ),
        (
            [[2.0, 1.0]],
            [0],
            ValueError,
            "`probabilities` must be made of numbers from 0 to 1 that sum to 1 for each example."
            " Received: an array of shape (1, 2). For the scores of a layer, take cnn_docs.softmax first.",
        ),
        (
            [[0.5, 0.2]],
            [0],
            ValueError,
            "`probabilities` must be made of numbers from 0 to 1 that sum to 1 for each example."
            " Received: an array of shape (1, 2). For the scores of a layer, take cnn_docs.softmax first.",
        ),
        (
            0.5,
            0,
            ValueError,
            "`probabilities` must have the shape (K,) or (N, K). Received: an array of shape ().",
        ),
        (
            np.ones((0, 3)),
            [],
            ValueError,
            "`probabilities` must be an array with at least one example. Received: an array of shape (0, 3).",
        ),
        (
            [[np.nan, 1]],
            [0],
            ValueError,
            "`probabilities` must be made of finite numbers. Received: nan. It is at (0, 0), the first of 1.",
        ),
    ],
)
def test_cross_entropy_refuses_what_makes_no_sense(refused, function, probabilities, labels, error, message):
    with refused(error, message):
        function(probabilities, labels)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (
            binary_cross_entropy,
            ([[0.5], [0.5]], [0, 1]),
            "`labels` must be an array of the shape of `probabilities`, (2, 1)."
            " Received: an array of shape (2,).",
        ),
        (
            binary_cross_entropy,
            ([1.5, 0.5], [0, 1]),
            "`probabilities` must be made of numbers from 0 to 1. Received: 1.5.",
        ),
        (
            binary_cross_entropy_slope,
            ([0.5, 0.5], [0, -1]),
            "`labels` must be made of numbers from 0 to 1. Received: -1.0.",
        ),
        (
            binary_cross_entropy,
            ([0.5, 0.5], [1, -1]),
            "`labels` must be made of numbers from 0 to 1. Received: -1.0.",
        ),
        (
            squared_error,
            ([[1.0], [2.0]], [1.0, 2.0]),
            "`targets` must be an array of the shape of `predictions`, (2, 1)."
            " Received: an array of shape (2,).",
        ),
        (
            squared_error_slope,
            ([], []),
            "`predictions` must be an array with at least one example. Received: an array of shape (0,).",
        ),
        (squared_error, (np.inf, 0), "`predictions` must be made of finite numbers. Received: inf."),
    ],
)
def test_losses_of_one_shape_refuse_another(refused, function, arguments, message):
    with refused(ValueError, message):
        function(*arguments)
