"""That colours are asked for once for all pages that look the same, and everything else on each."""

import re

import pytest

from .axe import axe_complaints, colour_complaints, structure_complaints

CLEAR = "<p style='color: #000; background: #fff'>Clear text with <a href='#x'>a link</a> in it.</p>"
FAINT = {
    "text on its own paint": "<p style='color: #aaa; background: #fff'>Faint text.</p>",
    "text on what is behind": "<div style='background: #777'><p style='color: #888'>Faint.</p></div>",
    "a label that stays in its place": "<p style='position: fixed; background: #777; color: #888'>Faint.</p>",
    "a link like the text around it": "<p style='color: #000; background: #fff'>Clear text with "
    "<a href='#x' style='color: #111; text-decoration: none'>a link</a> in it.</p>",
}
ELEMENTS = "() => [...document.querySelectorAll('section')].map(section => section.id)"


@pytest.fixture
def show_body(new_page):
    """Return a function that shows a page with this body."""
    page = new_page()

    def show(body):
        page.set_content(f"<html lang='en'><title>T</title><main><h1>T</h1>{body}</main></html>")
        return page

    return show


@pytest.mark.parametrize("faint", FAINT.values(), ids=FAINT)
def test_faint_colours_are_found_on_every_page_that_has_them(show_body, faint):
    known = set()
    assert list(colour_complaints(show_body(CLEAR), known)) == []
    for _ in range(2):
        assert len(list(colour_complaints(show_body(CLEAR + faint), known))) == 1
    assert len(list(axe_complaints(show_body(faint)))) == 1


def test_colours_that_were_right_are_not_asked_for_again(show_body):
    known = set()
    assert list(colour_complaints(show_body(CLEAR), known)) == []
    page = show_body(CLEAR + CLEAR)
    assert list(colour_complaints(page, known)) == []
    assert page.locator("[data-look]").count() == 0


def test_sections_whose_looks_are_known_are_in_nobody_s_way(show_body):
    known = set()
    section = f"<section id='x'><h2>S</h2>{CLEAR}<section id='y'>{CLEAR}</section></section>"
    assert list(colour_complaints(show_body(section), known)) == []
    page = show_body(f"{section}<section id='z'>{CLEAR}{FAINT['text on its own paint']}</section>{section}")
    before = page.content()
    (complaint,) = colour_complaints(page, known)
    assert "Faint text." in complaint
    assert page.evaluate(ELEMENTS) == ["x", "y", "z", "x", "y"]
    assert re.sub(r' data-look="\d+"', "", page.content()) == before


def test_what_is_asked_about_is_there_whatever_is_known(show_body):
    known = set()
    page = show_body(f"<section>{CLEAR}<p class='explorer'>Clear text.</p></section>{CLEAR}<h2>New</h2>")
    assert list(colour_complaints(page, known, ".explorer")) == []
    page = show_body(f"<section>{CLEAR}<p class='explorer'>Clear text.</p></section><h6>Newer</h6>")
    assert list(colour_complaints(page, known, ".explorer")) == []


def test_what_is_no_matter_of_colours_is_found_on_every_page(show_body):
    for _ in range(2):
        (complaint,) = structure_complaints(show_body("<button></button>"))
        assert "button-name" in complaint


def test_code_is_asked_about_without_its_colours_and_has_them_again(show_body):
    code = "<pre><span class='k'>def</span> <a href='#y' id='y'><span class='n'></span></a></pre>"
    page = show_body(code)
    (complaint,) = structure_complaints(page)
    assert "link-name" in complaint
    assert page.locator("pre").evaluate("pre => pre.outerHTML").replace('"', "'") == code
