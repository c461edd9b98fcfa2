"""The explorers and the pages in Firefox, or in the engine that ``--browser`` names, beside Chromium.

Chromium's numbers are Python's (``test_explorers.py``, ``test_own_pictures.py``): these are to be the same.
"""

import base64
import itertools
import re
import time

import pytest

from .conftest import HTML, built_pages, pages_to_visit
from .engines import PATIENCE
from .explorer_pages import NAMES, random_states, texts
from .layout import LOOKED_AT, OVERLAPS
from .test_digit_pad import STROKES
from .test_explorers import TWO_FRAMES
from .test_own_pictures import PICTURES, REFUSED, give

pytestmark = pytest.mark.engines
READY = """async () => {
  while (!document.querySelector(".explorer-live .explorer-message")?.textContent) {
    await new Promise(done => setTimeout(done, 20));
  }
}"""
STATES = """async (name, states) => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const shown = [];
  for (const query of states) {
    const hash = `#${name}?${query}`;
    if (location.hash !== hash) {
      const changed = new Promise(done => addEventListener("hashchange", done, { once: true }));
      location.hash = hash;
      await changed;
    }
    await frame();
    await frame();
    const live = document.querySelector(".explorer-live");
    while (!live.querySelector(".explorer-message").textContent) await frame();
    const inputs = [...live.querySelectorAll("input, select")].map(one => one.checked + one.value);
    const picks = [".explorer-message", ".explorer-python code", ".explorer-python samp"];
    const curves = [...live.querySelectorAll("svg path")].map(one => one.getAttribute("d"));
    shown.push([...picks.map(pick => live.querySelector(pick).textContent), inputs.join(), curves.join()]);
  }
  return shown;
}"""
ROUNDED = {
    "fading.png",
    "x-ray.png",
}  # engines mix what shines through, and make 8 bits of 16, each in its way
GIVE = """async (name, content, refused) => {
  const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
  const [note, code] = [".explorer-note", ".explorer-python code"].map(pick => document.querySelector(pick));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const input = document.querySelector(".explorer-file input");
  input.files = transfer.files;
  input.dispatchEvent(new Event("change"));
  const answered = () => !note.hidden && !note.textContent.startsWith("Reading");
  const done = () => (refused ? answered() : code.textContent.includes(JSON.stringify(name)));
  for (let step = 0; step < 300 && !done(); step++) await new Promise(next => setTimeout(next, 20));
  return [note.textContent, document.querySelector(".explorer-python samp").textContent];
}"""


