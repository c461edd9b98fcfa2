"""Every page of the built site, in a browser: quiet, self-contained, accessible, light."""

import itertools
import re
from importlib.resources import files

import pytest

from .conftest import HTML

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LEAKS = re.compile(r"\babsl\b|Traceback \(most recent|\bat 0x[0-9a-f]{6,}|\bWarning:|oneDNN|cuda", re.I)
SOURCES = (HTML / "_modules").name


def axe_violations(page):
    page.evaluate(AXE)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']} ({node['target']})"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_page_asks_no_other_host_and_says_nothing_on_the_console(visit, page_path):
    seen = visit(page_path, wait="networkidle")
    assert seen.foreign_requests == []
    assert seen.failures == []
    assert [response.url for response in seen.responses if response.status >= 400] == []
    assert seen.messages == []


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 375)])
def test_page_has_no_axe_violation(visit, page_path, theme, width):
    assert axe_violations(visit(page_path, theme=theme, width=width).page) == []


def test_page_does_not_scroll_sideways_on_a_phone(visit, page_path):
    assert sideways_scroll(visit(page_path, width=375).page) <= 0


def test_pictures_have_alt_texts_that_say_something(visit, page_path):
    alts = visit(page_path).page.eval_on_selector_all("img", "all => all.map(i => [i.src, i.alt])")
    poor = [src for src, alt in alts if len(alt.split()) < 4 or re.search(r"\.(png|svg|gif|webp)", alt)]
    assert poor == []


def test_headings_go_down_one_level_at_a_time(visit, page_path):
    levels = visit(page_path).page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "all => all.filter(h => h.checkVisibility()).map(h => +h.tagName[1])"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


def test_page_shows_no_machine_noise(visit, page_path):
    if page_path.startswith("_modules") or "conventions" in page_path:
        pytest.skip("source code and the page that shows an error on purpose")
    text = visit(page_path).page.inner_text("body")
    assert LEAKS.findall(text) == []
