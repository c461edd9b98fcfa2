"""How ``>>>`` examples are found and run: in docstrings, and in fenced blocks of Markdown pages.

Every docstring starts with the names of its module and nothing else; the blocks of a page share theirs.
Outputs are compared strictly: an example that needs ``+ELLIPSIS`` says so itself.
"""

import ast
import re
import sys
from itertools import pairwise
from pathlib import Path

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.abstract import DocTestStringParser
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer
from sybil.parsers.rest import DocTestParser
from sybil.python import import_path

__all__ = ["make_sybils", "texts_below"]

FENCED_LANGUAGES = r"(python|python3|py|pycon|ipython|ipython3)"
QUOTES = re.compile(r"""\w*("{3}|'{3}|["'])""")


class Docstrings(PythonDocStringDocument):
    """A module whose docstrings are tested each on its own."""

    @staticmethod
    def extract_docstrings(source):
        """Yield (start, end, text) of each docstring, and of the text below each value of the module."""
        yield from PythonDocStringDocument.extract_docstrings(source)
        for _, statement in texts_below(ast.parse(source).body):
            written = ast.get_source_segment(source, statement)
            start = sum(map(len, source.splitlines(keepends=True)[: statement.lineno - 1]))
            quotes = QUOTES.match(written)
            yield start + quotes.end(), start + len(written) - len(quotes[1]), statement.value.value

    @classmethod
    def parse(cls, path, *parsers, encoding="utf-8"):
        """Return the document, the first example of each docstring set to start from a fresh namespace."""
        document = super().parse(path, *parsers, encoding=encoding)
        document.evaluators.clear()  # the import below takes the place of Sybil's, which is done once a file
        starts = {start: end for start, end, _ in cls.extract_docstrings(document.text)}
        begun = set()
        for _, region in document.regions:
            docstring = next(start for start, end in starts.items() if start <= region.start <= end)
            if docstring not in begun:
                begun.add(docstring)
                region.evaluator = _from_fresh(region.evaluator)
        return document


def texts_below(body):
    """Yield (name, statement) of each value of a module or class that a text right below it describes."""
    for value, below in pairwise(body):
        named = getattr(value, "targets", None) or [getattr(value, "target", None)]
        text = getattr(getattr(below, "value", None), "value", None)
        if isinstance(below, ast.Expr) and isinstance(text, str) and isinstance(named[0], ast.Name):
            yield named[0].id, below


def _from_fresh(evaluate):
    """Return an evaluator that first resets the namespace to the module's names."""

    def evaluate_fresh(example):
        example.namespace.clear()
        example.namespace.update(import_path(Path(example.path)).__dict__)
        return evaluate(example)

    return evaluate_fresh


class FencedDocTestParser:
    """Parser of the fenced Python blocks that start with ``>>>``."""

    def __init__(self):
        self.lexer = FencedCodeBlockLexer(FENCED_LANGUAGES)
        self.examples = DocTestStringParser()

    def __call__(self, document):
        """Yield a region for each example."""
        for block in self.lexer(document):
            source = block.lexemes["source"]
            if source.lstrip().startswith(">>>"):
                for region in self.examples(source, document.path):
                    region.adjust(block, source)
                    yield region


def close_figures(_):
    """Close what the examples of a file have drawn."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def make_sybils(root):
    """Return the Sybils for the modules and the pages of the project in `root`."""
    modules = Sybil(
        [DocTestParser()],
        path=str(Path(root) / "cnn_docs"),
        pattern="*.py",
        document_types={".py": Docstrings},
        teardown=close_figures,
    )
    pages = Sybil([FencedDocTestParser()], path=str(root), pattern="*.md", teardown=close_figures)
    return [modules, pages]
