"""What stands on the first screen, at home and at the top of each lesson, on a laptop and on a phone."""

import gzip
import json
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

import cnn_docs

from .conftest import HTML, lessons_in_order, view_options
from .test_one_whole_network import LARGE as LARGE_PAGE

SCREENS = {"laptop": (1280, 800), "phone": (375, 667)}
LESSONS = lessons_in_order()
KIB = 1024
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
STROKE = [(0.5, 0.1), (0.5, 0.9)]


@pytest.fixture(params=SCREENS)
def screen(request):
    return SCREENS[request.param]


@pytest.fixture
def look(browser, site_url):
    """Return a function that opens a page on a screen: ``look(path, (width, height))``."""
    contexts = []

    def open_page(path, screen, **options):
        width, height = screen
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **options))
        page = contexts[-1].new_page()
        page.add_init_script(SHIFTS)
        page.goto(site_url + path)
        page.wait_for_timeout(300)
        return page

    yield open_page
    for context in contexts:
        context.close()


def bottom(page, pick):
    box = page.locator(pick).first.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_home_shows_a_sentence_a_live_picture_and_the_way_in(look, screen, theme):
    page = look("index.html", screen, color_scheme=theme)
    sentence = page.locator(".home-words p").first
    assert len(re.findall(r"[.!?](?:\s|$)", sentence.inner_text())) == 1
    for pick in (
        ".home-words p",
        ".start-lesson a",
        ".home-pad .explorer-pad",
        ".explorer-digits .explorer-message",
    ):
        assert bottom(page, pick) <= screen[1], pick
    assert page.locator(".start-lesson a").inner_text() == "Start lesson 1"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_home_answers_the_hand(look, screen):
    page = look("index.html", screen)
    page.get_by_role("button", name="Clear").click()
    box = page.locator(".home-pad .explorer-pad").bounding_box()
    (x, top), (_, end) = [(box["x"] + a * box["width"], box["y"] + d * box["height"]) for a, d in STROKE]
    page.mouse.move(x, top)
    page.mouse.down()
    page.mouse.move(x, end, steps=8)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert page.locator(".explorer-digits .explorer-message").inner_text().startswith("The network reads 1")


@pytest.mark.parametrize("width", [320, 375, 640, 1280])
def test_every_digit_to_choose_at_home_is_seen_at_once(look, width):
    page = look("index.html", (width, 667))
    hidden = page.locator(".home-pad .explorer-segments:visible").evaluate(
        """row => {
          const box = row.getBoundingClientRect();
          return [...row.querySelectorAll("label")].filter((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            const cut = left < box.left || right > box.right || top < box.top || bottom > box.bottom;
            return cut || bottom - top < 24;
          }).map(one => one.textContent);
        }"""
    )
    assert hidden == []
    assert page.locator(".home-pad .explorer-segments:visible label").count() == 10


def test_the_way_in_and_the_cards_lead_to_the_lessons_with_their_minutes(look):
    page = look("index.html", SCREENS["laptop"])
    cards = page.locator(".lesson-cards > li")
    assert cards.locator(".title a").evaluate_all("all => all.map(a => a.getAttribute('href'))") == LESSONS
    assert page.locator(".start-lesson a").get_attribute("href") == LESSONS[0]
    for number, (path, line) in enumerate(
        zip(LESSONS, cards.locator(".minutes").all_inner_texts(), strict=True), start=1
    ):
        times = BeautifulSoup((HTML / path).read_text("utf-8"), "html.parser").select_one(".times")
        stated = re.findall(r"(?:Teaching|Exercises): (\d+) min", times.get_text())
        assert line == f"Lesson {number} · {sum(map(int, stated))} min"
    assert cards.locator("img:visible").count() == len(LESSONS)


def test_nothing_jumps_while_home_loads(look, screen):
    page = look("index.html", screen)
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifts") < 0.02


def test_home_is_light_with_its_scripts_and_styles(look):
    page = look("index.html", SCREENS["laptop"], color_scheme="light")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    names = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    files = {HTML / re.sub(r"^.*?/cnn_docs/|[?#].*", "", name) for name in names if "/cnn_docs/" in name}
    text = {file for file in files if file.suffix in (".js", ".css", ".html", ".svg")} | {HTML / "index.html"}
    shown = sum(len(gzip.compress(file.read_bytes())) for file in text)
    shown += sum(file.stat().st_size for file in files - text if file.is_file())
    assert shown <= 300 * KIB


