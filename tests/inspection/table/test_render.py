"""Tables as text, HTML, Markdown, comma-separated values and frames."""

import csv
import io
import json
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, build_xray_cnn, layer_table
from cnn_docs._keras import load_keras
from cnn_docs.geometry import ReceptiveField


def test_the_text_is_aligned_and_fits(any_model):
    for table in (layer_table(any_model), layer_table(build_cifar_cnn())):
        for width in (80, 100):
            assert max(map(len, table.to_text(width).splitlines())) <= width
        name, _, rule, *lines = str(table).splitlines()
        assert name == table.name
        columns = [place for place, sign in enumerate(rule) if sign == " "]
        assert all({line[place] for place in columns if place < len(line)} <= {" "} for line in lines)


@pytest.fixture(scope="module")
def wide_table():
    """The table of a model with long names, large numbers and frozen parameters."""
    keras = load_keras()
    parts = [
        keras.layers.Conv2D(4096, 11, name="a_long_name" * 12),
        keras.layers.Conv2D(512, 9, trainable=False, name="frozen"),
        keras.layers.BatchNormalization(name="normed"),
    ]
    return layer_table(keras.Sequential([keras.Input((1000, 1000, 3)), *parts], name="a_long_model" * 12))


@pytest.mark.parametrize("width", [40, 41, 50, 64, 80, 100, 400])
def test_the_text_is_never_wider_than_is_asked_for_and_no_number_is_cut(wide_table, width):
    lines = wide_table.to_text(width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(any(f"{row.parameters:,}" in line for line in lines) for row in wide_table if row.parameters)
    assert f"{wide_table.parameters:,}" in lines[-1]


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


@pytest.mark.parametrize("settings", [{"trainable": False}, {"dtype": "float16"}, {"use_bias": False}])
def test_a_comparison_tells_layers_that_differ_in_a_setting_which_the_table_shows(settings):
    keras = load_keras()

    def table(**settings):
        parts = [keras.layers.Conv2D(2, 3, name="conv", **settings), keras.layers.Flatten(name="flat")]
        return layer_table(keras.Sequential([keras.Input((8, 8, 1), name="image"), *parts], name="small"))

    found = [left.name for left, _ in table().compare(table(**settings)).changed]
    assert "conv" in found
    assert table().compare(table()).changed == []


NAMES = [
    "a_$x^2$_b",
    "100%",
    "<img src=x onerror=alert(1)>",
    "a|b",
    "**bold**",
    "[a](b)",
    "`code`",
    "=1+2",
    "_a_",
]


def named(name):
    keras = load_keras()
    return layer_table(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name=name)], name=name))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_in_every_export(name):
    table = named(name)
    assert name in table.to_text()
    assert f" {name} " in f" {rendered(table.to_markdown())} "
    reader = Cells()
    reader.feed(table._repr_html_())
    assert reader.texts.count(name) == 2  # caption and row
    assert "mathjax_ignore" in reader.classes  # a notebook would typeset what stands between dollars
    (_, row) = csv.DictReader(io.StringIO(table.to_csv()))
    assert row["name"].removeprefix("'") == name


def rendered(markdown):
    """Text of a table in Markdown, by the parser that the site uses."""
    from markdown_it import MarkdownIt

    reader = Cells()
    reader.feed(MarkdownIt("gfm-like", {"linkify": False}).render(markdown))
    assert set(reader.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "strong"}
    return " ".join(reader.texts)


class Cells(HTMLParser):
    """Tags, classes and texts of an HTML page."""

    def __init__(self):
        super().__init__()
        self.tags, self.texts, self.classes = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.classes += dict(attributes).get("class") or ""

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.mark.parametrize("name", ["=1+2", "+1", "-1", "@sum"])
def test_a_spreadsheet_takes_no_name_for_a_formula(name):
    assert f"'{name}" in named(name).to_csv()


def test_a_name_stays_on_its_line():
    lines = str(named("a\nb\tc")).splitlines()
    assert any("a b c" in line for line in lines)
    assert len(lines) == len(str(named("abc")).splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_text_where_the_model_is_traced(name):
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self):
            super().__init__(name="own")
            self.dense = keras.layers.Dense(2, name=name)

        def call(self, x):
            return self.dense(x) + 1

    model = Own()
    model(np.zeros((1, 4), "float32"))
    assert layer_table(model, input_shape=(4,))[name].output_shape == (2,)
