"""
Stride and dilation
===================

Which pixels does the window touch? A stride of two moves it by two pixels at a time, and about halves the
map's sides. A dilation of two pulls the kernel's elements apart, so that nine weights cover five by five
pixels. Compare the framed pixels of the two pictures.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import KERNELS, output_size, plot_convolution

picture = np.add.outer(np.arange(8), np.arange(8)) % 5
kernel = KERNELS["sharpen"]

# Alt: Stride two on an eight by eight picture: the window of the output's second row and second column lies
#   two pixels down and two to the right of the corner, and the output has three rows and columns.
plot_convolution(picture, kernel, stride=2, position=(1, 1))

# %%
# Dilation: there is a gap of one pixel between the elements of the window.

# Alt: Dilation two: nine single pixels are framed, every other one of a five by five area; the output has
#   four rows and columns.
plot_convolution(picture, kernel, dilation=2, position=(1, 1))

# %%
# Sizes of the output, for a picture of eight pixels a side.

for stride, dilation in ((1, 1), (2, 1), (3, 1), (1, 2), (1, 3)):
    print(f"stride {stride}, dilation {dilation}: {output_size(8, 3, stride=stride, dilation=dilation)}")

plt.show()
