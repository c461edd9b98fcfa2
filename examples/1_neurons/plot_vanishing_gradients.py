"""
Vanishing gradients over depth
==============================

How much of a gradient reaches the first layers? Here it runs back through fifteen layers of a hundred
units, with random weights, once for each activation function. The scale is logarithmic, so a straight line
down means a constant factor per layer. With weights of this size, the sigmoid loses more than a factor of
four each time, as its slope is a quarter at best; tanh loses little, and ReLU, with weights that suit it,
nothing.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import ACTIVATIONS, figure_style
from cnn_docs.palette import LIGHT

LAYERS, UNITS = 15, 100

# %%
# Forward, each layer keeps the slopes at its sums and its weights; back, the gradient is multiplied by
# both. The weights have a variance of one (for ReLU two) over the number of inputs, as Glorot and Bengio
# (2010) and He et al. (2015) advise, so that the sums neither explode nor vanish fast on the way forward.


def gradient_sizes(name, gain):
    """Return the root mean square of a gradient after each layer on its way back."""
    rng = np.random.default_rng(0)
    values, layers = rng.normal(size=(200, UNITS)), []
    for _ in range(LAYERS):
        weights = rng.normal(0, np.sqrt(gain / UNITS), (UNITS, UNITS))
        layers.append((weights, ACTIVATIONS[name].slope(values @ weights)))
        values = ACTIVATIONS[name].value(values @ weights)
    gradient, sizes = rng.normal(size=values.shape), []
    for weights, slopes in reversed(layers):
        gradient = (gradient * slopes) @ weights.T
        sizes.append(np.sqrt(np.mean(gradient**2)))
    return np.array(sizes)


gains = {"relu": 2, "tanh": 1, "sigmoid": 1}
sizes = {name: gradient_sizes(name, gain) for name, gain in gains.items()}

# %%
# What is left of a gradient of size one, layer by layer.

# Alt: Size of the gradient after :num:`1 to 15 <1, LAYERS>` layers on the way back, on a logarithmic scale:
#   ReLU stays near one, tanh sinks slowly to :num:`0.21 <sizes["tanh"][-1]>`, and the sigmoid falls along a
#   straight line to :num:`3e-10 <sizes["sigmoid"][-1]>`.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3.4), layout="constrained")
    for (name, left), role in zip(sizes.items(), ("output", "highlight", "kernel"), strict=True):
        ax.semilogy(range(1, LAYERS + 1), left, marker="o", markersize=3, color=LIGHT[role])
        ax.annotate(name, (LAYERS, left[-1]), xytext=(6, 0), textcoords="offset points", va="center")
    ax.set(xlabel="layers on the way back", ylabel="size of the gradient", xlim=(0.5, LAYERS + 2.8))
    ax.grid(axis="y")

# %%
# The mean factor per layer.

for name, left in sizes.items():
    print(
        f"{name:8} {(left[-1] / left[0]) ** (1 / (LAYERS - 1)):.2f} per layer, {left[-1]:.1e} after {LAYERS}"
    )

plt.show()
