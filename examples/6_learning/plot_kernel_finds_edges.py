"""
A random kernel becomes an edge finder
======================================

Who chooses the weights of a kernel? Nobody: here a random one is moved against the slopes of its loss until
it does what was wanted, which is to answer as the kernel for horizontal edges does. Look at how many steps a
photograph needs: neighbouring pixels are alike there, so the slopes of the weights say nearly the same.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    KERNELS,
    correlate,
    correlate_gradients,
    figure_style,
    load_photograph,
    squared_error,
    squared_error_slope,
)

# %%
# The picture, with a mean of zero and a spread of one, and the map that is wanted.

photograph = load_photograph("cat", gray=True, size=(96, 96))
picture = (photograph.image - photograph.image.mean()) / photograph.image.std()
wanted = correlate(picture, KERNELS["horizontal_edges"])
print(f"{photograph.source}, {photograph.licence}")

# %%
# What comes back to the map goes through the convolution to the kernel: a correlation of the picture with it.

kernel = np.random.default_rng(1).normal(0, 0.5, (3, 3))
shown = {0: kernel}
for step in range(1, 1001):
    to_map = squared_error_slope(correlate(picture, kernel), wanted)
    kernel = kernel - 0.05 * correlate_gradients(picture, kernel, to_map).kernel
    if step in (1, 10, 100, 1000):
        shown[step] = kernel
for step, one in shown.items():
    print(f"after {step:4} steps: loss {squared_error(correlate(picture, one), wanted):.5f}")

# %%
# First the map fades, since most of a random kernel's answer is wrong; the rows part only after that.

# Alt: Above, the kernel after zero, one, ten, a hundred and a thousand steps: random first, at the end blue
#   above, pale in the middle and red below. Below each, the map that it makes of the cat; the last ones show
#   the edges of its eyes and stripes.
with figure_style():
    figure, axes = plt.subplots(2, 5, figsize=(7.2, 3.1), layout="constrained")
    for (above, below), (step, one) in zip(axes.T, shown.items(), strict=True):
        above.imshow(one, cmap="RdBu_r", vmin=-1.5, vmax=1.5)
        below.imshow(correlate(picture, one), cmap="RdBu_r", vmin=-3, vmax=3)
        above.set_title("1 step" if step == 1 else f"{step:,} steps")
        for ax in (above, below):
            ax.axis("off")

plt.show()
