"""The site as a whole: links, figures, weight, search, keyboard, print, no script."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from .conftest import HTML, PREFIX, ROOT, built_pages, lessons_in_order

MEBIBYTE = 2**20
LESSONS = lessons_in_order()
PLACES = {"a": "href", "img": "src", "script": "src", "link": "href", "source": "srcset", "form": "action"}
ALT = re.compile(r"^ *:?alt:", re.MULTILINE)
SHOWN = "all => all.filter(image => image.checkVisibility()).map(image => image.alt)"
SHOW_ALL = """async () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const shown = [...document.images].filter(image => image.checkVisibility());
  for (const image of shown) image.loading = "eager";
  await Promise.all(shown.map(image => image.decode()));
}"""
FOCUS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const styles = [null, "::after"].map(part => getComputedStyle(element, part));
  return {
    name: element.getAttribute("href") ?? element.getAttribute("aria-label") ?? element.textContent.trim(),
    there: element.checkVisibility({visibilityProperty: true}) && box.right > 0 && box.left < innerWidth,
    outlined: styles.some(style => style.outlineStyle !== "none" && style.outlineWidth !== "0px"),
  };
}"""


class Ends(HTMLParser):
    """Both ends of links: the anchors of a page, and where its elements lead."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.targets = set(), []
        self.feed((HTML / path).read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.anchors.update({given["id"]} if "id" in given else ())
        if tag in PLACES:
            self.targets.append(given.get(PLACES[tag]) or "#")


def test_links_and_anchors_within_the_site_lead_somewhere():
    pages = {path: Ends(path) for path in built_pages()}
    broken = []
    for path, ends in pages.items():
        for address in ends.targets:
            # the page that is shown for any unknown address may be in any folder
            page = "any/folder/at.html" if path == "404.html" else path
            target, anchor = urldefrag(urljoin(PREFIX + page, unquote(address)))
            target = target.partition("?")[0].removeprefix(PREFIX) or "index.html"
            target = path if target == page else target
            if re.match(r"[a-z]+:", target):
                continue
            missing = not (HTML / target).is_file()
            if missing or (target in pages and anchor and anchor not in pages[target].anchors):
                broken.append(f"{path}: {address}")
    assert broken == []


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_page_is_light(visit, path):
    seen = visit(path)
    seen.page.evaluate(SHOW_ALL)
    asked = [response for response in seen.responses if not response.url.startswith("data:")]
    counted = [response for response in asked if "explorer" not in response.url]
    sizes = {response.url: len(response.body()) for response in counted}
    assert len(counted) <= 30, list(sizes)
    assert sum(sizes.values()) <= 1.1 * MEBIBYTE, sizes


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_shows_each_figure_that_its_source_describes_once_in_either_theme(visit, path):
    source = (ROOT / "docs" / path).with_suffix(".md").read_text(encoding="utf-8")
    described = len(ALT.findall(source))
    for theme in ("light", "dark"):
        page = visit(path, theme=theme).page
        page.evaluate(SHOW_ALL)
        shown = page.eval_on_selector_all("article img:not(.explorer img, .lesson-picture img)", SHOWN)
        assert len(shown) == described, (theme, shown)
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_of_all_figures_shows_them_in_either_theme(visit, theme):
    page = visit("instructors/figures.html", theme=theme).page
    shown = "all => all.map(f => [...f.querySelectorAll('img')].filter(i => i.checkVisibility()).length)"
    counts = page.eval_on_selector_all("figure", shown)
    assert set(counts) == {1}
    assert len(counts) > 50


def test_only_pages_with_solutions_offer_to_expand_them():
    for path in built_pages():
        html = (HTML / path).read_text(encoding="utf-8")
        assert ("expand-solutions" in html) <= ("lesson-block solution" in html), path


def test_the_sliding_window_of_the_gallery_waits_to_be_played_and_can_be_stopped(visit):
    page = visit("gallery/2_convolution/plot_sliding_window.html").page
    assert page.locator("img[src$='.gif']").count() == 0
    shown = lambda: page.locator(".cnn-result:not([visibility=hidden])").count()  # noqa: E731
    page.wait_for_timeout(900)
    assert shown() == 1
    page.click(".cnn-steps [data-play]")
    page.wait_for_function("document.querySelectorAll('.cnn-result:not([visibility=hidden])').length > 2")
    page.click(".cnn-steps [data-play]")
    count = shown()
    page.wait_for_timeout(900)
    assert shown() == count
    page.click(".cnn-steps [data-move=next]")
    assert shown() == count + 1


def test_nothing_plays_for_those_who_asked_for_less_motion(visit):
    page = visit("gallery/2_convolution/plot_sliding_window.html", reduced_motion="reduce").page
    assert not page.locator(".cnn-steps [data-play]").is_visible()
    assert page.locator(".cnn-steps [data-move]").count() == 4


def test_only_the_first_line_of_a_title_makes_room_for_the_icons(visit):
    page = visit("lessons/07-build-a-cnn-for-colour-images.html", width=375).page
    lines = page.evaluate(
        """() => {
          const text = document.createRange();
          text.selectNodeContents(document.querySelector("h1"));
          return new Set([...text.getClientRects()].map(box => Math.round(box.y))).size;
        }"""
    )
    assert lines == 2


def test_nothing_glides_for_those_who_asked_for_less_motion(visit):
    page = visit(LESSONS[0], width=375, reduced_motion="reduce").page
    gliding = page.eval_on_selector_all(
        "html, .sidebar-scroll, .toc-scroll, .sidebar-drawer, .toc-drawer, .overlay",
        """all => all.map(getComputedStyle).filter(
          style => style.scrollBehavior !== "auto" || style.transitionDuration !== "0s"
        ).length""",
    )
    assert gliding == 0


def test_the_instructor_view_looks_switched_on_in_the_colours_of_the_system(visit):
    page = visit(LESSONS[0], forced_colors="active").page
    paint = "node => getComputedStyle(node).backgroundColor"
    switch = page.locator(".instructor-switch")
    before = switch.evaluate(paint)
    switch.click()
    assert switch.evaluate(paint) != before


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("number", [0, 1])
def test_a_link_to_an_explorer_brings_it_into_view(visit, width, number):
    page = visit("lessons/03-convolution.html", width=width).page
    names = page.eval_on_selector_all("[data-explorer]", "all => all.map(one => one.id)")
    others = [f"{name}?row=5" for name in names if name != names[number]]
    fragment = ";".join([*others, f"{names[number]}?row=3"])
    page = visit(f"lessons/03-convolution.html#{fragment}", width=width).page
    page.wait_for_load_state("load")
    page.wait_for_timeout(200)
    title = page.locator(".explorer-title").nth(number)
    box = title.bounding_box()
    assert 0 <= box["y"] < 150
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", middle) == "explorer-title"


@pytest.mark.parametrize("address", ["03-convolution.html#convolution?stride=%", "04-pooling.html#%E0%A4%A"])
def test_a_broken_address_breaks_no_script(visit, address):
    seen = visit(f"lessons/{address}")
    seen.page.wait_for_selector(".explorer-live")
    assert seen.messages == []


def test_unknown_address_shows_the_way_back(visit):
    seen = visit("lessons/nowhere/at-all.html")
    assert [response.url for response in seen.responses[1:] if response.status >= 400] == []
    assert seen.page.inner_text("h1").startswith("There is no page here")
    seen.page.click("article a >> text=home page")
    assert seen.page.url == seen.base + "index.html"


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("path", ["index.html", LESSONS[0], "gallery/index.html"])
def test_every_stop_of_the_keyboard_is_on_the_screen_and_marked(visit, path, width):
    page = visit(path, width=width).page
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(FOCUS))
    assert len(stops) > 10
    assert [stop["name"] for stop in stops if not (stop["there"] and stop["outlined"])] == []


@pytest.mark.parametrize(
    ("width", "drawer", "switch"), [(375, ".sidebar-drawer", "navigation"), (1200, ".toc-drawer", "contents")]
)
def test_keyboard_opens_and_closes_the_drawers_of_small_screens(visit, width, drawer, switch):
    page = visit(LESSONS[0], width=width).page
    assert not page.locator(drawer).is_visible()
    while switch not in page.evaluate(FOCUS)["name"]:
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator(drawer).wait_for(state="visible")
    while not page.evaluate("drawer => document.activeElement.closest(drawer) !== null", drawer):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the drawer is never reached"
    page.keyboard.press("Escape")
    page.locator(drawer).wait_for(state="hidden")


@pytest.mark.parametrize("path", ["index.html", LESSONS[0]])
@pytest.mark.parametrize("width", [1280, 375])
def test_keyboard_skips_to_the_content_from_its_first_stop(visit, path, width):
    page = visit(path, width=width).page
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "#furo-main-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_reads_without_script(visit, path):
    page = visit(path, java_script_enabled=False).page
    assert page.locator("h1").count() == 1
    assert page.locator("details").count() > 0
    assert page.locator(".cell_output, .output").count() > 0
    shown = page.locator("article img:not(.lesson-picture img)").evaluate_all(SHOWN)
    assert len(shown) == len(set(shown)) > 0


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_prints_with_its_solutions_unfolded(visit, path):
    page = visit(path).page
    page.emulate_media(media="print")
    closed = page.eval_on_selector_all(
        "details.solution > *:not(summary)", "all => all.filter(e => !e.checkVisibility()).length"
    )
    assert closed == 0


@pytest.mark.parametrize("path", ["index.html", *LESSONS])
def test_print_has_no_link_to_the_content_and_does_not_cut_pictures(visit, path):
    page = visit(path).page
    page.emulate_media(media="print")
    assert not page.locator(".skip-to-content").is_visible()
    cut = "all => all.filter(e => getComputedStyle(e).breakInside !== 'avoid').map(e => e.className)"
    parts = "article :is(figure, img, .cell_output, .cell_input, .highlight)"
    assert page.eval_on_selector_all(parts, cut) == []


@pytest.mark.parametrize(("theme", "scheme"), [("light", "light"), ("dark", "dark")])
def test_native_controls_have_the_theme_of_the_page(visit, theme, scheme):
    page = visit("index.html", theme=theme).page
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == scheme
    bars = page.evaluate("getComputedStyle(document.body).scrollbarColor")
    assert bars != "auto"
