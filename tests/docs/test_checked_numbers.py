"""Changing any digit that a page states must fail; what states nothing must pass."""

import re

import pytest
from bs4 import BeautifulSoup
from lessons import read_page, run_page
from stated_numbers import problems

from docs._ext.proof.number_texts import format_like
from docs._ext.proof.statements import statements

HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\nteaching: 15\nexercises: 10\n---\n"
CELLS = """\

```{code-cell} python
import math
shape = (30, 30, 16)
parameters = (3 * 3 * 3 + 1) * 16
share = 73792 / 79530
z = 0.7
print("total", 54627, "values", 0.105)
```

```{code-cell} python
:tags: [raises-exception]
raise ValueError("stride must be at least 1. Received: 37.")
```
"""


def check(tmp_path, body):
    path = tmp_path / "page.md"
    path.write_text(HEAD + body + CELLS, encoding="utf-8")
    page = read_page(path)
    return problems(page, run_page(page))


def changed(body):
    """Yield a body with one of its digits changed, outside of what is not stated."""
    for found in re.finditer(r"\d", body):
        if not any(start <= found.start() < end for start, end in unstated(body)):
            yield body[: found.start()] + str((int(found[0]) + 3) % 10) + body[found.end() :]


def unstated(body):
    """Return the spans of expressions behind a number and of link targets."""
    return [found.span() for found in re.finditer(r"<[^>]*>|\]\([^)]*\)|^:\w+:.*$", body, flags=re.MULTILINE)]


PROVED = [
    "It has {num}`448 <parameters>` weights.",
    "It has {num}`54,627 parameters <50000 + 4627>`.",
    "A map of {num}`30×30×16 <shape>` values, {num}`(30, 30, 16) <shape>`, {num}`30 x 30 x 16 <shape>`.",
    "That is {num}`92.8 % <share>` or {num}`0.93 <share>`.",
    "It is {num}`−300 <-300>` or {num}`+2.5 <5 / 2>` or {num}`6.1e-5 <0.25 ** 7>`.",
    r"So $(3\cdot3\cdot3 + 1)\cdot16 = 448$.",
    r"So $z = 0.2 \times 1 + 0.5 = 0.7$ and $\frac{32 - 3}{1} + 1 = 30$.",
    r"So $z = 0.7$.",
    r"$$s = \frac{1}{1 + e^{-2}}\left(1 - \frac{1}{1 + e^{-2}}\right) \approx 0.105$$",
    r"So $\left\lfloor\frac{13 - 2}{2}\right\rfloor + 1 = 6$ and $2^{10} = 1{,}024$.",
    r"So $73792 / 79530 \approx 92.8\,\%$ and $1/3 \approx 0.333$.",
    "```{math}\n(3^2 + 1) \\cdot 16 = 160\n```",
    "So `(3*3*3 + 1)*16 = 448`, `(3 × 3 × 3 + 1) × 16 = 448`.",
    "It prints `54627` and `0.105`.",
    "| a | b |\n|---|---|\n| {num}`448 <parameters>` | `7 * 6 = 42` |",
    "- {num}`448 <parameters>`\n- text\n\n> {num}`0.7 <z>`",
    "::::{callout} {num}`448 <parameters>`\n{num}`30 <shape[0]>`\n\n:::{hint}\n{num}`0.7 <z>`\n:::\n::::",
    "```{figure} a.png\n:alt: With {num}`448 <parameters>` weights\n\nAnd {num}`0.7 <z>`.\n```",
    "## A heading with {num}`448 <parameters>`",
    "The message says `Received: 37.`.",
    "It prints:\n\n```text\ntotal 54627 values 0.105\n```",
]


@pytest.mark.parametrize("body", PROVED)
def test_what_is_proved_passes_and_fails_with_any_digit_changed(tmp_path, body):
    assert check(tmp_path, body) == []
    others = list(changed(body))
    assert others
    for other in others:
        assert check(tmp_path, other), f"passes though a digit is wrong: {other}"


