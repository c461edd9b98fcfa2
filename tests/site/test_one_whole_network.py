"""The page "One whole network": its frames wait, fit, follow the theme, and hold what its tasks ask for."""

import re

import pytest

from cnn_docs.palette import DARK, LIGHT

from .conftest import HTML
from .model_pages import OVER
from .test_every_page import VIEWS

PATH = "lessons/one-whole-network.html"
SMALL, LARGE = (f"_static/model-pages/lessons-one-whole-network-{number}.html" for number in (1, 2))
MOST = 6_000_000
PAPER = "getComputedStyle(document.body).backgroundColor"


def shown(page, number=0):
    """Return the frame of a page of a model once it has drawn itself; the large one is unfolded first."""
    place = page.locator(".model-page").nth(number)
    if place.locator("summary").count() and not place.locator("details").evaluate("fold => fold.open"):
        place.locator("summary").click()
    place.locator("iframe").scroll_into_view_if_needed()
    frame = place.locator("iframe").element_handle().content_frame()
    frame.wait_for_selector("body.page-ready", timeout=60_000)
    return frame


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def test_the_large_page_is_asked_for_only_once_its_reader_has_read_how_large_it_is(visit):
    seen = visit(PATH)
    seen.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    seen.page.wait_for_timeout(500)
    assert not [url for url in seen.requests if url.endswith(LARGE)]
    size = (HTML / LARGE).stat().st_size
    assert size <= MOST
    assert seen.page.locator(".model-page summary").inner_text() == f"Open the page here: {size / 1e6:.1f} MB"
    large = shown(seen.page, 1)
    assert large.get_by_label("Softmax of").is_visible()  # of recorded scores: its weights have no room
    assert [url for url in seen.requests if url.endswith(LARGE)]
    assert seen.messages == []


@pytest.mark.parametrize("number", [0, 1])
def test_the_frames_fit_and_are_quiet(visit, number):
    seen = visit(PATH)
    frame = shown(seen.page, number)
    for theme, width in VIEWS:
        seen.page.emulate_media(color_scheme=theme)
        seen.page.set_viewport_size({"width": width, "height": 900})
        box = seen.page.locator(".model-page iframe").nth(number).bounding_box()
        assert box["height"] <= 900, (theme, width)
        assert box["x"] >= 0, (theme, width)
        assert box["x"] + box["width"] <= width, (theme, width)
        for place in (frame, seen.page):
            assert place.evaluate(OVER) <= 0, (theme, width)
    assert seen.messages == []
    assert seen.foreign_requests == []


@pytest.mark.parametrize(("width", "count"), [(375, 1), (1280, 2), (1440, 2)])
def test_a_wide_frame_has_two_columns(visit, width, count):
    frame = shown(visit(PATH, width=width).page)
    columns = frame.evaluate("getComputedStyle(document.querySelector('.page-columns')).gridTemplateColumns")
    assert len(columns.split()) == count


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_a_frame_has_the_theme_that_is_chosen_for_the_site(visit, theme, palette):
    seen = visit(PATH, theme="dark" if theme == "light" else "light")
    seen.page.evaluate(f"document.body.dataset.theme = '{theme}'")
    assert shown(seen.page).evaluate(PAPER) == rgb(palette["paper"])


def test_it_works_from_a_folder(browser):
    page = browser.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((HTML / PATH).as_uri())
    assert not [url for url in asked if url.endswith(LARGE)]
    assert shown(page).locator(".page-answer").is_visible()
    assert said == []
    page.close()


def test_without_scripts_a_frame_shows_pictures(visit):
    page = visit(PATH, java_script_enabled=False).page
    frame = page.locator(".model-page").first.locator("iframe").element_handle().content_frame()
    frame.wait_for_selector("#pictures img")
    assert page.locator(".model-page a").first.is_visible()
    assert not page.locator(".model-page details").is_visible()  # it would open upon nothing


def test_on_paper_there_is_the_figure_and_no_empty_frame(visit):
    page = visit(PATH).page
    page.emulate_media(media="print")
    assert not page.locator(".model-page iframe").first.is_visible()
    assert page.locator("article img.only-light").first.is_visible()
    assert page.locator(".model-page a").first.is_visible()


def stage_of(frame, layer):
    return frame.get_by_role("application", name=re.compile(f"^Maps of {layer}[.]"))


def unit_of(frame, layer, presses):
    """Point at a unit of a layer by keys, and return what the page tells of it."""
    stage_of(frame, layer).focus()
    for key in ["Home"] * 16 + ["End"] * presses:
        frame.page.keyboard.press(key)
    return frame.locator(".page-unit-name").inner_text(), frame.locator(".page-body").inner_text()


def test_the_unit_that_decided_is_among_the_terms_of_both_digits(visit):
    frame = shown(visit(PATH).page)
    for digit in (3, 5):
        name, told = unit_of(frame, "output", digit)
        assert name == f"output, unit {digit}"
        assert "unit 54: " in told


def test_the_map_of_upright_strokes_has_a_kernel_to_be_read(visit):
    frame = shown(visit(PATH).page)
    frame.get_by_role("radio", name=re.compile("^image 4")).check()
    name, told = unit_of(frame, "conv_1", 13)
    assert name.startswith("conv_1, map 13,")
    assert "\u22120.85" in told


def test_the_lesson_the_part_and_home_lead_here(visit):
    for path in ("index.html", "lessons/05-from-maps-to-a-decision.html", "lessons/how-a-cnn-computes.html"):
        assert visit(path).page.locator("article a[href$='one-whole-network.html']").count() >= 1, path
