"""Pages have classes for what they hold, and the styles ask for these classes."""

import re

import pytest

from docs._ext import ROOT
from docs._ext.theme.page_kinds import KINDS, kinds_of, name_kinds

STYLE = (ROOT / "docs" / "_static" / "site.css").read_text(encoding="utf-8")
SWITCHES = '<nav aria-label="Drawers"><input></nav>'


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_and_its_switches_have_the_class_of_what_it_holds(kind):
    html = f'{SWITCHES}<div class="page"><b {KINDS[kind].strip()}></b></div>'
    named = name_kinds(html)
    assert f'<div class="page {kind}">' in named
    assert f'<nav class="{kind}" aria-label="Drawers">' in named


def test_a_plain_page_stays_as_it_is():
    html = f'{SWITCHES}<div class="page"><p>The class="page" of home-words.</p></div>'
    assert kinds_of(html) == []
    assert name_kinds(html) == html


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_is_one_that_the_style_asks_for(kind):
    assert re.search(rf"\.{kind}\b", STYLE)


def test_the_style_does_not_ask_what_is_in_the_whole_page():
    asked = re.findall(
        r"([\w.:()#\[\]-]*):has\(", re.sub(r"@media print \{.*?^\}", "", STYLE, flags=re.M | re.S)
    )
    assert asked
    assert set(asked) == {"nav"}
