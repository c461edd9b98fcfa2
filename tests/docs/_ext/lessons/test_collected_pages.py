"""Pages made of the lessons: what they hold, where their links lead, when they are written again."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from docs._ext.builds.fingerprint import hash_of
from docs._ext.lessons.collected_pages import COLLECTING, full
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
Try, after {{ref}}`do-{other_name}`, with {{eq}}`an-equation`.

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
MORE = "# More\n\n```{math}\n:label: an-equation\n\na = b\n```\n"
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
        "more.md": MORE,
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


ALL = {"schedule", "keypoints", "exercises", "figures", "whole"}
ANOTHER = "```{math}\n:label: another\n\nb = c\n```\n"
EDITS = [
    ("lessons/02-b.md", "Same heading\n\nSee", "Same heading\n\nMore prose. See", {"whole"}),
    ("lessons/02-b.md", "Point of b", "News of b", {"keypoints", "whole"}),
    ("lessons/02-b.md", "Solved b", "Done with b", {"exercises", "whole"}),
    ("lessons/02-b.md", "teaching: 20", "teaching: 27", ALL),
    ("more.md", "# More\n", f"# More\n\n{ANOTHER}", ALL),
    ("lessons/02-b.md", "# Lesson b", "# Lesson by itself", ALL),
    ("more.md", "a = b", "a = c", set()),
    ("index.md", "lessons/01-a\nlessons/02-b", "lessons/02-b\nlessons/01-a", ALL),
    ("index.md", "", "", set()),
]
SHOWN = {"schedule": "27", "keypoints": "News of b", "exercises": "Done with b", "whole": "More prose. See"}


def test_a_collecting_page_is_written_again_where_what_it_shows_has_changed_and_only_there(
    site, build_pages, folder
):
    def times():
        return {name: (folder / "html" / f"{name}.html").stat().st_mtime_ns for name in ALL}

    for name, old, new, expected in EDITS:
        path, before = folder / "source" / name, times()
        text = path.read_text(encoding="utf-8")
        assert old in text
        again = build_pages(folder, {name: text.replace(old, new)} if old else {}, EXTENSIONS)
        assert again.warnings == ""
        assert {page for page, time in times().items() if time != before[page]} == expected, (name, new)
    for page, words in SHOWN.items():
        assert words in again.read(f"{page}.html")
    assert "(2)" in text_of(soup_of(again, "exercises.html"))  # the number of the equation elsewhere
    rows = [text_of(row) for row in soup_of(again, "schedule.html").select("tbody tr")]
    assert rows[0].startswith("1. Lesson by itself")
    assert set(remembered(again.app.builder.env, COLLECTING)) == ALL


@pytest.mark.parametrize(
    "change",
    [
        lambda node: node[0].append(nodes.Text("!")),
        lambda node: node[0].update_all_atts({"ids": ["b"]}),
        lambda node: setattr(node[0], "rawsource", "other"),
        lambda node: node.append(nodes.paragraph()),
        lambda node: node.insert(0, node.pop()),
        lambda node: node[1].replace_self(nodes.strong("", *node[1].children)),
        lambda node: node[1]["held"].append(nodes.Text("!")),
    ],
)
def test_nothing_of_what_is_taken_can_change_unseen(change):
    section = nodes.section(
        "", nodes.paragraph("", "Words", ids=["a"]), nodes.emphasis("", "x", held=nodes.title("", "Held"))
    )
    same, other = section.deepcopy(), section.deepcopy()
    other[1]["held"] = section[1]["held"].deepcopy()
    change(other)
    assert hash_of(full(same)) == hash_of(full(section)) != hash_of(full(other))


def test_parallel_reading_gives_the_same_pages(site, build_pages, tmp_path):
    parallel = build_pages(tmp_path, pages(), EXTENSIONS, parallel=2)
    assert parallel.read("schedule.html") == build_pages(tmp_path / "serial", pages(), EXTENSIONS).read(
        "schedule.html"
    )
