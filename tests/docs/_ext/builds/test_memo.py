"""What is kept from build to build: results of the same inputs, and of no others."""

from pathlib import Path
from types import SimpleNamespace

import pygments
import pytest
import sphinx.highlighting
from sphinx.highlighting import PygmentsBridge

from docs._ext.builds.memo import Memo
from docs._ext.figures import gallery_apart
from docs._ext.proof import ledger
from docs._ext.theme import highlighting

BLOCK = {"source": "print(1)\n1 + 1\n", "lang": "python", "linenos": False}
OTHERS = [
    {"source": "print(2)\n1 + 1\n"},
    {"lang": "text"},
    {"lang": "pycon", "opts": {"stripall": True}},
    {"linenos": "inline"},
    {"hl_lines": [2]},
    {"force": True},
]


@pytest.fixture
def app(tmp_path):
    return SimpleNamespace(config=SimpleNamespace(freshness_cache=str(tmp_path / "cache")))


class Counted:
    """A function that counts its calls."""

    def __init__(self, value):
        self.value, self.calls = value, 0

    def __call__(self, *_):
        self.calls += 1
        return self.value


def test_what_was_made_of_the_same_inputs_is_not_made_again(app):
    for calls in (1, 0):
        memo, make = Memo(app, "some"), Counted([1, None])
        assert memo.result(("a", 1), make) == memo.result(("a", 1), make) == [1, None]
        assert make.calls == calls
        assert memo.result(("a", 2), Counted("other")) == "other"
        memo.keep()


@pytest.mark.parametrize(("others", "calls"), [(False, 1), (True, 0)])
def test_what_a_build_does_not_ask_for_is_kept_only_where_that_is_wanted(app, others, calls):
    for name in "ab":
        memo = Memo(app, "some")
        memo.result(name, Counted(name))
        memo.keep(others=others)
    make = Counted("a")
    Memo(app, "some").result("a", make)
    assert make.calls == calls


def test_a_damaged_file_or_none_at_all_is_no_memory(app):
    memo = Memo(app, "some")
    memo.result("a", Counted("a"))
    memo.keep()
    memo.path.write_text("{", "utf-8")
    assert Memo(app, "some").result("a", Counted("b")) == "b"
    nowhere = Memo(SimpleNamespace(config=SimpleNamespace()), "some")
    assert nowhere.result("a", Counted("c")) == "c"
    nowhere.keep()


@pytest.fixture
def highlighted(app, monkeypatch):
    """Return a function that starts a build and returns what highlights a block in it."""
    plain = PygmentsBridge.get_formatter
    monkeypatch.setattr(sphinx.highlighting, "highlight", pygments.highlight)
    monkeypatch.setattr(PygmentsBridge, "get_formatter", plain)

    def begin(style="sphinx"):
        highlighting.begin(app)
        bridge = PygmentsBridge("html", style)
        return lambda **options: bridge.highlight_block(**{**BLOCK, **options})

    return begin


def test_code_is_highlighted_once_and_whatever_differs_is_not_taken_for_it(app, highlighted, monkeypatch):
    bridge = PygmentsBridge("html", "sphinx")
    wanted = [bridge.highlight_block(**{**BLOCK, **options}) for options in ({}, *OTHERS)]
    dark = PygmentsBridge("html", "monokai").highlight_block(**BLOCK)
    show = highlighted()
    assert [show(**options) for options in ({}, *OTHERS)] == wanted
    assert highlighted("monokai")() == dark
    show = highlighted()
    assert [show(**options) for options in ({}, *OTHERS)] == wanted
    highlighting.finish(app, None)
    show = highlighted()
    monkeypatch.setattr(pygments, "highlight", Counted("made again"))
    assert [show(**options) for options in ({}, *OTHERS)] == wanted
    assert show(source="new") == "made again"


def test_code_that_is_no_code_is_warned_of_in_every_build(app, highlighted, monkeypatch):
    warned = []
    monkeypatch.setattr(sphinx.highlighting.logger, "warning", lambda *_, **__: warned.append(1))
    for times in (1, 2):
        highlighted()(source="a = ?$\n")
        highlighting.finish(app, None)
        assert len(warned) == times


def test_the_examples_of_a_file_are_looked_for_again_only_when_it_has_changed(app, tmp_path, monkeypatch):
    page, path = tmp_path / "README.md", tmp_path / "ledger.json"
    find, looked = ledger._hashes, []
    monkeypatch.setattr(ledger, "_hashes", lambda *place: looked.append(1) or find(*place))

    def untested():
        memo = Memo(app, "examples")
        found = ledger.untested(path, tmp_path, memo)
        memo.keep()
        return found

    for text, times in (("1 + 1\n2", 1), ("1 + 1\n2", 1), ("1 + 2\n3", 2), ("1 + 2\n4", 3)):
        page.write_text(f"```pycon\n>>> {text}\n```\n", "utf-8")
        assert untested() == [page]
        assert len(looked) == times
    ledger.write(path, tmp_path, {"README.md": [(2, ledger.example_hash("1 + 2", "4"))]})
    assert untested() == []
    ledger.write(path, tmp_path, {"README.md": [(2, ledger.example_hash("1 + 2", "5"))]})
    assert untested() == [page]
    assert len(looked) == 3


@pytest.mark.parametrize("named", [str, lambda name: [name]])
def test_no_process_is_started_for_a_gallery_of_which_every_script_has_run(tmp_path, named):
    conf = {"gallery_dirs": named("gallery"), "examples_dirs": named("../examples")}
    app = SimpleNamespace(srcdir=tmp_path / "docs", config=SimpleNamespace(sphinx_gallery_conf=conf))
    app.srcdir.mkdir()
    scripts = [Path("1_first", "plot_one.py"), Path("1_first", "plot_two.py")]
    for script in scripts:
        (tmp_path / "examples" / script).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "examples" / script).touch()
        assert gallery_apart.waiting(app)
        note = tmp_path / "docs" / "gallery" / f"{script}.md5"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch()
        assert not gallery_apart.waiting(app)
