"""What readers do with the explorers: point, drag, play, go back, type what cannot be used."""

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest

from .explorer_pages import NAMES, ROOT, SOURCES, go_to, settled, texts
from .test_explorers import TO_THE_MIDDLE, TWO_FRAMES
from .test_own_pictures import give, picture_file

LESSONS = ROOT / "docs" / "lessons"


def place_of(page):
    """Row and column of the output that the message names."""
    return tuple(map(int, re.findall(r"\d+", page.text_content(".explorer-message"))[:2]))


def lesson_value(stem, name):
    """Value that a lesson's code gives a name, where it is written out."""
    text = next(LESSONS.glob(f"{stem}*.md")).read_text(encoding="utf-8")
    for cell in re.findall(r"```\{code-cell\} python\n(.*?)```", text, re.DOTALL):
        source = re.sub(r"\A(---\n.*?\n---\n|(:[^\n]*\n)+)", "", cell, flags=re.DOTALL)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
                value = node.value.args[0] if isinstance(node.value, ast.Call) else node.value
                return ast.literal_eval(value)
    raise LookupError(f"no {name} in lesson {stem}")


def test_two_far_moves_of_the_pen_in_one_task_are_both_drawn(show):
    page = show("digits")
    page.get_by_role("button", name="Clear").click()
    settled(page)
    page.locator(".explorer-pad").evaluate(
        """pad => {
          pad.setPointerCapture = () => {};
          const { left, top, width, height } = pad.getBoundingClientRect();
          const send = (kind, across, down) => pad.dispatchEvent(new PointerEvent(kind, {
            bubbles: true, button: 0, pointerId: 1,
            clientX: left + across * width, clientY: top + down * height,
          }));
          send("pointerdown", 0.5, 0.1);
          send("pointermove", 0.5, 0.5);
          send("pointermove", 0.5, 0.9);
          send("pointerup", 0.5, 0.9);
        }"""
    )
    settled(page)
    rows = page.evaluate("location.hash").partition("pad=")[2].partition("&")[0].split(",")
    inked = [int(row) > 0 for row in rows]
    assert all(inked[4:28])


def test_the_window_starts_where_the_answer_is_strongest(show):
    page = show("convolution")
    low, high = map(float, texts(page)[2].splitlines()[2].split(" to "))
    assert float(texts(page)[2].splitlines()[1]) in (low, high)
    assert max(abs(low), abs(high)) == abs(float(texts(page)[2].splitlines()[1]))
    give(page, "mine.png", picture_file("PNG"))
    assert abs(float(texts(page)[2].splitlines()[1])) == 600


def test_the_small_numbers_are_the_lesson_s(show):
    page = show("convolution", "image=small")
    shown = np.array(ast.literal_eval(re.search(r"np\.array\((\[\[.*?\]\])\)", texts(page)[1], re.DOTALL)[1]))
    assert shown.tolist() == lesson_value("03", "numbers")


def test_the_neuron_is_the_lesson_s_and_can_be_silenced(show):
    options = json.loads((SOURCES / "neuron.json").read_text())
    assert [options[f"x{index}"]["default"] for index in (1, 2, 3)] == lesson_value("01", "inputs")
    assert [options[f"w{index}"]["default"] for index in (1, 2, 3)] == lesson_value("01", "weights")
    assert options["bias"]["default"] == lesson_value("01", "bias")
    page = show("neuron")
    assert page.text_content(".explorer-message").startswith("z = 0.5;")
    page.get_by_label("Bias b").fill("-0.4")
    settled(page)
    assert page.text_content(".explorer-message").startswith("z = 0; a = ReLU(0) = 0,")


def test_a_mouse_moves_the_window_without_a_button(show):
    for name in ("convolution", "pooling"):
        page = show(name, "row=0&column=0")
        stage = page.locator(".explorer-live-stage").last
        stage.evaluate(TO_THE_MIDDLE)
        box = stage.bounding_box()
        page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
        settled(page)
        assert min(place_of(page)) > 0


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_choices_are_whole_where_they_wrap(show, name):
    page = show(name, width=320)
    ragged = page.evaluate(
        """() => {
          for (const fold of document.querySelectorAll(".explorer-more")) fold.open = true;
          const ends = [...document.querySelectorAll(".explorer-segments")].flatMap((set) => {
            const rows = new Map();
            for (const part of set.children) {
              const box = part.getBoundingClientRect();
              rows.set(box.top, box.right);
            }
            return [...rows.values()].map((right) => set.getBoundingClientRect().right - right);
          });
          return ends.filter((gap) => gap > 2);
        }"""
    )
    assert ragged == []


@pytest.mark.parametrize("name", ["convolution", "pooling"])
def test_steps_fill_the_output_cell_by_cell(show, name):
    query = "image=small&padding=same" if name == "convolution" else "stride=1"
    page = show(name, query, reduced_motion="reduce")
    step = page.get_by_role("button", name="Step")
    assert not page.get_by_role("button", name="Play").is_visible()
    numbers = page.locator(".explorer-live-stage").last.locator(".explorer-numbers tspan")
    for count in (1, 2, 3):
        step.click()
        settled(page)
        assert sum(text != "" for text in numbers.all_text_contents()) == count
    assert place_of(page) == (0, 2)


