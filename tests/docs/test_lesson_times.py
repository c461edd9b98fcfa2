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


def minutes(*names):
    """Return the minutes of the lessons whose file names begin so, teaching and exercises."""
    chosen = [path.read_text("utf-8") for path in LESSONS if path.name.startswith(names)]
    return sum(
        int(found) for text in chosen for found in re.findall(r"^(?:teaching|exercises): (\d+)$", text, re.M)
    )


def test_the_notes_state_how_long_the_course_and_its_day_are():
    notes = " ".join((DOCS / "instructors" / "notes.md").read_text("utf-8").split())
    assert "adds up to about eleven hours without breaks" in notes
    assert minutes("") == pytest.approx(11 * 60, abs=15)
    assert "lessons one to five, seven, nine and the last one, about six and a half hours" in notes
    day = minutes("01", "02", "03", "04", "05", "07", "09-one-step", "09-what-next")
    assert day == pytest.approx(6.5 * 60, abs=15)
