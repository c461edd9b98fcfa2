"""
Gradients over depth for three initialisations
==============================================

How large should weights be at the start? A gradient runs back through fifteen layers of a hundred ReLU units,
whose weights are drawn with a variance of one, two or four over the number of inputs, each with five seeds.
The scale is logarithmic, so a straight line is a constant factor per layer. Look at how little the seeds
differ beside the three starts.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import activation_gradient, dense_gradients, figure_style, relu
from cnn_docs.palette import LIGHT

LAYERS, UNITS, SEEDS = 15, 100, 5

# %%
# Forwards, each layer keeps what it was given and its weights; backwards, both are used.


def sizes(times, seed):
    """Return the root mean square of what comes back after each layer."""
    rng = np.random.default_rng(seed)
    values, kept = rng.normal(size=(200, UNITS)), []
    for _ in range(LAYERS):
        weights = rng.normal(0, np.sqrt(times / UNITS), (UNITS, UNITS))
        kept.append((values, weights))
        values = relu(values @ weights)
    back, found = rng.normal(size=values.shape), []
    for given, weights in reversed(kept):
        to_sums = activation_gradient(given @ weights, back, activation="relu")
        back = dense_gradients(given, weights, to_sums).inputs
        found.append(np.sqrt(np.mean(back**2)))
    return found


came = {times: np.array([sizes(times, seed) for seed in range(SEEDS)]) for times in (1, 2, 4)}
for times, found in came.items():
    print(f"variance {times}/n: {found[:, -1].min():.2g} to {found[:, -1].max():.2g} after {LAYERS} layers")

# %%
# Two over the number of inputs makes up for the gates that ReLU closes (He et al. 2015).

# Alt: Size of the gradient over fifteen layers on the way back, five thin lines for each start: with one over
#   n they fall to less than a hundredth, with two over n they stay near one, with four over n they rise above
#   a hundred.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3.4), layout="constrained")
    for (times, found), role in zip(came.items(), ("input", "output", "kernel"), strict=True):
        ax.semilogy(range(1, LAYERS + 1), found.T, color=LIGHT[role], linewidth=1)
        at = (LAYERS, np.median(found[:, -1]))
        ax.annotate(f"{times}/n", at, xytext=(6, 0), textcoords="offset points", va="center")
    ax.set(xlabel="layers on the way back", ylabel="size of the gradient", xlim=(0.5, LAYERS + 2.2))
    ax.grid(axis="y")

plt.show()
