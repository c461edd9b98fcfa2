"""The script that the package carries is the one of the sources."""

import pytest

from docs._ext.explorers import packaged

HOW = "Run `python -m docs._ext.explorers.packaged`."


@pytest.mark.parametrize("name", sorted(packaged.contents()))
def test_the_package_holds_what_its_sources_give(name):
    assert (packaged.FOLDER / name).read_text(encoding="utf-8") == packaged.contents()[name], HOW


def test_the_script_cannot_end_its_element_and_asks_nobody():
    script = packaged.contents()["page.js"]
    assert "</script" not in script.lower()
    assert not [word for word in ("fetch(", "XMLHttpRequest", "import(", "eval(") if word in script]
