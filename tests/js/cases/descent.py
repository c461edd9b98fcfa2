"""Runs on each curve: weights by Keras's SGD, slopes by TensorFlow."""

import keras
import numpy as np
import tensorflow as tf

import cnn_docs

from . import rows

LOSSES = {
    "square": lambda w: (w - 1) ** 2,
    "relu": lambda w: (tf.nn.relu(w + 0.3) - 1) ** 2,
    "log": lambda w: (tf.nn.softplus(-2 * w) + tf.nn.softplus(w)) / 2,
    "valleys": lambda w: 0.1 * (w**2 - 4) ** 2 + 0.25 * w + 1,
}
RUNS = [(-1, 0.125, 0.0), (2.5, 0.5, 0.0), (-2.5, 0.0625, 0.75)]
"""First weight, rate and momentum: exact in single precision, in which Keras holds them."""


def cases():
    """Return the cases of each kind."""
    return {
        "descent": [run(curve, *settings) for curve in LOSSES for settings in RUNS],
        "neuron": [[weight, neuron_loss(weight)] for weight in (-2.0, -0.3, 0.2, 0.7, 2.5)],
    }


def neuron_loss(weight):
    """Squared error of lesson 1's neuron, which should say 1, over its first weight."""
    return round(float(cnn_docs.neuron([1, 2, 3], [weight, -0.5, 0.4], 0.1) - 1) ** 2, 12)


def run(curve, start, rate, momentum):
    """Twelve steps."""
    weight = keras.Variable(np.float64(start), dtype="float64")
    optimiser = keras.optimizers.SGD(rate, momentum=momentum)
    places = []
    for _ in range(12):
        with tf.GradientTape() as tape:
            loss = LOSSES[curve](tf.convert_to_tensor(weight.value))
        slope = tape.gradient(loss, weight.value)
        places.append([float(weight.numpy()), float(loss), float(slope)])
        optimiser.apply_gradients([(slope, weight)])
    settings = {"curve": curve, "start": start, "rate": rate, "momentum": momentum, "steps": 11}
    return {"settings": settings, "places": rows(places)}
