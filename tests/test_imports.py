"""Modules import what the design allows, and NumPy's half of the package never loads the rest.

The rules are read from the source, imports inside functions included: computing never imports
drawing, drawing never imports Keras, and what looks into models does not know ours.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_docs

ROOT = Path(cnn_docs.__file__).parent
NUMERIC = {"numpy", "_checks", "_overflow", "_ranks", "_sliding", "geometry", "activations"}
ALLOWED = {  # part of the package: what it may import beside the standard library and itself
    "__init__": set(),
    "_checks": {"numpy"},
    "_keras": {"keras", "tensorflow", "_optional"},
    "_optional": set(),
    "_labels": {"numpy", "_checks"},
    "_npz": {"numpy"},
    "_overflow": {"numpy", "_checks"},
    "_ranks": {"numpy", "_checks"},
    "_sliding": NUMERIC,
    "geometry": {"_checks"},
    "activations": NUMERIC,
    "operations": NUMERIC,
    "losses": NUMERIC | {"_labels"},
    "gradients": NUMERIC | {"_labels", "operations"},
    "kernels": NUMERIC,
    "palette": set(),
    "questions": {"_checks"},
    "datasets": {"numpy", "_checks", "_npz", "_optional", "PIL", "skimage", "sklearn"},
    "models": {"numpy", "keras", "_keras", "_checks", "_npz", "_optional", "geometry"},
    "inspection": {"numpy", "pandas", "IPython", "keras", "_keras", "_checks", "geometry"},
    "explorer": {"numpy", "keras", "_keras", "_checks", "geometry", "inspection"},
    "plots": {
        *("numpy", "matplotlib", "PIL", "palette", "_checks", "_labels"),
        *("geometry", "activations", "operations"),
    },
}
EXTRA = {
    "datasets/cifar10.py": {"keras", "_keras"},  # the one data set that Keras downloads
    "inspection/_backends/_tensorflow.py": {"tensorflow"},  # what speaks to backends, one module each
    "inspection/_backends/_image_gradients.py": {"tensorflow"},
    "inspection/_backends/_tensorflow_parameters.py": {"tensorflow"},
    "inspection/_backends/_jax.py": {"jax"},
    "inspection/_backends/_torch.py": {"torch"},
}
NUMPY_ONLY = [
    "output_size(6, 3)",
    "ACTIVATIONS['relu'].slope(1.0)",
    "correlate([[1.0]], [[2.0]])",
    "max_pool([[1.0, 2.0], [3.0, 4.0]])",
    "dropout([1.0], 0.5, seed=0)",
    "cross_entropy([0.5, 0.5], 1)",
    "correlate_gradients([[1.0]], [[2.0]], [[3.0]])",
    "KERNELS['sharpen']",
    "palette",
]


def part_of(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports_of(path):
    """Yield the packages that a file imports, and of this package the parts."""
    package = ["cnn_docs", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            names = [f"{base}.{alias.name}" for alias in node.names] if base == "cnn_docs" else [base]
        else:
            continue
        for name in names:
            first, *rest = name.split(".")
            yield rest[0] if first == "cnn_docs" and rest else first


def forbidden(path):
    part = part_of(path)
    allowed = ALLOWED[part] | EXTRA.get(path.relative_to(ROOT).as_posix(), set())
    return sorted(set(imports_of(path)) - allowed - {part} - sys.stdlib_module_names)


def loaded(code, *modules):
    """Return those of the modules that a new interpreter has loaded after running the code."""
    code = f"{code}\nimport sys\nprint(*[name for name in {modules} if name in sys.modules])"
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_module_imports_only_what_its_part_may(path):
    assert part_of(path) in ALLOWED, "a new part of the package needs its rule here"
    assert forbidden(path) == []


@pytest.mark.parametrize(
    "line",
    [
        "import matplotlib.pyplot as plt",
        "from keras import layers",
        "from .plots import plot_neuron",
        "from . import models",
        "from cnn_docs import datasets",
        "import cnn_docs.inspection.probe",
        "def late():\n    import tensorflow",
    ],
)
def test_the_rules_catch_a_planted_import(line, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    planted = tmp_path / "operations.py"
    planted.write_text(f"import math\nimport numpy as np\nfrom .geometry import output_size\n{line}\n")
    assert len(forbidden(planted)) == 1


def private_imports(path):
    """Return what a file takes of another part of the package by a private name."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
            continue
        top, *parts = node.module.split(".")
        if top != "cnn_docs" or not parts or parts[0] == part_of(path) or parts[0].startswith("_"):
            continue
        names = [*parts[1:], *(alias.name for alias in node.names)]
        found += [f"{node.module}: {name}" for name in names if name.startswith("_")]
    return found


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_private_name_of_a_part_is_used_by_another(path):
    assert private_imports(path) == []


@pytest.mark.parametrize(
    "line",
    ["from cnn_docs.inspection._arrays import as_batch", "from cnn_docs.inspection import _arrays"],
)
def test_a_planted_private_name_is_noticed(line, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    planted = tmp_path / "operations.py"
    planted.write_text(f"from cnn_docs._checks import choice\n{line}\n")
    assert len(private_imports(planted)) == 1


def own_functions(path):
    """Return the functions that a file without an underscore in its path defines beyond the public ones."""
    if any(part.startswith("_") for part in path.relative_to(ROOT).parts):
        return []
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    return [name for name in found if not name.startswith("_") and name not in cnn_docs.__all__]


def test_what_a_module_has_for_itself_begins_with_an_underscore():
    found = {path.relative_to(ROOT).as_posix(): own_functions(path) for path in ROOT.rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_planted_helper_without_an_underscore_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    planted = tmp_path / "operations.py"
    planted.write_text("def correlate(): ...\ndef _own(): ...\ndef helper(): ...\n")
    assert own_functions(planted) == ["helper"]


def test_importing_the_package_loads_nothing_heavy():
    assert loaded("import cnn_docs", "numpy", "tensorflow", "keras", "matplotlib") == []


def test_geometry_loads_the_standard_library_only():
    code = "from cnn_docs import output_size; output_size((6, 5), 3)"
    assert loaded(code, "numpy", "tensorflow", "keras", "matplotlib") == []


def test_numpys_half_loads_neither_tensorflow_nor_matplotlib():
    uses = "\n".join(f"cnn_docs.{expression}" for expression in NUMPY_ONLY)
    heavy = ("tensorflow", "keras", "matplotlib", "skimage", "sklearn")
    assert loaded(f"import cnn_docs\n{uses}\ncnn_docs.load_photograph", *heavy) == []


def test_drawing_loads_no_tensorflow():
    assert loaded("from cnn_docs import plot_neuron", "matplotlib", "tensorflow", "keras") == ["matplotlib"]


@pytest.mark.parametrize("name", [name for name in cnn_docs.__all__ if name != "__version__"])
def test_every_public_name_is_there_and_documented(name):
    public = getattr(cnn_docs, name)
    assert name in dir(cnn_docs)
    assert public.__doc__ or not callable(public)


def test_a_name_that_is_not_there_is_refused():
    with pytest.raises(AttributeError, match="module 'cnn_docs' has no attribute 'convolve'"):
        cnn_docs.convolve  # noqa: B018
