"""What a layer puts out as planes: pictures of rows and columns, one for each map of each image."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

_BRIGHT = 100  # a picture with a value above it, and none above 255, is one of bytes


@dataclass(frozen=True)
class Planes:
    """The values of one tensor for all images.

    Attributes
    ----------
    values : ndarray of shape (N, C, H, W)
        N is 1 for what a batch has once. A vector has C planes of one value.
    shape : tuple of int
        Shape of the tensor for one image.
    order : tuple of int
        Axes of ``shape`` in the order in which they are laid out: those that make up C, then that of the
        rows and that of the columns, as far as there are any.
    spatial : tuple of int
        Axes of ``shape`` that follow the image's axes, in the image's order.
    drawn : int
        How many axes, the last in ``order``, are rows and columns.
    per_image : bool
        Whether each image has values of its own.
    """

    values: np.ndarray
    shape: tuple
    order: tuple
    spatial: tuple
    drawn: int
    per_image: bool

    @property
    def count(self):
        """Number of planes."""
        return self.values.shape[1]

    @property
    def area(self):
        """Values in one plane."""
        return self.values.shape[2] * self.values.shape[3]

    def of(self, image):
        """Return the planes (C, H, W) of an image."""
        return self.values[image if self.per_image else 0]

    def scale(self):
        """Return the ends of a colour scale for all images: about zero where values are below it."""
        low, high = self._ends
        bound = max(-low, high)
        if low < 0:
            return {"name": "signed", "low": -bound, "high": bound}
        return {"name": "unsigned", "low": 0.0, "high": high or 1.0}

    def picture_scale(self):
        """Return the ends of a scale for pictures: the usual range that holds the values, or their own."""
        low, high = self._ends
        usual = [(0.0, 1.0), (-1.0, 1.0), *[(0.0, 255.0)] * (high > _BRIGHT)]
        low, high = next((ends for ends in usual if ends[0] <= low and high <= ends[1]), (low, high))
        return {"name": "gray", "low": low, "high": high if high > low else low + 1.0}

    @cached_property
    def spread(self):
        """Standard deviation of each plane, from place to place and from image to image."""
        values = self.values.astype(np.float32, copy=False)
        with np.errstate(invalid="ignore", over="ignore"):
            return np.nan_to_num(values.std(axis=(0, 2, 3)))

    @cached_property
    def _ends(self):
        ends = float(self.values.min()), float(self.values.max())
        if all(map(math.isfinite, ends)):
            return ends
        finite = self.values[np.isfinite(self.values)]
        return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def planes_of(values, spatial, *, per_image=True):
    """Return the :class:`Planes` of an array.

    Parameters
    ----------
    values : ndarray of shape (N, ...) or (...)
        With the axis of the images where ``per_image``. Numbers or truth values.
    spatial : tuple of int or None
        Axes of one image's shape that follow the image; None where there are none, or none are known.

    Examples
    --------
    >>> planes_of(np.zeros((2, 8, 6, 3)), (0, 1)).values.shape
    (2, 3, 8, 6)
    >>> planes_of(np.zeros((2, 10)), None).values.shape
    (2, 10, 1, 1)
    """
    values = values if per_image else values[np.newaxis]
    shape = values.shape[1:]
    spatial = tuple(spatial or ()) if max(spatial or (), default=-1) < len(shape) else ()
    others = [axis for axis in range(len(shape)) if axis not in spatial]
    drawn = list(spatial[-2:])
    if not spatial and sum(side > 1 for side in shape) > 1:  # otherwise it is a vector
        others, drawn = others[:-2], others[-2:]
    order = [*others, *spatial[:-2], *drawn]
    laid = values.transpose(0, *(axis + 1 for axis in order))
    sides = [shape[axis] for axis in drawn]
    count = math.prod(shape) // max(math.prod(sides), 1)
    laid = laid.reshape(len(values), count, *[1] * (2 - len(sides)), *sides)
    return Planes(laid, shape, tuple(order), spatial, len(drawn), per_image)


def exact_type(values):
    """Return the smallest float type, "<f4" or "<f8", that holds all values as they are, None for neither.

    Examples
    --------
    >>> exact_type(np.array([0.5, 2**24])), exact_type(np.array([0.1]))
    ('<f4', '<f8')
    """
    if values.dtype.name in ("float32", "float16", "bool", "uint8", "int8", "int16", "uint16"):
        return "<f4"
    for name in ("<f4", "<f8"):
        with np.errstate(over="ignore", invalid="ignore"):
            same = values.astype(name).astype(values.dtype) == values
        if np.all(same | _is_nan(values)):
            return name
    return None


def _is_nan(values):
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros((), bool)
