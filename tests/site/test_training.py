"""A CNN that is trained in the page computes what the program beside it does, whatever is set and when."""

import ast
import re
from urllib.parse import parse_qsl

import pytest

from .explorer_pages import random_states, settled, texts
from .trainings import NOW, OPTIONS, assert_python_agrees, press, rested, step_of, steps_of

CHANGED_WHILE_IT_RUNS = """
async ([seed, count]) => {
  let chance = seed;
  const next = () => (chance = (chance * 48271) % 2147483647) / 2147483647;
  const one = (all) => all[Math.floor(next() * all.length)];
  const frame = () => new Promise(requestAnimationFrame);
  const live = document.querySelector(".explorer-live");
  const [play, step, epoch, again] = live.querySelectorAll(".explorer-training-buttons button");
  const controls = [...live.querySelectorAll(".explorer-settings select")];
  const goOn = async () => { // after a training that broke, with another one
    for (; play.textContent !== "Pause"; await frame()) (play.disabled ? again : play).click();
  };
  const wrong = [];
  for (let change = 0; change < count; change++) {
    await goOn();
    const control = one(controls);
    const other = one([...control.options].filter(({ value }) => value !== control.value)).value;
    control.value = other;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    if (next() < 0.4) {
      await frame();
      await frame();
      const isWhole = !live.innerText.includes("undefined");
      if (control.value !== other || !isWhole) wrong.push([control.labels[0].textContent, other]);
    }
  }
  await goOn();
  play.click();
  return wrong;
}
"""


def test_twenty_trainings_have_the_curve_of_the_program_beside_them(show):
    page, seen = show("training"), []
    for query in random_states("training", 24):
        page.evaluate("fragment => { location.hash = fragment }", f"training?{query}")
        rested(page)
        seen.append((query, *texts(page)[1:]))
    trained = [dict(parse_qsl(query)) for query, source, _ in seen if query and steps_of(source) > 10]
    assert len(trained) >= 20
    for name, option in OPTIONS.items():
        if option["kind"] == "choice" and name != "story":
            values = {state[name] for state in trained}
            assert len(values) >= min(len(option["choices"]), 5), name
    assert_python_agrees(seen)


def test_ten_epochs_of_the_default_read_nine_of_ten_digits_never_seen(show):
    page = show("training", "step=380")
    rested(page)
    right = float(re.search(r"([\d.]+) %", page.inner_text(".explorer-message"))[1])
    assert right >= 90
    assert page.inner_text(".explorer-far") == "Epoch 10, step 380"
    assert_python_agrees([("ten epochs", *texts(page)[1:])])
    page.get_by_text("The curve in numbers").click()
    settled(page)
    live = page.locator(".explorer-scroller tbody tr").all_inner_texts()
    static = show("training", java_script_enabled=False).inner_text(".explorer-static table")
    table = " ".join(static.split())
    for epoch in (0, 1, 5, 10):
        rights = live[epoch].split()[3:]
        assert f"% read right after epoch {epoch}, learnt and never seen {', '.join(rights)}" in table


def test_five_hundred_settings_changed_while_it_runs_break_nothing(show):
    page, seen = show("training", "pictures=100"), []
    rested(page)
    for seed in range(7, 12):
        assert page.evaluate(CHANGED_WHILE_IT_RUNS, [seed, 100]) == []
        rested(page)
        message, *both = texts(page)
        assert "of 400 digits" in message
        seen.append((page.evaluate("location.hash"), *both))
    assert_python_agrees(seen)
    page.reload()
    rested(page)
    assert texts(page)[2] == seen[-1][2]


OTHER = {
    "Learning rate": "0.03",
    "Batch size": "8",
    "Optimiser": "momentum",
    "Dropout": "0.25",
    "Pictures to learn": "300",
    "Labels": "shuffled",
    "Order": "sorted",
}


CHANGED_IN_TURN = """
async (values) => {
  const far = document.querySelector(".explorer-far");
  const seen = [];
  for (const [label, value] of Object.entries(values)) {
    const controls = [...document.querySelectorAll(".explorer-settings select")];
    const control = controls.find((one) => one.labels[0].textContent === label);
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    const start = seen.length;
    while (new Set(seen.slice(start)).size < 3) {
      await new Promise(requestAnimationFrame);
      seen.push(far.textContent);
    }
  }
  return seen;
}
"""


def test_each_setting_holds_from_the_step_that_comes_when_it_is_changed_and_the_training_goes_on(show):
    page = show("training", "pictures=600")
    rested(page)
    press(page, "Train")
    page.wait_for_function(f"{NOW} > 3")
    seen = page.evaluate(CHANGED_IN_TURN, OTHER)
    steps = [int(re.search(r"Epoch \d+, step (\d+)", words)[1]) for words in seen]
    assert steps == sorted(steps)
    press(page, "Pause")
    rested(page)
    _, source, prints = texts(page)
    plan = ast.literal_eval(re.search(r"^plan = (\{.*?^\})", source, re.DOTALL | re.MULTILINE)[1])
    assert set().union(*[part for step, part in plan.items() if step]) == set(plan[0])
    assert sorted(plan) == list(plan)
    assert_python_agrees([("each setting", source, prints)])


