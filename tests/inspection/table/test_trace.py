"""A model with code of its own is read from a trace, which gives what the graph would."""

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras


def test_layers_of_a_subclassed_model_are_found_with_their_own_weights(build):
    table = layer_table(build("subclassed"))
    assert [row.name for row in table] == ["input", "stem", "block", "block/conv", "output", "weights"]
    assert (table["weights"].parameters, table["weights"].trainable) == (1, 0)
    assert table["block"].receptive_field.size == (5, 5)
    assert table["output"].receptive_field == "whole input"


def test_a_trace_gives_the_same_table_as_the_graph(build):
    for kind in ("functional", "sequential", "nested", "mixed_precision"):
        model = build(kind)
        assert layer_table(model, input_shape=(16, 16, 3)).rows == layer_table(model).rows


def test_code_of_others_in_a_graph_is_followed():
    keras = load_keras()
    layers = keras.layers

    class Scale(layers.Layer):
        def build(self, shape):
            self.gamma = self.add_weight(shape=(shape[-1],), name="gamma")

        def call(self, x):
            return x * self.gamma

    image = keras.Input((9, 8, 3))
    maps = Scale(name="scale")(layers.Conv2D(4, 3)(image))
    maps = layers.Lambda(lambda x: x + keras.ops.relu(x), output_shape=(7, 6, 4), name="lambda")(maps)
    table = layer_table(keras.Model(image, layers.Conv2D(2, 3, name="last")(maps)))
    assert table["scale"].receptive_field.size == table["lambda"].receptive_field.size == (3, 3)
    assert table["last"].receptive_field.size == (5, 5)
    assert table.multiply_adds == 7 * 6 * 27 * 4 + 5 * 4 * 36 * 2


@pytest.mark.skipif(
    "load_keras().backend.backend() != 'tensorflow'", reason="Python in a graph of TensorFlow"
)
def test_code_that_needs_values_stays_unread_in_a_graph():
    keras = load_keras()

    class Values(keras.layers.Layer):
        def call(self, x):
            return keras.ops.convert_to_tensor(np.sort(keras.ops.convert_to_numpy(x), axis=1))

        def compute_output_spec(self, x):
            return keras.KerasTensor(x.shape, dtype=x.dtype)

    image = keras.Input((8, 8, 3))
    model = keras.Model(image, keras.layers.Conv2D(2, 3)(Values(name="values")(image)))
    table = layer_table(model)
    assert [row.receptive_field for row in table.rows[1:]] == ["unknown", "unknown"]
    assert table["values"].multiply_adds is None


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


SLICES = {
    "further axis": (lambda x: x[..., None], (3, 3)),
    "written out": (lambda x: x[:, :, :, None], (3, 3)),
    "reversed": (lambda x: x[:, ::-1, :, None], None),
    "a part": (lambda x: x[:, 1:, :, None], (3, 3)),
}


@pytest.mark.parametrize("kind", list(SLICES))
def test_a_slice_that_takes_all_only_adds_axes(kind):
    keras = load_keras()
    cut, size = SLICES[kind]

    class WithoutChannels(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv = keras.layers.Conv2D(2, 3, name="conv")

        def call(self, x):
            return self.conv(cut(x))

    model = WithoutChannels()
    model(np.zeros((1, 7, 6), "float32"))
    assert getattr(layer_table(model)["conv"].receptive_field, "size", None) == size
