"""The operations agree with naive loops, SciPy and Keras, at every setting; bad input is refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, signal

from cnn_docs import (
    ACTIVATIONS,
    KERNELS,
    average_pool,
    correlate,
    flatten,
    max_pool,
    output_size,
    padding_amounts,
)
from cnn_docs._keras import load_keras

PAIR = "a positive whole number or a pair (height, width) of them"
STEPS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation; not both above 1
SIZES = [(19, 20), (20, 19)]
CORNER = np.array(
    [
        [7, 6, 5, 5, 6, 7],
        [6, 4, 3, 3, 4, 6],
        [5, 3, 9, 9, 3, 5],
        [5, 3, 9, 9, 3, 5],
        [6, 4, 3, 3, 4, 6],
        [7, 6, 5, 5, 6, 7],
    ]
)
kernels = pytest.mark.parametrize("kernel_size", range(1, 8))
paddings = pytest.mark.parametrize("padding", ["valid", "same", "edge"])


def numbers(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def pad_by_hand(image, kernel_size, stride, padding, dilation):
    """Pad (H, W, C) in TensorFlow's convention, with the formula of its own documentation."""
    if padding == "valid":
        return image
    amounts = []
    for length in image.shape[:2]:
        over = dilation * (kernel_size - 1) + 1 - (stride if length % stride == 0 else length % stride)
        amounts.append((max(over, 0) // 2, max(over, 0) - max(over, 0) // 2))
    return np.pad(image, (*amounts, (0, 0)), mode="constant" if padding == "same" else "edge")


def naive_correlation(image, bank, stride, padding, dilation):
    """Correlate (H, W, C_in) with (k, k, C_in, C_out), patch by patch."""
    size = len(bank)
    image = pad_by_hand(image, size, stride, padding, dilation)
    extent = dilation * (size - 1) + 1
    rows = range(0, image.shape[0] - extent + 1, stride)
    columns = range(0, image.shape[1] - extent + 1, stride)
    out = np.empty((len(rows), len(columns), bank.shape[3]))
    for (i, row), (j, column) in product(enumerate(rows), enumerate(columns)):
        patch = image[row : row + extent : dilation, column : column + extent : dilation]
        out[i, j] = [np.sum(patch * bank[..., filter_]) for filter_ in range(bank.shape[3])]
    return out


@kernels
@paddings
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("channels", [(1, 1), (3, 2)])
def test_correlation_is_that_of_naive_loops(kernel_size, padding, size, channels):
    image, bank = numbers(*size, channels[0]), numbers(kernel_size, kernel_size, *channels)
    for stride, dilation in STEPS:
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        expected = naive_correlation(image, bank, **steps)
        np.testing.assert_allclose(correlate(image, bank, **steps), expected, atol=1e-11)
        if channels == (1, 1):
            single = correlate(image[..., 0], bank[..., 0, 0], **steps)
            np.testing.assert_allclose(single, expected[..., 0], atol=1e-11)


@kernels
@paddings
def test_one_kernel_works_on_every_channel_and_every_image_by_itself(kernel_size, padding):
    batch, kernel = numbers(2, 19, 20, 3), numbers(kernel_size, kernel_size)
    for stride, dilation in STEPS:
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        maps = correlate(batch, kernel, **steps)
        for image, channel in product(range(2), range(3)):
            expected = correlate(batch[image, ..., channel], kernel, **steps)
            np.testing.assert_allclose(maps[image, ..., channel], expected, atol=1e-11)


@kernels
@pytest.mark.parametrize("size", SIZES)
def test_correlation_is_that_of_scipy(kernel_size, size):
    image, kernel = numbers(*size), numbers(kernel_size, kernel_size)
    for stride, dilation in STEPS:
        extent = dilation * (kernel_size - 1) + 1
        spread = np.zeros((extent, extent))
        spread[::dilation, ::dilation] = kernel
        valid = signal.correlate2d(image, spread, mode="valid")[::stride, ::stride]
        np.testing.assert_allclose(
            correlate(image, kernel, stride=stride, dilation=dilation), valid, atol=1e-11
        )
        if stride > 1:
            continue
        origin = (extent - 1) // 2 - extent // 2  # SciPy puts the extra pixel of even kernels first
        for padding, mode in (("same", "constant"), ("edge", "nearest")):
            expected = ndimage.correlate(image, spread, mode=mode, origin=origin)
            found = correlate(image, kernel, padding=padding, dilation=dilation)
            np.testing.assert_allclose(found, expected, atol=1e-11)


@kernels
@paddings
@pytest.mark.parametrize("channels", [(1, 1), (3, 2)])
def test_correlation_is_that_of_keras(kernel_size, padding, channels):
    ops = load_keras().ops
    bank = numbers(kernel_size, kernel_size, *channels)
    for size, (stride, dilation) in product(SIZES, STEPS):
        batch = numbers(2, *size, channels[0])
        padded, name = batch, padding
        if padding == "edge":
            amounts = padding_amounts(size, kernel_size, stride=stride, padding="same", dilation=dilation)
            padded, name = np.pad(batch, ((0, 0), *amounts, (0, 0)), mode="edge"), "valid"
        expected = ops.conv(padded, bank, strides=stride, padding=name, dilation_rate=dilation)
        found = correlate(batch, bank, stride=stride, padding=padding, dilation=dilation)
        np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("shape", [(300, 400), (70, 4001), (130, 90, 7), (2, 67, 130, 2)])
@paddings
def test_large_images_are_put_together_without_seams(shape, padding):
    image, kernel = numbers(*shape), numbers(4, 3)
    if padding == "edge":
        expected = correlate(np.pad(image, edge_amounts(shape), mode="edge"), kernel)
    else:
        expected = correlate(np.pad(image, edge_amounts(shape)) if padding == "same" else image, kernel)
    by_bank = [
        correlate(
            image[..., [channel]] if image.ndim > 2 else image, kernel[..., None, None], padding=padding
        )
        for channel in range(image.shape[-1] if image.ndim > 2 else 1)
    ]
    found = correlate(image, kernel, padding=padding)
    np.testing.assert_allclose(found, expected, atol=1e-11)
    by_bank = np.concatenate(by_bank, axis=-1)
    np.testing.assert_allclose(found if image.ndim > 2 else found[..., None], by_bank, atol=1e-11)


@pytest.mark.parametrize("stride", [(1, 2), (2, 1), (3, 2), (1, 4)])
@pytest.mark.parametrize("kernel_size", [(3, 2), (2, 5), (1, 3)])
def test_steps_along_rows_and_columns_are_not_mixed_up(stride, kernel_size):
    image, kernel = numbers(40, 31), numbers(*kernel_size)
    every_pixel = signal.correlate2d(image, kernel, mode="valid")
    found = correlate(image, kernel, stride=stride)
    np.testing.assert_allclose(found, every_pixel[:: stride[0], :: stride[1]], atol=1e-11)
    found = correlate(image[..., None], kernel[..., None, None], stride=stride)
    np.testing.assert_allclose(found[..., 0], every_pixel[:: stride[0], :: stride[1]], atol=1e-11)


@pytest.mark.parametrize("dilation", [(1, 2), (3, 1), (2, 3)])
def test_dilations_along_rows_and_columns_are_not_mixed_up(dilation):
    image, kernel = numbers(40, 31), numbers(3, 2)
    spread = np.zeros(tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel.shape, strict=True)))
    spread[:: dilation[0], :: dilation[1]] = kernel
    every_pixel = signal.correlate2d(image, spread, mode="valid")
    np.testing.assert_allclose(correlate(image, kernel, dilation=dilation), every_pixel, atol=1e-11)


