"""Slopes to compare with: by finite differences, and by Keras's own gradients."""

import numpy as np

from cnn_docs._keras import load_keras


def numbers(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def by_differences(function, values, upstream, step=1e-6):
    """Slopes of sum(upstream * function(values)) for each value, by central differences."""
    slopes = np.empty_like(values)
    for index in np.ndindex(*values.shape):
        nudge = np.zeros_like(values)
        nudge[index] = step
        change = np.asarray(function(values + nudge)) - function(values - nudge)
        slopes[index] = np.sum(upstream * change) / (2 * step)
    return slopes


def by_images(function, image, upstream, step=1e-6):
    """The same for one image (H, W, C), with all nudged images in one batch."""
    nudges = step * np.eye(image.size).reshape(-1, *image.shape)
    change = function(image + nudges) - function(image - nudges)
    return ((change * upstream).sum(axis=(1, 2, 3)) / (2 * step)).reshape(image.shape)


def tape_gradients(function, *values):
    """Keras's result for values in double precision, and the gradients that a slope of it gives for each."""
    import tensorflow as tf

    load_keras()
    values = [tf.constant(value) for value in values]
    with tf.GradientTape() as tape:
        for value in values:
            tape.watch(value)
        result = function(*values)
    return result, lambda upstream: tape.gradient(result, values, output_gradients=tf.constant(upstream))
