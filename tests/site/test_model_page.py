"""Pages of models in a browser: from a file, pointed at, heard, printed, without scripts, in a notebook."""

import re

import numpy as np
import pytest

from cnn_docs import explore, feature_maps, layer_table, load_digits, load_digits_cnn
from cnn_docs._keras import load_keras
from tests.explorer.pages import draw, every_arithmetic, small_u_net

from .conftest import note_words
from .test_every_page import axe_complaints

MARKUP = "<img src=x onerror=alert(1)>"
CLOSING = "</script><script>alert(2)</script>"
VIEWS = [("light", 1280), ("dark", 1280), ("light", 375), ("dark", 375)]


@pytest.fixture(scope="module")
def images():
    return load_digits().test_images[:3, ..., np.newaxis]


@pytest.fixture(scope="module")
def files(tmp_path_factory, images):
    """The pages that are looked at, by name."""
    folder = tmp_path_factory.mktemp("pages")
    keras = load_keras()
    keras.utils.set_random_seed(0)
    parts = [keras.layers.Conv2D(2, 3, name=MARKUP), keras.layers.Flatten(), keras.layers.Dense(2)]
    hostile = keras.Sequential([keras.Input((6, 6, 1)), *parts])
    pages = {
        "digits": explore(load_digits_cnn(), images),
        "u_net": explore(small_u_net(), draw(2, 16, 20, 1)),
        "arithmetic": explore(every_arithmetic(), draw(2, 17, 14, 3)),
        "hostile": explore(hostile, draw(1, 6, 6, 1), classes=[CLOSING, "<b>bold</b>"], title=CLOSING),
        "small": explore(load_digits_cnn(), images, max_size=200_000),
    }
    return {name: page.save(folder / f"{name}.html") for name, page in pages.items()}


@pytest.fixture
def opened(browser, files):
    """Return a function that opens a page from its file, and notes what it says and asks for."""
    contexts = []

    def open_page(name, theme="light", width=1280, **options):
        view = {"viewport": {"width": width, "height": 900}, "color_scheme": theme}
        contexts.append(browser.new_context(**view, **options))
        page = contexts[-1].new_page()
        page.said, page.asked = [], []
        note_words(page, page.said)
        page.on("dialog", lambda dialog: page.said.append(dialog.message))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(files[name].as_uri())
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body.page-ready")
        return page

    yield open_page
    for context in contexts:
        context.close()


def stage_of(page, layer):
    return page.get_by_role("application", name=re.compile(f"^Maps of {re.escape(layer)}[.]"))


@pytest.mark.parametrize("view", VIEWS, ids=[f"{theme}-{width}" for theme, width in VIEWS])
@pytest.mark.parametrize("name", ["digits", "u_net", "arithmetic", "hostile", "small"])
def test_a_page_opens_from_a_file_in_silence(opened, name, view):
    page = opened(name, *view)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert list(axe_complaints(page)) == []


def test_names_are_shown_as_text(opened):
    page = opened("hostile")
    assert page.title() == CLOSING
    assert page.get_by_role("heading", level=1).inner_text() == CLOSING
    assert page.locator(".page-label", has_text=MARKUP).count() == 1
    assert page.locator(".page-answer th", has_text=CLOSING).count() == 1
    assert page.locator("img[src=x], b").count() == 0


def test_a_unit_that_is_pointed_at_has_the_value_of_feature_maps_and_the_field_of_the_table(opened, images):
    page = opened("digits")
    maps = feature_maps(load_digits_cnn(), images)["conv_2"]
    stage = stage_of(page, "conv_2")
    box = stage.bounding_box()
    page.mouse.move(box["x"] + 0.07 * box["width"], box["y"] + 0.3 * box["height"])
    code = page.locator(".page-python").inner_text()
    index = tuple(map(int, re.fullmatch(r'maps\["conv_2"\]\[(.*)\]', code)[1].split(", ")))
    shown = float(page.locator(".page-head output").inner_text().replace("\u2212", "-"))
    assert np.float32(shown) == pytest.approx(maps[index], rel=1e-6, abs=1e-7)
    field = layer_table(load_digits_cnn())["conv_2"].receptive_field
    mark = page.locator(".page-inputs .explorer-mark")
    side = page.locator(".page-inputs canvas").first.evaluate("canvas => canvas.width")
    for axis, (name, length) in enumerate((("y", "height"), ("x", "width"))):
        first = field.offset[axis] + index[1 + axis] * field.stride[axis]
        ends = max(first, 0), min(first + field.size[axis], side)
        assert float(mark.get_attribute(name)) == ends[0]
        assert float(mark.get_attribute(length)) == ends[1] - ends[0]


