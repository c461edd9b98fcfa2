"""The questions of the lessons: how many, of which kinds, and computed alike in Python and on the page."""

import json
import re
import shutil
import subprocess

import pytest
from lessons import DOCS, notebook_pages

import cnn_docs
from docs._ext.proof.number_texts import format_like
from docs._ext.questions.formulas import FUNCTIONS, changing, formula
from docs._ext.questions.source import KINDS, questions_in

ROOT = DOCS.parent
LESSONS = [path for path in notebook_pages() if re.match(r"lessons/\d\d-", path.relative_to(DOCS).as_posix())]
NODE = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_three_to_five_questions_the_first_without_arithmetic(lesson):
    kinds = [question.kind for _, question in questions_in(lesson.read_text("utf-8"))]
    assert 3 <= len(kinds) <= 5
    assert {"choice", "several"} & set(kinds[:2])
    assert set(kinds) - {"choice", "several"}, "no number, trace or order"


def test_the_lessons_ask_in_every_way_and_never_twice_by_one_name():
    every = [q for path in LESSONS for _, q in questions_in(path.read_text("utf-8"))]
    assert {q.kind for q in every} == set(KINDS)
    assert len({q.name for q in every}) == len(every)
    assert sum(bool(q.draws) for q in every) >= len(LESSONS)


def drawn_formulas():
    """Return every expression of the lessons' questions that a page computes, with its text and its draws."""
    for path in LESSONS:
        for _, question in questions_in(path.read_text("utf-8")):
            if question.draws:
                texts = [
                    question.prompt,
                    question.hint,
                    question.solution,
                    *(a.reply for a in question.answers),
                ]
                shown = re.findall(r"\{num\}`([^`<]+?)\s*<([^`]+)>`", " ".join(texts))
                shown += [(answer.value, answer.expression) for answer in question.answers]
                yield from (
                    (question, *pair) for pair in shown if changing(pair[1], question.draws) is not None
                )


@NODE
def test_python_and_the_page_compute_the_same_for_every_draw():
    cases = list(drawn_formulas())
    asked = [
        {"formula": formula(expression, question.draws), "text": text, "draws": question.all_draws}
        for question, text, expression in cases
    ]
    done = subprocess.run(
        ["node", ROOT / "tests" / "js" / "draws.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    count = 0
    for (question, text, expression), answers in zip(cases, json.loads(done.stdout), strict=True):
        for drawn, (value, written) in zip(question.all_draws, answers, strict=True):
            right = eval(expression, vars(cnn_docs) | public(expression), drawn)
            assert value == pytest.approx(list(right) if isinstance(right, tuple) else right, rel=1e-12), (
                expression
            )
            assert written == format_like(text, right), expression
            count += 1
    assert count > 1000


def public(expression):
    return {
        name: getattr(cnn_docs, name) for name in FUNCTIONS if name in cnn_docs.__all__ and name in expression
    }


@NODE
def test_the_page_knows_the_functions_that_questions_may_use():
    names = "Object.keys(require('./docs/_static/questions/arithmetic.js').FUNCTIONS)"
    code = f"console.log(JSON.stringify({names}))"
    done = subprocess.run(["node", "-e", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(json.loads(done.stdout)) == sorted(FUNCTIONS)
