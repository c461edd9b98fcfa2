"""The questions in Firefox, or in the engine that ``--browser`` names: answered, told apart, remembered."""

import pytest

from .asked_questions import GIVEN, KEY, LESSON, PRACTICE, SIZES, computed_number
from .conftest import HTML, lessons_in_order

pytestmark = pytest.mark.engines
LESSONS = lessons_in_order()
READ = """() => [...document.querySelectorAll(".lesson-block.question")].map((block) => ({
  ...JSON.parse(block.querySelector(":scope > script").textContent),
  id: block.id,
  choices: block.querySelectorAll(".question-options input").length,
  shown: [...block.querySelectorAll(".num")].map((number) => number.textContent),
}))"""
GIVE = """(id, given) => {
  const block = document.getElementById(id);
  const field = block.querySelector(".question-number input");
  const items = block.querySelector(".question-items");
  if (field) field.value = given;
  if (items) {
    block.order ??= [...items.children];
    given.forEach((item, place) => {
      const entry = block.order[item];
      while ([...items.children].indexOf(entry) > place) entry.querySelector("button").click();
    });
  }
  const boxes = [...block.querySelectorAll(".question-options input")];
  boxes.forEach((box, place) => box.checked !== given.includes(place) && box.click());
  block.querySelector(".question-buttons button").click();
  return block.querySelector(".question-said").innerText.replaceAll(/\\s+/g, " ");
}"""
MARKS = """() => [...document.querySelectorAll(".question-mark")].map((mark) => mark.closest("a").pathname)"""
DONE = "(id) => document.getElementById(id).querySelector('.question-done').checkVisibility()"
PRESS = {"ArrowDown": "\ue015", "Tab": "\ue004", "Enter": "\ue007"}


def asked_anew(engine, address):
    """Open a page as somebody who has answered nothing yet, and return its questions."""
    engine.resize(1280)
    engine.open("about:blank")
    engine.open(address)
    engine.run(f"() => {{ localStorage.removeItem('{KEY}'); location.hash = ''; }}")
    engine.open("about:blank")
    engine.open(address)
    return engine.run(READ)


def right_answer(known):
    return str(computed_number(known, known["shown"])) if known["kind"] == "number" else known["right"]


def wrong_answers(known):
    """Yield an answer for each slip that a question knows."""
    if known["kind"] == "number":
        yield "1234567"
    elif known["kind"] == "order":
        yield known["right"][::-1]
    else:
        yield from ([place] for place in range(known["choices"]) if known["right"] != [place])


@pytest.mark.parametrize("path", LESSONS)
def test_every_question_of_a_lesson_is_answered_wrongly_then_rightly(engine, site_url, path):
    known = asked_anew(engine, site_url + path)
    assert len(known) >= 3
    for one in known:
        for given in wrong_answers(one):
            reply = engine.run(GIVE, one["id"], given)
            assert reply.startswith("Not yet. "), (one["id"], given, reply)
            assert len(reply.split()) > 5, one["id"]
        assert not engine.run(MARKS)
        assert engine.run(GIVE, one["id"], right_answer(one)).startswith("Right."), one["id"]
        assert engine.run(DONE, one["id"])
    assert {mark.endswith(path) for mark in engine.run(MARKS)} == {True}
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (1280, max(375, engine.least_width)):
        engine.resize(width)
        assert engine.run(wide) <= 0


def press(engine, *names):
    for name in names:
        keys = [{"type": kind, "value": PRESS[name]} for kind in ("keyDown", "keyUp")]
        engine.act({"type": "key", "id": "keyboard", "actions": keys})


def test_the_keyboard_alone_answers(engine, site_url):
    asked_anew(engine, site_url + LESSON)
    engine.run("() => document.querySelector('#after-the-function input').focus()")
    press(engine, "ArrowDown", "Enter")  # without a window, Firefox presses no button by a key, on any page
    said = engine.run("() => document.querySelector('#after-the-function .question-said').textContent")
    assert said.startswith("Right.")
    press(engine, "Tab")
    assert engine.run("() => document.activeElement.textContent") == "Check"


def test_other_numbers_are_computed_each_time(engine, site_url):
    known = {one["id"]: one for one in asked_anew(engine, site_url + SIZES)}
    block = "document.getElementById('size-of-a-map')"
    seen = set()
    for _ in range(8):
        shown = engine.run(f"() => [...{block}.querySelectorAll('.num')].map(number => number.textContent)")
        seen.add(tuple(shown))
        right = computed_number(known["size-of-a-map"], shown)
        said = [engine.run(GIVE, "size-of-a-map", str(given)) for given in (right - 1, right)]
        assert [text.partition(".")[0] for text in said] == ["Not yet", "Right"]
        engine.run(f"() => {block}.querySelectorAll('.question-buttons button')[1].click()")
    assert len(seen) > 1


def test_what_went_wrong_is_remembered_on_the_page_of_all_questions(engine, site_url):
    asked_anew(engine, site_url + LESSON)
    engine.run(GIVE, "after-the-function", [0])
    engine.open(site_url + PRACTICE)
    first = "() => document.querySelector('.question-progress li').textContent"
    assert "0 of 5 answered, 1 went wrong" in engine.run(first)
    engine.run("() => document.querySelector('.question-progress button').click()")
    left = engine.run(
        """() => [...document.querySelectorAll(".lesson-block.question")]
          .filter((block) => block.checkVisibility()).map((block) => block.id)"""
    )
    assert len(left) == 1
    assert engine.run(GIVE, left[0], [1]).startswith("Right.")
    assert "1 of 5 answered" in engine.run(first)


def test_a_page_that_is_loaded_again_asks_anew(engine, site_url):
    asked_anew(engine, site_url + SIZES)
    engine.run(
        """() => {
          document.querySelector("#size-of-a-map input").value = "12";
          const last = document.querySelectorAll(".question-options label:last-child input");
          for (const box of last) box.checked = true;
          setTimeout(() => location.reload());
        }"""
    )
    engine.wait_for_reload()
    given = f"() => ({GIVEN})([...document.querySelectorAll('.question-form input')])"
    assert engine.run(given) == []


def test_a_page_opened_from_a_file_asks_and_replies(engine):
    engine.open("about:blank")
    engine.open((HTML / LESSON).as_uri())
    assert engine.run(GIVE, "after-the-function", [1]).startswith("Right.")
    engine.open((HTML / PRACTICE).as_uri())
    assert "1 of 5 answered" in engine.run(
        "() => document.querySelector('.question-progress li').textContent"
    )
