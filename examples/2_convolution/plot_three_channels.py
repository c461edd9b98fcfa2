"""
A filter on three channels
==========================

How does a filter read a colour picture? It has a kernel for each channel. The three responses are added
with one bias, and out comes a single map. This filter answers to yellow and, less, to orange: red and green
count for it, blue counts twice against it, and grey things give zero, since the weights of the three kernels
cancel.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import conv_parameters, correlate, figure_style, load_photograph, plot_filter

cat = load_photograph("cat").image
yellow = np.ones((3, 3, 3)) * [1, 1, -2]  # rows, columns, channels

# %%
# One step on a patch of five by five pixels, with brightness in whole numbers from zero to ten.

patch = (10 * cat[60:65, 230:235]).round()

# Alt: Three channels of five by five numbers, a kernel for each: nine times the weight
#   :num:`1, 1 and -2 <yellow[0, 0]>`. The sums of the products are
#   :num:`62, 49 and -70 <(patch[1:4, 1:4] * yellow).sum(axis=(0, 1))>`; together they give
#   :num:`41 <(patch[1:4, 1:4] * yellow).sum()>`, one cell of an output of three by three.
plot_filter(patch, yellow, position=(1, 1))

# %%
# Which even colour does it answer to most?

names = {"yellow": (1, 1, 0), "orange": (1, 0.65, 0), "red": (1, 0, 0), "white": (1, 1, 1), "blue": (0, 0, 1)}
for name, colour in names.items():
    print(f"{name:7}{(yellow * colour).sum():6.2f}")

# %%
# The whole photograph: one kernel at a time, and their sum, which is what the filter gives.

single = [correlate(cat[..., channel], yellow[..., channel], padding="edge") for channel in range(3)]
together = correlate(cat, yellow[..., np.newaxis], padding="edge")[..., 0]
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
