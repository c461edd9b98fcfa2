"""
Pooling and a shift by one pixel
================================

Does pooling make a network blind to shifts? Only partly. A maximum that stays inside its window leaves the result unchanged; one that crosses a border moves
it. The lower row of this grid survives the shift, the upper one does not.
"""

import numpy as np

from cnn_docs import max_pool, plot_pooling

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])
shifted = np.zeros_like(grid)
shifted[:, 1:] = grid[:, :-1]

# Alt: The grid as it is, pooled to 6 and 2 above, 4 and 9 below.
plot_pooling(grid, 2)

# %%
# One pixel to the right:

# Alt: The grid shifted right by one pixel, pooled to 5 and 6 above, 4 and 9 below.
plot_pooling(shifted, 2)

# %%
# How often does a shift by one pixel change a pooled value? In random grids, for pools of two, four and eight:

rng = np.random.default_rng(0)
image = rng.normal(size=(256, 256))
moved = np.roll(image, 1, axis=1)
for size in (2, 4, 8):
    changed = np.mean(max_pool(image, size) != max_pool(moved, size))
    print(f"pool of {size}: {changed:.0%} of the values change")
