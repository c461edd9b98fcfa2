"""The live explorers, opened from files: driven, compared with Python, measured."""

import gzip
import io
import json
import re
import struct
import subprocess
import sys
from importlib.resources import files
from itertools import pairwise
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from . import explorer_pages
from .explorer_pages import NAMES, random_states

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
BUDGET = {"digits": 100_000}  # bytes of script and style, compressed
WINDOWS = ["convolution", "pooling"]  # explorers with a window that arrow keys move
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUNNER = """
import io, json, sys
from contextlib import redirect_stdout
printed = []
for source in json.load(sys.stdin):
    with redirect_stdout(io.StringIO()) as stream:
        exec(source, {})
    printed.append(stream.getvalue())
print(json.dumps(printed))
"""
TO_THE_MIDDLE = "node => node.scrollIntoView({ block: 'center', behavior: 'instant' })"
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    html, done = explorer_pages.build(tmp_path_factory.mktemp("explorers") / "site")
    assert (done.returncode, done.stderr) == (0, "")
    return html


@pytest.fixture
def show(browser, pages):
    """Return a function that opens an explorer: ``show(name, query, width=1280)``."""
    contexts, seen = [], []

    def open_page(name, query="", *, width=1280, height=900, theme="light", **options):
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, color_scheme=theme, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: seen.append(message.text))
        page.on("pageerror", lambda error: seen.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:", "blob:")) or seen.append(request.url),
        )
        page.goto((pages / f"{name}.html").as_uri() + (f"#{name}?{query}" if query else ""))
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".explorer-live .explorer-message:not(:empty)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen == [], "a page wrote to the console or asked for something else than its files"


def texts(page):
    """What the explorer says, its Python, and what that should print."""
    picks = (".explorer-message", ".explorer-python code", ".explorer-python samp")
    return [page.text_content(f".explorer-live {pick}") for pick in picks]


