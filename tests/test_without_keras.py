"""The arithmetic, its plots and most cells of six lessons run where there are only NumPy and Matplotlib."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_docs

LESSONS = sorted((Path(__file__).parents[1] / "docs" / "lessons").glob("0[1-6]-*.md"))
CELL = "```{code-cell} python\n"
ABSENT = ("keras", "tensorflow", "sklearn", "skimage", "scipy")
"""What `pip install cnn_docs` without an extra does not bring."""
HIDDEN = f"import sys\nsys.modules |= dict.fromkeys({ABSENT})\n"
KERAS = {*cnn_docs._NAMES["models"], *cnn_docs._NAMES["inspection"]} - {"load_digits_weights"}
NEED_MORE = {*KERAS, "load_digits", "load_photograph"}

# Runs the cells, a list of texts, in one namespace; a cell that fails ends it.
RUN = HIDDEN + "import json\nfor cell in json.load(sys.stdin):\n    exec(cell, globals())\n"


def cells(page):
    """Return the sources of the cells that readers have, without their options."""
    found = []
    for block in page.split(CELL)[1:]:
        source = block.split("\n```\n")[0]
        if "remove-cell" in source:
            continue
        if source.startswith("---\n"):
            source = source.split("\n---\n", 1)[1]
        found.append("\n".join(line for line in source.split("\n") if not line.startswith(":tags:")))
    return found


def of_numpy_alone(sources):
    """Return the cells that neither import what NumPy does not bring nor use a name from a cell that does."""
    lost, kept = set(), []
    for source in sources:
        nodes = list(ast.walk(ast.parse(source)))
        names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        if names & lost or any(map(_imports_more, nodes)):
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


def _imports_more(node):
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in ABSENT for alias in node.names)
    if not isinstance(node, ast.ImportFrom):
        return False
    names = {alias.name for alias in node.names}
    return node.module.split(".")[0] in ABSENT or bool(names & NEED_MORE)


def run(code, text=""):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_most_cells_of_each_of_the_first_six_lessons_run_with_numpy_alone(path):
    found = cells(path.read_text("utf-8"))
    kept = of_numpy_alone(found)
    assert len(kept) > len(found) / 2
    done = run(RUN, json.dumps(kept))
    assert done.returncode == 0, done.stderr


def test_the_setup_page_says_so():
    assert len(LESSONS) == 6
    setup = (LESSONS[0].parents[2] / "docs/setup.md").read_text("utf-8")
    row = next(line for line in setup.splitlines() if line.startswith("| `cnn_docs` |"))
    assert "most cells of each of the first six lessons" in row


def test_cells_that_use_what_keras_made_are_left_out():
    sources = ["import numpy as np", "from keras import layers as L", "x = L.Dense(2)", "y = x", "np.ones(2)"]
    assert of_numpy_alone(sources) == [sources[0], sources[4]]
    assert of_numpy_alone(["from cnn_docs import relu, layer_table"]) == []
    assert of_numpy_alone(["from scipy import signal", "from cnn_docs import load_digits"]) == []
    assert cells(f"{CELL}:tags: [remove-cell]\nx\n```\n{CELL}y\n```\n") == ["y"]


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
