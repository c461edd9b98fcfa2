"""Outputs for every setting of the pooling's controls."""

import itertools

import numpy as np

import cnn_docs

from . import rows


def cases():
    """Return the cases of each kind."""
    return {"pool": poolings()}


def poolings():
    """Every pool size, stride and padding that the controls allow."""
    random = np.random.default_rng(2)
    functions = {"max": cnn_docs.max_pool, "average": cnn_docs.average_pool}
    for size, pool_size, stride in itertools.product(
        [(4, 4), (6, 6), (5, 7)], [1, 2, 3, 4], [None, 1, 2, 3, 4]
    ):
        image = random.integers(-9, 10, size)
        for padding, (kind, function) in itertools.product(["valid", "same"], functions.items()):
            output = rows(function(image, pool_size, stride=stride, padding=padding))
            options = {"stride": stride, "padding": padding, "kind": kind}
            yield {"image": rows(image), "size": pool_size, "options": options, "output": output}
