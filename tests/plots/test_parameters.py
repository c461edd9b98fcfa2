"""Bars of parameters and cost, and the drawings of receptive fields."""

from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from cnn_docs import (
    ReceptiveField,
    build_xray_cnn,
    layer_table,
    plot_parameters,
    plot_receptive_field,
    plot_receptive_field_growth,
)
from cnn_docs.palette import LIGHT


def texts(ax):
    return [text.get_text() for text in ax.texts]


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.fixture
def costs(make_table):
    return make_table(
        ("image", "InputLayer", (8, 8, 1)),
        ("conv", "Conv2D", (8, 8, 4), {"parameters": 40, "multiply_adds": 2304}),
        ("relu", "ReLU", (8, 8, 4)),
        ("custom", "Custom", (8, 8, 4), {"parameters": 10, "multiply_adds": None}),
        ("dense", "Dense", (10,), {"parameters": 150, "multiply_adds": 768}),
    )


def test_bars_have_the_counts_and_the_shares_of_the_whole(costs):
    parameters, cost = plot_parameters(costs).axes
    assert [bar.get_width() for bar in parameters.patches] == [40, 10, 150]
    assert texts(parameters) == ["40 · 20.0 %", "10 · 5.0 %", "150 · 75.0 %"]
    assert texts(cost) == ["2,304 · 75.0 %", "unknown", "768 · 25.0 %"]
    assert names(parameters) == ["conv", "custom", "dense"]
    assert parameters.get_title(loc="left") == "parameters: 200"
    assert cost.get_title(loc="left") == "multiply-adds: 3,072 (some unknown)"


def test_layers_have_the_colours_of_their_families_in_both_panels(costs):
    roles = [
        to_rgba(LIGHT[role], alpha) for role, alpha in (("kernel", 1), ("kernel", 0.35), ("highlight", 1))
    ]
    for ax in plot_parameters(costs).axes:
        assert [bar.get_facecolor() for bar in ax.patches] == roles
    for ax in plot_parameters(costs, scale="log").axes:
        dots = [line for line in ax.lines if line.get_marker() == "o"]
        assert {to_rgba(dot.get_color()) for dot in dots} <= set(roles)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_bars_start_at_zero_and_texts_stay_inside(costs, scale):
    figure = plot_parameters(costs, scale=scale)
    figure.canvas.draw()
    left, right = (ax.xaxis.label.get_window_extent() for ax in figure.axes)
    assert left.x1 < right.x0
    for ax in figure.axes:
        assert scale == "log" or ax.get_xlim()[0] == 0
        assert all(text.get_window_extent().x1 <= ax.bbox.x1 for text in ax.texts)


def test_logarithmic_scale_has_points_and_no_bars(costs):
    for ax in plot_parameters(costs, scale="log").axes:
        assert ax.get_xscale() == "log"
        assert len(ax.patches) == 0
        assert ax.get_xlabel().endswith("(logarithmic)")
    points = [line for line in plot_parameters(costs, scale="log").axes[0].lines if line.get_marker() == "o"]
    assert [point.get_xdata()[0] for point in points] == [40, 10, 150]


def test_small_layers_of_long_models_share_a_row_and_nothing_is_lost(make_table):
    rows = [(f"l{n}", "Dense", (1,), {"parameters": n, "multiply_adds": 1}) for n in range(1, 41)]
    ax = plot_parameters(make_table(*rows), max_layers=5).axes[0]
    assert names(ax) == ["l36", "l37", "l38", "l39", "l40", "35 other layers"]
    assert sum(bar.get_width() for bar in ax.patches) == sum(range(1, 41))


def test_nested_rows_are_not_counted_twice(make_table):
    table = make_table(
        ("block", "Functional", (4,), {"nested": True, "parameters": 20, "multiply_adds": 16}),
        ("block/dense", "Dense", (4,), {"parameters": 20, "multiply_adds": 16}),
    )
    assert texts(plot_parameters(table).axes[0]) == ["20 · 100.0 %"]


