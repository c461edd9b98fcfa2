"""
Vanishing gradients over depth
==============================

How strongly can a weight in the first layer move the output? Its effect is multiplied by one slope per layer on the
way. Real sums are not all at the best point: here they are drawn at random, for two hundred paths through each depth. With
the sigmoid the product falls by more than a factor of four per layer; with ReLU a path is either open or closed.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import ACTIVATIONS
from cnn_docs.palette import LIGHT

rng = np.random.default_rng(0)
depths = np.arange(1, 16)
sums = rng.normal(0, 1.5, size=(200, depths[-1]))

# %%
# The product of slopes along each path, layer by layer; the median of all paths that are not closed.

products = {name: np.cumprod(ACTIVATIONS[name].slope(sums), axis=1) for name in ("sigmoid", "tanh", "relu")}
open_paths = {name: np.ma.masked_equal(values, 0) for name, values in products.items()}
medians = {name: np.ma.median(values, axis=0) for name, values in open_paths.items()}

# %%
# The scale is logarithmic: a straight line down means a factor per layer.

fig, ax = plt.subplots(figsize=(6.5, 3.4), layout="constrained")
for (name, values), role in zip(medians.items(), ("input", "kernel", "output"), strict=True):
    ax.semilogy(depths, values, marker="o", markersize=3, color=LIGHT[role])
    ax.annotate(name, (depths[-1], values[-1]), xytext=(6, 0), textcoords="offset points", va="center")
ax.axhline(1, color=LIGHT["grid"], zorder=0)
ax.set(xlabel="layers on the way back", ylabel="slope that is left (median)", xlim=(0.5, 17))
# Alt: Median slope left after 1 to 15 layers: one for open ReLU paths, falling steeply for tanh and fastest for sigmoid.
fig.show()

# %%
# ReLU's price: the share of paths that are still open.

print("open ReLU paths after 1, 3 and 5 layers:", (products["relu"][:, [0, 2, 4]] > 0).mean(axis=0))
