"""The curves of a training, and the kernels that it changed."""

import contextlib
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import ndimage

from cnn_docs import plot_history, plot_kernels_over_epochs
from cnn_docs._keras import load_keras
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


@pytest.fixture(scope="module")
def metrics_of_keras():
    """Return the metrics of Keras that can be made without arguments."""
    keras = load_keras()
    found = []
    for kind in vars(keras.metrics).values():
        if isinstance(kind, type) and issubclass(kind, keras.metrics.Metric):
            with contextlib.suppress(TypeError, NotImplementedError):
                found.append(kind())
    return found


def ringed(name):
    """Return the value in the ring of a metric with the values 0.5, 0.1, 0.9; None without one."""
    values = [0.5, 0.1, 0.9]
    figure = plot_history({name: values, f"val_{name}": values})
    plt.close(figure)
    return next((line.get_ydata()[0] for line in figure.axes[0].lines if line.get_gid() == "best"), None)


def test_the_ring_is_where_keras_says_that_a_metric_is_best(metrics_of_keras):
    sides = {metric.name: getattr(metric, "_direction", None) for metric in metrics_of_keras}
    sides = {name: side for name, side in sides.items() if side in ("up", "down") and name != "sum"}
    assert {"up", "down"} == set(sides.values())
    assert {name: ringed(name) for name in sides} == {
        name: 0.9 if side == "up" else 0.1 for name, side in sides.items()
    }


@pytest.mark.parametrize(("name", "best"), [("mae", 0.1), ("head_mse", 0.1), ("auc_1", 0.9), ("depth", None)])
def test_short_names_are_known_and_others_get_no_ring(name, best):
    assert ringed(name) == best


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
    with pytest.raises(
        TypeError, match=r"`history` must be a mapping from names to values\. Received: \[3\]"
    ):
        plot_history({3: [1.0]})


def test_metrics_that_are_no_sequence_are_named():
    with pytest.raises(TypeError, match=r"`metrics` must be a sequence of names\. Received: 3"):
        plot_history({"loss": [1.0]}, metrics=3)


def test_curves_do_not_cross_the_text_at_the_best_epoch():
    ax = plot_history({"loss": [0.9, 0.5, 0.3], "val_loss": [1.0, 0.7, 0.8]}).axes[0]
    text = next(text for text in ax.texts if "at epoch" in text.get_text())
    assert text.get_bbox_patch() is not None
    assert all(text.get_zorder() > line.get_zorder() for line in ax.lines)


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_the_best_value_is_written_where_its_own_curve_is_not(name):
    values = np.random.default_rng(3).uniform(0.2, 0.8, 9)
    figure = plot_history({name: values[::-1], f"val_{name}": values[::-1]})
    figure.canvas.draw()
    ax = figure.axes[0]
    text = next(text for text in ax.texts if "at epoch" in text.get_text()).get_window_extent()
    curve = ax.transData.transform(np.column_stack([np.arange(1, 10), values[::-1]]))[:, 1]
    assert text.y1 < curve.min() if name == "loss" else text.y0 > curve.max()
    assert ax.bbox.y0 <= text.y0
    assert text.y1 <= ax.bbox.y1


@pytest.mark.parametrize(("name", "sign"), [("loss", 1), ("accuracy", -1)])
def test_the_best_value_is_not_written_over_the_curve_of_the_training(name, sign):
    fading = np.exp(-np.arange(40) / 4)
    validation = 0.5 + 0.12 * sign + 0.5 * sign * fading
    ax = plot_history({name: 0.5 + 0.6 * sign * fading, f"val_{name}": validation}).axes[0]
    ax.figure.canvas.draw()
    text = next(text for text in ax.texts if "at epoch" in text.get_text()).get_window_extent()
    points = ax.transData.transform(ax.lines[0].get_xydata())
    assert not any(text.contains(*point) for point in points)


