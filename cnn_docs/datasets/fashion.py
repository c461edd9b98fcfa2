"""Small pictures of clothes, four thousand of Fashion-MNIST, which come with the package."""

import hashlib
import io
from importlib.resources import files

import numpy as np

from cnn_docs.datasets.container import ImageDataset

__all__ = ["load_fashion"]

_FILE = "fashion.npz"  # tests/draw_fashion.py writes it; its licence stands beside it
_SHA256 = "35569cf9fbe51f903f1418dd72759e7c09e355981a52250b353717e0e877aa67"
_NAMES = (
    *("T-shirt/top", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
_SOURCE = (
    "H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, Zalando Research, 2017, "
    "https://github.com/zalandoresearch/fashion-mnist; a balanced draw of 4,000 of its 70,000 pictures"
)
_LICENCE = "MIT, Copyright (c) 2017 Zalando SE"


def load_fashion():
    """Return 4,000 pictures of clothes of 28x28, as many of each of ten kinds, from Fashion-MNIST [1]_.

    They are drawn at random: 3,000 from the 60,000 pictures that the authors meant to train on, and
    1,000 from their 10,000 to test on; no picture is there twice. Both parts are shuffled. The
    pictures come with the package, so nothing is downloaded.

    Returns
    -------
    ImageDataset
        ``images`` is a uint8 array of shape (4000, 28, 28, 1), 0 for the background to 255; ``labels``
        index ``class_names``; ``train`` are the first 3,000 indices, ``test`` the last 1,000.

    Raises
    ------
    RuntimeError
        If the file of the package is damaged.

    References
    ----------
    .. [1] H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine
       learning algorithms", 2017, https://arxiv.org/abs/1708.07747

    Examples
    --------
    >>> fashion = load_fashion()
    >>> fashion
    ImageDataset: 4000 images of shape (28, 28, 1), uint8, 10 classes, 3000 to train on, 1000 to test on
    >>> [fashion.class_names[label] for label in fashion.train_labels[:3]]
    ['T-shirt/top', 'trouser', 'sandal']
    >>> np.bincount(fashion.test_labels).tolist()
    [100, 100, 100, 100, 100, 100, 100, 100, 100, 100]
    """
    arrays = _arrays()
    images = np.concatenate([arrays["train_images"], arrays["test_images"]])
    labels = np.concatenate([arrays["train_labels"], arrays["test_labels"]])
    indices = np.arange(len(images))
    learned = len(arrays["train_images"])
    return ImageDataset(
        images=images[..., np.newaxis],
        labels=labels.astype(np.int64),
        class_names=_NAMES,
        train=indices[:learned],
        test=indices[learned:],
        source=_SOURCE,
        licence=_LICENCE,
    )


def _arrays():
    """Return what the package's file holds, by name."""
    file = files("cnn_docs.datasets") / _FILE
    data = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise RuntimeError(f"The pictures of `load_fashion` are damaged: {file}. Install cnn_docs again.")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