def edge_amounts(shape):
    amounts = {2: ((1, 2), (1, 1)), 3: ((1, 2), (1, 1), (0, 0)), 4: ((0, 0), (1, 2), (1, 1), (0, 0))}
    return amounts[len(shape)]


@given(
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kernel_size=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    steps=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    dilated=st.booleans(),
    padding=st.sampled_from(["valid", "same", "edge"]),
)
def test_shapes_are_those_of_output_size(size, kernel_size, steps, dilated, padding):
    settings = {"dilation" if dilated else "stride": steps, "padding": padding}
    image, kernel = numbers(*size), numbers(*kernel_size)
    try:
        expected = output_size(size, kernel_size, **settings)
    except ValueError:
        with pytest.raises(ValueError, match="`kernel` must be at most as large"):
            correlate(image, kernel, **settings)
        return
    maps = correlate(image, kernel, **settings)
    assert maps.shape == expected
    assert correlate(image[..., None], kernel, **settings).shape == (*expected, 1)
    assert correlate(image, kernel[..., None, None], **settings).shape == (*expected, 1)
    if dilated:
        return
    amounts = padding_amounts(size, kernel_size, **settings)
    mode = "edge" if padding == "edge" else "constant"
    everywhere = correlate(np.pad(image, amounts, mode=mode), kernel)
    np.testing.assert_allclose(maps, everywhere[:: steps[0], :: steps[1]], atol=1e-12)


