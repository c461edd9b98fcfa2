"""Products are counted wherever they are made; those of unknown code are unknown, and so is the total."""

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from tests.inspection.table.own_code import of_own_code


def table_of(inputs, outputs):
    return layer_table(load_keras().Model(inputs, outputs))


def _lambda(layers):
    return layers.Lambda(lambda x: x @ np.ones((5, 4), "float32"), output_shape=(7, 4))


def of_weights(call, *sizes):
    """A layer of our own that calls ``call(ops, x, *weights)``, with weights of these sizes."""
    keras = load_keras()

    class Own(keras.layers.Layer):
        def build(self, _):
            self.own = [self.add_weight(shape=size) for size in sizes]

        def call(self, x):
            return call(keras.ops, x, *self.own)

    return Own(name="own")


def _overridden(layers):
    class Twice(layers.Dense):
        def call(self, x):
            return super().call(x) + super().call(2 * x)

    return Twice(5)


OWN_CODE = {
    "lambda": (_lambda, 7 * 5 * 4),
    "vector": (lambda _: of_weights(lambda ops, x, w: ops.matmul(x, w), (5,)), 7 * 5),
    "matrix": (lambda _: of_weights(lambda ops, x, w: ops.matmul(x, w), (5, 5)), 7 * 5 * 5),
    "turned matrix": (lambda _: of_weights(lambda ops, x, w: x @ ops.transpose(w), (3, 5)), 7 * 5 * 3),
    "weights before": (lambda _: of_weights(lambda ops, x, w: ops.matmul(w, x), (3, 7)), 3 * 7 * 5),
    "no weights": (lambda _: of_weights(lambda ops, x: x @ ops.swapaxes(x, 1, 2)), 7 * 7 * 5),
    "a known layer with another call": (_overridden, 2 * 7 * 5 * 5),
    "einsum over heads": (
        lambda _: of_weights(lambda ops, x, w: ops.einsum("btc,chd->bthd", x, w), (5, 2, 3)),
        7 * 5 * 2 * 3,
    ),
    "einsum of itself": (
        lambda _: of_weights(lambda ops, x: ops.einsum("btd,bsd->bts", x, x)),
        7 * 7 * 5,
    ),
    "two products": (
        lambda _: of_weights(lambda ops, x, v, w: ops.relu(x @ v) @ w, (5, 8), (8, 2)),
        7 * (5 * 8 + 8 * 2),
    ),
    "a scale": (lambda _: of_weights(lambda ops, x, w: x * w, (5,)), 0),
    "a gate": (lambda _: of_weights(lambda ops, x: x * ops.mean(x, axis=1, keepdims=True)), 0),
}


@pytest.mark.parametrize("kind", list(OWN_CODE))
def test_products_of_own_code_are_counted_in_its_trace(kind):
    keras = load_keras()
    make, products = OWN_CODE[kind]
    x = keras.Input((7, 5))
    table = table_of(x, make(keras.layers)(x))
    assert table.rows[1].multiply_adds == products
    assert table.multiply_adds == products


CONVOLUTIONS = {
    "convolution": (lambda ops, x, w: ops.conv(x, w, 2, "same"), (3, 3, 4, 6), 4 * 4 * 9 * 4 * 6),
    "dilated": (lambda ops, x, w: ops.conv(x, w, 1, "valid", None, 2), (3, 3, 4, 6), 4 * 4 * 9 * 4 * 6),
    "depthwise": (lambda ops, x, w: ops.depthwise_conv(x, w, 1, "valid"), (3, 3, 4, 2), 6 * 6 * 9 * 4 * 2),
    "transposed": (lambda ops, x, w: ops.conv_transpose(x, w, 2, "same"), (3, 3, 5, 4), 8 * 8 * 9 * 4 * 5),
}


@pytest.mark.skipif("load_keras().backend.backend() != 'tensorflow'", reason="operations of TensorFlow")
@pytest.mark.parametrize("kind", list(CONVOLUTIONS))
def test_convolutions_of_own_code_are_counted_in_its_trace(kind):
    keras = load_keras()
    call, size, products = CONVOLUTIONS[kind]
    x = keras.Input((8, 8, 4))
    assert table_of(x, of_weights(call, size)(x))["own"].multiply_adds == products


