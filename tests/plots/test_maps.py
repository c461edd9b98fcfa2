"""Feature maps, filters and heat maps: the values that are shown, their scales, and their places."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from cnn_docs import plot_feature_maps, plot_filters, plot_heatmap
from cnn_docs.plots.style import WIDTH


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def tiles(ax, shape):
    """The maps of a picture in reading order, cut out where the frames are, one value per pixel."""
    image = ax.images[0]
    left, _right, bottom, top = image.get_extent()
    data = np.ma.filled(image.get_array().astype(float), np.nan)
    fine = data.shape[0] / (bottom - top)
    found = []
    for path in ax.collections[0].get_paths():
        x, y = path.vertices[:, 0].min() - left, path.vertices[:, 1].min() - top
        rows = np.round((y + np.arange(shape[0]) + 0.5) * fine - 0.5).astype(int)
        columns = np.round((x + np.arange(shape[1]) + 0.5) * fine - 0.5).astype(int)
        found.append(data[np.ix_(rows, columns)])
    return found


@pytest.mark.parametrize("shape", [(8, 8, 6), (5, 7, 20), (40, 30, 9), (1, 1, 3), (6, 6, 130)])
def test_every_channel_is_shown_with_its_values_in_order(rng, shape):
    maps = rng.normal(size=shape)
    shown = tiles(plot_feature_maps(maps), shape)
    assert len(shown) == shape[-1]
    for channel, tile in enumerate(shown):
        assert np.array_equal(tile, maps[:, :, channel])


def test_all_maps_are_one_image_and_numbers_name_the_channels(rng):
    ax = plot_feature_maps(rng.random((16, 16, 20)))
    assert len(ax.images) == 1
    assert texts(ax) == [str(channel) for channel in range(20)]


def test_many_channels_are_numbered_by_rows(rng):
    ax = plot_feature_maps(rng.random((4, 4, 256)))
    assert texts(ax) == [str(24 * row) for row in range(11)]


def drawn_texts(figure):
    """Texts that are seen: the labels of an axis count where it has ticks within its limits."""
    found = []
    for ax in figure.axes:
        low, high = ax.get_ylim()
        found += [*ax.texts, *(child for child in ax.get_children() if isinstance(child, Text))]
        found += [label for label in ax.get_yticklabels() if low <= label.get_position()[1] <= high]
    return [text for text in dict.fromkeys(found) if text.get_text()]


@pytest.mark.parametrize("shape", [(16, 16, 64), (4, 4, 256), (8, 30, 5), (12, 12, 1)])
def test_maps_fit_the_page_and_numbers_do_not_overlap(rng, shape):
    ax = plot_feature_maps(rng.random(shape), title="conv_1")
    figure = ax.figure
    figure.canvas.draw()
    assert figure.get_figwidth() <= WIDTH + 1e-6
    boxes = [text.get_window_extent() for text in drawn_texts(figure)]
    assert all(box.x0 >= 0 and box.y0 >= -1 and box.x1 <= figure.bbox.x1 + 1 for box in boxes)
    assert all(box.y1 <= figure.bbox.y1 + 1 for box in boxes)
    assert not [1 for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]


def test_values_below_zero_take_the_signed_map_symmetric_about_zero():
    image = plot_feature_maps(np.array([[[-3.0, 1.0]]])).images[0]
    assert image.get_cmap().name == "RdBu_r"
    assert image.get_clim() == (-3, 3)


def test_values_from_zero_on_take_the_unsigned_map_from_zero():
    image = plot_feature_maps(np.array([[[2.0, 5.0]]])).images[0]
    assert image.get_cmap().name == "viridis"
    assert image.get_clim() == (0, 5)


def test_maps_of_zeros_are_drawn():
    assert plot_feature_maps(np.zeros((4, 4, 2))).images[0].get_clim() == (0, 1)


def test_own_scales_bring_each_map_to_one_and_have_no_bar(rng):
    maps = rng.random((6, 6, 4)) * [1, 10, 100, 0]
    ax = plot_feature_maps(maps, shared=False)
    assert [tile.max() for tile in tiles(ax, maps.shape)] == [1, 1, 1, 0]
    assert len(ax.figure.axes) == 1


def test_columns_and_axes_can_be_chosen(rng):
    _figure, ax = plt.subplots()
    maps = rng.random((6, 6, 4))
    assert plot_feature_maps(maps, columns=2, ax=ax) is ax
    corners = [path.vertices.min(axis=0) for path in ax.collections[0].get_paths()]
    assert len({x for x, _ in corners}) == 2


def test_one_image_of_a_batch_is_taken_and_more_are_refused(rng):
    assert len(tiles(plot_feature_maps(rng.random((1, 4, 4, 3))), (4, 4))) == 3
    with pytest.raises(ValueError, match=r"`maps` must be those of one image.*as in maps\[0\]"):
        plot_feature_maps(rng.random((2, 4, 4, 3)))


def test_the_whole_dictionary_is_refused_with_what_to_write():
    with pytest.raises(TypeError, match=r"`maps` must be the array of one layer.*maps\['conv_1'\]"):
        plot_feature_maps({"conv_1": np.zeros((1, 4, 4, 3))})


@pytest.mark.parametrize("batch", [(), (1,)])
def test_channels_can_be_first(rng, batch):
    maps = rng.normal(size=(*batch, 5, 4, 6))
    shown = tiles(plot_feature_maps(maps, data_format="channels_first"), (4, 6))
    assert all(np.array_equal(tile, maps.reshape(5, 4, 6)[n]) for n, tile in enumerate(shown))
    assert len(shown) == 5


@pytest.mark.parametrize("columns", [None, 1])
def test_maps_of_a_signal_are_strips_that_can_be_seen(rng, columns):
    maps = rng.normal(size=(1, 40, 3))
    ax = plot_feature_maps(maps, columns=columns)
    for channel, tile in enumerate(tiles(ax, (5, 40))):
        assert np.array_equal(tile, np.repeat(maps[:, :, channel], 5, axis=0))


def test_with_channels_first_a_signal_and_one_map_are_told_apart(rng):
    with pytest.raises(ValueError, match=r"either those of a signal, \(1, C, T\), or one map.*np.newaxis"):
        plot_feature_maps(rng.random((1, 5, 40)), data_format="channels_first")
    maps = rng.random((1, 1, 5, 40))
    assert np.array_equal(
        tiles(plot_feature_maps(maps, data_format="channels_first"), (5, 40))[0], maps[0, 0]
    )


@pytest.mark.parametrize(
    ("data_format", "slice_"), [("channels_last", "0, 3"), ("channels_first", "0, :, 3")]
)
def test_of_a_volume_a_slice_has_to_be_chosen(rng, data_format, slice_):
    shape = (1, 6, 5, 4, 2) if data_format == "channels_last" else (1, 2, 6, 5, 4)
    with pytest.raises(ValueError, match=r"Choose a slice of a volume, as in maps\[" + slice_ + r"\]"):
        plot_feature_maps(rng.random(shape), data_format=data_format)
    chosen = eval(f"maps[{slice_}]", {"maps": rng.random(shape)})
    assert len(tiles(plot_feature_maps(chosen, data_format=data_format), (5, 4))) == 2


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (np.zeros((4, 4)), r"`maps` must have the shape \(H, W, C\) or \(1, H, W, C\)"),
        (np.full((2, 2, 1), np.inf), r"`maps` must be made of finite numbers"),
        (np.zeros((4, 4, 0)), r"`maps` must be an array with values"),
    ],
)
def test_maps_that_cannot_be_drawn_are_refused(maps, message):
    with pytest.raises(ValueError, match=message):
        plot_feature_maps(maps)


# Filters


def test_filters_of_one_channel_are_shown_in_order(rng):
    bank = rng.normal(size=(3, 5, 1, 6))
    ax = plot_filters(bank)
    assert all(np.array_equal(tile, bank[:, :, 0, n]) for n, tile in enumerate(tiles(ax, (3, 5))))
    assert texts(ax) == ["0", "1", "2", "3", "4", "5"]


def test_filters_of_three_channels_are_broken_into_lines_of_three_rows(rng):
    bank = rng.normal(size=(3, 3, 3, 20))
    ax = plot_filters(bank)
    wanted = [
        bank[:, :, channel, number]
        for line in (range(16), range(16, 20))
        for channel in range(3)
        for number in line
    ]
    assert all(np.array_equal(a, b) for a, b in zip(tiles(ax, (3, 3)), wanted, strict=True))
    assert texts(ax)[-6:] == ["channel 0", "channel 1", "channel 2"] * 2


def test_all_filters_share_one_scale_symmetric_about_zero(rng):
    bank = rng.random((3, 3, 4, 8))
    image = plot_filters(bank, channel=2).images[0]
    assert image.get_cmap().name == "RdBu_r"
    assert image.get_clim() == (-bank.max(), bank.max())


def test_one_channel_can_be_chosen(rng):
    bank = rng.normal(size=(3, 3, 4, 8))
    ax = plot_filters(bank, channel=2)
    assert all(np.array_equal(tile, bank[:, :, 2, n]) for n, tile in enumerate(tiles(ax, (3, 3))))
    assert "channel 2" in texts(ax)


def test_a_channel_that_is_not_there_is_refused(rng):
    with pytest.raises(ValueError, match=r"`channel` must be below the bank's 4 input channels. Received: 4"):
        plot_filters(rng.normal(size=(3, 3, 4, 8)), channel=4)


def test_a_bank_of_another_rank_is_refused():
    with pytest.raises(ValueError, match=r"`bank` must have the shape \(kh, kw\) or \(kh, kw, C_in, C_out\)"):
        plot_filters(np.zeros((3, 3, 3)))


def test_filters_of_signals_and_volumes_are_drawn_as_the_message_says(rng):
    signal, volume = rng.normal(size=(5, 2, 3)), rng.normal(size=(3, 4, 5, 1, 2))
    with pytest.raises(ValueError, match=r"bank\[np.newaxis\] for filters of a signal"):
        plot_filters(signal)
    with pytest.raises(ValueError, match=r"Choose a slice of filters of a volume, as in bank\[0\]"):
        plot_filters(volume)
    shown = tiles(plot_filters(signal[np.newaxis], channel=1), (1, 5))
    assert all(np.array_equal(tile[0], signal[:, 1, n]) for n, tile in enumerate(shown))
    shown = tiles(plot_filters(volume[0]), (4, 5))
    assert all(np.array_equal(tile, volume[0, :, :, 0, n]) for n, tile in enumerate(shown))


# Heat maps


def test_heat_is_shown_as_it_is(rng):
    heat = rng.normal(size=(1, 8, 6))
    image = plot_heatmap(heat).images[0]
    assert np.array_equal(image.get_array(), heat[0])
    assert image.get_clim() == (-np.abs(heat).max(), np.abs(heat).max())
    assert image.get_alpha() is None


def test_heat_of_a_signal_is_a_strip_and_that_of_a_volume_is_drawn_by_slices(rng):
    heat = rng.normal(size=(1, 400))
    ax = plot_heatmap(heat)
    ax.figure.canvas.draw()
    assert np.array_equal(ax.images[0].get_array(), heat)
    assert ax.get_window_extent().height > 10
    with pytest.raises(ValueError, match=r"Choose a slice of a volume, as in heat\[0, 3\]"):
        plot_heatmap(rng.normal(size=(1, 6, 5, 4)))


def test_heat_lies_over_the_image(rng):
    heat, picture = rng.random((8, 6)), rng.integers(0, 256, (8, 6, 3)).astype(np.uint8)
    ax = plot_heatmap(heat, image=picture, alpha=0.3)
    below, above = ax.images
    assert np.allclose(below.get_array(), picture / 255)
    assert above.get_alpha() == 0.3
    assert below.get_extent() == above.get_extent()


def test_grey_images_keep_their_range(rng):
    picture = 5 + rng.random((8, 6, 1))
    below = plot_heatmap(np.ones((8, 6)), image=picture).images[0]
    assert below.get_cmap().name == "gray"
    assert below.get_clim() == (picture.min(), picture.max())


@pytest.mark.parametrize(
    ("heat", "keywords", "message"),
    [
        (np.ones((2, 4, 4)), {}, r"`heat` must be the map of one image.*heat\[0\]"),
        (np.ones(4), {}, r"`heat` must have the shape \(H, W\) or \(1, H, W\)"),
        (
            np.ones((4, 4)),
            {"image": np.ones((5, 4))},
            r"`image` must be of the same height.*\(4, 4\)",
        ),
        (
            np.ones((4, 4)),
            {"image": np.full((4, 4, 3), -1.0)},
            r"`image` must have colours from 0.*-1 to -1",
        ),
        (np.ones((4, 4)), {"image": np.ones((2, 4, 4, 3))}, r"`image` must be one image"),
        (np.ones((4, 4)), {"alpha": 1.5}, r"`alpha` must be a number from 0 to 1. Received: 1.5"),
        (np.full((4, 4), np.nan), {}, r"`heat` must be made of finite numbers"),
    ],
)
def test_what_does_not_fit_is_refused(heat, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_heatmap(heat, **keywords)


@pytest.mark.parametrize("plot", [plot_feature_maps, plot_filters, plot_heatmap])
def test_what_are_no_axes_is_refused(plot):
    maps = {plot_feature_maps: (3, 3, 2), plot_filters: (3, 3, 2, 2), plot_heatmap: (3, 3)}[plot]
    with pytest.raises(TypeError, match=r"`ax` must be Matplotlib's Axes, one of them\. Received: 'ndarray'"):
        plot(np.ones(maps), ax=plt.subplots(1, 2)[1])


@pytest.mark.parametrize("plot", [plot_feature_maps, plot_filters])
def test_a_title_that_is_no_text_is_refused(plot):
    with pytest.raises(TypeError, match=r"`title` must be a text\. Received: 3"):
        plot(np.ones((3, 3, 2) if plot is plot_feature_maps else (3, 3, 2, 2)), title=3)


def test_bytes_are_from_0_to_255_however_dark_they_are():
    ax = plot_heatmap(np.ones((2, 2)), image=np.ones((2, 2, 3), np.uint8))
    np.testing.assert_allclose(ax.images[0].get_array(), 1 / 255)


@pytest.mark.parametrize("channels", [(), (3,)])
def test_pictures_without_pixels_are_refused(channels):
    with pytest.raises(ValueError, match="`heat` must be a map with at least one value"):
        plot_heatmap(np.zeros((0, 2)))
    with pytest.raises(ValueError, match="`image` must be an image with at least one pixel"):
        plot_heatmap(np.zeros((1, 2)), image=np.zeros((0, 2, *channels)))


@pytest.mark.parametrize("shape", [(3, 3, 1, 16), (3, 3, 4, 32), (5, 5, 3, 64), (7, 7, 1, 4)])
def test_nothing_of_the_filters_is_cut_off(shape):
    bank = np.random.default_rng(0).normal(size=shape) / 3
    figure = plot_filters(bank, title="conv").figure
    drawn, page = figure.get_tightbbox(), figure.bbox_inches
    assert page.x0 <= drawn.x0
    assert drawn.x1 <= page.x1


def test_numbers_of_a_colour_bar_have_their_power_each_and_the_title_has_its_room():
    ax = plot_heatmap(np.array([[0.0, 1e-5], [2e-5, -1.5e-5]]))
    ax.set_title("a title as wide as the map")
    ax.figure.draw_without_rendering()
    numbers = ax.figure.axes[1].yaxis
    assert numbers.get_offset_text().get_text() == ""
    texts = {text.get_text() for text in numbers.get_ticklabels()}
    assert {"1e−5", "−1e−5", "0"} <= texts
    plt.close(ax.figure)


def test_numbers_of_usual_size_have_no_power():
    ax = plot_heatmap(np.array([[0.0, 0.25], [0.5, 1.0]]))
    ax.figure.draw_without_rendering()
    texts = [text.get_text() for text in ax.figure.axes[1].get_yticklabels()]
    assert texts[:2] == ["0.0", "0.2"]
    plt.close(ax.figure)
