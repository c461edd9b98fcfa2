"""The picture of a trust table shows its curves, correlations and agreement."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_docs import plot_trust


def curve(seed):
    draw = np.random.default_rng(seed)
    return SimpleNamespace(
        fractions=np.linspace(0, 1, 5), scores=draw.random((3, 5)), random=draw.random((4, 3, 5))
    )


def row(name, seed, weights=True):
    correlations = {"output": np.array([0.5, 0.3, np.nan]), "conv": np.array([0.1, -0.1, 0.0])}
    curves = SimpleNamespace(deletion=curve(seed), insertion=curve(seed + 1))
    return SimpleNamespace(name=name, curves=curves, weights=correlations if weights else None)


def table(*rows):
    agreement = np.full((len(rows), len(rows)), -0.25)
    np.fill_diagonal(agreement, 1)
    return SimpleNamespace(rows=rows, agreement=agreement)


@pytest.fixture
def drawn():
    figure = plot_trust(table(row("first", 0), row("second", 10, weights=False), row("third", 20)))
    yield figure
    plt.close(figure)


def test_curves_are_the_means_over_the_images(drawn):
    for ax, seed in zip(drawn.axes[:2], (0, 1), strict=True):
        assert [line.get_label() for line in ax.lines] == ["first", "second", "third"]
        np.testing.assert_allclose(ax.lines[0].get_ydata(), curve(seed).scores.mean(axis=0))
        np.testing.assert_allclose(ax.lines[0].get_xdata(), np.linspace(0, 1, 5))


def test_the_band_is_the_range_of_all_orders_at_random(drawn):
    others = np.concatenate([curve(seed).random.mean(axis=1) for seed in (0, 10, 20)])
    edges = drawn.axes[0].collections[0].get_paths()[0].vertices
    assert edges[:, 1].min() == pytest.approx(others.min())
    assert edges[:, 1].max() == pytest.approx(others.max())


def test_maps_without_random_weights_have_no_line_there(drawn):
    ax = drawn.axes[2]
    assert [line.get_label() for line in ax.lines[:2]] == ["first", "third"]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [1, 0.4, 0])
    assert [text.get_text() for text in ax.get_xticklabels()] == ["none", "output", "conv"]


def test_agreement_is_written_into_its_cells(drawn):
    ax = drawn.axes[3]
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("1.00") == 3
    assert texts.count("−0.25") == 6
    assert ax.images[0].get_clim() == (-1, 1)


def test_maps_differ_without_colour(drawn):
    lines = drawn.axes[0].lines
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == len(lines)


def test_what_there_is_not_is_left_out():
    figure = plot_trust(table(row("only", 0, weights=False)))
    assert [ax.get_title() for ax in figure.axes] == ["deletion", "insertion"]
    plt.close(figure)


def test_anything_else_is_refused(refused):
    message = "`table` must be a trust table. Received: 'dict'. It is what `trust_table` returns."
    with refused(TypeError, message):
        plot_trust({})


@pytest.mark.parametrize("count", [2, 5, 7])
def test_numbers_of_agreement_fit_their_cells(count):
    figure = plot_trust(table(*(row(f"method {number}", number) for number in range(count))))
    figure.draw_without_rendering()
    ax = figure.axes[3]
    cell = ax.get_window_extent().width / count
    assert max(text.get_window_extent().width for text in ax.texts) < cell
    upper = figure.axes[0].xaxis.label.get_window_extent()
    assert upper.y0 > figure.axes[2].title.get_window_extent().y1 + 8
    plt.close(figure)
