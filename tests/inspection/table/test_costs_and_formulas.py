"""Each kind of layer has its formula, and its multiply-adds worked out by hand."""

import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._operation_costs import is_written_out


def one_layer(layer, shape):
    keras = load_keras()
    inputs = keras.Input(shape)
    return keras.Model(inputs, layer(inputs))


LAYER_CASES = [  # class name, arguments, input shape, formula, multiply-adds worked out by hand
    ("Conv1D", {"filters": 6, "kernel_size": 5}, (20, 4), "(5*4 + 1)*6", 16 * 5 * 4 * 6),
    ("Conv2D", {"filters": 16, "kernel_size": 3}, (32, 32, 3), "(3*3*3 + 1)*16", 30 * 30 * 27 * 16),
    (
        "Conv2D",
        {"filters": 6, "kernel_size": (1, 3), "use_bias": False},
        (8, 8, 4),
        "1*3*4*6",
        8 * 6 * 3 * 4 * 6,
    ),
    ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2}, (8, 8, 4), "(3*3*2 + 1)*6", 36 * 18 * 6),
    (
        "Conv2D",
        {"filters": 6, "kernel_size": 3, "dilation_rate": 2},
        (8, 8, 4),
        "(3*3*4 + 1)*6",
        16 * 36 * 6,
    ),
    ("Conv3D", {"filters": 2, "kernel_size": 3}, (6, 6, 6, 4), "(3*3*3*4 + 1)*2", 64 * 27 * 4 * 2),
    ("DepthwiseConv1D", {"kernel_size": 3}, (8, 4), "(3 + 1)*4", 6 * 3 * 4),
    ("DepthwiseConv2D", {"kernel_size": 3}, (8, 8, 4), "(3*3 + 1)*4", 36 * 9 * 4),
    (
        "DepthwiseConv2D",
        {"kernel_size": 3, "depth_multiplier": 2},
        (8, 8, 4),
        "(3*3 + 1)*4*2",
        36 * 9 * 8,
    ),
    ("SeparableConv1D", {"filters": 5, "kernel_size": 3}, (8, 4), "3*4 + (4 + 1)*5", 6 * (12 + 20)),
    ("SeparableConv2D", {"filters": 5, "kernel_size": 3}, (8, 8, 4), "3*3*4 + (4 + 1)*5", 36 * (36 + 20)),
    (
        "SeparableConv2D",
        {"filters": 5, "kernel_size": 3, "depth_multiplier": 2},
        (8, 8, 4),
        "3*3*4*2 + (8 + 1)*5",
        36 * (72 + 40),
    ),
    (
        "Conv1DTranspose",
        {"filters": 5, "kernel_size": 3, "strides": 2},
        (8, 4),
        "(3*4 + 1)*5",
        8 * 12 * 5,
    ),
    ("Conv2DTranspose", {"filters": 5, "kernel_size": 3}, (8, 8, 4), "(3*3*4 + 1)*5", 64 * 36 * 5),
    ("Conv3DTranspose", {"filters": 2, "kernel_size": 2}, (4, 4, 4, 3), "(2*2*2*3 + 1)*2", 64 * 24 * 2),
    ("BatchNormalization", {}, (8, 8, 4), "4*4", 0),
    ("BatchNormalization", {"scale": False}, (8, 8, 4), "3*4", 0),
    ("LayerNormalization", {}, (8, 4), "2*4", 0),
    ("GroupNormalization", {"groups": 2}, (8, 8, 4), "2*4", 0),
    ("PReLU", {"shared_axes": [1, 2]}, (8, 8, 4), "1*1*4", 0),
    ("Dense", {"units": 64}, (1152,), "(1152 + 1)*64", 1152 * 64),
    ("Dense", {"units": 64}, (6, 6, 32), "(32 + 1)*64", 36 * 32 * 64),
    (
        "EinsumDense",
        {"equation": "abc,cd->abd", "output_shape": (5, 8), "bias_axes": "d"},
        (5, 4),
        "(4 + 1)*8",
        160,
    ),
    ("Embedding", {"input_dim": 100, "output_dim": 8}, (10,), "100*8", 0),
    ("SimpleRNN", {"units": 6}, (5, 4), "(4 + 6 + 1)*6", 5 * (24 + 36)),
    ("SimpleRNN", {"units": 6, "use_bias": False}, (5, 4), "(4 + 6)*6", 5 * (24 + 36)),
    ("LSTM", {"units": 6}, (5, 4), "4*(4 + 6 + 1)*6", 5 * 4 * (24 + 36)),
    ("GRU", {"units": 6}, (5, 4), "3*(4 + 6 + 2)*6", 5 * 3 * (24 + 36)),
    ("GRU", {"units": 6, "reset_after": False}, (5, 4), "3*(4 + 6 + 1)*6", 5 * 3 * (24 + 36)),
    (
        "ConvLSTM2D",
        {"filters": 2, "kernel_size": 3},
        (5, 6, 6, 4),
        "4*(3*3*4 + 3*3*2 + 1)*2",
        5 * 16 * 4 * 54 * 2,
    ),
    ("MaxPooling2D", {}, (8, 8, 4), "", 0),
    ("Dropout", {"rate": 0.5}, (8,), "", 0),
]


