"""A public value of the reference has the text that stands below it in its module."""

import ast
import importlib
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest

import cnn_docs
from docs._ext.builds import data_docstrings

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
DIRECTIVE = re.compile(r"\.\. autodata:: (\S+)")
SHOWN = sorted(name for page in REFERENCE.glob("*.md") for name in DIRECTIVE.findall(page.read_text("utf-8")))


def below(module, attribute):
    """Return the text that stands right below the assignment, read without Sphinx."""
    body = ast.parse(Path(module.__file__).read_text("utf-8")).body
    for statement, text in pairwise(body):
        named = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
        if isinstance(statement, ast.Assign | ast.AnnAssign) and named[0] == attribute:
            return inspect.cleandoc(text.value.value)
    raise AssertionError(f"{attribute} is not assigned in {module.__name__}")


@pytest.mark.parametrize("name", SHOWN)
def test_a_value_has_the_text_of_its_module(name):
    attribute = name.rpartition(".")[2]
    value = getattr(cnn_docs, attribute, None)
    home = cnn_docs.palette
    if value is not None:
        home = importlib.import_module(f"cnn_docs.{cnn_docs._HOME[attribute]}")
    full_name = name if "." in name else f"cnn_docs.{name}"
    lines = ["Read-only proxy of a mapping."]
    data_docstrings.describe(None, "data", full_name, getattr(home, attribute), None, lines)
    assert "\n".join(lines).strip() == below(home, attribute)


def test_what_is_no_data_keeps_its_own_text():
    lines = ["Its own."]
    data_docstrings.describe(None, "function", "cnn_docs.relu", cnn_docs.relu, None, lines)
    assert lines == ["Its own."]
