"""Live pages of models in a browser: drawn on by mouse, finger and keys, or given pictures; layers follow."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from cnn_docs import explore, feature_maps, grad_cam, load_digits_cnn, saliency
from tests.explorer.live_models import residual

from .model_pages import images as images_of_digits
from .model_pages import looks, number


@pytest.fixture(scope="module")
def images():
    return images_of_digits()


@pytest.fixture
def opened(open_model):
    """Return a function that opens a live page, and waits until it has compared itself."""

    def open_page(name, **options):
        page = open_model(name, **options)
        page.wait_for_selector("body.page-computes")
        return page

    return open_page


def pad_of(page):
    return page.locator(".page-inputs .explorer-pad")


def own(page):
    """Wait until the page shows an image of the reader's own."""
    page.wait_for_selector(".page-draw button:not([disabled]) >> text=Back to the image")


def put(page, pixel, side=8):
    """Set one pixel to the value of the pen."""
    page.get_by_role("radio", name="1 px").check()
    box = pad_of(page).bounding_box()
    row, column = pixel
    page.mouse.click(
        box["x"] + (column + 0.5) * box["width"] / side, box["y"] + (row + 0.5) * box["height"] / side
    )
    own(page)


def unit_of(page, layer, across=0.3, down=0.4):
    """Point at a unit, and return its place in an array and the value that the page shows."""
    stage = page.get_by_role("application", name=re.compile(f"^Maps of {layer}[.]"))
    box = stage.bounding_box()
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
    words = page.locator(".page-unit-name").inner_text()
    assert words.startswith(layer)
    place = [int(number) for number in re.findall(r"(?:map|row|column|unit) (\d+)", words)]
    index = (0, *place[1:], place[0]) if len(place) == 3 else (0, *place)
    return index, number(page.locator(".page-head output").inner_text())


def answers(page):
    """Return the shares that stand in the bars, by class."""
    rows = page.locator(".page-answer tr")
    return {row.locator("th").inner_text(): row.locator("td").last.inner_text() for row in rows.all()}


def assert_follows(page, image):
    """Compare units of all layers and the answer with what Keras computes."""
    model = load_digits_cnn()
    maps = feature_maps(model, image[np.newaxis])
    for name in ("conv_1", "conv_2", "conv_3", "output"):
        index, value = unit_of(page, name, down=0.2)
        assert value == pytest.approx(maps[name][index], rel=1e-4, abs=1e-4)
    shown = answers(page)
    for digit, share in enumerate(maps["output"][0]):
        assert shown[str(digit)] == f"{100 * share:.1f} %"


def test_the_products_of_a_unit_are_in_view_beside_the_network(opened):
    page = opened("digits")
    page.set_viewport_size({"width": 1280, "height": 800})
    unit_of(page, "conv_2")
    products = page.locator(".page-body .explorer-matrix", has_text="Products").bounding_box()
    assert products["y"] + products["height"] <= 800


@pytest.mark.parametrize("name", ["digits", "mixed", "coloured", "u_net", "further", "signals", "nested"])
def test_a_page_that_is_drawn_on_stays_silent_and_legible(opened, name):
    page = opened(name)
    pad_of(page).click()
    own(page)
    assert list(looks(page, read=name in ("digits", "mixed", "nested"))) == []
    assert page.said == []
    assert len([url for url in page.asked if not url.startswith("data:")]) == 1


def test_a_page_says_by_how_much_it_differs_from_what_was_recorded(opened):
    words = opened("digits").locator(".page-mode", has_text="this page itself computes").inner_text()
    found = re.search(r"computes (\d+) of (\d+) layers.* by (\S+)( × 10\S+)? of", words)
    assert found[1] == found[2] == str(len(feature_maps(load_digits_cnn(), np.zeros((1, 8, 8, 1)))))
    assert number(found[3] + (found[4] or "")) <= 1e-4


def test_a_pixel_that_is_changed_changes_every_layer_and_the_answer(opened, images):
    page = opened("digits")
    put(page, (5, 2))
    image = images[0].copy()
    image[5, 2] = 16
    assert_follows(page, image)


def test_the_sum_of_a_unit_follows_what_is_drawn(opened):
    page = opened("digits")
    put(page, (4, 4))
    unit_of(page, "conv_2")
    words = page.locator(".page-words .explorer-equation").inner_text()
    value = number(page.locator(".page-head output").inner_text())
    assert number(words.split()[-1]) == pytest.approx(value, rel=1e-4, abs=1e-4)


def test_a_cleared_input_is_empty_and_the_image_comes_back(opened, images):
    page = opened("digits")
    before = answers(page)
    page.get_by_role("button", name="Clear").click()
    own(page)
    assert_follows(page, np.zeros_like(images[0]))
    page.get_by_role("button", name="Back to the image").click()
    page.get_by_role("radio", name=re.compile("^image 0")).and_(page.locator(":checked")).wait_for()
    assert answers(page) == before


