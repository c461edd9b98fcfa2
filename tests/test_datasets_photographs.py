"""Photographs come from scikit-image's own files, with their source and licence."""

import sys

import numpy as np
import pytest

from cnn_docs import load_photograph
from cnn_docs.datasets.photographs import _PHOTOGRAPHS

pytest.importorskip("skimage")


@pytest.mark.parametrize("name", _PHOTOGRAPHS)
def test_every_photograph_is_bundled_and_states_source_and_licence(name, monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)  # scikit-image downloads with it
    photograph = load_photograph(name)
    assert photograph.name == name
    assert photograph.image.dtype == np.float64
    assert 0 <= photograph.image.min() < photograph.image.max() <= 1
    assert "scikit-image" in photograph.source
    assert photograph.licence in {"CC0 1.0", "public domain", "no known copyright restrictions"}


def test_the_cat_is_the_one_of_scikit_image():
    from skimage import data

    np.testing.assert_array_equal(np.rint(load_photograph("cat").image * 255), data.chelsea())


def test_gray_is_the_brightness_that_scikit_image_computes():
    from skimage import color, data

    np.testing.assert_allclose(load_photograph("cat", gray=True).image, color.rgb2gray(data.chelsea()))


def test_a_photograph_that_is_gray_stays_as_it_is():
    assert (load_photograph("camera").image == load_photograph("camera", gray=True).image).all()


def test_a_photograph_is_scaled_to_height_and_width():
    assert load_photograph("cat", size=(30, 45)).image.shape == (30, 45, 3)
    small = load_photograph("coins", size=16).image
    assert small.shape == (16, 16)
    assert small.mean() == pytest.approx(load_photograph("coins").image.mean(), abs=0.01)


def test_an_unknown_name_is_answered_with_the_right_ones():
    with pytest.raises(ValueError, match=r"`name` must be 'cat', .*'cta'\. Did you mean 'cat'\?"):
        load_photograph("cta")


def test_without_scikit_image_the_extra_is_named(monkeypatch):
    monkeypatch.setattr("cnn_docs._optional.installed", lambda name: name != "skimage")
    with pytest.raises(ModuleNotFoundError, match=r"pip install \"cnn_docs\[examples\]\""):
        load_photograph("cat")


@pytest.mark.parametrize(("option", "value"), [("gray", 1), ("size", 2.5)])
def test_options_of_wrong_types_are_refused(option, value):
    with pytest.raises(TypeError, match=f"`{option}` must be"):
        load_photograph("cat", **{option: value})