@pytest.mark.parametrize(
    "body",
    [
        "It has 448 weights.",
        "A 30×30 map, of 50%.",
        "A ::: 3×3×3 stack.",
        "| a |\n|---|\n| 448 |",
        "## Of 30 pixels",
        ":::{callout} Of 448\ntext\n:::",
        ":::{callout} Title\nOf 448.\n:::",
        "::::{challenge} Try\n:minutes: 5\n\n:::{solution}\nIt is 448.\n:::\n::::",
        "- an item of 12 pixels",
        "[a link of 12 pixels](other.md)",
        "![an alt text with 77 birds](a.png)",
        "```{figure} a.png\n:alt: With 449 weights\n```",
        "```{code-cell} python\n---\nmystnb:\n  image:\n    alt: With 449 weights\n---\n1\n```",
        "![With {num}`448 <parameters>` weights](a.png)",
        "<p>Of 448 weights.</p>",
        r"So $73795 / 79530 \approx 0.93$.",
        "*Of 448 weights*, **of 448**.",
        "The state of 2048 values, about 2048.",
        "So $x = 12$.",
        "So $12$ and $[-1, 12]$.",
        r"$f(x) = 0.01\,x$",
        r"$f(x) = \max(1, x)$",
        r"$d(k - 0)$",
        r"$z = w_1 x_1 - b$",
        "So `12`, and `Conv2D(17, 3)`.",
        'So `layers=["conv_7"]`.',
        "So `z = 0.8`.",
        "It is `30` or `16`.",
        "{num}`448`",
        "{num}`448 <no_such_name>`",
        "{num}`448 <1 +>`",
        "{num}`448 <float('nan')>`",
        "{num}`1 <True>`",
        "{num}`30×30 <shape>`",
        "{term}`12 maps <feature map>`",
        "A stride-12 convolution.",
        "It prints:\n\n```text\ntotal 54628\n```",
        "It prints:\n\n```\ntotal 54628\n```",
        "It prints:\n\n```{code-block} text\ntotal 54628\n```",
        "It prints:\n\n    total 54628",
    ],
)
def test_what_is_not_proved_fails(tmp_path, body):
    assert check(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "A 3×3 kernel, a 5x5 one, LeNet-5, CIFAR-10, VGG16, Conv2D, x1, Keras 3, CC BY 4.0, a 2D map.",
        "In 1998, since about 2010, in the 1940s; LeCun and others (1998), Proc. IEEE 86(11).",
        "::::{grid} 1 2 2 2\n:::{grid-item}\nText.\n:::\n::::",
        "See challenge 3 of lesson 7 and challenges 1, 2 and 5.",
        "[three](page-3.md#part-4) and {ref}`three <challenge-3>` and <https://example.org/12>",
        "1. first\n2. second",
        "%  a comment with 12\n\n<!-- 12 -->\n\n(label-12)=",
        "::::{challenge} Try\n:minutes: 5\n:name: try-12\n\nText.\n\n:::{solution}\nText.\n:::\n::::",
        r"$f(x) = \max(0, x)$, $k$, $x_1$, $a = f(z)$, $\frac{1}{1 + e^{-x}}$, $\text{inputs}$",
        "`layers.Conv2D`, `float32`, `shape = (30, 30, 16)`, `(3 * 3 * 3 + 1) * 16`, `parameters == 448`",
        "```python\nprint(12)\n```",
        "```{code-block} console\n$ nox 12\n```",
        "Three channels, {num}`three <3>` of them.",
    ],
)
def test_what_states_nothing_or_stands_in_the_code_passes(tmp_path, body):
    assert check(tmp_path, body) == []


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("54,627", 1234567, "1,234,567"),
        ("92.8 %", 0.5, "50.0 %"),
        ("32 x 32", (8, 7), "8 x 7"),
        ("6e-5", 0.00012, "1e-4"),
        ("three", 4, "four"),
        ("Three", 4, "Four"),
        ("−300", -299.6, "−300"),
        ("(None, 30)", (None, 6), "(None, 6)"),
        ("213.39 KB", 213.387, "213.39 KB"),
        ("valid", "same", "same"),
    ],
)
def test_a_value_is_written_like_the_text(text, value, shown):
    assert format_like(text, value) == shown


def test_messages_name_the_line_and_the_remedy(tmp_path):
    (message,) = check(tmp_path, "# Title\n\nText.\n\n:::{callout} Title\nIt has 448 weights.\n:::\n")
    assert message == (
        "page.md:12: the number 448 is not proved; write {num}`448 <expression>`, "
        "an equation of pure numbers, or a word"
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1 / 0", r"page.md:8: the cell raises ZeroDivisionError"),
        ("%matplotlib inline", r"page.md:8: the cell raises SyntaxError"),
        (
            ":tags: [raises-exception]\n1",
            r"page.md:9: the cell is tagged raises-exception and raises nothing",
        ),
    ],
)
def test_cells_that_do_not_do_what_they_say_fail(tmp_path, cell, message):
    path = tmp_path / "page.md"
    path.write_text(f"{HEAD}```{{code-cell}} python\n{cell}\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=message):
        run_page(read_page(path))


def test_a_page_runs_in_a_fresh_namespace_and_shows_its_last_expression(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(f"{HEAD}```{{code-cell}} python\nseen = 'seen' in globals()\nprint(1)\n(2, seen)\n```\n")
    for _ in range(2):
        assert run_page(read_page(path)).outputs == "1\n\n(2, False)"


def test_statements_carry_their_lines():
    found = {
        s.text: s.line for s in statements("a\n\n::::{callout} b\n:name: n\n\nc\n\n:::{hint}\nd\n:::\n::::\n")
    }
    assert found == {"a": 1, "b": 3, "c": 6, "d": 9}


PAGE = """\
# Page

It has {num}`54,627 <model.parameters>` parameters.

```{image} https://example.org/a.png
:alt: With {num}`448 <n>` weights
```

Wrong: {num}`12`.
"""


def test_the_build_shows_the_text_only(build_pages, tmp_path):
    site = build_pages(tmp_path, {"index.md": PAGE}, ["myst_nb", "proof.checked_numbers"])
    page = BeautifulSoup(site.read("index.html"), "html.parser")
    assert page.select_one("span.num").get_text() == "54,627"
    assert page.img["alt"] == "With 448 weights"
    assert "index.md:9" in site.warnings
    assert "must be `text <expression>`" in site.warnings
    assert "model.parameters" not in site.read("index.html")
