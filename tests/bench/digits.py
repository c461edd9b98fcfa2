"""Change digits at random, one at a time, in everything that readers read, and count how many are noticed.

Texts are the pages, the README, the gallery's texts and the package's docstrings. Each changed text goes to
the check that reads it, and to no other; what its code computes is computed once. Left out are code, which
is what proves the texts, addresses, and bibliographies.

``nox -s digits -- --count 100 --seed 0``
"""

import argparse
import doctest
import importlib
import random
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "docs"))

import docstrings  # noqa: E402
import gallery_scripts  # noqa: E402
import lessons  # noqa: E402
import stated_numbers  # noqa: E402
import test_citations as citations  # noqa: E402
import test_plain_pages as plain_pages  # noqa: E402

from docs._ext.proof import script_statements  # noqa: E402

from .written import is_sealed  # noqa: E402

BIBLIOGRAPHIES = {"references.md"}
WANTED = 0.99
ALT = re.compile(r"^[ \t]*:?alt: .*(?:\n[ \t]+[^\s:].*)*", re.MULTILINE)
LEFT_OUT = [
    re.compile(pattern, re.MULTILINE | re.DOTALL)
    for pattern in (
        r"\A---\n.*?\n---\n",
        r"^(?P<ticks>`{3,})\{code-cell\}.*?^(?P=ticks)$",
        r"^(?P<fence>:{3,}|`{3,})\{(?:explorer|toctree|include|eval-rst)\}.*?^(?P=fence)$",
        r"^```(?:bibtex|console|text)\n.*?^```$",
        r"^:{3,}\{grid\}[^\n]*$",
        r"^[ \t]*:(?!alt)[\w-]+:[^\n]*$",
        r"^%[^\n]*$|<!--.*?-->|^\([\w.:-]+\)=$|^\d+\. ",
        r"\{(?:doc|download|ref)\}`[^`<]*`|\]\([^)]*\)|<https?:[^>]*>",
        r"^(?:>>>|\.\.\.) .*?$",
        r"(?<=[^\s`<])\s*<[^`]+>(?=`)",
    )
]
CODE = re.compile(r"^[ \t]*(?:>>>|\.\.\.) .*$", re.MULTILINE)
PYCON = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A text, the places of the digits that readers read, and what checks it."""

    name: str
    text: str
    places: tuple[int, ...]
    check: Callable[[str], Iterable]

    def complaints(self, text):
        """Return what the checks say of a text in the place of this one."""
        return [*self.check(text), *citations.unknown(text, citations.REFERENCES.read_text("utf-8"))]

    def notices(self, place, digit):
        """Tell whether the checks complain of the text with another digit at a place."""
        return bool(self.complaints(self.text[:place] + digit + self.text[place + 1 :]))

    def line(self, place):
        """Return the line of a place, with its number, for the report."""
        number = self.text.count("\n", 0, place)
        return f"{self.name}:{number + 1}: {self.text.splitlines()[number].strip()}"


def digits_of(text, spans):
    """Return the places of a text's digits outside of some spans."""
    found = (found.start() for found in re.finditer(r"\d", text))
    return tuple(place for place in found if not any(start <= place < end for start, end in spans))


def markdown_places(text):
    """Return the places of the digits that readers of a page read, alternative texts included."""
    spans = [found.span() for pattern in LEFT_OUT for found in pattern.finditer(text)]
    read = set(digits_of(text, spans))
    expressions = [found.span() for found in LEFT_OUT[-1].finditer(text)]
    for alt in ALT.finditer(text):
        read |= {place for place in digits_of(text, expressions) if alt.start() <= place < alt.end()}
    return tuple(sorted(read))


def pages():
    """Yield the pages with cells."""
    for path in lessons.notebook_pages():
        page = lessons.read_page(path)

        def check(text, page=page, path=path):
            return stated_numbers.problems(replace(page, text=text), lessons.run_file(path))

        yield Text(path.relative_to(ROOT).as_posix(), page.text, markdown_places(page.text), check)


