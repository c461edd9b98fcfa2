"""Images in passes of one size, and what the passes give put together by image."""

import numpy as np

from cnn_docs.inspection._batch_axis import PLAIN, UNKNOWN


def batches_of(arrays, inputs, batch_size):
    """Return the batches for the passes of a model, each with the number of its images that are wanted.

    Parameters
    ----------
    arrays : list of ndarray
        All images, one array for each input.
    inputs : Inputs or None
        Where the model takes one number of images only, batches have it; the last is filled up with its last
        image.
    batch_size : int
        Images in a batch otherwise.
    """
    fixed = inputs.batch if inputs else None
    size, count = fixed or batch_size, len(arrays[0])
    places = [np.arange(start, min(start + size, count)) for start in range(0, count, size)]
    filled = [np.concatenate([p, np.repeat(p[-1:], (fixed or len(p)) - len(p))]) for p in places]
    return [
        ([array[chosen] for array in arrays], len(wanted))
        for chosen, wanted in zip(filled, places, strict=True)
    ]


class Maps:
    """What passes give, by name."""

    def __init__(self, axes, count):
        self._axes = axes
        self._count = count
        self._parts = {}
        self._whole = True

    def add(self, found, batch, wanted):
        """Add what one pass gave for a batch of which the first images are wanted."""
        size = len(batch[0])
        self._whole = self._whole and size == wanted == self._count
        for name, values in found.items():
            axis = self._axis(name, values, size)
            if not self._whole and (axis.mixes or not axis.is_known):
                self._refuse(name)
            values = axis.split(values, size) if axis.is_known else values
            by_image = axis.is_known and axis.axis is not None
            self._parts.setdefault(name, []).append(values[:wanted] if by_image else values)

    def joined(self, *, single):
        """Return an array for each name: of all images, or of the only one without its axis."""
        joined = {}
        for name, parts in self._parts.items():
            axis = self._axes.get(name, PLAIN)
            if axis.axis is None:
                joined[name] = parts[0]
            elif single:
                joined[name] = parts[0][0]
            else:
                joined[name] = parts[0] if len(parts) == 1 else np.concatenate(parts)
        return joined

    def _axis(self, name, values, size):
        """Return the batch axis of a tensor, unknown where it has not the entries of this batch."""
        axis = self._axes.get(name, PLAIN)
        if axis.axis is not None and values.shape[axis.axis : axis.axis + 1] != (size * axis.factor,):
            self._axes = self._axes.copy()
            self._axes[name] = axis = UNKNOWN
        return axis

    def _refuse(self, name):
        raise ValueError(
            f"`layers` must not hold {name!r} when the images go through the model in several passes: "
            f"it depends on all images of a pass. Give `batch_size={self._count}`, or other layers."
        )
