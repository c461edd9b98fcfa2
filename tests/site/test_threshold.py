"""The explorer `threshold`: which pictures are counted, what prevalence changes; mouse, finger, keys."""

import re
import sys

import numpy as np
import pytest

from .explorer_pages import ROOT, go_to, settled, texts
from .test_explorers import TO_THE_MIDDLE

sys.path.insert(0, str(ROOT / "tests" / "js"))

import threshold_data

CELLS = ["trueNegatives", "falsePositives", "falseNegatives", "truePositives"]
IN_CELLS = """() => [...document.querySelectorAll(".explorer-outcomes td[data-cell]")].map((cell) => ({
  cell: cell.dataset.cell,
  count: Number(cell.querySelector("strong").textContent),
  pictures: [...cell.querySelectorAll("img")].map((image) => {
    const brush = new OffscreenCanvas(8, 8).getContext("2d");
    brush.drawImage(image, 0, 0);
    return {
      index: Number(image.dataset.picture),
      shown: image.checkVisibility() && image.clientWidth > 5,
      red: [...brush.getImageData(0, 0, 8, 8).data].filter((_, at) => at % 4 === 0),
    };
  }),
}))"""
LOOKS = """() => {
  const html = (pick) => document.querySelector(pick).outerHTML;
  const [line, roc] = [html(".explorer-score-line"), html(".explorer-plot")];
  const counts = [...document.querySelectorAll(".explorer-outcomes strong")].map(one => one.textContent);
  const pictures = [...document.querySelectorAll(".explorer-outcome-pictures")].map(one => one.outerHTML);
  const [sensitivity, specificity, precision] =
    [...document.querySelectorAll(".explorer-measures .explorer-equation")].map(one => one.textContent);
  const thousands = [...document.querySelectorAll("td[data-cell] > span")].map(one => one.textContent);
  return [{ line, roc, counts, pictures, sensitivity, specificity }, { precision, thousands }];
}"""


def cut(page):
    """Threshold that the line shows."""
    return float(page.inner_text(".explorer-cut"))


@pytest.mark.parametrize("threshold", [0, 0.31, 0.5, 0.66, 0.9, 1])
def test_the_pictures_in_the_cells_are_the_ones_counted(show, threshold):
    page = show("threshold", f"threshold={threshold}")
    space = threshold_data.names(threshold)
    images = space["digits"].images[space["shown"]].reshape(-1, 64)
    which = np.array(CELLS)[2 * space["is_nine"] + space["called_nine"]]
    for cell in page.evaluate(IN_CELLS):
        wanted = np.flatnonzero(which == cell["cell"])
        assert cell["count"] == len(wanted)
        assert sorted(picture["index"] for picture in cell["pictures"]) == wanted.tolist()
        for picture in cell["pictures"]:
            assert picture["shown"]
            greys = (255 - np.array(picture["red"])) / 255 * 16
            assert np.abs(greys - images[picture["index"]]).max() <= 2.7  # four greys of seventeen


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.95])
def test_prevalence_changes_precision_and_the_counts_of_a_thousand_and_nothing_else(show, threshold):
    page = show("threshold", f"threshold={threshold}")
    kept, changed = page.evaluate(LOOKS)
    go_to(page, f"threshold?threshold={threshold}&prevalence=2")
    kept_now, changed_now = page.evaluate(LOOKS)
    assert kept_now == kept
    none = threshold == 0.95
    assert (changed_now["precision"] == changed["precision"]) == none
    assert none == ("0 / 0" in changed["precision"])
    differing = [old != new for old, new in zip(changed["thousands"], changed_now["thousands"], strict=True)]
    assert differing == [count != "0" for count in kept["counts"]]


def test_where_nothing_is_called_a_nine_there_is_no_precision_and_it_is_said(show):
    page = show("threshold", "threshold=1")
    message, _, printed = texts(page)
    assert "there is no precision, 0 / 0" in message
    assert "precision nan" in printed
    assert "NaN" not in page.inner_text(".explorer-live").replace(printed, "")
    go_to(page, "threshold?threshold=0&prevalence=99")
    assert "NaN" not in page.inner_text(".explorer-live")


def test_what_is_framed_on_the_line_is_what_is_wrong(show):
    page = show("threshold")
    for threshold in (0, 0.4, 0.5, 0.8, 1):
        go_to(page, f"threshold?threshold={threshold}")
        counts = threshold_data.names(threshold)["counts"]
        frames = page.locator(".explorer-wrong-frame").get_attribute("d") or ""
        assert frames.count("M") == counts[0, 1] + counts[1, 0]


def test_a_mouse_drags_the_threshold(show):
    page = show("threshold")
    stage = page.locator(".explorer-score-stage")
    stage.evaluate(TO_THE_MIDDLE)
    box = stage.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], middle, steps=6)
    page.mouse.up()
    settled(page)
    assert cut(page) == pytest.approx(0.81, abs=0.02)
    assert f"threshold={cut(page)}" in page.evaluate("location.hash")
    page.mouse.move(box["x"] + 5 * box["width"], middle)
    settled(page)
    assert cut(page) == pytest.approx(0.81, abs=0.02)  # nothing holds it any more


