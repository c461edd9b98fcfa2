"""Read a gallery script: run it in this process, and list what its texts state and what it drew.

A script for NumPy runs where Keras cannot be imported, in an empty folder, and may not warn.

Its texts are its docstring, the comments below ``# %%`` and the alternative texts of its figures. Readers
see other comments as code, where no role is replaced, so those may hold no numeral at all.
"""

import ast
import contextlib
import functools
import io
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

from lessons import Run, forget
from numerals import bare_numerals
from picture_texts import pictures_of
from stated_numbers import CHECKS

import cnn_docs
from docs._ext.proof.checked_numbers import split_number
from docs._ext.proof.statements import Statement

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*/plot_*.py"))
ROLE = re.compile(r":(?P<name>[\w:.-]+):`(?P<content>[^`]+)`|``(?P<code>[^`]+)``|`[^`<]*<[^`>]*>`_+")
HOW = "write :num:`{0} <expression>`, or a word"
MODELS = {*cnn_docs._NAMES["models"], *cnn_docs._NAMES["inspection"]}
SHORT = {"train_digits_cnn": {"epochs": 1}}
"""What is cut short here: no text may state what hangs on the length of this training."""


@dataclass(frozen=True)
class ScriptRun(Run):
    """What is there after a script ran, with what it drew and left in its folder."""

    figures: int = 0
    papers: frozenset = frozenset()
    alike: tuple = ()
    files: tuple = ()


@cache
def run_file(path):
    """Return the run of the script at a path; every script runs once in a process."""
    return run_script(path.read_text("utf-8"), path)


def run_script(script, path):
    """Run a script as a program of its own, and return what is there afterwards."""
    import matplotlib.pyplot as plt
    from matplotlib.axis import Axis
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

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
    for figure in figures:
        ticks = {id(text) for axis in figure.findobj(Axis) for text in axis.get_ticklabels()}
        texts = (text for text in figure.findobj(Text) if id(text) not in ticks)
        shown.write("\n" + "\n".join(text.get_text() for text in texts))
    moving = [value for value in module.__dict__.values() if isinstance(value, cnn_docs.Animation)]
    run = ScriptRun(
        module.__dict__,
        shown.getvalue(),
        f"{code_of(script)}\n{shown.getvalue()}",
        tuple(pictures_of(figures)),
        figures=len(figures) + len(moving),
        papers=frozenset(to_hex(figure.get_facecolor()).upper() for figure in figures),
        alike=tuple(sorted(label for figure in figures for label in alike(figure))),
        files=files,
    )
    plt.close("all")
    lend_names(module.__dict__, script)
    return run


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


def alike(figure):
    """Yield the labels of a legend's lines and markers that only their colours tell apart."""
    for ax in figure.axes:
        lines = [line for line in ax.lines if not line.get_label().startswith("_")]
        looks = [(line.get_linestyle(), line.get_marker(), line.get_markersize()) for line in lines]
        yield from {
            line.get_label() for line, look in zip(lines, looks, strict=True) if looks.count(look) > 1
        }


def lend_names(namespace, script):
    """Add the package's public names that a script's proofs use and the script itself does not."""
    proofs = " ".join(statement.expression for statement in statements(script))
    for name in set(re.findall(r"\w+", proofs)) & set(cnn_docs.__all__) - set(namespace):
        namespace[name] = getattr(cnn_docs, name)


def code_of(script):
    """Return a script without its texts and comments."""
    lines = script.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(script).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.start == (1, 0)):
            for row in range(token.start[0] - 1, token.end[0]):
                lines[row] = lines[row][: token.start[1]] if row == token.start[0] - 1 else ""
    return "\n".join(lines)


def statements(script):
    """Return all statements of a script, each with its line."""
    found = []
    for line, text in texts(script):
        found += of_text(text, line)
    return found + [
        Statement("comment", token.string, token.start[0])
        for token in comments(script)
        if token.start[0] not in lines_of_texts(script)
    ]


def texts(script):
    """Return (first line, text) of a script's docstring, text blocks and alternative texts."""
    lines = script.split("\n")
    end = next(n for n in range(1, len(lines)) if lines[n].rstrip().endswith('"""'))
    found = [(1, "\n".join(lines[: end + 1]).strip('"'))]
    for start, stop in spans(lines, end + 1):
        block = (re.sub(r"^\s*#\s?", "", line) for line in lines[start:stop])
        found.append((start + 1, re.sub(r"\A(?:%%|Alt:)", "", "\n".join(block))))
    return found


def spans(lines, row):
    """Yield (start, stop) of the comment blocks that readers see as text, from a row on."""
    while row < len(lines):
        start, line = row, lines[row].strip()
        row += 1
        if line.startswith("# %%"):
            while row < len(lines) and lines[row].startswith("#"):
                row += 1
            yield start, row
        elif line.startswith("# Alt:"):
            while row < len(lines) and re.match(r"\s*#  +", lines[row]):
                row += 1
            yield start, row


def lines_of_texts(script):
    """Return the numbers of the lines that texts stand on."""
    return {line + n for line, text in texts(script) for n in range(text.count("\n") + 1)}


def comments(script):
    """Return the tokens of a script's comments."""
    tokens = tokenize.generate_tokens(io.StringIO(script).readline)
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    return [token for token in found if not token.string.startswith("# sphinx_gallery_")]


def of_text(text, line):
    """Yield the statements of a text in reStructuredText."""
    prose, end = "", 0
    for found in ROLE.finditer(text):
        prose += text[end : found.start()] + "\ufffc" + "\n" * found[0].count("\n")
        end = found.end()
        here = line + text[: found.start()].count("\n")
        if found["code"]:
            yield Statement("code", found["code"], here)
        elif found["name"] == "num":
            yield of_number(" ".join(found["content"].split()), here)
        elif found["name"] == "math":
            yield Statement("math", found["content"], here)
    yield Statement("prose", prose + text[end:], line)


def of_number(content, line):
    """Return the statement of a ``num`` role."""
    try:
        shown, expression = split_number(content)
    except ValueError as error:
        return Statement("wrong", str(error), line)
    return Statement("num", shown, line, expression)


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