def kernels(ax):
    """The pieces of the picture that are apart, in reading order: one for each kernel."""
    shown = np.ma.filled(ax.images[0].get_array().astype(float), np.nan)
    pieces, _ = ndimage.label(~np.isnan(shown))
    return [shown[place] for place in ndimage.find_objects(pieces)]


@pytest.mark.parametrize("shape", [(4, 3, 3, 1, 8), (2, 5, 3, 1, 1), (3, 1, 4, 2, 6)])
def test_each_moment_is_a_row_and_each_filter_a_column(shape):
    banks = np.random.default_rng(0).normal(size=shape)
    ax = plot_kernels_over_epochs(banks)
    wanted = [banks[moment, :, :, 0, number] for moment in range(shape[0]) for number in range(shape[-1])]
    for shown, kernel in zip(kernels(ax), wanted, strict=True):
        fine = shown.shape[0] // kernel.shape[0]
        assert np.array_equal(shown, kernel.repeat(fine, axis=0).repeat(fine, axis=1))
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert texts == [str(number) for number in range(shape[-1])] + [f"epoch {n}" for n in range(shape[0])]


def test_all_moments_share_one_scale_about_zero():
    ax = plot_kernels_over_epochs([np.full((3, 3), 0.5), np.full((3, 3), -4.0)], epochs=[0, 7])
    assert ax.images[0].get_clim() == (-4.0, 4.0)
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["0", "epoch 0", "epoch 7"]


def test_kernels_of_zeros_are_drawn():
    assert plot_kernels_over_epochs(np.zeros((2, 3, 3))).images[0].get_clim() == (-1.0, 1.0)


def test_another_input_channel_is_drawn_and_scaled_alone():
    banks = np.zeros((2, 3, 3, 2, 4))
    banks[:, :, :, 0], banks[:, :, :, 1] = 9.0, 2.0
    ax = plot_kernels_over_epochs(banks, channel=1)
    assert ax.images[0].get_clim() == (-2.0, 2.0)
    assert all((shown == 2.0).all() for shown in kernels(ax))


BANKS = np.ones((3, 3, 3, 1, 2))


@pytest.mark.parametrize(
    ("banks", "keywords", "message"),
    [
        (np.ones((3, 3, 1, 2)), {}, r"`banks` must have the shape .*Write \[bank\] for the filters of one"),
        (np.ones((3, 3)), {}, r"`banks` must have the shape .*Write \[kernel\] for one moment"),
        (np.ones((0, 3, 3)), {}, r"`banks` must be an array with values"),
        (np.full((2, 3, 3), np.nan), {}, r"`banks` must be made of finite numbers"),
        ([np.ones((3, 3)), np.ones((5, 5))], {}, r"`banks` must be an array of numbers with rows of one"),
        (BANKS, {"epochs": [0, 1]}, r"`epochs` must be 3 whole numbers, one for each moment.*\[0, 1\]"),
        (BANKS, {"epochs": [0, 2, 2]}, r"`epochs` must be whole numbers that rise.*\[0, 2, 2\]"),
        (BANKS, {"epochs": [-1, 0, 1]}, r"`epochs` must be a whole number from 0 to 1,000,000. Received: -1"),
        (BANKS, {"channel": 1}, r"`channel` must be below the 1 input channels of `banks`. Received: 1"),
    ],
)
def test_what_is_no_kernels_over_time_is_refused(banks, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_kernels_over_epochs(banks, **keywords)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"epochs": 3}, r"`epochs` must be a sequence of whole numbers. Received: 3"),
        ({"epochs": [0.5, 1, 2]}, r"`epochs` must be a whole number from 0 to 1,000,000. Received: 0.5"),
        ({"channel": "red"}, r"`channel` must be a whole number of at least 0. Received: 'red'"),
        ({"title": 3}, r"`title` must be a text. Received: 3"),
        ({"ax": "here"}, r"`ax`"),
    ],
)
def test_arguments_of_another_type_are_named(keywords, message):
    with pytest.raises(TypeError, match=message):
        plot_kernels_over_epochs(BANKS, **keywords)
