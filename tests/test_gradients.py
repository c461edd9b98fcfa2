"""What comes back through the operations: as finite differences, as Keras, and by the laws that it obeys."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnn_docs
from cnn_docs import (
    ACTIVATIONS,
    activation_gradient,
    average_pool_gradient,
    correlate,
    correlate_gradients,
    cross_entropy,
    dense_gradients,
    dropout,
    dropout_gradient,
    flatten,
    flatten_gradient,
    global_average_pool,
    global_average_pool_gradient,
    max_pool_gradient,
    padding_amounts,
    softmax,
    softmax_cross_entropy_gradient,
)
from cnn_docs._keras import load_keras
from tests.differences import by_differences, by_images, numbers, tape_gradients

STEPS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation; not both above 1
SIZES = [(19, 20), (20, 19)]
kernels = pytest.mark.parametrize("kernel_size", range(1, 8))
paddings = pytest.mark.parametrize("padding", ["valid", "same", "edge"])


def by_filters(image, bank, upstream, steps, step=1e-6):
    """The same for a bank, with all nudged filters of one output in one bank."""
    slopes, elements = np.empty_like(bank), bank[..., 0].size
    nudges = step * np.eye(elements).reshape(*bank.shape[:3], elements)
    for at in range(bank.shape[3]):
        filters = bank[..., at, np.newaxis]
        change = correlate(image, filters + nudges, **steps) - correlate(image, filters - nudges, **steps)
        per_element = (change * upstream[..., at, np.newaxis]).sum(axis=(0, 1)) / (2 * step)
        slopes[..., at] = per_element.reshape(bank.shape[:3])
    return slopes


@kernels
@paddings
@pytest.mark.parametrize("channels", [(1, 1), (3, 2)])
def test_what_comes_back_through_a_convolution_is_that_of_keras(kernel_size, padding, channels):
    import tensorflow as tf

    ops = load_keras().ops
    bank, bias = numbers(kernel_size, kernel_size, *channels), numbers(channels[1])
    for size, (stride, dilation) in product(SIZES, STEPS):
        batch = numbers(2, *size, channels[0])
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        amounts = padding_amounts(size, kernel_size, **steps)

        def layer(batch, bank, bias, amounts=amounts, stride=stride, dilation=dilation):
            for axis, (length, amount) in enumerate(zip(batch.shape[1:3], amounts, strict=True), start=1):
                if padding == "edge":
                    places = np.clip(np.arange(length + sum(amount)) - amount[0], 0, length - 1)
                    batch = tf.gather(batch, places, axis=axis)
            name = "valid" if padding == "edge" else padding
            return ops.conv(batch, bank, strides=stride, padding=name, dilation_rate=dilation) + bias

        result, back = tape_gradients(layer, batch, bank, bias)
        upstream = numbers(*result.shape, seed=1)
        np.testing.assert_allclose(correlate(batch, bank, bias=bias, **steps), result, atol=1e-9)
        for ours, theirs in zip(
            correlate_gradients(batch, bank, upstream, **steps), back(upstream), strict=True
        ):
            np.testing.assert_allclose(ours, theirs, atol=1e-9)


@kernels
@paddings
@pytest.mark.parametrize("stride_and_dilation", STEPS)
def test_what_comes_back_through_a_convolution_is_that_of_differences(
    kernel_size, padding, stride_and_dilation
):
    steps = {"stride": stride_and_dilation[0], "padding": padding, "dilation": stride_and_dilation[1]}
    side = stride_and_dilation[1] * (kernel_size - 1) + 2
    image, bank = numbers(side, side + 1, 2), numbers(kernel_size, kernel_size, 2, 2)
    upstream = numbers(*correlate(image, bank, **steps).shape, seed=1)
    found = correlate_gradients(image, bank, upstream, **steps)
    nudged = by_images(lambda images: correlate(images, bank, **steps), image, upstream)
    np.testing.assert_allclose(found.image, nudged, atol=1e-7)
    np.testing.assert_allclose(found.kernel, by_filters(image, bank, upstream, steps), atol=1e-7)
    nudged = by_differences(lambda bias: correlate(image, bank, bias=bias, **steps), np.ones(2), upstream)
    np.testing.assert_allclose(found.bias, nudged, atol=1e-7)


@kernels
@paddings
def test_one_kernel_gets_the_sum_over_the_channels_and_the_images(kernel_size, padding):
    batch, kernel = numbers(2, 19, 20, 3), numbers(kernel_size, kernel_size)
    for stride, dilation in STEPS:
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        upstream = numbers(*correlate(batch, kernel, **steps).shape)
        found = correlate_gradients(batch, kernel, upstream, **steps)
        alone = {
            (image, channel): correlate_gradients(
                batch[image, ..., channel], kernel, upstream[image, ..., channel], **steps
            )
            for image, channel in product(range(2), range(3))
        }
        for (image, channel), slopes in alone.items():
            np.testing.assert_allclose(found.image[image, ..., channel], slopes.image, atol=1e-12)
        np.testing.assert_allclose(found.kernel, sum(each.kernel for each in alone.values()), atol=1e-10)
        np.testing.assert_allclose(found.bias, sum(each.bias for each in alone.values()), atol=1e-10)
        as_bank = correlate_gradients(
            batch[0, ..., 0], kernel[..., None, None], upstream[0, ..., [0]].T.swapaxes(0, 1), **steps
        )
        np.testing.assert_allclose(as_bank.kernel[..., 0, 0], alone[0, 0].kernel, atol=1e-10)


@pytest.mark.parametrize("steps", [{"stride": (1, 2)}, {"stride": (3, 2)}, {"dilation": (2, 3)}])
@pytest.mark.parametrize("kernel_size", [(3, 2), (2, 5), (1, 3)])
@paddings
def test_rows_and_columns_are_not_mixed_up(steps, kernel_size, padding):
    steps = steps | {"padding": padding}
    image, bank = numbers(9, 14, 1), numbers(*kernel_size, 1, 1)
    upstream = numbers(*correlate(image, bank, **steps).shape, seed=1)
    found = correlate_gradients(image, bank, upstream, **steps)
    nudged = by_images(lambda images: correlate(images, bank, **steps), image, upstream)
    np.testing.assert_allclose(found.image, nudged, atol=1e-7)
    np.testing.assert_allclose(found.kernel, by_filters(image, bank, upstream, steps), atol=1e-7)


@given(
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    kernel_size=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    steps=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    dilated=st.booleans(),
    padding=st.sampled_from(["valid", "same", "edge"]),
    channels=st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
def test_what_comes_back_through_a_convolution_is_its_adjoint(
    size, kernel_size, steps, dilated, padding, channels
):
    settings = {"dilation" if dilated else "stride": steps, "padding": padding}
    image, bank = numbers(2, *size, channels[0]), numbers(*kernel_size, *channels)
    try:
        maps = correlate(image, bank, **settings)
    except ValueError:  # larger than the image
        return
    upstream = numbers(*maps.shape, seed=1)
    found = correlate_gradients(image, bank, upstream, **settings)
    assert [each.shape for each in found] == [image.shape, bank.shape, (channels[1],)]
    whole = pytest.approx(np.vdot(maps, upstream))
    assert np.vdot(image, found.image) == whole
    assert np.vdot(bank, found.kernel) == whole


def test_the_slope_of_a_kernel_is_a_correlation_of_the_image_with_what_comes_back():
    image, kernel, upstream = numbers(9, 8), numbers(3, 2), numbers(7, 7)
    found = correlate_gradients(image, kernel, upstream)
    np.testing.assert_allclose(found.kernel, correlate(image, upstream))
    apart = np.pad(upstream, ((2, 2), (1, 1)))  # and that of the image one with the kernel flipped
    np.testing.assert_allclose(found.image, correlate(apart, kernel[::-1, ::-1]), atol=1e-12)


@pytest.mark.parametrize(
    ("shape", "units"),
    [((3,), 4), ((3,), None), ((5, 3), 4), ((5, 3), None), ((1, 1), 1), ((5, 3), 1)],
)
def test_what_comes_back_through_a_dense_layer_is_that_of_differences_and_keras(shape, units):
    inputs, weights = numbers(*shape), numbers(shape[-1], *([units] if units else []), seed=2)
    bias = numbers(*weights.shape[1:], seed=3)
    upstream = numbers(*(inputs @ weights).shape, seed=1)
    found = dense_gradients(inputs, weights, upstream)
    ours = [
        by_differences(lambda x: x @ weights + bias, inputs, upstream),
        by_differences(lambda w: inputs @ w + bias, weights, upstream),
        by_differences(lambda b: inputs @ weights + b, np.asarray(bias), upstream),
    ]
    for slopes, expected, given_ in zip(found, ours, (inputs, weights, bias), strict=True):
        np.testing.assert_allclose(slopes, expected, atol=1e-7)
        assert np.shape(slopes) == np.shape(given_)
    ops = load_keras().ops
    _, back = tape_gradients(lambda x, w, b: ops.matmul(x, w) + b, inputs, weights, bias)
    for slopes, expected in zip(found, back(upstream), strict=True):
        np.testing.assert_allclose(slopes, expected, atol=1e-9)


@pytest.mark.parametrize("activation", [*ACTIVATIONS, None])
def test_what_comes_back_through_an_activation_is_that_of_differences_and_keras(activation):
    z, upstream = numbers(4, 5), numbers(4, 5, seed=1)
    found = activation_gradient(z, upstream, activation=activation)
    value = ACTIVATIONS[activation or "linear"].value
    np.testing.assert_allclose(found, by_differences(value, z, upstream), atol=1e-7)
    if activation == "step":  # Keras does not have it
        return
    function = load_keras().activations.get(activation)
    z[0, 0] = 0  # at the kink
    found = activation_gradient(z, upstream, activation=activation)
    _, back = tape_gradients(function, z)
    np.testing.assert_allclose(found, back(upstream)[0], atol=1e-7)


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3), (2, 4, 5, 3)])
def test_flatten_and_global_averages_give_back_what_differences_say(shape):
    image = numbers(*shape)
    upstream = numbers(*np.shape(global_average_pool(image)), seed=1)
    found = global_average_pool_gradient(image, upstream)
    np.testing.assert_allclose(found, by_differences(global_average_pool, image, upstream), atol=1e-7)
    upstream = numbers(*flatten(image).shape, seed=1)
    found = flatten_gradient(image, upstream)
    np.testing.assert_allclose(found, by_differences(flatten, image, upstream), atol=1e-7)
    np.testing.assert_array_equal(flatten(found), upstream)


@pytest.mark.parametrize("rate", [0, 0.25, 0.6])
@pytest.mark.parametrize("shape", [(), (7,), (4, 5)])
def test_dropout_stops_what_comes_to_its_zeros(rate, shape):
    values, upstream = numbers(*shape), numbers(*shape, seed=1)
    found = dropout_gradient(values, upstream, rate, seed=3)
    expected = by_differences(lambda x: dropout(x, rate, seed=3), np.asarray(values), upstream)
    np.testing.assert_allclose(found, expected, atol=1e-7)
    assert ((found == 0) == (dropout(values, rate, seed=3) == 0)).all()


@pytest.mark.parametrize("examples", [1, 4, 9])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_slope_for_the_scores_is_probability_minus_label(examples, classes):
    keras = load_keras()
    scores, labels = numbers(examples, classes), np.random.default_rng(5).integers(0, classes, examples)
    found = softmax_cross_entropy_gradient(scores, labels)
    expected = by_differences(lambda x: cross_entropy(softmax(x), labels), scores, 1)
    np.testing.assert_allclose(found, expected, atol=1e-7)
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-12)
    shares = np.eye(classes)[labels]
    np.testing.assert_array_equal(found, softmax_cross_entropy_gradient(scores, shares))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")
    result, back = tape_gradients(lambda x: loss(shares, x), scores)
    np.testing.assert_allclose(found, back(np.ones(result.shape))[0], atol=1e-9)
    if examples == 1:
        single = softmax_cross_entropy_gradient(scores[0], labels[0])
        np.testing.assert_array_equal(single, found[0])


def test_what_comes_back_to_scores_stays_finite_where_the_loss_does_not():
    assert softmax_cross_entropy_gradient([0.0, 2000.0], 0).tolist() == [-1, 1]
    assert cross_entropy(softmax([0.0, 2000.0]), 0) == np.inf


def test_a_closed_gate_gives_zero_and_no_negative_zero():
    found = activation_gradient([-1.0, 2.0], [-3.0, -3.0], activation="relu")
    assert found.tolist() == [0, -3]
    assert not np.signbit(found[0])


IMAGE = np.zeros((4, 4))
CALLS = {
    "dense_gradients": (np.zeros(3), np.zeros((3, 2)), np.zeros(2)),
    "correlate_gradients": (IMAGE, np.zeros((3, 3)), np.zeros((2, 2))),
    "max_pool_gradient": (IMAGE, np.zeros((2, 2))),
    "average_pool_gradient": (IMAGE, np.zeros((2, 2))),
    "global_average_pool_gradient": (IMAGE, np.zeros(())),
    "flatten_gradient": (IMAGE, np.zeros(16)),
}


def called(name, *arguments):
    return getattr(cnn_docs, name)(*arguments)


@pytest.mark.parametrize("name", CALLS)
def test_float_types_are_kept_and_nothing_given_is_changed(name):
    for dtype in (np.float16, np.float32, np.float64):
        arguments = [np.ones(argument.shape, dtype) for argument in CALLS[name]]
        before = [argument.copy() for argument in arguments]
        found = called(name, *arguments)
        for each in found if isinstance(found, tuple) else [found]:
            assert each.dtype == dtype
            if each.ndim:
                each[...] = 7  # the result is no view of what was given
        assert all((now == then).all() for now, then in zip(arguments, before, strict=True))
    wholes = [argument.astype(int) for argument in CALLS[name]]
    found = called(name, *wholes)
    assert all(each.dtype == np.float64 for each in (found if isinstance(found, tuple) else [found]))


def test_half_precision_is_only_rounded_at_the_end():
    ones = np.ones((70, 70), np.float16)
    slopes = correlate_gradients(ones, np.ones((2, 2), np.float16), np.ones((69, 69), np.float16))
    assert slopes.kernel.tolist() == [[4760, 4760], [4760, 4760]]  # in half precision, 2048 + 1 is 2048
    slopes = dense_gradients(
        np.ones((4096, 1), np.float16), np.ones(1, np.float16), np.ones(4096, np.float16)
    )
    assert slopes.bias == 4096


def test_what_comes_back_to_no_channels_is_nothing():
    bank, upstream = np.zeros((2, 2, 0, 3)), numbers(3, 4, 3)
    found = correlate_gradients(np.zeros((4, 5, 0)), bank, upstream)
    assert (found.image.shape, found.kernel.shape) == ((4, 5, 0), bank.shape)
    np.testing.assert_allclose(found.bias, upstream.sum(axis=(0, 1)))


@pytest.mark.parametrize("name", CALLS)
def test_slopes_of_another_shape_are_refused(refused, name):
    *arguments, upstream = CALLS[name]
    message = f"`upstream` must be of the shape of what came out, {upstream.shape}. Received: "
    with refused(ValueError, f"{message}an array of shape (9,)."):
        called(name, *arguments, np.zeros(9))
    with pytest.raises(ValueError, match="`upstream` must be made of finite numbers"):
        called(name, *arguments, np.full(upstream.shape, np.nan))
    with pytest.raises(TypeError, match="`upstream` must be an array of real numbers"):
        called(name, *arguments, "slopes")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: dense_gradients(np.zeros(3), np.zeros((2, 4)), np.zeros(4)),
            "`weights` must be an array with a row for each of the 3 inputs."
            " Received: an array of shape (2, 4).",
        ),
        (
            lambda: correlate_gradients(np.zeros((4, 4, 3)), np.zeros((3, 3, 1, 2)), np.zeros((2, 2, 2))),
            "`kernel` must be a bank (kh, kw, C_in, C_out) with C_in = 3, the channels of the image."
            " Received: an array of shape (3, 3, 1, 2).",
        ),
        (
            lambda: correlate_gradients(IMAGE, np.zeros((5, 5)), np.zeros((1, 1))),
            "`kernel` must be at most as large as the padded image, (4, 4) pixels. Received: (5, 5).",
        ),
        (
            lambda: correlate_gradients(IMAGE, np.zeros((0, 3)), np.zeros((1, 1))),
            "`kernel` must be an array with at least one row and column. Received: an array of shape (0, 3).",
        ),
        (
            lambda: correlate_gradients(IMAGE, np.zeros((3, 3)), np.zeros((2, 2)), padding="full"),
            "`padding` must be 'valid', 'same' or 'edge'. Received: 'full'.",
        ),
        (
            lambda: max_pool_gradient(IMAGE, np.zeros((2, 2)), padding="edge"),
            "`padding` must be 'valid' or 'same'. Received: 'edge'.",
        ),
        (
            lambda: average_pool_gradient(IMAGE, np.zeros((2, 2)), 5),
            "`pool_size` must be at most as large as the padded image, (4, 4) pixels. Received: (5, 5).",
        ),
        (
            lambda: activation_gradient(1.0, [1.0], activation="relu"),
            "`upstream` must be of the shape of what came out, (). Received: an array of shape (1,).",
        ),
        (
            lambda: activation_gradient(1.0, 1.0, activation="relo"),
            "`activation` must be 'linear', 'step', 'sigmoid', 'tanh', 'relu' or 'leaky_relu'."
            " Received: 'relo'. Did you mean 'relu'?",
        ),
        (
            lambda: softmax_cross_entropy_gradient([[1.0, 2.0]], [2]),
            "`labels` must be the index of a class, from 0 to 1. Received: 2.",
        ),
        (
            lambda: softmax_cross_entropy_gradient(np.zeros((0, 2)), []),
            "`scores` must be an array with at least one example. Received: an array of shape (0, 2).",
        ),
        (
            lambda: dropout_gradient(np.ones(3), np.ones(3), 1, seed=0),
            "`rate` must be a finite number, at least 0 and below 1. Received: 1.",
        ),
    ],
)
def test_gradients_refuse_what_the_operations_refuse(refused, call, message):
    with refused(ValueError, message):
        call()
