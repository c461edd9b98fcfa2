"""
Named kernels on one photograph
===============================

Blur averages, sharpen exaggerates, emboss lights the picture from a corner, and edge kernels keep only changes. A CNN does not get any of
these; its kernels are weights, and training finds them.
"""

import matplotlib.pyplot as plt

from cnn_docs import KERNELS, correlate, load_photograph

cat = load_photograph("cat", gray=True).image[40:240, 120:360]
names = ["identity", "box_blur", "gaussian_blur", "sharpen", "emboss", "laplacian"]

# %%
# Kernels whose weights sum to zero answer with signs, so they get a map with white at zero.

fig, axes = plt.subplots(2, 3, figsize=(7.2, 4.2), layout="constrained")
for ax, name in zip(axes.flat, names, strict=True):
    response = correlate(cat, KERNELS[name], padding="edge")
    if abs(KERNELS[name].sum()) > 1e-9:
        ax.imshow(response, cmap="gray", vmin=0, vmax=cat.max())
    else:
        limit = abs(response).max() / 2
        ax.imshow(response, cmap="RdBu_r", vmin=-limit, vmax=limit)
    ax.set_title(name.replace("_", " "), fontsize=9)
    ax.set_axis_off()
# Alt: The cat under six kernels: unchanged, two blurs, sharpened, embossed, and a signed map of its fine lines.
fig.show()

print({name: round(float(KERNELS[name].sum()), 3) for name in names})
