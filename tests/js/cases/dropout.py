"""Masks and scales of dropout."""

import itertools

import numpy as np

import cnn_docs

from . import rows


def cases():
    """Return the cases of each kind."""
    return {"dropout": dropouts()}


def dropouts():
    """Masks and scales for rates and seeds, in training and at inference."""
    values = np.arange(1, 13) / 4
    for rate, seed in itertools.product([0, 0.1, 0.25, 0.5, 0.6, 0.9], [0, 1, 7, 12345, 2**32 - 1]):
        yield {
            "values": rows(values),
            "rate": rate,
            "seed": seed,
            "output": rows(cnn_docs.dropout(values, rate, seed=seed)),
        }
