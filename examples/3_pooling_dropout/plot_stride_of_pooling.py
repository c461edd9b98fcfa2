"""
Windows that overlap, and rows that are dropped
===============================================

How much smaller does pooling make a map? That depends on its stride, and little on its window, here of two by
two. At stride one the windows overlap, and a single row and column are lost. At stride two the size is
halved, and of an odd number of rows the last one fits into no window: look for the cells without a tint.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import output_size, plot_pooling

grid = np.array([[1, 3, 2, 1], [5, 6, 1, 2], [4, 2, 9, 8], [3, 1, 2, 0]])

# Alt: Pooling by two at stride one on a four by four grid. The first window is framed, the next one overlaps
#   it, and the output has three rows:
#   :num:`6, 6, 2, then 6, 9, 9, then 4, 9, 9 <max_pool(grid, 2, stride=1)>`.
plot_pooling(grid, 2, stride=1)

# %%
# Five rows and columns at stride two: the last ones lie in no window.

# Alt: Pooling by two on a five by five grid with the numbers :num:`0 to 24 <odd.min(), odd.max()>`: the last
#   row and column lie outside the tinted windows, and the output is
#   :num:`6, 8, 16 and 18 <max_pool(odd, 2)>`.
odd = np.arange(25).reshape(5, 5)
plot_pooling(odd, 2)

# %%
# The sizes that come out, for a window of two at both strides.

for size in (32, 15, 13, 7):
    sizes = [output_size(size, 2, stride=stride) for stride in (1, 2)]
    print(f"{size:2} rows: {sizes[0]:2} at stride one, {sizes[1]:2} at stride two")

plt.show()
