"""The digits are scikit-learn's, split without overlap, and their copies stay digits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_docs import augment_digits, load_digits

digits = pytest.fixture(scope="module")(load_digits)


def test_the_digits_are_those_of_scikit_learn(digits):
    from sklearn.datasets import load_digits as load

    bunch = load()
    np.testing.assert_array_equal(digits.images, bunch.images)
    np.testing.assert_array_equal(digits.labels, bunch.target)
    assert digits.images.dtype == np.float32
    assert digits.class_names == tuple("0123456789")


def test_the_last_third_is_held_out(digits):
    np.testing.assert_array_equal(digits.train, np.arange(1198))
    np.testing.assert_array_equal(digits.test, np.arange(1198, 1797))
    np.testing.assert_array_equal(digits.test_images, digits.images[1198:])
    np.testing.assert_array_equal(digits.train_labels, digits.labels[:1198])
    assert np.bincount(digits.test_labels).min() >= 55  # no digit is rare in the part held out


def test_no_picture_of_the_training_part_is_in_the_test_part(digits):
    train = {image.tobytes() for image in digits.train_images}
    assert not any(image.tobytes() in train for image in digits.test_images)


def test_the_labels_follow_one_form_after_another(digits):
    """The reason for the contiguous split: 0 to 9 three times over begins every form."""
    text = "".join(map(str, digits.labels))
    starts = [place for place in range(len(text)) if text.startswith("0123456789" * 3, place)]
    assert len(starts) >= 12
    assert all(120 <= gap <= 260 for gap in np.diff(starts))


def test_source_and_licence_are_stated(digits):
    assert "UCI" in digits.source
    assert digits.licence == "CC BY 4.0"


def solid_square(side=4):
    image = np.zeros((1, 8, 8))
    start = (8 - side) // 2
    image[0, start : start + side, start : start + side] = 16
    return image


STILL = {"shift": 0, "scale": (1, 1), "rotation": 0, "threshold": (0.5, 0.5), "seed": 0}


def centre(image):
    return [float((image.sum(axis=1 - axis) * np.arange(8)).sum() / image.sum()) for axis in (0, 1)]


def test_copies_are_counts_of_a_32x32_bitmap(digits):
    copies = augment_digits(digits.images[:50], copies=2, seed=1)
    assert copies.shape == (100, 8, 8)
    assert copies.dtype == np.float32
    np.testing.assert_array_equal(copies, np.round(copies))
    assert copies.min() >= 0
    assert copies.max() <= 16


def test_the_same_seed_draws_the_same_copies(digits):
    images = digits.images[:5]
    first, again, other = (augment_digits(images, copies=2, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[:5], first[5:])  # every copy is drawn anew


def test_a_lower_threshold_draws_thicker_strokes(digits):
    inks = [
        augment_digits(digits.images[:100], **{**STILL, "threshold": (level, level)}).sum()
        for level in (0.2, 0.4, 0.6, 0.8)
    ]
    assert inks == sorted(inks, reverse=True)
    assert inks[0] > 1.5 * inks[-1]


@pytest.mark.parametrize("factor", [0.7, 1.0, 1.3])
def test_the_scale_changes_the_area_by_its_square(factor):
    areas = [
        augment_digits(solid_square(), **{**STILL, "scale": (factor, factor), "seed": seed}).sum() / 16
        for seed in range(20)
    ]
    assert np.mean(areas) == pytest.approx(16 * factor**2, rel=0.05)


def test_shifts_reach_one_cell_and_no_more():
    copies = augment_digits(solid_square(), copies=400, **{**STILL, "shift": 1})
    for axis in (0, 1):
        offsets = np.array([centre(copy)[axis] for copy in copies]) - 3.5
        assert offsets.min() == pytest.approx(-1, abs=0.15)
        assert offsets.max() == pytest.approx(1, abs=0.15)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.floats(0, 2), st.floats(0.5, 1.0), st.floats(0, 30))
def test_paper_stays_paper(seed, shift, low, rotation):
    blank = np.zeros((2, 8, 8))
    assert not augment_digits(blank, shift=shift, scale=(low, 2), rotation=rotation, seed=seed).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": np.zeros((2, 9, 8))}, r"`images` must be of shape \(N, 8, 8\)\. Received: .*\(2, 9, 8\)"),
        ({"images": np.zeros((8, 8))}, r"`images` must have the shape \(N, 8, 8\)\. Received: .*\(8, 8\)"),
        ({"images": np.full((1, 8, 8), 17)}, r"`images` must be made of counts from 0 to 16\. Received: 17"),
        ({"images": np.full((1, 8, 8), np.nan)}, r"`images` must be made of finite numbers"),
        ({"copies": 0}, r"`copies` must be a whole number from 1 to 1,000,000\. Received: 0"),
        ({"shift": -1}, r"`shift` must be .*at least 0\. Received: -1"),
        ({"scale": (1.3, 0.7)}, r"`scale` must be a pair \(low, high\).*Received: \(1.3, 0.7\)"),
        ({"scale": 1.0}, r"`scale` must be a pair \(low, high\).*Received: 1.0"),
        ({"threshold": (0.3, 1.2)}, r"`threshold` must be .*below 1\. Received: 1.2"),
        ({"seed": -1}, r"`seed` must be a whole number of at least 0\. Received: -1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        augment_digits(**{"images": solid_square(), "seed": 0, **arguments})


def test_without_the_extra_the_error_names_it(monkeypatch):
    monkeypatch.setattr("cnn_docs._optional.installed", lambda name: name != "sklearn")
    with pytest.raises(ModuleNotFoundError, match=r"`load_digits` needs scikit-.*cnn_docs\[examples\]"):
        load_digits()
