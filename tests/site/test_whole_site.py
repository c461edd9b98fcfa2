"""The site as a whole: links, weight, search, keyboard, print, no script."""

from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup

from .conftest import HTML, built_pages

MEBIBYTE = 2**20
LESSONS = [path for path in built_pages() if path.startswith("lessons/") and not path.endswith("index.html")]


def soups():
    return {
        path: BeautifulSoup((HTML / path).read_text(encoding="utf-8"), "html.parser")
        for path in built_pages()
    }


def test_internal_links_and_anchors_lead_somewhere():
    pages = soups()
    anchors = {path: {tag["id"] for tag in soup.find_all(id=True)} for path, soup in pages.items()}
    broken = []
    for path, soup in pages.items():
        if path == "404.html":  # its links are absolute, for whatever folder it is shown in
            continue
        for link in soup.find_all("a", href=True):
            target, anchor = urldefrag(urljoin(path, unquote(link["href"])))
            if target.startswith(("http:", "https:", "mailto:", "javascript:")):
                continue
            target = target or path
            if target.split("?")[0] in pages:
                if anchor and anchor not in anchors[target.split("?")[0]]:
                    broken.append(f"{path}: {link['href']}")
            elif not (HTML / target.split("?")[0]).exists():
                broken.append(f"{path}: {link['href']}")
    assert broken == []


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_page_is_light(visit, path):
    seen = visit(path, wait="networkidle")
    page = seen.page
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    explorer = [response for response in seen.responses if "explorer" in response.url]
    counted = [response for response in seen.responses if response not in explorer]
    assert len(counted) <= 30
    assert sum(len(response.body()) for response in counted) <= 1.1 * MEBIBYTE


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_shows_one_picture_for_each_figure_in_either_theme(visit, path):
    for theme in ("light", "dark"):
        page = visit(path, theme=theme).page
        hidden = "dark" if theme == "light" else "light"
        assert (
            page.locator(f"img.only-{hidden}").evaluate_all(
                "all => all.filter(i => i.checkVisibility()).length"
            )
            == 0
        )


@pytest.mark.parametrize(("word", "page_part"), [("dropout", "06-dropout"), ("receptive", "glossary")])
def test_search_finds_a_word(visit, word, page_part):
    page = visit(f"search.html?q={word}", wait="networkidle").page
    page.wait_for_selector("#search-results li a")
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any(page_part in link for link in links)


def test_navigation_can_be_reached_by_keyboard(visit):
    page = visit("index.html").page
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || ''"))
    assert "setup.html" in reached
    assert any("lessons/index" in href for href in reached)


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_reads_without_script(visit, path):
    page = visit(path, java_script_enabled=False).page
    assert page.locator("h1").count() == 1
    assert page.locator("details").count() > 0
    assert page.locator(".cell_output, .output").count() > 0


@pytest.mark.parametrize("path", LESSONS)
def test_lesson_prints_with_its_solutions_unfolded(visit, path):
    page = visit(path).page
    page.emulate_media(media="print")
    closed = page.eval_on_selector_all(
        "details.solution > *:not(summary)", "all => all.filter(e => !e.checkVisibility()).length"
    )
    assert closed == 0
