"""Lessons are numbered by their table of contents, and links to the glossary say what a term means."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from docs._ext.lessons.lesson_numbers import numbers, ordered_lessons

LESSON = """\
---
teaching: 15
exercises: 10
---
# {title}

A {{term}}`kernel` and {{term}}`many of them <ReLU>`.
"""
GLOSSARY = """\
# Glossary

```{glossary}
kernel
  The small window of weights, "the filter". See {doc}`lessons/01-one`.

ReLU
rectified linear unit
  Keeps positive values. Turns {term}`others <kernel>` into zero. In symbols: {math}`\\max(0, x)`. More.

empty
  {math}`\\max(0, x)`
```
"""
CONTENTS = "# Lessons\n\n```{{toctree}}\n{}\n```\n"
PAGES = {
    "index.md": "# Home\n\n```{toctree}\nlessons/index\nglossary\nwhole\n```\n",
    "whole.md": "# Everything\n\n```{whole-lesson}\n```\n",
    "lessons/index.md": CONTENTS.format("02-two\n01-one\nplain"),
    "lessons/01-one.md": LESSON.format(title="One"),
    "lessons/02-two.md": LESSON.format(title="Two"),
    "lessons/plain.md": "# Plain\n\nNo lesson.\n",
    "glossary.md": GLOSSARY,
}
EXTENSIONS = [
    "myst_nb",
    "lessons.blocks",
    "lessons.gated_folds",
    "lessons.lesson_numbers",
    "lessons.collected_pages",
    "lessons.glossary_hints",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("furniture")


@pytest.fixture(scope="module")
def site(build_pages, folder):
    return build_pages(folder, PAGES, EXTENSIONS)


def again(build_pages, folder, **changed):
    """Build a site again after pages have changed, and return how its files read."""
    build_pages(folder, changed, EXTENSIONS)
    return lambda name: BeautifulSoup((folder / "html" / name).read_text("utf-8"), "html.parser")


def numbered(page):
    return [place.get_text() for place in page.select(".lesson-number")]


def hints(page):
    return {link.get_text(): link.get("data-hint") for link in page.select("a[href*='term-']")}


def test_lessons_are_numbered_by_the_contents_that_they_stand_in(site):
    assert site.warnings == ""
    for name, number in (("02-two", 1), ("01-one", 2)):
        page = BeautifulSoup(site.read(f"lessons/{name}.html"), "html.parser")
        assert numbered(page) == [f"Lesson {number} of 2 · "]
        assert page.select_one(".times").get_text().startswith(f"Lesson {number} of 2 · Teaching: 15 min")
    assert numbered(BeautifulSoup(site.read("lessons/plain.html"), "html.parser")) == []


def test_terms_carry_the_first_sentences_of_their_entries_without_formulas(site):
    page = BeautifulSoup(site.read("lessons/01-one.html"), "html.parser")
    assert hints(page) == {
        "kernel": "The small window of weights, “the filter”.",
        "many of them": "Keeps positive values. Turns others into zero. In symbols.",
    }
    links = page.select("a[data-hint]")
    assert [link["href"] for link in links] == ["../glossary.html#term-kernel", "../glossary.html#term-ReLU"]


def test_other_lessons_follow_when_the_contents_or_the_glossary_change(site, build_pages, folder):
    read = again(
        build_pages,
        folder,
        **{
            "lessons/index.md": CONTENTS.format("01-one\n02-two\n03-three"),
            "lessons/03-three.md": LESSON.format(title="Three"),
            "glossary.md": GLOSSARY.replace("small window", "little window"),
        },
    )
    assert numbered(read("lessons/01-one.html")) == ["Lesson 1 of 3 · "]
    assert numbered(read("lessons/02-two.html")) == ["Lesson 2 of 3 · "]
    assert hints(read("lessons/02-two.html"))["kernel"].startswith("The little window")
    read = again(build_pages, folder, **{"glossary.md": GLOSSARY.replace("small window", "tiny window")})
    for page in ("lessons/02-two.html", "whole.html"):
        assert hints(read(page))["kernel"].startswith("The tiny window")


def test_lessons_are_numbered_through_all_parts_in_the_order_of_the_contents(site, build_pages, folder):
    part = "# Part\n\n```{{toctree}}\n{}\n```\n"
    read = again(
        build_pages,
        folder,
        **{
            "lessons/index.md": CONTENTS.format("second\nfirst"),
            "lessons/second.md": part.format("02-two"),
            "lessons/first.md": part.format("01-one\nplain"),
        },
    )
    assert numbered(read("lessons/02-two.html")) == ["Lesson 1 of 2 · "]
    assert numbered(read("lessons/01-one.html")) == ["Lesson 2 of 2 · "]


def test_a_lesson_in_two_contents_counts_once_and_one_in_none_comes_last():
    lessons = {name: {"teaching": "5"} for name in ("09-a", "09-z", "10-m", "left-out")}
    env = SimpleNamespace(
        config=SimpleNamespace(root_doc="index"),
        metadata={**lessons, "index": {}, "part": {}},
        found_docs={*lessons, "index", "part"},
        toctree_includes={"index": ["part", "10-m"], "part": ["09-a", "10-m", "09-z"]},
    )
    assert numbers(env) == {"09-a": (1, 3), "10-m": (2, 3), "09-z": (3, 3)}
    assert ordered_lessons(env) == ["09-a", "10-m", "09-z", "left-out"]
