"""Outputs that wait for a prediction, and what links to the glossary say, in a browser."""

import pytest
from bs4 import BeautifulSoup

from .axe import axe_complaints
from .conftest import HTML, built_pages, lessons_in_order
from .test_every_page import VIEWS

ASKING = [path for path in built_pages() if 'class="predict"' in (HTML / path).read_text("utf-8")]
TERMS = "lessons/03-convolution.html"


@pytest.fixture
def asking():
    """Return a page with outputs that are to be predicted."""
    lessons = [path for path in ASKING if path.startswith("lessons/")]
    assert lessons, "no lesson has a cell with the tag predict"
    return lessons[0]


def shown(page):
    """Return which of the outputs are to be seen."""
    seen = "all => all.map(fold => fold.lastElementChild.checkVisibility({contentVisibilityAuto: true}))"
    return set(page.eval_on_selector_all("details.predict", seen))


def test_outputs_wait_until_the_keyboard_asks_for_one(visit, asking):
    page = visit(asking).page
    assert shown(page) == {False}
    summary = page.locator("details.predict > summary").first
    assert summary.inner_text().strip() == "Show the output"
    summary.focus()
    page.keyboard.press("Enter")
    assert summary.inner_text().strip() == "Hide the output"
    assert page.locator("details.predict").first.evaluate("fold => fold.open")


def test_the_instructor_view_opens_all_outputs_and_closes_them_again(visit, asking):
    page = visit(asking).page
    page.locator(".instructor-switch").click()
    assert shown(page) == {True}
    page.locator(".instructor-switch").click()
    assert shown(page) == {False}


def test_outputs_are_there_without_scripts_and_in_print(visit, asking):
    assert shown(visit(asking, java_script_enabled=False).page) == {True}
    page = visit(asking).page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown(page) == {True}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert shown(page) == {False}


def term_of(page):
    return page.locator("a[data-hint]").first


def test_a_term_says_what_it_means_on_hover_until_the_pointer_leaves_both(visit):
    page = visit(TERMS).page
    term, hint = term_of(page), page.locator(".term-hint")
    term.scroll_into_view_if_needed()
    term.hover()
    hint.wait_for(state="visible")
    assert hint.inner_text() == term.get_attribute("data-hint")
    hint.hover()
    page.wait_for_timeout(400)
    assert hint.is_visible()
    page.mouse.move(2, 2)
    hint.wait_for(state="hidden")


@pytest.mark.parametrize("view", VIEWS, ids=[f"{theme}-{width}" for theme, width in VIEWS])
def test_a_term_says_what_it_means_on_focus_and_escape_ends_it(visit, view):
    theme, width = view
    page = visit(TERMS, theme=theme, width=width).page
    term, hint = term_of(page), page.locator(".term-hint")
    page.evaluate("document.querySelector('a[data-hint]').focus({focusVisible: true})")
    hint.wait_for(state="visible")
    assert term.get_attribute("aria-describedby") == hint.get_attribute("id")
    assert hint.get_attribute("role") == "tooltip"
    box = hint.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert list(axe_complaints(page)) == []
    page.keyboard.press("Escape")
    assert hint.is_hidden()
    assert term.get_attribute("aria-describedby") is None


def test_a_term_is_a_link_without_scripts(visit):
    page = visit(TERMS, java_script_enabled=False).page
    term_of(page).click()
    assert "glossary.html#term-" in page.url


def test_lessons_say_which_of_how_many_they_are():
    lessons = lessons_in_order()
    numbered = {path for path in built_pages() if path.startswith(("lessons/0", "lessons/1"))}
    assert set(lessons) == numbered - {"lessons/09-what-next.html"}  # the address of what are several now
    for number, path in enumerate(lessons, start=1):
        page = BeautifulSoup((HTML / path).read_text("utf-8"), "html.parser")
        assert page.select_one(".overview .times").get_text().startswith(f"Lesson {number} of {len(lessons)}")