def test_home_without_scripts_has_a_picture_and_the_way_in_on_the_first_screen(look, screen):
    page = look("index.html", screen, java_script_enabled=False)
    assert bottom(page, ".start-lesson a") <= screen[1]
    assert page.locator(".home-pad .explorer-static img:visible").bounding_box()["y"] < screen[1]
    assert page.locator(".lesson-cards img:visible").count() >= len(LESSONS) - 1


def test_home_prints_the_picture_in_place_of_what_lives(look):
    page = look("index.html", SCREENS["laptop"])
    page.emulate_media(media="print")
    assert not page.locator(".explorer-digits").is_visible()
    page.locator(".home-pad .explorer-static img:visible").wait_for()  # it is fetched only now
    ink = page.locator(".start-lesson a").evaluate("node => getComputedStyle(node).backgroundColor")
    assert ink == "rgba(0, 0, 0, 0)"  # printers leave backgrounds out, and white words with them


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_opens_with_a_picture_on_the_first_screen(new_page, site_url, screen, path):
    page = new_page(**view_options("light", *screen))  # what all lessons share is fetched for the first
    page.add_init_script(SHIFTS)
    page.goto(site_url + path)
    picture = page.locator(".lesson-picture img:visible")
    assert picture.count() == 1
    assert bottom(page, ".lesson-picture img:visible") <= screen[1]
    assert page.locator("details.overview").evaluate("node => node.open")  # it is below the picture
    assert picture.bounding_box()["y"] < page.locator("details.overview").bounding_box()["y"]
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifts") < 0.02


def test_the_overview_is_folded_to_a_line_for_those_who_return(look):
    page = look(LESSONS[0], SCREENS["laptop"])
    overview = page.locator("details.overview")
    assert page.locator(".overview-parts").is_visible()
    page.reload()
    assert not page.locator(".overview-parts").is_visible()
    assert overview.bounding_box()["height"] < 60
    assert page.evaluate("window.shifts") < 0.02
    page.goto(page.url.replace(LESSONS[0], LESSONS[1]))
    assert page.locator(".overview-parts").is_visible()  # of another lesson
    page.goto(page.url.replace(LESSONS[1], LESSONS[0]))
    overview.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".overview-parts").is_visible()


def test_the_overview_is_open_without_scripts_and_in_print(look):
    page = look(LESSONS[0], SCREENS["laptop"], java_script_enabled=False)
    assert page.locator(".overview-parts").is_visible()
    page = look(LESSONS[0], SCREENS["laptop"])
    page.reload()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".overview-parts").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.locator(".overview-parts").is_visible()


ANSWERS = """
() => [...document.querySelectorAll('.photographs-panel tbody tr')].map(
  (row) => [row.cells[0].textContent, row.cells[2].textContent])
"""
CHOICE = ".home-pad .photographs-button"


def same_place(page, one, other):
    boxes = [page.locator(pick).bounding_box() for pick in (one, other)]
    return all(abs(boxes[0][side] - boxes[1][side]) <= 3 for side in boxes[0])


def answers_of(page):
    """What a frame with the page of a model shows for each of its images, five of each."""
    facts = json.loads(page.locator("#facts").text_content())
    labels = facts["answer"]["labels"]
    for scores in facts["answer"]["scores"]:
        order = sorted(range(len(scores)), key=lambda number: -scores[number])[:5]
        yield [[labels[number], f"{100 * scores[number]:.1f} %"] for number in order]


def test_the_choice_of_photographs_is_on_the_first_screen(look):
    for width, height in ((1280, 720), (375, 667)):
        page = look("index.html", (width, height))
        for pick in (".start-lesson a", ".home-pad .explorer-pad", ".explorer-digits .explorer-message"):
            assert bottom(page, pick) <= height, pick
        assert page.locator(CHOICE).count() == 4
        for box in (one.bounding_box() for one in page.locator(CHOICE).all()):
            assert box["y"] + box["height"] <= height
            assert box["x"] + box["width"] <= width
            assert min(box["width"], box["height"]) >= 44


