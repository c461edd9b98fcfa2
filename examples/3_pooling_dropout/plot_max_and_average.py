"""
Max and average pooling side by side
====================================

What is left of a window, if only one number may stay? The maximum says whether something bright was anywhere
in it, the average how bright the window is as a whole. On the photograph, watch the whiskers: the maximum
keeps thin bright lines and makes them broad, and would delete thin dark ones; the average fades both.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import average_pool, figure_style, load_photograph, max_pool, plot_pooling

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])

# Alt: A four by four grid in four windows of two by two; beside it the maxima
#   :num:`6, 2, 4 and 9 <max_pool(grid, 2)>`, and the averages
#   :num:`3.75, 1.50, 2.50 and 4.75 <average_pool(grid, 2)>`.
plot_pooling(grid, 2, kind="both")

# %%
# The face of a cat, pooled by six: :num:`36 <cat.size / pooled["maximum"].size>` pixels become one.

cat = load_photograph("cat", gray=True).image[84:300, 40:328]
pooled = {"maximum": max_pool(cat, 6), "average": average_pool(cat, 6)}
difference = pooled["maximum"] - pooled["average"]

# %%
# The difference is large where a window is mostly dark and a small part of it bright.

# Alt: A cat's eye, nose and whiskers. The maximum of each six by six pixels is lighter, with broad white
#   whiskers and a light nose bridge; the average is an even mosaic without whiskers. Their difference is
#   large at the whiskers and around the eyes and the nose.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 3.9), layout="constrained")
    for ax, (title, values) in zip(axes.flat, {"picture": cat, **pooled}.items(), strict=False):
        ax.imshow(values, cmap="gray", vmin=0, vmax=1)
        ax.set_title(f"{title}, {values.shape[0]} × {values.shape[1]}", loc="left")
    axes[1, 1].imshow(difference, cmap="viridis", vmin=0, vmax=np.quantile(difference, 0.99))
    axes[1, 1].set_title("maximum − average", loc="left")
    for ax in axes.flat:
        ax.set_axis_off()

plt.show()
