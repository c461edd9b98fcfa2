"""Names are text in every picture, whatever is in them."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_docs import (
    plot_architecture,
    plot_feature_maps,
    plot_filters,
    plot_history,
    plot_kernels_over_epochs,
    plot_network,
    plot_parameters,
    plot_receptive_field,
    plot_receptive_field_growth,
)
from cnn_docs.geometry import ReceptiveField
from cnn_docs.plots._text import shown
from cnn_docs.plots.style import WIDTH

HOSTILE = [
    "cost_$x^2$_and_$\\frac{",
    "100%_of_%s",
    "a\\$b\\n\\alpha",
    "<script>&amp;</script>",
    "two\nlines\tand a tab",
    "_hidden",
    "卷积层_🙂",
    "свёртка_ünïcode",
    "long_" * 60,
]


def field_table(make_table, name):
    field = {"receptive_field": ReceptiveField((3, 3), (1, 1), (0, 0)), "parameters": 10, "multiply_adds": 90}
    return make_table(
        ("image", "InputLayer", (8, 8, 1)),
        (name, "Conv2D", (6, 6, 2), field),
        (f"{name}/inner", "Conv2D", (6, 6, 2), {"parameters": 4, "multiply_adds": 7}),
    )


PICTURES = {
    "volumes": lambda table, _: plot_architecture(table, style="volumes").figure,
    "boxes": lambda table, _: plot_architecture(table, style="boxes").figure,
    "graph": lambda table, _: plot_architecture(table, style="graph").figure,
    "parameters": lambda table, _: plot_parameters(table),
    "field": lambda table, name: plot_receptive_field(table, name).figure,
    "growth": lambda table, _: plot_receptive_field_growth(table).figure,
    "maps": lambda _, name: plot_feature_maps(np.ones((4, 4, 2)), title=name).figure,
    "filters": lambda _, name: plot_filters(np.ones((3, 3, 1, 2)), title=name).figure,
    "kernels": lambda _, name: plot_kernels_over_epochs(np.ones((2, 3, 3)), title=name).figure,
    "network": lambda _, name: plot_network([2, 3], labels=[name, "output"]).figure,
    "history": lambda _, name: plot_history({name: [1.0, 2.0]}),
}


def texts(figure):
    return [text for text in figure.findobj(plt.Text) if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("picture", PICTURES)
def test_a_name_is_drawn_as_it_is(picture, name, make_table):
    figure = PICTURES[picture](field_table(make_table, name), name)
    figure.canvas.draw()  # warns, which is an error here, where a character cannot be drawn
    whole = shown(name.replace("_", " ") if picture == "history" else name)
    end = whole[-6:]  # where there is no room, the beginning is cut
    ends = [text for text in texts(figure) if end in text.get_text()]
    assert ends
    for text in ends:
        assert not text.get_parse_math()
        assert "\n" not in text.get_text()
    assert figure.get_figwidth() <= 1.05 * WIDTH


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_title_on_the_caller_s_axes_is_text_too(name, make_table):
    _, ax = plt.subplots()
    plot_receptive_field(field_table(make_table, name), name, ax=ax)
    assert not ax._left_title.get_parse_math()
    ax.figure.canvas.draw()


def test_what_the_font_has_stays():
    assert shown("свёртка ünï × ¾ ←") == "свёртка ünï × ¾ ←"
    assert shown("层") == "\\u5c42"
    assert shown("a\r\nb") == "a  b"
