"""Questions in a browser: what was answered stays on the reader's machine, where it may."""

import json

import pytest

from .asked_questions import (
    GIVEN,
    LESSON,
    ORDERED,
    PRACTICE,
    SIZES,
    choose,
    kept,
    question,
    said,
)
from .conftest import HTML

REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"


def test_what_went_wrong_comes_again_until_it_goes_right_at_once(visit):
    seen = visit(LESSON)
    page = seen.page
    choose(question(page, "after-the-function"), 0)
    choose(question(page, "after-the-function"), 1)
    page.goto(seen.base + PRACTICE)
    lines = page.locator(".question-progress li")
    assert "1 of 5 answered, 1 went wrong" in lines.first.inner_text()
    only = page.get_by_role("button", name="Again what went wrong")
    only.click()
    shown = page.locator(".lesson-block.question:visible")
    assert (shown.count(), only.get_attribute("aria-pressed")) == (1, "true")
    choose(shown.first, 1)
    assert "1 of 5 answered" in lines.first.inner_text()
    assert "wrong" not in lines.first.inner_text()
    only.click()
    assert shown.count() > 30
    only.click()
    assert page.locator(".question-progress [role=status]").inner_text().startswith("Nothing to repeat")


def test_progress_is_saved_to_a_file_loaded_and_forgotten(visit, tmp_path):
    seen = visit(LESSON)
    page = seen.page
    choose(question(page, "after-the-function"), 1)
    page.goto(seen.base + PRACTICE)
    before = kept(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text("utf-8")) == before
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Forget everything").click()
    assert kept(page) == before
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget everything").click()
    assert kept(page)["answers"] == {}
    status = page.locator(".question-progress [role=status]")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"version": 1, "answers": {"one": "<img>"}, "totals": {}}')
    page.get_by_label("Load from a file").set_input_files(wrong)
    status.filter(has_text="Nothing was changed").wait_for()
    assert kept(page)["answers"] == {}
    page.get_by_label("Load from a file").set_input_files(file)
    status.filter(has_text="Loaded: 1 answers.").wait_for()
    assert kept(page)["answers"] == before["answers"]


@pytest.mark.parametrize("path", [LESSON, PRACTICE])
def test_a_browser_that_keeps_nothing_does_no_harm(browser, site_url, path):
    context = browser.new_context()
    page = context.new_page()
    stacks = []
    page.on("pageerror", lambda error: stacks.append(error.stack))
    page.add_init_script(REFUSED)
    page.goto(site_url + path)
    block = page.locator(".lesson-block.question").first
    choose(block, 1)
    assert said(block).startswith("Right.")
    if path == PRACTICE:
        assert "keeps nothing" in page.locator(".question-progress").inner_text()
    context.close()
    assert not [stack for stack in stacks if "questions/" in stack]  # the theme's own script fails here


def test_a_page_opened_from_a_file_asks_and_remembers(browser):
    context = browser.new_context()
    page = context.new_page()
    messages = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((HTML / LESSON).as_uri())
    choose(question(page, "after-the-function"), 1)
    assert said(question(page, "after-the-function")).startswith("Right.")
    page.goto((HTML / PRACTICE).as_uri())
    assert "1 of 5 answered" in page.locator(".question-progress li").first.inner_text()
    context.close()
    assert messages == []


def test_after_back_a_question_has_no_answer_of_before_to_other_numbers(visit):
    seen = visit(SIZES)
    page = seen.page
    page.locator(".question-options input").last.check()
    question(page, "size-of-a-map").get_by_label("Your answer").fill("12")
    page.goto(seen.base + ORDERED)
    page.go_back()
    page.wait_for_selector(".question-form")
    page.wait_for_timeout(300)
    assert page.eval_on_selector_all(".question-form input", GIVEN) == []
