"""Run a gallery script in this process, or take its run from a build, and prove what its texts state.

A script for NumPy runs where Keras cannot be imported, in an empty folder, and may not warn.
"""

import ast
import contextlib
import functools
import io
import json
import re
import sys
import tempfile
import tokenize
import types
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from built_runs import BuiltRun, kept
from lessons import Run, forget
from numerals import bare_numerals
from picture_texts import pictures_of, pictures_with
from stated_numbers import CHECKS

import cnn_docs
from docs._ext.figures.legibility import drawn_of
from docs._ext.figures.script_runs import FOLDER
from docs._ext.proof.script_statements import statements, with_lent_names

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*/plot_*.py"))
HOW = "write :num:`{0} <expression>`, or a word"
MODELS = {*cnn_docs._NAMES["models"], *cnn_docs._NAMES["inspection"]}
SHORT = {"train_digits_cnn": {"epochs": 1}}
"""What is cut short here: no text may state what hangs on the length of this training."""


@dataclass(frozen=True)
class ScriptRun(Run):
    """What is there after a script ran, with what it drew and left in its folder."""

    drawn: tuple = ()
    animations: int = 0
    files: tuple = ()


@dataclass(frozen=True)
class BuiltScriptRun(BuiltRun):
    """What is known of a script that ran in a build."""

    drawn: tuple = ()
    animations: int = 0
    files: tuple = ()


@cache
def run_file(path):
    """Return the run of the script at a path; every script runs once in a process."""
    return run_script(path.read_text("utf-8"), path)


def runs_of(path):
    """Yield the runs of a script that may prove what it states: that of a build, then one of our own.

    What is for NumPy runs here in any case, since here Keras cannot be imported.
    """
    built = built_run(path) if needs_keras(path.read_text("utf-8")) else None
    if built:
        yield built
    yield run_file(path)


def run_script(script, path):
    """Run a script as a program of its own, and return what is there afterwards."""
    import matplotlib.pyplot as plt

    forget()
    module = types.ModuleType("__main__")
    shown = io.StringIO()
    with_keras = needs_keras(script)
    with (
        contextlib.redirect_stdout(shown),
        warnings.catch_warnings(),
        cut_short() if with_keras else no_keras(),
        mock.patch.object(sys, "argv", [str(path)]),
        mock.patch.object(plt, "show"),
        plt.rc_context(),
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
    ):
        warnings.simplefilter("ignore" if with_keras else "error")
        exec(compile(script, str(path), "exec"), module.__dict__)
        files = tuple(sorted(file.name for file in Path(folder).iterdir()))
    figures = [plt.figure(number) for number in plt.get_fignums()]
    drawn = tuple(map(drawn_of, figures))
    moving = [value for value in module.__dict__.values() if isinstance(value, cnn_docs.Animation)]
    run = ScriptRun(
        with_lent_names(module.__dict__, script),
        *shown_by(script, shown.getvalue(), drawn),
        tuple(pictures_of(figures)),
        drawn=drawn,
        animations=len(moving),
        files=files,
    )
    plt.close("all")
    return run


def shown_by(script, printed, drawn):
    """Return (what a script shows as text, that and its code)."""
    shown = "\n".join([printed, *(text for figure in drawn for text in figure["texts"])])
    return shown, f"{code_of(script)}\n{shown}"


@cache
def built_run(path, folder=None):
    """Return the run of a script that a build has kept, None where there is none of the script as it is."""
    script = path.read_text("utf-8")
    file = (folder or kept().parent / FOLDER) / f"{path.stem}.json"
    known = json.loads(file.read_text("utf-8")) if file.exists() else {"text": ""}
    if known["text"] != script:
        return None
    return BuiltScriptRun(
        known["values"],
        [],
        *shown_by(script, "\n".join(known["printed"]), known["drawn"]),
        tuple(pictures_with(figure["look"] for figure in known["drawn"])),
        drawn=tuple(known["drawn"]),
        animations=known["animations"],
        files=tuple(known["left"]),
    )


def imports(script):
    """Yield (module, name) for each import; the name is empty where a whole module is imported."""
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def needs_keras(script):
    """Tell whether a script imports Keras, or a name that builds or takes a model."""
    return any(module.split(".")[0] == "keras" or name in MODELS for module, name in imports(script))


def cut_short():
    """Let what trains long train for less."""
    cut = {name: functools.partial(getattr(cnn_docs, name), **less) for name, less in SHORT.items()}
    return mock.patch.multiple(cnn_docs, **cut)


@contextlib.contextmanager
def no_keras():
    """Let Keras and TensorFlow be missing, whether they were imported before or not; others stay imported."""
    names = ("keras", "tensorflow")
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(dict.fromkeys(names))
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(before)


def code_of(script):
    """Return a script without its texts and comments."""
    lines = script.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(script).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.start == (1, 0)):
            for row in range(token.start[0] - 1, token.end[0]):
                lines[row] = lines[row][: token.start[1]] if row == token.start[0] - 1 else ""
    return "\n".join(lines)


def check_text(statement, run):
    """Check running text and comments: they hold no numeral that is not a name or a size of a kernel."""
    del run
    numbers = bare_numerals(statement.text)
    return [f"the number {number} is not proved; {HOW.format(number)}" for number in numbers]


def problems(script, run, name="script"):
    """Return a message for every number in a script's texts that is not proved."""
    found = []
    for statement in statements(script):
        check = check_text if statement.kind in ("prose", "comment") else CHECKS[statement.kind]
        for message in check(statement, run):
            number = re.search(r"the number (\S+)", message)
            before = statement.text.partition(number[1])[0] if number else ""
            found.append(f"{name}:{statement.line + before.count(chr(10))}: {message}")
    return found
