"""Cards of the lessons, the way into the first, the picture that opens one: all read from the lessons."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from PIL import Image

from docs._ext.figures import figure_files
from docs._ext.lessons import lesson_cards

PARTS = ["blocks", "gated_folds", "lesson_numbers", "collected_pages", "lesson_cards", "page_tools"]
EXTENSIONS = ["myst_nb", *(f"docs._ext.lessons.{part}" for part in PARTS)]
LESSON = """\
---
teaching: {teaching}
exercises: 5
---
# {title}

Words before.

More words before.

:::{{questions}}
- Why?
:::

## Work

{pictures}
"""
HOME = "# Home\n\n```{start-lesson}\n```\n\n```{lesson-cards}\n```\n\n```{toctree}\nlessons/index\n```\n"
PART = "```{{toctree}}\n{options}\n{names}\n```\n"
WIDE, TALL = (800, 200), (300, 900)
WIDE_ONE = "![A wide picture](../wide.png){width=800px height=200px}"
FIRST = "![First](../wide.png){width=800px height=200px}"
CHOSEN = "![Chosen](../tall.png){.lead width=300px height=900px}"


def contents(*parts):
    tables = (
        PART.format(options=f":caption: {caption}\n" if caption else "", names="\n".join(names))
        for caption, names in parts
    )
    return "# Lessons\n\n" + "\n".join(tables)


def lesson(title, teaching, *pictures):
    shown = "\n\n".join(pictures)
    return LESSON.format(title=title, teaching=teaching, pictures=shown)


def png(size, colour):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


PAGES = {
    "index.md": HOME,
    "lessons/index.md": contents(("Part one: it computes", ["02-two", "01-one"]), ("Part two", ["03-three"])),
    "lessons/01-one.md": lesson("One", 10, WIDE_ONE),
    "lessons/02-two.md": lesson("Two", 20, FIRST, CHOSEN),
    "lessons/03-three.md": lesson("Three", 30),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    (folder / "source").mkdir()
    (folder / "source" / "wide.png").write_bytes(png(WIDE, "navy"))
    (folder / "source" / "tall.png").write_bytes(png(TALL, "olive"))
    return folder


@pytest.fixture(scope="module")
def build(folder, build_pages):
    patch = pytest.MonkeyPatch()
    patch.setenv("CNN_DOCS_FIGURES", str(folder / "figures"))
    yield lambda pages: build_pages(folder, pages, EXTENSIONS)
    patch.undo()


@pytest.fixture(scope="module")
def site(build):
    return build(PAGES)


def soup(site, name):
    return BeautifulSoup(site.read(name), "html.parser")


def text_of(element):
    return " ".join(element.get_text().replace("¶", "").split())


def shown_cards(site):
    return [
        (
            text_of(card.select_one(".minutes")),
            text_of(card.select_one(".title")),
            card.select_one(".title a")["href"],
        )
        for card in soup(site, "index.html").select(".lesson-cards > li")
    ]


def test_each_lesson_has_a_card_with_its_number_minutes_and_title_below_the_name_of_its_part(site):
    assert site.warnings == ""
    assert shown_cards(site) == [
        ("Lesson 1 · 25 min", "Two", "lessons/02-two.html"),
        ("Lesson 2 · 15 min", "One", "lessons/01-one.html"),
        ("Lesson 3 · 35 min", "Three", "lessons/03-three.html"),
    ]
    parts = soup(site, "index.html").select("section:has(> .lesson-cards)")
    assert [(text_of(part.find(["h2"])), len(part.select("li"))) for part in parts] == [
        ("Part one: it computes", 2),
        ("Part two", 1),
    ]


def test_a_card_shows_the_lesson_s_own_picture_small_and_in_its_proportions(site):
    cards = soup(site, "index.html").select(".lesson-cards > li")
    sizes = []
    for card in cards[:2]:
        (picture,) = card.select("img")
        assert picture["loading"] == "lazy"
        with Image.open(site.out / picture["src"]) as file:
            assert file.format == "WEBP"
            sizes.append((file.size, (int(picture["width"]), int(picture["height"]))))
    assert sizes == [((85, 256), (43, 128)), ((512, 128), (256, 64))]
    assert [card.img["alt"] for card in cards[:2]] == ["Chosen", "A wide picture"]
    assert cards[2].select("img") == []  # a lesson without pictures


def test_the_way_in_leads_to_the_first_lesson_and_tells_its_minutes(site):
    way = soup(site, "index.html").select_one(".start-lesson")
    assert text_of(way) == "Start lesson 1 25 min, nothing to install"
    assert way.a["href"] == "lessons/02-two.html"


def test_a_lesson_opens_with_its_words_then_its_picture_then_the_overview_then_the_tools(site):
    page = soup(site, "lessons/02-two.html")
    after = [part for part in page.h1.find_next_siblings() if part.name][:5]
    assert [text_of(part) for part in after[:2]] == ["Words before.", "More words before."]
    assert after[2]["class"][0] == "lesson-picture"
    assert after[3]["class"] == ["lesson-block", "overview"]
    assert after[4]["class"] == ["page-tools"]
    (picture,) = after[2].select("img")
    assert picture["alt"] == "Chosen"
    assert "loading" not in picture.attrs  # it is seen at once
    assert (picture["width"], picture["height"]) == ("246", "738")  # its words are to be read
    assert len(page.select("img[alt=Chosen]")) == 2  # it stands in its own place, too
    assert soup(site, "lessons/03-three.html").select(".lesson-picture") == []


def test_the_overview_is_native_and_open_and_its_line_tells_number_and_minutes(site):
    overview = soup(site, "lessons/02-two.html").select_one("details.overview")
    assert overview.has_attr("open")
    assert text_of(overview.summary) == "Overview: Lesson 1 of 3 · Teaching: 20 min · Exercises: 5 min"


def test_cards_follow_when_lessons_are_added_and_changed(site, folder, build):
    before = shown_cards(site)
    more = contents((None, ["01-one", "02-two", "03-three", "04-four"]))
    pages = PAGES | {
        "lessons/index.md": more,
        "lessons/02-two.md": lesson("Two, again", 40, FIRST),
        "lessons/04-four.md": lesson("Four", 1, CHOSEN),
    }
    changed = {name: text for name, text in pages.items() if PAGES.get(name) != text}
    again = build(changed)
    assert again.warnings == ""
    assert len(shown_cards(again)) == len(before) + 1
    assert shown_cards(again)[1:] == [
        ("Lesson 2 · 45 min", "Two, again", "lessons/02-two.html"),
        ("Lesson 3 · 35 min", "Three", "lessons/03-three.html"),
        ("Lesson 4 · 6 min", "Four", "lessons/04-four.html"),
    ]
    page = soup(again, "index.html")
    assert page.select("h2") == []  # a part without a name has no heading
    for picture in page.select(".lesson-cards img"):
        assert (again.out / picture["src"]).exists()


def test_the_cards_are_written_again_for_another_picture_in_the_file_and_not_for_prose(folder, build):
    home = folder / "html" / "index.html"
    pictures = [card.img["src"] for card in soup(build({}), "index.html").select("li:has(img)")]
    written = home.stat().st_mtime_ns
    build({"lessons/03-three.md": lesson("Three", 30) + "\nMore words.\n"})
    assert home.stat().st_mtime_ns == written
    (folder / "source" / "wide.png").write_bytes(png(WIDE, "maroon"))
    again = build({})
    changed = [card.img["src"] for card in soup(again, "index.html").select("li:has(img)")]
    assert changed != pictures
    assert all((again.out / source).exists() for source in changed)


def test_of_the_two_pictures_that_open_a_lesson_the_hidden_one_is_not_loaded_at_once(build):
    name = "lessons/03-three.md"
    twins = [f"![{kind}](../wide.png){{.only-{kind} width=800px height=200px}}" for kind in ("light", "dark")]
    light, dark = soup(build({name: lesson("Three", 30, "".join(twins))}), "lessons/03-three.html").select(
        ".lesson-picture img"
    )
    assert (light["alt"], dark["alt"]) == ("light", "dark")
    assert "loading" not in light.attrs
    assert dark["loading"] == "lazy"
    build({name: PAGES[name]})


def test_a_picture_is_never_shown_larger_than_it_is():
    image = nodes.image(width="100px", height="50")
    lesson_cards.fit(image, lesson_cards.AT_THE_TOP)
    assert (image["width"], image["height"]) == ("100", "50")
    high, wide = (nodes.image(width=w, height=h) for w, h in (("500", "400"), ("920", "100")))
    for image in (high, wide):
        lesson_cards.fit(image, lesson_cards.AT_THE_TOP, lesson_cards.READABLE)
    assert (high["width"], high["height"]) == ("410", "328")
    assert (wide["width"], wide["height"]) == ("736", "80")
    unknown = nodes.image()
    lesson_cards.fit(unknown, lesson_cards.AT_THE_TOP)
    assert "width" not in unknown
    assert figure_files.SCALE == 2
