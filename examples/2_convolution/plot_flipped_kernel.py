"""
Convolution or cross-correlation?
=================================

Mathematics flips the kernel before it slides, deep learning does not. For a symmetric kernel nobody notices; for an edge kernel the sign turns
over. Keras's ``Conv2D`` computes what mathematics calls a cross-correlation.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy import signal

from cnn_docs import KERNELS, correlate

picture = np.zeros((6, 8))
picture[:3] = 100
kernel = KERNELS["horizontal_edges"]
as_is = correlate(picture, kernel)
flipped = signal.convolve2d(picture, kernel, mode="valid")

# %%
# The same edge, with opposite signs.

fig, axes = plt.subplots(1, 3, figsize=(7.2, 2.2), layout="constrained")
axes[0].imshow(picture, cmap="gray")
for ax, values in zip(axes[1:], (as_is, flipped), strict=True):
    shown = ax.imshow(values, cmap="RdBu_r", vmin=-300, vmax=300)
fig.colorbar(shown, ax=axes, shrink=0.8, label="response")
for ax, title in zip(axes, ("picture", "cross-correlation", "convolution"), strict=True):
    ax.set_title(title, fontsize=9)
    ax.set(xticks=[], yticks=[])
# Alt: A picture with a bright upper half, and its two responses: -300 along the edge as it stands, +300 with the kernel flipped.
fig.show()

print("unflipped:", as_is[1, 0], "flipped:", flipped[1, 0], "symmetric kernel:", np.allclose(
    correlate(picture, KERNELS["sharpen"]), signal.convolve2d(picture, KERNELS["sharpen"], mode="valid")
))
