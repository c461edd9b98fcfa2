"""Constants of the reference are described, though they are named by another module than their own."""

import pytest

import cnn_docs
from docs._ext.theme import constants


@pytest.mark.parametrize(
    ("name", "words"),
    [("ACTIVATIONS", "The functions of one number by name"), ("KERNELS", "Kernels by name")],
)
def test_a_constant_has_the_words_below_its_definition(name, words):
    lines = [""]
    constants.describe(None, "data", f"cnn_docs.{name}", getattr(cnn_docs, name), {}, lines)
    assert lines[0].startswith(words)


def test_words_that_are_there_stay_and_what_has_none_is_told(monkeypatch):
    told = []
    monkeypatch.setattr(constants.logger, "warning", lambda text, name, **_: told.append(name))
    lines = ["its own"]
    constants.describe(None, "data", "cnn_docs.KERNELS", cnn_docs.KERNELS, {}, lines)
    constants.describe(None, "function", "cnn_docs.relu", cnn_docs.relu, {}, [])
    assert (lines, told) == (["its own"], [])
    constants.describe(None, "data", "cnn_docs.nowhere", object(), {}, lines := [])
    assert (lines, told) == ([], ["cnn_docs.nowhere"])
