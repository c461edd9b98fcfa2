"""A network of dense layers as neurons and connections, drawn from its real weights where given."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from cnn_docs._checks import finite_array, items, refuse, text, whole_number
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import MARGIN, SMALL, checked_axes, fit, open_axes, text_width, write
from cnn_docs.plots._text import shown
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_network"]

_RADIUS, _STEP = 0.19, 0.5  # inches: of a neuron, and between the centres of two
_LEAST_STEP = 0.16
_LARGEST = 1_000_000_000  # units of a layer, whose number is written below its name
_MOST_UNITS = 200  # of a layer: the lines between more are a surface
_THINNEST, _WIDEST = 0.25, 3.5  # points: connections of weight zero and of the greatest weight
_HEAD = 0.42  # inches above the neurons, for the names of the layers
_NOTE = 0.22


@figure_style()
def plot_network(sizes, *, weights=None, values=None, labels=None, max_units=10, ax=None):
    """Draw a network of dense layers: a circle for each neuron, a line for each weight.

    Parameters
    ----------
    sizes : sequence of int
        Units of each layer, up to a billion, the input first, such as ``[3, 4, 4, 2]``.
    weights : sequence of array_like, optional
        One matrix of shape (units before, units) per layer after the input, as Keras keeps them. A line's
        colour is then the sign of its weight (red positive, blue negative) and its width the size, in
        proportion to the greatest size in the network.
    values : sequence of array_like, optional
        One value per neuron and layer, written into the circles.
    labels : sequence of str, optional
        Names of the layers; "input", "hidden 1" … and "output" by default.
    max_units : int, default 10
        A layer of more units is drawn with its first and last ones, dots between; from three to two hundred.
    ax : Axes, optional
        Where to draw; a figure as wide as the page's text by default. The drawing takes the size that the
        axes have now.

    Returns
    -------
    Axes
        One unit is one inch, y downwards.

    Raises
    ------
    TypeError
        If `sizes` or `max_units` holds something else than whole numbers, another argument is no
        sequence, or `ax` is no Axes.
    ValueError
        If there are fewer than two layers, a size or `max_units` is out of its range, or the shapes of
        `weights`, `values` or `labels` do not fit `sizes`.

    Examples
    --------
    >>> import numpy as np
    >>> from cnn_docs import plot_network
    >>> hidden = np.array([[1.0, -2.0], [0.5, 0.0], [-0.25, 4.0]])  # 3 inputs, 2 units
    >>> ax = plot_network([3, 2], weights=[hidden])
    >>> float(max(ax.collections[0].get_linewidths()))  # in points, of the weight 4.0
    3.5
    """
    sizes = _checked_sizes(sizes)
    max_units = whole_number(max_units, "max_units", minimum=3, maximum=_MOST_UNITS)
    weights = None if weights is None else _checked_weights(weights, sizes)
    values = None if values is None else _checked_values(values, sizes)
    labels = None if labels is None else _checked_labels(labels, len(sizes))
    shown = [_shown(size, max_units) for size in sizes]
    width, step = _room(ax, max(map(len, shown)), weights is not None)
    names, counts = _titles(sizes, labels, width)
    height = _HEAD + max(map(len, shown)) * step + _NOTE * (weights is not None) + MARGIN
    ax = open_axes(ax, width, height)
    edge = MARGIN + max(_RADIUS, max(text_width(name, weight="bold") for name in names) / 2)
    columns = np.linspace(edge, width - edge, len(sizes))
    radius = min(_RADIUS * step / _STEP, 0.25 * (columns[1] - columns[0]))
    places = [
        _places(x, len(units), max(map(len, shown)), step) for x, units in zip(columns, shown, strict=True)
    ]
    _draw_connections(ax, places, shown, weights)
    for layer, units in enumerate(shown):
        written = None if values is None else values[layer]
        _draw_layer(ax, places[layer], units, _role(layer, len(sizes)), written, radius)
        write(ax, columns[layer], MARGIN + 0.08, names[layer], ha="center", weight="bold")
        write(ax, columns[layer], MARGIN + 0.22, counts[layer], role="muted", ha="center")
    if weights is not None:
        _draw_legend(ax, height - MARGIN - 0.05, max(np.abs(matrix).max() for matrix in weights), width)
    return ax


def _room(ax, rows, noted):
    """Width of the drawing and distance of neurons in inches: the page's, or what the axes have."""
    if checked_axes(ax) is None:
        return WIDTH, _STEP
    box = ax.get_window_extent()
    width, height = box.width / ax.figure.dpi, box.height / ax.figure.dpi
    step = (height - _HEAD - _NOTE * noted - MARGIN) / rows
    return width, min(_STEP, max(step, _LEAST_STEP))


def _titles(sizes, labels, width):
    """Names and counts of the layers, short ones where the columns stand close together."""
    counts = [f"{size:,} unit{'s' * (size > 1)}" for size in sizes]
    named = [_labels(sizes, "hidden"), _labels(sizes, "h")] if labels is None else [labels]
    for names in named:
        widest = max(text_width(title, weight="bold") for title in [*names, *counts])
        if widest * len(sizes) * 1.1 <= width - 2 * MARGIN:
            return names, counts
        counts = [f"{size:,}" for size in sizes]
    room = (width - 2 * MARGIN) / len(sizes) / 1.1
    if labels is None:
        return [names[0], *[""] * (len(sizes) - 2), names[-1]], counts
    return [fit(name, room, weight="bold") for name in names], counts


