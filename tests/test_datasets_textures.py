"""Texture patches are cut from scikit-image's photographs, and train and test share no pixel."""

import numpy as np
import pytest
from skimage import data

from cnn_docs import load_textures


@pytest.mark.parametrize("patch_size", [32, 48, 100, 256])
def test_every_patch_is_where_its_corner_says(patch_size):
    textures = load_textures(patch_size=patch_size)
    photographs = [getattr(data, name)() for name in textures.class_names]
    for image, label, (row, column) in zip(textures.images, textures.labels, textures.corners, strict=True):
        cut = photographs[label][row : row + patch_size, column : column + patch_size]
        np.testing.assert_array_equal(image[..., 0], cut)


@pytest.mark.parametrize("patch_size", [32, 48, 100, 256])
def test_no_pixel_is_in_two_patches_nor_in_both_parts(patch_size):
    textures = load_textures(patch_size=patch_size)
    covered = np.zeros((2, 3, 512, 512), int)
    for part, indices in enumerate((textures.train, textures.test)):
        for index in indices:
            row, column = textures.corners[index]
            covered[part, textures.labels[index], row : row + patch_size, column : column + patch_size] += 1
    assert covered.sum(axis=0).max() == 1
    assert covered.any(axis=(1, 2, 3)).all()
    sides = 512 // patch_size * patch_size
    assert covered.sum() == 3 * sides**2


def test_the_test_patches_lie_below_the_training_patches():
    textures = load_textures(patch_size=64, test_fraction=0.5)
    assert textures.corners[textures.train, 0].max() + 64 == textures.corners[textures.test, 0].min()
    assert len(textures.train) == len(textures.test)


def test_the_classes_are_even_in_both_parts():
    textures = load_textures()
    assert textures.images.dtype == np.uint8
    assert np.bincount(textures.train_labels).tolist() == [192] * 3
    assert np.bincount(textures.test_labels).tolist() == [64] * 3
    assert textures.licence.startswith("CC0")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"patch_size": 0}, r"`patch_size` must be a positive whole number\. Received: 0"),
        ({"patch_size": 257}, r"`patch_size` must be at most 256, half of a photograph\. Received: 257"),
        ({"test_fraction": 1.0}, r"`test_fraction` must be .*below 1\. Received: 1.0"),
        ({"test_fraction": float("nan")}, r"`test_fraction` must be a finite number"),
    ],
)
def test_what_cannot_be_cut_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        load_textures(**arguments)


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setattr("cnn_docs._optional.installed", lambda name: name != "skimage")
    with pytest.raises(ModuleNotFoundError, match=r"`load_textures` needs scikit-.*cnn_docs\[examples\]"):
        load_textures()