def pages_without_cells():
    """Yield the README and the pages without cells."""
    for path in plain_pages.plain_pages():
        if path.name in BIBLIOGRAPHIES:
            continue

        def check(text, path=path):
            yield from plain_pages.problems(lessons.Page(path, text, ()))
            if PYCON.findall(text) != PYCON.findall(path.read_text("utf-8")):
                yield from failures("\n".join(PYCON.findall(text)), {})

        text = path.read_text("utf-8")
        yield Text(path.relative_to(ROOT).as_posix(), text, markdown_places(text), check)


def tables():
    """Yield the tables that the reference includes."""
    for path in sorted((ROOT / "docs" / "reference" / "tables").glob("*.inc")):

        def check(text, path=path):
            return [] if is_sealed(path, text) else [f"{path.name} is not what was written"]

        text = path.read_text("utf-8")
        yield Text(path.relative_to(ROOT).as_posix(), text, digits_of(text, ()), check)


def scripts():
    """Yield the gallery's scripts."""
    for path in gallery_scripts.SCRIPTS:
        text = path.read_text("utf-8")
        lines = script_statements.lines_of_texts(text)
        code = (found for found in re.finditer(r"^.*$", text, re.MULTILINE))
        spans = [found.span() for number, found in enumerate(code, 1) if number not in lines]
        spans += [found.span() for found in LEFT_OUT[-1].finditer(text)]

        def check(text, path=path):
            return gallery_scripts.problems(text, gallery_scripts.run_file(path))

        yield Text(path.relative_to(ROOT).as_posix(), text, digits_of(text, spans), check)


def docstrings_of_the_package():
    """Yield the docstrings."""
    locked = docstrings.lock()
    for one in docstrings.docstrings():
        spans = [
            found.span()
            for pattern in (docstrings.REFERENCES, docstrings.CITATION, CODE)
            for found in pattern.finditer(one.text)
        ]

        def check(text, one=one):
            yield from docstrings.problems(replace(one, text=text), locked)
            if docstrings.stated(text) == docstrings.stated(one.text):
                yield from failures(text, names_of(one))

        yield Text(one.name, one.text, digits_of(one.text, spans), check)


def names_of(docstring):
    """Return the names that the examples of a docstring begin with: those of its module."""
    module = ".".join(docstring.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return dict(vars(importlib.import_module(module)))


def failures(text, names):
    """Return what the examples of a text print that they should not."""
    runner, found = doctest.DocTestRunner(verbose=False), []
    test = doctest.DocTestParser().get_doctest(text, names, "text", None, 0)
    runner.run(test, out=found.append)
    return found


def sample(count, seed):
    """Return (text, place, new digit) for digits chosen at random from all that readers read."""
    texts = [*pages(), *pages_without_cells(), *tables(), *scripts(), *docstrings_of_the_package()]
    rng = random.Random(seed)
    every = [(text, place) for text in texts for place in text.places]
    chosen = rng.sample(every, min(count, len(every)))
    print(f"{len(every)} digits in {len(texts)} texts")
    return [(text, place, rng.choice("0123456789".replace(text.text[place], ""))) for text, place in chosen]


def main(arguments):
    """Change digits, report those that nobody noticed, and fail below what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    chosen, unseen = sample(options.count, options.seed), []
    as_they_are = {text.name: text for text, *_ in chosen}
    wrong = [line for text in as_they_are.values() for line in text.complaints(text.text)]
    if wrong:
        sys.exit("\n".join(["without any change, the checks complain:", *map(str, wrong)]))
    for text, place, digit in sorted(chosen, key=lambda one: one[0].name):
        if not text.notices(place, digit):
            unseen.append(f"unnoticed: {digit} for {text.text[place]} in {text.line(place)}")
    print("\n".join([*unseen, f"{len(chosen) - len(unseen)} of {len(chosen)} changed digits were noticed"]))
    sys.exit(len(chosen) - len(unseen) < WANTED * len(chosen))


if __name__ == "__main__":
    main(sys.argv[1:])
