"""The handwritten digits of scikit-learn, and small changes of them to train on."""

import numpy as np

from cnn_docs import _checks
from cnn_docs._optional import require
from cnn_docs.datasets.container import ImageDataset

__all__ = ["augment_digits", "load_digits"]

_SOURCE = (
    "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (test part), "
    "UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49; bundled with scikit-learn"
)
_LICENCE = "CC BY 4.0"
_FAR = 1e6  # cells and degrees, beyond which single precision would not tell one from the next
_SIDE, _BLOCK = 8, 4  # cells a side, and pixels a side of the block that a cell counts


def load_digits():
    """Return 1,797 handwritten digits of 8x8, with the last third held out.

    Each value counts the dark pixels in a 4x4 block of a 32x32 bitmap: 0 is paper, 16 is ink [1]_.
    The order of the labels repeats about every 130 pictures, so it seems that the file holds one form
    after another, each filled in by one person. The last third is then mostly by people who wrote none
    of the rest: harder than a random third, and nearer to what a network meets later.

    Returns
    -------
    ImageDataset
        ``images`` is a float32 array of shape (1797, 8, 8) with whole numbers from 0 to 16,
        ``labels`` the digits; ``train`` are the first 1,198 indices, ``test`` the last 599.

    Raises
    ------
    ImportError
        If scikit-learn is not installed; it comes with ``pip install "cnn_docs[examples]"``.

    References
    ----------
    .. [1] Ethem Alpaydin, Cenk Kaynak, "Cascading classifiers", Kybernetika 34(4), 1998.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits
    ImageDataset: 1797 images of shape (8, 8), float32, 10 classes, 1198 to train on, 599 to test on
    >>> int(digits.labels[0])
    0
    >>> digits.images[0, :2].astype(int).tolist()
    [[0, 0, 5, 13, 9, 1, 0, 0], [0, 0, 13, 15, 10, 15, 5, 0]]
    """
    sklearn = require("sklearn.datasets", extra="examples", needed_by="`load_digits`", package="scikit-learn")
    bunch = sklearn.load_digits()
    last_third = len(bunch.target) * 2 // 3
    indices = np.arange(len(bunch.target))
    return ImageDataset(
        images=bunch.images.astype(np.float32),
        labels=bunch.target.astype(np.int64),
        class_names=tuple("0123456789"),
        train=indices[:last_third],
        test=indices[last_third:],
        source=_SOURCE,
        licence=_LICENCE,
    )


def augment_digits(
    images, *, copies=1, shift=1.0, scale=(0.7, 1.3), rotation=10.0, threshold=(0.3, 0.65), seed
):
    """Return changed copies of digits: shifted, scaled, turned, slanted, thinner and thicker.

    Each copy is drawn as the original was made: the 8x8 counts are read as the density of the ink,
    moved and interpolated on 32x32 pixels, cut at a threshold into ink and paper, and counted again
    in blocks of 4x4. A low threshold gives thick strokes, a high one thin strokes. Every number is
    drawn anew for every copy, uniformly (the scale uniformly in its logarithm).

    Parameters
    ----------
    images : array_like of shape (N, 8, 8)
        Counts of dark pixels, 0 to 16.
    copies : int, default 1
        Copies of each picture, up to a million, and no more than fit into the memory.
    shift : float, default 1.0
        Largest shift of a digit along either axis, in cells of the 8x8 picture, below a million.
    scale : pair of float, default (0.7, 1.3)
        Smallest and largest factor of the size, from a tenth to below ten; height and width vary by 15 %
        around it.
    rotation : float, default 10.0
        Largest turn, in degrees, below a million.
    threshold : pair of float, default (0.3, 0.65)
        Lowest and highest density of ink, from 0 to below 1, above which a pixel is dark.
    seed : int
        Seed of the random numbers; the same seed gives the same pictures.

    Returns
    -------
    ndarray of shape (copies*N, 8, 8), float32
        Counts of dark pixels, 0 to 16: all pictures once, then all again, ``copies`` times. Labels to
        go with them are ``numpy.tile(labels, copies)``.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the pictures are not 8x8 or hold other values than 0 to 16, or an argument is out of its
        range.

    Examples
    --------
    >>> stroke = np.zeros((1, 8, 8))
    >>> stroke[0, 1:7, 3:5] = 16
    >>> copies = augment_digits(stroke, copies=3, seed=0)
    >>> copies.shape, float(copies.min()), float(copies.max())
    ((3, 8, 8), 0.0, 16.0)
    """
    images = _checks.finite_array(images, "images", ranks={3: "(N, 8, 8)"})
    if images.shape[1:] != (_SIDE, _SIDE):
        _checks.refuse("images", "of shape (N, 8, 8)", images)
    _checks.between(images, "images", 0, _BLOCK**2, "made of counts from 0 to 16")
    copies = _checks.count(copies, "copies")
    ranges = {
        "shift": _checks.number(shift, "shift", minimum=0),
        "scale": _range(scale, "scale", minimum=0.1, below=10),
        "rotation": _checks.number(rotation, "rotation", minimum=0),
        "threshold": _range(threshold, "threshold", minimum=0, below=1),
    }
    for name in ("shift", "rotation"):
        if ranges[name] >= _FAR:
            _checks.refuse(name, f"below {_FAR:,.0f}", ranges[name])
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    changed = _room_for(copies, images.shape)
    density = images.astype(np.float32) / _BLOCK**2
    for copy in changed:
        copy[:] = _one_copy(density, rng, **ranges)
    return changed.reshape(-1, _SIDE, _SIDE)


