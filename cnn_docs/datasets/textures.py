"""Patches of photographs of brick, grass and gravel: a small task that needs no download."""

from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._optional import require
from cnn_docs.datasets.container import ImageDataset

__all__ = ["TexturePatches", "load_textures"]

_TEXTURES = ("brick", "grass", "gravel")  # photographs of 512x512 that are in scikit-image's wheel
_SOURCE = (
    "scikit-image (skimage.data.brick, grass, gravel); photographs of CC0Textures (Bricks25, Gravel04) "
    "and of linolafett on DeviantArt (Grass 01)"
)
_LICENCE = "CC0 1.0"


@dataclass(frozen=True, eq=False, repr=False)
class TexturePatches(ImageDataset):
    """An :class:`ImageDataset` that also says where each patch was cut.

    Attributes
    ----------
    corners : ndarray of shape (N, 2), int64
        Row and column, in its photograph, of the upper left pixel of each patch.
    """

    corners: np.ndarray


def load_textures(*, patch_size=32, test_fraction=0.25):
    """Return patches of photographs of brick, grass and gravel that do not overlap.

    Each photograph, 512x512 pixels in grey, is cut into squares side by side; what is left at its right
    and lower border is dropped. The test patches are the lowest rows of each photograph, and the
    others are for training: no pixel is in both, and on each side of the split only one row of patches
    of each photograph has neighbours on the other.

    Parameters
    ----------
    patch_size : int, default 32
        Height and width of a patch, in pixels; at most 256.
    test_fraction : float, default 0.25
        Part of the rows of patches that is held out, rounded to whole rows, at least one.

    Returns
    -------
    TexturePatches
        ``images`` is a uint8 array of shape (N, patch_size, patch_size, 1), ``labels`` index
        ``class_names`` (brick, grass, gravel), ``corners`` says where each patch was cut.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If ``patch_size`` or ``test_fraction`` is out of its range.
    ImportError
        If scikit-image is not installed; it comes with ``pip install "cnn_docs[examples]"``.

    Examples
    --------
    >>> textures = load_textures(patch_size=32)
    >>> textures
    TexturePatches: 768 images of shape (32, 32, 1), uint8, 3 classes, 576 to train on, 192 to test on
    >>> textures.class_names
    ('brick', 'grass', 'gravel')
    """
    patch_size = _checks.positive_integer(patch_size, "patch_size")
    test_fraction = _checks.number(test_fraction, "test_fraction", minimum=0, below=1)
    data = require("skimage.data", extra="examples", needed_by="`load_textures`", package="scikit-image")
    photographs = np.stack([getattr(data, name)() for name in _TEXTURES])
    side = photographs.shape[1]
    if patch_size > side // 2:
        _checks.refuse("patch_size", f"at most {side // 2}, half of a photograph", patch_size)
    across = side // patch_size
    held_out = min(max(round(test_fraction * across), 1), across - 1)

    grid = photographs[:, : across * patch_size, : across * patch_size]
    grid = grid.reshape(len(_TEXTURES), across, patch_size, across, patch_size).swapaxes(2, 3)
    label, row, column = np.indices(grid.shape[:3]).reshape(3, -1)
    return TexturePatches(
        images=grid.reshape(-1, patch_size, patch_size, 1),
        labels=label.astype(np.int64),
        class_names=_TEXTURES,
        train=np.flatnonzero(row < across - held_out),
        test=np.flatnonzero(row >= across - held_out),
        source=_SOURCE,
        licence=_LICENCE,
        corners=np.stack([row, column], axis=1).astype(np.int64) * patch_size,
    )