def test_millions_are_shortened_with_three_digits(make_table):
    table = make_table(("dense", "Dense", (9,), {"parameters": 2_100_000, "multiply_adds": 12_345_678_901}))
    assert [texts(ax) for ax in plot_parameters(table).axes] == [["2.10 M · 100.0 %"], ["12.3 G · 100.0 %"]]


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"scale": "sqrt"}, r"`scale` must be 'linear' or 'log'. Received: 'sqrt'"),
        ({"max_layers": 0}, r"`max_layers` must be a positive whole number. Received: 0"),
    ],
)
def test_wrong_options_are_refused(costs, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_parameters(costs, **keywords)


def test_a_table_without_weights_or_cost_is_refused(make_table):
    with pytest.raises(ValueError, match=r"`table` must have a layer with parameters or multiply-adds"):
        plot_parameters(make_table(("image", "InputLayer", (8, 8, 1))))


# Receptive fields


@pytest.fixture
def field():
    return ReceptiveField(size=(8, 6), stride=(4, 2), offset=(-2, -1))


@pytest.fixture
def fields(make_table, field):
    first = ReceptiveField((3, 3), (1, 1), (-1, -1))
    return make_table(
        ("image", "InputLayer", (32, 24, 1), {"receptive_field": ReceptiveField((1, 1), (1, 1), (0, 0))}),
        ("conv", "Conv2D", (32, 24, 4), {"receptive_field": first}),
        ("relu", "ReLU", (32, 24, 4), {"receptive_field": first}),
        ("deep", "Conv2D", (8, 12, 4), {"receptive_field": field}),
        ("strange", "Custom", (8, 12, 4), {"receptive_field": "unknown"}),
        ("mean", "GlobalAveragePooling2D", (4,), {"receptive_field": "whole input"}),
    )


def rectangle(ax, gid):
    """(first row, first column, height, width) in pixels, None if there is none."""
    found = [patch for patch in ax.patches if patch.get_gid() == gid]
    if not found:
        return None
    (x, y), height, width = found[0].get_xy(), found[0].get_height(), found[0].get_width()
    return (y + 0.5, x + 0.5, height, width)


def test_field_lies_where_the_unit_looks(field):
    ax = plot_receptive_field(field, unit=(2, 3), input_size=(32, 24))
    assert rectangle(ax, "field") == (-2 + 2 * 4, -1 + 3 * 2, 8, 6)
    assert rectangle(ax, "input") == (0, 0, 32, 24)
    assert rectangle(ax, "padding") is None
    assert ax.get_title(loc="left") == "Unit (2, 3) sees 8×6 of 32×24 pixels"


def test_part_in_the_padding_is_dashed(field):
    ax = plot_receptive_field(field, unit=(0, 11), input_size=(32, 24))
    assert rectangle(ax, "padding") == (-2, 21, 8, 6)
    assert rectangle(ax, "field") == (0, 21, 6, 3)
    assert ax.get_title(loc="left") == "Unit (0, 11) sees 6×3 of 32×24 pixels"
    assert ax.get_xlim()[1] >= 27
    assert ax.get_ylim()[1] <= -2


def test_a_unit_beyond_the_input_sees_none_of_it(field):
    ax = plot_receptive_field(field, unit=(2, 100), input_size=(32, 24))
    assert rectangle(ax, "field") is None
    assert ax.get_title(loc="left") == "Unit (2, 100) sees none of 32×24 pixels"


@pytest.fixture
def signal(make_table):
    one, five = (ReceptiveField((size,), (1,), (-(size // 2),)) for size in (1, 5))
    return make_table(
        ("signal", "InputLayer", (50, 2), {"receptive_field": one}),
        ("conv", "Conv1D", (50, 3), {"receptive_field": five}),
    )


@pytest.mark.parametrize(("unit", "seen"), [(0, 3), ((1,), 4), ([24], 5), (49, 3)])
def test_a_unit_along_one_axis_is_a_place(signal, unit, seen):
    ax = plot_receptive_field(signal, "conv", unit=unit)
    assert ax.get_title(loc="left").endswith(f"sees {seen} of 50 steps")


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"unit": 50}, r"^`unit` must be a whole number from 0 to 49\. Received: 50\.$"),
        ({"unit": 2.5}, r"^`unit` must be a whole number from 0 to 49\. Received: 2\.5\.$"),
        ({"unit": (3, 4)}, r"^`unit` must be a whole number from 0 to 49\. Received: \(3, 4\)\.$"),
        ({"input_size": 51}, r"^`input_size` must be 50, the input of the table\. Received: 51\.$"),
    ],
)
def test_what_is_not_along_one_axis_is_named_as_it_was_given(signal, keywords, message):
    with pytest.raises((TypeError, ValueError), match=message):
        plot_receptive_field(signal, "conv", **keywords)


def test_field_is_the_image_in_full_strength(field):
    image = np.random.default_rng(0).random((32, 24))
    ax = plot_receptive_field(field, image=image, unit=(2, 3))
    faint, bright = ax.images
    assert faint.get_alpha() < 1
    assert bright.get_alpha() in (None, 1)
    assert np.array_equal(bright.get_array(), image[6:14, 5:11])
    assert bright.get_extent() == [4.5, 10.5, 13.5, 5.5]
    assert bright.get_clim() == faint.get_clim()


def test_unit_in_the_middle_is_the_default(fields):
    ax = plot_receptive_field(fields, "deep")
    top, left, height, width = rectangle(ax, "field")
    assert abs(top + height / 2 - 16) <= 2  # within half a stride
    assert abs(left + width / 2 - 12) <= 1
    assert ax.get_title(loc="left").startswith("deep: unit (")


def test_the_whole_input_is_outlined_behind_a_global_pooling(fields):
    ax = plot_receptive_field(fields, "mean")
    assert rectangle(ax, "field") == (0, 0, 32, 24)
    assert ax.get_title(loc="left") == "mean: each unit sees the whole input, 32×24 pixels"


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (("convv",), {}, r"`layer` must be .*Did you mean 'conv'\?"),
        (("strange",), {}, r"`layer` must be a layer with a receptive field in rows and columns"),
        (("deep",), {"unit": (8, 0)}, r"`unit` must be a row and a column of the layer's 8×12 units"),
        (("deep",), {"unit": (-1, 0)}, r"`unit` must be a whole number from 0 to 1,000,000,000"),
        (("deep",), {"image": np.zeros((4, 4, 2))}, r"`image` must be an image with one or three channels"),
    ],
)
def test_what_is_not_there_is_refused(fields, arguments, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_receptive_field(fields, *arguments, **keywords)


def test_an_input_of_unknown_size_is_refused(field):
    with pytest.raises(ValueError, match=r"`input_size` must be given where neither `image` nor the table"):
        plot_receptive_field(field)


def test_a_field_by_itself_has_no_layer_to_name(field):
    with pytest.raises(ValueError, match=r"`layer` must be left out where .*Received: 'conv_1'"):
        plot_receptive_field(field, "conv_1", input_size=32)


def test_something_else_than_a_table_or_field_is_refused():
    with pytest.raises(TypeError, match=r"`source` must be a layer table or a receptive field. Rec.*'str'"):
        plot_receptive_field("model")


def test_growth_shows_each_layer_that_changes_the_field(fields):
    ax = plot_receptive_field_growth(fields)
    assert names(ax) == ["conv", "deep", "mean"]
    assert texts(ax) == ["3×3", "8×6", "whole input"]
    assert [bar.get_width() for bar in ax.patches] == [3, 8, 32]
    assert list(ax.lines[0].get_xdata()) == [32, 32]


def test_growth_of_the_xray_network_reaches_542_pixels():
    ax = plot_receptive_field_growth(layer_table(build_xray_cnn()))
    assert texts(ax)[-2:] == ["542×542", "whole input"]


def test_growth_without_any_field_is_refused(small_table):
    with pytest.raises(ValueError, match=r"`table` must have a layer that sees more than one pixel"):
        plot_receptive_field_growth(small_table)


def test_axes_that_are_given_are_used(fields, field):
    _, (first, second) = plt.subplots(1, 2)
    assert plot_receptive_field_growth(fields, ax=first) is first
    assert plot_receptive_field(field, input_size=32, ax=second) is second


def test_a_field_between_pixels_is_drawn_as_the_whole_pixels_inside_it():
    # Unit 5 of a layer whose step is half a pixel: the field reaches from 0.5 to 4.5.
    field = ReceptiveField((5, 5), (Fraction(1, 2), Fraction(1, 2)), (-2, -2))
    ax = plot_receptive_field(field, unit=(5, 6), image=np.ones((16, 16)))
    assert ax.get_title(loc="left") == "Unit (5, 6) sees 4×5 of 16×16 pixels"
    outline = next(patch for patch in ax.patches if patch.get_gid() == "field")
    assert outline.get_bbox().bounds == (0.5, 0.5, 5, 4)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        (
            {"input_size": 40},
            r"`input_size` must be \(32, 24\), the input of the table\. Received: \(40, 40\)",
        ),
        ({"input_size": -1}, r"`input_size` must be a whole number from 1 to 1,000,000,000"),
        ({"image": np.ones((32, 32))}, r"`image` must be of the height and width of the input, \(32, 24\)"),
    ],
)
def test_sizes_that_do_not_agree_are_refused(fields, keywords, message):
    with pytest.raises(ValueError, match=message):
        plot_receptive_field(fields, "deep", **keywords)
    ax = plot_receptive_field(fields, "deep", image=np.ones((32, 24)), input_size=(32, 24))
    assert ax.get_title(loc="left").endswith("of 32×24 pixels")


