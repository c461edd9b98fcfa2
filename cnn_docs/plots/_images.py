"""Pictures as arrays: checked, and shown in grey or colour without axes."""

import numpy as np
from matplotlib.ticker import ScalarFormatter

from cnn_docs._checks import finite_array, refuse

_RANKS = {2: "(H, W)", 3: "(H, W, C)", 4: "(1, H, W, C)"}


def checked_image(image, name="image"):
    """Return an image as floats of shape (H, W), grey with its own range, or (H, W, 3) from 0 to 1."""
    array = finite_array(image, name, ranks=_RANKS)
    if not array.size:
        refuse(name, "an image with at least one pixel", array)
    greatest = 255 if getattr(image, "dtype", None) == np.uint8 else array.max()
    if array.ndim == 4:
        if len(array) != 1:
            refuse(name, "one image", array, hint=f"Choose one of them, as in {name}[0].")
        array = array[0]
    if array.ndim == 2 or array.shape[-1] == 1:
        return array.reshape(array.shape[:2])
    if array.shape[-1] != 3:
        refuse(name, "an image with one or three channels", array)
    return _unit_range(array, greatest, name)


def _unit_range(array, greatest, name):
    """Return colours from 0 to 1, where they may have been from 0 to 255, as bytes always are."""
    if array.min() < 0 or greatest > 255:
        received = f"{array.min():.3g} to {greatest:.3g}"
        raise ValueError(f"`{name}` must have colours from 0 to 1 or from 0 to 255. Received: {received}.")
    return array if greatest <= 1 else array / 255


def show_image(ax, image, **keywords):
    """Draw a checked image in its natural place: pixel (row, column) centred at (column, row)."""
    keywords = {"interpolation": "nearest"} | keywords
    if image.ndim == 2:
        keywords = {"cmap": "gray", "vmin": np.min(image), "vmax": np.max(image)} | keywords
    return ax.imshow(image, **keywords)


class WithPower(ScalarFormatter):
    """Numbers of a colour bar, each with its own power of ten: one for all would stand on the title."""

    def __init__(self):
        super().__init__(useOffset=False)
        self.set_scientific(False)
        self.greatest = 0.0

    def set_locs(self, locs):
        """Note the values of the ticks, before each is asked for."""
        super().set_locs(locs)
        self.greatest = max(map(abs, locs), default=0.0)

    def __call__(self, value, position=None):
        """Return the text of a tick."""
        if not self.greatest or 1e-4 <= self.greatest < 1e5:
            return super().__call__(value, position)
        mantissa, exponent = f"{value:.2e}".split("e")
        is_zero = abs(value) < 1e-9 * self.greatest
        return "0" if is_zero else self.fix_minus(f"{float(mantissa):g}e{int(exponent)}")


def bare(ax):
    """Take ticks and spines off, and leave the labels."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