def test_products_and_kernel_stand_there_and_make_the_sum(opened):
    page = opened("digits")
    page.wait_for_selector(".page-body .explorer-close-up")
    tables = page.locator(".page-body .explorer-matrix")
    values, kernel, products = (
        [float(text.replace("\u2212", "-")) for text in tables.nth(place).locator("td").all_inner_texts()]
        for place in range(3)
    )
    for value, weight, product in zip(values, kernel, products, strict=True):
        assert value * weight == pytest.approx(product, abs=0.02)


def test_keys_move_to_other_units_and_maps(opened):
    page = opened("digits")
    stage_of(page, "conv_2").focus()
    before = page.locator(".page-unit-name").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    after = page.locator(".page-unit-name").inner_text()
    assert before.startswith("conv_2")
    assert after != before
    assert page.locator("[aria-live=polite]").inner_text() == after


def test_a_click_keeps_a_unit_and_escape_lets_go(opened):
    page = opened("digits")
    box = stage_of(page, "conv_2").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 10)
    kept = page.locator(".page-unit-name").inner_text()
    other = stage_of(page, "conv_3").bounding_box()
    page.mouse.move(other["x"] + 20, other["y"] + 10)
    assert page.locator(".page-unit-name").inner_text() == kept
    page.keyboard.press("Escape")
    page.mouse.move(other["x"] + 25, other["y"] + 12)
    assert page.locator(".page-unit-name").inner_text().startswith("conv_3")


def test_another_image_changes_the_maps_and_the_answer(opened):
    page = opened("digits")
    before = page.locator(".page-head output").inner_text()
    page.get_by_role("radio", name=re.compile("^image 2")).check()
    page.locator(".page-head output").filter(has_not_text=before).wait_for()
    assert page.said == []


@pytest.mark.parametrize("method", ["saliency", "Grad-CAM"])
def test_heat_maps_are_laid_over_the_image_for_each_class(opened, method):
    page = opened("digits")
    heat = page.locator(".page-heat")
    assert not heat.is_visible()
    page.get_by_role("radio", name=method).check()
    assert heat.is_visible()
    pixels = "canvas => canvas.toDataURL()"
    before = heat.evaluate(pixels)
    answer = page.locator(".page-answer .page-total th").inner_text()
    assert page.locator(".page-heats select").input_value() == answer
    page.locator(".page-heats select").select_option(index=1)
    assert heat.evaluate(pixels) != before


def test_a_layer_tells_its_row_of_the_table(opened):
    page = opened("digits")
    page.locator(".page-name", has_text="conv_3").hover()
    row = layer_table(load_digits_cnn())["conv_3"]
    facts = page.locator(".page-facts").inner_text()
    assert row.formula in facts
    assert f"{row.multiply_adds:,}" in facts


def test_skips_are_drawn_as_bows(opened):
    page = opened("u_net")
    assert page.locator(".page-arc").count() == len(layer_table(small_u_net()).edges)
    bows = [
        path
        for path in page.locator(".page-arc").evaluate_all("all => all.map(one => one.getAttribute('d'))")
        if "Q" in path
    ]
    assert len(bows) == 2


def test_without_scripts_there_are_pictures_and_the_table(opened):
    page = opened("digits", java_script_enabled=False)
    assert page.locator("#pictures img").first.is_visible()
    assert page.locator("table").is_visible()


def test_on_paper_the_network_and_the_table_are_there(opened):
    page = opened("digits")
    page.emulate_media(media="print")
    assert page.locator(".page-network").is_visible()
    assert page.locator(".page-table table").is_visible()


def test_in_a_notebook_it_is_the_same(browser, images):
    frame = explore(load_digits_cnn(), images[:1], explained=0)._repr_html_()
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(f"<!DOCTYPE html><title>A notebook</title>{frame}")
    page.frame_locator("iframe").locator(".page-network").wait_for()
    assert said == []
    page.close()
