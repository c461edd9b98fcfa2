"""Pages of models in a browser: from a file, pointed at, heard, printed, without scripts."""

import re

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table, load_digits_cnn
from tests.explorer.pages import small_u_net

from .model_pages import CLOSING, MARKUP, OVER, looks, number
from .model_pages import images as images_of_digits

WHOLE = """labels => labels.every(
  (label) => label.scrollWidth <= label.clientWidth && label.scrollHeight <= label.clientHeight)"""
"""Returns whether no text is cut off: names of layers often differ at their end."""

CELLS = "body => [...body.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
LISTEN = """() => {
  window.heard = [];
  const speaking = "[aria-live=polite], :is(output, [role=status], [role=alert]):not([aria-live=off])";
  for (const region of document.querySelectorAll(speaking)) {
    const listen = new MutationObserver(() => window.heard.push(region.textContent));
    listen.observe(region, { childList: true, characterData: true, subtree: true });
  }
}"""
"""Notes what a screen reader would speak: what changes in regions that are live, `output` among them."""
BARS = """body => [...body.rows].filter((row) => !row.hidden).map((row) => {
  const bar = row.querySelector(".explorer-bar").getBoundingClientRect();
  return [Number(row.cells[4].textContent), bar.width, row.offsetWidth];
})"""
"""Returns of each row its share in hundredths, the width of its bar, and its own."""
BEHIND = """() => {
  const focused = document.activeElement;
  const sheet = document.querySelector(".page-right").getBoundingClientRect();
  return focused.closest(".page-layer") && focused.getBoundingClientRect().bottom > sheet.top + 1;
}"""
"""Returns whether what has the focus is behind the sheet at the bottom; null where it is in no layer."""
CHANGES = """() => {
  const changes = [];
  const watch = new MutationObserver((all) => changes.push(...all));
  watch.observe(document.querySelector(".page-joins"), { attributes: true, subtree: true });
  return changes;
}"""
"""Returns a list that grows with each change of the lines between maps."""


@pytest.fixture(scope="module")
def images():
    return images_of_digits()


def stage_of(page, layer):
    return page.get_by_role("application", name=re.compile(f"^Maps of {re.escape(layer)}[.]"))


@pytest.mark.parametrize("name", ["arithmetic", "hostile", "small", "long", "two outputs"])
def test_a_page_opens_from_a_file_in_silence_and_is_legible(open_model, name):
    page = open_model(name)
    assert list(looks(page, read=name in ("hostile", "long"))) == []
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1


def test_names_are_shown_as_text(open_model):
    page = open_model("hostile")
    assert page.title() == CLOSING
    assert page.get_by_role("heading", level=1).inner_text() == CLOSING
    assert page.locator(".page-label", has_text=MARKUP).count() == 1
    assert page.locator(".page-label").evaluate_all(WHOLE)
    assert page.locator(".page-answer th", has_text=CLOSING).count() == 1
    assert page.locator("img[src=x], b").count() == 0


def test_a_unit_that_is_pointed_at_has_the_value_of_feature_maps_and_the_field_of_the_table(
    open_model, images
):
    page = open_model("digits")
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


def test_products_and_kernel_stand_there_and_make_the_sum(open_model):
    page = open_model("digits")
    page.wait_for_selector(".page-body .explorer-close-up")
    tables = page.locator(".page-body .explorer-matrix")
    values, kernel, products = (
        [float(text.replace("\u2212", "-")) for text in tables.nth(place).locator("td").all_inner_texts()]
        for place in range(3)
    )
    for value, weight, product in zip(values, kernel, products, strict=True):
        assert value * weight == pytest.approx(product, abs=0.02)


def test_the_sums_of_all_input_maps_stand_side_by_side_and_each_opens_its_window(open_model, images):
    page = open_model("digits", link="#layer=conv_2&unit=5,3,4")
    model = load_digits_cnn()
    kernel, bias = model.get_layer("conv_2").get_weights()
    window = np.pad(feature_maps(model, images[:1])["conv_1"][0], ((1, 1), (1, 1), (0, 0)))[3:6, 4:7]
    sums = (window * kernel[..., 5]).sum(axis=(0, 1))
    tiles = page.locator(".page-sum")
    names, values = (tiles.locator(f"span:nth-of-type({place})").all_inner_texts() for place in (1, 2))
    assert names == [f"map {place}" for place in np.argsort(-abs(sums), kind="stable")]
    assert [number(text) for text in values] == pytest.approx(
        sums[[int(name[4:]) for name in names]], rel=5e-3, abs=6e-5
    )
    assert number(page.locator(".page-sums .explorer-equation").inner_text().split()[-1]) == pytest.approx(
        sums.sum() + bias[5], rel=1e-3
    )
    tiles.first.locator("input").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".page-window h3").inner_text() == f"conv_1, {names[1]}: its window, written out"
    assert number(page.locator(".page-window output").inner_text()) == pytest.approx(
        number(values[1]), rel=5e-3
    )
    assert (
        tiles.nth(1).locator("input").evaluate("radio => radio.checked && radio === document.activeElement")
    )


