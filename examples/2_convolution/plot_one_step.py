"""
One step of a convolution
=========================

The kernel lies on a window of nine pixels. Each pixel is multiplied by the weight on top of it, and the products are added up. Here the
upper rows are bright and the lower ones dark, so the answer of this edge kernel is strongly negative.
"""

import numpy as np

from cnn_docs import KERNELS, correlate, plot_convolution

picture = np.zeros((6, 5))
picture[:3] = 100
kernel = KERNELS["horizontal_edges"]

# Alt: A 6 by 5 picture, bright above dark, the edge kernel, nine products with the sum -300, and the 4 by 3 output.
plot_convolution(picture, kernel, position=(1, 0))

# %%
# All windows. Where the picture is even, the products cancel.

print(correlate(picture, kernel))

# %%
# Dark above bright gives the same strength with the other sign, and ReLU would delete one of the two.

# Alt: The picture upside down: the same window now gives +300.
plot_convolution(picture[::-1], kernel, position=(1, 0))
