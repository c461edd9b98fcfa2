"""What CONTRIBUTING names is there: dotted names of the package, files and folders."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", TEXT)
NAMES = sorted({found[0] for code in CODE if (found := re.match(r"cnn_docs(\.\w+)+", code))})
PATHS = sorted({code for code in CODE if re.fullmatch(r"(docs|tests|examples|cnn_docs)/[\w./-]*", code)})
MADE = {"thing", "NN-slug"}  # what a newcomer adds


def resolve(name):
    """Return what a dotted name stands for."""
    module, _, attribute = name.rpartition(".")
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return getattr(import_module(module), attribute)


def test_names_and_paths_are_found():
    assert "cnn_docs.palette" in NAMES
    assert len(PATHS) > 5


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_package_is_there(name):
    assert resolve(name) is not None


@pytest.mark.parametrize("path", [path for path in PATHS if not MADE & set(re.split(r"[/.]", path))])
def test_a_path_is_there(path):
    assert (ROOT / path).exists()


def test_a_wrong_name_is_noticed():
    with pytest.raises(AttributeError):
        resolve("cnn_docs.plots.style.style")
