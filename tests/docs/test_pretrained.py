"""What needs the borrowed network's weights says how to get them; nothing else needs them."""

import re

import pytest
from lessons import DOCS, read_page
from test_references import pages

from cnn_docs import _optional

NEEDS = re.compile(r"\bload_imagenet_cnn\(")
EXTRA = "cnn_docs[pretrained]"
LESSON = DOCS / "lessons" / "16-borrow-a-network.md"
PAGES = pages()
USERS = [path for path, text in PAGES.items() if NEEDS.search(text)]


@pytest.mark.parametrize("path", USERS)
def test_a_page_or_script_that_needs_the_weights_says_how_to_get_them(path):
    before = PAGES[path][: NEEDS.search(PAGES[path]).start()]
    assert EXTRA in before


def test_the_lesson_a_page_and_two_scripts_need_them_and_no_other_page_does():
    assert [path for path in USERS if path.startswith("docs/")] == [
        "docs/lessons/16-borrow-a-network.md",
        "docs/lessons/one-whole-network.md",
    ]
    assert [path.rpartition("/")[2] for path in USERS if path.startswith("examples/")] == [
        "plot_grad_cam_on_photographs.py",
        "plot_transfer_over_labels.py",
    ]


def test_the_setup_page_names_each_page_that_needs_them():
    (row,) = [line for line in (DOCS / "setup.md").read_text("utf-8").splitlines() if f"`{EXTRA}`" in line]
    titles = [
        re.search(r"^# (.+)", PAGES[path], re.MULTILINE)[1] for path in USERS if path.startswith("docs/")
    ]
    assert re.findall(r"\*([^*]+)\*", row) == [title.split(":")[0] for title in titles]


def test_without_them_the_first_cell_of_the_lesson_stops_and_says_so(monkeypatch):
    installed = _optional.installed
    monkeypatch.setattr(_optional, "installed", lambda name: "efficientnet" not in name and installed(name))
    first = read_page(LESSON).cells[0]
    with pytest.raises(ModuleNotFoundError, match=re.escape(f'`pip install "{EXTRA}"` brings it.')):
        exec(first.source, {})