UNCOUNTED = {
    "images with each other": lambda ops, x: (
        ops.reshape(x, (-1, 35)) @ ops.transpose(ops.reshape(x, (-1, 35)))
    ),
    "a loop": lambda ops, x: ops.fori_loop(0, 3, lambda _, y: y @ ops.ones((5, 5)), x),
    "written out": lambda ops, x: ops.sum(ops.expand_dims(x, -1) * ops.ones((5, 3)), axis=2),
    "an operation that nobody knows": lambda ops, x: ops.fft((x, 0 * x))[0],
    "a product that no image changes": lambda ops, x: (
        x + ops.ones((7, 3)) @ (ops.ones((3, 5)) + 0 * x[0, :3])
    ),
}


@pytest.mark.parametrize("kind", list(UNCOUNTED))
def test_what_no_image_has_its_share_of_is_unknown_and_so_is_the_total(kind):
    keras = load_keras()
    x = keras.Input((7, 5))
    table = table_of(x, [keras.layers.Dense(2, name="last")(x), of_weights(UNCOUNTED[kind])(x)])
    assert table["own"].multiply_adds is None
    assert table.multiply_adds is None
    assert table["last"].multiply_adds == 7 * 5 * 2


def test_products_of_an_open_size_are_unknown():
    keras = load_keras()
    x = keras.Input((None, 5))
    model = keras.Model(x, of_weights(lambda ops, x, w: ops.matmul(x, w), (5, 3))(x))
    assert layer_table(model)["own"].multiply_adds is None
    assert layer_table(model, input_shape=(7, 5))["own"].multiply_adds == 7 * 5 * 3


def test_own_products_of_frames_in_the_batch_axis_are_those_of_all_frames():
    keras = load_keras()
    clip = keras.Input((4, 7, 5))
    frames = keras.ops.reshape(clip, (-1, 7, 5))
    table = table_of(clip, of_weights(lambda ops, x, w: ops.matmul(x, w), (5, 3))(frames))
    assert table["own"].multiply_adds == 4 * 7 * 5 * 3


def test_a_declared_number_of_images_shares_own_products():
    keras = load_keras()
    x = keras.Input(batch_shape=(2, 7, 5))
    table = table_of(x, of_weights(lambda ops, x, w: ops.matmul(x, w), (5, 3))(x))
    assert table["own"].multiply_adds == 7 * 5 * 3


def test_a_product_between_the_layers_of_a_model_is_counted():
    keras = load_keras()

    class Attending(keras.Model):
        def __init__(self):
            super().__init__()
            self.query = keras.layers.Dense(8, name="query")

        def call(self, x):
            return keras.ops.matmul(self.query(x), keras.ops.swapaxes(self.query(x), 1, 2))

    model = Attending()
    model(np.zeros((1, 7, 5), "float32"))
    table = layer_table(model)
    assert table["query"].multiply_adds == 7 * 5 * 8
    assert [row.multiply_adds for row in table.rows if row.kind == "Products"] == [7 * 7 * 8]
    assert table.multiply_adds == 2 * 7 * 5 * 8 + 7 * 7 * 8


WRITTEN_OUT = {
    "inputs over weights": (lambda ops, x, w, _: ops.sum(ops.expand_dims(x, -1) * w, axis=2), (8, 3)),
    "inputs over each other": (
        lambda ops, x, w, _: ops.sum(ops.expand_dims(x, 2) * ops.expand_dims(x, 1), axis=-1) + w[0],
        (1,),
    ),
}
SCALES = {
    "a weight for each channel": (lambda ops, x, w, _: x * w, (8,)),
    "a weight for each value": (lambda ops, x, w, _: x * w, (7, 8)),
    "a gate": (lambda ops, x, w, _: x * ops.mean(x, axis=1, keepdims=True) + w[0], (1,)),
    "a number": (lambda ops, x, w, _: 2.0 * x + w[0], (1,)),
}


@pytest.mark.parametrize("kind", list(WRITTEN_OUT))
def test_a_product_that_is_written_out_is_not_taken_for_none(kind):
    table = layer_table(of_own_code(*WRITTEN_OUT[kind]), input_shape=(7, 5))
    assert table["dense"].multiply_adds == 7 * 5 * 8
    assert table.multiply_adds is None


@pytest.mark.parametrize("kind", list(SCALES))
def test_a_scale_costs_nothing(kind):
    table = layer_table(of_own_code(*SCALES[kind]), input_shape=(7, 5))
    assert table.multiply_adds == 7 * 5 * 8


def test_the_place_of_the_least_is_found_without_products():
    image = load_keras().Input((7, 5))
    nearest = load_keras().layers.Lambda(lambda x: load_keras().ops.argmin(x, axis=-1))(image)
    assert table_of(image, nearest).multiply_adds == 0


