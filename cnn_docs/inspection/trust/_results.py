"""What the checks of heat maps return: curves of scores, and one small table."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from cnn_docs import _checks

__all__ = ["PixelCurve", "PixelCurves", "TrustRow", "TrustTable"]

HEADINGS = ("map", "deletion", "at random", "insertion", "at random", "random weights", "agreement")
_NONE = "–"


@dataclass(frozen=True, eq=False)
class PixelCurve:
    """The scores while pixels are deleted or inserted in the order of a map, and in orders at random.

    Attributes
    ----------
    fractions : ndarray of shape (S,)
        Part of the pixels that has been deleted or inserted, from 0 to 1.
    scores : ndarray of shape (N, S)
        Score of each image, in the order of the map: its greatest values first.
    random : ndarray of shape (R, N, S)
        The same in R orders at random.
    """

    fractions: np.ndarray
    scores: np.ndarray = field(repr=False)
    random: np.ndarray = field(repr=False)

    @property
    def area(self):
        """Area under each image's curve, shape (N,): its mean score on the way, in units of the score."""
        return np.trapezoid(self.scores, self.fractions)

    @property
    def random_area(self):
        """The same for each order at random, shape (R, N)."""
        return np.trapezoid(self.random, self.fractions)


@dataclass(frozen=True, eq=False)
class PixelCurves:
    """What :func:`cnn_docs.deletion_insertion` returns: two curves for each image.

    Attributes
    ----------
    deletion : PixelCurve
        From the whole image to the empty one: the earlier the score falls, the smaller the area. Small is
        good for a map of what speaks for the score.
    insertion : PixelCurve
        From the empty image to the whole: the earlier the score rises, the larger the area. Large is good
        for a map of what speaks for the score.
    """

    deletion: PixelCurve
    insertion: PixelCurve


@dataclass(frozen=True, eq=False)
class TrustRow:
    """What the checks say of one map, as means over the images.

    Attributes
    ----------
    name : str
        The map's label.
    curves : PixelCurves
        Deletion and insertion, for each image.
    weights : dict of str to ndarray of shape (N,), or None
        Rank correlation with the map of the trained model, under the name of each layer from which on the
        weights are random; None for a map that was given as an array.
    """

    name: str
    curves: PixelCurves = field(repr=False)
    weights: dict | None = field(repr=False)

    def area(self, kind):
        """Return the area of "deletion" or "insertion"."""
        return float(self._curve(kind).area.mean())

    def random_areas(self, kind):
        """Return the same for each order at random, shape (R,)."""
        return self._curve(kind).random_area.mean(axis=1)

    def better_than(self, kind):
        """Return how many of the random orders the map beats: of deletion by a smaller area."""
        sign = 1 if kind == "deletion" else -1
        return int((sign * (self.random_areas(kind) - self.area(kind)) > 0).sum())

    @property
    def random_weights(self):
        """Rank correlation with the map of the model whose weights are all random; NaN if it has none."""
        return np.nan if self.weights is None else mean(list(self.weights.values())[-1])

    def _curve(self, kind):
        return getattr(self.curves, _checks.choice(kind, "kind", ("deletion", "insertion")))


@dataclass(frozen=True, eq=False, repr=False)
class TrustTable:
    """The rows of some maps, and how far the maps agree; it shows itself as a table.

    Attributes
    ----------
    rows : tuple of TrustRow
        One for each map.
    agreement : ndarray of shape (M, M)
        Mean rank correlation of each two maps.
    """

    rows: tuple
    agreement: np.ndarray

    def __iter__(self):
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self):
        """Return the number of maps."""
        return len(self.rows)

    def __getitem__(self, name):
        """Return the row of a map by its label."""
        names = [row.name for row in self.rows]
        return self.rows[names.index(_checks.choice(name, "name", names))]

    def __repr__(self):
        """Return the table as aligned text."""
        lines = [HEADINGS, *map(self._cells, range(len(self)))]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
        return "\n".join("  ".join(line).rstrip() for line in padded)

    def to_markdown(self):
        """Return the table in GitHub's Markdown."""
        lines = [HEADINGS, ["---"] * len(HEADINGS), *map(self._cells, range(len(self)))]
        plain = ([escape(cell, quote=False).replace("|", "\\|") for cell in line] for line in lines)
        return "\n".join(f"| {' | '.join(line)} |" for line in plain)

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        body = ""
        for number in range(len(self)):
            name, *cells = map(escape, self._cells(number))
            body += f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _cells(self, number):
        row = self.rows[number]
        others = np.delete(self.agreement[number], number)
        areas = [cell for kind in ("deletion", "insertion") for cell in _area_cells(row, kind)]
        return row.name, *areas, _number(row.random_weights), _number(mean(others))


def mean(values):
    """Return the mean of what is known, NaN where nothing is."""
    known = np.asarray(values)[np.isfinite(values)]
    return float(known.mean()) if known.size else np.nan


def _number(value):
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−") if np.isfinite(value) else _NONE  # no −0.00


def _area_cells(row, kind):
    """Return the cells of one area: its value, and those of the orders at random."""
    others = row.random_areas(kind)
    spread = f" ± {_number(others.std(ddof=1))}" if len(others) > 1 else ""
    beaten = f"better than {row.better_than(kind)} of {len(others)}"
    return f"{_number(row.area(kind))}, {beaten}", f"{_number(others.mean())}{spread}"
