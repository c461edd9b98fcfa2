"""The script that the package carries is the one of the sources."""

import json
from pathlib import Path

import pytest

from docs._ext.explorers import packaged

STATIC = Path(__file__).parents[2] / "docs" / "_static"
HOW = "Run `python -m docs._ext.explorers.packaged`."


@pytest.mark.parametrize("name", sorted(packaged.contents()))
def test_the_package_holds_what_its_sources_give(name):
    assert (packaged.FOLDER / name).read_text(encoding="utf-8") == packaged.contents()[name], HOW


def test_the_script_cannot_end_its_element_and_asks_nobody():
    script = packaged.contents()["page.js"]
    assert "</script" not in script.lower()
    assert not [word for word in ("fetch(", "XMLHttpRequest", "import(", "eval(") if word in script]


def test_each_kind_of_heat_map_has_words_for_what_it_shows_and_for_nothing():
    words = json.loads((STATIC / "explorers" / "page" / "words.json").read_text("utf-8"))
    kinds = {name.removeprefix("heat_") for name in words if name.startswith("heat_")}
    assert kinds == {"saliency", "grad_cam"}
    assert {f"{what}_{kind}" for what in ("heatAbout", "heatZero") for kind in kinds} <= set(words)
