"""Questions in a browser: they ask and reply, and do without scripts and a mouse."""

import re

import pytest

from .asked_questions import (
    LESSON,
    ORDERED,
    SIZES,
    answer,
    choose,
    kept,
    names_of_items,
    question,
    right_number,
    said,
)
from .axe import AXE
from .conftest import HTML
from .test_every_page import VIEWS

COLOURS = """all => [...new Set(all.flatMap(node => {
  const style = getComputedStyle(node);
  return ["color", "backgroundColor", "borderLeftColor", "textDecorationColor"].map(name => style[name]);
}))]"""


# Asking and replying


def test_each_wrong_choice_has_its_own_reply_then_a_hint_then_the_answer(visit):
    seen = visit(LESSON)
    block = question(seen.page, "after-the-function")
    assert not block.locator(".answer").is_visible()
    choose(block, 0)
    first = said(block)
    assert first.startswith("Not yet. That is the sum")
    assert first.endswith("Read it again There is a hint below.")
    assert not block.locator(".answer").is_visible()
    choose(block, 2)
    assert said(block).startswith("Not yet. That is the sum without its sign.")
    assert said(block).endswith("The answer is below now, if you want it.")
    assert block.locator(".answer").is_visible()
    assert not block.locator(".answer").evaluate("fold => fold.open")
    choose(block, 1)
    assert said(block).startswith("Right. ReLU turns a negative sum into zero.")
    assert seen.messages == []


def test_the_keyboard_alone_answers_and_a_polite_region_says_the_reply(visit):
    page = visit(LESSON).page
    block = question(page, "after-the-function")
    region = block.get_by_role("status")
    assert region.count() == 1
    block.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    assert region.inner_text().startswith("Right.")
    assert page.evaluate("document.activeElement.textContent") == "Check"


def test_no_answer_is_no_wrong_answer(visit):
    page = visit(LESSON).page
    block = question(page, "after-the-function")
    block.get_by_role("button", name="Check").click()
    assert said(block) == "Choose or write an answer first."
    assert kept(page)["answers"] == {}
    number = question(page, "parameters-of-a-dense-layer")
    number.get_by_label("Your answer").fill("many")
    number.get_by_role("button", name="Check").click()
    assert said(number).startswith("That is no number.")
    assert kept(page)["answers"] == {}


def test_numbers_are_drawn_anew_and_answers_computed_for_them(visit):
    page = visit(SIZES).page
    block = question(page, "size-of-a-map")
    seen = set()
    for _ in range(8):
        seen.add(block.locator(".question-prompt").inner_text())
        right = right_number(block)
        field = block.get_by_label("Your answer")
        field.fill(str(right - 1))
        field.press("Enter")
        assert said(block).startswith("Not yet. These are the steps that it can move on by.")
        field.fill(f" {right}.0 ")
        field.press("Enter")
        assert said(block).startswith("Right.")
        assert block.locator(".question-replies .num").first.text_content() == str(right)
        block.get_by_role("button", name="Other numbers").click()
        assert (field.input_value(), said(block)) == ("", "New numbers.")
        assert not block.locator(".answer").is_visible()
    assert len(seen) > 1


def test_a_number_that_nobody_expected_is_told_so(visit):
    block = question(visit(SIZES).page, "size-of-a-map")
    block.get_by_label("Your answer").fill("123456")
    block.get_by_label("Your answer").press("Enter")
    assert said(block) == "Not yet. That is not it, and it is none of the usual slips. There is a hint below."


def test_of_several_choices_the_first_mistake_is_named(visit):
    block = question(visit(LESSON).page, "what-training-sets")
    choose(block, 0, 2)
    assert said(block).startswith("Not yet. One that you chose does not belong to it: The number of neurons")
    block.locator("input").nth(2).uncheck()
    block.get_by_role("button", name="Check").click()
    assert said(block).startswith("Not yet. One that you left out belongs to it: The biases")
    choose(block, 1)
    assert said(block) == "Right."


def test_items_are_moved_by_keyboard_with_the_focus_on_them(visit):
    page = visit(ORDERED).page
    block = question(page, "slopes-at-one")
    items = block.locator(".question-items > li")
    first = names_of_items(block)[0].split("\n")[-1]
    items.first.get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    assert items.nth(1).locator("span").last.inner_text() == first
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Move down: {first}"
    assert said(block) == f"{first} is number 2 of 4."
    answer(block)
    assert said(block) == "Right."


