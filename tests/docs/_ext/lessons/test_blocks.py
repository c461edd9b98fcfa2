"""Lesson blocks: what they become in HTML and elsewhere, and what they warn about."""

import re

import pytest
from bs4 import BeautifulSoup

HEADER = """\
---
file_format: mystnb
kernelspec: {name: python3}
teaching: 15
exercises: 10
---
"""
LESSON = (
    HEADER
    + """\
# Neurons

A first paragraph.

:::{questions}
- What is a neuron?
:::

:::{objectives}
- Compute one.
:::

:::{prerequisites}
Some Python.
:::

## By hand

::::{challenge} Compute *one*
:minutes: 5
:name: one-neuron

Do it.

:::{hint}
Multiply.
:::
::::

:::{solution-start}
:::

First the product.

```{code-cell} python
print(6 * 7)
```

:::{solution-end}
:::

(second)=
:::{challenge-start} Fill in
:minutes: 2
:::

```{code-cell} python
units = 3
```

:::{solution-start}
:::
```{code-cell} python
print("inner", units)
```
:::{solution-end}
:::
:::{challenge-end}
:::

:::{callout} Nothing is *magic*
It is a sum.
:::

:::{callout}
Untitled.
:::

:::{discussion} Why?
Talk.
:::

:::{spoiler} More of it
Details.
:::

:::{instructor} Timing
Take care.
:::

See {ref}`one-neuron`, [the second](#second) and {ref}`so it is <one-neuron>`.

:::{keypoints}
- A neuron is a sum.
:::
"""
)
WRONG = """\
---
file_format: mystnb
kernelspec: {name: python3}
teaching: soon
---
# Wrong

:::{solution-start}
:::

text

:::{hint-end}
:::

## Next

:::{spoiler-end}
:::

:::{challenge} Unsolved
:colour: red

No way out.
:::

::::{challenge}
:minutes: none

No minutes.

:::{solution}
Here.
:::
::::

:::{questions}
:::

:::{keypoints} Title
- point
:::

::::{hint-start}
::::
:::{spoiler-start}
:::
crossed
:::{hint-end}
:::
:::{spoiler-end}
:::
"""
INDEX = "# Home\n\n```{toctree}\nlesson\nwrong\n```\n"


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    pages = {"index.md": INDEX, "lesson.md": LESSON, "wrong.md": WRONG}
    return build_pages(
        tmp_path_factory.mktemp("blocks"),
        pages,
        ["myst_nb", "lessons.blocks", "lessons.gated_folds"],
    )


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup(site.read("lesson.html"), "html.parser")


def text_of(element):
    return " ".join(element.get_text().split())


def test_the_overview_stands_below_the_first_words_and_gathers_times_and_lists(page):
    words = page.h1.find_next_sibling()
    assert text_of(words) == "A first paragraph."
    overview = words.find_next_sibling()
    assert overview["class"] == ["lesson-block", "overview"]
    assert "Teaching: 15 min · Exercises: 10 min" in text_of(overview)
    kinds = [block["class"][1] for block in overview.select("div.lesson-block")]
    assert kinds == ["prerequisites", "questions", "objectives"]
    assert len(page.select(".lesson-block.questions")) == 1


def test_every_block_is_labelled_by_its_title_and_ids_are_unique(page):
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    blocks = page.select("div.lesson-block")
    assert len(blocks) >= 8
    for block in blocks:
        title = block.find(id=block["aria-labelledby"])
        assert title["class"] == ["block-title"]
        assert text_of(title)
        assert block["role"] in ("group", "note")


def test_blocks_bring_no_headings(page):
    headings = [heading.name for heading in page.select("h1, h2, h3, h4, h5, h6")]
    assert [h for h in headings if h in ("h1", "h2")][:2] == ["h1", "h2"]
    assert not page.select(".lesson-block h1, .lesson-block h2, .lesson-block h3, .lesson-block h4")


def test_challenges_are_numbered_with_their_minutes(page):
    titles = [text_of(block.select_one(".block-title")) for block in page.select(".challenge")]
    assert titles == ["Challenge 1: Compute one (5 min)", "Challenge 2: Fill in (2 min)"]


def test_a_challenge_is_referred_to_by_its_label(page):
    assert page.select_one(".challenge")["id"] == "one-neuron"
    links = {text_of(a): a["href"] for a in page.select("p a.reference")}
    assert links["Challenge 1: Compute one"] == "#one-neuron"
    assert links["so it is"] == "#one-neuron"
    assert links["the second"] == "#second"
    assert "Challenge 2" in text_of(page.find(id="second").parent)
    assert page.find(id="second").parent["id"] == "challenge-2"


@pytest.mark.parametrize("kind", ["hint", "solution", "spoiler", "instructor"])
def test_folds_are_closed_details_with_a_summary(page, kind):
    for fold in page.select(f".lesson-block.{kind}"):
        assert fold.name == "details"
        assert not fold.has_attr("open")
        assert fold.find(True, recursive=False).name == "summary"
    assert page.select(f".lesson-block.{kind}")


def test_gated_cells_and_their_outputs_move_into_the_fold(page):
    first, second = page.select(".challenge details.solution")
    assert "First the product." in text_of(first)
    assert text_of(first.select_one(".cell_output")) == "42"
    assert text_of(second.select_one(".cell_output")) == "inner 3"
    assert "units = 3" in text_of(page.select(".challenge")[1].select_one(".cell_input"))


def test_titles_without_text_fall_back_to_the_kind(page):
    titles = [text_of(title) for title in page.select(".callout > .block-title")]
    assert titles == ["Nothing is magic", "Note"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (9, "`solution-start` has no `solution-end`"),
        (13, "`hint-end` stands where `solution-end` is due, for the block that starts in line 9"),
        (18, "`spoiler-end` has no `spoiler-start`"),
        (21, "challenge 1 has no solution"),
        (22, "Unknown option key: 'colour'"),
        (28, "invalid literal for int"),
        (37, 'Content block expected for the "questions" directive'),
        (40, "`keypoints` takes no title"),
        (49, "`hint-end` stands where `spoiler-end` is due"),
    ],
)
def test_mistakes_are_reported_with_file_and_line(site, line, message):
    places = re.findall(
        rf"wrong\.md:(\d+): .*{re.escape(message)}", re.sub(r"\x1b\[[\d;]*m", "", site.warnings)
    )
    assert places, site.warnings
    assert min(abs(int(place) - line) for place in places) <= 1


def test_minutes_that_are_no_number_are_reported(site):
    assert "`teaching` must be whole minutes. Received: soon." in site.warnings


def test_the_good_page_gives_no_warning(site):
    assert "lesson.md" not in site.warnings


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man", "texinfo"])
def test_other_builders_show_the_content(build_pages, tmp_path, builder):
    plain = LESSON.replace("```{code-cell} python", "```python").replace("file_format: mystnb\n", "")
    extensions = ["myst_nb", "lessons.blocks", "lessons.gated_folds"]
    site = build_pages(
        tmp_path,
        {"index.md": plain},
        extensions,
        builder=builder,
        nb_execution_mode="off",
        version="1",
        man_pages=[("index", "sample", "sample", ["a"], 1)],
        epub_copyright="a",
        epub_show_urls="no",
    )
    pattern = {"latex": "*.tex", "text": "*.txt", "epub": "*.xhtml", "man": "*.1", "texinfo": "*.texi"}[
        builder
    ]
    whole = "".join(path.read_text(encoding="utf-8") for path in site.out.glob(pattern))
    assert "First the product." in whole
    assert "Challenge 1" in whole
    assert "lesson_block" not in site.warnings
