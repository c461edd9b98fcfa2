"""What CONTRIBUTING and the README tell people to type, open or import is there."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "CONTRIBUTING.md",
    "README.md",
    "docs/setup.md",
    *sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/instructors/*.md")),
]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
SESSION = re.compile(r"^@(?:task|nox\.session(?:\(.*\))?)\ndef (\w+)", re.MULTILINE)
FOLDERS = ("cnn_docs", "docs", "examples", "tests", ".ci", ".github")
INVENTED = re.compile(r"[<>*…]|NN-|thing")  # names that stand for those that a reader makes up
MADE = ("docs/_build", "docs/gallery", ".nox", ".venv")


def commands(text):
    """Return the commands that a page shows, in consoles and in lines."""
    shown = [
        line for block in CONSOLE.findall(text) for line in block.splitlines() if line.startswith(("$ ", "("))
    ]
    typed = [line.partition("$ ")[2].partition("  #")[0] for line in shown]
    inline = [code for code in CODE.findall(text) if code.startswith(("nox ", "python "))]
    return [part.strip() for line in typed + inline for part in line.split("&&")]


def page_cases(find):
    return [(page, item) for page in PAGES for item in sorted(set(find((ROOT / page).read_text("utf-8"))))]


def nox_sessions(text):
    for command in commands(text):
        words = shlex.split(command)
        if words and Path(words[0]).name == "nox" and "-s" in words:
            named = words[words.index("-s") + 1 :]
            yield from named[: named.index("--")] if "--" in named else named


def paths(text):
    for code in CODE.findall(text) + [word for command in commands(text) for word in shlex.split(command)]:
        path = code.split("::")[0]
        ours = path.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and not path.startswith(MADE)
        if ours and " " not in path and not INVENTED.search(path):
            yield path


def dotted_names(text):
    for code in CODE.findall(text):
        if re.fullmatch(r"cnn_docs(\.\w+)+(\(\))?", code):
            yield code.removesuffix("()")


@pytest.mark.parametrize(("page", "session"), page_cases(nox_sessions))
def test_sessions_that_are_told_of_exist(page, session):
    assert session in SESSION.findall((ROOT / "noxfile.py").read_text("utf-8")), page


@pytest.mark.parametrize(("page", "path"), page_cases(paths))
def test_files_that_are_told_of_exist(page, path):
    assert (ROOT / path).exists(), page


@pytest.mark.parametrize(("page", "name"), page_cases(dotted_names))
def test_names_that_are_told_of_can_be_imported(page, name):
    module, _, attribute = name.rpartition(".")
    assert hasattr(import_module(module), attribute), page


def test_commands_are_found_where_they_stand():
    text = (
        "```console\n$ nox -s lint  # all\n(a) $ python a.py && nox -s b -- c\n```\n`nox -s docs` and `x`\n"
    )
    assert commands(text) == ["nox -s lint", "python a.py", "nox -s b -- c", "nox -s docs"]
    assert list(nox_sessions(text)) == ["lint", "b", "docs"]
    assert page_cases(nox_sessions)
    assert page_cases(paths)