def test_play_sweeps_over_the_picture_and_stops_at_its_end_or_when_asked(show):
    page = show("pooling", "stride=1")
    button = page.get_by_role("button", name="Play")
    assert button.is_visible()
    button.click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(
        "document.querySelector('.explorer-message').textContent.startsWith('output[0, 2]')"
    )
    page.get_by_role("button", name="Pause").click()
    stopped = place_of(page)
    page.wait_for_timeout(900)
    assert place_of(page) == stopped
    button.click()
    button.wait_for(timeout=15_000)
    settled(page)
    numbers = page.locator(".explorer-live-stage").last.locator(".explorer-numbers tspan").all_text_contents()
    assert all(numbers)


CHANGES = {
    "activation": lambda page: page.get_by_label("Function", exact=True).select_option("relu"),
    "convolution": lambda page: page.get_by_label("Kernel", exact=True).select_option("emboss"),
    "descent": lambda page: page.get_by_label("Momentum").fill("0.5"),
    "digits": lambda page: page.get_by_role("group", name="Layer").get_by_label("conv_3").check(force=True),
    "dropout": lambda page: page.get_by_label("Rate").fill("0.2"),
    "neuron": lambda page: page.get_by_label("Bias b").fill("-2"),
    "parameters": lambda page: page.get_by_label("Filters").first.fill("40"),
    "pooling": lambda page: page.get_by_role("group", name="Pool size").get_by_label("3").check(force=True),
    "softmax": lambda page: page.get_by_label("Temperature T").first.fill("2"),
    "threshold": lambda page: page.get_by_role("slider", name="Threshold").fill("0.3"),
    "training": lambda page: page.get_by_label("Learning rate", exact=True).select_option("1"),
}
CONTROLS = """() => [...document.querySelectorAll(".explorer-live :is(input, select)")].map(
  one => one.type === "file" ? "" : one.type === "radio" || one.type === "checkbox" ? one.checked : one.value
)"""


def test_every_explorer_is_changed_before_it_is_gone_back_to():
    assert sorted(CHANGES) == NAMES


@pytest.mark.parametrize("name", CHANGES)
def test_after_back_the_controls_say_what_is_shown(show, pages, name):
    page = show(name)
    CHANGES[name](page)
    page.evaluate(TWO_FRAMES)
    before = [page.evaluate(CONTROLS), texts(page)]
    page.goto((pages / "index.html").as_uri())
    page.go_back()
    page.wait_for_selector(".explorer-live .explorer-message:not(:empty)")
    settled(page)
    assert [page.evaluate(CONTROLS), texts(page)] == before


def test_after_back_the_reader_is_told_that_their_picture_is_gone(show, pages):
    page = show("convolution")
    give(page, "mine.png", picture_file("PNG"))
    page.goto((pages / "index.html").as_uri())
    page.go_back()
    page.wait_for_selector(".explorer-live .explorer-message:not(:empty)")
    settled(page)
    assert page.get_by_label("Picture", exact=True).input_value() == "cat"
    assert "load_photograph" in texts(page)[1]
    note = page.locator(".explorer-note[role=alert]").inner_text()
    assert "choose it once more" in note
    assert "maker" not in note
    low, high = map(float, texts(page)[2].splitlines()[2].split(" to "))
    assert abs(float(texts(page)[2].splitlines()[1])) == max(abs(low), abs(high))


def test_refusals_speak_of_what_was_typed_and_go_away(show):
    page = show("convolution", "image=edge")
    weight, note = page.get_by_label("Kernel row 0, column 0"), page.locator(".explorer-note[role=alert]")
    before = texts(page)
    for typed in ("1001", "abc", "NaN", "2/3"):
        weight.fill(typed)
        settled(page)
        assert ("-1000 to 1000" if typed == "1001" else typed) in note.inner_text().replace("\u2212", "-")
        assert texts(page) == before
    weight.fill("2")
    settled(page)
    assert not note.is_visible()
    weight.press("Control+a")
    for key in "5000":
        page.keyboard.press(key)
        page.evaluate(TWO_FRAMES)
    page.get_by_label("Kernel row 0, column 1").focus()
    assert weight.input_value() == "2"


@pytest.mark.parametrize("typed", ["-1", "1.5"])
def test_a_seed_that_cannot_be_used_is_refused_in_words(show, typed):
    page = show("dropout", "seed=7")
    page.get_by_label("Seed of the mask").fill(typed)
    assert "whole numbers from 0 to 9999" in page.locator(".explorer-note[role=alert]").inner_text()


