"""Every weight is counted once."""

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, layer_table
from cnn_docs._keras import load_keras


def test_totals_equal_the_models_count(any_model):
    table = layer_table(any_model)
    assert table.parameters == any_model.count_params()
    assert table.parameters == sum(row.parameters for row in table if not row.nested)
    assert table.trainable == sum(int(np.prod(w.shape)) for w in any_model.trainable_weights)


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
        [],
    )
    assert table.parameters == model.count_params() == 25
    assert "not called" in str(table)


@pytest.mark.parametrize("reads", [True, False], ids=["reads its weights", "only in training"])
def test_a_layer_that_calls_none_of_its_layers_is_one_row(reads):
    keras = load_keras()
    layers, ops = keras.layers, keras.ops

    class Holder(layers.Layer):
        def __init__(self):
            super().__init__(name="holder")
            self.inner = layers.Dense(5, name="inner") if reads else layers.Dropout(0.5, name="inner")

        def build(self, shape):
            self.inner.build(shape)

        def call(self, x, training=False):
            if not reads:
                return self.inner(x, training=True) if training else 2.0 * x
            return ops.matmul(x, self.inner.kernel) + self.inner.bias

        def compute_output_shape(self, shape):
            return (*shape[:-1], 5 if reads else shape[-1])

    image = keras.Input((4, 6, 3), name="image")
    after = layers.Conv2D(2, 3, name="after")(Holder()(image))
    table = layer_table(keras.Model(image, after))
    row, channels = table["holder"], 5 if reads else 3
    assert [one.name for one in table] == ["image", "holder", "after"]
    assert (row.nested, row.parameters, row.multiply_adds) == (False, 20 * reads, 24 * 15 * reads)
    assert row.activation_bytes == 4 * 6 * channels * 4
    assert table.activation_bytes == row.activation_bytes + table["after"].activation_bytes
    assert table.edges == (("image", "holder"), ("holder", "after"))
    assert reads or table["after"].receptive_field.size == (3, 3)


def test_frozen_layers_are_told():
    model = build_cifar_cnn()
    model.get_layer("conv_1").trainable = False
    table = layer_table(model)
    assert (table["conv_1"].parameters, table["conv_1"].trainable) == (448, 0)
    assert "448 (448 frozen)" in str(table)
    assert table.trainable == 79530 - 448


def test_a_row_is_found_by_its_name_and_by_its_position():
    table = layer_table(build_cifar_cnn())
    rows = list(table)
    for number in (1, np.int64(1), -len(rows) + 1, rows[1].name, np.str_(rows[1].name)):
        assert table[number] is rows[1]


@pytest.mark.parametrize("key", [True, np.True_, 1.0, slice(0, 2), None, (0, 1), [0]], ids=str)
def test_what_is_neither_a_name_nor_a_position_is_refused(key):
    with pytest.raises(
        TypeError, match="`name` must be the name of a row, or its position as a whole number"
    ):
        layer_table(build_cifar_cnn())[key]


@pytest.mark.parametrize("far", [99, -99])
def test_a_position_without_a_row_is_refused(far):
    table = layer_table(build_cifar_cnn())
    with pytest.raises(IndexError, match=f"`name` must be a position from -{len(table)} to {len(table) - 1}"):
        table[far]
