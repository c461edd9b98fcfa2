"""What helps to read a page: contents beside it, code of one height in both themes, figures that go on."""

import pytest

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


def test_code_has_one_line_height_in_both_themes(visit):
    heights = (
        "[...document.querySelectorAll('article .highlight pre')].map(e => getComputedStyle(e).lineHeight)"
    )
    light, dark = (visit(LESSON, theme=theme).page.evaluate(heights) for theme in ("light", "dark"))
    assert light == dark
    assert len(light) > 5


def more(page):
    return page.evaluate(
        "[...document.querySelectorAll('.wide-figure')].map(e => e.dataset.more).filter(Boolean)"
    )


def test_a_figure_that_goes_on_past_the_edge_says_so(visit):
    page = visit("gallery/5_explain/plot_grad_cam_layers.html", width=375).page
    assert more(page)
    assert set(more(page)) == {"right"}
    page.evaluate("for (const e of document.querySelectorAll('.wide-figure')) e.scrollLeft = 10000")
    page.wait_for_function("document.querySelector('.wide-figure[data-more]').dataset.more !== 'right'")
    assert set(more(page)) == {"left"}


def test_a_figure_that_fits_says_nothing(visit):
    assert more(visit(LESSON, width=1280).page) == []


PLACES = """async () => {
  const edge = pick => document.querySelector(pick).getBoundingClientRect().left;
  const output = document.querySelector("article :is(.sphx-glr-script-out, .cell_output) pre");
  const { backgroundColor, borderTopColor } = getComputedStyle(output);
  const label = getComputedStyle(output.closest(".sphx-glr-script-out, .cell_output"), "::before").content;
  const picture = [...document.querySelectorAll("article section img")].find(one => one.checkVisibility());
  const indent = picture.getBoundingClientRect().left - edge("article p");
  return [backgroundColor, borderTopColor, label, Math.round(indent)];
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_scripts_print_and_draw_as_lessons_do(visit, theme):
    lesson = visit(LESSON, theme=theme).page.evaluate(PLACES)
    script = visit("gallery/2_convolution/plot_one_step.html", theme=theme).page.evaluate(PLACES)
    assert script == lesson
