"""How long correlating and pooling take, against SciPy's and scikit-image's functions for it."""

from functools import partial
from itertools import product
from statistics import median
from time import perf_counter

import numpy as np
from scipy import ndimage
from skimage.measure import block_reduce

from cnn_docs import correlate, max_pool

REPETITIONS = 41


def milliseconds(function):
    start = perf_counter()
    function()
    return 1e3 * (perf_counter() - start)


def compare(name, bound, ours, theirs):
    """Return a row with the medians of alternating repetitions, after one of each that does not count."""
    ours(), theirs()
    times = np.array([(milliseconds(ours), milliseconds(theirs)) for _ in range(REPETITIONS)])
    ours_ms, theirs_ms = median(times[:, 0]), median(times[:, 1])
    return {
        "name": name,
        "ours_ms": ours_ms,
        "theirs_ms": theirs_ms,
        "ratio": ours_ms / theirs_ms,
        "bound": bound,
    }


def main():
    generator = np.random.default_rng(0)
    image = generator.random((512, 512))
    rows = []
    for size, (padding, mode) in product(
        (3, 5), (("valid", "constant"), ("same", "constant"), ("edge", "nearest"))
    ):
        kernel = generator.normal(size=(size, size))
        ours = partial(correlate, image, kernel, padding=padding)
        theirs = partial(ndimage.correlate, image, kernel, mode=mode)
        name = f"correlate 512x512 with {size}x{size}, {padding} / scipy.ndimage.correlate, {mode}"
        rows.append(compare(name, 0.6, ours, theirs))
    name = "max_pool 512x512 with 2x2 / skimage.measure.block_reduce"
    theirs = partial(block_reduce, image, (2, 2), np.max)
    return [*rows, compare(name, 0.1, partial(max_pool, image), theirs)]


if __name__ == "__main__":
    for row in main():
        times = f"{row['ours_ms']:.2f} / {row['theirs_ms']:.2f} ms"
        print(f"{row['ratio']:.3f} of {row['bound']}  {row['name']}: {times}")
