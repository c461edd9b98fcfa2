"""Activation functions have Keras's values and gradients, and slopes that finite differences confirm."""

import numpy as np
import pytest

from cnn_docs import ACTIVATIONS, leaky_relu, relu, sigmoid, softmax, step, tanh
from cnn_docs._keras import load_keras

GRID = np.linspace(-8, 8, 161)
FUNCTIONS = [sigmoid, tanh, relu, leaky_relu, step, softmax]
IN_KERAS = ["linear", "sigmoid", "tanh", "relu", "leaky_relu"]


@pytest.mark.parametrize("name", IN_KERAS)
def test_values_and_slopes_are_those_of_keras(name):
    keras = load_keras()
    import tensorflow as tf

    x = tf.constant(GRID)  # 0 is among them: the kinks
    with tf.GradientTape() as tape:
        tape.watch(x)
        values = getattr(keras.activations, name)(x)
    np.testing.assert_allclose(ACTIVATIONS[name].value(GRID), values, atol=1e-12)
    np.testing.assert_allclose(ACTIVATIONS[name].slope(GRID), tape.gradient(values, x), atol=1e-12)


def test_softmax_is_that_of_keras():
    logits = np.random.default_rng(0).normal(scale=5, size=(4, 3, 5))
    activations = load_keras().activations
    for axis in (-3, -1, 0, 1, 2):
        np.testing.assert_allclose(
            softmax(logits, axis=axis), activations.softmax(logits, axis=axis), atol=1e-6
        )


@pytest.mark.parametrize("entry", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_slopes_are_the_finite_differences(entry):
    x, small = GRID[np.abs(GRID) > 0.01], 1e-6
    differences = (entry.value(x + small) - entry.value(x - small)) / (2 * small)
    np.testing.assert_allclose(entry.slope(x), differences, atol=1e-8)


@pytest.mark.parametrize("entry", ACTIVATIONS.values(), ids=ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nothing_overflows_and_the_float_type_is_kept(entry, dtype):
    x = np.array([-1000, -100, 0, 100, 1000], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        values, slopes = entry.value(x), entry.slope(x)
    assert values.dtype == slopes.dtype == dtype
    assert np.isfinite(values).all()
    assert np.isfinite(slopes).all()
    low, high = entry.range
    assert ((low <= values) & (values <= high)).all()


def test_nothing_overflows_at_the_largest_numbers():
    x = np.array([-1, 1]) * np.finfo(np.float64).max
    with np.errstate(over="raise", invalid="raise"):
        assert sigmoid(x).tolist() == [0, 1]
        assert softmax(x).tolist() == [0, 1]
        assert leaky_relu(x[1:], 4.0).tolist() == [x[1]]
        assert ACTIVATIONS["tanh"].slope(x).tolist() == [0, 0]


@pytest.mark.parametrize("entry", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_range_is_reached_or_approached(entry):
    values = entry.value(np.linspace(-1000, 1000, 2001))
    for bound, reached in zip(entry.range, (values.min(), values.max()), strict=True):
        assert reached == pytest.approx(bound, abs=1e-9) if np.isfinite(bound) else abs(reached) >= 200


def test_a_long_softmax_in_half_precision_still_sums_to_one():
    powers = softmax(np.zeros(2**17, np.float16))
    assert powers.dtype == np.float16
    assert (powers == 2.0**-17).all()


def test_small_sigmoids_keep_their_digits():
    assert sigmoid(-700.0) == pytest.approx(np.exp(-700.0))
    assert sigmoid(2.0) + sigmoid(-2.0) == pytest.approx(1)
    assert ACTIVATIONS["sigmoid"].slope(40.0) == pytest.approx(np.exp(-40.0))


def test_slopes_of_the_lesson():
    slopes = ACTIVATIONS["sigmoid"].slope([0, 2, 5])
    np.testing.assert_allclose(slopes, [0.25, 0.105, 0.0066], atol=5e-5)
    assert slopes[0] ** 7 == pytest.approx(6.1e-5, rel=0.01)
    assert ACTIVATIONS["relu"].slope(-3) == 0


def test_the_step_is_one_from_zero_on():
    assert step([-1e-9, 0, 1e-9]).tolist() == [0, 1, 1]


def test_the_leaky_slope_can_be_chosen():
    assert leaky_relu(-10) == -2
    assert leaky_relu(-10, 0.3) == -3
    with pytest.raises(TypeError, match="`negative_slope` must be a finite number"):
        leaky_relu(-10, "0.3")


def test_softmax_sums_to_one_and_ignores_a_common_shift():
    logits = np.array([[-1000.0, 0.0, 1000.0], [1000.0, 1001.0, 1002.0]])
    np.testing.assert_allclose(softmax(logits).sum(axis=-1), 1)
    np.testing.assert_allclose(softmax(logits)[1], softmax([0, 1, 2]))


@pytest.mark.parametrize("axis", [2, -3])
def test_softmax_refuses_an_axis_that_is_not_there(axis):
    with pytest.raises(ValueError, match=rf"`axis` must be an axis .* shape \(2, 3\)\. Received: {axis}\."):
        softmax(np.zeros((2, 3)), axis=axis)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_not_finite_numbers_is_refused(function):
    with pytest.raises(ValueError, match=r"`x` must be made of finite numbers\. Received: nan"):
        function([1.0, np.nan])
    with pytest.raises(TypeError, match="`x` must be an array of real numbers"):
        function(["1"])


@pytest.mark.parametrize("function", [*FUNCTIONS[:-1], ACTIVATIONS["linear"].value])
@pytest.mark.parametrize("shape", [(), (0,), (2, 1, 3)])
def test_shapes_are_kept_and_the_input_is_not_changed(function, shape):
    x = np.full(shape, -2.0)
    values = function(x)
    assert np.shape(values) == shape
    assert not np.shares_memory(values, x)
    assert (x == -2).all()


def test_entries_cannot_be_changed():
    with pytest.raises(AttributeError):
        ACTIVATIONS["relu"].name = "other"
    with pytest.raises(TypeError):
        ACTIVATIONS["other"] = ACTIVATIONS["relu"]


@pytest.mark.parametrize("entry", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_formulas_can_be_drawn(entry):
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${entry.formula}$").width > 0