def settled(page):
    """Wait until the picture, the address and the spoken message have followed the last change."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 450)))")


def go_to(page, fragment):
    """Follow a link to a state of the explorer on the page."""
    page.evaluate("fragment => { location.hash = fragment }", fragment)
    settled(page)


@pytest.mark.parametrize("name", NAMES)
def test_python_beside_the_explorer_prints_the_numbers_on_the_screen(show, name):
    states = random_states(name)
    assert len(states) >= 20
    page = show(name)
    sources, expected = [], []
    for query in states:
        page.evaluate("query => { location.hash = query }", f"{name}?{query}")
        page.evaluate(TWO_FRAMES)
        _, source, prints = texts(page)
        sources.append(source)
        expected.append(prints)
    for query, source, printed, prints in zip(states, sources, run_python(sources), expected, strict=True):
        assert_same_numbers(printed, prints, f"{name}?{query}\n{source}")


def run_python(sources, folder="."):
    """What each source prints, run in one fresh interpreter."""
    command = [sys.executable, "-c", RUNNER]
    done = subprocess.run(
        command, input=json.dumps(sources), capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_same_numbers(printed, expected, where):
    assert NUMBER.sub("#", printed.strip()) == NUMBER.sub("#", expected.strip()), where
    pairs = zip(NUMBER.findall(printed), NUMBER.findall(expected), strict=True)
    assert all(abs(float(left) - float(right)) <= last_place(right) for left, right in pairs), where


def last_place(text):
    """One in the last printed place: a half is rounded to even by Python, and up by JavaScript."""
    mantissa, _, exponent = text.partition("e")
    return 1.01 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])) if "." in mantissa else 0


@pytest.mark.parametrize("name", NAMES)
def test_a_link_restores_what_was_on_the_screen(show, name):
    page = show(name, random_states(name)[3])
    settled(page)
    before = texts(page)
    query = page.evaluate("location.hash").partition("?")[2]
    assert texts(show(name, query)) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_link_falls_back_with_a_note_and_reset_starts_anew(show, name):
    page = show(name)
    first = texts(page)
    go_to(page, f"{name}?nonsense=1&__proto__=2")
    note = page.locator(".explorer-note[role=alert]")
    assert note.is_visible()
    assert "nonsense=1" in note.inner_text()
    assert texts(page) == first
    go_to(page, f"{name}?{random_states(name)[2]}")
    page.get_by_role("button", name="Reset").click()
    settled(page)
    assert texts(page) == first
    assert page.evaluate("location.hash") == ""
    assert not note.is_visible()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 375), ("dark", 375)])
def test_explorer_has_no_axe_violation_and_fits_the_page(show, name, theme, width):
    page = show(name, theme=theme, width=width)
    page.locator(".explorer-python summary").click()
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run('.explorer', {resultTypes: ['violations'], preload: false}).then(found => found.violations)"
    )
    assert [(item["id"], node["html"][:120]) for item in found for node in item["nodes"]] == []
    assert_nothing_is_cut_off(page)
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
        ".explorer-live :is(button, select, input:not([type=radio]), input:checked, summary, [tabindex='0'])",
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
    tools = page.context.new_cdp_session(page)
    path = [places[0]]
    for start, end in pairwise(places):
        path += [
            tuple(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)) for step in range(1, 9)
        ]
    for index, (x, y) in enumerate(path):
        kind = "touchMove" if index else "touchStart"
        tools.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": float(x), "y": float(y)}]}
        )
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(page)


@pytest.mark.parametrize("name", WINDOWS)
def test_a_finger_moves_the_window_sideways_and_scrolls_the_page_up_and_down(show, name):
    page = show(name, "row=0&column=0", width=375, height=500, has_touch=True, is_mobile=True)
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
    page.get_by_label("Kernel row 1, column 1").fill("4")
    settled(page)
    assert "custom" in page.evaluate("location.hash")
    assert page.text_content(".explorer-message") == "output[1, 1]: 9 products sum to 200"


def test_stride_and_dilation_exclude_each_other_with_a_note(show):
    page = show("convolution", "dilation=2")
    page.locator(".explorer-live fieldset", has_text="Stride").get_by_label("2").check(force=True)
    settled(page)
    assert "Stride and dilation" in page.locator(".explorer-note[role=alert]").inner_text()
    assert "stride=2" in page.evaluate("location.hash")


def test_pooling_the_worked_grid_shifted_gives_the_published_answer(show):
    assert texts(show("pooling"))[2].splitlines() == ["6 2", "4 9"]
    assert texts(show("pooling", "shift=1"))[2].splitlines() == ["5 6", "4 9"]
    assert texts(show("pooling", "stride=1"))[2].splitlines() == ["6 6 2", "6 9 9", "4 9 9"]


def draw(page, points):
    """Draw a stroke through places given as shares of the pad's width and height."""
    box = page.locator(".explorer-pad").bounding_box()
    places = [(box["x"] + across * box["width"], box["y"] + down * box["height"]) for across, down in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


STROKES = {
    "1": [[(0.5, 0.1), (0.5, 0.9)]],
    "7": [[(0.2, 0.15), (0.8, 0.15), (0.45, 0.9)]],
    "0": [[(0.5, 0.1), (0.25, 0.3), (0.25, 0.7), (0.5, 0.9), (0.75, 0.7), (0.75, 0.3), (0.5, 0.1)]],
    "4": [[(0.6, 0.1), (0.2, 0.6), (0.8, 0.6)], [(0.6, 0.35), (0.6, 0.9)]],
}


@pytest.mark.parametrize("digit", STROKES)
def test_a_digit_drawn_by_hand_is_read(show, digit):
    page = show("digits")
    page.locator(".explorer-pad").scroll_into_view_if_needed()
    for stroke in STROKES[digit]:
        draw(page, [(0.3 + 0.6 * across, 0.05 + 0.6 * down) for across, down in stroke])
    settled(page)
    assert page.text_content(".explorer-message").startswith(f"The network reads {digit}")
    assert "moved to the middle" in page.text_content(".explorer-live")
    assert "pad=" in page.evaluate("location.hash")


@pytest.mark.parametrize("digit", STROKES)
def test_a_finger_draws_and_does_not_scroll_the_page(show, digit):
    page = show("digits", width=375, height=600, has_touch=True, is_mobile=True)
    pad = page.locator(".explorer-pad")
    pad.evaluate(TO_THE_MIDDLE)
    before = page.evaluate("[scrollX, scrollY]")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY") > 300
    for stroke in STROKES[digit]:
        touch(page, pad, stroke)
    assert page.evaluate("[scrollX, scrollY]") == pytest.approx(before, abs=1)  # half a pixel is rounded
    assert page.text_content(".explorer-message").startswith(f"The network reads {digit}")


def test_a_scribble_is_called_unlike_the_digits(show):
    page = show("digits", "values=" + ",".join(["16", "0"] * 32))
    assert "unlike" in page.text_content(".explorer-message")


def test_the_keyboard_draws_too(show):
    page = show("digits")
    page.get_by_role("button", name="Clear").click()
    page.locator(".explorer-pad").focus()
    for key in ["ArrowUp"] * 12 + [" "] + ["ArrowDown"] * 24 + [" "]:
        page.keyboard.press(key)
    settled(page)
    assert page.text_content(".explorer-message").startswith("The network reads 1")


@pytest.mark.parametrize("name", NAMES)
def test_files_of_an_explorer_keep_to_their_budget(pages, name):
    folder = pages / "_static" / "explorers"
    files = set(re.findall(r"explorers/(\w+\.(?:js|css))", (pages / f"{name}.html").read_text()))
    assert files >= {f"{name}.js", "explorers.css"}
    assert sum(len(gzip.compress((folder / file).read_bytes())) for file in files) <= BUDGET.get(name, 60_000)


def test_only_pages_with_an_explorer_load_its_files(pages):
    assert "explorers/" not in (pages / "index.html").read_text()
    page = (pages / "neuron.html").read_text()
    assert set(re.findall(r"explorers/([a-z]+\.(?:js|css))", page)) == {"neuron.js", "explorers.css"}


FOLDED = """\
# Pooling

:::{explorer} pooling
:controls: pool, shift
:::

:::{explorer} pooling
:size: 3
:stride: 3
:grid: 6
:::
"""


def test_two_explorers_of_a_kind_live_on_one_page_and_fold_what_is_not_asked_for(tmp_path, browser):
    html, done = explorer_pages.build(tmp_path / "site", {"page": FOLDED})
    assert done.stderr == ""
    page = browser.new_page()
    page.goto((html / "page.html").as_uri())
    first, second = page.locator(".explorer").all()
    assert first.get_attribute("id") != second.get_attribute("id")
    assert first.get_by_role("group", name="Shift input right by").is_visible()
    stride = [place.locator("[data-option=stride]") for place in (first, second)]
    assert [control.is_visible() for control in stride] == [False, True]
    assert second.locator(".explorer-more").count() == 0
    go_to(page, f"{first.get_attribute('id')}?stride=1")
    assert stride[0].is_visible()
    messages = page.locator(".explorer-message").all_text_contents()
    assert messages[0] != messages[1]
    page.close()


def picture_file(kind, size=(300, 200)):
    """A picture with a light and a dark half, as the bytes of a file."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[: size[1] // 2] = 200
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format=kind)
    return stream.getvalue()


def give(page, name, content, *, refused=False):
    """Choose a file, and wait until it is on the screen, or refused with a note."""
    page.locator(".explorer-file input").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )
    shown = ".explorer-note:not([hidden])" if refused else "select option[value=own]:checked"
    page.wait_for_selector(f".explorer-live {shown}", state="visible" if refused else "attached")
    settled(page)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_of_ones_own_is_shown(show, kind):
    page = show("convolution")
    give(page, f"mine.{kind.lower()}", picture_file(kind))
    _, source, printed = texts(page)
    assert f'Image.open("mine.{kind.lower()}")' in source
    assert printed.startswith("(98, 148)")


def test_the_python_for_ones_own_picture_prints_the_same(show, tmp_path):
    content = picture_file("PNG", (431, 389))
    (tmp_path / "mine.png").write_bytes(content)
    page = show("convolution")
    give(page, "mine.png", content)
    _, source, expected = texts(page)
    assert_same_numbers(*run_python([source], tmp_path), expected, source)


def jpeg_of(width, height):
    """A JPEG file of that many pixels, light above and dark below."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[: height // 2] = 200
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="JPEG")
    return stream.getvalue()


