"""Curves of activation functions."""

import math

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from cnn_docs._checks import choice, flag, items, number, refuse
from cnn_docs.activations import ACTIVATIONS
from cnn_docs.palette import ACTIVATION_ROLES, LIGHT
from cnn_docs.plots.style import figure_style

__all__ = ["plot_activations"]

_PANEL = (2.6, 2.05)  # inches


@figure_style()
def plot_activations(names=("sigmoid", "tanh", "relu", "leaky_relu"), *, slopes=True, limits=(-8, 8)):
    """Figure with a panel for each activation function: its value and, dashed, its slope.

    Parameters
    ----------
    names : str or sequence of str
        Names of :data:`cnn_docs.ACTIVATIONS`, in the order of the panels.
    slopes : bool, default True
        Draw the slopes too.
    limits : (float, float), default (-8, 8)
        Lowest and highest input.

    Returns
    -------
    matplotlib.figure.Figure
        Two panels a row; the formula is the title of each.

    Raises
    ------
    ValueError
        If a name is unknown or there is none, or the limits are not two increasing finite numbers whose
        difference is finite, too.
    TypeError
        If a name is not a string, `slopes` not a bool, or `limits` does not hold numbers.

    Examples
    --------
    >>> figure = plot_activations(["sigmoid", "relu"])
    >>> [ax.get_title().split(":")[0] for ax in figure.axes]
    ['sigmoid', 'relu']
    >>> value, slope, *_ = figure.axes[0].lines
    >>> float(slope.get_ydata().max())
    0.25
    >>> plt.close(figure)
    """
    entries = _entries(names)
    inputs = _inputs(limits)
    columns = min(2, len(entries))
    rows = -(-len(entries) // columns)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(columns * _PANEL[0], rows * _PANEL[1]),
        sharex=True,
        squeeze=False,
        layout="constrained",
    )
    for ax, entry in zip(axes.flat, entries, strict=False):
        _draw(ax, entry, inputs, flag(slopes, "slopes"))
    for ax in axes.flat[len(entries) :]:
        ax.remove()
    for ax in figure.axes[-columns:]:
        ax.set_xlabel("input $x$", parse_math=True)
        ax.tick_params(labelbottom=True)
    return figure


def _entries(names):
    names = [names] if isinstance(names, str) else items(names, "names", "a name or a sequence of names")
    if not names:
        refuse("names", "at least one name", names)
    return [ACTIVATIONS[choice(name, "names", ACTIVATIONS)] for name in names]


def _inputs(limits):
    """Evenly spaced inputs; 0, where functions have their kinks, is one of them if it is inside."""
    ends = items(limits, "limits", "two numbers (lowest, highest)")
    if len(ends) != 2:
        refuse("limits", "two numbers (lowest, highest)", limits)
    low, high = (number(limit, "limits") for limit in ends)
    if not 0 < high - low < math.inf:
        refuse("limits", "two increasing numbers (lowest, highest) whose difference is finite", limits)
    inputs = np.linspace(low, high, 1601)
    return np.union1d(inputs, 0.0) if low < 0 < high else inputs


def _draw(ax, entry, inputs, slopes):
    formula = entry.formula.replace(r"\frac", r"\dfrac")  # a title has the room
    ax.set_title(f"{entry.name}: $f(x) = {formula}$", fontsize=9, va="bottom", parse_math=True)
    role = ACTIVATION_ROLES[entry.name]
    curves = [("value", entry.value, "-")] + [("slope", entry.slope, "--")] * slopes
    for label, function, dashes in curves:
        outputs = _broken(function(inputs))
        ax.plot(inputs, outputs, color=LIGHT[role], linestyle=dashes, label=label)
        _name_curve(ax, label, role, inputs, outputs)
    ax.axhline(0, color=LIGHT["grid"], linewidth=0.8, zorder=0)
    ax.axvline(0, color=LIGHT["grid"], linewidth=0.8, zorder=0)
    ax.set_xlim(inputs[0], inputs[-1])
    ax.set_ylabel("$f(x)$, $f'(x)$" if slopes else "$f(x)$", parse_math=True)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.margins(y=0.16)  # room for the names


def _broken(outputs):
    """Put a gap where the outputs jump, so that no upright line is drawn there."""
    outputs = np.array(outputs, dtype=float)
    jumps = np.flatnonzero(np.abs(np.diff(outputs)) > 0.1 * np.ptp(outputs)) if np.ptp(outputs) else []
    outputs[jumps] = np.nan
    return outputs


def _name_curve(ax, label, role, inputs, outputs):
    """Name a curve beside it: the value left of its rise, the slope above its right end."""
    share = 0.74 if label == "value" else 0.99
    place = int(share * (len(inputs) - 1))
    offset = (-3, 3) if label == "value" else (0, 3)
    ax.annotate(
        label,
        (inputs[place], outputs[place]),
        xytext=offset,
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=LIGHT[role],
    )
