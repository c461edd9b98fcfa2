"""Gallery scripts have a title, alternative texts and one look, and use public names.

What their runs show stands in ``tests/docs/test_gallery_numbers.py``.
"""

import ast
import re

import pytest
from gallery_scripts import SCRIPTS, imports, needs_keras

import cnn_docs
from docs._ext.builds.kernels import takes_keras, words

BLOCK = re.compile(r"^# %%.*\n(?:#.*\n)*", re.MULTILINE)
ALT = re.compile(r"^ *# Alt: (.*\n(?: *#  .*\n)*)", re.MULTILINE)
CANVASES = {"figure", "subplots", "subplot_mosaic"}  # of pyplot
PLAIN = [script for script in SCRIPTS if not needs_keras(script.read_text("utf-8"))]


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
    question, _, _ = "\n".join(text).partition("?")  # what its card in the gallery shows
    assert re.fullmatch(r"[^.!]{20,130}", question)


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
    for module, name in imports(script.read_text("utf-8")):
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