def test_the_softmax_of_a_chosen_class_is_told_term_by_term(open_model, images):
    page = open_model("digits")
    model = load_digits_cnn()
    weights, bias = model.get_layer("output").get_weights()
    scores = feature_maps(model, images[:1])["dense_1"][0] @ weights + bias
    terms = np.exp(scores - scores.max())
    assert not page.locator(".page-softmax").is_visible()
    page.get_by_label("Softmax of").select_option("7")
    rows = page.locator(".page-softmax tbody").evaluate(CELLS)
    for (name, score, term, _, share), digit in zip(rows, np.argsort(-scores), strict=True):
        assert name == str(digit)
        assert number(score) == pytest.approx(scores[digit], rel=1e-3)
        assert number(term) == pytest.approx(terms[digit], rel=1e-3)
        assert number(share) == pytest.approx(100 * terms[digit] / terms.sum(), abs=0.01)
    assert number(page.locator(".page-softmax tfoot td").nth(1).inner_text()) == pytest.approx(
        terms.sum(), rel=1e-3
    )
    words = page.locator(".page-softmax .explorer-equation").inner_text()
    assert words.startswith("Share of 7 = exp(")
    assert number(words.split(" = ")[-1]) == pytest.approx(terms[7] / terms.sum(), rel=1e-3)
    page.locator(".page-answer tr", has_text=re.compile("^3")).click()
    assert page.locator(".page-softmax .explorer-winner th").inner_text() == "3"
    page.wait_for_url(re.compile("#softmax=3$"))


def test_on_a_phone_softmax_has_bars_under_its_rows(open_model):
    page = open_model("digits", width=375)
    page.get_by_label("Softmax of").select_option("7")
    rows = page.locator(".page-softmax tbody").evaluate(BARS)
    assert rows
    for share, bar, row in rows:
        assert bar == pytest.approx(max(row * share / 100, 1), abs=1)
    assert page.evaluate(OVER) <= 0


def test_on_a_phone_what_has_the_focus_is_not_behind_the_sheet(open_model):
    page = open_model("digits", width=375)
    found = []
    for _ in range(24):
        page.keyboard.press("Tab")
        found.append(page.evaluate(BEHIND))
    assert found.count(False) >= 12  # names and maps of layers
    assert True not in found


def test_a_model_that_ends_in_no_softmax_claims_none(open_model):
    page = open_model("hostile")
    assert page.locator(".page-answer table").is_visible()
    assert not page.locator(".page-answer select").is_visible()


def test_the_maps_that_a_unit_is_computed_from_are_joined_to_it(open_model):
    page = open_model("digits")
    lines, words = page.locator(".page-joins path").last, page.locator(".page-reads")
    stage_of(page, "conv_2").hover(position={"x": 5, "y": 5})
    assert words.inner_text() == "It is computed from all 16 maps of conv_1."
    boxes = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h", lines.get_attribute("d"))
    origin = page.locator(".page-joins").bounding_box()
    maps = stage_of(page, "conv_1").bounding_box()
    for left, top, width, height in np.array(boxes[1:], float):
        assert maps["x"] - 1 <= origin["x"] + left <= maps["x"] + maps["width"] - width + 1
        assert maps["y"] - 1 <= origin["y"] + top <= maps["y"] + maps["height"] - height + 1
    assert len(boxes) == 1 + 16
    changes = page.evaluate_handle(CHANGES)
    stage_of(page, "conv_2").hover(position={"x": 12, "y": 9})  # another unit of the same map
    assert changes.evaluate("changes => changes.length") == 0
    stage_of(page, "pool_1").focus()
    page.keyboard.press("PageDown")
    assert re.fullmatch(r"It is computed from map \d+ of conv_2\.", words.inner_text())
    assert lines.get_attribute("d").count("z") == 2


