"""Pages made of the lessons: what they hold, where their links lead, when they are written again."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup

from docs._ext.lessons.collected_pages import COLLECTING
from docs._ext.remembered import remembered

EXTENSIONS = [
    "myst_nb",
    "lessons.blocks",
    "lessons.gated_folds",
    "lessons.collected_pages",
]
LESSON = """\
---
file_format: mystnb
kernelspec: {{name: python3}}
teaching: {teaching}
exercises: {exercises}
---
(start-{name})=
# Lesson {name}

:::{{questions}}
- Why {name}?
:::

## Same heading

See {{doc}}`{other}`, [the other](#start-{other_name}), [here](#start-{name}) and {{doc}}`../more`.

::::{{challenge}} Do {name}
:minutes: 3
:name: do-{name}
Try, after {{ref}}`do-{other_name}`.

:::{{solution}}
Solved {name}.
:::
::::

:::{{keypoints}}
- Point of {name}.
:::
"""
CELL = """\
```{code-cell} python
---
mystnb:
  image:
    alt: A tiny picture
---
from IPython.display import Image
import base64
Image(base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="))
```
"""
INDEX = (
    "# Home\n\n```{toctree}\nlessons/01-a\nlessons/02-b\nmore\n"
    + "".join(f"{name}\n" for name in ("schedule", "keypoints", "exercises", "figures", "whole"))
    + "```\n"
)


def pages():
    a = LESSON.format(name="a", teaching=50, exercises=15, other="02-b", other_name="b")
    b = LESSON.format(name="b", teaching=20, exercises=5, other="01-a", other_name="a")
    return {
        "index.md": INDEX,
        "more.md": "# More\n",
        "lessons/01-a.md": a + CELL,
        "lessons/02-b.md": b,
        "schedule.md": "# Schedule\n\n```{schedule}\n```\n",
        "keypoints.md": "# Key points\n\n```{all-keypoints}\n```\n",
        "exercises.md": "# Exercises\n\n```{all-exercises}\n```\n",
        "figures.md": "# Figures\n\n```{all-figures}\n```\n",
        "whole.md": "# Everything\n\n```{whole-lesson}\n```\n",
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("collected")


@pytest.fixture(scope="module")
def site(build_pages, folder):
    return build_pages(folder, pages(), EXTENSIONS)


def soup_of(site, name):
    return BeautifulSoup(site.read(name), "html.parser").select_one("div.body")


def text_of(element):
    return " ".join(element.get_text().split())


def test_the_build_gives_no_warning(site):
    assert site.warnings == ""


def test_the_schedule_adds_the_minutes_up(site):
    rows = [
        [text_of(cell) for cell in row.select("td")]
        for row in soup_of(site, "schedule.html").select("tbody tr")
    ]
    assert rows == [
        ["1. Lesson a", "50", "15", "0:00", "1:05"],
        ["2. Lesson b", "20", "5", "1:05", "1:30"],
        ["All lessons", "70", "20", "", "1:30"],
    ]
    links = [a["href"] for a in soup_of(site, "schedule.html").select("td a")]
    assert links == ["lessons/01-a.html", "lessons/02-b.html"]


def test_a_schedule_of_some_lessons_adds_up_these(build_pages, tmp_path):
    wanted = "# Schedule\n\n```{schedule}\n:lessons: 02 07\n```\n"
    site = build_pages(tmp_path, pages() | {"schedule.md": wanted}, EXTENSIONS)
    rows = soup_of(site, "schedule.html").select("tbody tr")
    cells = [[text_of(cell) for cell in row.select("td")] for row in rows]
    assert cells == [["2. Lesson b", "20", "5", "0:00", "0:25"], ["Together", "20", "5", "", "0:25"]]
    assert site.warnings.count("such as 01. Received: 07") == 1


def test_key_points_stand_under_their_lessons(site):
    body = soup_of(site, "keypoints.html")
    assert [text_of(h2).rstrip("¶") for h2 in body.select("h2")] == ["1. Lesson a", "2. Lesson b"]
    assert [text_of(item) for item in body.select("li")] == ["Point of a.", "Point of b."]


def test_exercises_keep_their_solutions_folded(site):
    body = soup_of(site, "exercises.html")
    assert len(body.select(".challenge details.solution")) == 2
    assert "Challenge 1: Do a (3 min)" in text_of(body)


def test_every_figure_comes_with_its_alt_text(site):
    figure = soup_of(site, "figures.html").select_one("figure")
    assert figure.img["alt"] == "A tiny picture"
    assert (site.out / figure.img["src"]).exists()
    assert text_of(figure.figcaption).startswith("A tiny picture")


def test_the_whole_lesson_holds_all_pages_with_unique_ids(site):
    body = soup_of(site, "whole.html")
    assert [text_of(h2).rstrip("¶") for h2 in body.select("h2")] == ["Lesson a", "Lesson b"]
    assert [text_of(h3).rstrip("¶") for h3 in body.select("h3")] == ["Same heading", "Same heading"]
    ids = Counter(element["id"] for element in body.select("[id]"))
    assert ids
    assert max(ids.values()) == 1
    for block in body.select("[aria-labelledby]"):
        assert body.find(id=block["aria-labelledby"])
    assert body.select_one("img")["alt"] == "A tiny picture"


@pytest.mark.parametrize("name", ["whole.html", "exercises.html"])
def test_links_lead_to_the_copy_or_to_the_page(site, name):
    body = soup_of(site, name)
    for link in body.select("a.reference.internal"):
        path, _, anchor = link["href"].partition("#")
        target = BeautifulSoup(site.read(path), "html.parser") if path else body
        assert not anchor or target.find(id=anchor), link
    local = {link["href"] for link in body.select("a.reference.internal")}
    assert {"#lessons-01-a-do-a", "#lessons-02-b-do-b"} <= local
    if name == "whole.html":
        assert "more.html" in local
        assert not any("02-b.html" in href or "01-a.html" in href for href in local)


def test_a_changed_lesson_is_new_on_the_collecting_pages(site, build_pages, folder):
    changed = (
        (folder / "source/lessons/02-b.md").read_text(encoding="utf-8").replace("Point of b", "News of b")
    )
    again = build_pages(folder, {"lessons/02-b.md": changed}, EXTENSIONS)
    assert again.warnings == ""
    assert "News of b" in again.read("keypoints.html")
    assert "News of b" in again.read("whole.html")
    assert "Point of a" in again.read("keypoints.html")
    assert set(remembered(again.app.builder.env, COLLECTING)) == {
        "schedule",
        "keypoints",
        "exercises",
        "figures",
        "whole",
    }


def test_nothing_is_written_when_nothing_changed(site, build_pages, folder):
    before = (folder / "html/whole.html").stat().st_mtime_ns
    build_pages(folder, {}, EXTENSIONS)
    assert (folder / "html/whole.html").stat().st_mtime_ns == before


def test_parallel_reading_gives_the_same_pages(site, build_pages, tmp_path):
    parallel = build_pages(tmp_path, pages(), EXTENSIONS, parallel=2)
    assert parallel.read("schedule.html") == build_pages(tmp_path / "serial", pages(), EXTENSIONS).read(
        "schedule.html"
    )