def test_a_cell_that_came_in_with_the_shift_says_why_it_cannot_be_changed(show):
    page = show("pooling", "shift=1")
    page.get_by_label("Input row 0, column 0").focus()
    page.keyboard.press("7")
    assert "came in with the shift" in page.locator(".explorer-note[role=alert]").inner_text()


@pytest.mark.parametrize(("name", "most"), [("digits", 16), ("convolution", 17), ("pooling", 14)])
def test_a_grid_is_one_stop_of_the_tab_key_and_arrow_keys_go_through_it(show, name, most):
    page = show(name)
    page.evaluate("document.querySelector('.explorer-live button').focus()")
    stops = 0
    while page.evaluate("document.activeElement.closest('.explorer-live') !== null"):
        stops += 1
        page.keyboard.press("Tab")
    assert stops <= most
    page.locator(".explorer-matrix input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.endswith("row 1, column 1")
    value = page.evaluate("document.activeElement.value")
    page.keyboard.press("PageUp")
    settled(page)
    raised = page.evaluate("document.activeElement.value")
    assert [int(text.replace("\u2212", "-")) for text in (raised,)] == [int(value.replace("\u2212", "-")) + 1]


def test_names_of_cells_count_as_python_does(show):
    for name, label in (("convolution", "Kernel row"), ("pooling", "Input row"), ("digits", "Count in row")):
        page = show(name)
        names = page.locator(".explorer-matrix input").evaluate_all("all => all.map(one => one.ariaLabel)")
        assert names[0] == f"{label} 0, column 0"


def test_functions_keep_their_colours_in_every_order(show):
    page = show("activation")
    colours = {}
    for query in ("function=sigmoid&compare=tanh,relu", "function=step&compare=tanh", "function=tanh"):
        go_to(page, f"activation?{query}")
        for name, colour in page.locator(".explorer-plot .explorer-curve").evaluate_all(
            """all => all.map(one => [
              one.getAttribute("class").match(/explorer-of-(\\w+)/)[1], getComputedStyle(one).stroke,
            ])"""
        ):
            colours.setdefault(name, set()).add(colour)
    assert set(colours) == {"sigmoid", "tanh", "relu", "step"}
    assert all(len(seen) == 1 for seen in colours.values())
    assert len({next(iter(seen)) for seen in colours.values()}) == 4


def test_the_kernel_of_any_unit_is_shown_with_its_sums(show):
    page = show("digits", "layer=conv_3&map=4&row=1&column=2&channel=5")
    unit = page.locator(".explorer-unit")
    assert unit.locator(".explorer-close-up td").count() == 27
    terms = unit.locator(".explorer-equation").last.inner_text()
    numbers = [float(n.replace(" ", "")) for n in re.findall(r"[-−]? ?\d+\.?\d*", terms.replace("−", "-"))]
    assert numbers[0] == 32
    assert sum(numbers[1:-1]) == pytest.approx(numbers[-1], abs=0.05)
    go_to(page, "digits?layer=pool_1")
    assert unit.locator("td.explorer-winner").count() == 1


def test_a_pooled_grid_has_one_outline_and_a_ring_in_each_window(show):
    page = show("pooling")
    assert page.locator(".explorer-outline").count() == 1
    assert page.locator("td.explorer-winner").all_text_contents() == [""] * 4  # the numbers are inputs
    assert page.locator("td.explorer-tint-0").count() == page.locator("td.explorer-tint-1").count() == 8


def test_captions_of_a_single_output_do_not_lie_over_each_other(show):
    for width in (1280, 375):
        page = show("pooling", "size=3&shift=1", width=width)
        boxes = [one.bounding_box() for one in page.locator(".explorer-grids figcaption").all()]
        (left, right) = sorted(boxes, key=lambda box: box["x"])
        apart = left["x"] + left["width"] <= right["x"]
        assert apart or abs(left["y"] - right["y"]) >= left["height"]


@pytest.mark.parametrize("width", [360, 345])
def test_the_arithmetic_of_a_window_stays_in_one_row_on_narrow_phones(show, width):
    page = show("convolution", width=width)
    tops = {round(one.bounding_box()["y"]) for one in page.locator(".explorer-close-up table").all()}
    assert len(tops) == 1


def test_the_named_kernel_comes_back_with_its_size(show):
    page = show("convolution")
    size = page.get_by_role("group", name="Kernel size")
    for side in ("5 × 5", "3 × 3"):
        size.get_by_label(side).check(force=True)
        settled(page)
    assert page.get_by_label("Kernel", exact=True).input_value() == "horizontal_edges"


def test_without_scripts_the_digits_have_their_answer(show):
    page = show("digits", java_script_enabled=False)
    row = page.locator(".explorer-static tr", has_text="What the network answers")
    assert row.inner_text().split()[-3:] == ["with", "95.0", "%"]


def test_hidden_pictures_are_not_asked_for(browser, site_url):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site_url}lessons/04-pooling.html")
    page.wait_for_load_state("networkidle")
    page.close()
    assert [Path(url).name for url in asked if "/explorer-" in url and url.endswith(".png")] == []
