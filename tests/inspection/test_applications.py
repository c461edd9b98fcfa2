"""Three of Keras's architectures, one of each style; the bench folder has a script for all of them."""

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras


@pytest.fixture(scope="module", params=["MobileNetV2", "EfficientNetB0", "ConvNeXtTiny"])
def architecture(request):
    build = getattr(load_keras().applications, request.param)
    return build(weights=None, include_top=False, input_shape=(32, 32, 3))


def test_the_table_has_every_layer_and_every_parameter(architecture):
    table = layer_table(architecture)
    assert table.parameters == architecture.count_params()
    assert table.multiply_adds > 0
    names = {row.name for row in table}
    assert {layer.name for layer in architecture.layers} <= names
    assert max(map(len, str(table).splitlines())) <= 100
    assert "unknown" not in {row.receptive_field for row in table}


def test_the_maps_have_the_shapes_of_the_table(architecture):
    rows = {row.name: row for row in layer_table(architecture)}
    maps = feature_maps(architecture, np.zeros((1, 32, 32, 3)))
    assert {name: values.shape[1:] for name, values in maps.items()} == {
        name: rows[name].output_shape for name in maps
    }
    *_, last = maps.values()
    np.testing.assert_allclose(last, architecture(np.zeros((1, 32, 32, 3), "float32")), atol=1e-5)
