"""The pictures of clothes are those of Fashion-MNIST, as many of each kind, none twice; damage is refused."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnn_docs import load_fashion
from cnn_docs.datasets import fashion as module

SCRIPT = Path(__file__).with_name("draw_fashion.py")
spec = importlib.util.spec_from_file_location("draw_fashion", SCRIPT)
draw_fashion = importlib.util.module_from_spec(spec)
spec.loader.exec_module(draw_fashion)
whole = pytest.mark.skipif(not draw_fashion.FOLDER.exists(), reason="dataset-fashion-mnist is not installed")
fashion = pytest.fixture(scope="module")(load_fashion)


@whole
@pytest.mark.parametrize("part", ["train", "test"])
def test_every_picture_and_label_is_the_authors_own(fashion, part):
    images, labels = draw_fashion.whole(part)
    places = np.load(draw_fashion.FILE)[f"{part}_places"].astype(int)
    np.testing.assert_array_equal(getattr(fashion, f"{part}_images")[..., 0], images[places])
    np.testing.assert_array_equal(getattr(fashion, f"{part}_labels"), labels[places])


@whole
def test_the_script_draws_the_file_of_the_package():
    drawn = draw_fashion.drawn()
    kept = np.load(draw_fashion.FILE)
    assert sorted(drawn) == sorted(kept.files)
    for name, array in drawn.items():
        np.testing.assert_array_equal(kept[name], array)
        assert kept[name].dtype == array.dtype


def test_there_are_as_many_of_each_kind_in_both_parts(fashion):
    assert np.bincount(fashion.train_labels).tolist() == [300] * 10
    assert np.bincount(fashion.test_labels).tolist() == [100] * 10
    assert len(fashion.class_names) == 10
    np.testing.assert_array_equal(np.concatenate([fashion.train, fashion.test]), np.arange(4000))


def test_no_picture_is_there_twice(fashion):
    assert len({image.tobytes() for image in fashion.images}) == len(fashion)


def test_both_parts_are_shuffled(fashion):
    for labels in (fashion.train_labels, fashion.test_labels):
        assert set(labels[:100]) == set(labels[-100:]) == set(range(10))


def test_pictures_are_grey_values_on_a_dark_ground(fashion):
    assert fashion.images.shape == (4000, 28, 28, 1)
    assert fashion.images.dtype == np.uint8
    assert (fashion.images.min(), fashion.images.max()) == (0, 255)
    assert np.median(fashion.images[:, 0]) == 0  # the upper border


def test_source_and_licence_are_stated_and_the_licence_comes_with_the_file(fashion):
    assert "Zalando" in fashion.source
    assert "zalandoresearch/fashion-mnist" in fashion.source
    assert fashion.licence.startswith("MIT")
    text = draw_fashion.FILE.with_name("fashion.LICENSE.txt").read_text("utf-8")
    assert "2017 Zalando SE" in text
    assert "The above copyright notice and this permission notice shall be included" in text


def test_the_file_is_small_enough_for_the_wheel():
    assert draw_fashion.FILE.stat().st_size <= 1_900_000


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:1000],
        lambda data: b"",
        lambda data: data[:500_000] + bytes([data[500_000] ^ 1]) + data[500_001:],
        lambda data: data + b"\0",
        lambda data: None,
    ],
)
def test_a_damaged_file_is_refused(damage, tmp_path, monkeypatch, refused):
    file = tmp_path / "fashion.npz"
    damaged = damage(draw_fashion.FILE.read_bytes())
    if damaged is not None:  # None for a file that is missing
        file.write_bytes(damaged)
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    with refused(
        RuntimeError, f"The pictures of `load_fashion` are damaged: {file}. Install cnn_docs again."
    ):
        load_fashion()


def test_loading_needs_numpy_only():
    code = (
        "import sys, cnn_docs; cnn_docs.load_fashion(); print('sklearn' in sys.modules, 'PIL' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["False", "False"]
