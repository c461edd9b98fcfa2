"""Every page with cells: they run, also those alone that are seen, and prove its numbers and its answers.

All that needs a run of the pages stands here, so that each runs once in one process.
"""

import contextlib

import pytest
from lessons import DOCS, notebook_pages, read_page, run_file, run_page, visible
from picture_texts import lead_of, too_small, unclear
from short_trainings import short_trainings
from stated_numbers import problems

from docs._ext.questions.checks import complaints
from docs._ext.questions.evaluation import evaluated, requests_of
from docs._ext.questions.source import questions_in

PAGES = notebook_pages()


def name_of(path):
    return path.relative_to(DOCS).as_posix()


def is_lesson(path):
    return "\nteaching: " in path.read_text("utf-8").partition("\n---\n")[0]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_cell_of_the_page_runs(path):
    run_file(path)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_number_that_the_page_states_is_proved(path):
    found = problems(read_page(path), run_file(path))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_answer_that_the_page_asks_for_is_what_it_says(path):
    names = run_file(path).namespace
    wrong = [
        f"{path.name}:{line + where}: {said}"
        for line, question in questions_in(path.read_text("utf-8"))
        for where, said in complaints(question, evaluated(requests_of(question), names))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_words_of_its_figures_can_be_read_and_their_lines_told_apart(path):
    pictures = run_file(path).pictures
    found = [*too_small(pictures, lead_of(pictures) if is_lesson(path) else ()), *unclear(pictures)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_code_that_is_seen_with_folds_closed_runs_alone(path):
    page = read_page(path)
    shown = visible(page)
    if shown.cells == page.cells[: len(shown.cells)]:  # what is folded comes after all that is seen
        run_file(path)
    else:
        with short_trainings() if "keras" in page.text else contextlib.nullcontext():
            run_page(shown)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_cell_needs_the_notebook_itself(path):
    for cell in read_page(path).cells:
        lines = [line for line in cell.source.splitlines() if line.lstrip().startswith(("%", "!"))]
        assert not lines, f"line {cell.line}: IPython's {lines[0]!r} does not run outside of a notebook"
