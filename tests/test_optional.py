"""Where Keras, its backend or another package is missing, the error says what to install or to set."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cnn_docs import _keras
from cnn_docs._optional import installed, locate, require
from cnn_docs.models import imagenet

EXTRAS = {name: f'`pip install "cnn_docs[{name}]"`' for name in ("tensorflow", "jax", "torch")}

ROOT = Path(__file__).parents[1]


def test_the_extras_are_those_that_messages_and_setup_name():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {line.split(">=")[0] for line in project["dependencies"]} == {"matplotlib", "numpy"}
    extras = project["optional-dependencies"]
    assert set(_keras._BACKENDS) | {"examples", "pretrained", "all"} == set(extras)
    assert extras["all"] == [f"cnn_docs[{','.join(sorted({'examples', 'pretrained', 'tensorflow'}))}]"]
    assert extras["pretrained"] == [f"{imagenet._PACKAGE}=={imagenet._VERSION}"]
    for name in _keras._BACKENDS:
        assert {line.split(">=")[0] for line in extras[name]} == {"keras", name}
    setup = (ROOT / "docs" / "setup.md").read_text("utf-8")
    assert all(f"`cnn_docs[{name}]`" in setup for name in extras)


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that says which packages there are, and what tells Keras its backend."""

    def prepare(*there, variable=None, file=None):
        monkeypatch.setattr(_keras, "installed", lambda name: name in there)
        monkeypatch.delitem(sys.modules, "keras", raising=False)
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        monkeypatch.delenv("KERAS_BACKEND", raising=False)
        if variable is not None:
            monkeypatch.setenv("KERAS_BACKEND", variable)
        if file is not None:
            (tmp_path / "keras.json").write_text(file)

    return prepare


def test_without_a_backend_the_extras_are_named(machine, refused):
    machine("keras")
    message = "Keras is installed, but no backend for it: it needs TensorFlow, JAX or PyTorch. "
    with refused(ModuleNotFoundError, message + " or ".join(EXTRAS.values()) + " brings one."):
        _keras._check_installed()


@pytest.mark.parametrize(
    ("there", "variable", "file", "told"),
    [
        (["jax"], None, None, "its default"),
        (["jax"], "", "{}", "its default"),
        (["jax"], None, "no json", "its default"),
        (["jax"], None, json.dumps({"backend": "tensorflow"}), "by {home}/keras.json"),
        (
            ["jax", "torch"],
            "tensorflow",
            json.dumps({"backend": "jax"}),
            "by the environment variable KERAS_BACKEND",
        ),
    ],
)
def test_a_backend_that_is_set_but_not_there_leaves_the_choice(
    machine, refused, tmp_path, there, variable, file, told
):
    machine("keras", *there, variable=variable, file=file)
    names = {("jax",): "JAX is", ("jax", "torch"): "JAX and PyTorch are"}[tuple(there)]
    message = (
        f"Keras is set to the backend 'tensorflow' ({told.format(home=tmp_path)}), which is not installed; "
        f"{names}. Set the environment variable KERAS_BACKEND to 'jax' before Keras is imported: "
        '`import os; os.environ["KERAS_BACKEND"] = "jax"`.'
    )
    with refused(ModuleNotFoundError, message):
        _keras._check_installed()


@pytest.mark.parametrize(
    ("variable", "file"), [("jax", None), (None, '{"backend": "jax"}'), ("jax", '{"backend": "torch"}')]
)
def test_a_backend_that_is_set_and_there_is_taken_as_it_is(machine, variable, file):
    machine("keras", "jax", variable=variable, file=file)
    assert _keras._configured_backend()[0] == "jax"
    _keras._check_installed()


def test_keras_with_its_backend_is_not_asked_again(machine, monkeypatch):
    machine("keras")
    monkeypatch.setitem(sys.modules, "keras", object())
    _keras._check_installed()


def test_an_old_keras_is_refused(refused):
    old = type("keras", (), {"__version__": "2.15.0"})
    with refused(ImportError, "This needs Keras 3. Received: version 2.15.0. `pip install --upgrade keras`."):
        _keras._check_version(old)


READ = """
import contextlib, sys
from cnn_docs import _keras
expected = _keras._configured_backend()[0]
with contextlib.suppress(ImportError):  # the backend that is named here need not be there
    import keras
print(sys.modules["keras.src.backend.config"].backend(), expected)
"""


@pytest.mark.parametrize(("variable", "file"), [("", "numpy"), ("numpy", "tensorflow")])
def test_what_keras_takes_is_what_is_expected(tmp_path, variable, file):
    (tmp_path / "keras.json").write_text(json.dumps({"backend": file}))
    variables = {**os.environ, "KERAS_HOME": str(tmp_path), "KERAS_BACKEND": variable}
    done = subprocess.run([sys.executable, "-c", READ], env=variables, capture_output=True, text=True)
    assert done.stdout.split() == ["numpy", "numpy"], done.stderr


def test_a_package_that_is_there_is_returned():
    assert require("json.decoder", extra="examples", needed_by="This") is sys.modules["json.decoder"]
    assert installed("json")
    assert not installed("no_such_package")


def test_a_missing_package_is_named_with_its_extra(refused):
    message = '`load_it` needs no-such, which is not installed. `pip install "cnn_docs[examples]"` brings it.'
    with refused(ModuleNotFoundError, message):
        require("no_such.data", extra="examples", needed_by="`load_it`", package="no-such")


def test_a_package_of_files_is_found_and_not_imported(tmp_path, monkeypatch, refused):
    (tmp_path / "only_files").mkdir()
    (tmp_path / "only_files" / "__init__.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(tmp_path)
    assert locate("only_files", extra="examples", needed_by="This") == tmp_path / "only_files"
    message = (
        '`load_it` needs no-such, which is not installed. `pip install "cnn_docs[pretrained]"` brings it.'
    )
    with refused(ModuleNotFoundError, message):
        locate("no_such", extra="pretrained", needed_by="`load_it`", package="no-such")


def test_what_fails_inside_a_package_is_passed_on(tmp_path, monkeypatch):
    (tmp_path / "broken_package.py").write_text("import no_such_dependency")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_dependency'"):
        require("broken_package", extra="examples", needed_by="This")
