"""Whoever is cited with a year stands with that year on the page of references."""

import re

import pytest
from lessons import DOCS, notebook_pages

EXAMPLES = DOCS.parent / "examples"
REFERENCES = DOCS / "references.md"
CITED = re.compile(
    r"\b([A-Z][a-z]\w*)(?: et al\.| and (?:van )?[A-Z]\w+)?(?: described one in)? \(?((?:19|20)\d\d)\b"
)
ENTRY = re.compile(r"^- (.*?) \((\d{4})\)", re.MULTILINE | re.DOTALL)
NO_NAMES = {"About", "After", "Before", "By", "From", "In", "Since", "Until"}


def citations(text):
    """Return (first author, year) of each citation; a line break stands for a space."""
    found = CITED.findall(re.sub(r"\s*\n(?:# )?\s*", " ", text))
    return sorted({(name, year) for name, year in found} - {(n, y) for n, y in found if n in NO_NAMES})


def unknown(text, references):
    """Return the citations of a text that the references do not have."""
    entries = ENTRY.findall(references)
    return [
        (name, year)
        for name, year in citations(text)
        if not any(re.search(rf"\b{name}\b", names) and year == when for names, when in entries)
    ]


PLACES = [*notebook_pages(), *sorted(EXAMPLES.glob("*/plot_*.py"))]
CITING = {path: path.read_text("utf-8") for path in PLACES if citations(path.read_text("utf-8"))}


def test_citations_are_found():
    assert len(CITING) >= 6


@pytest.mark.parametrize("path", CITING, ids=lambda path: path.stem)
def test_citations_stand_in_the_references(path):
    assert not unknown(CITING[path], REFERENCES.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("as shown (He et al. 2016, there), by\n# Glorot and Bengio (2010), About 2010, in 1999", []),
        ("as shown (He et al.\n2015)", [("He", "2015")]),
        ("as Pitt and\n# Watt (2010) say", [("Pitt", "2010")]),
    ],
)
def test_a_wrong_name_or_year_is_found(text, missing):
    references = "- K. He, X. Zhang (2016). Title.\n- X. Glorot,\n  Y. Bengio (2010). Title.\n"
    assert unknown(text, references) == missing
