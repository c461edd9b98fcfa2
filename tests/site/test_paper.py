"""The pages on paper: all that a screen would scroll to is there, and pages end between lines."""

from .conftest import built_pages
from .layout import BEYOND, OVERLAPS, WHOLE

A4 = 718  # pixels between the margins that Chromium leaves on A4


def test_nothing_is_cut_off_on_paper(visit_again):
    complaints = []
    for path in built_pages():
        page = visit_again(path, ("light", A4)).page
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        complaints += [f"{path}: beyond the edge is {found}" for found in page.evaluate(BEYOND)]
        complaints += [f"{path}: in one piece is {found}" for found in page.evaluate(WHOLE)]
        complaints += [f"{path}: text over text: {found}" for found in page.evaluate(OVERLAPS)]
        page.emulate_media(media="screen")
    assert complaints == [], "\n".join(complaints)