def test_a_product_that_is_written_out_in_a_graph_is_not_taken_for_none():
    keras = load_keras()
    ops, layers = keras.ops, keras.layers
    x, w = keras.Input((7, 5)), np.ones((5, 3), "float32")
    column, row = layers.Reshape((7, 1, 5))(x), layers.Reshape((1, 7, 5))(x)
    for product in (ops.multiply(ops.expand_dims(x, -1), w), layers.Multiply()([column, row]), column * row):
        assert table_of(x, product).multiply_adds is None
    gate = layers.GlobalAveragePooling1D(keepdims=True)(x)
    for scaled in (ops.multiply(x, w[:, 0]), layers.Multiply()([x, gate]), x * gate, x * 2.0):
        assert table_of(x, scaled).multiply_adds == 0


@pytest.mark.parametrize("wrap", ["Sequential", "Functional"])
def test_a_model_at_each_step_is_counted(wrap):
    keras = load_keras()
    layers = keras.layers
    image, clip = keras.Input((8, 8, 3)), keras.Input((5, 8, 8, 3))
    steps = layers.Conv2D(4, 3, name="conv"), layers.Flatten(), layers.Dense(2)
    inner = keras.Sequential([image, *steps])
    if wrap == "Functional":
        inner = keras.Model(image, layers.Add()([inner(image), inner(image)]))
    once = 36 * 27 * 4 + 144 * 2
    found = table_of(clip, layers.TimeDistributed(inner, name="each")(clip))["each"].multiply_adds
    assert found == 5 * once * (2 if wrap == "Functional" else 1)


def test_a_model_that_folds_rows_into_the_batch_axis_is_counted_at_each_step():
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    image, clip = keras.Input((8, 8, 3)), keras.Input((5, 8, 8, 3))
    rows = layers.Conv1D(4, 3)(ops.reshape(image, (-1, 8, 3)))
    inner = keras.Model(image, ops.reshape(rows, (-1, 8, 6, 4)))
    found = table_of(clip, layers.TimeDistributed(inner, name="each")(clip))["each"].multiply_adds
    assert found == 5 * 8 * 6 * 9 * 4


def test_a_model_with_own_code_at_each_step_is_counted():
    keras = load_keras()
    layers = keras.layers
    image, clip = keras.Input((8, 8, 3)), keras.Input((5, 8, 8, 3))
    inner = keras.Model(image, layers.Lambda(lambda x: 2 * x)(layers.Conv2D(4, 3)(image)))
    found = table_of(clip, layers.TimeDistributed(inner, name="each")(clip))["each"].multiply_adds
    assert found == 5 * 36 * 27 * 4


