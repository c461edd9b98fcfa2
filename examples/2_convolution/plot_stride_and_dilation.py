"""
Stride and dilation
===================

A stride of two moves the window by two pixels, and halves the map. A dilation of two pulls the kernel's elements apart, so that nine weights cover
five by five pixels. Watch which pixels the window touches.
"""

import numpy as np

from cnn_docs import KERNELS, output_size, plot_convolution

picture = np.add.outer(np.arange(8), np.arange(8)) % 5
kernel = KERNELS["sharpen"]

# Alt: Stride two: the window at its second place in the second row, two pixels on, and an output of three by three.
plot_convolution(picture, kernel, stride=2, position=(1, 1))

# %%
# Dilation: the window's elements lie on every other pixel.

# Alt: Dilation two: the nine elements of the window lie on every other pixel of a five by five area; the output is four by four.
plot_convolution(picture, kernel, dilation=2, position=(1, 1))

# %%
# Sizes of the output, for a picture of eight pixels a side.

for stride, dilation in ((1, 1), (2, 1), (3, 1), (1, 2), (1, 3)):
    print(f"stride {stride}, dilation {dilation}: {output_size(8, 3, stride=stride, dilation=dilation)}")
