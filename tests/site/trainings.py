"""How the tests drive a training in the page."""

import json
import re

from .explorer_pages import SOURCES, assert_same_numbers, run_python, settled

OPTIONS = json.loads((SOURCES / "training.json").read_text(encoding="utf-8"))
NOW = "Number(document.querySelector('.explorer-far').textContent.match(/step (\\d+)/)[1])"
RESTS = ".explorer-training-buttons[aria-busy=false]"


def rested(page):
    """Wait until the training is where it was to go, and the address has followed."""
    before = None
    while (now := page.inner_text(".explorer-far")) != before:
        before = now
        page.wait_for_selector(RESTS, timeout=120_000)
        settled(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def step_of(page):
    return int(re.search(r"step (\d+)", page.inner_text(".explorer-far"))[1])


def assert_python_agrees(seen):
    """Run all the programs at once; each prints what its page showed."""
    printed = run_python([source for _, source, _ in seen])
    for (where, source, prints), lines in zip(seen, printed, strict=True):
        assert_same_numbers(lines, prints, f"{where}\n{source[-900:]}")


def steps_of(source):
    return int(re.search(r"steps, seed, start, leak = (\d+)", source)[1])
