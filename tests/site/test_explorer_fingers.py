"""Fingers on an explorer: they move a window by its handle, and scroll the page everywhere else."""

import pytest

from .explorer_pages import finger, settled, texts
from .test_explorer_use import place_of
from .test_explorers import TO_THE_MIDDLE


def swipe(page, start, across, down):
    """Put a finger down at a place of the screen, and move it by so many pixels."""
    left, top = start
    finger(page, [(left + across * step / 8, top + down * step / 8) for step in range(9)])


def drag_handle(page, rows):
    """Drag the handle of the input straight down with a finger, and return how far the window went."""
    stage = page.locator(".explorer-live-stage").first
    stage.evaluate(TO_THE_MIDDLE)
    box = stage.locator(".explorer-handle").bounding_box()
    start = place_of(page)
    swipe(page, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), 0, rows)
    return tuple(after - before for after, before in zip(place_of(page), start, strict=True))


def test_a_finger_on_the_handle_drags_the_window_down_and_does_not_scroll_the_page(show):
    page = show("convolution", "row=10&column=40", width=375, height=600, has_touch=True, is_mobile=True)
    page.locator(".explorer-live-stage").first.evaluate(TO_THE_MIDDLE)
    before = page.evaluate("scrollY")
    down, across = drag_handle(page, 40)
    assert down > 10
    assert across == 0
    assert page.evaluate("scrollY") == pytest.approx(before, abs=1)


def test_a_finger_drags_the_window_of_a_small_output_down(show):
    page = show("pooling", "size=2&stride=1", width=375, height=600, has_touch=True, is_mobile=True)
    stage = page.locator(".explorer-live-stage").first
    stage.evaluate(TO_THE_MIDDLE)
    box, before = stage.bounding_box(), page.evaluate("scrollY")
    swipe(page, (box["x"] + 12, box["y"] + 12), 0, box["height"] - 24)
    row, column = place_of(page)
    assert row >= 2
    assert column == 0
    assert page.evaluate("scrollY") == pytest.approx(before, abs=1)


def test_a_finger_that_scrolls_over_the_picture_leaves_the_window(show):
    page = show("convolution", "row=10&column=40", width=375, height=500, has_touch=True, is_mobile=True)
    stage = page.locator(".explorer-live-stage").first
    stage.evaluate(TO_THE_MIDDLE)
    box, before = stage.bounding_box(), page.evaluate("scrollY")
    swipe(page, (box["x"] + 100, box["y"] + 60), 0, -160)
    assert page.evaluate("scrollY") > before
    assert place_of(page) == (10, 40)


@pytest.mark.parametrize("name", ["activation", "descent", "threshold"])
def test_a_finger_that_scrolls_over_a_plot_leaves_what_it_shows_and_a_tap_changes_it(show, name):
    page = show(name, width=375, height=500, has_touch=True, is_mobile=True)
    image = page.locator(".explorer-pointing").first
    image.evaluate(TO_THE_MIDDLE)
    box = image.bounding_box()
    before, shown = page.evaluate("scrollY"), texts(page)
    swipe(page, (box["x"] + 0.75 * box["width"], box["y"] + 0.7 * box["height"]), 0, -120)
    assert page.evaluate("scrollY") > before
    assert texts(page) == shown
    image.evaluate(TO_THE_MIDDLE)
    image.tap(position={"x": 0.75 * box["width"], "y": 0.6 * box["height"]})
    settled(page)
    assert texts(page) != shown
