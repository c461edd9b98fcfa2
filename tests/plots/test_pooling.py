"""Pooling: windows, winners and what is kept."""

import numpy as np
import pytest

from cnn_docs import average_pool, max_pool, plot_pooling
from cnn_docs.plots._cells import number_texts

IMAGE = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])


def texts(ax):
    return [text.get_text() for text in ax.texts]


def places(ax, gid):
    return [
        (round(patch.get_y() + patch.get_height() / 2), round(patch.get_x() + patch.get_width() / 2))
        for patch in ax.patches
        if patch.get_gid() == gid
    ]


@pytest.mark.parametrize("stride", [None, 1, (2, 1)])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("shape", [(4, 4), (5, 7)])
def test_the_outputs_are_those_of_the_operations(stride, padding, shape):
    image = np.random.default_rng(0).integers(0, 99, shape)
    source, maximum, average = plot_pooling(image, stride=stride, padding=padding, kind="both").axes
    assert texts(source)[-image.size :] == number_texts(image).ravel().tolist()
    assert texts(maximum) == number_texts(max_pool(image, stride=stride, padding=padding)).ravel().tolist()
    assert (
        texts(average) == number_texts(average_pool(image, stride=stride, padding=padding)).ravel().tolist()
    )


def test_winners_are_framed():
    source, target = plot_pooling(IMAGE).axes
    assert places(source, "winner") == [(0, 2), (1, 1), (2, 0), (2, 2)]
    assert len(places(target, "winner")) == 4


def test_an_average_has_no_winners():
    source, target = plot_pooling(IMAGE, kind="average").axes
    assert not places(source, "winner")
    assert texts(target) == ["3.75", "1.50", "2.50", "4.75"]


def test_windows_have_the_tint_of_their_outputs():
    source, target = plot_pooling(IMAGE).axes
    tints = [
        [patch.get_facecolor() for patch in ax.patches if patch.get_gid() == "tint"]
        for ax in (source, target)
    ]
    assert tints[0] == tints[1]
    assert tints[0][0] != tints[0][1]
    assert tints[0][0] == tints[0][3]


def test_pixels_in_no_window_are_dashed():
    source, _ = plot_pooling(np.arange(15).reshape(3, 5)).axes
    assert places(source, "unused") == [(0, 4), (1, 4), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4)]


def test_of_overlapping_windows_the_first_is_framed():
    source, _ = plot_pooling(IMAGE, stride=1).axes
    (window,) = [patch for patch in source.patches if patch.get_gid() == "window"]
    assert (window.get_xy(), window.get_width(), window.get_height()) == ((-0.5, -0.5), 2, 2)
    assert len(places(source, "tint")) == 1


def test_a_photograph_is_drawn_as_pictures_of_one_scale():
    image = np.random.default_rng(0).random((60, 90))
    source, maximum, average, bar = plot_pooling(image, 4, kind="both").axes
    assert not [text for ax in (source, maximum, average) for text in ax.texts]
    np.testing.assert_allclose(maximum.images[0].get_array(), max_pool(image, 4))
    limits = [(ax.images[0].norm.vmin, ax.images[0].norm.vmax) for ax in (source, maximum, average)]
    assert limits == [(image.min(), image.max())] * 3
    assert average.images[0].colorbar.ax is bar


def test_nothing_is_cut_off():
    for keywords in ({}, {"kind": "both"}, {"stride": 1, "padding": "same"}):
        figure = plot_pooling(IMAGE, **keywords)
        figure.canvas.draw()
        tight = figure.get_tightbbox()
        assert min(tight.x0, tight.y0) >= 0
        assert tight.x1 <= figure.get_figwidth() <= 7.2
        assert tight.y1 <= figure.get_figheight()


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"kind": "min"}, "`kind` must be 'max', 'average' or 'both'. Received: 'min'."),
        (
            {"pool_size": 0},
            "`pool_size` must be a positive whole number or a pair (height, width) of them. Received: 0.",
        ),
        (
            {"image": np.ones((4, 4, 3))},
            "`image` must have the shape (H, W). Received: an array of shape (4, 4, 3).",
        ),
    ],
)
def test_bad_arguments_are_refused(keywords, message):
    with pytest.raises(ValueError, match=r"`\w+` must") as caught:
        plot_pooling(**({"image": IMAGE} | keywords))
    assert str(caught.value).startswith(message.removesuffix("."))
