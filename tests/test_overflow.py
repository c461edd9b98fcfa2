"""What is too large for a float type is refused by name, never infinity, NaN or another wrong answer."""

import numpy as np
import pytest

from cnn_docs import (
    activation_gradient,
    average_pool,
    average_pool_gradient,
    correlate,
    correlate_gradients,
    dense_gradients,
    dropout,
    dropout_gradient,
    global_average_pool,
    leaky_relu,
    max_pool_gradient,
    neuron,
    softmax,
)

TYPES = [np.float16, np.float32, np.float64]
TOO_LARGE = {
    "image": [
        lambda large: correlate(large, np.ones((3, 3), large.dtype)),
        lambda large: correlate(large, -np.ones((3, 3), large.dtype), padding="edge"),
        lambda large: correlate(large[..., np.newaxis], np.ones((3, 3, 1, 2), large.dtype)),
    ],
    "inputs": [lambda large: neuron(large, np.ones(6, large.dtype), 0.0)],
    "values": [lambda large: dropout(large, 0.5, seed=0)],
    "negative_slope": [lambda large: leaky_relu(-large, 2.0)],
    "upstream": [
        lambda large: dense_gradients(np.ones_like(large), np.ones((6, 6), large.dtype), large),
        lambda large: dropout_gradient(large, large, 0.5, seed=0),
        lambda large: correlate_gradients(large / 4, np.ones((1, 1), large.dtype), large),
        lambda large: correlate_gradients(large, np.ones((3, 3), large.dtype), np.ones((4, 4), large.dtype)),
        lambda large: max_pool_gradient(np.eye(7, dtype=large.dtype), large, 2, stride=1),
        lambda large: average_pool_gradient(large, large, 2, stride=1, padding="same"),
    ],
}
CALLS = [(name, call) for name, calls in TOO_LARGE.items() for call in calls]


def largest(dtype):
    return np.full((6, 6), np.finfo(dtype).max, dtype)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(("name", "call"), CALLS)
def test_results_that_are_too_large_are_refused(name, call, dtype):
    message = f"`{name}` must be made of numbers whose results fit into {np.dtype(dtype).name}"
    with pytest.raises(ValueError, match=message):
        call(largest(dtype))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_means_of_the_largest_numbers_are_these_numbers(dtype, padding):
    image = largest(dtype)
    means = average_pool(image, (3, 2), stride=1, padding=padding)
    np.testing.assert_allclose(means, np.finfo(dtype).max, rtol=4 * np.finfo(dtype).eps)
    np.testing.assert_allclose(global_average_pool(image), image[0, 0], rtol=4 * np.finfo(dtype).eps)
    signed = image * np.array([1, -1] * 3, dtype)
    assert (average_pool(signed, (2, 6)) == 0).all()


def test_slopes_of_activations_never_overflow():
    back = largest(np.float64)
    for name in ("relu", "leaky_relu", "sigmoid", "tanh", "step", "linear"):
        assert np.isfinite(activation_gradient(back, back, activation=name)).all()


@pytest.mark.parametrize("shape", [(1000, 1000, 3), (1000, 1000), (2, 700, 700, 2)])
def test_means_and_sums_of_very_many_float32_keep_their_digits(shape):
    image = np.full(shape, 0.1, np.float32)
    np.testing.assert_allclose(global_average_pool(image), 0.1, rtol=1e-6)


def test_the_slope_of_a_bias_keeps_its_digits_over_very_many_examples():
    slopes = dense_gradients(np.ones((10**6, 1), np.float32), np.ones((1, 3), np.float32), _tenths(10**6, 3))
    np.testing.assert_allclose(slopes.bias, 1e5, rtol=1e-6)


def test_the_slope_of_a_bias_keeps_its_digits_over_very_many_places():
    slopes = correlate_gradients(
        _tenths(800, 800, 2), np.ones((1, 1, 2, 3), np.float32), _tenths(800, 800, 3)
    )
    np.testing.assert_allclose(slopes.bias, 64_000, rtol=1e-6)


def test_the_sums_of_a_long_softmax_along_the_first_axis_are_one():
    chances = softmax(np.random.default_rng(0).normal(size=(10**6, 2)).astype(np.float32), axis=0)
    np.testing.assert_allclose(chances.sum(axis=0, dtype=np.float64), 1, rtol=1e-6)


def _tenths(*shape):
    return np.full(shape, 0.1, np.float32)


def test_flags_that_other_threads_keep_to_themselves_are_not_needed(monkeypatch):
    def silent(*arguments, **keywords):
        with np.errstate(all="ignore"):
            return matmul(*arguments, **keywords)

    matmul = np.matmul
    monkeypatch.setattr(np, "matmul", silent)
    with pytest.raises(ValueError, match="`image` must be made of numbers whose results fit into float64"):
        correlate(largest(np.float64), np.ones((3, 3)))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize(
    "call",
    [
        lambda ones, bias: correlate(ones, ones, bias=bias),
        lambda ones, bias: correlate(ones, ones[..., np.newaxis, np.newaxis], bias=[bias]),
        lambda ones, bias: neuron(ones[0], ones[0], bias),
    ],
)
def test_a_bias_that_is_too_large_by_itself_is_the_argument_that_is_named(call, dtype):
    bias = 2 * float(np.finfo(dtype).max)
    with pytest.raises(ValueError, match=rf"^`bias` must be within {dtype.__name__}, up to .* Received: "):
        call(np.ones((2, 2), dtype), bias)
