"""The live explorers, opened from files: driven, compared with Python, measured."""

import io
import re
from itertools import pairwise
from zipfile import ZipFile

import pytest
from PIL import Image

from . import explorer_pages
from .axe import colour_complaints, structure_complaints
from .explorer_pages import (
    NAMES,
    assert_same_numbers,
    finger,
    go_to,
    random_states,
    run_python,
    settled,
    texts,
)
from .layout import OVERLAPS

WINDOWS = ["convolution", "pooling"]  # explorers with a window that arrow keys move
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
STRAY = """() => [...document.querySelectorAll(".explorer-plot > svg")].flatMap((image) => {
  const frame = image.getBoundingClientRect();
  const marks = [...image.querySelectorAll(":is(circle, .explorer-guide):not([clip-path] *)")];
  return marks.filter((mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    const across = left < frame.left - 1 || right > frame.right + 1;
    return across || top < frame.top - 1 || bottom > frame.bottom + 1;
  }).map((mark) => mark.outerHTML);
})"""
"""Returns the marks that lie outside of their plot, over what stands beside it."""
TO_THE_MIDDLE = "node => node.scrollIntoView({ block: 'center', behavior: 'instant' })"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "training"])  # see test_training.py
def test_python_beside_the_explorer_prints_the_numbers_on_the_screen(show, name):
    states = random_states(name)
    assert len(states) >= 20
    page = show(name)
    sources, expected = [], []
    for query in states:
        page.evaluate("query => { location.hash = query }", f"{name}?{query}")
        page.evaluate(TWO_FRAMES)
        assert page.evaluate(STRAY) == [], query
        _, source, prints = texts(page)
        sources.append(source)
        expected.append(prints)
    for query, source, printed, prints in zip(states, sources, run_python(sources), expected, strict=True):
        assert_same_numbers(printed, prints, f"{name}?{query}\n{source}")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_chosen_and_the_numbers_can_be_told_in_the_colours_of_the_system(show, name):
    page = show(name, forced_colors="active")
    looks = page.eval_on_selector_all(
        ".explorer-segment input",
        "all => all.map(one => [one.checked, getComputedStyle(one.nextSibling).backgroundColor])",
    )
    assert {look for checked, look in looks if checked}.isdisjoint(
        look for checked, look in looks if not checked
    )
    plain = "all => all.filter(one => getComputedStyle(one).forcedColorAdjust !== 'none').length"
    assert page.eval_on_selector_all(".explorer-matrix td, .explorer-stage, .explorer-plot > svg", plain) == 0


@pytest.mark.parametrize("name", NAMES)
def test_explorer_has_no_axe_violation_and_fits_the_page(show, name):
    page = show(name)
    page.locator(".explorer-python summary").click()
    known_looks = set()
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert_nothing_is_cut_off(page)
        assert page.evaluate(OVERLAPS) == [], width
        copy, code = (
            page.locator(f".explorer-listing {pick}").bounding_box() for pick in (".explorer-copy", "code")
        )
        assert copy["y"] + copy["height"] <= code["y"]
        assert list(structure_complaints(page, ".explorer")) == []
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            page.evaluate(TWO_FRAMES)
            assert list(colour_complaints(page, known_looks, ".explorer")) == [], (theme, width)
    page.set_viewport_size({"width": 320, "height": 900})  # as at high zoom
    assert_nothing_is_cut_off(page)


@pytest.mark.parametrize("name", NAMES)
def test_explorer_fits_the_page_at_a_zoom_of_200_percent(show, name):
    page = show(name, width=640, height=450, device_scale_factor=2)
    page.locator(".explorer-python summary").click()
    assert_nothing_is_cut_off(page)


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("kernel", ["laplacian", "box_blur", "gaussian_blur_5"])
def test_numbers_fit_into_their_cells(show, kernel, width):
    page = show("convolution", f"kernel={kernel}&row=40&column=40", width=width)
    beyond = page.eval_on_selector_all(
        ".explorer-matrix :is(td, input)",
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.outerHTML)",
    )
    assert beyond == []


