"""Pages of models in Firefox, or in the engine that ``--browser`` names: as in Chromium, by the same hand."""

import pytest

from .model_pages import OVER, path_of
from .test_engines import box_of, moves

pytestmark = pytest.mark.engines
OPENED = ["digits", "u_net", "signals", "two outputs", "long", "further", "nested"]
READY = """async () => {
  const recorded = document.getElementById("facts").textContent.includes('"live":null');
  const ready = recorded ? "page-ready" : "page-computes";
  while (!document.body.classList.contains(ready)) await new Promise(done => setTimeout(done, 20));
}"""
SETTLED = """async (pick) => {
  const text = () => document.querySelector(pick)?.textContent;
  for (let before; before !== text();) {
    before = text();
    await new Promise(done => setTimeout(done, 200));
  }
  return text();
}"""
SHOWN = """() => {
  const picks = [".page-answer", ".page-unit-name", ".page-head output", ".page-words"];
  return picks.map((pick) => document.querySelector(pick).textContent);
}"""
PAD = ".page-inputs .explorer-pad"


def maps_of(name):
    return f"[role=application][aria-label^='Maps of {name}.']"


class Chromium:
    """Chromium, driven like the other engines."""

    def __init__(self, page):
        self.page = page

    def open(self, url):
        self.page.goto("about:blank")
        self.page.goto(url)

    def run(self, function, *arguments):
        return self.page.evaluate(f"(all) => ({function})(...all)", list(arguments))

    def act(self, source):
        for action in source["actions"]:
            if action["type"] == "pointerMove":
                self.page.mouse.move(action["x"], action["y"])
            elif action["type"] in ("pointerDown", "pointerUp"):
                getattr(self.page.mouse, action["type"].removeprefix("pointer").lower())()


@pytest.fixture
def both(engine, browser, tmp_path_factory):
    """Return a function that opens a page in Chromium and in the other engine, and returns them."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})

    def open_page(name):
        found = [Chromium(page), engine]
        engine.resize(1280)
        engine.open("about:blank")
        for one in found:
            one.open(path_of(name, tmp_path_factory).as_uri())
            one.run(READY)
        return found

    yield open_page
    page.close()


def drag(engine, pick, stroke):
    mouse = {"parameters": {"pointerType": "mouse"}, "actions": moves(box_of(engine, pick), stroke)}
    engine.act({"type": "pointer", "id": f"mouse over {pick}", **mouse})


def point(engine, pick, across, down):
    x, y, width, height = box_of(engine, pick)
    place = {"x": round(x + across * width), "y": round(y + down * height)}
    mouse = {"parameters": {"pointerType": "mouse"}, "actions": [{"type": "pointerMove", **place}]}
    engine.act({"type": "pointer", "id": "pointer", **mouse})


@pytest.mark.parametrize("name", OPENED)
def test_a_page_opens_as_in_chromium_fits_and_says_nothing(both, engine, name):
    chromium, _ = both(name)
    assert engine.run(SHOWN) == chromium.run(SHOWN)
    for width in (1280, max(375, engine.least_width)):
        engine.resize(width)
        assert engine.run(OVER) <= 0
    assert engine.messages == []


def test_a_unit_that_is_pointed_at_tells_the_same(both):
    shown = []
    for one in both("digits"):
        point(one, maps_of("conv_2"), 0.3, 0.4)
        shown.append([one.run(SETTLED, ".page-unit-name"), *one.run(SHOWN)])
    assert shown[0] == shown[1]
    assert shown[0][0].startswith("conv_2, map")


def test_what_is_drawn_has_the_same_answer(both):
    shown, before = [], []
    for one in both("digits"):
        before.append(one.run(SHOWN)[0])
        drag(one, PAD, [(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)])
        shown.append(one.run(SETTLED, ".page-answer"))
    assert shown[0] == shown[1]
    assert shown[0] != before[0] == before[1]


def test_keys_move_from_unit_to_unit(both, engine):
    both("digits")
    engine.run("(pick) => document.querySelector(pick).focus()", maps_of("conv_2"))
    before = engine.run(SHOWN)[1]
    keys = ["\ue015", "\ue014", "\ue00f"]  # down, right, Page Down
    actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    engine.act({"type": "key", "id": "keys", "actions": actions})
    after = engine.run(SETTLED, ".page-unit-name")
    assert after != before
    assert after.startswith("conv_2, map")
    value = engine.run("() => document.querySelector('.explorer-result').textContent")
    assert engine.run("() => document.querySelector('[aria-live=polite]').textContent") == f"{after}: {value}"
