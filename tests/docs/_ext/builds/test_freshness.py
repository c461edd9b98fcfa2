"""What a second build runs, keeps and drops."""

import re
import signal
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError
from tiny_site import TinySite

from docs._ext.builds import freshness
from docs._ext.builds.fingerprint import fingerprint


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return TinySite(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("clean"))
    assert site.build("-W")[0] == 0
    assert site.ran() == ["lesson", "one", "two"]
    return site.files()


@pytest.fixture
def site(built):
    built.reset()
    status, _, warnings = built.build("-W")
    assert status == 0, warnings
    built.ran()
    return built


def test_unchanged_sources_and_edited_prose_run_nothing(site):
    before = site.files()
    site.build("-W")
    assert site.ran() == []
    assert site.files() == before
    site.edit("docs/lesson.md", "Some prose.", "Some better prose.")
    site.build("-W")
    assert site.ran() == []
    assert b"Some better prose." in site.files()["lesson.html"]


def test_an_edited_script_runs_alone(site):
    site.edit("examples/1_first/plot_two.py", "[2, 1]", "[3, 1]")
    site.build("-W")
    assert site.ran() == ["two"]


def test_everything_runs_again_when_the_package_changes(site):
    site.write("cnn_docs/data.csv", "new\n")
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    assert site.ran() == ["lesson", "one", "two"]
    assert len(list((site.docs / "_build" / "cache").iterdir())) == 1


def test_a_page_that_is_edited_while_it_runs_is_read_again(site):
    site.edit("docs/lesson.md", "Some prose.", "Prose of before.")
    edits = 'Path("lesson.md").write_text(Path("lesson.md").read_text().replace("of before", "of after"))'
    site.edit("docs/lesson.md", 'runs.write("lesson\\n")', f'runs.write("lesson\\n")\n\n{edits}')
    site.build("-W")
    assert b"Prose of before." in site.files()["lesson.html"]
    site.build("-W")
    assert b"Prose of after." in site.files()["lesson.html"]


def test_pages_of_removed_sources_disappear(site):
    (site.folder / "examples/1_first/plot_two.py").unlink()
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    assert "gallery/1_first/plot_one.html" in site.files()
    assert not [name for name in site.files() if name.startswith("gallery/1_first/plot_two")]


def test_a_build_with_warnings_as_errors_fails_again_until_they_are_mended(site):
    site.edit("docs/lesson.md", "Some prose.", "```{nonsense}\n```")
    assert site.build("-W", "--keep-going")[0] == 1
    assert site.build("-W", "--keep-going")[0] == 1
    site.edit("docs/lesson.md", "```{nonsense}\n```", "Some prose.")
    assert site.build("-W", "--keep-going")[0] == 0
    assert site.ran() == []


@pytest.mark.parametrize(
    "event",
    ["builder-inited 1", "source-read 2", "doctree-read 3", "html-page-context 2", "build-finished 1"],
)
def test_a_killed_build_run_again_gives_the_site_of_a_clean_one(tmp_path, clean, event):
    killed = TinySite(tmp_path)
    assert killed.build("-W", killed_at=event)[0] == -signal.SIGKILL
    status, _, warnings = killed.build("-W")
    assert status == 0, warnings
    assert killed.files() == clean


def test_two_builds_at_once_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(freshness, "PATIENCE", 0)
    first, second = (SimpleNamespace(doctreedir=tmp_path / "_build" / "doctrees") for _ in range(2))
    freshness.lock(first, None)
    with pytest.raises(ExtensionError, match=r"Another build is at work in .*_build\. Build again when"):
        freshness.lock(second, None)
    freshness.unlock(first, None)
    freshness.lock(second, None)
    freshness.unlock(second, None)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ("a/one.py", False),
        ("a/two.csv", False),
        ("lock", False),
        ("a/__pycache__/one.pyc", True),
        ("a/.DS_Store", True),
        ("a/.one.py.swp", True),
        ("a/one.py~", True),
    ],
)
def test_the_fingerprint_follows_files_but_not_what_python_systems_and_editors_leave(tmp_path, changed, same):
    paths = [tmp_path / "a", tmp_path / "lock"]
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "one.py").write_text("1")
    before = fingerprint(*paths)
    (tmp_path / changed).write_text("2")
    assert (fingerprint(*paths) == before) is same


@pytest.mark.parametrize("name", ["docs/lesson.md", "examples/1_first/plot_one.py"])
def test_a_file_that_is_not_in_utf_8_is_named_with_its_line(site, name):
    text = (site.folder / name).read_text("utf-8")
    (site.folder / name).write_bytes(f"{text}\n# \u00dcberblick\n".encode("latin1"))
    status, _, warnings = site.build()
    line = len(text.splitlines()) + 2
    assert status != 0
    assert re.search(rf"{re.escape(name)}:{line}: this file is not in UTF-8 .*Save it in UTF-8", warnings)


def test_a_killed_build_leaves_no_half_written_results(site):
    cache = next((site.docs / "_build" / "cache").iterdir())
    for notebook in (cache / "notebooks" / "executed").glob("*/base.ipynb"):
        notebook.write_text("{")
    (cache / "running").mkdir(exist_ok=True)
    (cache / "running" / "plot_one.py").touch()
    page = site.docs / "gallery" / "1_first" / "plot_one.rst"
    page.chmod(0o644)
    page.write_text("half a page")
    (site.docs / "_build" / "doctrees" / "unfinished").write_text(str(site.html))
    before = site.files()
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    assert site.ran() == ["lesson", "one"]
    assert site.files() == before
