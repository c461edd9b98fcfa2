"""
Why there must be an activation function
========================================

Two layers without an activation function are one: the corners of a square go to the corners of a parallelogram, whatever the
number of layers. With ReLU between them the square is folded, which no single layer can do.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import relu
from cnn_docs.palette import LIGHT

W1 = np.array([[1.0, -1.0], [0.5, 1.5]])
W2 = np.array([[1.0, 0.5], [-0.5, 1.0]])
grid = np.linspace(-1, 1, 9)
points = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)

# %%
# Three ways through the same weights.

results = {
    "the points": points,
    "two linear layers": points @ W1 @ W2,
    "one layer, W1 W2": points @ (W1 @ W2),
    "ReLU between": relu(points @ W1) @ W2,
}

# %%
# The second and the third picture are equal.

fig, axes = plt.subplots(1, 4, figsize=(7.2, 2.1), layout="constrained", sharex=True, sharey=True)
for ax, (title, at) in zip(axes, results.items(), strict=True):
    ax.scatter(*at.T, c=points[:, 0], cmap="viridis", s=10)
    ax.set_title(title, fontsize=9)
    ax.set_aspect("equal")
    ax.axhline(0, color=LIGHT["grid"], zorder=0)
    ax.axvline(0, color=LIGHT["grid"], zorder=0)
# Alt: A square of points; two linear layers and their product skew it alike; with ReLU between, it is folded into a corner.
fig.show()

print("largest difference:", np.abs(results["two linear layers"] - results["one layer, W1 W2"]).max())
