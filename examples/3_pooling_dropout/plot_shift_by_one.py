"""
Pooling and a shift by one pixel
================================

Does pooling make a network blind to shifts? Only partly: the result of a window stays if its maximum stays
inside and nothing larger comes in. In the two grids, that holds for both lower windows; above, the largest
value of the left window leaves it and enters the right one, whose own maximum had stayed inside. The curves
ask the same of a photograph.

The cat comes with scikit-image (CC0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_photograph, max_pool, plot_pooling
from cnn_docs.palette import LIGHT

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])
shifted = np.zeros_like(grid)
shifted[:, 1:] = grid[:, :-1]

# Alt: The grid as it is, pooled to :num:`6 and 2 <max_pool(grid, 2)[0]>` above,
#   :num:`4 and 9 <max_pool(grid, 2)[1]>` below.
plot_pooling(grid, 2)

# %%
# One pixel to the right:

# Alt: The grid shifted right by one pixel, with zeros on the left, pooled to
#   :num:`5 and 6 <max_pool(shifted, 2)[0]>` above, :num:`4 and 9 <max_pool(shifted, 2)[1]>` below.
plot_pooling(shifted, 2)

# %%
# A cat is shifted by one to eight pixels. How much do the pooled values change, measured in their standard
# deviation? The larger the window, the less it changes, but no pool of these is blind even to one pixel.

cat = load_photograph("cat", gray=True).image
shifts = np.arange(9)


def change(size):
    """Return the mean change of the pooled values for each shift, in standard deviations."""
    pooled = [max_pool(cat[:288, shift : shift + 432], size) for shift in shifts]
    return [np.abs(moved - pooled[0]).mean() / pooled[0].std() for moved in pooled]


# Alt: Four rising curves of change over shift. At one pixel the values change by :num:`0.18 <change(1)[1]>`
#   standard deviations without pooling, and by
#   :num:`0.14, 0.10 and 0.07 <[change(size)[1] for size in (2, 4, 8)]>` with pools of two, four and eight; at
#   eight pixels by :num:`0.59 down to 0.44 <change(1)[8], change(8)[8]>`.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3), layout="constrained")
    roles = {1: "muted", 2: "input", 4: "kernel", 8: "output"}
    for (size, role), marker in zip(roles.items(), "os^D", strict=True):
        name = f"pool of {size} × {size}" if size > 1 else "no pooling"
        ax.plot(shifts, change(size), marker=marker, markersize=4, color=LIGHT[role], label=name)
    ax.legend()
    ax.set(xlabel="shift (pixels)", ylabel="mean change (standard deviations)", xlim=(0, 8.2), ylim=(0, 0.6))

# %%
# The changes in numbers, for a shift of one pixel and of eight.

for size in (1, 2, 4, 8):
    print("pool of {0} × {0}: {1[1]:.2f}, {1[8]:.2f}".format(size, change(size)))

plt.show()
