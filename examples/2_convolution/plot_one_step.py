"""
One step of a convolution
=========================

How does a window of nine pixels become one number? Each pixel is multiplied by the weight on top of it, and
the nine products are added up. Here the upper rows are bright and the lower ones dark, so the answer of
this edge kernel is strongly negative.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, correlate, plot_convolution

picture = np.zeros((6, 5))
picture[:3] = 100
kernel = KERNELS["horizontal_edges"]

# Alt: A picture of six rows and five columns, bright above dark; the edge kernel on the window in the second
#   row and first column; the nine products, three of them
#   :num:`-100 <sorted((picture[1:4, 0:3] * kernel).flat)[:3][0]>`, with the sum
#   :num:`-300 <correlate(picture, kernel)[1, 0]>`; and the output of four rows and three columns.
plot_convolution(picture, kernel, position=(1, 0))

# %%
# All windows at once. Where the picture is even, the products cancel.

print(correlate(picture, kernel))

# %%
# Dark above bright gives the same strength with the other sign. ReLU would delete one of the two.

# Alt: The picture upside down: the window at the same place now gives
#   :num:`+300 <correlate(picture[::-1], kernel)[1, 0]>`.
plot_convolution(picture[::-1], kernel, position=(1, 0))

plt.show()
