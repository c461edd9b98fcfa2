"""The site's own extension: one entry of conf.py, parts in one stated order, public names of the package."""

import ast
import re
from pathlib import Path

import pytest

from docs._ext import PARTS

DOCS = Path(__file__).parents[3] / "docs"
MODULES = sorted((DOCS / "_ext").rglob("*.py"))


def name_of(path):
    name = path.relative_to(DOCS / "_ext").with_suffix("").as_posix().replace("/", ".")
    return name.removesuffix("__init__").removesuffix(".")


def private_names(tree):
    """Yield what a module takes of the package beyond its public names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [ast.unparse(node)]
        else:
            continue
        yield from (name for name in names if re.match(r"cnn_docs\b.*\._(?!_)", name))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_part_uses_public_names_of_the_package(path):
    assert list(private_names(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["from cnn_docs._keras import load_keras", "import cnn_docs.plots._canvas", "cnn_docs._checks.f()"],
)
def test_a_private_name_is_noticed(code):
    assert list(private_names(ast.parse(code)))


def test_every_part_that_listens_is_in_the_list_and_sets_up_no_other():
    listening = {name_of(path) for path in MODULES if "\ndef setup(app" in path.read_text("utf-8")}
    within = {name for name in listening if name.rpartition(".")[0] in PARTS}  # its package sets it up
    assert sorted(PARTS) == sorted(listening - within - {""})
    for path in MODULES[1:]:
        assert "setup_extension(f" not in path.read_text("utf-8"), path
        assert 'setup_extension("docs' not in path.read_text("utf-8"), path


def test_the_path_is_changed_in_one_place():
    sources = [*DOCS.glob("*.py"), *MODULES, DOCS.parent / "conftest.py"]
    assert [path.name for path in sources if "sys.path" in path.read_text("utf-8")] == ["conf.py"]


def test_parts_that_collect_are_set_up_again_in_one_process_without_a_warning(build_pages, tmp_path):
    sources = {part: DOCS / "_ext" / f"{part.replace('.', '/')}.py" for part in PARTS}
    texts = {part: path.read_text("utf-8") for part, path in sources.items() if path.exists()}
    collecting = [part for part, text in texts.items() if "COLLECTORS" in text]
    assert len(collecting) >= 3
    for name in ("once", "again"):
        parts = ["myst_nb", "questions", "explorers.directive", *collecting]
        site = build_pages(tmp_path / name, {"index.md": "# Home\n"}, parts)
        assert "already registered" not in site.warnings
