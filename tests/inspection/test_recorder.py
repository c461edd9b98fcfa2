"""A name is one tensor: in the table, in the maps, in the edges, whatever else has that name."""

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras


def random(*shape):
    return np.random.default_rng(0).random(shape).astype("float32")


def operations_and_layers():
    """Layers and operations of one name, of which Keras counts the numbers apart."""
    keras = load_keras()
    keras.utils.clear_session()  # so that Keras gives the layer the name that the operation has here
    layers = keras.layers
    x = keras.Input((8, 8, 4), name="image")
    short = layers.Add()([x, layers.Conv2D(4, 1)(x)])
    long = layers.Conv2D(8, 3, padding="same")(x)
    long = long + layers.Conv2D(8, 1)(x)
    for _ in range(3):
        long = layers.Conv2D(8, 3, padding="same")(long)
    return keras.Model(x, layers.Concatenate()([short, keras.ops.relu(long * 2.0)]))


def inside_another():
    keras = load_keras()
    x = keras.Input((8, 8, 4), name="image")
    return keras.Model(x, keras.layers.Conv2D(2, 3, name="add")(operations_and_layers()(x)), name="outer")


def called_like_an_input():
    keras = load_keras()

    class Same(keras.Model):
        def __init__(self):
            super().__init__(name="same")
            self.first = keras.layers.Conv2D(4, 3, name="input")
            self.second = keras.layers.Conv2D(2, 3, name="input#2")

        def call(self, x):
            return self.first(self.second(self.first(x)))

    model = Same()
    model.second.build((None, 8, 8, 4))
    model.first.build((None, 8, 8, 2))
    model(random(1, 8, 8, 2))
    return model


@pytest.mark.parametrize("make", [operations_and_layers, inside_another])
def test_tables_and_maps_agree_on_every_name(make):
    model = make()
    maps = feature_maps(model, random(2, 8, 8, 4))
    table = layer_table(model)
    names = [row.name for row in table]
    assert len(set(names)) == len(names)
    assert set(names) - set(maps) == {"image"}
    for row in table.rows[1:]:
        assert maps[row.name].shape == (2, *row.output_shape)
    assert {name for edge in table.edges for name in edge} <= set(names)
    traced = layer_table(model, input_shape=(8, 8, 4))
    assert [row.name for row in traced] == names
    assert set(traced.edges) == set(table.edges)


def test_a_layer_called_like_an_input_or_a_second_call_has_a_name_of_its_own():
    model = called_like_an_input()
    names = [row.name for row in layer_table(model)]
    assert len(set(names)) == len(names) == 4
    assert set(feature_maps(model, random(1, 8, 8, 2))) == set(names) - {"input"}


@pytest.mark.parametrize("make", [operations_and_layers, inside_another])
def test_any_name_of_the_table_may_be_asked_for(make):
    model, images = make(), random(2, 8, 8, 4)
    everything = feature_maps(model, images)
    for row in layer_table(model):
        (found,) = feature_maps(model, images, layers=row.name).values()
        expected = images if row.kind == "InputLayer" else everything[row.name]
        np.testing.assert_allclose(found, expected, atol=1e-5)
    assert list(feature_maps(model, images[0], layers=["image", "add"])) == ["image", "add"]
    assert feature_maps(model, images[0], layers="image")["image"].shape == (8, 8, 4)


@pytest.mark.parametrize("name", ["conv[0] (a)", "<b>", "_1>-"])
def test_names_that_a_graph_refuses_are_compiled_and_leave_nothing_behind(name):
    keras = load_keras()
    x = keras.Input((6, 6, 1), name="x")
    model = keras.Model(x, keras.layers.Conv2D(1, 3, name=name)(x))
    images = np.random.default_rng(0).random((2, 6, 6, 1), dtype=np.float32)
    first, second = (feature_maps(model, images)[name] for _ in range(2))
    np.testing.assert_allclose(first, second, atol=1e-6)
    later = keras.layers.Dense(1, name="later")
    later.build((None, 2))
    assert later.kernel.path == "later/kernel"


