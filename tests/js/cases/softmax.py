"""Softmax of scores at temperatures from cold to hot, alone and with a constant added to all scores."""

import numpy as np

import cnn_docs

from . import rows


def cases():
    """Return the cases of each kind."""
    return {"softmax": shares()}


def shares():
    """Terms and shares; the scores are those that the controls allow, extremes included."""
    random = np.random.default_rng(8)
    drawn = random.integers(-200, 201, (6, 4)) / 20
    for scores in ([2, 1, 0, -1], [10, -10, 10, -10], [0, 0, 0, 0], *drawn):
        for temperature in (0.1, 0.5, 1, 3.35, 10):
            scaled = np.asarray(scores, dtype=float) / temperature
            yield {
                "scores": rows(scores),
                "temperature": temperature,
                "terms": rows(np.exp(scaled)),
                "shares": rows(cnn_docs.softmax(scaled)),
            }
