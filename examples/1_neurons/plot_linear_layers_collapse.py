"""
Why there must be an activation function
========================================

What do two layers gain over one? Without an activation function, nothing: the square below is stretched and
sheared, and one layer with the product of the two matrices does exactly the same. With ReLU between them,
whatever has a negative sum is pressed onto the edges of a wedge, which no linear layer can do. Compare the
second panel with the third, and then with the fourth.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, relu
from cnn_docs.palette import LIGHT

W1 = np.array([[1.0, -1.0], [0.5, 1.5]])
W2 = np.array([[1.0, 0.5], [-0.5, 1.0]])
side = np.linspace(-1, 1, 9)
points = np.stack(np.meshgrid(side, side), axis=-1)  # (row, column, x and y)

# %%
# Three ways through the same weights.

results = {
    "the points": points,
    "two linear layers": points @ W1 @ W2,
    "one layer, W1 W2": points @ (W1 @ W2),
    "ReLU between": relu(points @ W1) @ W2,
}
same = np.allclose(results["two linear layers"], results["one layer, W1 W2"])
print("the second and the third are equal:", same)

# %%
# Lines join what was a row or a column of points; colours tell where a point came from, left to right.

# Alt: A square grid of points. Two linear layers stretch and shear it, and one layer with the product of
#   their weights gives the same picture. With ReLU between, the grid becomes a wedge whose two edges hold
#   all points with a negative sum.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.6, 5), layout="constrained", sharex=True, sharey=True)
    for ax, (title, at) in zip(axes.flat, results.items(), strict=True):
        for grid in (at, at.swapaxes(0, 1)):
            ax.plot(*np.moveaxis(grid, -1, 0), color=LIGHT["muted"], linewidth=0.6, zorder=1)
        ax.scatter(*np.moveaxis(at, -1, 0), c=points[..., 0], s=12, zorder=2)
        ax.set_title(title, loc="left")
        ax.set_aspect("equal")

plt.show()
