"""
A filter on three channels
==========================

How does a filter read a colour picture? It has a kernel for each channel. The three responses are added
with one bias, and out comes a single map. This filter answers to orange: red and green count for it, blue
counts twice against it. Grey things give zero, since the weights of the three kernels cancel.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import conv_parameters, correlate, figure_style, load_photograph, plot_filter

cat = load_photograph("cat").image
orange = np.stack([np.ones((3, 3)), np.ones((3, 3)), -2 * np.ones((3, 3))], axis=-1)  # (3, 3, 3)

# %%
# One step on a patch of five by five pixels, with brightness in whole numbers from 0 to 10.

patch = (10 * cat[60:65, 230:235]).round()

# Alt: Three channels of five by five numbers, a kernel for each: nine times 1, nine times 1 and nine times
#   -2. The sums of the products are 62, 49 and -70; together they give 41, one cell of an output of three
#   by three.
plot_filter(patch, orange, position=(1, 1))

# %%
# The whole photograph: one kernel at a time, and their sum, which is what the filter gives.

single = [correlate(cat[..., channel], orange[..., channel], padding="edge") for channel in range(3)]
together = correlate(cat, orange[..., np.newaxis], padding="edge")[..., 0]
print("the sum of the three is the filter's map:", np.allclose(sum(single), together))

# Alt: A ginger cat; the responses to red and green, which are positive, and to blue, which is negative; and
#   their sum, in which the fur is red, and the pupils and the whiskers are white.
with figure_style():
    rows = {"height_ratios": (3, 2), "layout": "constrained"}
    figure, axes = plt.subplot_mosaic("PPPSSS;RRGGBB", figsize=(4.8, 3.6), **rows)
    axes["P"].imshow(cat)
    limit = np.quantile(np.abs(together), 0.99)
    for name, values in zip("RGBS", (*single, together), strict=True):
        shown = axes[name].imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit)
    for name, title in {"P": "picture", "S": "sum", "R": "red", "G": "green", "B": "blue"}.items():
        axes[name].set_title(title, loc="left")
        axes[name].set_axis_off()
    bar = {"location": "bottom", "shrink": 0.6, "aspect": 35, "extend": "both"}
    figure.colorbar(shown, ax=list(axes.values()), label="response", **bar)

# %%
# Parameters of sixteen such filters: three kernels of nine weights and a bias each.

print("(3*3*3 + 1)*16 =", conv_parameters(3, channels=3, filters=16))

plt.show()
