"""The layer table agrees with Keras's own counts, with worked numbers and with what a model computes."""

import csv
import io
import json
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, build_lenet5, build_xray_cnn, layer_table
from cnn_docs._keras import load_keras
from cnn_docs.geometry import ReceptiveField, receptive_field


def one_layer(layer, shape):
    keras = load_keras()
    inputs = keras.Input(shape)
    return keras.Model(inputs, layer(inputs))


def layer_cases():
    """Return name, class name, arguments, input shape, formula and multiply-adds worked out by hand."""
    return [
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


@pytest.mark.parametrize(("kind", "arguments", "shape", "formula", "cost"), layer_cases())
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


def test_an_unknown_layer_is_told_honestly():
    keras = load_keras()

    class Bilinear(keras.layers.Layer):
        def build(self, shape):
            self.left = self.add_weight(shape=(shape[-1], 5))
            self.right = self.add_weight(shape=(shape[-1], 7))

        def call(self, x):
            return keras.ops.matmul(x, self.left)

    row = layer_table(one_layer(Bilinear(name="bilinear"), (4,)))["bilinear"]
    assert (row.formula, row.parameters, row.multiply_adds) == ("4*5 + 4*7", 48, None)


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


def test_totals_equal_the_models_count(any_model):
    table = layer_table(any_model)
    assert table.parameters == any_model.count_params()
    assert table.parameters == sum(row.parameters for row in table if not row.nested)
    assert table.trainable == sum(int(np.prod(w.shape)) for w in any_model.trainable_weights)


def test_the_shapes_are_those_that_are_computed(any_model, images_for):
    from cnn_docs import feature_maps

    maps = feature_maps(any_model, images_for(any_model))
    rows = {row.name: row for row in layer_table(any_model)}
    for name, values in maps.items():
        assert rows[name].output_shape == values.shape[1:]
        if not rows[name].nested:
            assert rows[name].activation_bytes == values[0].nbytes


def test_the_lessons_numbers_are_there():
    table = layer_table(build_xray_cnn())
    assert (table.parameters, table.multiply_adds) == (54627, 21608352)
    values = sum(row.activation_bytes for row in table if row.kind in ("Conv2D", "MaxPooling2D")) // 4
    assert values == 904800
    assert table["conv_7"].receptive_field.size == (542, 542)
    without = layer_table(build_xray_cnn(pooling=False))
    assert without.parameters == 54627
    assert round(without.multiply_adds / table.multiply_adds) == 133
    assert sum(row.activation_bytes for row in without if row.kind == "Conv2D") // 4 == 8519680
    assert without["conv_7"].receptive_field.size == (21, 21)
    wider = layer_table(build_xray_cnn(first_filters=16))
    assert wider.parameters == 55283
    assert round(100 * (wider.multiply_adds / table.multiply_adds - 1), 1) == 65.5


def test_lenet5_has_the_connections_of_its_paper_where_it_is_the_same():
    table = layer_table(build_lenet5())
    assert table.parameters == 61706
    # The paper gives 122,304 connections of C1: its multiply-adds and one bias for each unit.
    assert table["C1"].multiply_adds + 28 * 28 * 6 == 122304
    assert table["C5"].multiply_adds + 120 == 48120


def test_a_nested_model_is_followed_by_its_layers(build):
    table = layer_table(build("nested"))
    assert [(row.name, row.nested) for row in table] == [
        ("image", False),
        ("conv_1", False),
        ("inner", True),
        ("inner/conv_1", False),
        ("tail", True),
        ("tail/point", False),
        ("flatten", False),
    ]
    assert table["inner"].parameters == table["inner/conv_1"].parameters == (3 * 3 * 4 + 1) * 6
    assert "\n  conv_1 " in str(table)
    assert table["tail/point"].receptive_field == receptive_field([(3, 1, 1), (3, 2, 1), (1, 1, 1)])


def test_layers_of_a_subclassed_model_are_found_with_their_own_weights(build):
    table = layer_table(build("subclassed"))
    assert [row.name for row in table] == ["input", "stem", "block", "block/conv", "output", "weights"]
    assert (table["weights"].parameters, table["weights"].trainable) == (1, 0)
    assert table["block"].receptive_field.size == (5, 5)
    assert table["output"].receptive_field == "whole input"


def test_a_shared_layer_is_counted_once(build):
    table = layer_table(build("shared"))
    assert (table["conv"].parameters, table["conv#2"].parameters) == ((3 * 3 * 3 + 1) * 4, 0)
    assert table["conv#2"].formula == "shared with conv"
    assert table["conv#2"].multiply_adds == table["conv"].multiply_adds > 0


def test_a_layer_that_is_not_called_still_counts():
    keras = load_keras()

    class Idle(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.idle = keras.layers.Dense(2, name="used"), keras.layers.Dense(3, name="idle")
            self.idle.build((None, 4))

        def call(self, x):
            return self.used(x)

    model = Idle()
    model(np.zeros((1, 4), "float32"))
    table = layer_table(model)
    assert (table["idle"].parameters, table["idle"].formula, table["idle"].output_shape) == (
        15,
        "(4 + 1)*3",
        (),
    )
    assert table.parameters == model.count_params() == 25
    assert "not called" in str(table)


def test_frozen_layers_are_told():
    model = build_cifar_cnn()
    model.get_layer("conv_1").trainable = False
    table = layer_table(model)
    assert (table["conv_1"].parameters, table["conv_1"].trainable) == (448, 0)
    assert "448 (448 frozen)" in str(table)
    assert table.trainable == 79530 - 448


def test_the_edges_go_through_branches_and_nested_models(build):
    assert set(layer_table(build("branched")).edges) == {
        ("image", "stem"),
        ("stem", "left"),
        ("stem", "right"),
        ("stem", "add"),
        ("left", "joined"),
        ("right", "joined"),
        ("add", "joined"),
        ("joined", "output"),
    }
    assert set(layer_table(build("nested")).edges) == {
        ("image", "conv_1"),
        ("conv_1", "inner/conv_1"),
        ("inner/conv_1", "tail/point"),
        ("tail/point", "flatten"),
    }
    assert ("stem", "block/conv") in layer_table(build("subclassed")).edges


def test_a_trace_gives_the_same_table_as_the_graph(build):
    for kind in ("functional", "sequential", "nested", "mixed_precision"):
        model = build(kind)
        assert layer_table(model, input_shape=(16, 16, 3)).rows == layer_table(model).rows


def test_another_input_shape_gives_other_costs():
    table = layer_table(build_xray_cnn((None, None, 1)), input_shape=(256, 256, 1))
    assert table.multiply_adds == 21608352
    assert layer_table(build_xray_cnn((None, None, 1))).multiply_adds is None
    assert layer_table(build_xray_cnn((None, None, 1)))["conv_7"].output_shape == (None, None, 50)


def test_several_inputs_take_their_shapes_by_name(build):
    model = build("shared")
    shapes = {"second": (16, 16, 3), "first": (16, 16, 3)}
    assert layer_table(model, input_shape=shapes).rows == layer_table(model).rows


def test_a_shape_under_a_name_that_no_input_has_is_refused(build):
    shapes = {"first": (16, 16, 3), "third": (16, 16, 3)}
    message = (
        r"`input_shape` must be a dict with the keys 'first' and 'second'\. Received: \['first', 'third'\]"
    )
    with pytest.raises(ValueError, match=message):
        layer_table(build("shared"), input_shape=shapes)


def test_long_code_between_two_layers_is_followed():
    keras = load_keras()

    class Long(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.last = (keras.layers.Conv2D(3, 3, name=name) for name in ("first", "last"))

        def call(self, x):
            x = self.first(x)
            for _ in range(1500):
                x = x + 1.0
            return self.last(x)

    model = Long()
    model(np.zeros((1, 8, 8, 3), "float32"))
    assert layer_table(model)["last"].receptive_field.size == (5, 5)


def test_an_unbuilt_model_stays_unbuilt():
    keras = load_keras()
    model = keras.Sequential([keras.layers.Conv2D(3, 3, name="conv"), keras.layers.Flatten()], name="new")
    table = layer_table(model, input_shape=(8, 8, 3))
    assert table["conv"].parameters == table.parameters == 84
    assert not model.built
    assert not model.layers[0].built


@pytest.mark.parametrize("shape", [None, (16, 16, 3)])
def test_the_model_is_untouched(any_model, state_of, shape):
    before = state_of(any_model)
    layer_table(any_model, input_shape=[shape, shape] if shape and any_model.name == "shared" else shape)
    assert state_of(any_model) == before


def test_the_model_is_untouched_after_an_error_which_names_the_layer(state_of):
    keras = load_keras()

    class Failing(keras.layers.Layer):
        on = False

        def call(self, x):
            if Failing.on:
                raise RuntimeError("no idea")
            return x

    class Model(keras.Model):
        def __init__(self):
            super().__init__(name="broken")
            self.failing = Failing(name="failing")

        def call(self, x):
            return self.failing(x)

    model = Model()
    model(np.zeros((1, 4), "float32"))
    before = state_of(model)
    Failing.on = True
    with pytest.raises(
        ValueError, match=r"`model` \('broken'\) cannot be read: layer 'failing' failed.*no idea"
    ):
        layer_table(model)
    assert state_of(model) == before


def test_masks_are_no_rows():
    keras = load_keras()
    layers = keras.layers
    words = keras.Input((12,), dtype="int32", name="words")
    x = layers.Embedding(100, 16, mask_zero=True, name="embedding")(words)
    x = layers.Add(name="sum")([x, layers.MultiHeadAttention(2, 8, name="attention")(x, x)])
    model = keras.Model(words, layers.LSTM(3, name="lstm")(x))
    table = layer_table(model)
    assert [row.name for row in table] == ["words", "embedding", "attention", "sum", "lstm"]
    assert "... = 1,088" in table.to_text(80)


def test_an_unbuilt_model_that_cannot_be_built_says_why():
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self, units):
            super().__init__(name="own")
            self.dense = keras.layers.Dense(units)

        def call(self, x):
            return self.dense(x)

    with pytest.raises(ValueError, match=r"`model` \('own'\) has not been built and cannot be copied"):
        layer_table(Own(3), input_shape=(4,))
    parts = [keras.layers.Conv2D(3, 5), keras.layers.Conv2D(3, 5)]
    with pytest.raises(ValueError, match=r"`model` \('small'\) cannot be built for \(7, 7, 1\)"):
        layer_table(keras.Sequential(parts, name="small"), input_shape=(7, 7, 1))


def test_what_cannot_be_read_is_refused():
    keras = load_keras()
    with pytest.raises(TypeError, match=r"`model` must be a Keras model. Received: 'Dense'."):
        layer_table(keras.layers.Dense(3))
    new = keras.Sequential([keras.layers.Dense(3)], name="new")
    with pytest.raises(ValueError, match=r"`model` must be built: 'new' .* Give `input_shape`"):
        layer_table(new)
    model = build_cifar_cnn()
    with pytest.raises(ValueError, match=r"`input_shape` must be a shape that fits \(32, 32, 3\)"):
        layer_table(model, input_shape=(64, 64, 3))
    with pytest.raises(TypeError, match="`input_shape` must be a shape without the batch axis"):
        layer_table(model, input_shape=32)
    with pytest.raises(ValueError, match="`input_shape` must be a positive whole number"):
        layer_table(model, input_shape=(0, 32, 3))
    with pytest.raises(ValueError, match="The nearest names are 'conv_1'"):
        layer_table(model)["conv1"]
    with pytest.raises(TypeError, match="`other` must be a layer table"):
        layer_table(model).compare(model)


def test_the_text_is_aligned_and_fits(any_model):
    for table in (layer_table(any_model), layer_table(build_cifar_cnn())):
        for width in (80, 100):
            assert max(map(len, table.to_text(width).splitlines())) <= width
        name, _, rule, *lines = str(table).splitlines()
        assert name == table.name
        columns = [place for place, sign in enumerate(rule) if sign == " "]
        assert all({line[place] for place in columns if place < len(line)} <= {" "} for line in lines)


def test_csv_can_be_read_back(tmp_path):
    table = layer_table(build_cifar_cnn())
    text = table.to_csv(tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == [row.name for row in table]
    assert sum(int(row["parameters"]) for row in rows) == 79530
    assert rows[3]["receptive_field"] == "8x8"


def test_a_csv_file_needs_a_path(build):
    with pytest.raises(TypeError, match="`path` must be a path"):
        layer_table(build("functional")).to_csv(3)


def test_markdown_has_a_row_for_each_layer():
    table = layer_table(build_cifar_cnn())
    lines = table.to_markdown().splitlines()
    assert len(lines) == len(table) + 3
    assert {line.count(" | ") for line in lines} == {7}


def test_html_marks_headings_and_escapes():
    keras = load_keras()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="a&b")], name="small")

    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.tags = []

        def handle_starttag(self, tag, attributes):
            self.tags.append((tag, dict(attributes)))

    html = layer_table(model)._repr_html_()
    reader = Reader()
    reader.feed(html)
    scopes = [attributes["scope"] for tag, attributes in reader.tags if tag == "th"]
    assert scopes == ["col"] * 8 + ["row"] * 3
    assert "a&amp;b" in html
    assert "style=" not in html
    assert not any("color" in json.dumps(attributes) for _, attributes in reader.tags)


def test_a_frame_has_the_fields_as_columns():
    pytest.importorskip("pandas")
    frame = layer_table(build_cifar_cnn()).to_pandas()
    assert frame["parameters"].sum() == 79530
    assert frame.loc["conv_1", "receptive_field"] == ReceptiveField((3, 3), (1, 1), (0, 0))


def test_a_frame_without_pandas_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="`to_pandas` needs pandas, which is not installed"):
        layer_table(build_cifar_cnn()).to_pandas()


def test_a_comparison_pairs_layers_by_name():
    left, right = layer_table(build_xray_cnn()), layer_table(build_xray_cnn(head="flatten"))
    comparison = left.compare(right)
    assert comparison.parameters == (54627, 150627)
    names = [(a and a.name, b and b.name) for a, b in comparison.changed]
    assert names == [("global_average", None), (None, "flatten"), ("dense_1", "dense_1")]
    assert "6,528 -> 102,528" in str(comparison)
    assert "6,528 → 102,528" in comparison._repr_html_()
