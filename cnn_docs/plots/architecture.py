"""A whole model in one picture: blocks to scale, boxes with numbers, or the graph of its layers."""

from cnn_docs._checks import choice
from cnn_docs.plots._boxes import draw_boxes, draw_graph
from cnn_docs.plots._layers import read_layers
from cnn_docs.plots._volumes import draw_volumes
from cnn_docs.plots.style import figure_style

__all__ = ["plot_architecture"]

_DRAW = {"volumes": draw_volumes, "boxes": draw_boxes, "graph": draw_graph}


@figure_style()
def plot_architecture(table, *, style="volumes", ax=None):
    """Draw the layers of a model, their output shapes and how they follow each other.

    Parameters
    ----------
    table : LayerTable
        The result of :func:`cnn_docs.layer_table`.
    style : {"volumes", "boxes", "graph"}
        "volumes" draws each output as a block to scale: its sides are height and width in pixels, its
        depth the channels; a vector is an upright column. Sizes that lie more than 16 times apart
        are drawn on a square-root scale, more than 400 times on a logarithmic one; the picture says so.
        "boxes" gives name, kind, shape and parameters of each layer in call order. "graph" shows every
        connection, with branches beside each other.
    ax : Axes, optional
        Where to draw; a figure of a fitting size by default. Texts keep their size of 8 points, so the
        axes should be about as large as that figure.

    Returns
    -------
    Axes
        One unit is one inch, y downwards.

    Raises
    ------
    TypeError
        If `table` is not a layer table, or `ax` is no Axes.
    ValueError
        If the table has no layers or `style` is not one of the names above.

    Notes
    -----
    Long models are shortened. From 46 boxes or 25 blocks on, normalisation, activation and dropout share the
    box of the layer before them. Where 111 boxes are left, 46 in a graph, layers in a straight line at one
    image size become one box, and where 25 blocks are, layers of one image size become one block. Such a box
    says how many layers it stands for (but in a graph that is too wide for it); it has the name of the
    first, the shape of the last, and all their parameters.

    Examples
    --------
    >>> from cnn_docs import build_lenet5, layer_table, plot_architecture
    >>> ax = plot_architecture(layer_table(build_lenet5()), style="graph")
    >>> [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    ['image', 'C1', 'S2', 'C3', 'S4', 'C5', 'flatten', 'F6', 'output']
    """
    draw = _DRAW[choice(style, "style", _DRAW)]
    layers, edges = read_layers(table)
    return draw(layers, edges, ax)
