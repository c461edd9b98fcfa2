"""A page as a file and in a notebook: whole or not at all, and text stays text."""

import html
import os
import re
from pathlib import Path

import pytest

from cnn_docs import explore
from cnn_docs._keras import load_keras
from cnn_docs.explorer.page import ExplorerPage

from .pages import draw, held

MARKUP = "<img src=x onerror=alert(1)>"
CLOSING = "</script><script>alert(2)</script>"


@pytest.fixture(scope="module")
def hostile():
    """A page whose names are markup."""
    keras = load_keras()
    layers = [keras.layers.Conv2D(2, 3, name=MARKUP), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((6, 6, 1)), *layers], name="hostile")
    return explore(model, draw(1, 6, 6, 1), classes=[CLOSING, "<b>bold</b>"], title=CLOSING)


def test_names_are_text_in_all_parts_of_a_page(hostile):
    for markup in (MARKUP, CLOSING, "<b>"):
        assert markup not in hostile.html
    facts, _ = held(hostile)
    assert facts["answer"]["labels"] == [CLOSING, "<b>bold</b>"]
    assert MARKUP in [layer["name"] for layer in facts["layers"]]
    assert hostile.html.count("<script") == hostile.html.count("</script>") == 3


def test_a_page_may_ask_nobody(hostile):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', hostile.html)[1]
    assert "default-src 'none'" in policy
    assert not re.search(r'(src|href|action)="(?!data:)', hostile.html)


def test_nothing_on_a_page_moves_by_itself(hostile):
    assert not re.search(r"transition|animat|@keyframes|setInterval|smooth\b", hostile.html)


def test_in_a_notebook_it_is_a_frame_of_its_own(hostile):
    frame = hostile._repr_html_()
    assert re.match("<style>[^<]*</style><iframe ", frame)
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == hostile.html
    assert 'sandbox="allow-scripts"' in frame
    assert MARKUP not in frame


def test_where_a_notebook_takes_frames_out_a_sentence_says_what_to_do(hostile):
    left = re.fullmatch(r"<style>[^<]*</style><iframe [^>]*>([^<]*)</iframe>", hostile._repr_html_())[1]
    assert "once you trust this notebook, or run the cell" in left
    assert CLOSING in html.unescape(left)


def test_a_page_tells_its_size_before_it_is_written(hostile, tmp_path):
    path = hostile.save(tmp_path / "page.html")
    assert path.stat().st_size == hostile.size
    assert f"{hostile.size / 1e6:.2f} MB" in repr(hostile)
    assert path.read_text(encoding="utf-8") == hostile.html


def test_what_is_left_out_is_told():
    assert repr(ExplorerPage("x", "name", ["two maps"])).endswith("left out: two maps")


def test_an_interrupted_save_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text("before")

    def interrupted(self, text, **_):
        with self.open("w") as file:
            file.write(text[:10])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ExplorerPage("a long text that is not written whole", "name").save(path)
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
    assert path.read_bytes() == b"before"


def test_a_path_that_cannot_be_written_is_refused_by_name(tmp_path):
    page = ExplorerPage("x", "name")
    with pytest.raises(ValueError, match="`path` must be the name of a file; this is a folder"):
        page.save(tmp_path)
    with pytest.raises(ValueError, match="`path` must be in a folder that exists"):
        page.save(tmp_path / "no" / "page.html")
    with pytest.raises(ValueError, match=r"`path` must be the name of a file\. Received: "):
        page.save(os.devnull)
    with pytest.raises(TypeError, match="`path` must be a path"):
        page.save(3)


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path):
    path = ExplorerPage("x", "name").save(tmp_path / ("å" * 125 + ".html"))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    with pytest.raises(ValueError, match=r"`path` must be a file that can be written \(.*too long"):
        ExplorerPage("x", "name").save(tmp_path / ("a" * 300))


def test_a_disk_that_refuses_is_told_by_name(tmp_path, monkeypatch):
    def full(self, text, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ValueError, match=r"`path` must be a file that can be written \(.*No space left"):
        ExplorerPage("x", "name").save(tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


def test_without_scripts_there_are_pictures_and_the_table(hostile):
    assert hostile.html.count("<img src=") == len(
        [layer for layer in held(hostile)[0]["layers"] if "maps" in layer]
    )
    assert "<table" in hostile.html
