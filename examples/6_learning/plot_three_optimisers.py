"""
Three optimisers on one loss surface
====================================

How do plain steps, momentum and Adam walk down the same valley? The loss of a line with two parameters is a
long narrow bowl, as the inputs are not centred. Look at the first steps: plain ones jump across the valley
and back, momentum swings for longer, and those of Adam are about as long for both parameters.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import dense_gradients, figure_style, squared_error, squared_error_slope
from cnn_docs.palette import LIGHT

# %%
# Forty points near a line. The two parameters are its slope and its offset.

rng = np.random.default_rng(4)
inputs = rng.uniform(0.5, 2.5, (40, 1))
targets = 1.5 * inputs[:, 0] - 1.0 + rng.normal(0, 0.1, 40)


def loss(parameters):
    """Return the squared error of the line."""
    return squared_error(inputs[:, 0] * parameters[0] + parameters[1], targets)


def gradient(parameters):
    """Return the slopes of the loss for both parameters."""
    to_line = squared_error_slope(inputs[:, 0] * parameters[0] + parameters[1], targets)
    return np.append(*dense_gradients(inputs, parameters[:1], to_line)[1:])


# %%
# Each rule turns the slopes of now into a step; the second and third also remember those before.


def plain(slopes, _, rate=0.2):
    """Go against the slopes."""
    return -rate * slopes


def momentum(slopes, memory, rate=0.03, kept=0.9):
    """Keep most of the last step and add a plain one."""
    memory["step"] = kept * memory.get("step", 0) - rate * slopes
    return memory["step"]


# %%
# Adam divides the running mean of the slopes by the root of that of their squares (Kingma and Ba 2015).


def adam(slopes, memory, rate=0.2, first=0.9, second=0.999):
    """Give each parameter a step length of its own."""
    n = memory["n"] = memory.get("n", 0) + 1
    mean = memory["mean"] = first * memory.get("mean", 0) + (1 - first) * slopes
    square = memory["square"] = second * memory.get("square", 0) + (1 - second) * slopes**2
    return -rate * mean / (1 - first**n) / (np.sqrt(square / (1 - second**n)) + 1e-8)


def walk(rule, steps=60):
    """Return the parameters at the start and after each step."""
    path, memory = [np.array([-1.0, 1.5])], {}
    for _ in range(steps):
        path.append(path[-1] + rule(gradient(path[-1]), memory))
    return np.array(path)


paths = {name: walk(rule) for name, rule in {"plain": plain, "momentum": momentum, "Adam": adam}.items()}
for name, path in paths.items():
    print(f"{name:8} loss after 10 steps {loss(path[10]):.3f}, after 60 {loss(path[60]):.4f}")

# %%
# Each has a learning rate that suits it; with another one the order can change.

# Alt: Lines of equal loss are long narrow ellipses. From one start, plain steps jump across the valley and
#   then creep along it; momentum swings from side to side and gets furthest; Adam goes there in a wide curve.
first, second = np.meshgrid(np.linspace(-1.6, 3.2, 97), np.linspace(-3.2, 2.6, 117))
surface = np.array([loss(pair) for pair in np.stack([first, second], axis=-1).reshape(-1, 2)])
with figure_style():
    figure, ax = plt.subplots(figsize=(5, 4), layout="constrained")
    lines = {"levels": np.geomspace(0.02, 40, 12), "colors": LIGHT["grid"], "linewidths": 1}
    ax.contour(first, second, surface.reshape(first.shape), **lines)
    for (name, path), role, marker in zip(paths.items(), ("input", "output", "kernel"), "osv", strict=True):
        ax.plot(*path.T, marker=marker, markersize=3, linewidth=1, color=LIGHT[role], label=name)
    ax.set(xlabel="slope of the line", ylabel="offset of the line")
    ax.legend()

plt.show()