def test_a_line_is_drawn_with_keys_alone_and_what_was_drawn_is_spoken(opened):
    page = opened("digits")
    page.get_by_role("button", name="Clear").click()
    own(page)
    blank = answers(page)
    pad_of(page).focus()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    spoken = page.locator(".explorer-pad [role=status]", has_text="drawing at row 7, column 4")
    spoken.wait_for(state="attached")
    assert answers(page) != blank
    page.locator(".page-draw > [role=status]", has_text=re.compile(r"The answer: \d ")).wait_for()


def test_a_finger_draws_and_the_page_stays_where_it_is(opened):
    page = opened("digits", width=375, has_touch=True)
    before = page.evaluate("scrollY")
    pad = pad_of(page)
    box = pad.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    own(page)
    assert page.evaluate("scrollY") == before
    assert pad.evaluate("pad => getComputedStyle(pad).touchAction") == "none"


def picture_file(pixels):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return {"name": "mine.png", "mimeType": "image/png", "buffer": stream.getvalue()}


def test_a_picture_of_ones_own_is_read_by_every_layer(opened):
    page = opened("digits")
    grey = np.random.default_rng(0).integers(0, 256, (8, 8), dtype=np.uint8)
    page.locator(".page-draw input[type=file]").set_input_files(picture_file(grey))
    own(page)
    assert_follows(page, (grey[..., np.newaxis] * (16 / 255)).astype(np.float32))


def test_colours_of_a_picture_go_to_the_three_maps(opened):
    page = opened("coloured")
    model, _ = residual()
    colours = np.random.default_rng(0).integers(0, 256, (15, 12, 3), dtype=np.uint8)
    page.locator(".page-draw input[type=file]").set_input_files(picture_file(colours))
    own(page)
    index, value = unit_of(page, "stem")
    maps = feature_maps(model, colours[np.newaxis].astype(np.float32) / 255)
    assert value == pytest.approx(maps["stem"][index], rel=1e-4, abs=1e-4)


def test_a_file_that_is_no_picture_is_refused_in_words_and_nothing_changes(opened):
    page = opened("digits")
    before = answers(page)
    text = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture at all " * 9}
    page.locator(".page-draw input[type=file]").set_input_files(text)
    page.locator(".page-draw .explorer-note", has_text="notes.txt is not a PNG").wait_for()
    assert answers(page) == before
    assert page.get_by_role("button", name="Back to the image").is_disabled()


@pytest.mark.parametrize(("label", "method"), [("saliency", saliency), ("Grad-CAM", grad_cam)])
def test_heat_maps_of_what_is_drawn_are_those_of_the_package(opened, images, label, method):
    page = opened("digits")
    put(page, (5, 2))
    page.get_by_role("radio", name=label).check()
    page.locator(".page-heat-class").select_option("7")
    put(page, (6, 6))
    page.wait_for_timeout(200)  # a frame in which the network is computed
    assert page.locator(".page-heat-class").input_value() == "7"
    image = images[0].copy()
    image[5, 2] = image[6, 6] = 16
    heat = method(load_digits_cnn(), image, target=7, **({"upsample": False} if method is grad_cam else {}))
    words = page.locator(".page-heats .explorer-hint").inner_text()
    most = re.search(r"the largest is (\S+( × 10\S+)?)[.]$", words)[1]
    assert number(most) == pytest.approx(heat.max(), rel=1e-3)
    pixels = page.locator(".page-heat").evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    )
    brightness = np.reshape(pixels, (*heat.shape, 4))[..., :3].sum(axis=-1)
    assert np.unravel_index(brightness.argmax(), heat.shape) == np.unravel_index(heat.argmax(), heat.shape)


def test_layers_that_do_not_follow_say_so_and_show_no_number(opened):
    page = opened("mixed")
    put(page, (4, 4), side=9)
    assert page.locator(".page-rest", has_text="recorded: does not follow your picture").count() == 4
    assert page.locator(".page-answer").inner_text().count("does not follow your picture") == 1
    assert not page.locator(".page-answer table").is_visible()
    page.get_by_role("radio", name="saliency").check()
    assert not page.locator(".page-heat").is_visible()
    assert "of the images only" in page.locator(".page-heats").inner_text()
    assert "UnitNormalization" in page.locator("li", has_text=re.compile("^unknown: ")).inner_text()
    page.get_by_role("button", name="Back to the image").click()
    page.locator(".page-answer table").wait_for()
    assert page.locator(".page-rest", has_text="recorded: does not").count() == 0


def test_in_a_notebook_it_computes_too(browser, images):
    frame = explore(load_digits_cnn(), images[:1], explained=0)._repr_html_()
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(f"<!DOCTYPE html><title>A notebook</title>{frame}")
    inside = page.frame_locator("iframe")
    inside.locator("body.page-computes").wait_for()
    before = inside.locator(".page-answer").inner_text()
    inside.get_by_role("button", name="Clear").click()
    inside.locator(".page-answer").filter(has_not_text=before).wait_for()
    grey = np.full((20, 20), 200, np.uint8)
    inside.locator(".page-draw input[type=file]").set_input_files(picture_file(grey))
    inside.get_by_role("button", name="Back to the image").and_(inside.locator(":enabled")).wait_for()
    assert said == []
    page.close()
