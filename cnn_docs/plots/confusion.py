"""Which class was answered for which, as a table of counts with the pictures in its cells."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from cnn_docs._checks import choice, items, rank, real_array, refuse, text
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import SMALL, checked_axes, fit
from cnn_docs.plots._images import checked_image, show_image
from cnn_docs.plots._text import PLAIN
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_confusion"]

_CELL, _NAME = 0.68, 1.1  # inches: a cell's side at most, and the room for a name
_MOST = 20  # classes: the pictures of more could not be seen
_STRONGEST = 0.55  # opacity of a cell that holds its whole row, so that its number can be read


@figure_style()
def plot_confusion(labels, answers, images=None, *, class_names=None, cmap="gray", ax=None):
    """Draw the confusion matrix: how often each class was answered for each that was right.

    A row for each right class, a column for each answer. The count stands in its cell, under the first
    picture that belongs there; a cell that nothing belongs to stays empty. The stronger a colour, the larger
    the part of its row.

    Parameters
    ----------
    labels, answers : array_like of shape (N,), whole numbers
        The right class of each picture, and the one that was answered, as indices from 0.
    images : array_like of shape (N, H, W), (N, H, W, 1) or (N, H, W, 3), optional
        The pictures. Sort them and the rest by how sure the answers are, and the surest are shown.
    class_names : sequence of str, optional
        Name of each class, in order; by default their indices, up to the largest.
    cmap : str, default "gray"
        Matplotlib's name of the map for pictures of one channel; ``"gray_r"`` draws ink on paper.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of a fitting size by default.

    Returns
    -------
    matplotlib.axes.Axes
        What it was drawn on. The cell of row r and column c is centred at (c, r).

    Raises
    ------
    TypeError
        If labels or answers are not whole numbers, or another argument has the wrong type.
    ValueError
        If there is no picture, labels, answers and images are not as many, an index is below 0 or has no
        name, there are more than 20 classes, an image cannot be drawn, or `cmap` is unknown.

    Examples
    --------
    >>> ax = plot_confusion([0, 0, 1, 1, 1], [0, 1, 1, 1, 1], class_names=["cat", "dog"])
    >>> {text.get_position(): text.get_text() for text in ax.texts}
    {(0, 0): '1', (1, 0): '1', (1, 1): '3'}
    >>> plt.close(ax.figure)
    """
    labels = _indices(labels, "labels")
    answers = _indices(answers, "answers")
    _as_many(answers, "answers", labels)
    names = _names(class_names, labels, answers)
    choice(cmap, "cmap", plt.colormaps())
    if images is not None:
        images = real_array(images, "images")
        rank(images, "images", {3: "(N, H, W)", 4: "(N, H, W, C)"})
        _as_many(images, "images", labels)
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (labels, answers), 1)
    ax = _axes(names) if checked_axes(ax) is None else ax
    for (right, answer), count in np.ndenumerate(counts):
        if count:
            _draw_cell(ax, right, answer, count, counts[right].sum())
            first = np.flatnonzero((labels == right) & (answers == answer))[0]
            _fill_cell(ax, right, answer, count, None if images is None else images[first], cmap)
    _name_axes(ax, names)
    return ax


def _indices(values, name):
    """Return checked indices of classes, at least one."""
    values = real_array(values, name)
    hint = f"Take {name}.argmax(axis=1) of a row of numbers for each." if values.ndim == 2 else ""
    rank(values, name, {1: "(N,)"}, {2: hint})
    if not values.size:
        refuse(name, "an array with at least one index", values)
    if values.dtype.kind not in "iu":
        wanted = "whole numbers, the index of a class"
        hint = f"Write {name}.astype(int) if they are."
        refuse(name, wanted, values.dtype.name, error=TypeError, hint=hint)
    if values.min() < 0:
        refuse(name, "indices from 0", values.min())
    return values


def _as_many(values, name, labels):
    if len(values) != len(labels):
        refuse(name, f"as many as the {len(labels)} `labels`", values)


def _names(class_names, labels, answers):
    """Return a name for each class."""
    largest = int(max(labels.max(), answers.max()))
    if class_names is None:
        class_names = map(str, range(min(largest, _MOST) + 1))
    names = [text(name, "class_names") for name in items(class_names, "class_names", "a sequence of names")]
    if max(len(names), largest + 1) > _MOST:
        hint = "Keep the pictures of some classes, and number these from 0."
        refuse("labels", f"of at most {_MOST} classes", max(len(names), largest + 1), hint=hint)
    if len(names) <= largest:
        refuse("class_names", f"a name for each of the classes 0 to {largest}", names)
    return names


def _axes(names):
    """Return axes of a figure that fits the page."""
    side = min(_CELL, (WIDTH - _NAME - 0.4) / len(names))
    size = max(len(names) * side, 1.2)
    _, ax = plt.subplots(figsize=(size + _NAME + 0.4, size + _NAME), layout="constrained")
    return ax


def _draw_cell(ax, right, answer, count, total):
    """Colour a cell by its part of the row."""
    role = "output" if right == answer else "highlight"
    face = (LIGHT[role], _STRONGEST * count / total)
    cell = Rectangle((answer - 0.5, right - 0.5), 1, 1, facecolor=face, edgecolor="none", gid="cell")
    ax.add_patch(cell)


def _fill_cell(ax, right, answer, count, image, cmap):
    """Draw the picture of a cell and its count."""
    height = right
    if image is not None:
        image = checked_image(image, "images")
        rows, columns = image.shape[:2]
        tall, wide = (0.34 * side / max(rows, columns) for side in (rows, columns))
        place = (answer - wide, answer + wide, right - 0.11 + tall, right - 0.11 - tall)
        look = {"cmap": cmap} if image.ndim == 2 else {}
        show_image(ax, image, extent=place, **look)
        height = right + 0.37
    style = {"fontsize": SMALL, "ha": "center", "va": "center", "color": LIGHT["ink"]}
    ax.text(answer, height, f"{count:,}", **style)


def _name_axes(ax, names):
    """Write the classes beside rows and columns, and lines between the cells."""
    places = np.arange(len(names))
    ax.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(names) - 0.5, -0.5), aspect="equal")
    shown = [fit(name, _NAME - 0.2) for name in names]
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
    ax.set_xticks(places, shown, **PLAIN, **(turned if max(map(len, shown)) > 3 else {}))
    ax.set_yticks(places, shown, **PLAIN)
    ax.tick_params(length=0)
    for edge in places[:-1] + 0.5:
        ax.axhline(edge, color=LIGHT["grid"], linewidth=0.6, zorder=0)
        ax.axvline(edge, color=LIGHT["grid"], linewidth=0.6, zorder=0)
    ax.set(xlabel="answer", ylabel="right class")
