"""Outputs for every setting of the convolution's controls."""

import itertools

import numpy as np

import cnn_docs

from . import rows

SLIDINGS = [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)]  # stride and dilation, not both above 1
PADDINGS = ["valid", "same", "edge"]
SIZES = [(6, 5), (8, 8)]


def cases():
    """Return the cases of each kind."""
    return {"correlate": correlations()}


def correlations():
    """Every kernel size to 5, stride, dilation and padding of the controls, and what does not fit."""
    random = np.random.default_rng(1)
    images = {size: random.integers(0, 17, size) for size in SIZES}
    kernels = {size: random.integers(-4, 5, (size, size)) for size in range(1, 6)}
    for size, kernel_size, padding in itertools.product(SIZES, kernels, PADDINGS):
        for stride, dilation in SLIDINGS:
            options = {"stride": stride, "padding": padding, "dilation": dilation, "bias": kernel_size - 3}
            image, kernel = images[size], kernels[kernel_size]
            try:
                output = rows(cnn_docs.correlate(image, kernel, **options))
            except ValueError:
                output = None
            yield {"image": rows(image), "kernel": rows(kernel), "options": options, "output": output}
