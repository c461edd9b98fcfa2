"""
Named kernels on one photograph
===============================

What can a handful of weights do to a picture? A blur averages, sharpening exaggerates, embossing lights the
picture from a corner, and an outline keeps changes alone. Compare the fur in each. A CNN that is trained from
nothing gets none of these kernels: its weights begin at random, and training moves them.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate, figure_style, load_photograph

cat = load_photograph("cat", gray=True).image[40:240, 120:360]
names = ["identity", "box_blur", "gaussian_blur_5", "sharpen", "emboss", "outline"]

# %%
# Where the weights sum to one, even parts keep their brightness, and these results are pictures in grey.
# Where they sum to zero, even parts vanish, and the result has signs.

# Alt: The face of a cat under six kernels: unchanged; softened by two blurs; with harder fur when sharpened;
#   like a relief when embossed; and as a map of signs in which only fine lines are left.
with figure_style():
    figure, axes = plt.subplots(3, 2, figsize=(4.6, 6), layout="constrained")
    for ax, name in zip(axes.flat, names, strict=True):
        response = correlate(cat, KERNELS[name], padding="edge")
        if np.isclose(KERNELS[name].sum(), 0):
            limit = np.quantile(np.abs(response), 0.98)
            ax.imshow(response, cmap="RdBu_r", vmin=-limit, vmax=limit)
        else:
            ax.imshow(response, cmap="gray", vmin=0, vmax=cat.max())
        ax.set_title(name.replace("_", " "), loc="left")
        ax.set_axis_off()

# %%
# The sums of the weights.

for name in names:
    print(f"{name:16}{KERNELS[name].sum():.0f}")

plt.show()
