"""Pages of models that cells show: a file each, a frame that waits, and nothing left of what is gone."""

import re

import pytest
from tiny_site import NOTEBOOK, TinySite

from docs._ext.explorers.model_pages import FOLDER, LARGE

CONF = """\
import docs._ext
project = "tiny"
docs._ext.PARTS = ["explorers.directive", "explorers.model_pages"]
for part in ("builds.kernels", "builds.search_index", "builds.shared_pages"):
    docs._ext.PARTS.insert(0, part)
extensions = ["myst_nb", "docs._ext"]
exclude_patterns = ["_build"]
nb_execution_mode = "cache"
html_theme = "basic"
html_copy_source = False
"""
MODEL = f"""\
{NOTEBOOK}
# A model

```{{code-cell}} python
:tags: [remove-input]

from html import escape


class Page:
    def __init__(self, html, title):
        self.html, self.title = html, title

    def __repr__(self):
        return "a page"

    def _repr_html_(self):
        said = f'srcdoc="{{escape(self.html)}}" title="{{escape(self.title)}}"'
        return f"<style>a {{{{}}}}</style><iframe {{said}}>trust</iframe>"


Page("<!DOCTYPE html><p>\\u201cone\\u201d & <b>two</b></p>", "A & B")
```

```{{code-cell}} python
Page("<!DOCTYPE html>" + "x" * {LARGE}, "Large")
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("site")).without_scripts()
    site.write("docs/conf.py", CONF)
    site.write("docs/index.md", "# Tiny\n\n```{toctree}\n:glob:\n\n*\n*/*\n```\n")
    site.write("docs/lesson.md", "# Plain\n\nA page without cells.\n")
    site.write("docs/in/model.md", MODEL)
    assert built(site)[0] == 0
    return site


def built(site, *arguments):
    status, _, warnings = site.build("-W", "--keep-going", *arguments)
    return status, warnings


def pages(site):
    return {path.name: path.read_bytes() for path in (site.html / FOLDER).glob("*")}


def test_the_file_is_the_page_and_the_lesson_around_it_has_nothing_of_it(site):
    html = (site.html / "in" / "model.html").read_text("utf-8")
    assert pages(site)["in-model-1.html"].decode() == "<!DOCTYPE html><p>“one” & <b>two</b></p>"
    assert "srcdoc" not in html
    assert len(html) < LARGE
    frame = re.search(r"<iframe [^>]*>", html)[0]
    assert f'src="../{FOLDER}/in-model-1.html"' in frame
    assert 'title="A &amp; B"' in frame
    assert 'loading="lazy"' in frame
    assert f'<a href="../{FOLDER}/in-model-1.html">' in html


def test_only_a_large_page_waits_until_its_size_has_been_read(site):
    html = (site.html / "in" / "model.html").read_text("utf-8")
    folds = re.findall(r"<details hidden><summary>(.*?)</summary><iframe ([^>]*)>", html)
    assert [words for words, _ in folds] == ["Open the page here: 1.0 MB"]
    assert f'data-src="../{FOLDER}/in-model-2.html"' in folds[0][1]
    assert " src=" not in f" {folds[0][1]}"
    assert html.index("in-model-1.html") < html.index("<details") < html.index("in-model-2.html")


def test_a_format_without_scripts_has_a_sentence(site, tmp_path):
    status, _, warnings = site.build("-b", "text")
    text = (site.html / "in" / "model.txt").read_text("utf-8")
    for path in site.html.rglob("*.txt"):
        path.unlink()
    assert (status, warnings) == (0, "")
    assert "a page" in text or "A & B" in text
    assert "srcdoc" not in text


def test_what_is_lost_comes_back_and_what_is_gone_goes(site):
    whole = pages(site)
    (site.html / FOLDER / "in-model-1.html").unlink()
    assert built(site)[0] == 0
    assert pages(site) == whole
    for path in (site.docs / "_build" / "doctrees" / "model-pages").glob("*"):
        path.unlink()
    assert built(site)[0] == 0
    assert pages(site) == whole
    site.edit("docs/in/model.md", f'Page("<!DOCTYPE html>" + "x" * {LARGE}, "Large")', "3 + 4")
    assert built(site)[0] == 0
    assert list(pages(site)) == ["in-model-1.html"]
    (site.docs / "in" / "model.md").unlink()
    site.edit("docs/index.md", "*/*\n", "")
    assert built(site)[0] == 0
    assert pages(site) == {}
