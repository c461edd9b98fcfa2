"""Pages without cells, README and changelog state no number but what their own examples or tables show."""

import re
from pathlib import Path

import pytest
from lessons import DOCS, Page, Run, notebook_pages
from numerals import bare_numerals
from stated_numbers import CHECKS, HOW, stands_in

from docs._ext.proof.statements import statements

ROOT = DOCS.parent
ELSEWHERE = {"references.md", "changelog.md"}  # pages of papers; versions
BLOCK = re.compile(r"^```(?:pycon|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RELEASE = re.compile(r"^## .*\d$", re.MULTILINE)
"""The heading of a release, with its version and date. What is stated below it has no numeral but names."""
INCLUDED = re.compile(r"^```\{include\} (\S+)$", re.MULTILINE)


def plain_pages():
    """Return the paths of the pages that are no notebooks, of the README and the changelog."""
    notebooks = set(notebook_pages())
    folders = [DOCS, *(path for path in DOCS.iterdir() if path.name[0] != "_" and path.name != "gallery")]
    pages = (page for folder in folders for page in sorted(folder.glob("*.md")))
    return [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        *(p for p in pages if p not in notebooks and p.name not in ELSEWHERE),
    ]


def evidence(page):
    """Return what proves a page's numbers: its blocks, and what it includes."""
    included = ((page.path.parent / name).read_text("utf-8") for name in INCLUDED.findall(page.text))
    shown = "\n".join([*BLOCK.findall(page.text), *included])
    return re.sub(r"(?<=\d)[x×](?=\d)", " ", shown)


def problems(page):
    """Return a message for every number on the page that is not proved."""
    shown = evidence(page)
    run = Run({}, shown, shown)
    found = []
    for statement in statements(RELEASE.sub("", page.text)):
        if statement.kind == "prose":
            numbers = (n for n in bare_numerals(statement.text) if not stands_in(n, shown))
            messages = [f"the number {number} is not proved; " + HOW.format(number) for number in numbers]
        elif statement.kind == "num":
            messages = ["{num} is for pages with cells"]
        else:
            messages = CHECKS[statement.kind](statement, run)
        found += [f"{page.path.name}:{statement.line}: {message}" for message in messages]
    return found


@pytest.mark.parametrize("path", plain_pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_without_cells_states_what_it_shows(path):
    found = problems(Page(path, path.read_text("utf-8"), ()))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It is 30.\n\n```pycon\n>>> output_size(32, 3)\n30\n```\n", []),
        ("It is 31.\n\n```pycon\n>>> output_size(32, 3)\n30\n```\n", [1]),
        ("Python 3.11, 3.12 or 3.13.\n", []),
        ("Text.\n\nPython 3.11, 3.12 or 3.9.\n", [3, 3, 3]),
        ("Python 3.11, 3.11 or 3.13.\n", [1, 1, 1]),
        ("It has {num}`30 <30>` weights.\n", [1]),
        ("## 1.0.0, 2027-01-31\n\nAt most 64, and `17`.\n", [3, 3]),
        ("It is `30`.\n\n:::{callout} Of 12\nText.\n:::\n", [1, 3]),
    ],
)
def test_a_wrong_number_is_found_in_its_line(text, wrong):
    found = problems(Page(Path("page.md"), text, ()))
    assert [int(message.split(":")[1]) for message in found] == wrong


def test_no_line_stands_twice_in_the_changelog():
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.strip()]
    entries = lines[lines.index("## Unreleased") :]
    assert len(set(entries)) == len(entries), [line for line in entries if entries.count(line) > 1]
