"""The reliability diagram agrees with scikit-learn's curve and SciPy's interval."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve

from cnn_docs import plot_reliability, softmax

RNG = np.random.default_rng(0)
YES = RNG.random(400)
SAID = (RNG.random(400) < YES**2).astype(int)
CLASSES = softmax(RNG.normal(0, 2, (300, 5)))
LABELS = RNG.integers(0, 5, 300)


def dots(ax):
    return ax.collections[-1].get_offsets().data


@pytest.mark.parametrize("bins", [1, 2, 7, 10])
def test_probabilities_of_yes_give_scikit_learn_s_curve(bins):
    share, mean = calibration_curve(SAID, YES, n_bins=bins)
    np.testing.assert_allclose(dots(plot_reliability(YES, SAID, bins=bins)), np.column_stack([mean, share]))


def test_several_classes_are_judged_by_the_largest_probability():
    right = CLASSES.argmax(axis=1) == LABELS
    share, mean = calibration_curve(right, CLASSES.max(axis=1), n_bins=10)
    np.testing.assert_allclose(dots(plot_reliability(CLASSES, LABELS)), np.column_stack([mean, share]))


def test_a_probability_on_an_edge_belongs_to_the_bin_below():
    edges = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    share, mean = calibration_curve([0, 1, 0, 1, 1], edges, n_bins=4)
    np.testing.assert_allclose(
        dots(plot_reliability(edges, [0, 1, 0, 1, 1], bins=4)), np.column_stack([mean, share])
    )


def test_bars_are_the_intervals_after_wilson():
    bins = np.minimum((YES * 5).astype(int), 4)
    bars = plot_reliability(YES, SAID, bins=5).collections[0].get_segments()
    for number, bar in enumerate(bars):
        held = SAID[bins == number]
        ends = binomtest(int(held.sum()), len(held)).proportion_ci(method="wilson")
        np.testing.assert_allclose(bar[:, 1], [ends.low, ends.high])


def test_areas_grow_with_the_number_of_answers():
    ax = plot_reliability([0.1] * 3 + [0.9] * 9, [0] * 3 + [1] * 9, bins=2)
    few, many = ax.collections[-1].get_sizes()
    assert many / few == pytest.approx(3)


def test_the_dashed_line_is_where_both_are_equal_and_given_axes_are_used():
    _, ax = plt.subplots()
    assert plot_reliability(YES, SAID, ax=ax) is ax
    assert ax.lines[0].get_xydata().tolist() == [[0, 0], [1, 1]]
    assert ax.lines[0].get_linestyle() == "--"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("probability of yes", "share of yes")
    assert plot_reliability(CLASSES, LABELS).get_ylabel() == "share that is right"


@pytest.mark.parametrize(
    ("probabilities", "labels", "keywords", "message"),
    [
        ([], [], {}, "`probabilities` must be an array with at least one picture"),
        ([[0.5, 0.9]], [0], {}, r"sum to 1 for each picture.*cnn_docs\.softmax first"),
        ([0.5, 1.5], [0, 1], {}, "`probabilities` must be made of numbers from 0 to 1. Received"),
        ([0.5, 0.5], [0], {}, "`labels` must be one whole number for each of the 2 pictures"),
        ([0.5, 0.5], [0, 2], {}, r"`labels` must be the index of a class, from 0 to 1\. Received: 2"),
        ([[0.5, 0.5]], [-1], {}, "`labels` must be the index of a class"),
        ([0.5, 0.5], [0.0, 1.0], {}, r"Write labels\.astype\(int\)"),
        ([0.5, np.nan], [0, 1], {}, "`probabilities` must be made of finite numbers"),
        ([0.5], [1], {"bins": 0}, "`bins` must be a positive whole number"),
        ([0.5], [1], {"bins": 10**30}, "`bins` must be at most 10,000"),
        ([0.5], [1], {"ax": "here"}, "`ax` must be Matplotlib's Axes"),
    ],
)
def test_what_has_no_diagram_is_refused(probabilities, labels, keywords, message):
    with pytest.raises((TypeError, ValueError), match=message):
        plot_reliability(probabilities, labels, **keywords)


def test_ticks_of_diagrams_side_by_side_stay_apart():
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.9), sharey=True, layout="constrained")
    for ax in axes:
        plot_reliability([0.2, 0.9], [0, 1], ax=ax)
    figure.canvas.draw()
    boxes = [label.get_window_extent() for ax in axes for label in ax.get_xticklabels()]
    assert all(left.x1 + 4 < right.x0 for left, right in pairwise(boxes))
