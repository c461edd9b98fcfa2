"""Three of Keras's architectures, one of each style; the bench folder has a script for all of them."""

import re
from pathlib import Path

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras
from tests.bench.applications import HEADINGS, architectures, line

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "docs" / "reference" / "tables"


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


@pytest.mark.parametrize(
    "name", ["MobileNetV2", "MobileNetV3Small"]
)  # of layers, and with operations between
def test_the_reference_says_of_an_architecture_what_runs(name):
    head, *lines = (TABLES / "applications.inc").read_text("utf-8").splitlines()
    if f"Keras {load_keras().__version__}," not in head:
        pytest.skip(f"the table was written with other versions: {head}")
    cells = " | ".join(map(str, line(name, getattr(load_keras().applications, name))))
    assert f"| {cells} |" in lines
    ok = {text.split(" | ")[0].strip("| ") for text in lines if text.endswith("| ok |")}
    assert set(architectures()) <= ok


def test_the_reference_has_a_map_for_each_row_but_the_image():
    rows = [
        text.strip("| ").split(" | ")
        for text in (TABLES / "applications.inc").read_text("utf-8").splitlines()
    ]
    place = {heading: number for number, heading in enumerate(HEADINGS)}
    assert tuple(rows[2]) == HEADINGS
    assert len(rows[4:]) == len(architectures())
    assert not [row for row in rows[4:] if int(row[place["maps"]]) != int(row[place["rows"]]) - 1]


@pytest.mark.parametrize("table", ["applications.inc", "peers.inc"])
def test_the_tables_of_the_reference_were_written_with_the_locked_versions(table):
    head = (TABLES / table).read_text("utf-8").splitlines()[0].lower()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for package in ("keras", "tensorflow"):
        (version,) = re.findall(rf"^{package}==(\S+)", lock, re.MULTILINE)
        assert f"{package} {version}" in head
