"""The pages on paper: all that a screen would scroll to is there."""

from .conftest import built_pages
from .layout import CUT_OFF, OVERLAPS

A4 = 718  # pixels between the margins that Chromium leaves on A4


def test_nothing_is_cut_off_on_paper(visit_again):
    complaints = []
    for path in built_pages():
        page = visit_again(path, ("light", A4)).page
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        complaints += [f"{path} hides {found}" for found in page.evaluate(CUT_OFF)]
        complaints += [f"{path} has text over text: {found}" for found in page.evaluate(OVERLAPS)]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
    assert complaints == []
