"""What the loaders of labelled pictures return."""

from dataclasses import dataclass

import numpy as np

__all__ = ["ImageDataset"]


@dataclass(frozen=True, eq=False, repr=False)
class ImageDataset:
    """Labelled pictures in named fields, with a split into training and test and where they are from.

    Attributes
    ----------
    images : ndarray of shape (N, H, W, C), or (N, H, W) where the loader says so
        The pictures, as they are stored: no scaling and no centring.
    labels : ndarray of shape (N,), int64
        Class of each picture, an index into ``class_names``.
    class_names : tuple of str
        Name of each class.
    train, test : ndarray of int64
        Indices of the pictures to train on and of those to test on; no index is in both, and together
        they are all.
    source : str
        Who made the pictures and where they are from.
    licence : str
        What may be done with them.
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple
    train: np.ndarray
    test: np.ndarray
    source: str
    licence: str

    @property
    def train_images(self):
        """The pictures to train on."""
        return self.images[self.train]

    @property
    def train_labels(self):
        """The classes of the pictures to train on."""
        return self.labels[self.train]

    @property
    def test_images(self):
        """The pictures to test on."""
        return self.images[self.test]

    @property
    def test_labels(self):
        """The classes of the pictures to test on."""
        return self.labels[self.test]

    def __len__(self):
        """Return the number of pictures."""
        return len(self.images)

    def __repr__(self):
        """Return one line: how many pictures, of what shape and type, and the split."""
        split = f"{len(self.train)} to train on, {len(self.test)} to test on"
        return (
            f"{type(self).__name__}: {len(self)} images of shape {self.images.shape[1:]}, "
            f"{self.images.dtype}, {len(self.class_names)} classes, {split}"
        )
