"""
Edge kernels on a cat
=====================

What do two edge kernels find in the same photograph? One answers where brightness changes from row to row,
the other where it changes from column to column. Red is positive, blue negative: the sign says which side
is darker. Look at the whiskers and the eyelids, then at the sides of the nose; the last panel has the
strength of both together.

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
    "horizontal edges": (maps["horizontal_edges"], signed),
    "vertical edges": (maps["vertical_edges"], signed),
    "strength of both": (strength, {"cmap": "viridis", "vmin": 0, "vmax": limit}),
}

# Alt: A grey photograph of a cat's face, and three maps of it: the horizontal kernel answers to whiskers and
#   eyelids, the vertical one to the sides of eyes and nose, and the strength of both shows all of them.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 3.2), layout="constrained")
    for ax, (title, (values, colors)) in zip(axes.flat, panels.items(), strict=True):
        shown = ax.imshow(values, **colors)
        ax.set_title(title, loc="left")
        ax.set_axis_off()
        if title == "vertical edges":
            signed_map = shown
    figure.colorbar(signed_map, ax=axes, shrink=0.6, label="response", extend="both")

# %%
# How much of each response would ReLU delete?

for name, response in maps.items():
    print(f"{name}: {np.mean(response < 0):.0%} of the values are negative")

plt.show()
