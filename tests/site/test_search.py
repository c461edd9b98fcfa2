"""The search page: what people search for is found, and the lesson that teaches it stands among the first."""

import re
from urllib.parse import quote_plus

import pytest

from docs._ext.pages import Directive, parts

from .axe import axe_complaints
from .conftest import DOCS, HTML, lessons_in_order
from .test_every_page import VIEWS

SEARCHED = {
    "convolution": "03",
    "padding": "03",
    "stride": "03",
    "pooling": "04",
    "receptive field": "04",
    "dropout": "06",
    "gradient descent": "09",
    "learning rate": "09",
    "backpropagation": "10",
    "overfitting": "14",
    "transfer learning": "16",
}
"""What people search for, and how the file of the lesson begins that teaches it."""
SEARCH_AGAIN = """word => {
  history.replaceState(null, "", `?q=${encodeURIComponent(word)}`);
  document.querySelector("#search-results").replaceChildren();
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  Search.performSearch(word);
}"""
"""Searches for another word, without loading the large index anew and the pages that are found."""


def indexed_words():
    """Yield (word, address of the lesson) for all words that lessons enter into the index as theirs."""
    for path in lessons_in_order():
        for part in parts((DOCS / path).with_suffix(".md").read_text("utf-8")):
            if isinstance(part, Directive) and part.name == "index":
                for word in part.arguments.split(","):
                    yield word.strip().removeprefix("!").strip(), path


def found(page):
    """Wait for the results, and return the links to them, best first."""
    page.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('found')")
    return page.eval_on_selector_all("#search-results li > a", "all => all.map(a => a.getAttribute('href'))")


@pytest.mark.parametrize(("word", "lesson"), SEARCHED.items())
def test_the_lesson_that_teaches_a_word_is_among_the_first_three_results(visit, word, lesson):
    first = found(visit(f"search.html?q={quote_plus(word)}").page)[:3]
    assert any(link.startswith(f"lessons/{lesson}-") for link in first), first


@pytest.mark.parametrize(
    ("question", "lesson"), [("what is a kernel", "03"), ("receptive field of a layer", "04")]
)
def test_a_question_finds_the_lesson_that_teaches_its_word_before_others(visit, question, lesson):
    links = found(visit(f"search.html?q={quote_plus(question)}").page)
    assert next(link for link in links if link.startswith("lessons/")).startswith(f"lessons/{lesson}-")


def test_each_word_that_a_lesson_enters_into_the_index_leads_to_its_paragraph(visit):
    page = visit("search.html?q=kernel").page
    found(page)
    words = list(indexed_words())
    assert len(words) > 30
    lost = []
    for word, path in words:
        page.evaluate(SEARCH_AGAIN, word)
        first = found(page)[:3]
        anchor = next((link.partition("#")[2] for link in first if link.startswith(f"{path}#")), None)
        if not re.search(rf'<p[^>]*>?(<span)? id="{anchor}"', (HTML / path).read_text("utf-8")):
            lost.append((word, first))
    assert lost == []


@pytest.mark.parametrize(("word", "page_part"), [("dropout", "06-dropout"), ("receptive", "glossary")])
def test_search_finds_a_word(visit, word, page_part):
    links = found(visit(f"search.html?q={word}").page)
    assert any(page_part in link for link in links)


@pytest.mark.parametrize("word", ["convolution", "dropout", "pooling"])
def test_search_finds_the_lesson_about_a_word_before_what_else_names_it(visit, word):
    page = visit(f"search.html?q={word}").page
    links = found(page)
    page.wait_for_function("document.querySelectorAll('#search-results p.context').length > 5")
    assert word in next(link for link in links if not link.startswith("glossary.html"))
    assert not re.search("Open in Colab|Expand all", page.inner_text("#search-results"))


@pytest.mark.parametrize("word", ["padding", "vanishing gradient"])
def test_the_excerpt_of_a_word_of_the_index_is_its_paragraph(visit, word):
    page = visit(f"search.html?q={quote_plus(word)}").page
    first = page.locator("#search-results li", has=page.locator("a[href*='#index-']")).first
    assert len(first.locator("p.context").inner_text().split()) > 10


@pytest.mark.parametrize("word", ["padding", "pooling", "kernel"])
def test_excerpts_of_search_results_are_words_of_the_page(visit, word):
    page = visit(f"search.html?q={word}").page
    links = found(page)
    page.wait_for_function("document.querySelectorAll('#search-results p.context').length > 5")
    words = page.inner_text("#search-results")
    assert not re.search("Open in Colab|Expand all|Back to top|View this page|Edit this page", words)
    assert len(links) == len(set(links))


def test_a_search_in_a_folder_asks_for_nothing_that_the_browser_refuses(browser):
    page = browser.new_page()
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("requestfailed", lambda request: messages.append(request.url))
    page.goto(f"{(HTML / 'search.html').as_uri()}?q=padding")
    assert len(found(page)) > 5
    page.wait_for_timeout(500)
    assert messages == []
    page.close()


@pytest.mark.parametrize("view", VIEWS, ids=[f"{theme}-{width}" for theme, width in VIEWS])
def test_search_results_have_no_axe_violation(visit_again, view):
    page = visit_again("search.html?q=pooling", view).page
    assert found(page)
    assert list(axe_complaints(page)) == []