def fingers(page, places):
    """Put a finger down and move it through places."""
    tools = page.context.new_cdp_session(page)
    for step, (x, y) in enumerate(places):
        kind = "touchMove" if step else "touchStart"
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(page)


def test_a_finger_drags_the_threshold_sideways_and_scrolls_the_page_up_and_down(show):
    page = show("threshold", width=375, height=600, has_touch=True, is_mobile=True)
    stage = page.locator(".explorer-score-stage")
    stage.evaluate(TO_THE_MIDDLE)
    box, before = stage.bounding_box(), page.evaluate("scrollY")
    middle = box["y"] + box["height"] / 2
    fingers(page, [(box["x"] + box["width"] * (0.5 - 0.04 * step), middle) for step in range(9)])
    assert cut(page) == pytest.approx(0.16, abs=0.03)
    assert page.evaluate("scrollY") == pytest.approx(before, abs=1)
    held = cut(page)
    fingers(page, [(box["x"] + 0.7 * box["width"], middle - 15 * step) for step in range(9)])
    assert page.evaluate("scrollY") > before
    assert cut(page) == held


def test_keys_move_the_threshold_and_the_message_follows(show):
    page = show("threshold")
    page.get_by_role("slider", name="Threshold").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert cut(page) == 0.53
    assert page.text_content(".explorer-live [role=status]").startswith("At the threshold 0.53")
    page.keyboard.press("End")
    settled(page)
    assert cut(page) == 1
    page.get_by_label("Prevalence").first.focus()
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert page.get_by_label("Prevalence").last.input_value() == "40"
    assert page.get_by_label("Prevalence").first.get_attribute("aria-valuetext") == "40 %"


def test_a_threshold_between_two_steps_of_the_slider_is_spoken_as_it_is(show):
    page = show("threshold", "threshold=0.465")
    slider = page.get_by_role("slider", name="Threshold")
    assert slider.get_attribute("aria-valuetext") == "0.465"
    go_to(page, "threshold?threshold=0.46")
    assert slider.input_value() == "0.46"
    assert slider.get_attribute("aria-valuetext") is None


def test_a_prevalence_between_the_stops_of_its_slider_is_typed(show):
    page = show("threshold")
    page.get_by_label("Prevalence").last.fill("4.3")
    settled(page)
    assert "prevalence=4.3" in page.evaluate("location.hash")
    assert "threshold, prevalence = 0.5, 0.043" in texts(page)[1]
    page.get_by_label("Prevalence").last.fill("100")
    settled(page)
    assert "0.1 to 99" in page.locator(".explorer-note").inner_text()


def test_a_place_on_the_curve_that_is_pointed_at_sets_its_threshold(show):
    page = show("threshold", "threshold=0.9")
    image = page.locator(".explorer-plot > svg")
    image.evaluate(TO_THE_MIDDLE)
    box = image.bounding_box()
    frame = page.locator(".explorer-plot clipPath rect").evaluate(
        "one => ['x', 'y', 'width', 'height'].map(name => Number(one.getAttribute(name)))"
    )
    scale = box["width"] / float(image.get_attribute("viewBox").split()[2])
    x, y = frame[0] + 0.16 * frame[2], frame[1] + 0.08 * frame[3]
    page.mouse.click(box["x"] + scale * x, box["y"] + scale * y)
    settled(page)
    assert cut(page) == 0.5
    point = page.locator(".explorer-plot .explorer-point")
    assert [float(point.get_attribute(name)) for name in ("cx", "cy")] == pytest.approx([x, y], abs=0.1)


def test_the_cells_keep_their_height_whatever_is_in_them(show):
    for width in (1280, 375):
        page = show("threshold", width=width)
        heights = set()
        for threshold in (0, 0.3, 0.5, 0.7, 1):
            go_to(page, f"threshold?threshold={threshold}")
            heights.add(round(page.locator(".explorer-outcomes").bounding_box()["height"]))
        assert len(heights) == 1


def test_the_static_table_has_the_numbers_of_the_live_one(show):
    live = texts(show("threshold"))[2]
    table = show("threshold", java_script_enabled=False).inner_text(".explorer-static table")
    rates = re.findall(r"sensitivity (.*), specificity (.*), precision (.*)", live)[0]
    for value in rates:
        assert value in table


def test_the_how_to_page_speaks_of_the_counts_of_the_explorer():
    (true_negatives, false_positives), (false_negatives, true_positives) = threshold_data.names()["counts"]
    page = (ROOT / "docs" / "howto" / "low-precision.md").read_text(encoding="utf-8")
    assert (
        f"np.repeat([0, 1, 0, 1], ({true_negatives}, {false_positives}, {false_negatives}, {true_positives}))"
        in page
    )
    assert f"sensitivity, specificity = {true_positives} / 50, {true_negatives} / 50" in page