def test_same_padding_with_stride_two_begins_at_the_second_pixel_of_even_sizes():
    image, kernel = numbers(8, 8), numbers(3, 3)
    every_pixel = correlate(image, kernel, padding="same")
    np.testing.assert_allclose(correlate(image, kernel, stride=2, padding="same"), every_pixel[1::2, 1::2])


def test_the_kernel_is_not_flipped():
    dark_above_light = np.repeat([[0], [50], [100]], 3, axis=1)
    kernel = KERNELS["horizontal_edges"]
    assert correlate(dark_above_light, kernel) == 300
    assert correlate(dark_above_light[::-1], kernel) == -300
    assert correlate(dark_above_light, kernel[::-1, ::-1]) == -300
    assert ACTIVATIONS["relu"].value(correlate(dark_above_light[::-1], kernel)) == 0


def test_zeros_invent_an_edge_at_the_border_and_repeated_pixels_do_not():
    even = np.full((5, 5), 100)
    zeros = correlate(even, KERNELS["horizontal_edges"], padding="same")
    assert zeros[0].tolist() == [200, 300, 300, 300, 200]
    assert not correlate(even, KERNELS["horizontal_edges"], padding="edge").any()


def test_the_corner_of_the_worked_example_depends_on_the_padding():
    assert correlate(CORNER, KERNELS["sharpen"], padding="edge")[0, 0] == 9
    assert correlate(CORNER, KERNELS["sharpen"], padding="same")[0, 0] == 23
    assert correlate(CORNER, KERNELS["sharpen"]).shape == (4, 4)


def test_a_filter_adds_the_results_of_its_kernels_and_its_bias():
    image, bank, bias = numbers(9, 8, 3), numbers(3, 3, 3, 4), numbers(4)
    by_channel = sum(correlate(image[..., c], bank[:, :, c, 2]) for c in range(3))
    np.testing.assert_allclose(correlate(image, bank, bias=bias)[..., 2], by_channel + bias[2])
    np.testing.assert_allclose(correlate(image, bank, bias=1.5)[..., 2], by_channel + 1.5)
    np.testing.assert_allclose(
        correlate(image[..., 0], bank[:, :, 0, 2], bias=1.5)[0, 0],
        np.sum(image[:3, :3, 0] * bank[:, :, 0, 2]) + 1.5,
    )


def test_a_sum_over_no_channels_is_the_bias():
    maps = correlate(np.zeros((4, 5, 0)), np.zeros((2, 2, 0, 3)), bias=[1, 2, 3])
    assert maps.shape == (3, 4, 3)
    assert (maps == [1, 2, 3]).all()
    assert correlate(np.zeros((4, 5, 2)), np.zeros((2, 2, 2, 0))).shape == (3, 4, 0)


@pytest.mark.parametrize("bias", [[1], [1, 2, 3], [1, 2, 3, 4, 5]])
def test_a_bank_has_one_bias_or_one_for_each_filter(refused, bias):
    message = "`bias` must be one number, or one for each filter of a bank."
    with refused(ValueError, f"{message} Received: an array of shape ({len(bias)},)."):
        correlate(numbers(9, 8, 3), numbers(3, 3, 3, 4), bias=bias)


def test_correlation_moves_with_the_image():
    image = numbers(9, 12)
    moved = np.roll(image, 2, axis=1)
    maps = [correlate(each, KERNELS["sobel_vertical"]) for each in (image, moved)]
    np.testing.assert_allclose(maps[1][:, 2:], maps[0][:, :-2])


@pytest.mark.parametrize(
    "operation", [lambda x: correlate(x, np.float32([[1, 2]])), max_pool, average_pool, flatten]
)
def test_float32_stays_and_the_input_is_not_changed(operation):
    image = numbers(6, 6).astype(np.float32)
    before = image.copy()
    out = operation(image)
    assert out.dtype == np.float32
    assert operation(image.astype(int)).dtype in (np.float64,)
    out[...] = 0
    assert (image == before).all()