def test_every_question_of_a_lesson_can_be_answered_and_is_marked_in_the_sidebar(visit):
    seen = visit(LESSON)
    page = seen.page
    tick = page.get_by_role("img", name="all questions answered")
    blocks = page.locator(".lesson-block.question")
    for number in range(blocks.count()):
        assert tick.count() == 0
        answer(blocks.nth(number))
        assert said(blocks.nth(number)).startswith("Right.")
        assert blocks.nth(number).locator(".question-done").is_visible()
    assert tick.count() == 1
    page.goto(seen.base + "lessons/02-activation-functions.html")  # its part is open in the sidebar
    assert page.locator(".sidebar-tree a", has=tick).inner_text().startswith("What is a neural network?")
    assert seen.foreign_requests == []
    assert seen.messages == []


# Without scripts, on paper, for everybody


def test_without_scripts_the_question_has_its_answer_folded(visit):
    page = visit(LESSON, java_script_enabled=False).page
    block = question(page, "after-the-function")
    assert block.locator("form").count() == 0
    assert block.locator(".question-choices > li").count() == 3
    fold = block.locator("details.answer")
    assert fold.get_attribute("open") is None
    assert fold.locator("summary").is_visible()
    assert not fold.locator(".question-replies").is_visible()
    fold.locator("summary").click()
    assert "ReLU turns a negative sum into zero." in fold.locator(".question-replies").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_in_print_the_answer_is_folded_and_no_button_is_there(visit, scripts):
    page = visit(LESSON, java_script_enabled=scripts).page
    page.emulate_media(media="print")
    if scripts:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    block = question(page, "after-the-function")
    assert block.locator("details.answer > summary").is_visible()
    seen = "node => node.checkVisibility({contentVisibilityAuto: true})"
    assert not block.locator(".question-replies").evaluate(seen)
    assert block.locator("button:visible").count() == 0


@pytest.mark.parametrize(("name", "answers"), [("worksheet", False), ("worksheet-answers", True)])
@pytest.mark.parametrize(("paper", "box"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_a_worksheet_prints_in_grey_on_both_papers(visit, name, answers, paper, box):
    page = visit(f"instructors/{name}.html").page
    page.emulate_media(media="print")
    block = page.locator(".lesson-block.question").first
    assert ("ReLU turns a negative sum into zero." in block.inner_text()) == answers
    assert block.locator("details, button, input").count() == 0
    colours = page.eval_on_selector_all("article, article *", COLOURS)
    parts = {tuple(re.findall(r"[\d.]+", colour)[:3]) for colour in colours}
    assert all(len(set(part)) == 1 for part in parts), parts
    printed = page.pdf(format=paper)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(sizes) > 3
    for size in sizes:
        assert [float(side) for side in size] == pytest.approx(box, abs=1)


@pytest.mark.parametrize("view", VIEWS, ids=[f"{theme}-{width}" for theme, width in VIEWS])
def test_a_reply_keeps_to_what_everybody_can_use(visit, view):
    theme, width = view
    page = visit(ORDERED, theme=theme, width=width).page
    choose(question(page, "what-is-saturated"), 0)
    question(page, "slopes-at-one").get_by_role("button", name="Check").click()
    number = question(page, "gears-in-a-row")
    for _ in range(2):
        number.get_by_label("Your answer").fill("7")
        number.get_by_label("Your answer").press("Enter")
    number.locator("summary").last.click()
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.lesson-block.question', {resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_targets_are_large_enough_for_fingers(visit):
    page = visit(ORDERED, width=375).page
    heights = page.eval_on_selector_all(
        ".question-form :is(button, label, input[type=text])",
        "all => all.map(node => node.getBoundingClientRect().height)",
    )
    assert heights
    assert min(heights) >= 44
    widths = page.eval_on_selector_all(".question-moves button", "all => all.map(node => node.offsetWidth)")
    assert min(widths) >= 44


def test_nothing_moves_in_a_question():
    style = (HTML / "_static" / "questions" / "questions.css").read_text("utf-8")
    assert not re.search(r"transition|animation|@keyframes", style)
