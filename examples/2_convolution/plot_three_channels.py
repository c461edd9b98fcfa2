"""
A filter on three channels
==========================

A colour picture has three channels, and a filter has a kernel for each. The three responses are added, and one bias is put on top: out comes a
single map. This filter answers to orange against blue: red and green count for it, blue against it.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import conv_parameters, correlate, load_photograph

cat = load_photograph("cat").image
blur = np.full((3, 3), 1 / 9)
orange_filter = np.stack([blur, 0.3 * blur, -1.3 * blur], axis=-1)[..., np.newaxis]  # (3, 3, 3, 1)

# %%
# One kernel at a time, and their sum, which is what the filter gives.

single = [correlate(cat[..., c], orange_filter[:, :, c, 0], padding="edge") for c in range(3)]
together = correlate(cat, orange_filter, padding="edge")[..., 0]
print("sum of the three equals the filter:", np.allclose(sum(single), together))

# %%
# Each response in the same signed colours.

limit = max(np.abs(values).max() for values in (*single, together))
fig, axes = plt.subplots(1, 5, figsize=(7.2, 1.6), layout="constrained")
axes[0].imshow(cat / cat.max())
for ax, values in zip(axes[1:], (*single, together), strict=True):
    ax.imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit)
for ax, title in zip(axes, ("picture", "red", "+ green", "+ blue", "= map"), strict=True):
    ax.set_title(title, fontsize=9)
    ax.set_axis_off()
# Alt: The cat in colour, the responses of three kernels to red, green and blue, and their sum, in which the orange fur stands out.
fig.show()

# %%
# Parameters of sixteen such filters: three kernels of nine weights and a bias each.

print(conv_parameters(3, channels=3, filters=16))
