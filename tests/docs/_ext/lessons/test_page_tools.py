"""The tools of a lesson: its links and buttons, its notebook and script; the mended theme."""

import contextlib
import io
import json
import re
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from cnn_docs.palette import DARK, LIGHT
from docs._ext.lessons import page_tools
from docs._ext.lessons.notebooks import YOURS
from docs._ext.theme.accessible_html import THEME, mend_body
from docs._ext.theme.palette_css import style_sheet

LESSON = """\
---
file_format: mystnb
kernelspec: {name: python3}
teaching: 15
exercises: 10
---
(here)=
# One neuron

It has {num}`3 <len(inputs)>` inputs, see {doc}`the other <02-two>`, {doc}`02-two`, {ref}`here`,
[this](#here) and [that](../index.md); {term}`units <unit>` and {math}`x^2`.

:::{questions}
- Why?
:::

```{code-cell} python
:tags: [hide-input]
inputs = [1, 2, 3]
print(sum(inputs))
```

::::{challenge} Try
:minutes: 5

Do it.

:::{solution}
Done.
:::
::::

:::{solution-start}
:::
```{code-cell} python
print("a text that is long enough to be wider than a small screen")
```
:::{solution-end}
:::

```{code-cell} python
:tags: [remove-cell]
assert sum(inputs) == 6
```

```{code-cell} python
:tags: [raises-exception]
raise ValueError("as told")
```

:::{instructor}
For teachers.
:::

:::{instructor-start}
:::
```{code-cell} python
print("teachers only")
```
:::{instructor-end}
:::

```{math}
a = b
```

| a | b |
|---|---|
| c | d |
"""
SECOND = "---\nfile_format: mystnb\nkernelspec: {name: python3}\nteaching: 1\n---\n# Two neurons\n\nText.\n"
INDEX = "# Home\n\n```{toctree}\n:caption: Learn\n\nlessons/01-one\nlessons/02-two\n```\n"
EXTENSIONS = [
    "myst_nb",
    "lessons.blocks",
    "lessons.gated_folds",
    "proof.checked_numbers",
    "theme.mathml",
    "theme.page_kinds",
    "theme.palette_css",
    "lessons.page_tools",
    "theme.accessible_html",
]


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tools")
    templates = Path(__file__).parents[4] / "docs" / "_templates"
    pages = {"index.md": INDEX, "lessons/01-one.md": LESSON, "lessons/02-two.md": SECOND}
    return build_pages(
        folder,
        pages,
        EXTENSIONS,
        html_theme="furo",
        html_math_renderer="mathml",
        html_baseurl="https://example.org/site/",
        cnn_docs_repository="owner/name",
        templates_path=[str(templates)],
        myst_update_mathjax=False,
        suppress_warnings=["ref.term"],
    )


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup(site.read("lessons/01-one.html"), "html.parser")


@pytest.fixture(scope="module")
def notebook(site):
    return nbformat.reads(site.read("notebooks/01-one.ipynb"), as_version=4)


def test_the_build_gives_no_warning(site):
    assert site.warnings == ""


def test_the_tools_stand_below_the_overview(page, site):
    tools = page.select_one(".overview").find_next_sibling()
    assert tools["class"] == ["page-tools"]
    links = {link.get_text(): link["href"] for link in tools.select("a")}
    assert links == {
        "Open in Colab": "https://colab.research.google.com/github/owner/name/blob/gh-pages/notebooks/01-one.ipynb",
        "Open in Binder": "https://mybinder.org/v2/gh/owner/name/gh-pages?urlpath=lab/tree/notebooks/01-one.ipynb",
        "Notebook": "../notebooks/01-one.ipynb",
        "Script": "../notebooks/01-one.py",
    }
    assert (site.out / "notebooks/01-one.ipynb").exists()


def test_buttons_are_hidden_until_the_script_works(page):
    buttons = page.select(".page-tools button")
    assert [button.get_text() for button in buttons] == ["Expand all solutions", "Instructor view"]
    assert all(button.has_attr("hidden") for button in buttons)


def test_a_page_without_folds_has_no_buttons(site):
    assert "expand-solutions" not in site.read("lessons/02-two.html")
    assert "page-tools" not in site.read("index.html")


def test_instructor_notes_are_reachable_without_script(page):
    note = page.select_one("details.instructor")
    assert not note.has_attr("hidden")
    assert note.summary.get_text() == "Instructor note"


def test_the_notebook_is_valid_and_clean(notebook):
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"][1:] == [
        "inputs = [1, 2, 3]\nprint(sum(inputs))",
        YOURS,
        YOURS,
        '# @title Solution\nprint("a text that is long enough to be wider than a small screen")',
        'raise ValueError("as told")',
    ]
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_the_first_cell_installs_what_is_missing_and_says_how_large_it_is(notebook, monkeypatch):
    source = notebook.cells[0].source
    assert "cnn_docs[all] @ git+https://github.com/owner/name" in source
    size = sum(file.stat().st_size for file in Path(tensorflow_folder()).rglob("*") if file.is_file()) / 1e9
    stated = float(re.search(r"TensorFlow, with ([\d.]+) GB", source)[1])
    assert stated == pytest.approx(size, rel=0.15)
    for missing, wanted in (("skimage", 1), (None, 0)):
        monkeypatch.setattr("importlib.util.find_spec", lambda name, missing=missing: name != missing)
        asked = []
        exec(re.sub(r"%pip (.*)", r"asked.append('\1')", source), {"asked": asked})
        assert len(asked) == wanted


def tensorflow_folder():
    return find_spec("tensorflow").submodule_search_locations[0]


