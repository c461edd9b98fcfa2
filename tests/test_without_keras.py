"""The arithmetic, its plots and the cells of lessons that need only NumPy run where there is no Keras."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_docs

LESSONS = sorted((Path(__file__).parents[1] / "docs" / "lessons").glob("0[1-6]-*.md"))
CELL = "```{code-cell} python\n"
HIDDEN = 'import sys\nsys.modules["keras"] = sys.modules["tensorflow"] = None\n'
NEED_KERAS = {*cnn_docs._NAMES["models"], *cnn_docs._NAMES["inspection"]}

# Runs the cells, a list of texts, in one namespace; a cell that fails ends it.
RUN = HIDDEN + "import json\nfor cell in json.load(sys.stdin):\n    exec(cell, globals())\n"


def cells(page):
    """Return the sources of a page's cells, without their options."""
    found = []
    for block in page.split(CELL)[1:]:
        source = block.split("\n```\n")[0]
        if source.startswith("---\n"):
            source = source.split("\n---\n", 1)[1]
        found.append("\n".join(line for line in source.split("\n") if not line.startswith(":tags:")))
    return found


def without_keras(sources):
    """Return the cells that neither import what needs Keras nor use a name from a cell that does."""
    lost, kept = set(), []
    for source in sources:
        nodes = list(ast.walk(ast.parse(source)))
        names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if names & lost or any(map(_imports_keras, nodes)):
            lost |= {
                node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            lost |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            lost |= {
                (alias.asname or alias.name)
                for node in nodes
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
        else:
            kept.append(source)
    return kept


def _imports_keras(node):
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in ("keras", "tensorflow") for alias in node.names)
    if not isinstance(node, ast.ImportFrom):
        return False
    names = {alias.name for alias in node.names}
    return node.module.split(".")[0] in ("keras", "tensorflow") or bool(names & NEED_KERAS)


def run(code, text=""):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_cells_that_need_only_numpy_run_without_keras(path):
    done = run(RUN, json.dumps(without_keras(cells(path.read_text("utf-8")))))
    assert done.returncode == 0, done.stderr


def test_most_cells_of_the_first_six_lessons_need_only_numpy_as_the_setup_says():
    assert len(LESSONS) == 6
    found = [cells(path.read_text("utf-8")) for path in LESSONS]
    assert sum(len(without_keras(page)) for page in found) > sum(map(len, found)) / 2
    assert "most cells of the first six lessons" in (LESSONS[0].parents[2] / "docs/setup.md").read_text(
        "utf-8"
    )


def test_cells_that_use_what_keras_made_are_left_out():
    sources = ["import numpy as np", "from keras import layers as L", "x = L.Dense(2)", "y = x", "np.ones(2)"]
    assert without_keras(sources) == [sources[0], sources[4]]
    assert without_keras(["from cnn_docs import relu, layer_table"]) == []


def test_every_name_can_be_had_without_keras():
    names = [name for name in cnn_docs.__all__ if name != "__version__"]
    done = run(f"{HIDDEN}import cnn_docs\nfor name in {names}:\n    getattr(cnn_docs, name)")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "call", ["build_cifar_cnn()", "load_digits_cnn()", "layer_table(None)", "load_cifar10()"]
)
def test_a_call_that_needs_keras_says_which_extras_bring_it(call):
    done = run(f"{HIDDEN}import cnn_docs\ncnn_docs.{call}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        'ModuleNotFoundError: This needs Keras, which is not installed. `pip install "cnn_docs[tensorflow]"` '
        'brings it with TensorFlow, `pip install "cnn_docs[jax]"` with JAX, `pip install "cnn_docs[torch]"` '
        "with PyTorch."
    )
