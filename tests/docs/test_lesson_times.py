"""The time that a lesson states for its exercises is that of its exercises."""

import re

import pytest
import yaml
from lessons import DOCS

LESSONS = sorted((DOCS / "lessons").glob("[0-9]*.md"))


def stated(text):
    """Return the minutes of exercises in a page's front matter."""
    return yaml.safe_load(text.split("---\n")[1])["exercises"]


def added(text):
    """Return the sum of the minutes of a page's exercises."""
    return sum(map(int, re.findall(r"^:minutes: (\d+)$", text, re.MULTILINE)))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_exercises_take_as_long_as_the_lesson_says(path):
    text = path.read_text("utf-8")
    assert stated(text) == added(text)


def test_every_exercise_states_its_minutes():
    for path in LESSONS:
        text = path.read_text("utf-8")
        exercises = re.findall(r"^:+\{challenge(?:-start)?\}", text, re.MULTILINE)
        assert len(exercises) == len(re.findall(r"^:minutes: \d+$", text, re.MULTILINE)), path.name


def test_a_sum_that_differs_is_found():
    text = "---\nteaching: 15\nexercises: 8\n---\n:::{challenge} One\n:minutes: 3\n:::\n"
    assert (stated(text), added(text)) == (8, 3)
