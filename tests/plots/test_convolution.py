"""One step of a convolution: what is drawn is what correlate computes."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import ConnectionPatch

from cnn_docs import correlate, plot_convolution, plot_filter
from cnn_docs.palette import LIGHT
from cnn_docs.plots import recolored
from cnn_docs.plots._cells import number_texts

EDGE = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
IMAGE = np.random.default_rng(0).integers(0, 10, (6, 5))


def numbers(ax, *, padding=False):
    """Texts in the cells, by (row, column)."""
    found = {}
    for text in ax.texts:
        if (text.get_gid() == "padding") == padding:
            column, row = text.get_position()
            found[row, column] = text.get_text()
    return found


def grid(values):
    texts = number_texts(values)
    return {place: texts[place] for place in np.ndindex(texts.shape)}


def frame(ax, gid="window"):
    (patch,) = [patch for patch in ax.patches if patch.get_gid() == gid]
    x, y = patch.get_xy()
    return y + 0.5, x + 0.5, patch.get_height(), patch.get_width()


def lines(figure):
    return [text.get_text() for text in figure.texts if text.get_text() not in "×="]


@pytest.mark.parametrize("padding", ["valid", "same", "edge"])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (1, 2), ((2, 1), 1)])
def test_cells_hold_the_input_and_what_correlate_gives(padding, stride, dilation):
    steps = {"padding": padding, "stride": stride, "dilation": dilation, "bias": 1.0}
    source, target, *_ = plot_convolution(IMAGE, EDGE, **steps).axes
    assert numbers(source) == grid(IMAGE)
    assert numbers(target) == grid(correlate(IMAGE, EDGE, **steps))


@pytest.mark.parametrize("padding", ["valid", "same", "edge"])
@pytest.mark.parametrize("position", [(0, 0), (1, 2)])
def test_the_arithmetic_gives_the_output(padding, position):
    figure = plot_convolution(IMAGE, SHARPEN, position=position, padding=padding, bias=-2)
    window, kernel, products = (
        np.array([int(text.get_text().replace("−", "-")) for text in ax.texts]) for ax in figure.axes[2:5]
    )
    np.testing.assert_array_equal(kernel, SHARPEN.ravel())
    np.testing.assert_array_equal(products, window * kernel)
    value = int(correlate(IMAGE, SHARPEN, bias=-2, padding=padding)[position])
    assert products.sum() - 2 == value
    *sums, last = lines(figure)
    assert eval(" ".join(sums).replace("−", "-").split("=")[1]) == products.sum()
    assert last == f"output {position} = {products.sum()} + bias (−2) = {value}".replace("= -", "= −")


def test_the_known_edge_gives_minus_300():
    image = np.repeat([100, 100, 100, 0, 0, 0], 6).reshape(6, 6)
    figure = plot_convolution(image, EDGE, position=(1, 0))
    assert lines(figure) == [
        "sum = −100 − 100 − 100 + 0 + 0 + 0 + 0 + 0 + 0 = −300",
        "output (1, 0) = −300 + bias 0 = −300",
    ]


def test_padding_cells_hold_zeros_or_the_repeated_border():
    for padding, mode in (("same", "constant"), ("edge", "edge")):
        source = plot_convolution(IMAGE, SHARPEN, padding=padding).axes[0]
        texts = number_texts(np.pad(IMAGE, 1, mode=mode))
        shown = numbers(source, padding=True)
        assert shown == {
            (r - 1, c - 1): texts[r, c] for r, c in np.ndindex(8, 7) if r in (0, 7) or c in (0, 6)
        }
        assert all(
            p.get_linestyle() not in ("-", "solid") for p in source.patches if p.get_gid() == "padding"
        )


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({"position": (2, 1)}, (2, 1, 3, 3)),
        ({"position": (1, 1), "stride": 2}, (2, 2, 3, 3)),
        ({"position": (0, 0), "padding": "same"}, (-1, -1, 3, 3)),
        ({"position": (1, 0), "dilation": 2}, (1, 0, 5, 5)),
    ],
)
def test_the_window_lies_on_the_pixels_of_the_position(steps, expected):
    source = plot_convolution(IMAGE, SHARPEN, **steps).axes[0]
    assert frame(source) == expected


def test_a_dilated_kernel_marks_each_pixel_that_it_meets():
    source = plot_convolution(IMAGE, SHARPEN, dilation=2).axes[0]
    marked = {
        (patch.get_y() + 0.5, patch.get_x() + 0.5) for patch in source.patches if patch.get_width() == 1
    }
    assert marked == {(row, column) for row in (0, 2, 4) for column in (0, 2, 4)}


def test_small_arrays_never_need_a_wider_page():
    for size in (3, 6, 12):
        assert plot_convolution(np.ones((size, size)), EDGE).get_figwidth() <= 7.2


def test_a_photograph_is_a_picture_with_colour_bars_and_only_its_window_in_numbers():
    image = np.random.default_rng(1).random((64, 80))
    figure = plot_convolution(image, EDGE, position=(10, 20))
    source, target, window, *_, first_bar, second_bar = figure.axes
    assert not source.texts
    assert not target.texts
    np.testing.assert_array_equal(source.images[0].get_array(), image)
    np.testing.assert_allclose(target.images[0].get_array(), correlate(image, EDGE))
    assert [text.get_text() for text in window.texts] == number_texts(image[10:13, 20:23]).ravel().tolist()
    norm = target.images[0].norm
    assert norm.vmin == -norm.vmax
    for ax, bar in ((source, first_bar), (target, second_bar)):
        assert ax.images[0].colorbar.ax is bar


def test_lines_to_the_enlarged_window_pass_behind_the_words():
    figure = plot_convolution(np.random.default_rng(1).random((64, 80)), EDGE, position=(10, 20))
    source, _, window, *_ = figure.axes
    lines = [artist for artist in source.artists + source.patches if isinstance(artist, ConnectionPatch)]
    assert len(lines) == 2
    assert all(line.get_zorder() < source.xaxis.get_zorder() for line in lines)
    names = [words for words in window.get_children() if getattr(words, "get_text", str)() == "window"]
    for words in [source.xaxis.label, *names]:
        assert to_hex(words.get_bbox_patch().get_facecolor()).upper() == LIGHT["paper"]
    assert len(names) == 1
    frames = [patch.get_zorder() for patch in window.patches if not patch.get_fill()]
    assert frames
    assert names[0].get_zorder() < min(frames)  # its paper would cut them


def test_responses_without_a_sign_stay_gray():
    target = plot_convolution(IMAGE, np.ones((3, 3)) / 9).axes[1]
    assert target.images[0].get_cmap().name == "gray"
    assert plot_convolution(IMAGE, EDGE).axes[1].images[0].get_cmap().name == "RdBu_r"


def test_axes_are_labelled_and_named():
    source, target, *_ = plot_convolution(IMAGE, EDGE).axes
    assert (source.get_xlabel(), source.get_ylabel()) == ("column", "row")
    assert source.get_title(loc="left") == "input 6 × 5"
    assert target.get_title(loc="left") == "output 4 × 3"


def test_nothing_is_cut_off():
    figure = plot_convolution(IMAGE, np.ones((5, 5)) / 7, padding="same", bias=0.25)
    assert_inside(figure)
    rgb = np.random.default_rng(0).integers(0, 10, (5, 5, 3))
    assert_inside(plot_filter(rgb, np.ones((3, 3, 3)), padding="same"))


def assert_inside(figure):
    figure.canvas.draw()
    tight = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert tight.x0 >= 0
    assert tight.y0 >= 0
    assert tight.x1 <= width
    assert tight.y1 <= height


def test_dark_colours_leave_the_numbers_on_coloured_cells():
    figure = plot_convolution(IMAGE, EDGE)
    before = [text.get_color() for text in figure.axes[1].texts]
    with recolored(figure):
        assert [text.get_color() for text in figure.axes[1].texts] == before


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_filter_sums_its_channels(channels):
    random = np.random.default_rng(2)
    image, kernels = random.integers(0, 9, (5, 5, channels)), random.integers(-2, 3, (3, 3, channels))
    figure = plot_filter(image, kernels, position=(1, 2), bias=2)
    output = correlate(image, kernels[..., np.newaxis], bias=2)[..., 0]
    *rows, target = figure.axes
    assert numbers(target) == grid(output)
    assert len(rows) == 3 * channels
    totals = []
    for channel in range(channels):
        products = image[1:4, 2:5, channel] * kernels[..., channel]
        assert numbers(rows[3 * channel]) == grid(image[..., channel])
        assert numbers(rows[3 * channel + 1]) == grid(kernels[..., channel])
        assert numbers(rows[3 * channel + 2]) == grid(products)
        totals.append(int(products.sum()))
    assert (
        eval(figure.texts[-1].get_text().replace("−", "-").replace("bias", "").split("=")[1])
        == sum(totals) + 2
    )
    assert sum(totals) + 2 == output[1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"position": (4, 0)},
            "`position` must be the (row, column) of one of 4 x 3 outputs. Received: (4, 0).",
        ),
        ({"kernel": np.ones((8, 8))}, "`kernel` must be at most 7 x 7. Received: an array of shape (8, 8)."),
        (
            {"image": np.ones((6, 6, 3))},
            "`image` must have the shape (H, W). Received: an array of shape (6, 6, 3).",
        ),
    ],
)
def test_bad_arguments_are_refused(arguments, message, refused):
    with refused(ValueError, message):
        plot_convolution(**({"image": IMAGE, "kernel": EDGE} | arguments))


@pytest.mark.parametrize(
    ("image", "kernels", "message"),
    [
        (
            (5, 5, 5),
            (3, 3, 5),
            "`image` must be an array (H, W, C) with at most 4 channels. "
            "Received: an array of shape (5, 5, 5).",
        ),
        (
            (5, 5, 3),
            (3, 3, 2),
            "`kernels` must be an array (kh, kw, C) with one kernel for each of 3 channels. "
            "Received: an array of shape (3, 3, 2).",
        ),
        (
            (20, 5, 3),
            (3, 3, 3),
            "`image` must be at most 14 pixels high and wide with its padding. "
            "Received: an array of shape (20, 5, 3).",
        ),
    ],
)
def test_bad_filters_are_refused(image, kernels, message, refused):
    with refused(ValueError, message):
        plot_filter(np.ones(image), np.ones(kernels))


def test_a_negative_position_is_refused():
    with pytest.raises(ValueError, match=r"`position` must be a whole number of at least 0 or a pair"):
        plot_convolution(IMAGE, EDGE, position=(0, -1))


def test_what_correlate_refuses_is_refused():
    with pytest.raises(ValueError, match="`stride`"):
        plot_convolution(IMAGE, EDGE, stride=0)
    with pytest.raises(ValueError, match="`padding`"):
        plot_convolution(IMAGE, EDGE, padding="full")
