"""The curves of a training."""

from types import SimpleNamespace

import numpy as np
import pytest

from cnn_docs import plot_history
from cnn_docs.plots.style import WIDTH

CURVES = {
    "accuracy": [0.5, 0.7, 0.8],
    "loss": [0.9, 0.5, 0.3],
    "val_accuracy": [0.4, 0.7, 0.6],
    "val_loss": [1.0, 0.7, 0.8],
    "learning_rate": [0.1, 0.1, 0.01],
}


def curve(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_each_metric_has_a_panel_with_both_curves():
    figure = plot_history(CURVES)
    assert [ax.get_title() for ax in figure.axes] == ["accuracy", "loss"]
    for ax, name in zip(figure.axes, ("accuracy", "loss"), strict=True):
        assert list(curve(ax, "training").get_xdata()) == [1, 2, 3]
        assert list(curve(ax, "training").get_ydata()) == CURVES[name]
        assert list(curve(ax, "validation").get_ydata()) == CURVES[f"val_{name}"]


def test_the_curves_differ_without_colour():
    ax = plot_history(CURVES).axes[0]
    assert curve(ax, "training").get_linestyle() != curve(ax, "validation").get_linestyle()


def test_the_best_validation_epoch_is_the_least_loss_and_the_greatest_accuracy():
    rings = [next(line for line in ax.lines if line.get_gid() == "best") for ax in plot_history(CURVES).axes]
    assert [(ring.get_xdata()[0], ring.get_ydata()[0]) for ring in rings] == [(2, 0.7), (2, 0.7)]
    assert plot_history(CURVES).axes[0].texts[0].get_text() == "0.7 at epoch 2"


def test_a_history_object_is_taken():
    figure = plot_history(SimpleNamespace(history=CURVES), metrics=["loss"])
    assert [ax.get_title() for ax in figure.axes] == ["loss"]


def test_training_alone_needs_no_legend_and_no_ring():
    ax = plot_history({"loss": [3.0, 2.0]}).axes[0]
    assert ax.get_legend() is None
    assert [line.get_label() for line in ax.lines] == ["training"]


def test_one_epoch_is_a_point():
    assert curve(plot_history({"loss": [3.0]}).axes[0], "training").get_marker() == "o"


def test_epochs_are_whole_numbers():
    figure = plot_history({"loss": np.linspace(1, 0, 30)})
    figure.canvas.draw()
    ticks = figure.axes[0].get_xticks()
    assert np.array_equal(ticks, np.round(ticks))


def test_three_metrics_stay_within_the_page():
    figure = plot_history({name: [1.0, 0.5] for name in ("loss", "accuracy", "auc")})
    assert len(figure.axes) == 3
    assert figure.get_figwidth() <= WIDTH


@pytest.mark.parametrize(
    ("history", "keywords", "message"),
    [
        ({}, {}, r"`history` must have at least one epoch"),
        ({"loss": []}, {}, r"`history` must have at least one epoch"),
        ({"loss": [1.0], "val_loss": [1.0, 2.0]}, {}, r"one value per epoch.*loss: 1, val_loss: 2"),
        ({"loss": [1.0, np.nan]}, {}, r"`history\['loss'\]` must be made of finite numbers"),
        (CURVES, {"metrics": ["acuracy"]}, r"`metrics` must be .*Did you mean 'accuracy'"),
        (CURVES, {"metrics": []}, r"`metrics` must be at least one name"),
    ],
)
def test_what_has_no_curves_is_refused(history, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_history(history, **keywords)


def test_something_else_is_refused():
    with pytest.raises(TypeError, match=r"`history` must be a History or its mapping"):
        plot_history([1.0, 2.0])


def test_metrics_that_are_no_sequence_are_named():
    with pytest.raises(TypeError, match=r"`metrics` must be a sequence of names\. Received: 3"):
        plot_history({"loss": [1.0]}, metrics=3)


def test_curves_do_not_cross_the_text_at_the_best_epoch():
    ax = plot_history({"loss": [0.9, 0.5, 0.3], "val_loss": [1.0, 0.7, 0.8]}).axes[0]
    text = next(text for text in ax.texts if "at epoch" in text.get_text())
    assert text.get_bbox_patch() is not None
    assert all(text.get_zorder() > line.get_zorder() for line in ax.lines)
