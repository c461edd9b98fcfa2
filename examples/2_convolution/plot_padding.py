"""
Zeros, repeated borders, or no padding
======================================

What should happen where the window sticks out? On a picture that is the same everywhere, a good answer of
an edge kernel is zero everywhere. Without padding the map is smaller. Zeros around the picture invent an
edge at the top and another one at the bottom; repeated borders do neither.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate, figure_style, plot_convolution
from cnn_docs.palette import LIGHT

even = np.full((6, 6), 100.0)
kernel = KERNELS["horizontal_edges"]
names = {"no padding": "valid", "zeros": "same", "repeated borders": "edge"}
maps = {name: correlate(even, kernel, padding=padding) for name, padding in names.items()}

# %%
# One scale for the three maps; whatever has a colour is invented.

# Alt: An even picture of six by six pixels, and three maps: four by four zeros without padding; with zeros
#   around it a first row of :num:`200, 300, 300, 300, 300, 200 <maps["zeros"][0]>` and a last row of the same
#   with a minus; six by six zeros with repeated borders.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 5), layout="constrained")
    for ax, (name, values) in zip(axes.flat, {"picture": even, **maps}.items(), strict=True):
        colors, limit = ("gray", 110) if name == "picture" else ("RdBu_r", 300)
        low = 0 if name == "picture" else -limit
        ax.pcolormesh(values, cmap=colors, vmin=low, vmax=limit, edgecolors=LIGHT["grid"], linewidth=0.7)
        for (row, column), value in np.ndenumerate(values):
            color = "#FFFFFF" if abs(value) == 300 else "#000000"
            text = f"{value:g}".replace("-", "−")
            ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8, color=color)
        ax.set_title(f"{name}, {values.shape[0]} × {values.shape[1]}", loc="left")
        ax.set(xlim=(-0.05, 6.05), ylim=(6.05, -0.05), aspect="equal")
        ax.set_axis_off()

# %%
# Where the :num:`300 <maps["zeros"][0, 2]>` comes from: the row of zeros above the picture counts as
# darkness.

# Alt: The even picture in a frame of dashed zeros; the window of the first row and third column has zeros
#   above and :num:`100 <even[0, 2]>` below, and the products of the edge kernel add up to
#   :num:`300 <maps["zeros"][0, 2]>`.
plot_convolution(even, kernel, padding="same", position=(0, 2))

plt.show()