def test_an_empty_cell_stands_before_each_solution_and_solutions_are_folded(notebook):
    kinds = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    empty = [number for number, (_, source, _) in enumerate(kinds) if source == YOURS]
    assert all(
        kinds[number + 1][1].startswith(("<details><summary>Solution", "**Solution")) for number in empty
    )
    folded = [source for kind, source, meta in kinds if kind == "code" and meta.get("cellView") == "form"]
    assert folded == [
        '# @title Solution\nprint("a text that is long enough to be wider than a small screen")'
    ]
    meta = next(meta for _, source, meta in kinds if source == folded[0])
    assert meta["jupyter"]["source_hidden"]


def test_cells_that_check_the_page_are_left_out(site, notebook):
    assert not any("assert" in cell.source for cell in notebook.cells)
    assert "assert" in LESSON
    assert "assert" not in site.read("notebooks/01-one.py")


def test_the_notebook_holds_plain_markdown(notebook):
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert ":::" not in text
    assert "{" not in text
    assert "(here)=" not in text
    assert "It has 3 inputs, see the other, Two neurons, One neuron" in text
    assert "[this](https://example.org/site/lessons/01-one.html#here)" in text
    assert "[that](https://example.org/site/index.html)" in text
    assert "units and $x^2$" in text
    assert "$$\na = b\n$$" in text
    assert "**Challenge: Try (5 min)**" in text
    assert "<summary>Solution</summary>\n\nDone." in text
    assert "teachers" not in text.lower()


def test_the_script_runs_to_its_end(site):
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(site.read("notebooks/01-one.py"), "01-one.py", "exec"), {})
    assert shown.getvalue().splitlines()[0] == "6"
    assert shown.getvalue().splitlines()[-1] == "ValueError as told"


def test_notebooks_are_the_same_in_every_build(notebook):
    assert [cell["id"] for cell in notebook.cells] == [f"cell-{n}" for n in range(len(notebook.cells))]


def test_boxes_that_scroll_take_the_focus(page):
    wide, narrow = page.find("pre", string=lambda s: s and "long" in s), page.select("pre")
    boxes = page.select("[tabindex='0'][role='group'][aria-label]")
    assert {box["aria-label"] for box in boxes} >= {"Code", "Table", "Formula"}
    assert any("small screen" in box.get_text() for box in boxes if box.name == "pre")
    assert any("inputs = " in pre.get_text() and not pre.has_attr("tabindex") for pre in narrow)
    assert wide is None or wide.has_attr("tabindex")


def test_a_notebook_is_made_again_when_anything_that_it_is_made_of_has_changed_and_only_then(
    build_pages, tmp_path, monkeypatch
):
    monkeypatch.setenv("CNN_DOCS_FIGURES", "")  # the build sets it
    made, make = [], page_tools.make_notebook
    monkeypatch.setattr(page_tools, "make_notebook", lambda *of: made.append(1) or make(*of))
    parts = ["myst_nb", "lessons.blocks", "lessons.gated_folds", "builds.freshness", "lessons.page_tools"]
    pages = {
        "index.md": "# Home\n\n```{toctree}\nlessons/one\nlessons/two\nplain\n```\n",
        "lessons/one.md": "---\nteaching: 1\n---\n# One\n\nSee {doc}`two` and {ref}`here`.\n",
        "lessons/two.md": "---\nteaching: 1\n---\n# Two\n\nText.\n",
        "plain.md": "# Plain\n\n(here)=\n## A part\n",
    }

    def build(changed, **settings):
        made.clear()
        built = build_pages(tmp_path, changed, parts, html_baseurl="https://example.org/", **settings)
        read = [built.read(f"notebooks/{name}") for name in ("one.ipynb", "two.ipynb", "one.py")]
        return "".join(read), len(made)

    assert build(pages)[1] == 2
    assert build({})[1] == 0
    text, count = build({"lessons/two.md": pages["lessons/two.md"].replace("Text", "Words")})
    assert "Words." in text
    assert count == 1
    assert "See Second and" in build({"lessons/two.md": pages["lessons/two.md"].replace("Two", "Second")})[0]
    assert "and A section." in build({"plain.md": pages["plain.md"].replace("A part", "A section")})[0]
    assert "github.com/some/fork" in build({}, cnn_docs_repository="some/fork")[0]
    (tmp_path / "html/notebooks/one.ipynb").write_text("lost", "utf-8")
    text, count = build({}, cnn_docs_repository="some/fork")
    assert "lost" not in text
    assert count == 0


def test_the_theme_has_one_main_landmark_and_named_sidebars(page):
    assert len(page.select("[role='main'], main")) == 1
    assert page.select_one("[role='main'] .back-to-top")
    assert page.select_one("[role='main'] article")
    names = [aside.get("aria-label") for aside in page.select("aside")]
    assert None not in names
    assert len(set(names)) == len(names)


def test_the_link_to_the_content_comes_before_all_that_takes_the_keyboard(page):
    assert page.select_one("body").select_one("a[href], input, button")["class"][0] == "skip-to-content"


def test_the_theme_still_holds_what_is_mended(site):
    html = site.read("lessons/01-one.html")
    for old, new in THEME:
        assert new in html
        assert old not in html


def test_a_block_that_fits_keeps_its_tab_order():
    block = '<div class="highlight"><pre>short</pre></div>'
    assert mend_body(block) == block


def test_the_palette_is_written_for_both_themes(site):
    css = site.read("_static/palette.css")
    assert css == style_sheet()
    for palette in (LIGHT, DARK):
        assert all(f"--cnn-{role}: {colour};" in css for role, colour in palette.items())
    assert "palette.css?v=" in site.read("index.html")


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_in_blocks_has_enough_contrast(palette, text, ground):
    lighter, darker = sorted((luminance(palette[text]), luminance(palette[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_notebooks_are_plain_json(site):
    assert json.loads(site.read("notebooks/02-two.ipynb"))["nbformat"] == 4
