"""Formulas as MathML: what is converted, what is refused, what the page fetches."""

import re
from xml.etree import ElementTree as ET

import pytest

from docs._ext.theme.mathml import to_mathml

PAGE = """\
# Page

Inline $z = w_1 x_1 + b$ with $a < b$.

$$
z = \\sum_i w_i\\,x_i + b
$$ (sum)

```{math}
:label: two
a &= b \\\\
c &= d
```

See {eq}`two`.

Wrong: $\\nosuch{x}$.
"""


def words(element):
    return [(e.tag, e.text) for e in element.iter() if e.text and e.tag not in ("annotation", "math")]


@pytest.mark.parametrize(
    "tex",
    [
        r"z = \sum_{i=1}^{3} w_i x_i + b",
        r"\left\lfloor\frac{n + 2p - k}{s}\right\rfloor + 1",
        r"f(x)=\begin{cases}1 & x>0\\0&\text{otherwise}\end{cases}",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\operatorname{ReLU}(x)=\max(0,x)",
        r"\underbrace{3\cdot 3}_{\text{kernel}}",
        r"\mathbf{W}_2(\mathbf{W}_1\mathbf{x})",
    ],
)
def test_a_formula_is_well_formed_and_carries_its_source(tex):
    math = ET.fromstring(to_mathml(tex))
    space = "{http://www.w3.org/1998/Math/MathML}"
    assert math.tag == f"{space}math"
    assert math.get("alttext") == tex
    assert math.find(f".//{space}annotation").text == tex
    assert "&" not in "".join(text for tag, text in words(math) if not tag.endswith("annotation"))


def test_thousands_stay_together_and_less_than_is_escaped():
    assert "54" in to_mathml("54{,}627")
    assert "," in to_mathml("54{,}627")
    assert "&lt;</mo>" in to_mathml("a < b")


def test_labels_stand_below_braces_and_equations_are_aligned_at_their_signs():
    assert "<munder><munder>" in to_mathml(r"\underbrace{3\cdot 3}_{\text{kernel}}")
    aligned = to_mathml("a &= b \\\\ c &= d", display=True)
    assert re.findall("text-align: (left|right)", aligned) == ["right", "left"] * 2


def test_words_keep_their_blanks_and_primes_are_primes():
    assert "if" in "".join(ET.fromstring(to_mathml(r"1 \text{ if } x")).itertext()).split(
        "\N{NO-BREAK SPACE}"
    )
    assert "\N{PRIME}" in to_mathml("f'(x)")


@pytest.mark.parametrize("tex", [r"\nosuch{x}", r"\frac{1", "x}", "a & b", r"\right)", r"\left(", "}{"])
def test_what_cannot_be_converted_is_refused(tex):
    with pytest.raises(ValueError, match=r"match|docutils says"):
        to_mathml(tex)


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mathml")
    return build_pages(
        folder,
        {"index.md": PAGE},
        ["myst_nb", "theme.mathml"],
        html_math_renderer="mathml",
        myst_update_mathjax=False,
    )


def test_the_page_shows_mathml_and_loads_no_script_for_it(site):
    html = site.read("index.html")
    assert len(re.findall(r"<math\b", html)) == 4
    assert html.count('display="block"') == 2
    assert "mathjax" not in html.lower()
    assert '<span class="eqno">(2)' in html


def test_a_formula_that_fails_is_a_warning_with_its_place(site):
    (line,) = [line for line in site.warnings.splitlines() if "formula not converted" in line]
    assert "index.md:17" in line
    assert r"\nosuch" in line
    assert "<code>\\nosuch{x}</code>" in site.read("index.html")
