"""Where the parameters and the multiply-adds of a model sit, layer by layer."""

import math

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgba
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cnn_docs._checks import choice, positive_integer
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import SMALL, fit, text_width
from cnn_docs.plots._layers import FAMILIES, family_of, table_rows
from cnn_docs.plots._text import PLAIN, shown
from cnn_docs.plots.style import figure_style

__all__ = ["plot_parameters"]

_ROW, _FRAME = 0.23, 0.85  # inches of one layer, and of titles and axes
_NAMES = 1.55  # inches that the names of the layers take at most
_PANEL = 2.05  # inches of bars and numbers, so that a phone shows them in a size that can be read
_QUANTITIES = ("parameters", "multiply_adds")
_REST = ("muted", 0.6)  # role and opacity of the row for all other layers


@figure_style()
def plot_parameters(table, *, scale="linear", max_layers=20):
    """Draw the parameters and multiply-adds of each layer, with their share of the whole.

    Layers have the colours of their families, as in :func:`plot_architecture`.

    Parameters
    ----------
    table : LayerTable
        The result of :func:`cnn_docs.layer_table`.
    scale : {"linear", "log"}
        "linear" draws bars. "log" draws points, since the length of a bar means nothing where the
        axis has no zero.
    max_layers : int, default 20
        Layers that are named; of a longer model the ones with the greatest shares, in call order, and one
        row for the rest.

    Returns
    -------
    Figure
        Two axes: parameters, multiply-adds for one image.

    Raises
    ------
    TypeError
        If `table` is not a layer table or `max_layers` is not a whole number.
    ValueError
        If `scale` is not one of the names above, `max_layers` is below 1, or no layer has either.

    Examples
    --------
    >>> from cnn_docs import build_cifar_cnn, layer_table, plot_parameters
    >>> figure = plot_parameters(layer_table(build_cifar_cnn()))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['448 · 0.6 %', '4,640 · 5.8 %', '73,792 · 92.8 %', '650 · 0.8 %']
    """
    scale = choice(scale, "scale", ("linear", "log"))
    names, looks, counts = _counts(table_rows(table), positive_integer(max_layers, "max_layers"))
    colors = [to_rgba(LIGHT[role], alpha) for role, alpha in looks]
    titles = [f"{name.replace('_', '-')}: {_total(counts[name])}" for name in _QUANTITIES]
    figure, axes = _panels(names, titles)
    for ax, title, quantity in zip(axes, titles, _QUANTITIES, strict=True):
        _draw(ax, counts[quantity], colors, scale)
        ax.set_title(title, loc="left")
        ending = "of a layer" if scale == "linear" else "(logarithmic)"
        ax.set_xlabel(f"{quantity.replace('_', '-')} {ending}")
    axes[0].set_yticks(range(len(names)), [fit(name, _NAMES - 0.15) for name in names], **PLAIN)
    axes[0].set_ylim(len(names) - 0.4, -0.6)
    return figure


def _panels(names, titles):
    """Open a figure of two panels, as narrow as their titles and the names of the layers allow."""
    height = _FRAME + _ROW * len(names)
    left = min(_NAMES, max(map(text_width, names)) + 0.15)
    panel = max(_PANEL, *(text_width(title, size=plt.rcParams["axes.titlesize"]) for title in titles))
    width = left + 2 * panel + 0.25
    figure, axes = plt.subplots(1, 2, figsize=(width, height), sharey=True)
    edges = {
        "left": left / width,
        "right": 1 - 0.08 / width,
        "top": 1 - 0.32 / height,
        "bottom": 0.5 / height,
    }
    figure.subplots_adjust(wspace=0.17 / panel, **edges)
    return figure, axes


def _counts(rows, limit):
    """Names, looks and counts of the layers that have any, the small ones of a long model in one row."""
    rows = [row for row in rows if not row.nested and (row.parameters or row.multiply_adds != 0)]
    if not rows:
        raise ValueError("`table` must have a layer with parameters or multiply-adds. Received: none.")
    totals = {quantity: _sum(getattr(row, quantity) for row in rows) or 1 for quantity in _QUANTITIES}

    def share(row):
        return max((getattr(row, quantity) or 0) / totals[quantity] for quantity in _QUANTITIES)

    kept, rest = rows, []
    if len(rows) > limit:
        largest = sorted(rows, key=share, reverse=True)[:limit]
        kept = [row for row in rows if any(row is other for other in largest)]
        rest = [row for row in rows if all(row is not other for other in largest)]
    names = [shown(row.name) for row in kept]
    looks = [FAMILIES[family_of(row)] for row in kept]
    counts = {quantity: [getattr(row, quantity) for row in kept] for quantity in _QUANTITIES}
    if rest:
        names.append(f"{len(rest)} other layers")
        looks.append(_REST)
        for quantity, column in counts.items():
            column.append(_sum(getattr(row, quantity) for row in rest))
    return names, looks, counts


def _sum(values):
    """Sum of the counts that are known."""
    return sum(value for value in values if value is not None)


def _total(values):
    return f"{_sum(values):,}" + " (some unknown)" * (None in values)


def _draw(ax, values, colors, scale):
    """Draw bars or points with their counts and shares."""
    known = [value or 0 for value in values]
    total, greatest = sum(known) or 1, max(known) or 1
    places = range(len(known))
    if scale == "linear":
        ax.barh(places, known, height=0.62, color=colors)
        ticks = MaxNLocator(3, integer=True).tick_values(0, greatest)
        ax.set_xticks([tick for tick in ticks if 0 <= tick <= greatest])
        ax.set_xlim(0, greatest * 2)  # room for the numbers
    else:
        _draw_points(ax, known, colors)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value)))
    ax.spines["left"].set_visible(scale == "linear")
    ax.tick_params(axis="y", length=0)
    for place, value, count in zip(places, values, known, strict=True):
        text = "unknown" if value is None else f"{_short(count)} · {100 * count / total:.1f} %"
        start = count if scale == "linear" or count else ax.get_xlim()[0]
        where = {"xytext": (5, 0), "textcoords": "offset points", "va": "center_baseline"}
        ax.annotate(text, (start, place), fontsize=SMALL, **where)


def _draw_points(ax, values, colors):
    """Draw a point for each value above zero on a logarithmic axis."""
    positive = [(value, place) for place, value in enumerate(values) if value]
    least, greatest = min(positive, default=(1, 0))[0], max(positive, default=(1, 0))[0]
    ax.set_xscale("log")
    reach = max(greatest / least, 10)
    ax.set_xlim(least / 2, greatest * (2 * reach) ** 1.2)  # room for the numbers
    for value, place in positive:
        ax.plot([least / 2, value], [place, place], color=LIGHT["grid"], linewidth=0.8, zorder=1)
        ax.plot([value], [place], "o", color=colors[place], markersize=6)
    ax.minorticks_off()


def _tick(value):
    """Write a round number on an axis."""
    for least, size, suffix in ((1e9, 1e9, " G"), (1e6, 1e6, " M"), (1e4, 1e3, " k")):
        if value >= least:
            return f"{value / size:,g}{suffix}"
    return f"{value:,.0f}"


def _short(value):
    """Write a count exactly up to six digits, else in millions or billions with three."""
    for size, suffix in ((1e9, " G"), (1e6, " M")):
        if value >= size:
            scaled = value / size
            return f"{scaled:.{max(0, 2 - int(math.log10(scaled)))}f}{suffix}"
    return f"{value:,.0f}"
