"""Whether heat maps can be believed: the curves, correlations and agreement of a trust table."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs._checks import refuse
from cnn_docs.palette import LIGHT, SIGNED_COLORMAP
from cnn_docs.plots._canvas import SMALL, fit
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_trust"]

_LOOKS = (
    ("highlight", "-", "o"),
    ("kernel", "--", "s"),
    ("output", "-.", "^"),
    ("input", ":", "D"),
    ("negative", "-", "v"),
    ("positive", "--", "P"),
)
"""Colour role, line and marker of each map; colours alone do not tell them apart."""

_CELL, _AROUND = 0.43, 1.15
"""Inches of a cell of the agreement in which two decimals fit, and of all above and below the cells."""
_EXACT = 5
"""So many maps leave room for two decimals of each agreement; more get one."""


@figure_style()
def plot_trust(table):
    """Draw what the checks say of heat maps: deletion, insertion, random weights and agreement.

    Parameters
    ----------
    table : TrustTable
        The result of :func:`cnn_docs.trust_table`.

    Returns
    -------
    Figure
        Up to four axes. Deletion and insertion: the mean score over the part of the pixels, and in grey the
        range of all orders at random. Random weights: the mean rank correlation with the map of the
        trained model, as more layers from the output down are random; left out where every map
        was given as an array. Agreement: the mean rank correlation of each two maps; left out for one map.

    Raises
    ------
    TypeError
        If `table` is not a trust table.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn, plot_trust, trust_table
    >>> images = load_digits().test_images[:2, ..., None]
    >>> maps = ["saliency", "grad_cam"]
    >>> table = trust_table(load_digits_cnn(), images, maps, step=8, orders=2)
    >>> [ax.get_title() for ax in plot_trust(table).axes]
    ['deletion', 'insertion', 'random weights', 'agreement']
    """
    if not (hasattr(table, "rows") and hasattr(table, "agreement")):
        hint = "It is what `trust_table` returns."
        refuse("table", "a trust table", type(table).__name__, error=TypeError, hint=hint)
    panels = [_deletion, _insertion]
    panels += [_random_weights] * any(row.weights for row in table.rows)
    panels += [_agreement] * (len(table.rows) > 1)
    heights = [2.7] * -(-len(panels) // 2)
    if len(table.rows) > 1:
        heights[-1] = max(heights[-1], _AROUND + _CELL * min(len(table.rows), _EXACT))
    figure, axes = plt.subplots(
        len(heights), 2, figsize=(WIDTH, sum(heights) + 0.3), squeeze=False, height_ratios=heights
    )
    figure.set_layout_engine("constrained", h_pad=0.08)
    for ax, draw in zip(axes.flat, panels, strict=False):
        draw(ax, table)
    for ax in axes.flat[len(panels) :]:
        ax.remove()
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 3), handlelength=2.8)
    return figure


def _looks(table):
    """Pair each row with its look as keywords of a line."""
    for row, (role, dashes, marker) in zip(table.rows, cycle(_LOOKS), strict=False):
        yield row, {"color": LIGHT[role], "linestyle": dashes, "marker": marker, "markersize": 3.5}


def _deletion(ax, table):
    _curves(ax, table, "deletion", "deleted")


def _insertion(ax, table):
    _curves(ax, table, "insertion", "inserted")


def _curves(ax, table, kind, done):
    """Draw the mean curve of each map over the range of those at random."""
    curves = [(getattr(row.curves, kind), row.name, look) for row, look in _looks(table)]
    others = np.concatenate([curve.random.mean(axis=1) for curve, *_ in curves])
    fractions = curves[0][0].fractions
    low, high = others.min(axis=0), others.max(axis=0)
    ax.fill_between(fractions, low, high, color=LIGHT["grid"], linewidth=0, label="at random")
    for curve, name, look in curves:
        ax.plot(curve.fractions, curve.scores.mean(axis=0), label=name, markevery=0.1, **look)
    ax.set(title=kind, xlabel=f"part of the pixels {done}", ylabel="mean score", xlim=(0, 1))


def _random_weights(ax, table):
    """Draw how like the trained model's map those of models with random weights are."""
    longest = max((row.weights for row in table.rows if row.weights), key=len)
    for row, look in _looks(table):
        if row.weights:
            means = [1.0] + [_mean(values) for values in row.weights.values()]
            ax.plot(range(len(means)), means, label=row.name, **look)
    names = ["none", *(fit(name, 1.0) for name in longest)]
    ax.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    ax.axhline(0, color=LIGHT["grid"], linewidth=0.8, zorder=0)
    ax.set(title="random weights", xlabel="random from the output down to", ylabel="rank correlation")
    ax.set_ylim(min(-0.2, ax.get_ylim()[0]), 1.05)


def _agreement(ax, table):
    """Draw the rank correlation of each two maps, in numbers and colours."""
    ax.imshow(table.agreement, vmin=-1, vmax=1, cmap=SIGNED_COLORMAP)
    names = [fit(row.name, 1.2) for row in table.rows]
    places = range(len(names))
    ax.set_xticks(places, names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(places, names)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    digits = 2 if len(names) <= _EXACT else 1
    for (row, column), value in np.ndenumerate(table.agreement):
        text = f"{value:z.{digits}f}".replace("-", "−") if np.isfinite(value) else "–"
        color = "white" if abs(value) > 0.6 else "black"
        ax.text(column, row, text, ha="center", va="center_baseline", color=color, fontsize=SMALL)
    ax.set_title("agreement")


def _mean(values):
    """Return the mean of the values that are known, NaN where none is."""
    known = values[np.isfinite(values)]
    return known.mean() if known.size else np.nan
