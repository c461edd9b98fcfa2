"""The drawings of a whole model: what is drawn, in which size, and joined to what."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle

from cnn_docs import build_cifar_cnn, layer_table, plot_architecture
from cnn_docs.palette import DARK, LIGHT
from cnn_docs.plots._graph import in_columns, layered
from cnn_docs.plots._layers import Layer, by_image_size, chained, fused
from cnn_docs.plots.style import WIDTH, recolored

STYLES = ("volumes", "boxes", "graph")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def patches(ax, kind, gid=None):
    return [p for p in ax.patches if type(p) is kind and (gid is None or p.get_gid() == gid)]


def extent(patch):
    """Width and height of a patch in data units, which are inches."""
    box = patch.get_path().get_extents(patch.get_patch_transform())
    return box.width, box.height


def joins(arrow, start, end):
    """Whether an arrow begins at one point and has its tip at the other."""
    points = arrow.get_path().vertices
    return np.allclose(points[0], start) and np.abs(points - end).max(axis=1).min() < 0.02


def block(row):
    """Layers of a residual block: two convolutions, their normalisations, and a sum with the input."""
    kinds = ("Conv2D", "BatchNormalization", "Activation", "Conv2D", "BatchNormalization", "Add")
    return [(f"{kind.lower()}_{row}_{n}", kind, (8, 8, 4), {"parameters": 9}) for n, kind in enumerate(kinds)]


@pytest.fixture
def residual_table(make_table):
    """150 layers: 25 residual blocks of six."""
    rows = [("image", "InputLayer", (8, 8, 4))]
    edges = []
    for number in range(25):
        layers = block(number)
        before = rows[-1][0]
        rows += layers
        names = [before, *(name for name, *_ in layers)]
        edges += [*itertools.pairwise(names), (before, names[-1])]
    return make_table(*rows, edges=edges)


@pytest.fixture
def branched_table(make_table):
    """Two convolutions beside each other, added, and a vector that joins late."""
    return make_table(
        ("image", "InputLayer", (16, 16, 3)),
        ("age", "InputLayer", (1,)),
        ("left", "Conv2D", (16, 16, 8), {"parameters": 224}),
        ("right", "Conv2D", (16, 16, 8), {"parameters": 608}),
        ("sum", "Add", (16, 16, 8)),
        ("mean", "GlobalAveragePooling2D", (8,)),
        ("both", "Concatenate", (9,)),
        edges=[
            ("image", "left"),
            ("image", "right"),
            ("left", "sum"),
            ("right", "sum"),
            ("sum", "mean"),
            ("mean", "both"),
            ("age", "both"),
        ],
    )


@pytest.mark.parametrize("style", STYLES)
def test_every_layer_is_named_with_its_shape(small_table, style):
    written = " ".join(texts(plot_architecture(small_table, style=style)))
    for row in small_table.rows:
        assert row.name in written
        assert "×".join(map(str, row.output_shape)) in written


@pytest.mark.parametrize("style", STYLES)
def test_legend_names_the_families_that_occur_and_no_other(small_table, style):
    ax = plot_architecture(small_table, style=style)
    families = {"input", "convolution", "dense", "pooling", "no weights"}
    assert len(patches(ax, Rectangle, "legend")) == len(families)
    assert families <= set(texts(ax))
    assert "merging" not in texts(ax)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("table", ["small_table", "residual_table", "branched_table"])
def test_nothing_is_cut_off_wide_or_small(request, style, table):
    ax = plot_architecture(request.getfixturevalue(table), style=style)
    figure = ax.figure
    figure.canvas.draw()
    assert figure.get_figwidth() <= WIDTH + 1e-6
    for artist in [*ax.texts, *ax.patches]:
        box = artist.get_window_extent()
        assert box.x0 >= -1
        assert box.y0 >= -1
        assert box.x1 <= figure.bbox.x1 + 1
        assert box.y1 <= figure.bbox.y1 + 1
    assert min(text.get_fontsize() for text in ax.texts) >= 8


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("table", ["small_table", "residual_table", "branched_table"])
def test_texts_do_not_overlap(request, style, table):
    ax = plot_architecture(request.getfixturevalue(table), style=style)
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent().shrunk(0.96, 0.7) for text in ax.texts if text.get_text()]
    clashes = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]
    assert clashes == []


def faces(ax, name):
    return [patch for patch in ax.patches if patch.get_gid() == name]


def test_volumes_are_in_proportion(small_table):
    ax = plot_architecture(small_table, style="volumes")
    fronts = {row.name: faces(ax, f"front of {row.name}")[0] for row in small_table.rows}
    depth, height = extent(fronts["conv"])
    assert height / extent(fronts["pool"])[1] == pytest.approx(26 / 13)
    assert depth / extent(fronts["image"])[0] == pytest.approx(8 / 1)
    assert extent(fronts["flatten"])[1] / extent(fronts["output"])[1] == pytest.approx(math.sqrt(1352 / 10))
    assert "Scale: sides (pixels) and depth (channels) linear; columns (units) by square root." in texts(ax)


def test_arrows_lead_to_a_block_also_from_the_end_of_a_line(make_table):
    table = make_table(*((f"conv_{n}", "Conv2D", (32, 32, 64)) for n in range(14)))
    ax = plot_architecture(table)
    fronts = [
        patch.get_window_extent() for patch in ax.patches if str(patch.get_gid()).startswith("front of")
    ]
    arrows = patches(ax, FancyArrowPatch)
    assert len({round(front.y0) for front in fronts}) > 1, "more than one line"
    assert len(arrows) == len(fronts) - 1
    paths = [arrow._path_original.transformed(ax.transData).vertices for arrow in arrows]

    def joins(path, start, end):
        (x, y), (x_end, y_end) = path[0], path[-1]
        leaves, arrives = 0 < x - start.x1 < 100, 0 < end.x0 - x_end < 20
        return leaves and arrives and start.y0 < y < start.y1 and end.y0 < y_end < end.y1

    for start, end in itertools.pairwise(fronts):
        assert sum(joins(path, start, end) for path in paths) == 1


def test_volumes_far_apart_in_size_are_drawn_by_logarithm_and_say_so(make_table):
    table = make_table(("a", "Conv2D", (4, 4, 1)), ("b", "Conv2D", (4, 4, 2048)))
    ax = plot_architecture(table)
    first, second = (extent(faces(ax, f"front of {name}")[0])[0] for name in "ab")
    assert second / first == pytest.approx(math.log(2049) / math.log(2))
    assert "Scale: sides (pixels) linear; depth (channels) by logarithm." in texts(ax)


def test_volumes_join_only_layers_that_follow_each_other(branched_table):
    ax = plot_architecture(branched_table)
    assert len(patches(ax, FancyArrowPatch)) == 3  # age-left and left-right are neighbours, not connected


def test_open_sides_are_written_as_question_marks(make_table):
    table = make_table(("image", "InputLayer", (None, None, 3)), ("conv", "Conv2D", (None, None, 8)))
    assert "?×?×8" in texts(plot_architecture(table))


def test_boxes_state_the_parameters(small_table):
    written = texts(plot_architecture(small_table, style="boxes"))
    assert "80 parameters" in written
    assert "13,530 parameters" in written
    assert written.count("no parameters") == 3


def test_boxes_say_that_branches_are_left_out(small_table, branched_table):
    note = 'Branches are left out: style="graph" shows them.'
    assert note in texts(plot_architecture(branched_table, style="boxes"))
    assert note not in texts(plot_architecture(small_table, style="boxes"))


def test_graph_has_one_arrow_for_each_connection_from_box_to_box(branched_table):
    ax = plot_architecture(branched_table, style="graph")
    boxes = {box.get_gid(): box.get_bbox() for box in patches(ax, FancyBboxPatch)}

    def ends(name):
        box = boxes[name]
        middle = (box.x0 + box.x1) / 2
        return (middle, box.y1), (middle, box.y0)  # y counts downwards: y1 is the lower edge

    drawn = patches(ax, FancyArrowPatch)
    assert len(drawn) == len(branched_table.edges)
    for start, end in branched_table.edges:
        assert sum(joins(arrow, ends(start)[0], ends(end)[1]) for arrow in drawn) == 1


def test_graph_boxes_do_not_overlap_and_each_stands_below_its_sources(residual_table, branched_table):
    for table in (residual_table, branched_table):
        boxes = [b.get_bbox() for b in patches(plot_architecture(table, style="graph"), FancyBboxPatch)]
        assert not [1 for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]


def test_layout_puts_every_layer_below_its_sources_and_keeps_distances():
    rng = np.random.default_rng(3)
    for _ in range(20):
        count = int(rng.integers(2, 25))
        edges = {(int(rng.integers(0, end)), end) for end in range(1, count) for _ in range(2)}
        layout = layered(count, edges, 1.0, 0.1, 0.2)
        rank = layout.rank_of()
        assert all(rank[start] < rank[end] for start, end in edges)
        for route in layout.routes.values():
            assert [rank[position] for position in route] == list(range(rank[route[0]], rank[route[-1]] + 1))
        for row in layout.ranks:
            places = [layout.x[position] for position in row]
            widths = [1.0 if position < count else 0.1 for position in row]
            for n in range(1, len(row)):
                assert places[n] - places[n - 1] >= (widths[n] + widths[n - 1]) / 2 + 0.2 - 1e-9


def test_columns_break_only_where_one_layer_leads_on():
    edges = {(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 5)}
    layout = layered(6, edges, 1.0, 0.1, 0.2)
    assert in_columns(layout, 2) == [0, 3]


def test_long_models_share_boxes_and_lose_no_parameter(residual_table):
    ax = plot_architecture(residual_table, style="graph")
    boxes = patches(ax, FancyBboxPatch)
    assert len(boxes) == 51  # the input, and per block two: the convolutions, the sum
    ax = plot_architecture(residual_table, style="boxes")
    counts = [
        int(t.split()[0].replace(",", "")) for t in texts(ax) if t.endswith(" parameters") and t[0] != "n"
    ]
    assert sum(counts) == residual_table.parameters


def test_a_long_graph_says_how_many_layers_a_box_stands_for(make_table):
    """As DenseNet121: each block of six layers is joined with its input, over and over."""
    rows, edges = [("image", "InputLayer", (224, 224, 3)), ("stem", "Conv2D", (56, 56, 64))], []
    edges.append(("image", "stem"))
    before = "stem"
    for number in range(58):
        inside = [f"conv_block{number}_{part}" for part in range(6)]
        rows += [(name, "Conv2D", (56, 56, 1024)) for name in inside]
        rows.append((f"concat{number}", "Concatenate", (56, 56, 1024)))
        edges += zip([before, *inside], [*inside, f"concat{number}"], strict=True)
        edges.append((before, f"concat{number}"))
        before = f"concat{number}"
    ax = plot_architecture(make_table(*rows, edges=edges), style="graph")
    counts = [int(text.split()[0]) for text in texts(ax) if " layers" in text]
    assert counts == [6] * 58
    assert ax.figure.get_figwidth() <= WIDTH + 0.1


def test_fused_layers_need_a_straight_line():
    layers = [Layer(name, kind, "no weights", (8, 8, 4), 1) for name, kind in ("aC", "bA", "cA", "dS")]
    kinds = ["Conv2D", "Activation", "Activation", "Add"]
    layers = [Layer(a.name, kind, a.family, a.shape, 1) for a, kind in zip(layers, kinds, strict=True)]
    straight, edges = fused(layers, {(0, 1), (1, 2), (2, 3)})
    assert [(layer.count, layer.parameters) for layer in straight] == [(3, 3), (1, 1)]
    assert edges == {(0, 1)}
    forked, edges = fused(layers, {(0, 1), (0, 2), (1, 3), (2, 3)})
    assert [layer.count for layer in forked] == [1, 1, 1, 1]
    assert edges == {(0, 1), (0, 2), (1, 3), (2, 3)}


def test_chained_layers_end_where_the_image_size_changes():
    shapes = [(8, 8, 4), (8, 8, 16), (4, 4, 16), (16,), (16,)]
    layers = [Layer(f"l{n}", "Conv2D", "convolution", shape, 1) for n, shape in enumerate(shapes)]
    boxes, edges = chained(layers, {(n, n + 1) for n in range(4)})
    assert [box.shape for box in boxes] == [(8, 8, 16), (4, 4, 16), (16,), (16,)]
    assert edges == {(0, 1), (1, 2), (2, 3)}


def test_runs_of_one_image_size_take_gates_in():
    shapes = [(8, 8, 4), (4,), (1, 1, 4), (8, 8, 4), (4, 4, 8), (8,)]
    layers = [Layer(f"l{n}", "Conv2D", "convolution", shape, 1) for n, shape in enumerate(shapes)]
    runs = by_image_size(layers)
    assert [(run.shape, run.count) for run in runs] == [((8, 8, 4), 4), ((4, 4, 8), 1), ((8,), 1)]


def test_nested_models_are_drawn_by_their_layers(make_table):
    table = make_table(
        ("image", "InputLayer", (8, 8, 1)),
        ("block", "Functional", (8, 8, 2), {"nested": True, "parameters": 20}),
        ("block/conv", "Conv2D", (8, 8, 2), {"parameters": 20}),
        edges=[("image", "block/conv")],
    )
    ax = plot_architecture(table, style="graph")
    assert [box.get_gid() for box in patches(ax, FancyBboxPatch)] == ["image", "block/conv"]
    assert "conv" in texts(ax)


def test_a_real_model_is_drawn_from_its_table():
    table = layer_table(build_cifar_cnn())
    ax = plot_architecture(table, style="graph")
    assert len(patches(ax, FancyArrowPatch)) == len(table.edges) == 7
    written = texts(ax)
    assert all(row.name in written for row in table.rows)


def test_axes_that_are_given_are_used(small_table):
    _, ax = plt.subplots()
    assert plot_architecture(small_table, ax=ax) is ax


def test_every_colour_has_a_dark_partner(small_table):
    ax = plot_architecture(small_table)
    front = faces(ax, "front of conv")[0]
    assert to_hex(front.get_facecolor()).upper() == LIGHT["kernel"]
    with recolored(ax.figure):
        assert to_hex(front.get_facecolor()).upper() == DARK["kernel"]
        used = {to_hex(p.get_facecolor()).upper() for p in ax.patches if type(p) in (Polygon, Rectangle)}
        assert used <= set(DARK.values())


def test_global_settings_stay(small_table):
    before = dict(plt.rcParams)
    plot_architecture(small_table)
    assert dict(plt.rcParams) == before


def test_unknown_style_is_refused_with_the_right_names(small_table):
    with pytest.raises(
        ValueError, match=r"`style` must be 'volumes', 'boxes' or 'graph'. Received: 'box'. Did"
    ):
        plot_architecture(small_table, style="box")


def test_a_model_in_place_of_its_table_is_refused():
    with pytest.raises(TypeError, match=r"`table` must be a layer table. Received: 'dict'. Pass layer_table"):
        plot_architecture({})


def test_an_empty_table_is_refused(make_table):
    with pytest.raises(ValueError, match=r"`table` must be a layer table with at least one layer"):
        plot_architecture(make_table())


def test_what_are_no_axes_is_refused(small_table):
    with pytest.raises(TypeError, match=r"`ax` must be Matplotlib's Axes, one of them\. Received: 'Figure'"):
        plot_architecture(small_table, ax=plt.figure())
