"""
Windows that overlap, and rows that are dropped
===============================================

The factor of a pooling layer comes from its stride, not from its window. At stride one the windows overlap and hardly anything gets smaller. With an odd
number of rows, the last one fits into no window and is dropped.
"""

import numpy as np

from cnn_docs import output_size, plot_pooling

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])

# Alt: A pool of two at stride one on a four by four grid: the windows overlap, and the output has three by three values.
plot_pooling(grid, 2, stride=1)

# %%
# Five rows and columns: the last ones appear in no window.

# Alt: A pool of two on a five by five grid: the last row and the last column lie outside all windows.
plot_pooling(np.arange(25).reshape(5, 5), 2)

# %%
# The sizes of a few layers.

for size in (32, 15, 13, 7):
    print(f"{size} rows: {output_size(size, 2, stride=2)} after a pool of two")
