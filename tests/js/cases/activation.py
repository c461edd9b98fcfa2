"""Values and slopes of the activation functions."""

import numpy as np

import cnn_docs

from . import rows


def cases():
    """Return the cases of each kind."""
    return {"activation": activations(), "softmax": softmaxes()}


def activations():
    """Value and slope of every activation function."""
    points = np.concatenate([np.linspace(-8, 8, 65), [-750.0, 750.0]])
    for name, entry in cnn_docs.ACTIVATIONS.items():
        yield {
            "name": name,
            "at": rows(points),
            "value": rows(entry.value(points)),
            "slope": rows(entry.slope(points)),
        }


def softmaxes():
    """Probabilities, of large scores too."""
    for scores in ([0, 1, 2], [1000, 1000], [-3.5, 0.25, 7, 7.5]):
        yield {"scores": scores, "output": rows(cnn_docs.softmax(np.array(scores, dtype=float)))}
