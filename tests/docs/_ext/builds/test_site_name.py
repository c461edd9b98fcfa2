"""The site's name stands in one place, is not an import name, and what no build fills in has it, too."""

import re
import tomllib
from pathlib import Path

import pytest

from docs._ext.builds import repository

ROOT = Path(__file__).parents[4]
NAME = repository.site_name()


def test_the_name_is_words_and_nothing_that_is_imported():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]
    assert not NAME.isidentifier()
    assert package not in NAME
    assert 1 < len(NAME.split()) <= 4


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("README.md", r"^# (.+?):"),
        ("CITATION.cff", r'^title: "(.+?):'),
        ("LICENSE-CC-BY-4.0.md", r'To credit: "(.+?):'),
    ],
)
def test_what_no_build_fills_in_has_the_same_name(file, place):
    (found,) = re.findall(place, (ROOT / file).read_text("utf-8"), re.MULTILINE)
    assert found == NAME


def test_pages_and_settings_leave_the_name_to_the_build():
    for page in [*ROOT.glob("docs/**/*.md"), ROOT / "docs" / "conf.py", *ROOT.glob("docs/_ext/**/*.py")]:
        if not {"_build", "gallery"} & set(page.relative_to(ROOT).parts):
            assert NAME not in page.read_text("utf-8"), page


def test_a_page_gets_the_name():
    source = ["# {{ site-name }}\n"]
    repository.fill_in(None, "index", source)
    assert source == [f"# {NAME}\n"]
