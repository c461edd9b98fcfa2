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

# Alt: A picture of six rows and five columns, bright above dark; the edge kernel on the window at row 1,
#   column 0; the nine products, three of them -100, with the sum -300; and the output of four rows and
#   three columns.
plot_convolution(picture, kernel, position=(1, 0))

# %%
# All windows at once. Where the picture is even, the products cancel.

print(correlate(picture, kernel))

# %%
# Dark above bright gives the same strength with the other sign. ReLU would delete one of the two.

# Alt: The picture upside down: the window at the same place now gives +300.
plot_convolution(picture[::-1], kernel, position=(1, 0))

plt.show()
