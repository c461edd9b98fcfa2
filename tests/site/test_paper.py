"""The pages on paper: all that a screen would scroll to is there, and pages end between lines."""

import pytest

from .conftest import lessons_in_order
from .layout import BEYOND, LOOKED_AT, OVERLAPS, WHOLE

A4 = 718  # pixels between the margins that Chromium leaves on A4


@pytest.mark.parametrize("path", sorted({*LOOKED_AT, *lessons_in_order()}))
def test_nothing_is_cut_off_on_paper(visit, path):
    page = visit(path, width=A4).page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(BEYOND) == []
    assert page.evaluate(WHOLE) == []
    assert page.evaluate(OVERLAPS) == []


FOOT = """footer => [
  getComputedStyle(footer).breakBefore,
  getComputedStyle(footer.parentElement).display,
  footer.getBoundingClientRect().height < 48,
]"""


def test_the_foot_of_a_page_has_no_sheet_to_itself(visit):
    page = visit("index.html", width=A4).page
    page.emulate_media(media="print")
    assert page.locator("footer").evaluate(FOOT) == ["avoid", "block", True]
