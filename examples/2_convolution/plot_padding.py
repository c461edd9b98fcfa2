"""
Zeros, repeated borders, or no padding
======================================

What to do where the window sticks out? On a picture without any edge, a good answer is zero everywhere. Leaving the border out gives a smaller
map; zeros invent an edge at the top and at the bottom; repeated borders do neither.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate

flat = np.full((6, 6), 100.0)
kernel = KERNELS["horizontal_edges"]
maps = {padding: correlate(flat, kernel, padding=padding) for padding in ("valid", "same", "edge")}

# %%
# The same colours in all panels; the invented edge is the only thing to be seen.

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.7), layout="constrained")
for ax, (padding, response) in zip(axes, maps.items(), strict=True):
    ax.imshow(response, cmap="RdBu_r", vmin=-300, vmax=300, extent=(0, response.shape[1], response.shape[0], 0))
    for (row, column), value in np.ndenumerate(response):
        color = "#FFFFFF" if abs(value) > 150 else "#000000"
        ax.text(column + 0.5, row + 0.5, f"{value:g}", ha="center", va="center", fontsize=7, color=color)
    ax.set(title=f'padding="{padding}"', xlim=(0, 6), ylim=(6, 0), xticks=[], yticks=[])
# Alt: Three maps of an even picture: 4 by 4 zeros without padding; rows of 200 and 300 at the borders with zeros; all zero with repeats.
fig.show()
