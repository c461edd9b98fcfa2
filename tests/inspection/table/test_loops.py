"""What runs in a loop or a branch of the backend, of which nobody can tell how often, is not made up."""

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras
from tests.inspection.loops import branched, looped, mapped
from tests.inspection.table.own_code import of_own_code


@pytest.mark.skipif("load_keras().backend.backend() != 'tensorflow'", reason="loops of TensorFlow")
def test_a_layer_in_a_loop_costs_what_nobody_can_tell():
    import tensorflow as tf

    model = of_own_code(lambda ops, x, w, inner: tf.map_fn(inner, x) + w, (1,))
    table = layer_table(model, input_shape=(7, 5))
    assert (table["inner"].multiply_adds, table["inner"].activation_bytes) == (None, None)
    assert table["dense"].multiply_adds == 7 * 5 * 8
    assert (table.multiply_adds, table.activation_bytes) == (None, None)
    assert "not called" not in str(table)


@pytest.mark.skipif("load_keras().backend.backend() == 'torch'", reason="branches of Python")
def test_convolutions_in_branches_cost_what_nobody_can_tell():
    layers = load_keras().layers
    table = layer_table(branched(*(layers.Conv2D(4, 3, padding="same", name=name) for name in "ab")))
    assert [table[f"branch/{name}"].output_shape for name in "ab"] == [[], []]
    assert {table[f"branch/{name}"].multiply_adds for name in "ab"} == {None}
    assert table.multiply_adds is None
    assert table["branch"].receptive_field == "unknown"


@pytest.mark.skipif("load_keras().backend.backend() == 'torch'", reason="loops of Python")
def test_an_activation_in_a_loop_costs_nothing_and_has_a_memory_that_nobody_can_tell():
    table = layer_table(looped(load_keras().layers.ReLU(name="inner")))
    assert (table["loop/inner"].multiply_adds, table["loop/inner"].activation_bytes) == (0, None)
    assert table.activation_bytes is None
    assert "not called" not in str(table)


@pytest.mark.skipif("load_keras().backend.backend() != 'tensorflow'", reason="the trace of TensorFlow")
@pytest.mark.parametrize("place", ["", "loop_body/"])
def test_a_layer_in_a_vectorised_loop_has_neither_an_output_nor_maps(place):
    """TensorFlow traces the body for one image, and puts another computation in its place."""
    layers = load_keras().layers
    model = mapped(layers.Conv2D(2, 3, name="inner"), within=place.strip("/"))
    row = layer_table(model)[f"{place}each/inner"]
    assert (row.output_shape, row.multiply_adds, row.activation_bytes) == ([], None, None)
    images = np.zeros((2, 6, 6, 4), "float32")
    assert set(feature_maps(model, images)) == {
        name for one in layer_table(model).rows[1:] for name in one.output_names if one.output_shape
    }
    with pytest.raises(ValueError, match="not inside of a loop or branch"):
        feature_maps(model, images, layers=f"{place}each/inner")
