"""An explorer's style is whole on a page where no other explorer stands."""

import re

import pytest

from docs._ext.explorers.bundle import SOURCES, style

NAMES = sorted(path.stem for path in SOURCES.glob("*.json") if path.with_suffix(".js").exists())
DRAWN = {
    "training": ("explorer-axis", "explorer-gridline", "explorer-ticks", "explorer-key"),
    "descent": ("explorer-axis",),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_plot_has_its_look_where_it_stands_alone(name):
    assert all(f".{drawn}" in style(name) for drawn in DRAWN[name])


@pytest.mark.parametrize("name", NAMES)
def test_what_a_style_imports_stands_in_it_once(name):
    text = style(name)
    assert "@import" not in text
    rules = re.findall(r"^\.explorer-axis \{", text, re.MULTILINE)
    assert len(rules) <= 1


def test_an_own_style_comes_last(tmp_path):
    (tmp_path / "thing.js").write_text('require("./part.js");\n')
    (tmp_path / "part.js").write_text("")
    (tmp_path / "thing.css").write_text(".own {}\n")
    (tmp_path / "part.css").write_text('@import "other.css";\n.part {}\n')
    (tmp_path / "other.css").write_text(".other {}\n")
    assert re.findall(r"\.\w+", style("thing", sources=tmp_path)) == [".other", ".part", ".own"]