def test_a_picture_of_fifty_megapixels_is_shown(show):
    page = show("convolution")
    give(page, "large.jpg", jpeg_of(10_000, 5000))
    _, source, printed = texts(page)
    assert 'Image.open("large.jpg")' in source
    assert printed.startswith("(92, 186)")
    assert not page.locator(".explorer-note").is_visible()


def claimed_png(width, height):
    """The head of a PNG file of that size, and no picture behind it."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
    return head + bytes(64)


REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"This is a text and no picture at all, however long it is.", "is not a PNG, JPEG, WebP or GIF"),
    "above-the-limit": (jpeg_of(10_001, 5000), "has 50.01 million pixels; at most 50 million"),
    "far-above-the-limit": (claimed_png(9000, 9000), "has 81 million pixels"),
    "no-data": (claimed_png(40, 40), "is damaged"),
    "cut-short": (picture_file("PNG")[:200], "is damaged"),
}
PIXELS = "[...document.querySelectorAll('.explorer-live canvas')].map(canvas => canvas.toDataURL())"


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_shown_gets_a_clear_message_and_nothing_is_lost(show, content, words):
    page = show("convolution", "stride=2")
    give(page, "mine.png", picture_file("PNG"))
    before = [*texts(page), *page.evaluate(PIXELS)]
    give(page, "other.png", content, refused=True)
    note = page.locator(".explorer-note[role=alert]").inner_text()
    assert note.startswith("other.png")
    assert words in note
    assert [*texts(page), *page.evaluate(PIXELS)] == before


def test_a_link_to_ones_own_picture_says_that_it_is_not_there(show):
    page = show("convolution", "image=own")
    assert "links do not carry" in page.locator(".explorer-note[role=alert]").inner_text()


def test_unknown_explorer_and_options_are_warned_of_with_file_and_line(tmp_path):
    wrong = ":::{explorer} convolutions\n:::\n"
    options = ":strides: 2\n:size: 9\n:pool: sum\n:controls: kernel\n"
    text = f"# Page\n\n{wrong}\n:::{{explorer}} pooling\n{options}:::\n"
    _, done = explorer_pages.build(tmp_path / "site", {"page": text})
    warnings = done.stderr
    assert re.search(
        r"page\.md:3: WARNING: unknown explorer 'convolutions'; did you mean 'convolution'", warnings
    )
    assert re.search(
        r"page\.md:6: WARNING: explorer 'pooling' has no option 'strides'; did you mean 'stride'", warnings
    )
    assert "option 'size' of explorer 'pooling' must be a whole number from 2 to 3. Received: 9." in warnings
    assert "option 'pool' of explorer 'pooling' must be one of max, average. Received: sum." in warnings
    assert "explorer 'pooling' has no control 'kernel'; known are" in warnings
