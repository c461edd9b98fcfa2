"""`nox -s repro` compares what the builds left, and notices when that is nothing."""

from contextlib import nullcontext

import pytest

from tests.bench import bench_site, reproducible


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        ([{"a.html": "1", "b/c.css": "2"}] * 2, None),
        ([{"a.html": "1"}, {"a.html": "2"}], "differ between two builds:\na.html"),
        ([{"a.html": "1"}, {"a.html": "1", "b.html": ""}], "differ between two builds:\nb.html"),
        ([{}, {}], "left nothing"),
    ],
)
def test_two_builds_are_compared_file_by_file(monkeypatch, capsys, sites, said):
    left = iter(sites)

    def watch(command, cwd, **_):
        *_, output = command
        for name, text in next(left).items():
            (cwd / output / name).parent.mkdir(parents=True, exist_ok=True)
            (cwd / output / name).write_text(text)
        return type("Usage", (), {"returncode": 0})

    monkeypatch.setattr(bench_site, "watch", watch)
    monkeypatch.setattr(reproducible, "copy_of_repository", lambda folder: folder)
    with pytest.raises(SystemExit, match=said) if said else nullcontext():
        reproducible.main()
    assert ("2 files are equal" in capsys.readouterr().out) is (said is None)


def test_a_copy_has_what_the_project_is_made_of_and_nothing_that_it_makes(tmp_path, monkeypatch):
    kept = ["docs/conf.py", "docs/_extra/.nojekyll", "pyproject.toml", ".github/workflows/a.yml"]
    left = [".git/HEAD", ".venv/a", ".nox/a", "docs/_build/a", "docs/gallery/a.rst", "cnn_docs/__pycache__/a"]
    for name in kept + left:
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).touch()
    ignored = (bench_site.ROOT / ".gitignore").read_text()
    (tmp_path / "from" / ".gitignore").write_text(ignored)
    monkeypatch.setattr(bench_site, "ROOT", tmp_path / "from")
    copy = bench_site.copy_of_repository(tmp_path / "to")
    files = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert files == {*kept, ".gitignore"}
