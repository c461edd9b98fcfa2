"""
Edge kernels on a cat
=====================

Two kernels look at the same cat. One answers where brightness changes from row to row, the other where it changes from column to
column. Red is positive, blue negative: the sign says which side is darker.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate, load_photograph

cat = load_photograph("cat", gray=True).image
names = ["horizontal_edges", "vertical_edges"]
maps = {name: correlate(cat, KERNELS[name], padding="edge") for name in names}

# %%
# Whiskers lie nearly flat, so the horizontal kernel finds them; the outline of the ears appears in both.

limit = max(np.abs(response).max() for response in maps.values()) / 2
fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.1), layout="constrained")
axes[0].imshow(cat, cmap="gray")
axes[0].set_title("the cat", fontsize=9)
for ax, (name, response) in zip(axes[1:], maps.items(), strict=True):
    shown = ax.imshow(response, cmap="RdBu_r", vmin=-limit, vmax=limit)
    ax.set_title(name.replace("_", " "), fontsize=9)
fig.colorbar(shown, ax=axes, shrink=0.8, label="response")
for ax in axes:
    ax.set_axis_off()
# Alt: A grey photograph of a cat and two signed edge maps; one shows whiskers and eyelids, the other upright outlines.
fig.show()

# %%
# How much of each response would ReLU delete?

for name, response in maps.items():
    print(f"{name}: {np.mean(response < 0):.0%} of the values are negative")
