"""The look of figures: settings stay in their context, and every palette colour has its dark partner."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnn_docs.palette import DARK, LIGHT
from cnn_docs.plots import recolored
from cnn_docs.plots.style import figure_style


def png(figure):
    figure.canvas.draw()
    return bytes(figure.canvas.buffer_rgba())


def hexes(colors):
    return [to_hex(color).upper() for color in np.atleast_2d(colors)]


@pytest.fixture
def busy_figure():
    """One artist of every kind, in colours of the palette."""
    with figure_style():
        figure, (ax, other) = plt.subplots(1, 2)
        ax.plot([1, 2], [3, 4], color=LIGHT["kernel"], marker="o", label="curve")
        ax.legend(frameon=True)
        ax.set(title="title", xlabel="x")
        ax.bar([1], [2], color=(LIGHT["input"], 0.25), edgecolor=LIGHT["ink"])
        other.scatter([1, 2, 3], [1, 2, 3], color=[LIGHT["output"], "#123456", LIGHT["negative"]])
        other.annotate(
            "note", (1, 1), (2, 2), arrowprops={"color": LIGHT["muted"]}, bbox={"facecolor": LIGHT["panel"]}
        )
        other.text(0, 0, "7", color="#000000")
        other.imshow([[0.0, 1.0]])
    return figure


def test_settings_change_in_the_context_only():
    before = dict(mpl.rcParams)
    with figure_style():
        assert mpl.rcParams["figure.facecolor"] == LIGHT["paper"]
        assert mpl.rcParams["axes.spines.top"] is False
    assert dict(mpl.rcParams) == before


def test_interactive_mode_that_a_backend_turns_on_inside_stays():
    """A notebook's backend loads with the first figure, and shows the later ones in this mode only."""
    with mpl.rc_context({"interactive": False}):
        with figure_style():
            mpl.interactive(True)
        assert mpl.is_interactive()


def test_every_colour_of_the_style_is_in_the_palette():
    with figure_style():
        figure, ax = plt.subplots()
        ax.plot([0, 1], label="curve")
        ax.legend()
        ax.grid()
    colors = {to_hex(artist.get_color()).upper() for artist in figure.findobj(mpl.text.Text)}
    colors |= {to_hex(artist.get_color()).upper() for artist in figure.findobj(mpl.lines.Line2D)}
    assert colors <= set(LIGHT.values())


def test_no_line_goes_through_the_words_of_a_legend():
    with figure_style():
        figure, ax = plt.subplots()
        ax.plot([0, 1], label="curve")
        frame = ax.legend().get_frame()
    assert frame.get_visible()
    assert ax.get_legend().get_frame_on()
    assert frame.get_alpha() == 1
    assert hexes(frame.get_facecolor()) == hexes(frame.get_edgecolor()) == [LIGHT["paper"]]
    plt.close(figure)


def test_artists_of_every_kind_get_the_dark_partner(busy_figure):
    ax, other = busy_figure.axes
    with recolored(busy_figure) as same:
        assert same is busy_figure
        assert hexes(busy_figure.get_facecolor()) == [DARK["paper"]]
        assert hexes(ax.get_facecolor()) == [DARK["paper"]]
        assert hexes(ax.spines["left"].get_edgecolor()) == [DARK["muted"]]
        assert ax.lines[0].get_color() != LIGHT["kernel"]
        assert hexes(ax.lines[0].get_color()) == [DARK["kernel"]]
        assert hexes(ax.lines[0].get_markerfacecolor()) == [DARK["kernel"]]
        assert hexes(ax.title.get_color()) == [DARK["ink"]]
        assert hexes(ax.xaxis.label.get_color()) == [DARK["ink"]]
        assert hexes(ax.get_xticklabels()[0].get_color()) == [DARK["ink"]]
        assert hexes(ax.xaxis.get_ticklines()[0].get_color()) == [DARK["muted"]]
        assert hexes(ax.get_legend().get_frame().get_facecolor()) == [DARK["paper"]]
        assert hexes(ax.patches[0].get_facecolor()) == [DARK["input"]]
        assert ax.patches[0].get_facecolor()[3] == 0.25
        assert hexes(other.collections[0].get_facecolor()) == [DARK["output"], "#123456", DARK["negative"]]
        note, number = other.texts
        assert hexes(note.arrow_patch.get_edgecolor()) == [DARK["muted"]]
        assert hexes(note.get_bbox_patch().get_facecolor()) == [DARK["panel"]]
        assert number.get_color() == "#000000"


def test_leaving_gives_every_pixel_back(busy_figure):
    before = png(busy_figure)
    with recolored(busy_figure):
        assert png(busy_figure) != before
    assert png(busy_figure) == before


def test_an_error_inside_gives_the_colours_back_too(busy_figure):
    before = png(busy_figure)
    with pytest.raises(RuntimeError, match="inside"), recolored(busy_figure):
        raise RuntimeError("inside")
    assert png(busy_figure) == before


def test_the_light_theme_changes_nothing(busy_figure):
    before = png(busy_figure)
    with recolored(busy_figure, "light"):
        assert png(busy_figure) == before


def test_an_unknown_theme_is_refused(busy_figure, refused):
    message = "`theme` must be 'light' or 'dark'. Received: 'sepia'."
    with refused(ValueError, message), recolored(busy_figure, "sepia"):
        pass


def test_what_is_no_figure_or_no_name_of_a_theme_is_refused(busy_figure, refused):
    with refused(TypeError, "`figure` must be a figure of Matplotlib. Received: 3."), recolored(3):
        pass
    message = "`theme` must be 'light' or 'dark'. Received: ['dark']."
    with refused(TypeError, message), recolored(busy_figure, ["dark"]):
        pass
