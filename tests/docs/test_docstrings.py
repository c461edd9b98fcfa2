"""Every number in the package's docstrings is proved or locked, and a changed digit is noticed."""

import re
from dataclasses import replace

import pytest
from docstrings import RESULTS, Docstring, docstrings, lock, of_file, problems, words
from docstrings import ROOT as HOME

from docs._ext.proof.doctests import make_sybils

FOUND = docstrings()
LOCKED = lock()


@pytest.mark.parametrize("docstring", FOUND, ids=lambda one: one.name)
def test_the_numbers_of_a_docstring_are_proved(docstring):
    assert problems(docstring, LOCKED) == []


def test_what_is_locked_or_proved_is_still_there():
    names = {docstring.name for docstring in FOUND}
    assert set(LOCKED) <= names, "run `python tests/docs/docstrings.py`"
    assert set(RESULTS) <= names


TEXT = '''"""Module."""


def add(a, b=2):
    """Return a sum of 12 or float32.

    Parameters
    ----------
    b : int, default 2
        At most 7 [1]_.

    Examples
    --------
    >>> add(1)
    3

    References
    ----------
    .. [1] A. Author, 1999.
    """
'''


def test_words_with_digits_are_found_but_for_examples_and_references():
    _, docstring = of_file(HOME / "cnn_docs" / "new.py", TEXT)
    docstring = replace(docstring, text=docstring.text.replace("default 2", "default two, 2"))
    assert words(docstring.text) == ["12", "float32", "2", "7"]
    assert problems(docstring, {docstring.name: ["12", "float32", "2", "7"]}) == []
    (message,) = problems(docstring, {docstring.name: ["12", "float64", "2", "7"]})
    assert "states 12 float32 2 7, and the lock has 12 float64 2 7" in message


VALUES = """

ONE, LIST = 1, [
    2,
]
x = 1
'''One of 2.

>>> x
1
'''
'No value.'
"""


def test_the_text_below_a_value_is_a_docstring_too(tmp_path):
    path = tmp_path / "cnn_docs" / "new.py"
    path.parent.mkdir()
    path.write_text(TEXT + VALUES, "utf-8")
    found = of_file(HOME / "cnn_docs" / "new.py", path.read_text("utf-8"))
    texts = {docstring.name.removeprefix("cnn_docs.new"): words(docstring.text) for docstring in found}
    assert texts == {"": [], ".x": ["2"], ".add": ["12", "float32", "2", "7"]}
    modules, _ = make_sybils(tmp_path)
    examples = [example.parsed for example in modules.parse(path).examples()]
    assert [(one.source, one.want) for one in examples] == [("add(1)\n", "3\n"), ("x\n", "1\n")]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("cnn_docs.models.lessons.build_xray_cnn", "54,627", "54,628", "no longer states"),
        ("cnn_docs.geometry.output_size", "default 1", "default 2", "the default of `stride` is not 2"),
        ("cnn_docs.geometry.dense_parameters", "inputs + 1", "inputs + 2", "is bound to no function"),
    ],
)
def test_what_is_not_proved_is_named(name, old, new, message):
    docstring = next(one for one in FOUND if one.name == name)
    changed = replace(docstring, text=docstring.text.replace(old, new))
    found = problems(changed, {name: words(changed.text)})
    assert any(message in one for one in found), found


def test_a_wrong_result_is_named(monkeypatch):
    text = "It has 12 units."
    docstring = Docstring("cnn_docs.geometry.output_size", text, HOME / "a.py", 1)
    monkeypatch.setitem(RESULTS, docstring.name, {"12 units": "output_size(32, 3)"})
    (message,) = problems(docstring, {docstring.name: ["12"]})
    assert re.search(r"states 12 units, but `output_size\(32, 3\)` is 30 units", message)