def test_keys_move_to_other_units_and_maps(open_model):
    page = open_model("digits")
    stage_of(page, "conv_2").focus()
    before = page.locator(".page-unit-name").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    after = page.locator(".page-unit-name").inner_text()
    assert before.startswith("conv_2")
    assert after != before
    value = page.locator(".page-head output").inner_text()
    assert page.locator("[aria-live=polite]").inner_text() == f"{after}: {value}"


def test_a_step_to_another_unit_is_spoken_once(open_model):
    page = open_model("digits")
    stage_of(page, "conv_2").focus()
    page.evaluate(LISTEN)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    name, value = (page.locator(f".page-head {part}").inner_text() for part in (".page-unit-name", "output"))
    page.wait_for_function("words => window.heard.at(-1) === words", arg=f"{name}: {value}")
    assert len(page.evaluate("window.heard")) <= 2


def test_a_click_keeps_a_unit_and_escape_lets_go(open_model):
    page = open_model("digits")
    box = stage_of(page, "conv_2").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 10)
    kept = page.locator(".page-unit-name").inner_text()
    other = stage_of(page, "conv_3").bounding_box()
    page.mouse.move(other["x"] + 20, other["y"] + 10)
    assert page.locator(".page-unit-name").inner_text() == kept
    page.keyboard.press("Escape")
    page.mouse.move(other["x"] + 25, other["y"] + 12)
    assert page.locator(".page-unit-name").inner_text().startswith("conv_3")


def test_another_image_changes_the_maps_and_the_answer(open_model):
    page = open_model("digits")
    before = page.locator(".page-head output").inner_text()
    page.get_by_role("radio", name=re.compile("^image 2")).check()
    page.locator(".page-head output").filter(has_not_text=before).wait_for()
    assert page.said == []


@pytest.mark.parametrize("method", ["saliency", "Grad-CAM"])
def test_heat_maps_are_laid_over_the_image_for_each_class(open_model, method):
    page = open_model("digits")
    heat = page.locator(".page-heat")
    assert not heat.is_visible()
    page.get_by_role("radio", name=method).check()
    assert heat.is_visible()
    pixels = "canvas => canvas.toDataURL()"
    before = heat.evaluate(pixels)
    answer = page.locator(".page-answer .page-total th").inner_text()
    assert page.locator(".page-heat-class").input_value() == answer
    page.locator(".page-heat-class").select_option(index=1)
    assert heat.evaluate(pixels) != before


def test_grad_cam_of_each_layer_has_the_size_of_the_layer(open_model, images):
    page = open_model("digits")
    page.get_by_role("radio", name="Grad-CAM").check()
    layers = page.locator(".page-heat-layer")
    assert layers.locator("option").all_inner_texts() == ["conv_1", "conv_2", "conv_3"]
    assert layers.locator(":checked").inner_text() == "conv_3"
    maps = feature_maps(load_digits_cnn(), images)
    for name in ("conv_3", "conv_1"):
        layers.select_option(label=name)
        words = page.locator(".page-heats .explorer-hint").first.inner_text()
        assert words.startswith(f"Grad-CAM of {name}:")
        side = page.locator(".page-heat").evaluate("canvas => canvas.width")
        assert side == maps[name].shape[2]
    page.wait_for_url(re.compile(r"#heat=grad_cam:conv_1&class=\d$"))
    page.goto(page.url)
    page.reload()
    page.wait_for_selector("body.page-ready")
    assert page.get_by_role("radio", name="Grad-CAM").is_checked()
    assert layers.locator(":checked").inner_text() == "conv_1"


@pytest.mark.parametrize(
    ("layer", "words"), [("transposed", "Where the frame is dashed"), ("separable", "this is their product")]
)
def test_what_is_special_about_a_window_stands_after_its_sum(open_model, layer, words):
    page = open_model("further", link=f"#layer={layer}&unit=1,1,1")
    page.locator(".page-words .explorer-equation", has_text=words).wait_for()
    value = float(page.locator(".page-head output").inner_text().replace("\u2212", "-"))
    total = page.locator(".page-sums .explorer-equation").inner_text().split()[-1].replace("\u2212", "-")
    if layer == "transposed":  # without an activation function
        assert float(total) == pytest.approx(value, rel=1e-3)


