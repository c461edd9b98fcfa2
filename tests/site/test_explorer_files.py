"""What the build makes of explorers: their files and bytes, several on a page, wrong ones."""

import ast
import gzip
import re

import pytest

from . import explorer_pages
from .explorer_pages import NAMES, ROOT, go_to

BUDGET = {
    "digits": 75_000,
    "convolution": 55_000,
    "threshold": 20 * 1024,
    "training": 40_000 + 30_000,  # the second part is the digits, see below
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


def test_of_the_training_all_but_the_digits_keeps_to_40_kb_and_the_digits_to_30(pages):
    folder = pages / "_static" / "explorers"
    script = (folder / "training.js").read_text(encoding="utf-8")
    without = re.sub(r'"(values|labels)":"[^"]{1000,}"', r'"\1":""', script)
    styles = [(folder / name).read_bytes() for name in ("training.css", "explorers.css")]
    sizes = [len(gzip.compress(data)) for data in (script.encode(), without.encode(), *styles)]
    assert sum(sizes[1:]) <= 40_000
    assert 20_000 < sizes[0] - sizes[1] <= 30_000


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