def test_outputs_have_their_places_as_names():
    keras = load_keras()

    class Several(keras.layers.Layer):
        def call(self, x):
            return {"low": x[..., :1], "pair": (x + 1, [x + 2])}

    x = keras.Input((4,), name="values")
    several = Several(name="several")(x)
    model = keras.Model(x, [several["low"], several["pair"][0], several["pair"][1][0]])
    values = random(3, 4)
    maps = feature_maps(model, values)
    assert set(maps) == {"several[low]", "several[pair][0]", "several[pair][1][0]"}
    np.testing.assert_allclose(maps["several[pair][1][0]"], values + 2)
    row = layer_table(model)["several"]
    assert dict(zip(row.output_names, row.output_shape, strict=True)) == {
        "several[low]": (1,),
        "several[pair][0]": (4,),
        "several[pair][1][0]": (4,),
    }
    assert list(feature_maps(model, values, layers="several[low]")) == ["several[low]"]


def test_an_output_may_be_none():
    keras = load_keras()

    class WithNone(keras.layers.Layer):
        def call(self, x):
            return None, x, x + 1

    class Model(keras.Model):
        def __init__(self):
            super().__init__(name="with_none")
            self.part = WithNone(name="part")

        def call(self, x):
            _, same, more = self.part(x)
            return {"aux": None, "same": same, "more": [more]}

    model, values = Model(), random(3, 4)
    model(values)
    maps = feature_maps(model, values)
    np.testing.assert_allclose(maps["part[2]"], values + 1)
    assert set(maps) == {"part[1]", "part[2]"}
    assert layer_table(model)["part"].output_shape == [(4,), (4,)]


def test_a_number_for_the_whole_batch_is_an_output():
    keras = load_keras()

    class WithLoss(keras.layers.Layer):
        def call(self, x):
            return x, keras.ops.mean(x)

    x = keras.Input((4,), name="values")
    kept, loss = WithLoss(name="part")(x)
    model, values = keras.Model(x, [kept, loss]), random(3, 4)
    for images in (values, values[0]):
        np.testing.assert_allclose(feature_maps(model, images)["part[1]"], np.mean(images), atol=1e-6)
    assert layer_table(model)["part"].output_shape == [(4,), ()]
    assert "4, number" in str(layer_table(model))


def test_truth_values_are_data():
    keras = load_keras()
    x = keras.Input((8, 8, 1), name="scan")
    bright = keras.ops.cast(x > 0.5, "float32")
    model = keras.Model(x, keras.layers.Conv2D(3, 3, name="conv")(bright))
    table = layer_table(model)
    assert [row.name for row in table] == ["scan", "greater", "cast", "conv"]
    assert set(table.edges) == {("scan", "greater"), ("greater", "cast"), ("cast", "conv")}
    assert (table["greater"].activation_bytes, table["cast"].activation_bytes) == (64, 256)
    scans = random(2, 8, 8, 1)
    maps = feature_maps(model, scans)
    np.testing.assert_array_equal(maps["greater"], scans > 0.5)


def test_a_nested_model_may_return_truth_values():
    keras = load_keras()
    ids = keras.Input((8,), dtype="int32", name="ids")
    padding = keras.Model(ids, keras.ops.not_equal(ids, 0), name="padding")
    words = keras.Input((8,), dtype="int32", name="words")
    e = keras.layers.Embedding(20, 6, name="embedding")(words)
    attention = keras.layers.MultiHeadAttention(2, 3, name="attention")
    out = attention(e, e, attention_mask=padding(words)[:, None, :])
    model = keras.Model(words, keras.layers.Dense(2, name="dense")(out))
    table = layer_table(model)
    assert ("padding/notequal", "getitem") in table.edges
    assert ("getitem", "attention") in table.edges
    assert feature_maps(model, np.array([[1, 2, 3, 0, 0, 0, 0, 0]]))["padding"].dtype == bool
    assert table.parameters == model.count_params()


def test_masks_that_keras_attaches_are_hidden_everywhere():
    keras = load_keras()
    words = keras.Input((8,), dtype="int32", name="words")
    x = keras.layers.Embedding(20, 6, mask_zero=True, name="embedding")(words)
    x = keras.layers.Add(name="sum")([x, keras.layers.MultiHeadAttention(2, 3, name="attention")(x, x)])
    model = keras.Model(words, keras.layers.LSTM(3, name="lstm")(x))
    names = ["embedding", "attention", "sum", "lstm"]
    assert [row.name for row in layer_table(model)] == ["words", *names]
    assert list(feature_maps(model, np.array([[1, 2, 0, 0, 0, 0, 0, 0]]))) == names