@pytest.fixture(scope="module")
def chromium(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def address_of(pages, name, query=""):
    return (pages / f"{name}.html").as_uri() + (f"#{name}?{query}" if query else "")


@pytest.mark.parametrize("name", NAMES)
def test_states_show_the_same_numbers_controls_and_curves(engine, chromium, pages, name):
    states = random_states(name, 10)
    chromium.goto(address_of(pages, name))
    expected = chromium.evaluate(f"([name, states]) => ({STATES})(name, states)", [name, states])
    engine.resize(1280)
    engine.open(address_of(pages, name))
    engine.run(READY)
    for query, wanted in zip(states, expected, strict=True):
        assert engine.run(STATES, name, [query]) == [wanted], f"{name}?{query}"


SHOWN = """async () => {
  const picks = [".explorer-message", ".explorer-python samp"];
  const textsOf = (place) => picks.map((pick) => place.querySelector(pick)?.textContent);
  const shown = () => [...document.querySelectorAll("[data-explorer]")].map(textsOf);
  while (!shown().every(([message]) => message)) await new Promise(done => setTimeout(done, 20));
  return shown();
}"""


def test_the_explorers_on_the_pages_begin_as_in_chromium(engine, chromium, site_url):
    live = [path for path in built_pages() if "data-explorer=" in (HTML / path).read_text("utf-8")]
    assert len(live) > 10
    engine.resize(1280)
    for path in live:
        chromium.goto(site_url + path)
        engine.open(site_url + path)
        assert engine.run(SHOWN) == chromium.evaluate(SHOWN), path


def moves(box, stroke):
    """Return a mouse's way through places given as shares of a box, without a pause."""
    x, y, width, height = box
    places = [(round(x + across * width), round(y + down * height)) for across, down in stroke]
    steps = [
        {"type": "pointerMove", "x": places[0][0], "y": places[0][1]},
        {"type": "pointerDown", "button": 0},
    ]
    for start, end in itertools.pairwise(places):
        for share in (0.25, 0.5, 0.75, 1):
            at = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
            steps.append({"type": "pointerMove", "x": at[0], "y": at[1], "duration": 0})
    return [*steps, {"type": "pointerUp", "button": 0}]


def box_of(engine, pick):
    """Scroll a part of the page to the middle, and return its left, top, width and height there."""
    return engine.run(
        """(pick) => {
          const part = document.querySelector(pick);
          part.scrollIntoView({ block: "center", behavior: "instant" });
          const { x, y, width, height } = part.getBoundingClientRect();
          return [x, y, width, height];
        }""",
        pick,
    )


@pytest.mark.parametrize("digit", STROKES)
def test_a_digit_that_is_drawn_quickly_is_read(engine, pages, digit):
    engine.open("about:blank")
    engine.open(address_of(pages, "digits"))
    engine.run(READY)
    box = box_of(engine, ".explorer-pad")
    for number, stroke in enumerate(STROKES[digit]):
        mouse = {"parameters": {"pointerType": "mouse"}, "actions": moves(box, stroke)}
        engine.act({"type": "pointer", "id": f"mouse {number}", **mouse})
    engine.run(TWO_FRAMES)
    message = engine.run("() => document.querySelector('.explorer-message').textContent")
    assert message.startswith(f"The network reads {digit}")


def press(engine, name):
    engine.run(
        """(name) => [...document.querySelectorAll(".explorer-live button")]
          .find(one => one.textContent === name).click()""",
        name,
    )


def until(engine, pick, pattern):
    """Wait until a part of the explorer has a text like this, and return the text."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        text = engine.run("pick => document.querySelector(`.explorer-live ${pick}`).textContent", pick)
        if re.search(pattern, text):
            return text
        time.sleep(0.05)
    raise AssertionError(f"{pick} is {text!r}, and never was like {pattern}")


def printed_by(engine):
    return engine.run("() => document.querySelector('.explorer-python samp').textContent")


def open_anew(engine, address):
    engine.open("about:blank")
    engine.open(address)
    engine.run(READY)


def test_a_training_that_is_started_and_paused_has_the_curve_of_chromium(engine, chromium, pages):
    open_anew(engine, address_of(pages, "training", "pictures=100"))
    press(engine, "Train")
    until(engine, ".explorer-far", "Epoch ([3-9]|[0-9][0-9])")
    press(engine, "Pause")
    until(engine, ".explorer-training-buttons button", "^Train$")
    engine.run(TWO_FRAMES)  # a step that was under way is taken
    step = until(engine, ".explorer-far", "step").rpartition(" ")[2]
    chromium.goto("about:blank")
    chromium.goto(address_of(pages, "training", f"pictures=100&step={step}"))
    wanted = texts(chromium)[2]
    assert wanted.startswith("epoch 0")
    assert printed_by(engine) == wanted


def test_a_weight_runs_downhill_until_it_is_paused(engine, chromium, pages):
    open_anew(engine, address_of(pages, "descent", "curve=valleys&momentum=0.5"))
    press(engine, "One step")
    assert until(engine, ".explorer-message", "^Step 1:").startswith("Step 1:")
    press(engine, "Run")
    until(engine, ".explorer-message", "^Step [4-9]:")
    press(engine, "Pause")
    engine.run(TWO_FRAMES)
    wanted = printed_by(engine)
    engine.run("() => new Promise(done => setTimeout(done, 900))")
    assert printed_by(engine) == wanted
    steps = len(wanted.splitlines()) - 1
    chromium.goto("about:blank")
    chromium.goto(address_of(pages, "descent", f"curve=valleys&momentum=0.5&steps={steps}"))
    assert texts(chromium)[2] == wanted


def test_the_threshold_is_dragged_and_its_pictures_are_those_of_chromium(engine, chromium, pages):
    open_anew(engine, address_of(pages, "threshold"))
    box = box_of(engine, ".explorer-score-stage")
    mouse = {"parameters": {"pointerType": "mouse"}, "actions": moves(box, [(0.5, 0.5), (0.3, 0.5)])}
    engine.act({"type": "pointer", "id": "mouse", **mouse})
    engine.run(TWO_FRAMES)
    threshold = engine.run("() => document.querySelector('.explorer-cut').textContent")
    assert float(threshold) == pytest.approx(0.29, abs=0.03)
    pictures = """() => [...document.querySelectorAll("td[data-cell]")].map(
      cell => [cell.dataset.cell, ...[...cell.querySelectorAll("img")].map(one => one.dataset.picture)]
    )"""
    chromium.goto("about:blank")
    chromium.goto(address_of(pages, "threshold", f"threshold={threshold}"))
    wanted = texts(chromium)[2]
    assert printed_by(engine) == wanted
    assert engine.run(pictures) == chromium.evaluate(pictures)


def test_a_picture_of_ones_own_gives_the_same_numbers(engine, chromium, pages):
    chromium.goto("about:blank")
    chromium.goto(address_of(pages, "convolution", "kernel=box_blur&padding=same"))
    engine.open("about:blank")
    engine.open(address_of(pages, "convolution", "kernel=box_blur&padding=same"))
    engine.run(READY)
    for name, content in PICTURES.items():
        give(chromium, name, content)
        _, printed = engine.run(GIVE, name, base64.b64encode(content).decode(), False)
        shape, *numbers = texts(chromium)[2].replace("to", "").split("\n")
        actual_shape, *actual = printed.replace("to", "").split("\n")
        assert actual_shape == shape, name
        for left, right in zip(" ".join(actual).split(), " ".join(numbers).split(), strict=True):
            assert float(left) == pytest.approx(float(right), abs=1.01 if name in ROUNDED else 1e-4), name


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_shown_is_refused(engine, pages, content, words):
    engine.open("about:blank")
    engine.open(address_of(pages, "convolution"))
    engine.run(READY)
    note, _ = engine.run(GIVE, "other.png", base64.b64encode(content).decode(), True)
    assert words in note


@pytest.mark.parametrize("path", LOOKED_AT)
def test_no_text_lies_over_another(engine, site_url, path):
    for width in (1280, max(375, engine.least_width)):
        engine.resize(width)
        engine.open(site_url + path)
        engine.run(SHOWN)
        assert engine.run(OVERLAPS) == [], width


def test_formulas_in_a_line_are_no_higher_than_it(engine, site_url):
    engine.resize(1280)
    engine.open(f"{site_url}lessons/01-what-is-a-neural-network.html")
    heights = engine.run(
        """async () => {
          await document.fonts.ready;
          return [...document.querySelectorAll("p span.math")].map(one => one.getBoundingClientRect().height);
        }"""
    )
    assert len(heights) > 3
    assert max(heights) < 32


def test_a_drawer_is_closed_after_a_reload(engine, site_url):
    engine.resize(engine.least_width)
    engine.open(f"{site_url}lessons/01-what-is-a-neural-network.html")
    engine.run(
        "() => { document.querySelector('#__navigation').click(); setTimeout(() => location.reload()); }"
    )
    engine.wait_for_reload()
    assert (
        engine.run("() => [...document.querySelectorAll('.sidebar-toggle')].map(one => one.checked)")
        == [False] * 2
    )


def test_pages_fit_the_window_and_write_nothing_to_the_console(engine, site_url):
    complaints = []
    for path in pages_to_visit():
        for width in (1280, max(375, engine.least_width)):
            engine.resize(width)
            if width == 1280:
                engine.open(site_url + path)
            wide = engine.run(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                complaints.append(f"{path} scrolls sideways by {wide} px at {width} px")
        complaints += [f"{path} writes to the console: {message}" for message in engine.messages]
    assert complaints == []
