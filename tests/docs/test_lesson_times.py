"""The time that a lesson states for its exercises is that of its exercises."""

import re

import pytest
import yaml
from lessons import DOCS

LESSONS = [
    path for path in sorted((DOCS / "lessons").glob("[0-9]*.md")) if "\nteaching: " in path.read_text("utf-8")
]


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


def test_a_lesson_asks_as_many_questions_as_the_notes_say():
    assert "Each lesson asks four or five questions" in (DOCS / "instructors" / "notes.md").read_text("utf-8")
    asked = [len(re.findall(r"^:+\{question\}", path.read_text("utf-8"), re.MULTILINE)) for path in LESSONS]
    assert set(asked) == {4, 5}


def test_a_sum_that_differs_is_found():
    text = "---\nteaching: 15\nexercises: 8\n---\n:::{challenge} One\n:minutes: 3\n:::\n"
    assert (stated(text), added(text)) == (8, 3)


def paths():
    """Return the paths of the schedule: what their lessons begin with, by their headings."""
    text = (DOCS / "instructors" / "schedule.md").read_text("utf-8")
    found = re.findall(r"^## (.*)$(?:(?!^## )[\s\S])*?^:lessons: (.*)$", text, re.MULTILINE)
    return {heading: lessons.split() for heading, lessons in found}


def needs(path):
    """Return the lessons that the prerequisites of a lesson name, by their numbers."""
    block = re.search(r":::\{prerequisites\}(.*?)\n:::", path.read_text("utf-8"), re.DOTALL)[1]
    return set(re.findall(r"\{doc\}`(?:[^`<]*<)?(\d\d)-", block))


@pytest.mark.parametrize(("heading", "path"), paths().items())
def test_a_path_has_what_its_lessons_need(heading, path):
    known = {f"{number:02d}" for number in range(1, 9)} if heading.startswith("Part two") else set()
    assert path == sorted(path)
    for lesson in LESSONS:
        if lesson.name[:2] in path:
            assert needs(lesson) <= known | set(path[: path.index(lesson.name[:2])]), lesson.name


def test_the_paths_are_found():
    assert len(paths()) >= 4


def hours(first, last):
    """Return the hours of the lessons from one number to another, teaching and exercises."""
    chosen = [path.read_text("utf-8") for path in LESSONS if first <= int(path.name[:2]) <= last]
    found = re.findall(r"^(?:teaching|exercises): (\d+)$", "\n".join(chosen), re.MULTILINE)
    return sum(map(int, found)) / 60


def test_the_notes_state_how_long_the_two_parts_are():
    notes = " ".join((DOCS / "instructors" / "notes.md").read_text("utf-8").split())
    assert "part one takes about six and a half hours, and part two about eleven and a half" in notes
    assert (hours(1, 8), hours(9, 99)) == pytest.approx((6.5, 11.5), abs=0.25)
