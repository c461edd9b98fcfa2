"""What ``cnn_docs`` computes for each explorer: one module an explorer, found by its name."""

import json

import numpy as np


def rows(array):
    """Nested lists of numbers that any language reads back to 12 digits."""
    return json.loads(json.dumps(np.asarray(array, dtype=float).tolist()), parse_float=tidy)


def tidy(number):
    """The number at 12 digits, whole numbers without a point."""
    value = float(f"{float(number):.12g}")
    return int(value) if value == int(value) else value
