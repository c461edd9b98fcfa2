"""The drawing of a dense network: neurons, connections and what their colours and widths mean."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnn_docs import plot_network
from cnn_docs.palette import LIGHT
from cnn_docs.plots.style import recolored


def neurons(ax):
    return [patch for patch in ax.patches if patch.get_gid() == "neuron"]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def connections(ax):
    return [len(collection.get_segments()) for collection in ax.collections]


def random_weights(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=pair) for pair in itertools.pairwise(sizes)]


def test_one_circle_per_neuron_and_one_line_per_weight():
    ax = plot_network([3, 4, 4, 2])
    assert len(neurons(ax)) == 13
    assert connections(ax) == [12, 16, 8]


def test_layers_are_named_and_counted():
    written = texts(plot_network([3, 4, 4, 1]))
    assert written == ["input", "3 units", "hidden 1", "4 units", "hidden 2", "4 units", "output", "1 unit"]
    assert "hidden" in texts(plot_network([3, 4, 2]))
    assert texts(plot_network([3, 2], labels=["pixels", "classes"]))[::2] == ["pixels", "classes"]


def test_colour_is_the_sign_and_width_the_size_of_each_weight():
    weights = [np.array([[1.0, -2.0], [0.0, 4.0], [0.5, -0.25]])]
    lines = plot_network([3, 2], weights=weights).collections[0]
    sizes = np.sort(np.abs(weights[0]).ravel())
    assert lines.get_linewidths() == pytest.approx(0.25 + (3.5 - 0.25) * sizes / 4)
    wanted = ["grid", "negative", "positive", "positive", "negative", "positive"]  # by growing size
    assert [to_hex(color).upper() for color in lines.get_colors()] == [LIGHT[role] for role in wanted]


def test_each_line_joins_the_neurons_of_its_weight():
    weights = [np.arange(1.0, 7.0).reshape(3, 2)]
    ax = plot_network([3, 2], weights=weights)
    centers = [circle.get_center() for circle in neurons(ax)]
    lines = ax.collections[0].get_segments()
    wanted = [(centers[source], centers[3 + target]) for source in range(3) for target in range(2)]
    assert np.allclose(lines, wanted)


def test_widths_are_comparable_between_layers():
    ax = plot_network([1, 1, 1], weights=[[[1.0]], [[2.0]]])
    first, second = (lines.get_linewidths()[0] for lines in ax.collections)
    assert (first - 0.25) * 2 == pytest.approx(second - 0.25)


def test_weights_of_zero_are_drawn_without_a_division_by_zero():
    ax = plot_network([2, 1], weights=[np.zeros((2, 1))])
    assert to_hex(ax.collections[0].get_colors()[0]).upper() == LIGHT["grid"]


def test_values_are_written_into_the_neurons():
    written = texts(plot_network([2, 1], values=[[0.5, -1.256], [1234.5]]))
    assert {"0.50", "−1.26", "1234"} <= set(written)


def test_wide_layers_are_shown_by_their_first_and_last_units():
    sizes = [64, 10]
    weights = random_weights(sizes)
    ax = plot_network(sizes, weights=weights, max_units=5)
    assert len(neurons(ax)) == 4 + 4
    assert connections(ax) == [16]
    rows, columns = [0, 1, 62, 63], [0, 1, 8, 9]
    shown = np.sort(np.abs(weights[0][np.ix_(rows, columns)]).ravel())
    greatest = np.abs(weights[0]).max()
    assert ax.collections[0].get_linewidths() == pytest.approx(0.25 + 3.25 * shown / greatest)


def test_neurons_do_not_touch_and_lie_inside():
    ax = plot_network([20, 3, 12, 1])
    circles = neurons(ax)
    for n, circle in enumerate(circles):
        for other in circles[:n]:
            distance = np.hypot(*np.subtract(circle.get_center(), other.get_center()))
            assert distance > circle.get_radius() + other.get_radius()
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert all(left < c.get_center()[0] < right and top < c.get_center()[1] < bottom for c in circles)


def test_dark_colours_take_their_place():
    ax = plot_network([2, 2], weights=random_weights([2, 2]))
    light = ax.collections[0].get_colors().copy()
    with recolored(ax.figure):
        assert not np.allclose(ax.collections[0].get_colors(), light)
    assert np.allclose(ax.collections[0].get_colors(), light)


def test_narrow_axes_get_short_names_that_do_not_overlap():
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.6))
    for ax, sizes in zip(axes, ([3, 1], [5, 5, 5, 1], [3, 4, 4, 4, 2]), strict=True):
        assert plot_network(sizes, ax=ax) is ax
    figure.canvas.draw()
    assert texts(axes[2]) == ["input", "3", "", "4", "", "4", "", "4", "output", "2"]
    for ax in axes:
        boxes = [text.get_window_extent().shrunk(0.96, 0.7) for text in ax.texts if text.get_text()]
        assert not [1 for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([3],), ValueError, r"`sizes` must be the units of at least two layers. Received: \[3\]"),
        (([3, 0],), ValueError, r"`sizes` must be a whole number from 1 to 1,000,000,000. Received: 0"),
        ((3,), TypeError, r"`sizes` must be a sequence of whole numbers. Received: 3"),
        (([3, 2.5],), TypeError, r"`sizes` must be a sequence of whole numbers. Received: \[3, 2.5\]"),
    ],
)
def test_sizes_that_are_no_layers_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        plot_network(*arguments)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"weights": []}, r"`weights` must have 1 entries, as `sizes` asks for. Received: 0"),
        (
            {"weights": [np.ones((2, 3))]},
            r"`weights\[0\]` must be an array of shape \(3, 2\).*\(2, 3\)",
        ),
        ({"weights": [np.full((3, 2), np.nan)]}, r"`weights\[0\]` must be made of finite numbers"),
        ({"values": [[1, 2, 3]]}, r"`values` must have 2 entries"),
        ({"values": [[1, 2, 3], [1]]}, r"`values\[1\]` must be an array of shape \(2,\)"),
        ({"labels": ["a"]}, r"`labels` must have 2 entries"),
        ({"max_units": 2}, r"`max_units` must be a whole number from 3 to 200\. Received: 2"),
    ],
)
def test_what_does_not_fit_the_sizes_is_refused(keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_network([3, 2], **keywords)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"weights": 3}, r"`weights` must be a sequence of 1 entries\. Received: 3"),
        ({"values": 0.5}, r"`values` must be a sequence of 2 entries\. Received: 0\.5"),
        ({"labels": [1, 2]}, r"`labels` must be a text\. Received: 1"),
        ({"ax": "left"}, r"`ax` must be Matplotlib's Axes, one of them\. Received: 'str'"),
    ],
)
def test_arguments_of_the_wrong_type_are_named(keywords, message):
    with pytest.raises(TypeError, match=message):
        plot_network([2, 3], **keywords)
