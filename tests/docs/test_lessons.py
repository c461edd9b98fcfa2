"""Every page with cells: its cells run, and every number that it states is proved by them."""

import pytest
from lessons import DOCS, notebook_pages, read_page, run_file
from stated_numbers import problems

PAGES = notebook_pages()


def name_of(path):
    return path.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_cell_of_the_page_runs(path):
    run_file(path)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_number_that_the_page_states_is_proved(path):
    found = problems(read_page(path), run_file(path))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_cell_needs_the_notebook_itself(path):
    for cell in read_page(path).cells:
        lines = [line for line in cell.source.splitlines() if line.lstrip().startswith(("%", "!"))]
        assert not lines, f"line {cell.line}: IPython's {lines[0]!r} does not run outside of a notebook"
