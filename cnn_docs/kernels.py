"""Well-known kernels for single channels, by name.

They are meant for :func:`cnn_docs.correlate`, which does not flip them. The edge kernels answer with
a sign: :data:`KERNELS` says which side of the edge is the lighter one where they are positive.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

__all__ = ["KERNELS"]

_BINOMIAL = {3: (1, 2, 1), 5: (1, 4, 6, 4, 1)}


def _fixed(rows, divisor=1):
    """Return a kernel of floats that cannot be written to."""
    kernel = np.array(rows, dtype=np.float64) / divisor
    kernel.flags.writeable = False
    return kernel


_HORIZONTAL = ((-1, -1, -1), (0, 0, 0), (1, 1, 1))
_SOBEL = ((-1, -2, -1), (0, 0, 0), (1, 2, 1))

KERNELS: Mapping[str, np.ndarray] = MappingProxyType(
    {
        "identity": _fixed(((0, 0, 0), (0, 1, 0), (0, 0, 0))),
        "horizontal_edges": _fixed(_HORIZONTAL),
        "vertical_edges": _fixed(np.transpose(_HORIZONTAL)),
        "sobel_horizontal": _fixed(_SOBEL),
        "sobel_vertical": _fixed(np.transpose(_SOBEL)),
        "laplacian": _fixed(((0, 1, 0), (1, -4, 1), (0, 1, 0))),
        "outline": _fixed(((-1, -1, -1), (-1, 8, -1), (-1, -1, -1))),
        "sharpen": _fixed(((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
        "emboss": _fixed(((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
        "box_blur": _fixed(np.ones((3, 3)), 9),
        "gaussian_blur": _fixed(np.outer(_BINOMIAL[3], _BINOMIAL[3]), 16),
        "gaussian_blur_5": _fixed(np.outer(_BINOMIAL[5], _BINOMIAL[5]), 256),
    }
)
"""Kernels by name: read-only arrays of float64, 3x3 but for ``gaussian_blur_5``.

``identity``
    Gives the image back.
``horizontal_edges``, ``vertical_edges``
    Prewitt's kernels: the sum of three pixels below less that of three above, positive where the
    lower side is the lighter one; and the right side less the left, positive where the right side
    is the lighter one. 0 where the image is even.
``sobel_horizontal``, ``sobel_vertical``
    The same with the middle pixels counted twice. These four are not divided by the weights of a
    side: the results are SciPy's, and scikit-image's times three (Prewitt) and four (Sobel).
``laplacian``
    The four neighbours less four times the pixel: answers to fine detail in every direction.
``outline``
    Eight times the pixel less its eight neighbours: negative of a Laplacian with diagonals.
``sharpen``
    The image less its Laplacian: detail is made stronger, even parts stay.
``emboss``
    Looks like a relief lit from the top left; even parts stay.
``box_blur``
    Mean of the nine pixels.
``gaussian_blur``, ``gaussian_blur_5``
    Weighted means with binomial weights, near to Gaussians of standard deviation 0.71 and 1 pixels.

Examples
--------
>>> KERNELS["horizontal_edges"]
array([[-1., -1., -1.],
       [ 0.,  0.,  0.],
       [ 1.,  1.,  1.]])
>>> list(KERNELS)[:3]
['identity', 'horizontal_edges', 'vertical_edges']
"""
