"""The pad on which readers draw a digit: with a mouse, with a finger, with keys."""

import numpy as np
import pytest

from .explorer_pages import settled
from .test_explorers import TO_THE_MIDDLE, touch


def draw(page, points):
    """Draw a stroke through places given as shares of the pad's width and height."""
    box = page.locator(".explorer-pad").bounding_box()
    places = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


STROKES = {
    "1": [[(0.5, 0.1), (0.5, 0.9)]],
    "7": [[(0.2, 0.15), (0.8, 0.15), (0.45, 0.9)]],
    "0": [[(0.5, 0.1), (0.25, 0.3), (0.25, 0.7), (0.5, 0.9), (0.75, 0.7), (0.75, 0.3), (0.5, 0.1)]],
    "4": [[(0.6, 0.1), (0.2, 0.6), (0.8, 0.6)], [(0.6, 0.35), (0.6, 0.9)]],
}


@pytest.mark.parametrize("digit", STROKES)
def test_a_digit_drawn_by_hand_is_read(show, digit):
    page = show("digits")
    page.locator(".explorer-pad").scroll_into_view_if_needed()
    for stroke in STROKES[digit]:
        draw(page, [(0.3 + 0.6 * across, 0.05 + 0.6 * down) for across, down in stroke])
    settled(page)
    assert page.text_content(".explorer-message").startswith(f"The network reads {digit}")
    assert "moved to the middle" in page.text_content(".explorer-live")
    assert "pad=" in page.evaluate("location.hash")


@pytest.mark.parametrize("digit", STROKES)
def test_a_finger_draws_and_does_not_scroll_the_page(show, digit):
    page = show("digits", width=375, height=600, has_touch=True, is_mobile=True)
    pad = page.locator(".explorer-pad")
    pad.evaluate(TO_THE_MIDDLE)
    before = page.evaluate("[scrollX, scrollY]")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") > 300
    for stroke in STROKES[digit]:
        touch(page, pad, stroke)
    assert page.evaluate("[scrollX, scrollY]") == pytest.approx(before, abs=1)  # half a pixel is rounded
    assert page.text_content(".explorer-message").startswith(f"The network reads {digit}")


def two_fingers(page, box, moves):
    """Put two fingers down, one after the other, and move both."""
    tools = page.context.new_cdp_session(page)
    at = [
        [
            {"x": box["x"] + across * box["width"], "y": box["y"] + down * box["height"]}
            for across, down in pair
        ]
        for pair in moves
    ]
    send = lambda kind, points: tools.send(  # noqa: E731
        "Input.dispatchTouchEvent",
        {"type": kind, "touchPoints": [{**point, "id": index} for index, point in enumerate(points)]},
    )
    send("touchStart", at[0][:1])
    send("touchStart", at[0])
    for pair in at[1:]:
        send("touchMove", pair)
    send("touchEnd", [])


def test_a_second_finger_draws_nothing(show):
    page = show("digits", width=375, height=600, has_touch=True, is_mobile=True)
    pad = page.locator(".explorer-pad")
    pad.evaluate(TO_THE_MIDDLE)
    columns = np.linspace(0.1, 0.9, 9)
    two_fingers(page, pad.bounding_box(), [[(0.15, down), (0.85, down)] for down in columns])
    settled(page)
    rows = page.evaluate("location.hash").partition("pad=")[2].partition("&")[0].split(",")
    drawn = [[int(row) >> (31 - column) & 1 for column in range(32)] for row in rows]
    assert any(map(any, drawn))
    assert not any(row[column] for row in drawn for column in range(12, 32))


def test_no_sample_looks_chosen_while_a_drawing_is_shown(show):
    page = show("digits")
    sample = page.get_by_role("group", name="A digit it never saw")
    assert sample.locator("input:checked").count() == 1
    page.locator(".explorer-pad").scroll_into_view_if_needed()
    draw(page, STROKES["1"][0])
    settled(page)
    assert sample.locator("input:checked").count() == 0
    sample.get_by_label("3").click(force=True)
    settled(page)
    assert page.evaluate("location.hash") == ""
    assert sample.locator("input:checked").get_attribute("value") == "3"


def test_a_scribble_is_called_unlike_the_digits(show):
    page = show("digits", "values=" + ",".join(["16", "0"] * 32))
    assert "unlike" in page.text_content(".explorer-message")


def test_the_keyboard_draws_too(show):
    page = show("digits")
    page.get_by_role("button", name="Clear").click()
    page.locator(".explorer-pad").focus()
    spoken = page.locator(".explorer-pad [role=status]")
    for key in ["ArrowUp"] * 12 + [" "] + ["ArrowDown"] * 24:
        page.keyboard.press(key)
    settled(page)
    assert spoken.text_content() == "Drawing at row 28, column 16"
    page.keyboard.press(" ")
    settled(page)
    assert spoken.text_content() == "Pen up, at row 28, column 16"
    assert page.text_content(".explorer-message").startswith("The network reads 1")
