"""Every page with cells: they run, also those alone that are seen, and prove its numbers and its answers.

All that needs a run of the pages stands here, so that each runs once in one process, or not at all where
the build of the site has run it.
"""

import contextlib

import pytest
from built_runs import complaints_of, runs_of
from lessons import DOCS, notebook_pages, read_page, run_page, visible
from picture_texts import lead_of, too_small, unclear
from short_trainings import short_trainings
from stated_numbers import problems

from docs._ext.proof.page_values import asked_on
from docs._ext.questions.checks import complaints
from docs._ext.questions.evaluation import shares
from docs._ext.questions.source import questions_in

PAGES = notebook_pages()


def name_of(path):
    return path.relative_to(DOCS).as_posix()


def is_lesson(path):
    return "\nteaching: " in path.read_text("utf-8").partition("\n---\n")[0]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_cell_of_the_page_runs(path):
    next(runs_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_number_that_the_page_states_is_proved(path):
    found = complaints_of(runs_of(path), lambda run: problems(read_page(path), run))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_answer_that_the_page_asks_for_is_what_it_says(path):
    text = path.read_text("utf-8")
    asked, _ = asked_on(text)
    places, questions = zip(*questions_in(text), strict=True) if asked else ((), ())

    def wrong(run):
        judged = zip(places, shares(questions, run.answers(asked)), strict=True)
        return [
            f"{path.name}:{line + where}: {said}"
            for line, (question, own) in judged
            for where, said in complaints(question, own)
        ]

    found = complaints_of(runs_of(path), wrong)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_words_of_its_figures_can_be_read_and_their_lines_told_apart(path):
    def wrong(run):
        opens = lead_of(run.pictures) if is_lesson(path) else ()
        return [*too_small(run.pictures, opens), *unclear(run.pictures)]

    found = complaints_of(runs_of(path), wrong)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_code_that_is_seen_with_folds_closed_runs_alone(path):
    page = read_page(path)
    shown = visible(page)
    if shown.cells == page.cells[: len(shown.cells)]:  # what is folded comes after all that is seen
        next(runs_of(path))
    else:
        with short_trainings() if "keras" in page.text else contextlib.nullcontext():
            run_page(shown)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_cell_needs_the_notebook_itself(path):
    for cell in read_page(path).cells:
        lines = [line for line in cell.source.splitlines() if line.lstrip().startswith(("%", "!"))]
        assert not lines, f"line {cell.line}: IPython's {lines[0]!r} does not run outside of a notebook"
