"""What changes within an explorer is styled anew, and nothing of the page around it.

A page is styled whole at each change where a style asks by ``:has`` what is in something that holds the
explorer: a lesson has thousands of elements, and a training redraws ten times a second. What a redraw
leaves as it is, is not written, and what it shows of other sizes keeps the nodes that stay.
"""

import json
from pathlib import Path
from statistics import median

import pytest

from .conftest import HTML, built_pages

WITH_EXPLORERS = [path for path in built_pages() if " data-explorer=" in (HTML / path).read_text("utf-8")]
WIDTHS = 1280, 375
ROUNDS = 5  # in some of them the page has something else to do: a picture comes, say
MOST = 20  # elements; an explorer has from 90 to 600
READY = "[...document.querySelectorAll('.explorer-live .explorer-message')].every(one => one.textContent)"
CHANGED = """async ([index, rounds]) => {
  const live = document.querySelectorAll(".explorer-live")[index];
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const picks = [".explorer-message", "svg > g", "tbody", ".explorer-stage"];
  const places = picks.map(pick => live.querySelector(pick));
  for (let round = 0; round < rounds; round++) {
    for (const place of places.filter(Boolean)) {
      const mark = document.createElement("span");
      mark.className = "explorer-curve";
      place.append(mark);
      await drawn();
      mark.remove();
      await drawn();
    }
    console.timeStamp("round");
  }
}"""

INPUTS = Path(__file__).parents[1] / "bench" / "explorer_inputs.js"
WORKED = {
    "convolution": ["Picture", "Kernel size", "Stride", "Output, arrow keys"],
    "digits": ["A digit it never saw", "Layer"],
    "pooling": ["Stride"],
}
WASTED = """async ([control, rounds]) => {
  const live = document.querySelector(".explorer-live");
  const everything = { attributeOldValue: true, characterDataOldValue: true, subtree: true };
  const wasted = [];
  let writes = 0;
  await worked(control, 0, rounds); // what is made once is there
  for (let round = 0; round < rounds; round++) {
    const records = [];
    const taking = new MutationObserver(found => records.push(...found));
    taking.observe(live, everything);
    await worked(control, round, round + 1);
    records.push(...taking.takeRecords());
    taking.disconnect();
    const before = new Map(); // by node and attribute
    for (const { target, attributeName: name, oldValue } of records) {
      const known = before.get(target) ?? new Map();
      before.set(target, known);
      if (!known.has(name)) known.set(name, oldValue);
      else if (name !== "style" && name !== "class") wasted.push(`${target.nodeName} ${name} twice`);
    }
    for (const [node, known] of before) {
      for (const [name, value] of known) {
        writes += 1;
        const now = name === null ? node.data : node.getAttribute(name);
        if (now === value) wasted.push(`${node.nodeName} ${node.parentNode?.className} ${name} ${value}`);
      }
    }
  }
  return [writes, wasted];
}"""


def counts_of(browser, page, index):
    """Return of each round the most elements that were styled at once."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    page.evaluate(CHANGED, [index, ROUNDS])
    events = json.loads(browser.stop_tracing())["traceEvents"]
    counts = [0]
    for event in sorted(events, key=lambda one: one.get("ts", 0)):
        if event["name"] == "TimeStamp":
            counts.append(0)
        elif event["name"] == "UpdateLayoutTree":
            counts[-1] = max(counts[-1], event.get("args", {}).get("elementCount", 0))
    return counts[:-1]


def test_there_are_pages_with_explorers():
    assert len(WITH_EXPLORERS) >= 10


@pytest.mark.parametrize("path", WITH_EXPLORERS)
def test_a_change_in_an_explorer_styles_nothing_of_the_page_around_it(browser, visit, path):
    page = visit(path).page
    page.wait_for_function(READY, timeout=60_000)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for index in range(page.locator(".explorer-live").count()):
            counts = counts_of(browser, page, index)
            assert len(counts) == ROUNDS
            assert 0 < median(counts) <= MOST, (width, index, counts)


@pytest.mark.parametrize("name", WORKED)
def test_a_redraw_writes_nothing_twice_and_nothing_that_stays(show, name):
    page = show(name)
    page.evaluate(INPUTS.read_text(encoding="utf-8"))
    for control in WORKED[name]:
        writes, wasted = page.evaluate(WASTED, [control, 5])
        assert writes > 0, control
        assert wasted == [], control


def test_the_columns_of_a_picture_style_none_of_its_numbers_anew(show):
    number = show("convolution", "image=edge").locator(".explorer-numbers tspan").first
    assert number.evaluate("node => getComputedStyle(node).getPropertyValue('--columns')") == ""


def test_the_numbers_of_a_picture_are_one_text(show):
    numbers = show("convolution", "image=edge").locator(".explorer-numbers")
    counts = numbers.evaluate_all(
        "all => all.map(one => ['text', 'tspan'].map(kind => one.querySelectorAll(kind).length))"
    )
    assert counts == [[1, 5 * 6], [1, 3 * 4]]
