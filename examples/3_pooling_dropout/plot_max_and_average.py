"""
Max and average pooling side by side
====================================

Both look at the same windows. The maximum asks whether something was found anywhere in the window, the average how much of it there is. On an edge
map the difference can be seen: the maximum keeps thin lines, the average fades them.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, average_pool, correlate, load_photograph, max_pool, plot_pooling

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])

# Alt: A four by four grid in four windows; the maxima 6, 2, 4, 9 on one side and the means 3.75, 1.5, 2.5, 4.75 on the other.
plot_pooling(grid, 2, kind="both")

# %%
# The edges of a cat, pooled by eight.

cat = load_photograph("cat", gray=True).image
edges = np.abs(correlate(cat, KERNELS["horizontal_edges"]))
pooled = {"edges": edges, "max pooling": max_pool(edges, 8), "average pooling": average_pool(edges, 8)}

# %%
# One colour scale for all three.

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2), layout="constrained")
for ax, (title, values) in zip(axes, pooled.items(), strict=True):
    ax.imshow(values, cmap="viridis", vmin=0, vmax=edges.max() / 2)
    ax.set_title(title, fontsize=9)
    ax.set_axis_off()
# Alt: Edges of a cat at full size, then pooled by eight: the maximum keeps eyes and whiskers bright, the average is dim.
fig.show()
