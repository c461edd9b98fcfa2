"""The arithmetic of shapes agrees with counting positions one by one, with Keras and with papers."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_docs import (
    ReceptiveField,
    conv_multiply_adds,
    conv_parameters,
    dense_multiply_adds,
    dense_parameters,
    output_size,
    padding_amounts,
    receptive_field,
)
from cnn_docs._keras import load_keras

STEPS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation; not both above 1
steps = st.sampled_from([(stride, 1) for stride in range(1, 6)] + [(1, dilation) for dilation in range(2, 6)])
PAIR = "a positive whole number or a pair (height, width) of them"
TOO_LARGE = (
    "`kernel_size` must be at most 6 pixels, the size of the padded input, with its dilation. Received: 7."
)
XRAY_KERNELS, XRAY_CHANNELS = (3, 3, 3, 3, 5, 5, 5), (1, 8, 8, 12, 12, 20, 20, 50)


def counted_positions(size, kernel_size, stride, dilation):
    last = dilation * (kernel_size - 1)
    return sum(start + last < size for start in range(0, size, stride))


@given(size=st.integers(1, 60), kernel_size=st.integers(1, 9), step=steps)
def test_positions_without_padding_are_those_that_fit(size, kernel_size, step):
    stride, dilation = step
    counted = counted_positions(size, kernel_size, stride, dilation)
    if counted:
        assert output_size(size, kernel_size, stride=stride, dilation=dilation) == counted
    else:
        with pytest.raises(ValueError, match="`kernel_size` must be at most"):
            output_size(size, kernel_size, stride=stride, dilation=dilation)


@given(
    size=st.integers(1, 60),
    kernel_size=st.integers(1, 9),
    step=steps,
    padding=st.sampled_from(["same", "edge"]),
)
def test_padding_is_just_enough_and_the_extra_pixel_at_the_end(size, kernel_size, step, padding):
    stride, dilation = step
    settings = {"stride": stride, "dilation": dilation, "padding": padding}
    positions = output_size(size, kernel_size, **settings)
    before, after = padding_amounts(size, kernel_size, **settings)
    assert positions == len(range(0, size, stride))
    assert after - before in (0, 1)
    assert counted_positions(before + size + after, kernel_size, stride, dilation) == positions
    if before + after:
        assert counted_positions(before + size + after - 1, kernel_size, stride, dilation) < positions


def test_sizes_and_padding_are_those_of_keras():
    keras = load_keras()
    for size, kernel_size, (stride, dilation) in product((19, 20), range(1, 8), STEPS):
        for padding in ("valid", "same"):
            settings = {"padding": padding, "dilation_rate": dilation, "strides": stride}
            layer = keras.layers.Conv1D(1, kernel_size, **settings)
            expected = layer.compute_output_shape((None, size, 1))[1]
            steps = {"stride": stride, "padding": padding, "dilation": dilation}
            assert output_size(size, kernel_size, **steps) == expected


def test_pairs_are_height_and_width():
    assert output_size((6, 5), 3) == (4, 3)
    assert output_size(6, (3, 5)) == (4, 2)
    assert output_size((6, 5), (3, 1), stride=(2, 1), padding="same") == (3, 5)
    assert padding_amounts((8, 7), (3, 5), stride=2, padding="edge") == ((0, 1), (2, 2))
    assert padding_amounts(8, 3) == (0, 0)


def test_sizes_of_the_lessons():
    assert output_size((6, 5), 3) == (4, 3)
    assert output_size(32, 3) == 30
    assert output_size(13, 2, stride=2) == 6
    assert [output_size(size, 2, stride=2) for size in (30, 13)] == [15, 6]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"stride": 0}, f"`stride` must be {PAIR}. Received: 0."),
        ({"dilation": -1}, f"`dilation` must be {PAIR}. Received: -1."),
        (
            {"stride": 2, "dilation": 2},
            "`dilation` must be 1 where `stride` is above 1 (here (2, 2)). Received: (2, 2).",
        ),
        (
            {"padding": "edges"},
            "`padding` must be 'valid', 'same' or 'edge'. Received: 'edges'. Did you mean 'edge'?",
        ),
        ({"kernel_size": 7}, TOO_LARGE),
        ({"dilation": 3}, TOO_LARGE),
        ({"size": 0}, f"`size` must be {PAIR}. Received: 0."),
    ],
)
@pytest.mark.parametrize("function", [output_size, padding_amounts])
def test_settings_that_make_no_sense_are_refused(refused, function, settings, message):
    with refused(ValueError, message):
        function(**({"size": 6, "kernel_size": 3} | settings))


def test_a_size_that_is_not_whole_is_refused():
    with pytest.raises(TypeError, match=r"`size` must be .*Received: 6\.0"):
        output_size(6.0, 3)


@pytest.mark.parametrize("one", [np.int8, np.uint8, np.array])
def test_a_number_of_any_type_is_one_number(one):
    assert output_size(one(6), one(3)) == 4
    assert padding_amounts(one(6), one(3), padding="same") == (1, 1)
    assert receptive_field([(one(3), one(1), one(1))]).size == (3, 3)


def test_any_iterable_of_two_is_a_pair():
    assert output_size(iter((6, 5)), 3) == (4, 3)


def test_sizes_are_exact_where_floats_are_not():
    size = 10**18 + 1
    assert output_size(size, 1, padding="same") == size
    assert output_size(size, 3, stride=2, padding="same") == size // 2 + 1


def test_small_integer_types_do_not_overflow():
    small = np.uint8
    assert conv_parameters(small(3), small(200), small(100)) == (9 * 200 + 1) * 100
    assert conv_parameters(3, np.int8(100), np.int8(100), groups=np.int8(2)) == (9 * 50 + 1) * 100
    assert conv_multiply_adds(small(200), small(3), small(3), small(64)) == 200 * 200 * 9 * 3 * 64
    assert dense_parameters(small(200), small(200)) == 201 * 200


def test_parameters_of_the_xray_network():
    layers = zip(XRAY_KERNELS, XRAY_CHANNELS, XRAY_CHANNELS[1:], strict=False)
    parameters = [conv_parameters(*layer) for layer in layers]
    assert parameters == [80, 584, 876, 1308, 6020, 10020, 25050]
    head = [dense_parameters(*layer) for layer in ((50, 128), (128, 32), (32, 1))]
    assert head == [6528, 4128, 33]
    assert sum(parameters + head) == 54_627


def test_parameters_of_the_cifar_network():
    assert [conv_parameters(3, 3, 16), conv_parameters(3, 16, 32)] == [448, 4640]
    assert [dense_parameters(1152, 64), dense_parameters(64, 10)] == [73_792, 650]
    assert 448 + dense_parameters(16, 64) + dense_parameters(15 * 15 * 64, 10) == 145_546
    assert dense_parameters(32, 64) == 2112


@pytest.mark.parametrize(("pooling", "millions"), [(True, 21.6), (False, 2871)])
def test_multiply_adds_of_the_xray_network(pooling, millions):
    sizes = [256 // 2**depth if pooling else 256 for depth in range(7)]
    layers = zip(sizes, XRAY_KERNELS, XRAY_CHANNELS, XRAY_CHANNELS[1:], strict=False)
    head = sum(dense_multiply_adds(*layer) for layer in ((50, 128), (128, 32), (32, 1)))
    total = sum(conv_multiply_adds(*layer) for layer in layers) + head
    assert total / 1e6 == pytest.approx(millions, rel=0.003)


@pytest.mark.parametrize(("inputs", "units"), [(1, 1), (7, 5), (1152, 64)])
def test_a_dense_layer_multiplies_once_for_each_weight_and_not_for_biases(inputs, units):
    assert dense_multiply_adds(inputs, units) == np.ones((inputs, units)).size


def test_parameters_are_those_that_keras_counts():
    layers = load_keras().layers
    cases = product(((3, 3), (1, 5)), ((4, 8, 1), (4, 8, 4), (6, 6, 3)), (True, False))
    for kernel_size, (channels, filters, groups), use_bias in cases:
        layer = layers.Conv2D(filters, kernel_size, groups=groups, use_bias=use_bias)
        layer.build((None, 8, 8, channels))
        counted = conv_parameters(kernel_size, channels, filters, use_bias=use_bias, groups=groups)
        assert counted == layer.count_params()
    layer = layers.Dense(5, use_bias=False)
    layer.build((None, 7))
    assert dense_parameters(7, 5, use_bias=False) == layer.count_params()


def test_multiply_adds_are_one_for_each_weight_at_each_position():
    assert conv_multiply_adds((4, 5), (3, 2), 6, 9, groups=3) == 4 * 5 * conv_parameters(
        (3, 2), 6, 9, use_bias=False, groups=3
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((3, 0, 8), ValueError, "`channels` must be a positive whole number. Received: 0."),
        ((3, 3, 8.0), TypeError, "`filters` must be a positive whole number. Received: 8.0."),
        ((0, 3, 8), ValueError, f"`kernel_size` must be {PAIR}. Received: 0."),
    ],
)
def test_counts_of_parameters_refuse_bad_numbers(refused, arguments, error, message):
    with refused(error, message):
        conv_parameters(*arguments)


@pytest.mark.parametrize("function", [dense_parameters, dense_multiply_adds])
@pytest.mark.parametrize(("arguments", "name"), [((0, 5), "inputs"), ((5, 0), "units")])
def test_counts_of_dense_layers_name_the_number_that_is_wrong(refused, function, arguments, name):
    with refused(ValueError, f"`{name}` must be a positive whole number. Received: 0."):
        function(*arguments)


def test_groups_must_divide_channels_and_filters(refused):
    with refused(ValueError, "`channels` must be divisible by `groups` (2). Received: 3."):
        conv_parameters(3, 3, 8, groups=2)
    with refused(ValueError, "`filters` must be divisible by `groups` (2). Received: 3."):
        conv_multiply_adds(8, 3, 4, 3, groups=2)


def rows_seen(layers, unit):
    """Return the input rows that a unit of the last layer depends on, found by following every element."""
    rows = {unit}
    for kernel_size, stride, dilation, before in reversed(layers):
        rows = {row * stride - before + at * dilation for row in rows for at in range(kernel_size)}
    return rows


chains = st.lists(
    st.tuples(st.integers(1, 4), steps, st.integers(-2, 3)).map(
        lambda layer: (layer[0], *layer[1], layer[2])
    ),
    max_size=4,
)


@given(layers=chains, unit=st.integers(0, 3))
def test_receptive_fields_hold_the_first_and_the_last_row_that_a_unit_sees(layers, unit):
    field = receptive_field(layers)
    rows = rows_seen(layers, unit)
    first = field.offset[0] + unit * field.stride[0]
    assert (first, first + field.size[0] - 1) == (min(rows), max(rows))
    assert [pair[0] for pair in field] == [pair[1] for pair in field]


@given(kernel_size=st.integers(1, 7), dilation=st.integers(1, 4))
def test_names_of_paddings_mean_the_pixels_of_padding_amounts(kernel_size, dilation):
    before, _ = padding_amounts(50, kernel_size, padding="same", dilation=dilation)
    by_number = receptive_field([(kernel_size, 1, dilation, before)])
    assert receptive_field([(kernel_size, 1, dilation, "same")]) == by_number
    assert receptive_field([(kernel_size, 1, dilation, "edge")]) == by_number


def test_a_kernel_of_one_pixel_needs_no_padding_at_any_stride():
    assert padding_amounts(50, 1, stride=2, padding="same") == (0, 0)
    assert receptive_field([(1, 2, 1, "same"), (3, 1, 1)]) == receptive_field([(1, 2, 1), (3, 1, 1)])


@pytest.mark.parametrize(
    ("layers", "size", "stride", "padding"),
    [
        # AlexNet v2 and VGG-16 in the table of Araujo, Norris and Sim (Distill, 2019).
        ([(11, 4, 1), (3, 2, 1), (5, 1, 1, 2), (3, 2, 1), *[(3, 1, 1, 1)] * 3, (3, 2, 1)], 195, 32, 64),
        ([*[*[(3, 1, 1, 1)] * 2, (2, 2, 1)] * 2, *[*[(3, 1, 1, 1)] * 3, (2, 2, 1)] * 3], 212, 32, 90),
    ],
    ids=["alexnet_v2", "vgg_16"],
)
def test_receptive_fields_are_those_of_the_paper(layers, size, stride, padding):
    assert receptive_field(layers) == ReceptiveField((size,) * 2, (stride,) * 2, (-padding,) * 2)


@pytest.mark.parametrize(("pooling", "size"), [(True, 542), (False, 21)])
def test_receptive_field_of_the_xray_network(pooling, size):
    layers = []
    for kernel_size in XRAY_KERNELS:
        layers += [(kernel_size, 1, 1, "same"), (2, 2, 1)] if pooling else [(kernel_size, 1, 1, "same")]
    assert receptive_field(layers[:-1] if pooling else layers).size == (size, size)


def test_receptive_fields_of_pairs_and_of_no_layer():
    field = receptive_field([((3, 5), (1, 2), 1, (1, 2)), ((1, 2), 1, 1)])
    assert field == ReceptiveField(size=(3, 7), stride=(1, 2), offset=(-1, -2))
    assert receptive_field([]) == ReceptiveField((1, 1), (1, 1), (0, 0))


@pytest.mark.parametrize(
    ("layer", "error", "message"),
    [
        (3, TypeError, "`layers[1]` must be a tuple (kernel_size, stride, dilation) or"),
        ((3, 1), ValueError, "`layers[1]` must be a tuple (kernel_size, stride, dilation) or"),
        ((0, 1, 1), ValueError, "`layers[1] kernel_size` must be a positive whole number"),
        ((3, 2, 2), ValueError, "`layers[1] dilation` must be 1 where `layers[1] stride` is above 1"),
        ((3, 1, 1, "none"), ValueError, "`layers[1] padding` must be 'valid', 'same' or 'edge'."),
        ((3, 2, 1, "same"), ValueError, "`layers[1] padding` must be the pixels before the input"),
        ((2, 2, 1, "same"), ValueError, "`layers[1] padding` must be the pixels before the input"),
        ((3, 1, 1, 0.5), TypeError, "`layers[1] padding` must be a whole number or a pair"),
    ],
)
def test_layers_that_make_no_sense_are_refused_by_their_place(layer, error, message):
    with pytest.raises(error, match=re.escape(message)):
        receptive_field([(3, 1, 1), layer])


def test_layers_that_are_no_sequence_are_refused(refused):
    with refused(TypeError, "`layers` must be a sequence of layers, a tuple for each. Received: 3."):
        receptive_field(3)
