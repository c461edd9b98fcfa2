"""The layer table agrees with Keras's own counts, with worked numbers and with what a model computes."""

import pytest

from cnn_docs import build_cifar_cnn, build_lenet5, build_xray_cnn, layer_table
from cnn_docs._keras import load_keras


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
    with pytest.raises(ValueError, match="`input_shape` must be a whole number from 1 to 1,000,000,000"):
        layer_table(model, input_shape=(0, 32, 3))
    with pytest.raises(ValueError, match="The nearest names are 'conv_1'"):
        layer_table(model)["conv1"]
    with pytest.raises(TypeError, match="`other` must be a layer table"):
        layer_table(model).compare(model)
