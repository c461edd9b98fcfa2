"""Find the numerals of a text that have to be proved: all but names, sizes of kernels and years of papers.

What is left out is left out by exact text. A digit changed in it makes another text, which is not.
"""

import re
from functools import cache
from pathlib import Path

from docs._ext.proof.number_texts import SIGNED

ROOT = Path(__file__).parents[2]
NAMES = (
    *("Apache 2.0", "CC BY 4.0", "CIFAR-10", "LeNet-5"),
    *("Keras 2", "Keras 3", "Python 3", "TensorFlow 1"),
    *("1D", "2D", "3D"),
    *("Debian 12", "Creative Commons Attribution 4.0"),
    *("1940s", "1950s", "1980s", "1990s"),
)
"""Names with a numeral of its own in them, and years of the history; a new one is added here."""
SQUARE = re.compile(r"(?<![\d×x.,])(?<![×x]\s)([1-9])(\s?[×x]\s?)\1(?![\d.,]*\d)(?!\s?[×x]\s?\d)")
"""3×3 to 9×9, sizes of a kernel or a window: a wrong digit makes the sides differ."""
PARTS = re.compile(
    r"\b(?:[Cc]hallenge|[Ee]xercise|[Ll]esson|[Pp]art|[Ss]tep|[Ff]igure)s?\s\d+\b"
    r"(?:(?:,\s|\sand\s|\sto\s|[-–])\d+\b)*"
)
YEAR = re.compile(
    r"\((?:[A-Za-z][^()\d]*\s)?((?:19|20)\d\d)[a-z]?(?=[,;)])"
    r"|\b(?:About|[Ii]n|[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter|[Bb]y|[Ff]rom|of)\s(?:about\s)?"
    r"((?:19|20)\d\d)\b(?![\d,.]*\d)"
    r"|(?<=; )(?:[A-Z][^();\d]*\s)((?:19|20)\d\d)[a-z]?(?=[;)])"
)
"""(1998), (He et al. 2016, …), (Nair 2010; Glorot 2011), in 1998: a year of the references. Whether the
paper is of that year, ``test_citations`` tells."""
ISSUE = re.compile(r"\b\d+\(\d+\)(?:[:,]\s?\d+[-–]\d+)?")
"""86(11), 2278–2324: volume, number and pages, which belong to a bibliography."""


def bare_numerals(text):
    """Return the numerals of a text that are neither names nor sizes of kernels nor years of papers."""
    for name in (*NAMES, pythons()):
        text = re.sub(rf"(?<![\w.]){spelled(name)}(?![\w]|[.,]\d)", " ", text)
    for pattern in (SQUARE, PARTS):
        text = pattern.sub(" ", text)
    text = YEAR.sub(lambda found: " " if any(one in years() for one in found.groups()) else found[0], text)
    return [found[0] for found in SIGNED.finditer(ISSUE.sub(proved_issue, text))]


def spelled(name):
    """Return the pattern of a name, with any hyphen."""
    return re.escape(name).replace(r"\-", "[-‑–]")


def proved_issue(found):
    """Return nothing in place of a volume that the references have, and any other as it stands."""
    return " " if found[0].partition(":")[0] in references() else found[0]


@cache
def references():
    """Return the page of references."""
    return (ROOT / "docs" / "references.md").read_text("utf-8")


@cache
def pythons():
    """Return the Pythons that the package supports, as pages list them."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    *others, last = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text)
    return f"Python {', '.join(others)} or {last}"


@cache
def years():
    """Return the years of the papers that the site leans on, and that of the site itself."""
    own = re.search(r'^copyright = "(\d{4})', (ROOT / "docs" / "conf.py").read_text("utf-8"), re.MULTILINE)
    return {own[1], *re.findall(r"\b(?:19|20)\d\d\b(?=\)\.)", references())}
