"""What helps to read a page: contents beside it, code of one height in both themes, figures that go on."""

from itertools import pairwise

import pytest

from .layout import LOOKED_AT, OVERLAPS
from .test_every_page import SPOKEN

LESSON = "lessons/03-convolution.html"


@pytest.mark.parametrize("width", [1264, 1280, 1311, 1313, 1440])
def test_the_contents_stand_beside_the_text_on_a_laptop(visit, width):
    page = visit(LESSON, width=width).page
    box = page.locator(".toc-drawer").bounding_box()
    assert box["x"] + box["width"] <= width
    assert page.locator(".toc-tree a:visible").count() > 3
    text = page.locator("article").bounding_box()
    assert text["x"] + text["width"] <= box["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_narrower_pages_hide_them_behind_their_button(visit):
    page = visit(LESSON, width=1200).page
    assert page.locator(".toc-tree a:visible").count() == 0
    assert page.locator(".toc-overlay-icon:visible").count() == 1


@pytest.mark.parametrize("path", ["index.html", LESSON])
def test_the_switches_in_the_bar_of_a_phone_stand_apart(visit, path):
    page = visit(path, width=375).page
    bar, icons = (
        [box for one in page.locator(where).all() if (box := one.bounding_box())]
        for where in (".mobile-header :is(label, button, a)", ".content-icon-container a")
    )
    assert len(bar) > 2
    assert len(icons) > 1
    assert min(min(box["width"], box["height"]) for box in [*bar, *icons]) >= 24
    for left, right in pairwise(sorted(bar, key=lambda box: box["x"])):
        assert right["x"] - left["x"] - left["width"] >= 12


CODE = """all => all.map((one) => {
  const { fontSize, lineHeight } = getComputedStyle(one);
  return `${fontSize} ${lineHeight}`;
})"""


def test_code_has_one_size_and_one_line_height_in_both_themes_folded_or_not(visit):
    pages = [visit(LESSON, theme=theme).page for theme in ("light", "dark")]
    assert pages[0].locator("details.hide .highlight pre").count() > 0
    looks = [page.eval_on_selector_all("article .highlight pre", CODE) for page in pages]
    assert looks[0] == looks[1]
    assert len(set(looks[0])) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_code_looks_like_a_link(visit, theme):
    page = visit("howto/never-been-called.html", theme=theme).page
    assert page.locator("article .highlight .nc").count() > 0  # the name of a class
    lines = "all => all.map(e => getComputedStyle(e).textDecorationLine)"
    assert set(page.eval_on_selector_all("article .highlight span", lines)) == {"none"}


@pytest.mark.parametrize("width", [1280, 375])
def test_headings_of_a_lower_level_are_smaller(visit, width):
    page = visit("lessons/07-build-a-cnn-for-colour-images.html", width=width).page
    size = "heading => Number.parseFloat(getComputedStyle(heading).fontSize)"
    sizes = [page.locator(f"article {level}").first.evaluate(size) for level in ("h1", "h2", "h3")]
    assert sizes == sorted(set(sizes), reverse=True)


def test_a_link_to_the_source_stands_in_its_signature(visit):
    page = visit("reference/geometry.html", width=375).page
    beyond = page.eval_on_selector_all(
        "dt.sig:has(.viewcode-link)",
        """all => all.filter((sig) => {
          const link = sig.querySelector(".viewcode-link").getBoundingClientRect();
          return link.bottom > sig.getBoundingClientRect().bottom + 1;
        }).map(sig => sig.id)""",
    )
    assert page.locator("dt.sig .viewcode-link").count() > 3
    assert beyond == []


def test_names_in_the_first_column_of_a_table_are_not_broken_on_phones(visit):
    page = visit("lessons/01-what-is-a-neural-network.html", width=375).page
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    broken = page.eval_on_selector_all(
        "article td:first-child code",
        "all => all.filter(e => e.getClientRects().length > 1).map(e => e.textContent)",
    )
    assert page.locator("article td:first-child code").count() > 10
    assert [name for name in broken if " " not in name] == []


def more(page):
    return page.evaluate(
        "[...document.querySelectorAll('.wide-figure')].map(e => e.dataset.more).filter(Boolean)"
    )


FADING = "one => ['--left', '--right'].map(side => getComputedStyle(one).getPropertyValue(side))"


def test_a_figure_that_goes_on_past_the_edge_says_so(visit):
    page = visit("gallery/5_explain/plot_grad_cam_layers.html", width=375).page
    assert page.locator("[data-more=right]:visible").first.evaluate(FADING) == ["0rem", "2.5rem"]
    assert more(page)
    assert set(more(page)) == {"right"}
    page.evaluate("for (const e of document.querySelectorAll('.wide-figure')) e.scrollLeft = 10000")
    page.wait_for_function("document.querySelector('.wide-figure[data-more]').dataset.more !== 'right'")
    assert set(more(page)) == {"left"}


def test_a_table_that_goes_on_past_the_edge_says_so_and_keeps_its_first_column_code_only_fades(visit):
    page = visit("lessons/07-build-a-cnn-for-colour-images.html", width=375).page
    table = page.locator(".cell_output div.text_html:has(table)").first
    assert table.get_attribute("data-more") == "right"
    assert table.evaluate(FADING) == ["0rem", "2.5rem"]
    table.evaluate("node => node.scrollLeft = 10000")
    page.wait_for_function("document.querySelector('.text_html[data-more=left]')")
    assert table.evaluate(FADING) == ["0rem", "0rem"]
    code = page.locator(".highlight pre[data-more=right]:visible").first
    assert code.evaluate(FADING) == ["0rem", "2.5rem"]
    assert code.evaluate("node => getComputedStyle(node, '::before').content") == "none"


def test_a_figure_that_fits_says_nothing(visit):
    page = visit(LESSON, width=1280).page
    assert more(page) == []
    assert page.locator("[data-more='']").count() == 0  # a mask costs, also where nothing fades


INDENT = """() => {
  const picture = [...document.querySelectorAll("article section img")].find(one => one.checkVisibility());
  const [title, drawn] = [document.querySelector("h1"), picture].map(one => one.getBoundingClientRect().left);
  return Math.round(drawn - title);
}"""
FRAME = """() => {
  const output = document.querySelector("article .sphx-glr-script-out");
  const box = getComputedStyle(output.querySelector(".highlight")).backgroundColor;
  return [getComputedStyle(output, "::before").content, box];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_script_prints_has_one_frame_and_what_it_draws_stands_as_in_a_lesson(visit, theme):
    script = visit("gallery/2_convolution/plot_one_step.html", theme=theme).page
    assert script.evaluate(FRAME) == ["none", "rgba(0, 0, 0, 0)"]
    assert script.evaluate(INDENT) == visit(LESSON, theme=theme).page.evaluate(INDENT)


@pytest.mark.parametrize("path", LOOKED_AT)
def test_no_text_lies_over_another(visit, path):
    for width in (1280, 375):
        page = visit(path, width=width).page
        page.wait_for_function(SPOKEN)
        assert page.evaluate(OVERLAPS) == [], width