def assert_nothing_is_cut_off(page):
    """The page does not scroll sideways, and no part of the explorer ends beyond its frame, unseen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    beyond = page.evaluate(
        """() => {
          const live = document.querySelector(".explorer-live");
          const frame = live.getBoundingClientRect();
          const parts = [...live.querySelectorAll("*:not(pre *, .explorer-scroller *, .explorer-hidden)")];
          return parts.filter((part) => {
            const box = part.getBoundingClientRect();
            return box.width > 0 && (box.right > frame.right + 0.5 || box.left < frame.left - 0.5);
          }).map((part) => part.outerHTML.slice(0, 120));
        }"""
    )
    assert beyond == []


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_a_picture_and_a_table_stand_there(show, name):
    page = show(name, java_script_enabled=False)
    assert page.locator(".explorer-live").count() == 0
    assert page.locator(".explorer-static img").first.is_visible()
    assert len(page.locator(".explorer-static img").first.get_attribute("alt").split()) > 5
    assert page.locator(".explorer-static table").is_visible()
    assert page.locator("noscript p").inner_text().startswith("With JavaScript this is live")


@pytest.fixture(scope="session")
def epub(tmp_path_factory):
    """The pages of all explorers as a book: a mapping from the name of each file to its bytes."""
    folder, done = explorer_pages.build(tmp_path_factory.mktemp("explorers") / "book", builder="epub")
    assert (done.returncode, done.stderr) == (0, "")
    with ZipFile(next(folder.glob("*.epub"))) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.parametrize("name", NAMES)
def test_a_book_has_the_picture_and_the_table_and_no_script(epub, name):
    page = epub[f"{name}.xhtml"].decode()
    place = page[page.index('<div class="explorer"') :]
    pictures = re.findall(r'<img alt="([^"]+)"[^>]* src="([^"]+)"', place)
    assert len(pictures) == 1
    assert len(pictures[0][0].split()) > 5
    assert Image.open(io.BytesIO(epub[pictures[0][1]])).width > 300
    rows = re.findall(r"<tr.*?</tr>", place, re.DOTALL)
    assert len(rows) > 2
    assert not re.search(r"<script|<noscript|data-explorer|JavaScript", page)
    assert not [file for file in epub if file.endswith(".js") or "dark" in file]


def test_static_numbers_have_the_minus_of_print(show):
    page = show("neuron", java_script_enabled=False)
    assert "+ (\u22120.5) \u00b7 2 +" in page.inner_text(".explorer-static table")
    for name in ("neuron", "activation", "convolution"):
        page = show(name, java_script_enabled=False)
        assert not re.search(r"-\d", page.inner_text(".explorer-static table"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_moves_by_itself_and_print_has_the_picture(show, name):
    page = show(name, reduced_motion="reduce")
    first = page.inner_html(".explorer-live")
    settled(page)
    assert page.inner_html(".explorer-live") == first
    assert page.evaluate("document.getAnimations().length") == 0
    assert not page.locator(".explorer-static table").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".explorer-live").is_visible()
    assert page.locator(".explorer-static table").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_reached_by_tab_and_shows_its_focus(show, name):
    page = show(name)
    wanted = page.eval_on_selector_all(
        ".explorer-live :is(button, select, input:not([type=radio]), input:checked, summary, [tabindex='0'])"
        ":not([tabindex='-1'])",
        "all => all.filter(node => node.checkVisibility() && !node.disabled).length",
    )
    page.evaluate("document.querySelector('.explorer-live button').focus()")
    reached = 0
    while page.evaluate("document.activeElement.closest('.explorer-live') !== null"):
        reached += 1
        assert page.evaluate(
            """() => {
              const node = document.activeElement;
              const shown = [node, node.parentElement, node.parentElement.parentElement];
              return shown.some(part => getComputedStyle(part).outlineStyle !== 'none');
            }"""
        ), page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
    assert reached >= wanted  # a group of radio buttons is one stop, at the one that is checked


@pytest.mark.parametrize("name", WINDOWS)
def test_arrow_keys_move_the_window_and_the_message_follows(show, name):
    page = show(name, "row=0&column=0")
    stage = page.locator(".explorer-stage[tabindex]").last
    stage.focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert page.text_content(".explorer-message").startswith("output[0, 1]")
    assert page.text_content(".explorer-live [role=status]").startswith("output[0, 1]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert page.text_content(".explorer-message").startswith("output[1, 0]")


@pytest.mark.parametrize("name", NAMES)
def test_arrow_keys_do_not_turn_the_page(show, name):
    page = show(name)
    address = page.url
    page.locator(".explorer-python summary").click()
    for part in page.locator(".explorer-live [tabindex='0'], .explorer-live summary").all():
        part.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
    settled(page)
    assert page.url.partition("#")[0] == address


@pytest.mark.parametrize("name", WINDOWS)
def test_a_tap_moves_the_window(show, name):
    page = show(name, "row=0&column=0", width=375, has_touch=True)
    stage = page.locator(".explorer-stage[tabindex]").last
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    stage.tap(position={"x": box["width"] - 3, "y": box["height"] - 3})
    settled(page)
    assert not page.text_content(".explorer-message").startswith("output[0, 0]")


def touch(page, stage, points):
    """Put a finger on the stage and move it through places given as shares of the width and height."""
    box = stage.bounding_box()
    places = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in points]
    path = [places[0]]
    for start, end in pairwise(places):
        path += [
            tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)) for step in range(1, 9)
        ]
    finger(page, path)


def test_a_finger_moves_the_window_sideways_and_scrolls_the_page_up_and_down(show):
    page = show("convolution", "row=0&column=0", width=375, height=500, has_touch=True, is_mobile=True)
    stage = page.locator(".explorer-stage[tabindex]").last
    stage.evaluate(TO_THE_MIDDLE)
    touch(page, stage, [(0.1, 0.1), (0.9, 0.1)])
    row, column = map(int, re.findall(r"\d+", page.text_content(".explorer-message"))[:2])
    assert column > row
    before = page.evaluate("scrollY")
    touch(page, stage, [(0.5, 0.9), (0.5, -0.4)])
    assert page.evaluate("scrollY") > before


def test_a_weight_that_is_typed_becomes_the_kernel(show):
    page = show("convolution", "image=edge&row=1&column=1")
    page.get_by_label("Kernel row 0, column 0").fill("4")
    settled(page)
    assert "custom" in page.evaluate("location.hash")
    assert page.text_content(".explorer-message") == "output[1, 1]: 9 products sum to 200"


def test_a_minus_is_one_sign_everywhere_and_can_be_typed_in_either_way(show):
    page = show("convolution", "image=edge&row=1&column=1&kernel=horizontal_edges")
    assert page.get_by_label("Kernel row 0, column 0").input_value() == "\u22121"
    assert not re.search(r"-\d", page.locator(".explorer-close-up").inner_text())
    bias = page.get_by_label("+ bias")
    for typed in ["-7", "\u22127"]:
        bias.fill("0")
        bias.fill(typed)
        settled(page)
        assert "bias=-7" in page.evaluate("location.hash")
    bias.fill("1,5")
    settled(page)
    assert "bias=1.5" in page.evaluate("location.hash")
    bias.press("ArrowDown")
    assert bias.input_value() == "0.5"
    settled(page)
    assert "bias=0.5" in page.evaluate("location.hash")


@pytest.mark.parametrize("typed", ["5000", "-", "two", ""])
def test_what_cannot_be_used_as_a_weight_changes_nothing_and_does_not_stay(show, typed):
    page = show("convolution", "image=edge&row=1&column=1&kernel=horizontal_edges")
    before = texts(page)
    weight = page.get_by_label("Kernel row 0, column 0")
    weight.fill(typed)
    settled(page)
    assert texts(page) == before
    assert page.locator(".explorer-note").is_visible() == (typed in ("5000", "two"))
    page.get_by_label("Kernel row 0, column 1").focus()
    assert weight.input_value() == "\u22121"


def test_a_seed_that_cannot_be_used_does_not_stay(show):
    page = show("dropout", "seed=7")
    seed = page.get_by_label("Seed of the mask")
    seed.fill("99999")
    page.get_by_label("Rate").focus()
    assert seed.input_value() == "7"


def test_stride_and_dilation_exclude_each_other_with_a_note(show):
    page = show("convolution", "dilation=2")
    page.locator(".explorer-live fieldset", has_text="Stride").get_by_label("2").check(force=True)
    settled(page)
    assert (
        "stride above 1 together with a dilation above 1"
        in page.locator(".explorer-note[role=alert]").inner_text()
    )
    assert "stride=2" in page.evaluate("location.hash")


def test_pooling_the_worked_grid_shifted_gives_the_published_answer(show):
    assert texts(show("pooling"))[2].splitlines() == ["6 2", "4 9"]
    assert texts(show("pooling", "shift=1"))[2].splitlines() == ["5 6", "4 9"]
    assert texts(show("pooling", "stride=1"))[2].splitlines() == ["6 6 2", "6 9 9", "4 9 9"]


def test_numbers_of_parameters_are_grouped_as_everywhere(show):
    page = show("parameters", "side=64&channels=64&filters=64")
    assert not re.search(r"\d{4}", page.locator(".explorer-filter, .explorer-layers").all_inner_texts()[0])
    assert not re.search(r"\d{4}", page.locator(".explorer-layers").inner_text())


def test_a_field_that_reaches_over_the_edge_and_an_empty_square_are_told(show):
    said = ".explorer-digits .explorer-equation"
    assert "beyond its edge" not in show("digits").text_content(said)
    page = show("digits", "layer=pool_2")
    assert (
        "12 \u00d7 12 cells of the input, framed above; those beyond its edge are padding"
        in page.text_content(said)
    )
    page.get_by_role("button", name="Clear").click()
    settled(page)
    assert page.get_by_text("The square is empty").is_visible()


def test_units_after_dropout_are_the_numbers_that_python_prints(show):
    page = show("dropout", "rate=0.9")
    units = page.locator(".explorer-matrix").last.locator("td").all_text_contents()
    assert [float(unit) for unit in units] == [float(value) for value in texts(page)[2].split()[2:]]


def test_a_weight_beyond_the_edge_of_its_curve_is_told(show):
    page = show("descent", "rate=1.1&steps=6")
    captions = page.locator(".explorer-plot figcaption").all_inner_texts()
    assert ["beyond the edge" in words for words in captions] == [True, True]
    assert page.locator(".explorer-beyond").count() == 2
    go_to(page, "descent?curve=valleys&steps=6")
    captions = page.locator(".explorer-plot figcaption").all_inner_texts()
    assert ["beyond the edge" in words for words in captions] == [False, False]
    assert page.locator(".explorer-beyond").count() == 0


def test_a_point_beyond_the_edge_of_the_curve_is_told(show):
    page = show("neuron", "x1=3&w1=3")
    assert "beyond the edge" in page.locator(".explorer-plot figcaption").last.inner_text()
    assert page.locator(".explorer-beyond").count() == 1
    go_to(page, "neuron?")
    assert page.locator(".explorer-beyond").count() == 0
