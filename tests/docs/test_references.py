"""Each work of the references is cited where its fact is used, and each citation has its work."""

import re
from pathlib import Path

import pytest
from lessons import DOCS
from test_citations import ENTRY, EXAMPLES, REFERENCES, citations, unknown

PACKAGE = DOCS.parent / "cnn_docs"
LEFT_OUT = {"_build", "_ext", "_extra", "_static", "_templates", "gallery"}
NO_PAGES = {"references.md", "changelog.md"}  # the list itself; a page that only includes another file
PAPERS = REFERENCES.read_text("utf-8").partition("## Papers")[2].partition("\n## ")[0]
NUMBERED = re.compile(r"^ *\.\. \[\d+\] (.*?)(?=^ *\.\. \[|^\s*$|\"\"\")", re.MULTILINE | re.DOTALL)


def pages():
    """Return the text of every page and gallery script, by its path."""
    found = [*DOCS.rglob("*.md"), *EXAMPLES.rglob("*.py")]
    kept = (
        p for p in found if p.name not in NO_PAGES and not LEFT_OUT & set(p.relative_to(DOCS.parent).parts)
    )
    return {path.relative_to(DOCS.parent).as_posix(): path.read_text("utf-8") for path in sorted(kept)}


def docstring_references(folder=PACKAGE):
    """Return the numbered references of a package's docstrings, each on one line."""
    texts = (path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))
    return [" ".join(found.split()) for text in texts for found in NUMBERED.findall(text)]


def surname(authors):
    """Return the first author's last name: "V. Y. Lin, A. Pinkus" gives "Lin"."""
    return authors.split(",")[0].split()[-1]


def unused(references, texts, numbered):
    """Return (surname, year) of the entries that no text cites and no docstring lists."""
    cited = {found for text in texts for found in citations(text)}
    entries = [(surname(" ".join(authors.split())), year) for authors, year in ENTRY.findall(references)]
    return [
        (name, year)
        for name, year in entries
        if (name, year) not in cited
        and not any(re.search(rf"\b{name}\b", line) and year in line for line in numbered)
    ]


PAGES = pages()


@pytest.mark.parametrize("path", [path for path, text in PAGES.items() if citations(text)])
def test_a_page_cites_only_what_is_listed(path):
    assert not unknown(PAGES[path], REFERENCES.read_text("utf-8"))


def test_every_work_that_is_listed_is_cited():
    assert len(ENTRY.findall(PAPERS)) >= 30
    left = unused(PAPERS, PAGES.values(), docstring_references())
    assert not left, "no page, script or docstring cites " + ", ".join(map(" ".join, left))


def test_entries_stand_in_the_order_of_their_authors_and_years():
    entries = [(" ".join(authors.split()), year) for authors, year in ENTRY.findall(PAPERS)]
    keys = [(surname(authors).lower(), year) for authors, year in entries]
    assert [key[0] for key in keys] == sorted(key[0] for key in keys)


@pytest.mark.parametrize(
    ("text", "numbered", "left"),
    [
        ("as shown (He et al. 2016)", [], [("Lin", "2014")]),
        ("as shown (He et al. 2015), by\nLin et al. (2014)", [], [("He", "2016")]),
        ("He said so, in 2016", ['M. Lin, Q. Chen, "Network in network", 2014'], [("He", "2016")]),
        ("nobody", ['He, "Title", 2015.', "Linden, 2014"], [("He", "2016"), ("Lin", "2014")]),
    ],
)
def test_a_work_that_nobody_cites_is_found(text, numbered, left):
    references = "- K. He, X. Zhang,\n  J. Sun (2016). Title.\n- M. Lin, S. Yan (2014). Title.\n"
    assert unused(references, [text], numbered) == left


def test_references_of_docstrings_are_read_over_their_lines(tmp_path):
    source = '''"""Text.

References
----------
.. [1] A. Author and B. Other, "A long
   title", 2001.
.. [2] C. Third, 2002.

Examples
--------
[3] is none.
"""
'''
    Path(tmp_path / "module.py").write_text(source, encoding="utf-8")
    assert docstring_references(tmp_path) == [
        'A. Author and B. Other, "A long title", 2001.',
        "C. Third, 2002.",
    ]


DATA = re.compile(r"\bload_(?:digits|fashion|imagenet_cnn|photograph|textures)\(")
LICENCE = re.compile(r"CC BY 4\.0|CC0|\blicence\b")


@pytest.mark.parametrize("path", [path for path, text in pages().items() if DATA.search(text)])
def test_a_page_that_uses_data_names_their_licence(path):
    assert LICENCE.search(pages()[path]), (
        "say whose the pictures are and under which licence they may be used"
    )


def test_pages_that_use_data_are_found():
    using = [path for path, text in pages().items() if DATA.search(text)]
    assert {"docs/lessons/06-dropout.md", "examples/5_explain/plot_occlusion.py"} <= set(using)
    assert not DATA.search("`load_digits` reads them")
    assert not LICENCE.search("Look at the digits.")