@pytest.mark.parametrize(
    "state", ["step=5&dropout=0.5&picture=3&kernel=2", "step=75&dropout=0.25&picture=31"]
)
def test_the_mask_of_dropout_that_is_shown_is_that_of_the_program(show, state):
    page = show("training", f"{state}&seed=4")
    rested(page)
    _, source, prints = texts(page)
    off, units, here = re.search(r"off (\d+) of (\d+) units, of this kernel(.*)", prints).groups()
    crosses = page.locator(".explorer-mask-off").get_attribute("d").count("M")
    squares = page.locator(".explorer-mask-on").get_attribute("d").count("M")
    assert (crosses, crosses + squares) == (int(off), int(units)) == (int(off), 128)
    cells = page.locator(".explorer-part table").first.locator("td")
    dashed = [at for at in range(16) if "padding" in (cells.nth(at).get_attribute("class") or "")]
    assert dashed == [int(place) for place in here.split()]
    assert {cells.nth(at).inner_text() for at in dashed} == {"0"}
    words = page.inner_text(".explorer-mask")
    assert f"switched off {off} of this picture" in words
    assert f"{len(dashed)} of kernel" in words
    assert "1.333" in words if "0.25" in state else "= 2," in words
    counts = re.findall(r"(\d+)(?:,|$)", page.locator(".explorer-mask svg").get_attribute("aria-label"))
    assert sum(map(int, counts)) == int(off)
    assert_python_agrees([(state, source, prints)])


def test_without_dropout_no_mask_is_shown(show):
    page = show("training", "step=5")
    rested(page)
    assert not page.locator(".explorer-mask").is_visible()
    assert "off 0 of 128 units" in texts(page)[2]


def test_what_one_picture_asks_of_a_weight_is_worked_out(show):
    page = show("training", "step=5&kernel=3&weight=21&picture=6")
    rested(page)
    back, met = (
        [float(cell.replace("\u2212", "-")) for cell in table.locator("td").all_text_contents()]
        for table in page.locator(".explorer-part table").all()[1:]
    )
    total = sum(slope * pixel for slope, pixel in zip(back, met, strict=True))
    part = float(re.search(r"picture 6, a \d: part of the gradient (\S+)", texts(page)[2])[1])
    assert total == pytest.approx(part, abs=0.02 * max(map(abs, back)))  # the cells hold two figures
    slider = page.get_by_label("Picture of the batch")
    slider.focus()
    page.keyboard.press("End")
    settled(page)
    assert "picture 31, a" in texts(page)[2]
    assert "picture=31" in page.evaluate("location.hash")


def test_a_training_that_breaks_says_so_and_the_next_one_works(show):
    page = show("training")
    page.get_by_label("A story to try").select_option("broken")
    rested(page)
    press(page, "Train")
    page.wait_for_function("document.querySelector('.explorer-trouble').textContent.startsWith('It broke')")
    rested(page)
    trouble = page.inner_text(".explorer-trouble")
    broken = int(re.search(r"It broke at step (\d+): what was computed became too large", trouble)[1])
    message, source, prints = texts(page)
    assert f"step {broken}: a weight is no finite number any more" in prints
    assert re.search(r"loss [\d.]+ × 10[⁰-⁹¹²³]+", message)
    assert "undefined" not in page.inner_text(".explorer-live")
    assert page.locator(".explorer-beyond-run").count() > 0
    for name in ("Train", "One step", "One epoch"):
        assert page.get_by_role("button", name=name, exact=True).is_disabled()
    assert_python_agrees([("broken", source, prints)])
    page.reload()
    rested(page)
    assert page.inner_text(".explorer-trouble") == trouble
    page.get_by_label("Learning rate", exact=True).select_option("0.1")
    press(page, "Start again")
    rested(page)
    assert step_of(page) == 0
    assert not page.locator(".explorer-trouble").is_visible()
    press(page, "One epoch")
    rested(page)
    assert step_of(page) == 38
    assert page.locator(".explorer-beyond-run").count() == 0
    assert_python_agrees([("after", *texts(page)[1:])])
    press(page, "Reset")
    rested(page)
    assert step_of(page) == 0


def test_a_training_that_broke_goes_on_from_new_first_weights(show):
    page = show("training", "rate=10&activation=leaky_relu&step=400")
    page.wait_for_function("document.querySelector('.explorer-trouble').textContent.startsWith('It broke')")
    rested(page)
    page.get_by_label("Activation").select_option("relu")
    rested(page)
    assert step_of(page) == 0
    press(page, "One step")
    rested(page)
    assert step_of(page) == 1