def test_half_precision_is_kept_and_only_rounded_at_the_end():
    ones = np.ones((70, 70), np.float16)
    counts = correlate(ones, np.ones((64, 64), np.float16))
    assert counts.dtype == np.float16
    assert (counts == 4096).all()  # in half precision, 2048 + 1 is 2048
    bright = correlate(ones * 300, np.full((20, 20), 0.5, np.float16))
    assert (bright == 60_000).all()
    stacked = np.full((8, 8, 600), 40, np.float16)
    assert (correlate(stacked, np.ones((2, 2, 600, 1), np.float16) / 2) == 48_000).all()


def test_views_with_any_strides_are_read_rightly():
    image, kernel = numbers(20, 24, 3), numbers(3, 2)
    for view in (image[::-1, ::2], image.transpose(1, 0, 2), image[..., ::-1], np.asfortranarray(image)):
        np.testing.assert_allclose(
            correlate(view, kernel), correlate(view.copy(order="C"), kernel), atol=1e-12
        )


@pytest.mark.parametrize("kernel_size", [(1, 1), (3, 2), (5, 5)])
@pytest.mark.parametrize("stride", [1, 2, (3, 1)])
def test_nothing_but_the_image_is_read_from_memory(kernel_size, stride):
    around = np.full((60, 8), np.nan)
    around[20:40] = numbers(20, 8)
    image, kernel = around[20:40], numbers(*kernel_size)
    np.testing.assert_array_equal(
        correlate(image, kernel, stride=stride), correlate(image.copy(), kernel, stride=stride)
    )
    by_bank = correlate(image, kernel[..., None, None], stride=stride)[..., 0]
    np.testing.assert_allclose(by_bank, correlate(image, kernel, stride=stride), atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"image": np.zeros(5)},
            "`image` must have the shape (H, W), (H, W, C) or (N, H, W, C)."
            " Received: an array of shape (5,).",
        ),
        (
            {"kernel": np.zeros((3, 3, 1))},
            "`kernel` must have the shape (kh, kw) or (kh, kw, C_in, C_out)."
            " Received: an array of shape (3, 3, 1).",
        ),
        (
            {"kernel": np.zeros((3, 3, 3, 8))},
            "`kernel` must be a bank (kh, kw, C_in, C_out) with C_in = 1, the channels of the image."
            " Received: an array of shape (3, 3, 3, 8).",
        ),
        (
            {"kernel": np.zeros((0, 3))},
            "`kernel` must be an array with at least one row and column. Received: an array of shape (0, 3).",
        ),
        (
            {"kernel": np.zeros((7, 3))},
            "`kernel` must be at most as large as the padded image, (6, 6) pixels. Received: (7, 3).",
        ),
        (
            {"dilation": 3},
            "`kernel` must be at most as large as the padded image, (6, 6) pixels."
            " Received: (7, 7). (With its dilation.)",
        ),
        (
            {"image": [[1, float("nan")]]},
            "`image` must be made of finite numbers. Received: nan. It is at (0, 1), the first of 1.",
        ),
        (
            {"kernel": [[float("inf")]]},
            "`kernel` must be made of finite numbers. Received: inf. It is at (0, 0), the first of 1.",
        ),
        ({"bias": float("nan")}, "`bias` must be made of finite numbers. Received: nan."),
        (
            {"bias": [1, 2]},
            "`bias` must be one number, or one for each filter of a bank. Received: an array of shape (2,).",
        ),
        ({"stride": 0}, f"`stride` must be {PAIR}. Received: 0."),
        ({"dilation": (1, 0)}, f"`dilation` must be {PAIR}. Received: (1, 0)."),
        (
            {"stride": 2, "dilation": 2},
            "`dilation` must be 1 where `stride` is above 1 (here (2, 2)). Received: (2, 2).",
        ),
        ({"padding": "zeros"}, "`padding` must be 'valid', 'same' or 'edge'. Received: 'zeros'."),
    ],
)
def test_correlation_refuses_what_makes_no_sense(refused, settings, message):
    with refused(ValueError, message):
        correlate(**({"image": np.zeros((6, 6)), "kernel": np.zeros((3, 3))} | settings))


@pytest.mark.parametrize(
    "settings", [{"image": [["a"]]}, {"kernel": [[None]]}, {"bias": "0"}, {"stride": 1.5}, {"padding": 1}]
)
def test_correlation_refuses_wrong_types(settings):
    with pytest.raises(TypeError, match=f"`{next(iter(settings))}` must be"):
        correlate(**({"image": np.zeros((6, 6)), "kernel": np.zeros((3, 3))} | settings))
