"""Every page of the built site, in a browser: quiet, self-contained, accessible, nothing out of place.

Each page is opened narrow and then made wide, in light and in dark each time, all its folds open, and reports
everything that is found. (The other engine opens pages wide, and makes them narrow.)
"""

import itertools
import re

import pytest

from . import conftest
from .axe import colour_complaints, structure_complaints
from .test_explorers import TWO_FRAMES

WIDTHS = [1280, 375]
VIEWS = [(theme, width) for theme in ("light", "dark") for width in WIDTHS]
NOISE = re.compile(r"\babsl\b|Traceback \(most recent|\bat 0x[0-9a-f]{6,}|\b\w*Warning:|oneDNN|cuda", re.I)
NOISE_ON_PURPOSE = re.compile(r"_modules/|reference/conventions\.html")  # source code, and an error explained
IS_SCRIPT = re.compile(r"gallery/\w+/plot_")
UNFOLD = """async () => {
  document.documentElement.dataset.view = "instructor";
  for (const fold of document.querySelectorAll("details")) [fold.hidden, fold.open] = [false, true];
  for (const image of document.images) image.loading = "eager";
  await document.fonts.ready;
  await Promise.allSettled([...document.images].map(image => image.decode()));
  for (const animation of document.getAnimations()) animation.finish();
}"""
FACTS = """() => ({
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  pictures: [...document.images].map(image => [image.getAttribute("src"), image.alt, image.naturalWidth]),
  headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter(heading => heading.checkVisibility())
    .map(heading => [Number(heading.tagName[1]), heading.textContent]),
  cut: [...document.querySelectorAll(".highlight-Python pre")]
    .map(code => code.scrollWidth > code.clientWidth + 1),
  text: document.querySelector("article")?.textContent ?? document.body.textContent,
})"""


SPOKEN = """
[...document.querySelectorAll(".explorer-live > .explorer-message")].every((message) => message.textContent)
"""
"""True when every explorer of the page has drawn what it begins with."""


@pytest.fixture(scope="session")
def known_looks():
    """How text looks whose colours were right on a page before."""
    return set()


def test_page(visit_again, known_looks, page_path):
    seen = visit_again(page_path, ("light", min(WIDTHS)))
    seen.page.wait_for_function(SPOKEN)
    complaints = []
    for width in sorted(WIDTHS):
        found = width_complaints(seen, page_path, width, known_looks)
        complaints += [f"{complaint} ({width} px)" for complaint in found]
    complaints += [
        *(f"asks another host: {url}" for url in seen.foreign_requests),
        *(f"asks in vain: {url}" for url in seen.failed_requests),
        *(f"writes to the console: {message}" for message in seen.messages),
    ]
    if complaints:
        pytest.fail("\n".join([page_path, *dict.fromkeys(complaints)]), pytrace=False)


def test_of_sources_that_differ_in_what_they_say_alone_one_is_visited(tmp_path, monkeypatch):
    monkeypatch.setattr(conftest, "HTML", tmp_path)
    source = "<h1>{name}</h1><pre tabindex='0'>{code}</pre>{foot}"
    say = '<span class="n">{}</span>'.format
    written = {
        "one": (say("x"), ""),
        "again": (say("y"), ""),
        "other": (say("y") + '<span class="k">if</span>', ""),
        "framed": (say("y"), "<p>More.</p>"),
    }
    for folder in ("_modules", "lessons"):
        (tmp_path / folder).mkdir()
        for name, (code, foot) in written.items():
            text = source.format(name=name, code=code, foot=foot)
            (tmp_path / folder / f"{name}.html").write_text(text, "utf-8")
    modules = [f"_modules/{name}.html" for name in ("again", "framed", "other")]
    assert conftest.pages_to_visit() == [*modules, *(f"lessons/{name}.html" for name in sorted(written))]


def width_complaints(seen, page_path, width, known_looks):
    """Yield a line for each fault that a page has in a window of this width, in light and in dark."""
    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.page.evaluate(TWO_FRAMES)
    yield from look_complaints(seen, page_path)
    yield from structure_complaints(seen.page)
    yield from colour_complaints(seen.page, known_looks)
    seen.page.emulate_media(color_scheme="dark")
    yield from look_complaints(seen, page_path)
    yield from colour_complaints(seen.page, known_looks)
    seen.page.emulate_media(color_scheme="light")


def look_complaints(seen, page_path):
    """Yield a line for each fault of what is on the screen, with all folds open."""
    seen.page.evaluate(UNFOLD)
    facts = seen.page.evaluate(FACTS)
    yield from picture_complaints(facts["pictures"])
    yield from heading_complaints(facts["headings"])
    if facts["overflow"] > 0:
        yield f"scrolls sideways by {facts['overflow']} px"
    if IS_SCRIPT.match(page_path) and seen.page.viewport_size["width"] == max(WIDTHS):
        yield from script_complaints(facts["cut"])
    if not NOISE_ON_PURPOSE.match(page_path):
        yield from (f"shows machine noise: {found}" for found in NOISE.findall(facts["text"]))


def script_complaints(cut):
    """Yield a line if the page of a script has no code, or cuts it where there is room for it."""
    if not cut:
        yield "shows no code of its script"
    if any(cut):
        yield "cuts the code of its script off"


def picture_complaints(pictures):
    """Yield a line for each picture that does not load or is not described."""
    for source, alt, width in pictures:
        if not width:
            yield f"shows no picture: {source}"
        if len(alt.split()) < 4 or re.search(r"\.(png|svg|gif|webp)", alt):
            yield f"does not describe a picture: {source} {alt!r}"


def heading_complaints(headings):
    """Yield a line for each heading that is missing or out of order."""
    titles = [text for level, text in headings if level == 1]
    if len(titles) != 1:
        yield f"has not one first heading but {titles}"
    for (before, _), (level, text) in itertools.pairwise(headings):
        if level > before + 1:
            yield f"skips a level of headings at {text!r}"