def _room_for(copies, shape):
    """Return an empty array for so many copies, or refuse them where the memory cannot hold it."""
    try:
        return np.empty((copies, *shape), np.float32)
    except MemoryError:
        wanted = f"a number of copies of {shape[0]:,} pictures that fit into the memory"
        _checks.refuse("copies", wanted, copies)


def _one_copy(density, rng, *, shift, scale, rotation, threshold):
    """Draw every picture once, moved and cut at random, as counts (N, 8, 8)."""

    def draw(low, high):
        return rng.uniform(low, high, (len(density), 1, 1)).astype(np.float32)

    # Where a pixel of the new picture lies in the old one, in cells from the middle of the picture.
    fine = ((np.arange(_SIDE * _BLOCK) + 0.5) / _BLOCK - _SIDE / 2).astype(np.float32)
    rows = fine[:, None] - draw(-shift, shift)
    columns = fine[None, :] - draw(-shift, shift)
    angle = np.deg2rad(draw(-rotation, rotation))
    size, stretch = np.exp(draw(*np.log(scale))), np.exp(draw(-0.15, 0.15))
    turned_rows = (np.cos(angle) * rows + np.sin(angle) * columns) / (size * stretch)
    turned_columns = (np.cos(angle) * columns - np.sin(angle) * rows) / (size / stretch)
    turned_columns += draw(-0.1, 0.1) * turned_rows  # the slant
    ink = _interpolate(density, turned_rows + _SIDE / 2, turned_columns + _SIDE / 2) > draw(*threshold)
    blocks = ink.reshape(len(density), _SIDE, _BLOCK, _SIDE, _BLOCK)
    return blocks.sum(axis=(2, 4)).astype(np.float32)


def _interpolate(images, rows, columns):
    """Values at places given in cells from the upper left corner, bilinear; paper (0) outside."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    row = np.clip(rows + 0.5, 0, _SIDE + 1 - 1e-4)  # cell centres are at halves; one cell of padding
    column = np.clip(columns + 0.5, 0, _SIDE + 1 - 1e-4)
    top, left = row.astype(int), column.astype(int)
    down, right = row - top, column - left
    values, width = padded.ravel(), _SIDE + 2  # one number for a place: faster than three
    place = (np.arange(len(images))[:, None, None] * width + top) * width + left
    upper = values[place] * (1 - right) + values[place + 1] * right
    place += width
    lower = values[place] * (1 - right) + values[place + 1] * right
    return upper * (1 - down) + lower * down


def _range(value, name, *, minimum, below):
    """``value`` as (low, high) with ``minimum <= low <= high < below``."""
    wanted = f"a pair (low, high) of numbers from {minimum:g} to below {below:g}"
    ends = _checks.items(value, name, wanted)
    ends = [_checks.number(end, name, minimum=minimum, below=below) for end in ends]
    if len(ends) != 2 or ends[0] > ends[1]:
        _checks.refuse(name, wanted, value)
    return tuple(ends)