@pytest.mark.parametrize(
    "plot", [plot_receptive_field_growth, lambda t, ax: plot_receptive_field(t, "deep", ax=ax)]
)
def test_what_are_no_axes_is_refused(fields, plot):
    figure, axes = plt.subplots(1, 2)
    for wrong in (figure, axes, "ax"):
        with pytest.raises(TypeError, match=r"`ax` must be Matplotlib's Axes, one of them\. Received: "):
            plot(fields, ax=wrong)


def test_growth_that_has_no_length_to_draw_is_refused(make_table):
    table = make_table(
        ("scan", "InputLayer", (16, 64, 64, 1)),
        ("flat", "Flatten", (65536,), {"receptive_field": "whole input"}),
    )
    with pytest.raises(ValueError, match=r"`table` must have a layer that sees more than one pixel"):
        plot_receptive_field_growth(table)


def test_the_line_of_the_input_leaves_the_numbers_of_the_growth_free(fields):
    ax = plot_receptive_field_growth(fields)
    for text in ax.texts:
        assert text.get_bbox_patch() is not None
        assert text.get_zorder() > ax.lines[0].get_zorder()


def test_growth_of_fields_that_are_not_known_says_so(make_table):
    table = make_table(
        ("scan", "InputLayer", (16, 16, 1), {"receptive_field": ReceptiveField((1, 1), (1, 1), (0, 0))}),
        ("own", "Own", (16, 16, 1), {"receptive_field": "unknown"}),
        ("conv", "Conv2D", (14, 14, 2), {"receptive_field": "unknown"}),
    )
    with pytest.raises(ValueError, match=r"What 'own' sees is unknown, as for 2 rows in all\."):
        plot_receptive_field_growth(table)
