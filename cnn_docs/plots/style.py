"""One look for every figure: Matplotlib settings in a context, and the same figure in dark colours.

Every drawn colour is an exact value of :data:`cnn_docs.palette.LIGHT`, which is why a finished
figure can be turned into its dark partner by replacing colours, without drawing it again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_rgb, to_rgba, to_rgba_array
from matplotlib.figure import Figure, FigureBase
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from cnn_docs._checks import choice, refuse
from cnn_docs.palette import DARK, LIGHT, UNSIGNED_COLORMAP

__all__ = ["WIDTH", "figure_style", "recolored"]

WIDTH = 7.2
"""Width in inches of a figure as wide as the page's text."""

_RC = {
    "axes.axisbelow": True,
    "axes.edgecolor": LIGHT["muted"],
    "axes.facecolor": LIGHT["paper"],
    "axes.grid": False,
    "axes.labelcolor": LIGHT["ink"],
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": mpl.cycler(
        color=[LIGHT[role] for role in ("highlight", "kernel", "output", "input", "negative", "positive")]
    ),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": LIGHT["ink"],
    "axes.titlesize": 10,
    "axes.unicode_minus": True,
    "figure.edgecolor": LIGHT["paper"],
    "figure.facecolor": LIGHT["paper"],
    "figure.titlesize": 11,
    "font.family": ["DejaVu Sans"],  # comes with Matplotlib, so the same on every machine
    "font.size": 9,
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.6,
    "hatch.color": LIGHT["muted"],
    "image.cmap": UNSIGNED_COLORMAP,
    "legend.edgecolor": LIGHT["paper"],  # only lines of a grid or a landscape end there
    "legend.facecolor": LIGHT["paper"],
    "legend.fontsize": 9,
    "legend.framealpha": 1.0,
    "legend.frameon": True,
    "lines.linewidth": 1.8,
    "mathtext.fontset": "dejavusans",
    "patch.edgecolor": LIGHT["ink"],
    "text.color": LIGHT["ink"],
    "text.parse_math": False,  # a name with dollar signs is a name; formulas ask to be read as such
    "text.usetex": False,
    "xtick.color": LIGHT["muted"],
    "xtick.labelcolor": LIGHT["ink"],
    "xtick.labelsize": 8,
    "ytick.color": LIGHT["muted"],
    "ytick.labelcolor": LIGHT["ink"],
    "ytick.labelsize": 8,
}


@contextmanager
def figure_style() -> Iterator[None]:
    """Context (or decorator) in which new figures have the look of this package.

    Nothing outside the context changes. The colours are those of
    :data:`cnn_docs.palette.LIGHT`; :func:`recolored` makes the dark version of a figure.

    Returns
    -------
    context manager
        Yields None.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from cnn_docs.plots.style import figure_style
    >>> with figure_style():
    ...     plt.rcParams["axes.facecolor"]
    '#FEFEFE'
    >>> plt.rcParams["axes.facecolor"]
    'white'
    """
    before = {name: mpl.rcParams[name] for name in _RC}
    mpl.rcParams.update(_RC)
    try:
        yield
    finally:  # `rc_context` would also undo the interactive mode that a notebook's backend turns on inside
        mpl.rcParams.update(before)


@contextmanager
def recolored(figure: Figure, theme: str = "dark") -> Iterator[Figure]:
    """Context in which a figure wears the colours of another theme.

    Each artist whose colour is exactly a value of :data:`cnn_docs.palette.LIGHT` gets the colour
    of the same role in the theme: texts, lines, patches, spines, ticks, collections, legends and
    the faces of figure and axes. Colour-mapped data, and the black or white numbers on it, stay.
    On exit every colour is what it was, also after an error.

    Parameters
    ----------
    figure : Figure
        A figure drawn with the colours of this package.
    theme : {"dark", "light"}
        "light" changes nothing.

    Returns
    -------
    context manager
        Yields `figure`.

    Raises
    ------
    TypeError
        If `figure` is no figure, or `theme` no text.
    ValueError
        If `theme` is not one of the names above.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from cnn_docs.plots.style import recolored, figure_style
    >>> with figure_style():
    ...     figure, ax = plt.subplots()
    >>> with recolored(figure):
    ...     [round(255 * part) for part in ax.get_facecolor()[:3]]
    [20, 24, 28]
    >>> [round(255 * part) for part in ax.get_facecolor()[:3]]
    [254, 254, 254]
    >>> plt.close(figure)
    """
    if not isinstance(figure, FigureBase):
        refuse("figure", "a figure of Matplotlib", figure, error=TypeError)
    themes = {"light": LIGHT, "dark": DARK}
    colors = themes[choice(theme, "theme", themes)]
    partner = {to_rgb(LIGHT[role]): to_rgb(color) for role, color in colors.items()}
    undo: list[tuple] = []
    try:
        if theme != "light":
            for artist in _artists(figure):
                _recolor(artist, partner, undo)
        yield figure
    finally:
        for setter, color in reversed(undo):
            setter(color)


def _artists(figure: Figure) -> Iterator[Artist]:
    """Every artist of the figure, with the boxes and arrows that Matplotlib does not list as children."""
    for artist in figure.findobj():
        yield artist
        if isinstance(artist, Text) and artist.get_bbox_patch() is not None:
            yield artist.get_bbox_patch()
        if isinstance(artist, Annotation) and artist.arrow_patch is not None:
            yield artist.arrow_patch


# What carries a colour, in the order of setting: a colour that follows another one ("auto", "face")
# has followed by the time it is looked at, and so stays a follower.
_COLORS = (
    (Text, ("color",)),
    (Line2D, ("color", "markerfacecolor", "markeredgecolor")),
    (Patch, ("facecolor", "edgecolor")),
    (Collection, ("facecolor", "edgecolor")),
)


def _recolor(artist: Artist, partner: dict, undo: list[tuple]) -> None:
    """Set the partner's colours on one artist and note how to take each back."""
    for kind, names in _COLORS:
        if not isinstance(artist, kind):
            continue
        for name in names:
            old = getattr(artist, f"get_{name}")()
            new = _partners(old, partner) if kind is Collection else _partner(old, partner)
            if new is not None:
                setter = getattr(artist, f"set_{name}")
                undo.append((setter, old))
                setter(new)


def _partner(color, partner: dict) -> tuple | None:
    """Partner of one colour with its transparency, None where it has none."""
    red, green, blue, alpha = to_rgba(color)
    found = partner.get((red, green, blue))
    return None if found is None else (*found, alpha)


def _partners(colors, partner: dict) -> np.ndarray | None:
    """Colours of a collection with the partners in place, None where nothing changes."""
    rows = to_rgba_array(colors)
    new = [_partner(tuple(row), partner) for row in rows.tolist()]
    if all(row is None for row in new):
        return None
    return np.array([old if row is None else row for old, row in zip(rows.tolist(), new, strict=True)])
