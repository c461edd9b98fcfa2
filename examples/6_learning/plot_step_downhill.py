"""
A step downhill, too short, right and too long
==============================================

How long should a step of training be? One neuron has one weight that may change, and the loss over this
weight is a curve. Each step goes against the slope, times the learning rate. Look at where the steps of the
third panel end: they leave the valley and reach the flat part where ReLU is closed, and there the slope is
zero.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    activation_gradient,
    dense_gradients,
    figure_style,
    neuron,
    plot_descent,
    squared_error,
    squared_error_slope,
)

# %%
# The neuron of lesson one, all but its third weight fixed. Its answer should be one.

INPUTS, OTHERS, BIAS, WANTED = [1.0, 2.0, 3.0], [0.2, -0.5], 0.1, 1.0


def loss(weight):
    """Return the squared error of the answer."""
    return squared_error(neuron(INPUTS, [*OTHERS, weight], BIAS), WANTED)


def slope(weight):
    """Return the slope of the loss for the third weight: backwards through square, ReLU and sum."""
    weights = [*OTHERS, weight]
    z = neuron(INPUTS, weights, BIAS, activation="linear")
    to_answer = squared_error_slope(neuron(INPUTS, weights, BIAS), WANTED)
    to_sum = activation_gradient(z, to_answer, activation="relu")
    return dense_gradients(INPUTS, weights, to_sum).weights[2]


def descend(weight, learning_rate, steps=8):
    """Return the weight before and after each of a number of steps."""
    path = [weight]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * slope(path[-1]))
    return np.array(path)


# %%
# Eight steps with each of three learning rates, from the same start.

rates = {"too short": 0.005, "right": 0.04, "too long": 0.12}
paths = {name: descend(0.4, rate) for name, rate in rates.items()}
for name, path in paths.items():
    print(f"{name:9} loss after each step:", *(f"{loss(weight):.3f}" for weight in path))

# %%
# The dashed line touches the curve at the start: its slope is what the first step of all three goes by.

# Alt: Three times the same curve: flat on the left, then a valley. Too short, the steps creep down one side;
#   right, they reach the bottom; too long, they jump from side to side, higher each time, and end on the
#   flat part.
curve = np.linspace(0, 1.1, 221)
with figure_style():
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 2.6), sharey=True, layout="constrained")
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        losses = [loss(weight) for weight in path]
        plot_descent(curve, [loss(weight) for weight in curve], path, losses, slope=slope(path[0]), ax=ax)
        ax.set(title=f"{name}: {rates[name]}", ylabel="" if ax is not axes[0] else "loss")

plt.show()