def test_sums_between_the_layers_of_a_model_cost_nothing():
    keras = load_keras()

    class Residual(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(5, name="dense")

        def call(self, x):
            return keras.ops.relu(x + self.dense(x)) * 2

    model = Residual()
    model(np.zeros((1, 7, 5), "float32"))
    assert layer_table(model).multiply_adds == 7 * 5 * 5


OPERATION_COSTS = {
    "matmul with weights": (lambda ops, x, w: ops.matmul(x, w), 7 * 5 * 4),
    "weights before": (lambda ops, x, _: ops.matmul(np.ones((3, 7), "float32"), x), 3 * 7 * 5),
    "with a vector": (lambda ops, x, w: ops.matmul(x, w[:, 0]), 7 * 5),
    "einsum": (lambda ops, x, w: ops.einsum("btd,dk->btk", x, w), 7 * 5 * 4),
    "einsum with dots": (lambda ops, x, w: ops.einsum("...d,dk->...k", x, w), 7 * 5 * 4),
    "einsum of itself": (lambda ops, x, _: ops.einsum("btd,bsd->bts", x, x), 7 * 7 * 5),
    "tensordot": (lambda ops, x, w: ops.tensordot(x, w, axes=1), 7 * 5 * 4),
    "each with each": (lambda ops, x, _: ops.matmul(x, ops.swapaxes(x, 1, 2)), 7 * 7 * 5),
    "written out": (lambda ops, x, w: ops.sum(ops.expand_dims(x, -1) * w, axis=2), None),
    "a scale": (lambda _, x, w: x * w[:, 0], 0),
    "a mean": (lambda ops, x, _: ops.mean(x, axis=1), 0),
    "an inner product": (lambda ops, x, w: ops.inner(x, ops.transpose(w)), None),
    "a convolution": (
        lambda ops, x, _: ops.conv(x, np.ones((3, 5, 2), "float32"), padding="valid"),
        5 * 3 * 5 * 2,
    ),
}


@pytest.mark.parametrize("name", OPERATION_COSTS)
def test_operations_with_weights_are_counted(name):
    keras = load_keras()
    build, products = OPERATION_COSTS[name]
    x, w = keras.Input((7, 5)), np.ones((5, 4), "float32")
    assert table_of(x, build(keras.ops, x, w)).multiply_adds == products


@pytest.mark.parametrize("order", ["query value key", "key query value", "value key query"])
def test_the_order_of_keyword_arguments_does_not_matter(order):
    keras = load_keras()
    given = {"query": keras.Input((7, 16)), "value": keras.Input((20, 48)), "key": keras.Input((20, 32))}
    out = keras.layers.MultiHeadAttention(2, 8, name="cross")(**{name: given[name] for name in order.split()})
    by_hand = 2 * 7 * 16 * 16 + 20 * 32 * 16 + 20 * 48 * 16 + 7 * 20 * 2 * (8 + 8)
    assert table_of(list(given.values()), out)["cross"].multiply_adds == by_hand


def test_grouped_queries_share_keys_and_values():
    keras = load_keras()
    x = keras.Input((7, 16))
    layer = keras.layers.GroupQueryAttention(8, 4, 2, name="grouped")
    by_hand = 2 * 7 * 16 * 4 * 8 + 2 * 7 * 16 * 2 * 8 + 7 * 7 * 4 * (8 + 8)
    assert table_of(x, layer(value=x, query=x))["grouped"].multiply_adds == by_hand


@pytest.mark.parametrize("scaled", [True, False])
def test_additive_attention_multiplies_with_its_scale_only(scaled):
    keras = load_keras()
    query, value = keras.Input((7, 16)), keras.Input((20, 16))
    out = keras.layers.AdditiveAttention(use_scale=scaled)([query, value])
    assert table_of([query, value], out).multiply_adds == 7 * 20 * 16 * (1 + scaled)


@pytest.mark.parametrize("kind", ["Attention", "AdditiveAttention"])
def test_masks_that_are_given_cost_nothing(kind):
    keras = load_keras()
    query, value = keras.Input((7, 16)), keras.Input((20, 16))
    masks = [keras.Input((7,), dtype="bool"), keras.Input((20,), dtype="bool")]
    out = getattr(keras.layers, kind)()([query, value], mask=masks)
    assert table_of([query, value, *masks], out).multiply_adds == 7 * 20 * (16 + 16)


@pytest.mark.parametrize(("mode", "of_scores"), [("dot", 16), ("concat", 0)])
def test_attention_multiplies_queries_with_keys_and_scores_with_values(mode, of_scores):
    keras = load_keras()
    query, value = keras.Input((7, 16)), keras.Input((20, 16))
    out = keras.layers.Attention(score_mode=mode)([query, value])
    assert table_of([query, value], out).multiply_adds == 7 * 20 * (of_scores + 16)


def test_attention_of_heads_as_an_operation_is_counted():
    keras = load_keras()
    query, value = keras.Input((7, 2, 8)), keras.Input((20, 2, 8))
    out = keras.ops.dot_product_attention(query, value, value)
    assert table_of([query, value], out).multiply_adds == 2 * 7 * 20 * (8 + 8)


WRAPPED = {
    "TimeDistributed": (
        lambda k: k.TimeDistributed(k.Conv2D(4, 3)),
        (5, 8, 8, 3),
        5 * 6 * 6 * 27 * 4,
    ),
    "Bidirectional": (lambda k: k.Bidirectional(k.GRU(4)), (6, 3), 2 * 6 * (3 * 12 + 4 * 12)),
    "cells": (
        lambda k: k.RNN([k.LSTMCell(4), k.GRUCell(2)]),
        (6, 3),
        6 * (3 * 16 + 4 * 16 + 4 * 6 + 2 * 6),
    ),
    "ConvLSTM2D": (lambda k: k.ConvLSTM2D(2, 3), (5, 8, 8, 3), 5 * 6 * 6 * (27 * 8 + 18 * 8)),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_layers_around_layers_cost_what_is_inside(name):
    keras = load_keras()
    make, shape, products = WRAPPED[name]
    x = keras.Input(shape)
    assert table_of(x, make(keras.layers)(x)).multiply_adds == products


def test_a_cell_of_unknown_code_is_unknown():
    keras = load_keras()

    class Cell(keras.layers.Layer):
        state_size = 4

        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], 4))

        def call(self, x, states):
            return keras.ops.matmul(x, self.kernel) + states[0], states

    x = keras.Input((6, 3))
    assert table_of(x, keras.layers.RNN(Cell())(x)).multiply_adds is None
