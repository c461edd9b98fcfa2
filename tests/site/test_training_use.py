"""A training in the page is begun, paused, gone back in, told about and begun anew, by whatever hand."""

import random
import re

import pytest

from .explorer_pages import settled, texts
from .test_explorers import TO_THE_MIDDLE
from .trainings import NOW, assert_python_agrees, press, rested, step_of

FOCUSED = """() => {
  const { activeElement: one } = document;
  if (!one.closest(".explorer-live")) return null;
  return one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? one.textContent;
}"""


def test_all_of_a_training_is_done_by_keyboard(show):
    page = show("training")
    rested(page)
    page.evaluate("document.querySelector('.explorer-live button').focus()")
    names = []
    while (name := page.evaluate(FOCUSED)) is not None:
        names.append(name)
        page.keyboard.press("Tab")
    for wanted in (
        "Train",
        "One step",
        "One epoch",
        "Start again",
        "A story to try",
        "Learning rate",
        "Seed",
    ):
        assert wanted in names, names
    page.get_by_role("button", name="Train", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"{NOW} > 3")
    page.keyboard.press("Enter")
    rested(page)
    assert page.evaluate(FOCUSED) == "Train"
    page.get_by_label("Learning rate", exact=True).focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert "rate=0.3" in page.evaluate("location.hash")
    page.locator(".explorer-kernels input").first.focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert "The last step of kernel 1" in page.inner_text(".explorer-last-step")


