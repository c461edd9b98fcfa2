"""Multiply-adds of layers and operations equal those of loops that count one product at a time."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._axis_field import AxisField
from cnn_docs.inspection.table._equations import expanded, of_dot, of_matmul
from cnn_docs.inspection.table._graph import read_graph
from cnn_docs.inspection.table._kinds import LAYERS, OPERATIONS, LayerCall
from cnn_docs.inspection.table._multiply_adds import multiply_adds

FIRST = {"data_format": "channels_first"}


def counted(*ranges):
    """Count one product for each combination of the numbers of some loops."""
    return sum(1 for _ in product(*map(range, ranges)))


def ones(*shape):
    return np.ones(shape, "float32")


OF_ONE = {  # shape, what is done, loops
    "conv, channels first": (
        (3, 8, 7),
        lambda k, _, x: k.Conv2D(5, (3, 2), strides=2, **FIRST)(x),
        (3, 3, 3, 2, 3, 5),
    ),
    "transposed, channels first": (
        (3, 4, 5),
        lambda k, _, x: k.Conv2DTranspose(2, 3, **FIRST)(x),
        (4, 5, 3, 3, 3, 2),
    ),
    "depthwise, channels first": (
        (3, 8, 7),
        lambda k, _, x: k.DepthwiseConv2D(3, depth_multiplier=2, **FIRST)(x),
        (6, 5, 3, 3, 3, 2),
    ),
    "dense over two axes": ((4, 5, 3), lambda k, _, x: k.Dense(7)(x), (4, 5, 3, 7)),
    "einsum with two letters summed": (
        (4, 5, 3),
        lambda k, _, x: k.EinsumDense("bhwc,wcd->bhd", output_shape=(4, 7))(x),
        (4, 5, 3, 7),
    ),
    "einsum with dots": (
        (4, 5, 3),
        lambda k, _, x: k.EinsumDense("...c,cd->...d", output_shape=(7,))(x),
        (4, 5, 3, 7),
    ),
    "a letter summed before the products": (
        (4, 5),
        lambda _, ops, x: ops.einsum("bhw,wd->bd", x, ones(5, 3)),
        (5, 3),
    ),
    "dot of two axes": ((4, 5), lambda k, _, x: k.Dot(axes=(2, 2))([x, x]), (4, 4, 5)),
    "dot of steps with features": (
        (4, 5),
        lambda k, _, x: k.Dot(axes=(1, 2))([x, k.Permute((2, 1))(x)]),
        (5, 5, 4),
    ),
    "dot along the steps": ((4, 5), lambda k, _, x: k.Dot(axes=1)([x, x]), (5, 5, 4)),
    "spectral norm": (
        (6, 6, 2),
        lambda k, _, x: k.SpectralNormalization(k.Conv2D(3, 2))(x),
        (5, 5, 2, 2, 2, 3),
    ),
    "recurrent": ((6, 3), lambda k, _, x: k.SimpleRNN(4)(x), (6, 3 + 4, 4)),
    "conv lstm of sequences": (
        (5, 8, 2),
        lambda k, _, x: k.ConvLSTM1D(3, 3, return_sequences=True)(x),
        (5, 6, 3 * 2 + 3 * 3, 4 * 3),
    ),
    "conv lstm, channels first": (
        (5, 2, 8),
        lambda k, _, x: k.ConvLSTM1D(3, 3, **FIRST)(x),
        (5, 6, 3 * 2 + 3 * 3, 4 * 3),
    ),
    "an embedding": ((6,), lambda k, _, x: k.Embedding(9, 4)(x), (0,)),
    "row of transformations": ((8, 8, 3), lambda k, _, x: k.Pipeline([k.RandomFlip()])(x), (0,)),
    "time distributed": ((5, 6, 2), lambda k, _, x: k.TimeDistributed(k.Dense(3))(x), (5, 6, 2, 3)),
    "matmul of three axes": ((4, 5, 3), lambda _, ops, x: ops.matmul(x, ones(3, 7)), (4, 5, 3, 7)),
    "tensordot along two": ((4, 5), lambda _, ops, x: ops.tensordot(x, ones(4, 5, 3), axes=2), (4, 5, 3)),
    "tensordot along named": (
        (4, 5),
        lambda _, ops, x: ops.tensordot(x, ones(5, 4, 3), axes=((1, 2), (1, 0))),
        (4, 5, 3),
    ),
    "tensordot along one": (
        (4, 5),
        lambda _, ops, x: ops.tensordot(x, ones(3, 5), axes=((2,), (1,))),
        (4, 5, 3),
    ),
    "conv as an operation": (
        (8, 7, 3),
        lambda _, ops, x: ops.conv(x, ones(3, 2, 3, 5), strides=2),
        (3, 3, 3, 2, 3, 5),
    ),
    "conv as an operation, channels first": (
        (3, 8, 7),
        lambda _, ops, x: ops.conv(x, ones(3, 2, 3, 5), strides=2, **FIRST),
        (3, 3, 3, 2, 3, 5),
    ),
    "depthwise as an operation": (
        (8, 7, 3),
        lambda _, ops, x: ops.depthwise_conv(x, ones(3, 2, 3, 2)),
        (6, 6, 3, 2, 3, 2),
    ),
    "scaled by a number for each": ((4, 5), lambda _, ops, x: ops.multiply(x, ones(4, 5)), (0,)),
    "scaled by one number": ((4, 5), lambda _, ops, x: ops.multiply(x, np.float32(2)), (0,)),
    "attention of heads with a mask": (
        (6, 2, 4),
        lambda _, ops, x: ops.dot_product_attention(x, x, x, mask=ops.ones((1, 2, 6, 6), "bool")),
        (6, 6, 2, 4 + 4),
    ),
    "squared": ((4, 5), lambda _, ops, x: ops.multiply(x, x), (0,)),
}


@pytest.mark.filterwarnings(
    "ignore:NotImplemented should not be used:DeprecationWarning"
)  # Keras's tensordot
@pytest.mark.parametrize("name", OF_ONE)
def test_as_many_products_are_made_as_loops_count(name):
    keras = load_keras()
    shape, build, loops = OF_ONE[name]
    x = keras.Input(shape)
    table = layer_table(keras.Model(x, build(keras.layers, keras.ops, x)))
    assert table.multiply_adds == counted(*loops)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_a_transposed_convolution_as_an_operation_counts_each_place_of_its_input(data_format):
    keras = load_keras()
    x = keras.Input((4, 5, 3) if data_format == "channels_last" else (3, 4, 5))
    out = keras.ops.conv_transpose(x, ones(3, 2, 2, 3), strides=2, data_format=data_format)
    call = read_graph(keras.Model(x, out), dict)[-1].call
    assert multiply_adds(call) == counted(4, 5, 3, 2, 2, 3)


TRACED = {
    "einsum of three": (
        (4, 5),
        lambda _, ops, x: ops.einsum("bhw,wd,de->bhe", x, ones(5, 3), ones(3, 2)),
        [(4, 5, 3), (4, 3, 2)],
    ),
    "a row with a convolution": (
        (8, 8, 3),
        lambda k, _, x: k.Pipeline([k.Conv2D(3, 3)])(x),
        [(6, 6, 3, 3, 3, 3)],
    ),
    "a row with code of others": ((8, 8, 3), lambda k, _, x: k.Pipeline([k.Lambda(lambda x: x)])(x), []),
}


@pytest.mark.skipif("load_keras().backend.backend() != 'tensorflow'", reason="operations of TensorFlow")
@pytest.mark.parametrize("name", TRACED)
def test_what_a_kind_does_not_tell_a_trace_may(name):
    keras = load_keras()
    shape, build, loops = TRACED[name]
    x = keras.Input(shape)
    table = layer_table(keras.Model(x, build(keras.layers, keras.ops, x)))
    assert table.multiply_adds == sum(counted(*loop) for loop in loops)


NOT_KNOWN = {
    "an outer product": (
        (4, 5),
        lambda _, ops, x: ops.multiply(ops.expand_dims(x, 3), ops.expand_dims(x, 2)),
    ),
    "open steps": ((None, 5), lambda k, _, x: k.Conv1D(3, 3)(x)),
    "open steps of a product": ((None, 5), lambda _, ops, x: ops.matmul(x, ones(5, 3))),
    "open steps of a recurrent layer": ((None, 5), lambda k, _, x: k.LSTM(3)(x)),
    "attention of open length": ((None, 2, 4), lambda _, ops, x: ops.dot_product_attention(x, x, x)),
}


@pytest.mark.parametrize("name", NOT_KNOWN)
def test_what_cannot_be_counted_is_unknown(name):
    keras = load_keras()
    shape, build = NOT_KNOWN[name]
    x = keras.Input(shape)
    assert layer_table(keras.Model(x, build(keras.layers, keras.ops, x))).multiply_adds is None


@pytest.mark.parametrize(("inputs", "outputs"), [([], [(None, 3)]), ([(None, 5)], []), ([], [])])
def test_a_call_of_which_not_all_tensors_are_known_costs_what_nobody_can_tell(inputs, outputs):
    layer = load_keras().layers.Dense(3)
    layer.build((None, 5))
    assert multiply_adds(LayerCall(layer, inputs, outputs)) is None
    assert multiply_adds(LayerCall(layer, [(None, 5)], [(None, 3)])) == 15


@pytest.mark.parametrize("axes", [None, (1,), (2,), (1, 2)])
def test_attention_along_some_axes_looks_at_those(axes):
    keras = load_keras()
    query, value = keras.Input((3, 5, 8)), keras.Input((3, 5, 8))
    layer = keras.layers.MultiHeadAttention(2, 4, value_dim=6, attention_axes=axes, name="attention")
    row = layer_table(keras.Model([query, value], layer(query, value)))["attention"]
    keys = {None: 3 * 5, (1,): 3, (2,): 5, (1, 2): 3 * 5}[axes]
    projected = counted(15, 8, 2, 4) * 2 + counted(15, 8, 2, 6) + counted(15, 2, 6, 8)
    assert row.multiply_adds == projected + counted(15, keys, 2, 4 + 6)


@pytest.mark.parametrize(
    ("left", "right"), [((2, 3, 4), (4, 5)), ((2, 3, 4), (2, 4, 5)), ((3, 4), (6, 2, 4, 5)), ((3, 4), (4, 5))]
)
def test_a_matrix_product_is_what_its_equation_says(left, right):
    a, b = np.random.default_rng(0).normal(size=left), np.random.default_rng(1).normal(size=right)
    np.testing.assert_allclose(np.einsum(of_matmul([left, right]), a, b), a @ b)


@pytest.mark.parametrize("shapes", [[(3,), (3, 4)], [(2, 3), (3,)]])
def test_a_matrix_product_with_a_vector_has_no_equation(shapes):
    assert of_matmul(shapes) is None


@pytest.mark.parametrize(
    ("text", "shapes", "want"),
    [
        ("...c,cd->...d", [(2, 5, 3), (3, 4)], "ABc,cd->ABd"),
        ("Ac, cd -> Ad", [(2, 3), (3, 4)], "Ac,cd->Ad"),
        ("A...,c->A...c", [(2, 3), (4,)], "AB,c->ABc"),
        ("ab,bc", [(2, 3), (3, 4)], None),
        ("ab,bc->ac", [(2, 3)], None),
        ("...a,...b->...ab", [(2, 3), (2, 5, 4)], None),
    ],
)
def test_an_equation_has_a_letter_for_each_axis(text, shapes, want):
    assert expanded(text, shapes) == want


@pytest.mark.parametrize(
    ("ranks", "axes"), [((3, 3), 1), ((3, 3), (2, 1)), ((3, 2), (2, 1)), ((2, 4), (-1, -2))]
)
def test_a_dot_is_what_its_equation_says(ranks, axes):
    keras = load_keras()
    shapes = [(2, 3, 3, 3)[:rank] for rank in ranks]
    a, b = (np.random.default_rng(n).normal(size=shape).astype("float32") for n, shape in enumerate(shapes))
    want = np.asarray(keras.layers.Dot(axes)([a, b]))
    np.testing.assert_allclose(np.einsum(of_dot(ranks, axes), a, b), want, rtol=1e-5)


def test_two_of_a_period_join_to_one_that_holds_both():
    twice, thrice = AxisField().repeated(2), AxisField(((0, 1), (0, 1), (1, 2)), 2)
    assert twice.joined(AxisField()) is None
    halves = AxisField(((0, 1), (2, 2)), 1).joined(twice)
    assert [halves.at(unit) for unit in range(4)] == [(0, 1), (0, 2), (1, 2), (1, 3)]
    assert thrice.joined(thrice) is thrice
    assert halves.bounds() == (4, Fraction(1, 2), -1)


def test_every_line_of_the_table_counts_something_or_none():
    assert all(callable(kind.cost) for kind in [*LAYERS.values(), *OPERATIONS.values()])