def test_a_model_within_the_model_folds_and_its_lines_with_it(open_model):
    page = open_model("nested")
    label = page.locator(".page-nested .page-name")
    rows, dots = page.locator(".page-layer:visible"), page.locator(".page-dots circle")
    lines = "all => all.filter(one => one.getAttribute('d')).length"
    whole, all_dots = rows.count(), dots.count()
    assert [button.inner_text().split()[0] for button in label.all()] == ["body", "block"]
    drawn = page.locator(".page-arc").evaluate_all(lines)
    label.first.focus()
    page.keyboard.press("Enter")
    assert label.first.get_attribute("aria-expanded") == "false"
    inside = int(re.search(r"(\d+) layers", label.first.inner_text())[1])
    assert rows.count() == whole - inside - 1  # and the heading of the model within it
    page.wait_for_function(
        f"document.querySelectorAll('.page-dots circle').length === {all_dots - inside + 1}"
    )
    assert page.locator(".page-arc").evaluate_all(lines) < drawn
    assert stage_of(page, "scores").is_visible()
    page.evaluate("() => { location.hash = '#layer=body/block/deep&unit=1,2,3'; }")
    page.locator("[aria-label^='Maps of body/block/deep.']").wait_for()  # a link unfolds what it leads to
    assert rows.count() == whole
    assert page.said == []


def test_a_link_opens_what_was_on_the_screen(open_model):
    link = "#image=2&layer=conv_2&unit=5,3,4&heat=grad_cam&class=7"
    page = open_model("digits", link=link)
    assert page.locator(".page-unit-name").inner_text() == "conv_2, map 5, row 3, column 4"
    assert page.locator(".page-head .explorer-hint").inner_text().startswith("kept")
    assert page.get_by_role("radio", name=re.compile("^image 2")).is_checked()
    assert page.get_by_role("radio", name="Grad-CAM").is_checked()
    assert page.locator(".page-heat-class").input_value() == "7"
    assert not page.locator("#page > .explorer-note").is_visible()
    assert page.said == []


def test_the_address_follows_what_is_kept_and_chosen_and_a_link_is_followed_later(open_model):
    page = open_model("digits")
    stage_of(page, "conv_2").click()
    page.get_by_role("radio", name="saliency").check()
    page.wait_for_url(re.compile(r"#layer=conv_2&unit=\d+,\d+,\d+&heat=saliency&class=\d$"))
    page.keyboard.press("Escape")
    page.get_by_role("radio", name=re.compile("^image 1")).check()
    page.wait_for_url(re.compile(r"#image=1&heat=saliency&class=\d$"))
    page.evaluate("() => { location.hash = '#layer=conv_3&unit=1,2,3'; }")
    page.locator(".page-unit-name", has_text="conv_3, map 1, row 2, column 3").wait_for()
    assert page.get_by_role("radio", name=re.compile("^image 0")).is_checked()


def test_parts_of_a_link_that_do_not_fit_are_told(open_model):
    page = open_model("digits", link="#image=7&layer=<b>&unit=0,0,0")
    words = page.locator("#page > .explorer-note").inner_text()
    assert "image=7, layer=<b>, unit=0,0,0" in words
    assert page.get_by_role("radio", name=re.compile("^image 0")).is_checked()


def test_a_layer_tells_its_row_of_the_table(open_model):
    page = open_model("digits")
    page.locator(".page-name", has_text="conv_3").hover()
    row = layer_table(load_digits_cnn())["conv_3"]
    facts = page.locator(".page-facts").inner_text()
    assert row.formula in facts
    assert f"{row.multiply_adds:,}" in facts


def test_skips_are_drawn_as_bows(open_model):
    page = open_model("u_net")
    assert page.locator(".page-arc").count() == len(layer_table(small_u_net()).edges)
    bows = [
        path
        for path in page.locator(".page-arc").evaluate_all("all => all.map(one => one.getAttribute('d'))")
        if "Q" in path
    ]
    assert len(bows) == 2


def test_without_scripts_there_are_pictures_and_the_table(open_model):
    page = open_model("digits", java_script_enabled=False)
    assert page.locator("#pictures img").first.is_visible()
    assert page.locator("table").is_visible()


def test_on_paper_the_network_and_the_table_are_there(open_model):
    page = open_model("digits")
    page.emulate_media(media="print")
    assert page.locator(".page-network").is_visible()
    assert page.locator(".page-table table").is_visible()
