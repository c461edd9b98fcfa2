"""What the sessions do besides starting other programs: publish what is whole, date it, know their Python."""

import importlib
import subprocess
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sessions():
    return importlib.import_module("noxfile")  # once a process: nox warns of sessions that are there already


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    "before",
    [
        {},
        {"index.html": "old", "gone.html": "x", "gone/deep/er.html": "x"},
        {"lessons": "a file where a folder comes"},
        {"index.html/a.html": "a folder where a file comes"},
        {"index.html.new": "of a copy that was interrupted"},
    ],
)
def test_the_published_site_becomes_the_one_that_was_built(sessions, tmp_path, before):
    built, published = tmp_path / "built", tmp_path / "published"
    write(built, {"index.html": "new", "lessons/one.html": "1", "_static/a.css": "2"})
    published.mkdir()
    write(published, before)
    sessions.publish(built, published)
    assert content(published) == content(built)
    assert {path.name for path in published.rglob("*") if path.is_dir()} == {"lessons", "_static"}


def test_what_did_not_change_is_not_touched(sessions, tmp_path):
    built, published = tmp_path / "built", tmp_path / "published"
    write(built, {"same.html": "1", "other.html": "2"})
    write(published, {"same.html": "1", "other.html": "3"})
    before = (published / "same.html").stat().st_ino, (published / "other.html").stat().st_ino
    sessions.publish(built, published)
    after = (published / "same.html").stat().st_ino, (published / "other.html").stat().st_ino
    assert after[0] == before[0]
    assert after[1] != before[1]


class StoppedError(Exception):
    """A session that was stopped with a message."""


class Session:
    def error(self, message):
        raise StoppedError(message)


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0), (2, 7, 18)])
def test_a_python_without_wheels_is_named(sessions, monkeypatch, version):
    monkeypatch.setattr(sessions.sys, "version_info", version)
    with pytest.raises(
        StoppedError, match=rf"needs Python 3\.11 to 3\.13; nox runs on {version[0]}\.{version[1]}"
    ):
        sessions.check_python(Session())


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 9)])
def test_a_python_with_wheels_passes(sessions, monkeypatch, version):
    monkeypatch.setattr(sessions.sys, "version_info", version)
    sessions.check_python(Session())


def test_the_pythons_are_those_of_the_package(sessions):
    oldest, newest = (".".join(map(str, version)) for version in sessions.PYTHONS)
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={oldest},<3.{sessions.PYTHONS[1][1] + 1}"' in settings
    assert f'"Programming Language :: Python :: {newest}"' in settings


@pytest.fixture
def checkout(sessions, tmp_path, monkeypatch):
    monkeypatch.setattr(sessions, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return tmp_path


def git(folder, *arguments):
    settings = "-c", "user.name=a", "-c", "user.email=a@example.org"
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_commit_dates_the_pages(sessions, checkout, monkeypatch):
    git(checkout, "init")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0000")
    git(checkout, "commit", "--allow-empty", "-m", "one")
    assert sessions.source_date() == "1700000000"
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git then refuses, as in many containers
    assert sessions.source_date() == "0"


def test_without_a_commit_or_a_repository_pages_have_no_date(sessions, checkout, monkeypatch):
    assert sessions.source_date() == "0"
    git(checkout, "init")
    assert sessions.source_date() == "0"
    monkeypatch.setenv("PATH", "")
    assert sessions.source_date() == "0"


class Bench:
    """A session that notes what it is asked to do, and does nothing."""

    def __init__(self, folder, *posargs):
        self.posargs, self.bin = posargs, folder / "bin"
        self.virtualenv = SimpleNamespace(location=folder)
        self.env, self.installed, self.said = {}, [], []

    def install(self, *arguments):
        self.installed.append(arguments)

    def log(self, text):
        self.said.append(text)


def test_a_copied_or_moved_folder_installs_its_own_package(sessions, tmp_path, monkeypatch):
    monkeypatch.setattr(sessions, "check_python", lambda _: None)
    counts = []
    for root in ("one", "one", "copy of one"):
        (tmp_path / root).mkdir(exist_ok=True)
        (tmp_path / root / "pyproject.toml").write_text("[project]")
        monkeypatch.setattr(sessions, "ROOT", tmp_path / root)
        bench = Bench(tmp_path)
        sessions.environment(bench)
        counts.append(len(bench.installed))
        assert (tmp_path / root / ".nox" / "python").read_text() == str(tmp_path / "bin" / "python")
    assert counts == [2, 0, 2]


@pytest.fixture
def commands(sessions, monkeypatch):
    """What sessions run in the shared environment."""
    ran = []
    monkeypatch.setattr(sessions, "run", lambda session, *words, **variables: ran.append([*map(str, words)]))
    monkeypatch.setattr(sessions, "node_packages", lambda *_: None)
    return ran


def test_serving_does_not_watch_what_a_build_writes(sessions, commands, tmp_path):
    sessions.docs(Bench(tmp_path, "--serve", "--port", "8790"))
    (command,) = commands
    ignored = [word for option, word in pairwise(command) if option == "--ignore"]
    for made in (sessions.LEDGER, sessions.PAGES / "index.html", ROOT / "docs/gallery/index.rst"):
        name = made.relative_to(ROOT).as_posix()
        assert any(fnmatch(name, pattern) for pattern in ignored), name
    assert not any(fnmatch("docs/lessons/03-convolution.md", pattern) for pattern in ignored)
    assert command[-2:] == ["--port", "8790"]


@pytest.mark.parametrize(
    ("given", "tests"),
    [
        ([], ["tests/site"]),
        (["--browser", "webkit"], ["tests/site"]),
        (["tests/site/test_links.py"], ["tests/site/test_links.py"]),
        (["-k", "a", "tests/site/test_links.py::test_x"], ["tests/site/test_links.py::test_x"]),
    ],
)
def test_the_site_s_tests_are_those_that_are_asked_for(sessions, commands, tmp_path, given, tests):
    sessions.site(Bench(tmp_path, *given))
    assert [word for word in commands[0] if word.startswith("tests")] == tests


def test_a_site_that_cannot_be_built_is_not_published(sessions, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise StoppedError

    published = []
    monkeypatch.setattr(sessions, "run", fail)
    monkeypatch.setattr(sessions, "publish", lambda *folders: published.append(folders))
    with pytest.raises(StoppedError):
        sessions.docs(Bench(tmp_path))
    assert published == []
