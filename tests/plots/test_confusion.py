"""The confusion matrix counts as scikit-learn does, and shows pictures that belong into its cells."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from sklearn.metrics import confusion_matrix

from cnn_docs import plot_confusion
from cnn_docs.palette import LIGHT

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 4, 60)
ANSWERS = np.where(RNG.random(60) < 0.6, LABELS, RNG.integers(0, 4, 60))
IMAGES = np.arange(60.0)[:, None, None] + np.zeros((60, 4, 6))  # each picture holds its own number


def written(ax):
    """Return the matrix that the numbers in the cells make."""
    size = len(ax.get_xticks())
    counts = np.zeros((size, size), int)
    for text in ax.texts:
        column, row = text.get_position()
        counts[round(row), round(column)] = int(text.get_text().replace(",", ""))
    return counts


def cells(ax):
    """Return the coloured cells by row and column."""
    found = {}
    for patch in ax.patches:
        if patch.get_gid() == "cell":
            column, row = (int(part + 0.5) for part in patch.get_xy())
            found[row, column] = patch.get_facecolor()
    return found


@pytest.mark.parametrize("images", [None, IMAGES])
def test_the_numbers_are_those_of_scikit_learn(images):
    ax = plot_confusion(LABELS, ANSWERS, images)
    np.testing.assert_array_equal(written(ax), confusion_matrix(LABELS, ANSWERS))


def test_classes_that_nobody_answered_have_a_row_and_a_column():
    ax = plot_confusion([0, 0], [0, 2], class_names=["a", "b", "c", "d"])
    np.testing.assert_array_equal(written(ax), confusion_matrix([0, 0], [0, 2], labels=range(4)))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b", "c", "d"]


def test_each_cell_shows_the_first_picture_that_belongs_there():
    ax = plot_confusion(LABELS, ANSWERS, IMAGES)
    assert len(ax.images) == np.count_nonzero(confusion_matrix(LABELS, ANSWERS))
    for shown in ax.images:
        left, right, bottom, top = shown.get_extent()
        assert bottom > top  # the first row of a picture is above
        column, row = round((left + right) / 2), round((top + bottom) / 2)
        assert -0.5 < left - column < right - column < 0.5
        assert -0.5 < top - row < bottom - row < 0.5
        assert (right - left) / (bottom - top) == pytest.approx(6 / 4)
        first = np.flatnonzero((row == LABELS) & (column == ANSWERS))[0]
        assert np.unique(shown.get_array()).tolist() == [first]


def test_colours_tell_right_from_wrong_and_the_share_of_the_row():
    ax = plot_confusion([0] * 8 + [1], [0] * 6 + [1] * 2 + [1])
    found = cells(ax)
    assert set(found) == {(0, 0), (0, 1), (1, 1)}
    assert {to_rgb(found[0, 0]), to_rgb(found[1, 1])} == {to_rgb(LIGHT["output"])}
    assert to_rgb(found[0, 1]) == to_rgb(LIGHT["highlight"])
    strength = {place: color[3] for place, color in found.items()}
    assert strength[0, 0] / strength[0, 1] == pytest.approx(3)
    assert strength[0, 0] / strength[1, 1] == pytest.approx(6 / 8)


@pytest.mark.parametrize("shape", [(60, 5, 5), (60, 5, 5, 1), (60, 5, 5, 3)])
def test_grey_and_coloured_pictures_are_shown(shape):
    images = RNG.integers(0, 256, shape).astype(np.uint8)
    ax = plot_confusion(LABELS, ANSWERS, images, cmap="gray_r")
    shown = ax.images[0].get_array()
    assert shown.shape == ((5, 5, 3) if shape[-1] == 3 else (5, 5))
    assert shape[-1] == 3 or ax.images[0].get_cmap().name == "gray_r"
    first = np.flatnonzero((LABELS == 0) & (ANSWERS == 0))[0]
    np.testing.assert_allclose(shown, images[first].squeeze() / (255 if shape[-1] == 3 else 1))


def test_ten_classes_with_long_names_stay_within_the_page():
    names = [f"a_$long$_name of class {number}" for number in range(10)]
    ax = plot_confusion(np.arange(10), np.arange(10), np.zeros((10, 3, 3)), class_names=names)
    ax.figure.canvas.draw()
    assert ax.figure.get_figwidth() <= 7.2 + 1e-9
    assert not any(text.get_parse_math() for text in ax.get_xticklabels())
    assert ax.get_tightbbox().x0 >= 0


def test_given_axes_are_used():
    _, ax = plt.subplots()
    assert plot_confusion([0, 1], [0, 1], ax=ax) is ax


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (([], []), {}, "`labels` must be an array with at least one index"),
        ((np.zeros(0, int), np.zeros(0, int)), {}, "`labels` must be an array with at least one index"),
        (([0, 1], [0]), {}, "`answers` must be as many as the 2 `labels`"),
        (([0, 1], [0, -1]), {}, r"`answers` must be indices from 0\. Received: -1"),
        (([0, 1], [[0.5, 0.5], [0.1, 0.9]]), {}, r"Take answers\.argmax\(axis=1\)"),
        (([0, 1], [0.0, 1.0]), {}, r"Write answers\.astype\(int\)"),
        (([0, 1], [0, 1], np.zeros((3, 2, 2))), {}, "`images` must be as many as the 2 `labels`"),
        (([0, 1], [0, 1], np.zeros((2, 4))), {}, "`images` must have the shape"),
        (([0, 1], [0, 1], np.zeros((2, 4, 4, 2))), {}, "`images` must be an image with one or three"),
        (([0, 2], [0, 1]), {"class_names": ["a", "b"]}, "a name for each of the classes 0 to 2"),
        (([0, 20], [0, 1]), {}, r"`labels` must be of at most 20 classes\. Received: 21"),
        (([0, 2**62], [0, 1]), {}, r"`labels` must be of at most 20 classes\. Received: 4611686018427387905"),
        (([0, 1], [0, 1]), {"class_names": 3}, "`class_names` must be a sequence of names"),
        (
            ([0, 1], [0, 1]),
            {"class_names": {0: "cat", 1: "dog"}},
            "`class_names` must be a sequence of names",
        ),
        (([0, 1], [0, 1]), {"class_names": [["cat"], ["dog"]]}, "`class_names` must be a text"),
        (([0, 1], [0, 1]), {"cmap": "viridus"}, r"`cmap` must be .*Received: 'viridus'"),
        (([0, 1], [0, 1]), {"ax": "here"}, "`ax` must be Matplotlib's Axes"),
    ],
)
def test_what_makes_no_matrix_is_refused(arguments, keywords, message):
    with pytest.raises((TypeError, ValueError), match=message):
        plot_confusion(*arguments, **keywords)
