"""One neuron, with all its numbers."""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from cnn_docs._checks import choice, finite_array, number, refuse
from cnn_docs.activations import ACTIVATIONS
from cnn_docs.operations import neuron
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import open_axes
from cnn_docs.plots._cells import number_text, number_texts, wrapped
from cnn_docs.plots.style import figure_style

__all__ = ["plot_neuron"]

_MOST_INPUTS = 10
_STEP, _RADIUS, _TOP = 0.52, 0.21, 0.34  # inches
_INPUT, _SUM, _ACTIVATION, _OUTPUT = 0.36, 1.88, 3.14, 4.16  # where each part is, from the left
_WIDTH = 4.45


@figure_style()
def plot_neuron(inputs, weights, bias, *, activation="relu", ax=None):
    """Axes with one neuron: inputs, weights on the edges, bias, sum, activation and output.

    Edges of positive weights are red and solid, those of negative ones blue and dashed; the larger
    the weight, the wider. The sum is written out below.

    Parameters
    ----------
    inputs : array_like of shape (n,)
        One to ten finite numbers.
    weights : array_like of shape (n,)
        One for each input.
    bias : float
        Added to the weighted sum.
    activation : str or None, default "relu"
        A name in :data:`cnn_docs.ACTIVATIONS`; None is "linear".
    ax : matplotlib.axes.Axes, optional
        Where to draw; the axis is switched off. By default in a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        One unit is one inch, counted from the top left.

    Raises
    ------
    TypeError, ValueError
        As in :func:`cnn_docs.neuron`; also if there are no or more than ten inputs, or `ax` is no Axes.

    Examples
    --------
    >>> ax = plot_neuron([1.0, 2.0, 3.0], [0.5, -1.0, 1.0], 0.25)
    >>> ax.texts[-1].get_text()
    'relu(1.75) = 1.75'
    >>> import matplotlib.pyplot as plt
    >>> plt.close(ax.figure)
    """
    inputs = finite_array(inputs, "inputs", ranks={1: "(n,)"})
    if not 1 <= len(inputs) <= _MOST_INPUTS:
        refuse("inputs", f"an array with 1 to {_MOST_INPUTS} numbers", inputs)
    activation = choice("linear" if activation is None else activation, "activation", ACTIVATIONS)
    output = neuron(inputs, weights, bias, activation=activation)
    weights, bias = finite_array(weights, "weights"), number(bias, "bias")
    total = neuron(inputs, weights, bias, activation="linear")
    lines = _sum_lines(inputs, weights, bias, total)
    lines.append(f"{activation}({number_text(total)}) = {number_text(output)}")
    height = max(len(inputs), 2) * _STEP
    ax = open_axes(ax, _WIDTH, _TOP + height + 0.16 + 0.2 * len(lines))
    middle = _TOP + height / 2
    _draw_inputs(ax, inputs, weights, middle)
    _draw_body(ax, middle, activation, {"bias": bias, "total": total, "output": output})
    for row, line in enumerate(lines):
        y = _TOP + height + 0.16 + 0.2 * row
        _write(ax, 0.1, y, line, ha="left", weight="bold" if row == len(lines) - 1 else "normal")
    return ax


def _sum_lines(inputs, weights, bias, total):
    """Weighted sum written out, in lines that fit."""
    factors = zip(number_texts(weights), number_texts(inputs), strict=True)
    terms = [
        *(f"{_factor(weight)} · {_factor(value)}" for weight, value in factors),
        _factor(number_text(bias)),
    ]
    return wrapped(f"z = {' + '.join(terms)} = {number_text(total)}", _WIDTH - 0.2)


def _factor(text):
    """Put a number in brackets where it has a sign."""
    return f"({text})" if text.startswith("−") else text


def _draw_inputs(ax, inputs, weights, middle):
    """Draw the inputs, and the edges with their weights to the sum."""
    largest = np.abs(weights).max() or 1.0
    rows = middle + (np.arange(len(inputs)) - (len(inputs) - 1) / 2) * _STEP
    texts = zip(number_texts(inputs), number_texts(weights), strict=True)
    for y, weight, (value, label) in zip(rows, weights, texts, strict=True):
        role, dashes = ("negative", "--") if weight < 0 else ("positive", "-")
        start = _towards((_SUM, middle), (_INPUT, y), _RADIUS)
        end = _towards((_INPUT, y), (_SUM, middle), _RADIUS)
        width = 0.8 + 2.4 * abs(weight) / largest
        ax.plot(*zip(start, end, strict=True), color=LIGHT[role], linestyle=dashes, linewidth=width, zorder=1)
        x = _INPUT + 0.45 * (_SUM - _INPUT)
        _write(ax, x, y + 0.45 * (middle - y), label, role=role, weight="bold", box=True)
        _node(ax, _INPUT, y, value, "input")
    _write(ax, _INPUT, 0.1, "inputs", role="input", weight="bold")
    _write(ax, _INPUT + 0.45 * (_SUM - _INPUT), 0.1, "weights", role="kernel", weight="bold")


def _draw_body(ax, middle, activation, values):
    """Draw sum, bias, activation and output."""
    bias_y = max(middle - 0.72, 0.34)
    for start, end in ((_SUM, _ACTIVATION - 0.12), (_ACTIVATION + 0.12, _OUTPUT)):
        _arrow(ax, (start + _RADIUS, middle), (end - _RADIUS - 0.03, middle))
    _arrow(ax, (_SUM, bias_y + 0.09), (_SUM, middle - _RADIUS - 0.03))
    _write(ax, _SUM, bias_y, f"bias {number_text(values['bias'])}", role="kernel", weight="bold")
    _node(ax, _SUM, middle, "Σ", "ink")
    between = (_SUM + _RADIUS + _ACTIVATION - 0.32) / 2
    _write(ax, between, middle - 0.14, f"$z$ = {number_text(values['total'])}").set_parse_math(True)
    box = FancyBboxPatch((_ACTIVATION - 0.3, middle - 0.17), 0.6, 0.34, boxstyle="round,pad=0.02")
    box.set(facecolor=LIGHT["panel"], edgecolor=LIGHT["highlight"], linewidth=1.4, zorder=2)
    ax.add_patch(box)
    _write(ax, _ACTIVATION, middle, activation.replace("_", "\n"), role="highlight")
    _node(ax, _OUTPUT, middle, number_text(values["output"]), "output")
    _write(ax, _OUTPUT, 0.1, "output", role="output", weight="bold")


def _node(ax, x, y, text, role):
    """Draw a circle with a text."""
    circle = Circle((x, y), _RADIUS, facecolor=LIGHT["paper"], edgecolor=LIGHT[role], linewidth=1.6, zorder=2)
    ax.add_patch(circle)
    _write(ax, x, y, text, role="ink")


def _write(ax, x, y, text, *, role="ink", ha="center", weight="normal", box=False):
    """Write a text, on paper if it lies on a line."""
    paper = {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1.2} if box else None
    color = LIGHT[role]
    return ax.text(
        x, y, text, fontsize=8.5, color=color, ha=ha, va="center", fontweight=weight, bbox=paper, zorder=3
    )


def _arrow(ax, start, end):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": LIGHT["muted"], "linewidth": 1.2})


def _towards(end, start, distance):
    """Point at a distance from `start` on the way to `end`."""
    start, end = np.array(start), np.array(end)
    return start + (end - start) / np.hypot(*(end - start)) * distance
