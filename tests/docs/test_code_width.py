"""Code that readers of a laptop see whole: no line of it runs out of its box on a screen of 1280 pixels."""

import re

import pytest
from docstrings import docstrings
from lessons import DOCS, read_page

IN_DOCSTRING, IN_PAGE = 86, 90  # letters of a line, as the boxes of the two are wide
BOX = 5  # letters that a box around takes from a line, as a challenge does and the solution in it
EXAMPLE = re.compile(r"^ *((?:>>>|\.\.\.) .*)$", re.MULTILINE)
PUBLIC = [one for one in docstrings() if "._" not in one.name and ">>> " in one.text]


@pytest.mark.parametrize("docstring", PUBLIC, ids=lambda one: one.name)
def test_the_examples_of_a_docstring_fit_the_reference(docstring):
    assert [line for line in EXAMPLE.findall(docstring.text) if len(line) > IN_DOCSTRING] == []


PAGES = [path for folder in ("howto", "lessons") for path in sorted((DOCS / folder).glob("*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_code_of_a_page_that_is_seen_fits(path):
    cells = [cell for cell in read_page(path).cells if not {"remove-cell", "hide-input"} & {*cell.tags}]
    rooms = {cell: IN_PAGE - BOX * cell.boxes.count("lesson-block") for cell in cells}
    lines = [(line, room) for cell, room in rooms.items() for line in cell.source.splitlines()]
    assert [line for line, room in lines if len(line) > room] == []