@pytest.mark.parametrize(("kind", "arguments", "shape", "formula", "cost"), LAYER_CASES)
def test_each_kind_of_layer_has_its_formula_and_cost(kind, arguments, shape, formula, cost):
    layer = getattr(load_keras().layers, kind)(**arguments)
    model = one_layer(layer, shape)
    row = layer_table(model).rows[-1]
    assert row.kind == kind
    assert row.formula == formula
    assert row.parameters == layer.count_params() == model.count_params()
    assert row.parameters == eval(formula or "0")
    assert row.multiply_adds == cost
    assert row.output_shape == tuple(model.output.shape[1:])


def test_bidirectional_time_distributed_and_normalised_layers_are_those_inside():
    layers = load_keras().layers
    both = layer_table(one_layer(layers.Bidirectional(layers.LSTM(6)), (5, 4))).rows[-1]
    assert (both.formula, both.multiply_adds) == ("2*4*(4 + 6 + 1)*6", 2 * 5 * 4 * 60)
    unlike = layers.Bidirectional(layers.LSTM(6), backward_layer=layers.GRU(3, go_backwards=True))
    row = layer_table(one_layer(unlike, (5, 4))).rows[-1]
    assert row.formula == "4*(4 + 6 + 1)*6 + 3*(4 + 3 + 2)*3"
    assert row.parameters == eval(row.formula) == unlike.count_params()
    assert row.multiply_adds == 5 * 4 * 60 + 5 * 3 * (12 + 9)
    each = layer_table(one_layer(layers.TimeDistributed(layers.Conv2D(2, 3)), (5, 8, 8, 4))).rows[-1]
    assert (each.formula, each.multiply_adds) == ("(3*3*4 + 1)*2", 5 * 36 * 36 * 2)


def test_attention_counts_its_projections_and_products():
    keras = load_keras()
    query, value = keras.Input((7, 8)), keras.Input((5, 6))
    layer = keras.layers.MultiHeadAttention(num_heads=2, key_dim=3, name="attention")
    model = keras.Model([query, value], layer(query, value))
    row = layer_table(model)["attention"]
    assert row.formula == "(8 + 1)*2*3 + (6 + 1)*2*3 + (6 + 1)*2*3 + (2*3 + 1)*8"
    assert row.parameters == layer.count_params()
    assert row.multiply_adds == 7 * (8 * 6 + 6 * 8) + 5 * (6 * 6 + 6 * 6) + 7 * 5 * (6 + 6)
    assert row.receptive_field == "whole input"


@pytest.mark.parametrize(
    ("query", "value", "cost"),
    [((7, 8), (5, 8), 7 * 5 * 16), ((3, 7, 8), (3, 5, 8), 3 * 7 * 5 * 16), ((8,), (8,), None)],
)
def test_attention_without_weights_counts_its_products(query, value, cost):
    keras = load_keras()
    inputs = [keras.Input(query), keras.Input(value)]
    model = keras.Model(inputs, keras.layers.Attention(name="attention")(inputs))
    assert layer_table(model)["attention"].multiply_adds == cost


