"""Replies to the questions of the lessons, in notebooks."""

import pytest

from cnn_docs import question_checker

LETTERS = {"a": "About a.", "b": "About b.", "c": "About c."}
QUESTIONS = {
    "choice": {"kind": "choice", "right": "b", "replies": LETTERS, "hint": "Think.", "solution": "It is b."},
    "print": {"kind": "print", "right": "a", "replies": LETTERS, "see": "https://example.org/#print"},
    "several": {"kind": "several", "right": "ac", "replies": LETTERS},
    "order": {"kind": "order", "right": "cab", "replies": LETTERS},
    "whole": {"kind": "number", "right": 448, "within": 0, "replies": [(432, "The weights."), (448, "All.")]},
    "close": {
        "kind": "number",
        "right": 2.5,
        "within": 0.01,
        "replies": [(2.5, "Yes."), (5 / 3, "The other part.")],
    },
    "silent": {
        "kind": "number",
        "right": 3,
        "within": 0.5,
        "replies": [(4, "Too many."), (3.8, "Too many.")],
    },
}


@pytest.fixture
def check():
    return question_checker(QUESTIONS)


@pytest.mark.parametrize(
    ("name", "answer", "right", "text"),
    [
        ("choice", "b", True, "Right. About b."),
        ("choice", " B ", True, "Right. About b."),
        ("choice", "a", False, "Not yet. About a.\nHint: Think."),
        ("print", "c", False, "Not yet. About c. Read again: https://example.org/#print"),
        ("several", "ca", True, "Right."),
        ("several", ["a", "c"], True, "Right."),
        ("several", "a, b, c", False, "Not yet. b) does not belong to it: About b."),
        ("several", "a", False, "Not yet. c) belongs to it, too: About c."),
        ("order", "cab", True, "Right."),
        ("order", "cba", False, "Not yet. b) is the first that stands at another place: About b."),
        ("whole", 448, True, "Right. All."),
        ("whole", 432.0, False, "Not yet. The weights."),
        ("whole", 449, False, "Not yet. That is none of the usual slips."),
        ("close", 2.51, True, "Right. Yes."),
        ("close", 1.67, False, "Not yet. The other part."),
        ("close", 2.52, False, "Not yet. That is none of the usual slips."),
        ("silent", 3, True, "Right."),
        ("silent", 3.4, True, "Right."),
        ("silent", 4.4, False, "Not yet. Too many."),
        ("choice", ..., False, "Put your answer in place of the dots."),
    ],
)
def test_a_reply_says_whether_and_why(check, name, answer, right, text):
    reply = check(name, answer)
    assert (reply.right, reply.text, repr(reply)) == (right, text, text)


def test_numpy_numbers_are_answers(check):
    import numpy as np

    assert check("whole", np.int64(448)).right
    assert check("close", np.float32(2.5)).right


def test_the_solution_comes_with_the_second_wrong_answer_of_that_question(check):
    check("several", "b")
    check("choice", ...)
    assert "Solution" not in check("choice", "a").text
    assert check("choice", "c").text == "Not yet. About c.\nHint: Think.\nSolution: It is b."
    assert check("choice", "b").text == "Right. About b."


@pytest.mark.parametrize(
    ("name", "answer", "error", "message"),
    [
        ("choices", "a", ValueError, "Did you mean 'choice'"),
        (1, "a", TypeError, "`name` must be"),
        ("choice", "d", ValueError, "`answer` must be 'a', 'b' or 'c'. Received: 'd'."),
        ("choice", "ab", ValueError, "`answer` must be one letter: 'a', 'b' or 'c'. Received: 'ab'."),
        ("choice", "", ValueError, "`answer` must be 'a', 'b' or 'c'. Received: ''."),
        ("several", "aa", ValueError, "`answer` must be letters of a, b, c. Received: 'aa'."),
        ("several", 3, TypeError, "`answer` must be letters of a, b, c. Received: 3."),
        ("order", {"c", "a", "b"}, TypeError, "`answer` must be letters of a, b, c. Received: {"),
        ("order", "ca", ValueError, "`answer` must be all letters in their order: a, b, c. Received: 'ca'."),
        ("whole", "448", TypeError, "`answer` must be a finite number. Received: '448'."),
        ("whole", float("nan"), ValueError, "`answer` must be a finite number. Received: nan."),
        ("whole", True, TypeError, "`answer` must be a finite number. Received: True."),
    ],
)
def test_an_answer_of_another_kind_is_refused(check, name, answer, error, message):
    with pytest.raises(error) as caught:
        check(name, answer)
    assert message in str(caught.value)


def test_questions_are_a_mapping(refused):
    with refused(TypeError, "`questions` must be a mapping from names to questions. Received: 3."):
        question_checker(3)


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        (
            "b",
            TypeError,
            "`questions['relu']` must be a mapping with 'kind', 'right' and 'replies'. Received: 'b'.",
        ),
        (
            {"kind": "choice"},
            ValueError,
            "`questions['relu']` must be a mapping with 'kind', 'right' and 'replies'. Received: ['kind'].",
        ),
        (
            {"kind": "choose", "right": "a", "replies": {}},
            ValueError,
            "`questions['relu']['kind']` must be 'choice'",
        ),
        (
            {"kind": "choice", "right": "d", "replies": LETTERS},
            ValueError,
            "`questions['relu']['right']` must be letters of a, b, c. Received: 'd'.",
        ),
        (
            {"kind": "several", "right": "", "replies": {}},
            ValueError,
            "`questions['relu']['replies']` must be a mapping from letters to texts. Received: {}.",
        ),
        (
            {"kind": "number", "right": "3", "replies": []},
            TypeError,
            "`questions['relu']['right']` must be a finite number. Received: '3'.",
        ),
        (
            {"kind": "number", "right": 3, "replies": [(3, "Yes.", 1)]},
            ValueError,
            "`questions['relu']['replies']` must be pairs of a number and a text. Received: (3, 'Yes.', 1).",
        ),
    ],
)
def test_a_question_that_lacks_something_is_refused_at_once(question, error, message):
    with pytest.raises(error) as caught:
        question_checker({"relu": question})
    assert str(caught.value).startswith(message)
