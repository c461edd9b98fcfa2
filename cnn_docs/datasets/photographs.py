"""Photographs to look at, from those that scikit-image brings along."""

from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._optional import require

__all__ = ["Photograph", "load_photograph"]

_BUNDLED = "; bundled with scikit-image"
_CC0, _PUBLIC_DOMAIN = "CC0 1.0", "public domain"
# Name here: (name in skimage.data, source, licence). Only files that scikit-image's wheel holds.
_PHOTOGRAPHS = {
    "cat": ("chelsea", "Chelsea the cat, Stefan van der Walt", _CC0),
    "coffee": ("coffee", "Rachel Michetti, courtesy of Pikolo Espresso Bar", _CC0),
    "rocket": ("rocket", "Launch of DSCOVR, SpaceX, 2015", _PUBLIC_DOMAIN),
    "astronaut": ("astronaut", "Eileen Collins, NASA, https://flic.kr/p/r9qvLn", _PUBLIC_DOMAIN),
    "deep_field": ("hubble_deep_field", "Hubble eXtreme Deep Field, NASA, 2012", _PUBLIC_DOMAIN),
    "camera": ("camera", "Photographer, Lav Varshney", _CC0),
    "coins": ("coins", "Greek coins from Pompeii, Brooklyn Museum", "no known copyright restrictions"),
    "brick": ("brick", "Bricks25, CC0Textures, cropped and turned", _CC0),
    "grass": ("grass", "Grass 01, linolafett, DeviantArt, cropped", _CC0),
    "gravel": ("gravel", "Gravel04, CC0Textures, cropped", _CC0),
}
_LUMINANCE = np.array([0.2125, 0.7154, 0.0721])


@dataclass(frozen=True, eq=False, repr=False)
class Photograph:
    """A photograph, and where it is from.

    Attributes
    ----------
    name : str
        Its name here.
    image : ndarray of shape (H, W, 3) or (H, W), float64, 0 to 1
        Red, green and blue, or brightness: 0 is black, 1 white or full colour.
    source : str
        Who made it, and where it is from.
    licence : str
        What may be done with it.
    """

    name: str
    image: np.ndarray
    source: str
    licence: str

    def __repr__(self):
        """Return a line that leaves the pixels out."""
        return f"{type(self).__name__}: {self.name}, {self.image.shape}, {self.image.dtype}, {self.licence}"


def load_photograph(name, *, gray=False, size=None):
    """Return a photograph from scikit-image's package; nothing is downloaded.

    Parameters
    ----------
    name : str
        "cat", "coffee", "rocket", "astronaut" or "deep_field" in colour; "camera", "coins", "brick",
        "grass" or "gravel", which are gray.
    gray : bool, default False
        Whether colours are turned to brightness, ``0.2125 R + 0.7154 G + 0.0721 B`` [1]_.
    size : int, (int, int) or None, default None
        Height and width to scale the picture to, in pixels, smoothed where it shrinks. One number
        stands for both; at most a hundred million pixels in all. None keeps the size.

    Returns
    -------
    Photograph
        Its ``image`` is a float64 array of shape (H, W, 3), or (H, W) if it is gray, from 0 to 1;
        ``source`` and ``licence`` are texts.

    Raises
    ------
    TypeError, ValueError
        If there is no photograph of that name, or gray or size is not as above.
    ImportError
        If scikit-image is not installed; it comes with ``pip install "cnn_docs[examples]"``.

    References
    ----------
    .. [1] C. Poynton, "Frequently asked questions about color", 1997, question 9, the weights that
       scikit-image uses.

    Examples
    --------
    >>> load_photograph("cat")
    Photograph: cat, (300, 451, 3), float64, CC0 1.0
    >>> load_photograph("cat", gray=True, size=(30, 45)).image.shape
    (30, 45)
    """
    _checks.choice(name, "name", _PHOTOGRAPHS)
    _checks.flag(gray, "gray")
    size = size if size is None else _checks.picture_size(size, "size")
    original, source, licence = _PHOTOGRAPHS[name]
    image = getattr(_skimage("data"), original)() / 255
    if gray and image.ndim == 3:
        image = image @ _LUMINANCE
    if size is not None:
        image = _skimage("transform").resize(image, size, anti_aliasing=True)
    return Photograph(name, image, source + _BUNDLED, licence)


def _skimage(part):
    """Return a module of scikit-image, or raise an error that says how to get it."""
    name, user = f"skimage.{part}", "`load_photograph`"
    return require(name, extra="examples", needed_by=user, package="scikit-image")
