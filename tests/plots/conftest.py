"""What the tests of the pictures share: figures are closed, and tables are made without Keras."""

import itertools

import matplotlib.pyplot as plt
import pytest

from cnn_docs.inspection.table._results import LayerRow, LayerTable


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.fixture
def make_table():
    """Return a function from (name, kind, shape, changes) to a table, a chain where no edges are given."""

    def make(*rows, edges=None):
        made = [_row(*row) for row in rows]
        names = [row.name for row in made]
        chain = itertools.pairwise(names)
        return LayerTable("model", tuple(made), tuple(chain if edges is None else edges))

    return make


def _row(name, kind, shape, changes=None):
    fields = {
        "parameters": 0,
        "trainable": 0,
        "formula": "",
        "multiply_adds": 0,
        "activation_bytes": 0,
        "receptive_field": "unknown",
    }
    return LayerRow(name, kind, shape, **(fields | (changes or {})))


@pytest.fixture
def small_table(make_table):
    """Input, convolution, pooling, flatten and dense layer."""
    return make_table(
        ("image", "InputLayer", (28, 28, 1)),
        ("conv", "Conv2D", (26, 26, 8), {"parameters": 80}),
        ("pool", "MaxPooling2D", (13, 13, 8)),
        ("flatten", "Flatten", (1352,)),
        ("output", "Dense", (10,), {"parameters": 13530}),
    )
