"""What the build makes of explorers: their files and bytes, several on a page, wrong ones."""

import ast
import gzip
import re

import numpy as np
import pytest

from cnn_docs import load_digits

from . import explorer_pages
from .explorer_pages import NAMES, ROOT, go_to, settled

BUDGET = {
    "digits": 75_000,
    "convolution": 55_000,
    "threshold": 20 * 1024,
    "training": 40_000,
}  # bytes of script and style, compressed
BUDGET_OF_OTHERS = 19 * 1024


@pytest.mark.parametrize("name", NAMES)
def test_files_of_an_explorer_keep_to_their_budget(pages, name):
    folder = pages / "_static" / "explorers"
    files = set(re.findall(r"explorers/(\w+\.(?:js|css))", (pages / f"{name}.html").read_text()))
    assert files >= {f"{name}.js", "explorers.css"}
    assert sum(len(gzip.compress((folder / file).read_bytes())) for file in files) <= BUDGET.get(
        name, BUDGET_OF_OTHERS
    )


def test_the_digits_that_explorers_share_keep_to_30_kb_and_are_in_no_explorer(pages):
    folder = pages / "_static" / "explorers"
    shared = (folder / "shared" / "digits.js").read_text(encoding="utf-8")
    assert 20_000 < len(gzip.compress(shared.encode())) <= 30_000
    longest = max(re.findall(r'"[^"]+"', shared), key=len)
    assert all(longest[1:1000] not in path.read_text(encoding="utf-8") for path in folder.glob("*.js"))


BOTH = """\
# Two explorers

:::{explorer} digits
:sample: 8
:nth: 5
:::

:::{explorer} training
:::
"""
EACH = {
    "both": BOTH,
    "digits": "# One\n\n:::{explorer} digits\n:::\n",
    "training": "# One\n\n:::{explorer} training\n:::\n",
}


@pytest.fixture(scope="module")
def sharing(tmp_path_factory):
    """Folder of a site with a page of both explorers that share the digits, and one of each."""
    html, done = explorer_pages.build(tmp_path_factory.mktemp("sharing") / "site", EACH)
    assert done.stderr == ""
    return html


def shared_files(browser, sharing, name, act=lambda page: None):
    """Addresses of what a page loads of shared scripts after something was done there."""
    asked = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((sharing / f"{name}.html").as_uri())
    page.wait_for_function(
        "[...document.querySelectorAll('.explorer-message')].every(one => one.textContent)", timeout=60_000
    )
    act(page)
    settled(page)
    page.wait_for_function(
        "[...document.querySelectorAll('.explorer-message')].every(one => one.textContent)", timeout=60_000
    )
    page.close()
    return [url for url in asked if "/shared/" in url]


def press_for_another(page):
    page.get_by_role("button", name="Another", exact=True).click()


def test_explorers_that_share_the_digits_load_them_from_one_address_and_once_on_a_page(browser, sharing):
    found = {name: shared_files(browser, sharing, name, act) for name, act in (
        ("both", press_for_another), ("training", lambda page: None), ("digits", press_for_another)
    )}  # fmt: skip
    assert [len(urls) for urls in found.values()] == [1, 1, 1], found
    assert found["digits"] == found["training"] == found["both"]
    file = found["both"][0].partition("?")[0].removeprefix(sharing.as_uri() + "/")
    assert (sharing / file).is_file()


def test_the_digits_are_not_loaded_before_another_one_is_asked_for(browser, sharing):
    assert shared_files(browser, sharing, "digits") == []


def test_the_version_in_an_address_is_that_of_the_file_as_sphinx_writes_it(sharing):
    from sphinx.builders.html._assets import _file_checksum

    script = (sharing / "_static" / "explorers" / "training.js").read_text(encoding="utf-8")
    path, version = re.search(r'"(shared/digits\.js)\?v=(\w+)"', script).groups()
    assert version == _file_checksum(sharing / "_static" / "explorers", path)


def test_digits_that_cannot_be_loaded_are_told_of_and_can_be_asked_for_again(browser, sharing):
    page = browser.new_page()
    page.route("**/shared/**", lambda route: route.abort())
    page.goto((sharing / "both.html").as_uri())
    training = page.locator(".explorer-training .explorer-message")
    page.wait_for_function("document.querySelector('.explorer-training .explorer-message').textContent")
    assert training.inner_text().startswith("The digits could not be loaded")
    digits = page.locator(".explorer-digits")
    assert digits.locator(".explorer-note").first.inner_text() == training.inner_text()
    assert digits.locator(".explorer-message").inner_text().startswith("The network reads 8")
    page.unroute("**/shared/**")
    page.get_by_role("button", name="One epoch").click()
    page.wait_for_function("document.querySelector('.explorer-far').textContent.includes('Epoch')")
    page.get_by_role("button", name="Another", exact=True).click()
    page.wait_for_function("!document.querySelector('.explorer-digits .explorer-old')")
    digits_of_a_kind = np.flatnonzero(load_digits().labels == 8)
    second = digits_of_a_kind[digits_of_a_kind >= len(load_digits().train)][1]
    assert f"load_digits().images[{second}]" in digits.locator(".explorer-python code").text_content()
    page.close()


def test_only_pages_with_an_explorer_load_its_files(pages):
    assert "explorers/" not in (pages / "index.html").read_text()
    page = (pages / "neuron.html").read_text()
    assert set(re.findall(r"explorers/([a-z]+\.(?:js|css))", page)) == {
        "explorers.css",
        "neuron.css",
        "neuron.js",
    }


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
    go_to(page, f"{first.get_attribute('id')}?shift=1")
    assert not stride[0].is_visible()
    go_to(page, f"{first.get_attribute('id')}?stride=1")
    assert stride[0].is_visible()
    messages = page.locator(".explorer-message").all_text_contents()
    assert messages[0] != messages[1]
    page.close()


def test_words_of_explorers_are_in_their_folder_of_strings_only():
    words = re.compile(r"[a-z]{2,}[,:]? | [a-z]{2,}|^[A-Z][a-z]")
    for path in (ROOT / "docs" / "_ext" / "explorers" / "pictures").glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        docstrings = [node.value for node in nodes if isinstance(node, ast.Expr)]
        texts = [node for node in nodes if isinstance(node, ast.Constant) and node not in docstrings]
        assert [
            text.value for text in texts if isinstance(text.value, str) and words.search(text.value)
        ] == [], path.name


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