def test_a_finger_trains_and_goes_back_along_the_curve(show):
    page = show("training", "step=190&pictures=300", width=375, height=700, has_touch=True, is_mobile=True)
    rested(page)
    image = page.locator(".explorer-pointing").first
    image.evaluate(TO_THE_MIDDLE)
    box = image.bounding_box()
    image.tap(position={"x": 0.3 * box["width"], "y": 0.5 * box["height"]})
    settled(page)
    assert re.search(r"look=\d", page.evaluate("location.hash"))
    page.get_by_role("button", name="Train", exact=True).tap()
    page.wait_for_function(f"{NOW} > 200")
    page.get_by_role("button", name="Pause", exact=True).tap()
    rested(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_trains_before_it_is_asked_for_nor_after_a_pause(show):
    page = show("training")
    rested(page)
    page.wait_for_timeout(300)
    assert step_of(page) == 0
    press(page, "Train")
    page.wait_for_function("document.querySelector('.explorer-far').textContent.match(/step [1-9]/)")
    press(page, "Pause")
    rested(page)
    step = step_of(page)
    assert f"step={step}" in page.evaluate("location.hash")
    page.wait_for_timeout(300)
    assert step_of(page) == step
    press(page, "Train")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    rested(page)
    step = step_of(page)
    page.wait_for_timeout(300)
    assert step_of(page) == step
    assert page.get_by_role("button", name="Train", exact=True).is_visible()


def test_leaving_the_page_stops_the_training(show):
    page = show("training")
    rested(page)
    press(page, "Train")
    page.wait_for_function("document.querySelector('.explorer-far').textContent.match(/step [1-9]/)")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    rested(page)
    step = step_of(page)
    page.wait_for_timeout(300)
    assert step_of(page) == step > 0


def test_what_is_spoken_waits_until_the_training_rests(show):
    page = show("training")
    rested(page)
    page.evaluate(
        """() => {
          window.texts = { said: [], shown: [] };
          for (const [name, pick] of [["said", "[role=status]"], ["shown", ".explorer-message"]]) {
            const node = document.querySelector(`.explorer-live > ${pick}`);
            const change = { childList: true, characterData: true, subtree: true };
            new MutationObserver(() => window.texts[name].push(node.textContent)).observe(node, change);
          }
        }"""
    )
    press(page, "Train")
    page.wait_for_function("document.querySelector('.explorer-far').textContent.match(/Epoch [6-9]/)")
    press(page, "Pause")
    rested(page)
    said, shown = page.evaluate("[window.texts.said, window.texts.shown]")
    assert said[-1] == page.inner_text(".explorer-message")
    assert 2 * len(said) <= len(shown)


@pytest.mark.parametrize("asked", ["", "step=5"])
def test_reset_ends_a_training_that_runs(show, asked):
    page = show("training", asked)
    rested(page)
    press(page, "Train")
    page.wait_for_function(
        "Number(document.querySelector('.explorer-far').textContent.match(/step (.*)/)[1]) > 7"
    )
    press(page, "Reset")
    rested(page)
    assert step_of(page) == 0
    page.wait_for_timeout(300)
    assert step_of(page) == 0
    assert page.get_by_role("button", name="Train", exact=True).is_visible()


def test_reset_holds_where_a_slice_of_the_training_comes_before_the_redraw(show):
    page = show("training")
    rested(page)
    press(page, "Train")
    page.wait_for_function(
        "Number(document.querySelector('.explorer-far').textContent.match(/step (.*)/)[1]) > 7"
    )
    page.get_by_role("button", name="Reset").evaluate(
        """async (reset) => {
            await new Promise(requestAnimationFrame);
            for (const end = performance.now() + 150; performance.now() < end; );
            reset.click();
        }"""
    )
    rested(page)
    assert step_of(page) == 0


def test_other_first_weights_begin_anew_and_go_on(show):
    page = show("training")
    rested(page)
    press(page, "Train")
    page.wait_for_function(
        "Number(document.querySelector('.explorer-far').textContent.match(/step (.*)/)[1]) > 7"
    )
    page.get_by_label("First weights").select_option("zeros")
    page.wait_for_function("document.querySelector('.explorer-trouble').textContent.startsWith('All 8')")
    assert page.get_by_role("button", name="Pause", exact=True).is_visible()
    press(page, "Pause")
    rested(page)
    assert_python_agrees([("zeros", *texts(page)[1:])])


def test_a_step_an_epoch_and_a_new_start(show):
    page = show("training")
    rested(page)
    message, _, untrained = texts(page)
    assert message.endswith("are read right. Press Train.")
    assert "Take a step, and see here" in page.inner_text(".explorer-last-step")
    press(page, "One step")
    rested(page)
    assert step_of(page) == 1
    assert texts(page)[0] == message.removesuffix(" Press Train.")
    press(page, "One epoch")
    rested(page)
    assert page.inner_text(".explorer-far") == "Epoch 1, step 38"
    press(page, "Start again")
    rested(page)
    assert texts(page)[2] == untrained


def test_the_step_of_a_weight_is_worked_out(show):
    page = show("training", "step=3&kernel=5&optimiser=sgd")
    rested(page)
    page.locator(".explorer-step-grids table").first.locator("td").nth(2).click()
    settled(page)
    words = page.inner_text(".explorer-last-step .explorer-equation").replace("\u2212", "-")
    assert words.startswith("Row 0, column 2")
    number = r"\(?(-?[\d.e-]+)\)?"
    form = f"gradient = -{number} · {number} = {number}, .* from {number} to {number}\\."
    rate, gradient, change, before, after = map(float, re.search(form, words).groups())
    assert change == pytest.approx(-rate * gradient, rel=1e-3)
    assert after == pytest.approx(before + change, abs=2e-4)
    assert float(re.search(r"weight (.*)", texts(page)[2])[1]) == pytest.approx(after, abs=1e-4)


def test_going_back_along_the_curve_shows_the_kernels_of_then(show):
    page = show("training", "step=114")
    rested(page)
    newest = page.locator(".explorer-kernels input").first.get_attribute("aria-label")
    slider = page.get_by_label("Epoch that is shown")
    slider.focus()
    page.keyboard.press("Home")
    settled(page)
    assert page.locator(".explorer-kernels input").first.get_attribute("aria-label") != newest
    assert "Untrained" in page.text_content(".explorer-message")
    assert "look=0" in page.evaluate("location.hash")
    assert_python_agrees([("epoch 0", *texts(page)[1:])])
    press(page, "One epoch")
    rested(page)
    assert "Untrained" in page.text_content(".explorer-message")  # what is looked at stays
    page.keyboard.press("Tab")
    slider.focus()
    page.keyboard.press("End")
    settled(page)
    assert page.text_content(".explorer-message").startswith("After epoch 4")


def test_a_kept_curve_stays_beside_one_with_another_setting(show):
    page = show("training", "step=38&pictures=300")
    rested(page)
    press(page, "Keep this curve")
    page.get_by_label("Learning rate", exact=True).select_option("0.3")
    press(page, "Start again")
    press(page, "One epoch")
    rested(page)
    assert "kept curve: Learning rate 0.1" in page.inner_text(".explorer-keys")
    drawn = page.locator(".explorer-run-kept-held").first.get_attribute("d")
    assert drawn.count("L") == 3
    press(page, "Drop the kept curve")
    settled(page)
    assert "kept" not in page.inner_text(".explorer-keys")


def test_a_kept_curve_says_that_it_was_changed_while_it_ran(show):
    page = show("training", "step=38&pictures=300&rate=0.1&changes=10,0,5")
    rested(page)
    press(page, "Keep this curve")
    press(page, "Start again")
    rested(page)
    keys = page.inner_text(".explorer-keys")
    assert "kept curve: Learning rate 0.3; changed while it ran: Learning rate" in keys


def test_a_kept_curve_that_began_with_the_same_settings_says_no_more_than_that(show):
    page = show("training", "step=6&pictures=50")
    rested(page)
    press(page, "Keep this curve")
    press(page, "Start again")
    press(page, "One epoch")
    rested(page)
    page.get_by_label("Learning rate", exact=True).select_option("0.3")
    settled(page)
    assert page.inner_text(".explorer-keys").endswith("kept curve, begun with the same settings")


@pytest.mark.parametrize("story", ["fast", "broken", "few", "heart", "zeros", "sorted"])
def test_a_story_sets_its_settings_and_keeps_its_answer_folded(show, story):
    page = show("training", "step=2")
    page.get_by_label("A story to try").select_option(story)
    rested(page)
    assert step_of(page) == 0
    assert page.locator(".explorer-question").inner_text().endswith("?")
    assert not page.locator(".explorer-answer p").is_visible()
    shown = page.eval_on_selector_all(".explorer-settings select", "all => all.map(one => one.value)")
    page.goto(page.url.partition("#")[0] + f"#training?story={story}")
    page.reload()
    rested(page)
    linked = page.eval_on_selector_all(".explorer-settings select", "all => all.map(one => one.value)")
    assert linked == shown


def test_a_digit_is_drawn_while_it_trains_and_the_answer_follows(show):
    page = show("training")
    rested(page)
    press(page, "Train")
    pad = page.locator(".explorer-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.9 * box["height"], steps=6)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.explorer-far').textContent.match(/Epoch [2-9]/)")
    press(page, "Pause")
    rested(page)
    assert "pad=" in page.evaluate("location.hash")
    assert page.locator(".explorer-winner th").inner_text() == "1"


def test_a_wrongly_read_digit_can_be_taken(show):
    page = show("training", "step=38")
    rested(page)
    wrong = page.locator(".explorer-mistake").first
    label, answer = re.findall(r"\d", wrong.get_attribute("aria-label"))
    wrong.click()
    settled(page)
    assert page.locator(".explorer-winner th").inner_text() == answer != label
    _, source, prints = texts(page)
    assert f"reads {answer}" in prints
    assert "counts = DIGITS.test_images[" in source


def test_with_reduced_motion_it_goes_by_steps_and_epochs(show):
    page = show("training", reduced_motion="reduce")
    rested(page)
    assert not page.get_by_role("button", name="Train", exact=True).is_visible()
    assert page.inner_text(".explorer-message").endswith("Press One epoch.")
    press(page, "One epoch")
    rested(page)
    assert step_of(page) == 38


def test_the_curve_in_numbers_has_a_row_for_each_epoch(show):
    page = show("training", "step=76")
    rested(page)
    page.get_by_text("The curve in numbers").click()
    settled(page)
    assert page.locator(".explorer-scroller tbody tr").count() == 3


def test_a_link_holds_what_was_changed_while_it_ran(show):
    """The page of the link gives the same training as the clicks did."""
    page, chance = show("training", "pictures=100"), random.Random(3)
    rested(page)
    for name, values in (
        ("Learning rate", ["0.3", "0.03"]),
        ("Batch size", ["8", "all"]),
        ("Optimiser", ["adam"]),
    ):
        press(page, chance.choice(["One step", "One epoch"]))
        rested(page)
        page.get_by_label(name, exact=True).select_option(chance.choice(values))
    press(page, "One epoch")
    rested(page)
    seen = texts(page)
    page.reload()
    rested(page)
    assert texts(page)[2] == seen[2]
    assert_python_agrees([("changes", *seen[1:])])