def _checked_sizes(sizes):
    try:
        sizes = [
            whole_number(size, "sizes", maximum=_LARGEST) for size in items(sizes, "sizes", "a sequence")
        ]
    except TypeError:
        refuse("sizes", "a sequence of whole numbers", sizes, error=TypeError)
    if len(sizes) < 2:
        refuse("sizes", "the units of at least two layers", sizes)
    return sizes


def _checked_count(entries, count, name):
    entries = items(entries, name, f"a sequence of {count} entries")
    if len(entries) != count:
        message = f"`{name}` must have {count} entries, as `sizes` asks for. Received: {len(entries)}."
        raise ValueError(message)
    return entries


def _checked_labels(labels, count):
    return [shown(text(label, "labels")) for label in _checked_count(labels, count, "labels")]


def _checked_weights(weights, sizes):
    matrices = _checked_count(weights, len(sizes) - 1, "weights")
    matrices = [finite_array(matrix, f"weights[{n}]") for n, matrix in enumerate(matrices)]
    for number, matrix in enumerate(matrices):
        wanted = (sizes[number], sizes[number + 1])
        if matrix.shape != wanted:
            refuse(f"weights[{number}]", f"an array of shape {wanted}, (units before, units)", matrix)
    return matrices


def _checked_values(values, sizes):
    arrays = _checked_count(values, len(sizes), "values")
    arrays = [finite_array(array, f"values[{n}]") for n, array in enumerate(arrays)]
    for number, array in enumerate(arrays):
        if array.shape != (sizes[number],):
            refuse(f"values[{number}]", f"an array of shape {(sizes[number],)}", array)
    return arrays


def _labels(sizes, hidden):
    """Names of the layers; hidden ones have numbers where there are several."""
    if len(sizes) == 3:
        return ["input", hidden, "output"]
    return ["input", *(f"{hidden} {number}" for number in range(1, len(sizes) - 1)), "output"]


def _role(layer, count):
    return {0: "input", count - 1: "output"}.get(layer, "muted")


def _shown(size, limit):
    """Units that are drawn, None for the dots in place of the others."""
    if size <= limit:
        return list(range(size))
    first = limit // 2
    return [*range(first), None, *range(size - (limit - 1 - first), size)]


def _places(x, count, rows, step):
    """Centres of a layer's circles, the layer centred on the tallest one."""
    top = _HEAD + step * (rows - count + 1) / 2
    return [(x, top + step * number) for number in range(count)]


def _draw_connections(ax, places, shown, weights):
    """Draw the lines of each layer as one collection, weak ones below strong ones."""
    greatest = 1.0 if weights is None else max(np.abs(matrix).max() for matrix in weights) or 1.0
    for layer in range(len(places) - 1):
        pairs = [
            (start, end, source, target)
            for start, source in zip(places[layer], shown[layer], strict=True)
            for end, target in zip(places[layer + 1], shown[layer + 1], strict=True)
            if source is not None and target is not None
        ]
        if weights is None:
            widths, colors = [0.8] * len(pairs), [LIGHT["muted"]] * len(pairs)
        else:
            pairs.sort(key=lambda pair: abs(weights[layer][pair[2], pair[3]]))
            sized = [weights[layer][source, target] for _, _, source, target in pairs]
            widths = [_THINNEST + (_WIDEST - _THINNEST) * (abs(weight) / greatest) for weight in sized]
            colors = [_sign_color(weight) for weight in sized]
        lines = [(start, end) for start, end, _, _ in pairs]
        ax.add_collection(LineCollection(lines, linewidths=widths, colors=colors, zorder=1), autolim=False)


def _sign_color(weight):
    return LIGHT["positive" if weight > 0 else "negative" if weight < 0 else "grid"]


def _draw_layer(ax, places, units, role, values, radius):
    """Draw circles with their values, or three dots."""
    for (x, y), unit in zip(places, units, strict=True):
        if unit is None:
            for shift in (-0.5, 0, 0.5):
                dot = Circle((x, y + shift * radius), 0.018, color=LIGHT["muted"], linewidth=0, zorder=2)
                ax.add_patch(dot)
            continue
        color = {"facecolor": LIGHT["panel"], "edgecolor": LIGHT[role]}
        ax.add_patch(Circle((x, y), radius, linewidth=1.8, gid="neuron", zorder=2, **color))
        if values is not None:
            write(ax, x, y, _value_text(values[unit]), ha="center")


def _value_text(value):
    """Write a value in at most five characters where that is possible."""
    plain = (f"{value:z.{digits}f}" for digits in (2, 1, 0))
    text = next((written for written in plain if len(written) <= 5), f"{value:.0e}")
    return text.replace("-", "−")


def _draw_legend(ax, y, greatest, width):
    """Say what colour and width mean, in one line below the network."""
    x = MARGIN
    for name, color in (("positive weight", LIGHT["positive"]), ("negative weight", LIGHT["negative"])):
        ax.plot([x, x + 0.22], [y, y], color=color, linewidth=2.5, solid_capstyle="butt", gid="legend")
        write(ax, x + 0.28, y, name)
        x += 0.28 + text_width(name, size=SMALL) + 0.25
    note = f"width: size of the weight, at most {greatest:.3g}"
    if x + text_width(note) < width:
        write(ax, x, y, note, role="muted")
