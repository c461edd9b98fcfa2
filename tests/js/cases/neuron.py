"""Neurons with each activation."""

import numpy as np

import cnn_docs

from . import rows


def cases():
    """Return the cases of each kind."""
    return {"neuron": neurons()}


def neurons():
    """Outputs of a neuron, with each activation."""
    random = np.random.default_rng(3)
    for name in cnn_docs.ACTIVATIONS:
        inputs, weights = random.integers(-20, 21, (2, 3)) / 10
        bias = float(random.integers(-20, 21) / 10)
        output = cnn_docs.neuron(inputs, weights, bias, activation=name)
        yield {
            "inputs": rows(inputs),
            "weights": rows(weights),
            "bias": bias,
            "activation": name,
            "output": float(output),
        }