def test_a_photograph_is_answered_in_the_place_of_the_digit_as_its_page_answers(look, screen):
    page = look("index.html", screen)
    whole = look(LARGE_PAGE, screen)
    for number, answers in enumerate(answers_of(whole), start=1):
        page.locator(CHOICE).nth(number).click()
        assert page.evaluate(ANSWERS) == answers
        name, share = answers[0]
        words = f"The network reads {name}, with {share}"
        assert page.locator(".photographs-panel .explorer-message").inner_text() == words
        assert page.locator(".photographs > [role=status]").text_content() == words
        assert same_place(page, ".photographs-picture img", ".home-pad .explorer-pad")
        assert same_place(page, ".photographs-panel .explorer-message", ".explorer-digits .explorer-message")
        assert same_place(page, ".photographs-panel", ".explorer-digits")
        assert page.locator(".photographs-picture img").evaluate("one => one.naturalWidth") == 224
    assert page.evaluate("window.shifts") < 0.02
    page.locator(CHOICE).first.click()
    assert not page.locator(".photographs-panel").is_visible()
    assert page.locator(".home-pad .explorer-pad").is_visible()


def test_the_answers_are_those_of_keras_to_the_pictures_of_the_package(look):
    page = look("index.html", SCREENS["laptop"])
    shown = json.loads(page.locator("[data-photographs]").get_attribute("data-photographs"))
    names = cnn_docs.load_imagenet_names()
    images = np.stack([middle(name) for name in ("cat", "coffee", "rocket")])
    for one, scores in zip(shown, np.array(cnn_docs.load_imagenet_cnn()(images)), strict=True):
        order = np.argsort(-scores)[:5]
        assert [name for name, _ in one["answers"]] == [names[index] for index in order]
        assert np.allclose([share for _, share in one["answers"]], scores[order], atol=1e-4)
        assert one["kinds"] == len(names)


def middle(name, side=224):
    """The square in the middle of a photograph, in bytes."""
    height, width = cnn_docs.load_photograph(name).image.shape[:2]
    image = cnn_docs.load_photograph(name, size=(side, round(side * width / height))).image
    left = (image.shape[1] - side) // 2
    return np.round(255 * image[:, left : left + side])


def test_a_photograph_can_be_chosen_by_keys_and_leads_to_the_whole_network(look):
    page = look("index.html", SCREENS["laptop"])
    button = page.get_by_role("button", name="A cup of coffee")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert "espresso" in page.locator(".photographs > [role=status]").text_content()
    assert page.locator(".home-pad [data-explorer]").evaluate("node => node.inert")
    link = page.locator(".photographs-panel a")
    assert link.inner_text() == "See this network whole"
    link.click()
    page.wait_for_url("**/one-whole-network.html#*")
    assert page.evaluate("document.querySelector(location.hash).querySelector('.model-page') !== null")


def test_a_finger_chooses_and_pictures_and_answers_are_few_bytes(look):
    page = look("index.html", SCREENS["phone"], has_touch=True, is_mobile=True)
    page.locator(CHOICE).nth(3).tap()
    assert page.locator(".photographs-panel .explorer-message").is_visible()
    sizes = [path.stat().st_size for path in HTML.glob("_images/photograph-*.webp")]
    assert len(sizes) == 3
    assert sum(sizes) <= 20 * KIB
    data = page.locator("[data-photographs]").get_attribute("data-photographs")
    assert len(data) <= 3 * KIB


def test_without_scripts_and_in_print_the_photographs_stand_with_their_answers(look, screen):
    page = look("index.html", screen, java_script_enabled=False)
    assert page.locator(".photographs-static img:visible").count() == 3
    page = look("index.html", screen)
    page.locator(CHOICE).nth(1).click()
    page.emulate_media(media="print")
    assert not page.locator(".photographs-panel").is_visible()
    page.locator(".home-pad .explorer-static img:visible").wait_for()  # it is fetched only now
    captions = page.locator(".photographs-static figcaption").all_inner_texts()
    assert [re.match(r"[\w ]+ \d+\.\d %, ", words) is not None for words in captions] == [True] * 3
