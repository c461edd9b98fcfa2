"""Dropout masks and the scaled survivors."""

import numpy as np
import pytest

from cnn_docs import dropout, plot_dropout
from cnn_docs.plots._cells import number_texts

VALUES = np.array([0.2, 1.5, 0.0, 0.9, 1.1, 2.0])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def dropped(ax):
    return sum(patch.get_gid() == "dropped" for patch in ax.patches)


@pytest.mark.parametrize("rate", [0.0, 0.5, 0.6])
def test_training_steps_show_what_dropout_gives(rate):
    first, *steps, last = plot_dropout(VALUES, rate, seed=3).axes
    assert len(steps) == 3
    for number, ax in enumerate(steps):
        assert texts(ax) == number_texts(dropout(VALUES, rate, seed=3 + number)).tolist()
        assert dropped(ax) == (dropout(np.ones(6), rate, seed=3 + number) == 0).sum()
    assert texts(first) == texts(last) == number_texts(VALUES).tolist()


def test_inference_drops_nothing():
    first, *_, last = plot_dropout(VALUES, 0.5, seed=0).axes
    assert dropped(first) == dropped(last) == 0
    assert last.get_title() == "inference"


def test_a_value_of_zero_is_not_taken_for_a_dropped_one():
    for seed in range(5):
        _, step, _ = plot_dropout([0.0, 0.0, 0.0], 0.5, seed=seed, masks=1).axes
        assert dropped(step) == (dropout(np.ones(3), 0.5, seed=seed) == 0).sum()


def test_the_counts_and_the_scale_are_written():
    written = [text.get_text() for text in plot_dropout(np.ones(8), 0.5, seed=1, masks=1).texts]
    assert written == [
        "mean 1",
        "mean 1\n4 of 8\ndropped",
        "mean 1",
        "survivors of a step × 1 / (1 − 0.5) = × 2",
    ]


def test_a_grid_of_values_wraps_to_the_page():
    figure = plot_dropout(np.full((4, 6), 1.25), 0.6, seed=0)
    assert figure.get_figwidth() <= 7.2
    assert len({round(ax.get_position().y0, 6) for ax in figure.axes}) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": []}, "`values` must be an array with 1 to 12 rows. Received: an array of shape (0,)."),
        (
            {"values": np.ones(13)},
            "`values` must be an array with 1 to 12 rows. Received: an array of shape (13,).",
        ),
        (
            {"values": np.ones((2, 40))},
            "`values` must be narrow enough for the page. Received: an array of shape (2, 40).",
        ),
        ({"masks": 0}, "`masks` must be a whole number from 1 to 100. Received: 0."),
        ({"rate": 1.0}, "`rate` must be a finite number, at least 0 and below 1. Received: 1.0."),
    ],
)
def test_bad_arguments_are_refused(arguments, message, refused):
    with refused(ValueError, message):
        plot_dropout(**({"values": VALUES, "rate": 0.5, "seed": 0} | arguments))


@pytest.mark.parametrize("seed", [None, "1", [1]])
def test_a_seed_that_is_no_number_is_named(seed):
    with pytest.raises(TypeError, match="`seed` must be a whole number of at least 0"):
        plot_dropout([1.0, 2.0], 0.5, seed=seed)
