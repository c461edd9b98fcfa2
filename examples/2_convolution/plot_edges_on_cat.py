"""
Edge kernels on a cat
=====================

What do two edge kernels find in the same photograph? One answers where brightness changes from row to row,
the other where it changes from column to column. Red is positive, blue negative: the sign says which side
is darker. Look at the whiskers and the eyelids, then at the sides of the nose; the strength of both together
is beside the cat.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate, figure_style, load_photograph

cat = load_photograph("cat", gray=True).image
maps = {
    name: correlate(cat, KERNELS[name], padding="edge") for name in ("horizontal_edges", "vertical_edges")
}
strength = np.hypot(*maps.values())

# %%
# Both maps have one scale, on which a few of the strongest edges are cut off.

limit = np.quantile(strength, 0.99)
signed = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
panels = {
    "the cat": (cat, {"cmap": "gray"}),
    "strength of both": (strength, {"cmap": "viridis", "vmin": 0, "vmax": limit}),
    "horizontal edges": (maps["horizontal_edges"], signed),
    "vertical edges": (maps["vertical_edges"], signed),
}

# Alt: A grey photograph of a cat's face, and three maps of it, each row with its colour bar: the strength of
#   both kernels shows whiskers, eyelids and the sides of the eyes and the nose; the horizontal one answers to
#   whiskers and eyelids, the vertical one to the sides of eyes and nose.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 3.2), layout="constrained")
    for ax, (title, (values, colors)) in zip(axes.flat, panels.items(), strict=True):
        ax.imshow(values, **colors)
        ax.set_title(title, loc="left")
        ax.set_axis_off()
    for row, label, extend in zip(axes, ("strength", "response"), ("max", "both"), strict=True):
        figure.colorbar(row[1].images[0], ax=row, label=label, extend=extend)

# %%
# How much of each response would ReLU delete?

for name, response in maps.items():
    print(f"{name}: {np.mean(response < 0):.0%} of the values are negative")

plt.show()
