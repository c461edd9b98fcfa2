"""Gallery scripts have a title, alternative texts and one look, use public names, and run alone."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_docs
from docs._ext.builds.kernels import takes_keras, words

FOLDER = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(FOLDER.glob("*/plot_*.py"))
BLOCK = re.compile(r"^# %%.*\n(?:#.*\n)*", re.MULTILINE)
ALT = re.compile(r"^ *# Alt: (.*\n(?: *#  .*\n)*)", re.MULTILINE)
CANVASES = {"figure", "subplots", "subplot_mosaic"}  # of pyplot
MODELS = {*cnn_docs._NAMES["models"], *cnn_docs._NAMES["inspection"]}

# What a script leaves open at its end tells how many figures it drew, and in which colours. Scripts for
# NumPy run where there is no Keras.
RUN = """
import contextlib, io, runpy, sys
sys.modules["keras"] = sys.modules["tensorflow"] = None
import matplotlib.colors, matplotlib.pyplot as plt
from cnn_docs.palette import LIGHT
from cnn_docs.plots import Animation
sys.argv, paths = sys.argv[:1], sys.argv[1:]
for path in paths:
    with contextlib.redirect_stdout(io.StringIO()):
        names = runpy.run_path(path, run_name="__main__")
    figures = [plt.figure(number) for number in plt.get_fignums()]
    moving = sum(isinstance(value, Animation) for value in names.values())
    papers = {matplotlib.colors.to_hex(figure.get_facecolor()).upper() for figure in figures}
    styled = papers <= {LIGHT["paper"]}
    alike = set()  # lines of a legend that only their colours tell apart
    for ax in (ax for figure in figures for ax in figure.axes):
        lines = [line for line in ax.lines if not line.get_label().startswith("_")]
        looks = [(line.get_linestyle(), line.get_marker()) for line in lines]
        alike |= {line.get_label() for line, look in zip(lines, looks) if looks.count(look) > 1}
    print(path, len(figures) + moving, styled, sorted(alike), sep="\t")
    plt.close("all")
"""


def named(paths):
    return pytest.mark.parametrize("script", paths, ids=lambda path: path.stem.removeprefix("plot_"))


def blocks(script):
    """Return the code blocks of a script, without its docstring and texts."""
    _, _, code = script.read_text("utf-8").split('"""', 2)
    return BLOCK.split(code)


def alt_texts(code):
    return [" ".join(re.sub(r"^ *#", "", text, flags=re.MULTILINE).split()) for text in ALT.findall(code)]


def calls(tree):
    """Yield the calls in a tree with the last part of their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, getattr(node.func, "attr", getattr(node.func, "id", ""))


def draws(code):
    """Return whether a block calls a function that opens a figure, or makes an animation."""
    return any(
        name.startswith(("plot_", "animate_"))
        or (name in CANVASES and ast.unparse(node.func).startswith("plt."))
        for node, name in calls(ast.parse(code))
    )


def imports(script):
    """Yield (module, name) for each import; the name is empty where a whole module is imported."""
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def needs_keras(script):
    return any(module.split(".")[0] == "keras" or name in MODELS for module, name in imports(script))


PLAIN = [script for script in SCRIPTS if not needs_keras(script)]


def test_the_site_starts_keras_for_the_scripts_that_need_it():
    used = {script: words(script.read_text("utf-8")) for script in SCRIPTS}
    found = [script for script in SCRIPTS if "keras" in used[script] or any(map(takes_keras, used[script]))]
    assert [script for script in SCRIPTS if script not in PLAIN] == found


def test_the_gallery_has_its_sections_and_scripts():
    assert len(SCRIPTS) >= 27
    assert len(PLAIN) >= 18
    assert all((script.parent / "README.txt").is_file() for script in SCRIPTS)


@named(SCRIPTS)
def test_begins_with_a_title_and_two_to_five_sentences(script):
    title, line, empty, *text = ast.get_docstring(ast.parse(script.read_text("utf-8"))).splitlines()
    assert line == "=" * len(title)
    assert not empty
    assert 2 <= len(re.findall(r"(?<!\bal)[.?!](?=\s|$)", "\n".join(text))) <= 5


@named(SCRIPTS)
def test_is_short_and_has_a_text_every_twenty_lines_of_code(script):
    assert len(script.read_text("utf-8").splitlines()) <= 90
    for code in blocks(script):
        lines = [line for line in code.splitlines() if line.strip() and not line.startswith("#")]
        assert len(lines) <= 20, lines[0]


@named(SCRIPTS)
def test_says_what_is_to_be_seen_in_each_block_that_draws(script):
    for code in blocks(script):
        alts = alt_texts(code)
        assert bool(alts) == draws(code), code
        for alt in alts:
            assert len(alt) > 40, alt
            assert alt.endswith("."), alt


@named(SCRIPTS)
def test_uses_public_names_only(script):
    for module, name in imports(script):
        if module == "cnn_docs":
            assert name in cnn_docs.__all__
        elif module.startswith("cnn_docs"):
            assert (module, name) in {("cnn_docs.palette", "LIGHT"), ("cnn_docs.palette", "DARK")}
        allowed = {"cnn_docs", "keras", "math", "matplotlib", "numpy", "scipy", "sys", "tempfile"}
        assert module.split(".")[0] in allowed
    for node in ast.walk(ast.parse(script.read_text("utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr.startswith("_")), ast.unparse(node)


@named(SCRIPTS)
def test_opens_figures_of_its_own_in_the_style_of_the_package(script):
    tree = ast.parse(script.read_text("utf-8"))
    styled = [node for node in ast.walk(tree) if isinstance(node, ast.With)]
    styled = [node for node in styled if ast.unparse(node.items[0]) == "figure_style()"]
    inside = {id(call) for node in styled for call, _ in calls(node)}
    for call, name in calls(tree):
        if name in CANVASES and ast.unparse(call.func).startswith("plt."):
            assert id(call) in inside, f"line {call.lineno}"


@named(SCRIPTS)
def test_draws_random_numbers_with_a_seed(script):
    for call, name in calls(ast.parse(script.read_text("utf-8"))):
        if re.fullmatch(r"(np\.)?random\.\w+", ast.unparse(call.func)):
            assert name == "default_rng"
            assert call.args


@named(SCRIPTS)
def test_shows_its_figures_at_the_end(script):
    assert script.read_text("utf-8").endswith("\nplt.show()\n")


def test_scripts_for_numpy_run_alone_in_any_folder_without_warnings_or_keras(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "MPLBACKEND")}
    command = [sys.executable, "-W", "error", "-c", RUN, *map(str, PLAIN)]
    result = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert not result.stderr
    assert not list(tmp_path.iterdir())
    found = [line.split("\t") for line in result.stdout.splitlines()]
    alts = {str(script): len(alt_texts(script.read_text("utf-8"))) for script in PLAIN}
    assert {path: int(figures) for path, figures, *_ in found} == alts
    assert all(styled == "True" for *_, styled, _ in found), found
    assert not [(path, alike) for path, *_, alike in found if alike != "[]"]