@pytest.mark.parametrize("gate", [False, True])
def test_grouped_attention_shares_its_keys_and_values(gate):
    keras = load_keras()
    tokens = keras.Input((6, 8))
    options = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2, "use_gate": gate}
    layer = keras.layers.GroupQueryAttention(**options, name="attention")
    model = keras.Model(tokens, layer(tokens, tokens))
    row = layer_table(model)["attention"]
    of_gate = "(8 + 1)*4*3 + " * gate
    assert row.formula == f"(8 + 1)*4*3 + (8 + 1)*2*3 + (8 + 1)*2*3 + {of_gate}(4*3 + 1)*8"
    assert row.parameters == layer.count_params() == eval(row.formula)
    projected = 6 * (8 * 12 * (1 + gate) + 12 * 8) + 6 * (8 * 6 + 8 * 6)
    assert row.multiply_adds == projected + 6 * 6 * 4 * (3 + 3)
    assert row.receptive_field == "whole input"


def test_a_layer_of_own_code_has_the_plain_sum_and_the_products_of_its_trace():
    keras = load_keras()

    class Bilinear(keras.layers.Layer):
        def build(self, shape):
            self.left = self.add_weight(shape=(shape[-1], 5))
            self.right = self.add_weight(shape=(shape[-1], 7))

        def call(self, x):
            return keras.ops.matmul(x, self.left)

    row = layer_table(one_layer(Bilinear(name="bilinear"), (4,)))["bilinear"]
    assert (row.formula, row.parameters, row.multiply_adds) == ("4*5 + 4*7", 48, 4 * 5)


def test_a_known_layer_with_more_weights_than_known_gets_the_plain_sum():
    keras = load_keras()

    class Scaled(keras.layers.Dense):
        def build(self, shape):
            super().build(shape)
            self._lock = False
            self._tracker.unlock()
            self.scale = self.add_weight(shape=(3,))

    row = layer_table(one_layer(Scaled(2, name="scaled"), (4,)))["scaled"]
    assert (row.formula, row.parameters) == ("4*2 + 2 + 3", 13)


@pytest.mark.parametrize(
    ("factors", "shape"),
    [
        ([((None, 6, 1), True)], (None, 6, 5)),
        ([((None, None, 1), True), ((1, 6, 5), False)], (None, 6, 5)),
        ([((None, 6, 1), True), ((1, 6, 5), False)], (None, None, 5)),
    ],
    ids=["one factor", "a factor of open size", "a result of open size"],
)
def test_a_product_is_not_taken_for_one_that_is_written_out(factors, shape):
    assert is_written_out([((None, 6, 1), True), ((1, 6, 5), False)], (None, 6, 5))
    assert not is_written_out(factors, shape)


def _with_lora(layer, shape, dtype, mode):
    keras = load_keras()
    x = keras.Input(shape, dtype=dtype)
    model = keras.Model(x, layer(x))
    layer.enable_lora(2)
    if mode:
        layer.quantize(mode)
    return layer_table(model).rows[1].multiply_adds


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras's quantizers
@pytest.mark.parametrize("mode", [None, "int8"])
def test_factors_of_low_rank_multiply_apart_where_the_layer_is_quantised(mode):
    """Else the layer adds their product to its weights, once for all images."""
    layers, apart = load_keras().layers, bool(mode)
    dense = _with_lora(layers.Dense(5), (7, 6), "float32", mode)
    assert dense == 7 * (6 * 5 + apart * (6 * 2 + 2 * 5))
    einsum = layers.EinsumDense("btd,dhk->bthk", output_shape=(7, 3, 4))
    want = 7 * (6 * 3 * 4 + apart * (6 * 3 * 2 + 3 * 2 * 4))
    assert _with_lora(einsum, (7, 6), "float32", mode) == want
    assert _with_lora(layers.Embedding(20, 6), (7,), "int32", mode) == 7 * apart * 2 * 6
