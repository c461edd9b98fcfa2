"""No lesson asks what another has asked: the words of all questions and exercises differ."""

import difflib
import itertools
import re

import pytest
from lessons import DOCS

LESSONS = sorted((DOCS / "lessons").glob("*.md"))
ASKED = re.compile(
    r"^:{3,}\{(?:question|challenge(?:-start)?)\} (.+)\n([\s\S]*?)(?=^:{3,}(?:$|\{))", re.MULTILINE
)
OTHER = re.compile(r"^(?::\w+:.*|\{(?:right|wrong|place)\}[\s\S]*|Hint\n[\s\S]*)$", re.MULTILINE)
GATE = re.compile(r"^(:{3,}\{challenge-start\}.*\n(?::\w+:.*\n)*):{3,}\n", re.MULTILINE)
"""A gate, whose text stands behind its closing colons."""
NUMBERS = re.compile(r"\{num\}`[^`]*`|\d[\d,.×]*")
ALIKE = 0.6
"""From here on two texts are the same one in other words."""


def asked(text):
    """Return the title and the words of all that a page asks, without options, answers and numbers."""
    return [
        (title.strip(), " ".join(NUMBERS.sub("", OTHER.sub("", body)).split()))
        for title, body in ASKED.findall(GATE.sub(r"\1", text))
    ]


def everything():
    """Return (page, title, words) for all that the lessons ask."""
    return [(path.name, *one) for path in LESSONS for one in asked(path.read_text("utf-8"))]


def repeated(found):
    """Return what is asked twice."""
    pairs = itertools.combinations(found, 2)
    return [
        f"{first[0]}: {first[1]!r} and {second[0]}: {second[1]!r}"
        for first, second in pairs
        if likeness(first[2], second[2]) > ALIKE
    ]


def likeness(first, second):
    """Return how much two texts are alike, from 0 to 1, by their words."""
    return difflib.SequenceMatcher(None, first.split(), second.split(), autojunk=False).ratio()


def test_nothing_is_asked_twice():
    found = everything()
    assert len(found) > 100
    assert [title for _, title, words in found if not words] == []
    assert repeated(found) == []


QUESTION = """\
:::{question} Which way?
:name: way

The slope of the error for a weight is negative. What does a step do?

{right}`True` Up
: Yes.
:::
"""


@pytest.mark.parametrize(
    "again",
    [
        "The slope of the error for a weight is negative. What does a step do?",
        "The slope of the loss for one weight is negative. What does a step do with this weight?",
    ],
)
def test_a_question_that_comes_again_is_found(again):
    words = "The slope of the error for a weight is negative. What does a step do?"
    assert asked(QUESTION) == [("Which way?", words)]
    found = [("one.md", *asked(QUESTION)[0]), ("two.md", *asked(QUESTION.replace(words, again))[0])]
    assert len(repeated(found)) == 1
