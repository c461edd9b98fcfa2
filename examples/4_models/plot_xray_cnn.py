"""
The CNN for X-rays
==================

How does a picture of 256×256 pixels become a single number? Seven convolutions with pools between them, one
mean per map, and three dense layers. Look at the sides of the blocks: each pool halves them, from 256
pixels to 4, and the number of maps grows meanwhile from 8 to 50.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, layer_table, plot_architecture

table = layer_table(build_xray_cnn())

# Alt: Nineteen blocks in four lines: a picture of 256 by 256 pixels, convolutions and pools in turn down to
#   50 maps of 4 by 4 pixels, their 50 means, and dense layers of 128, 32 and 1 with a dropout after the
#   first.
plot_architecture(table)

# %%
# The table has the arithmetic of each layer. The second convolution has more parameters than the first one,
# although both have eight filters: each of its filters has a kernel for each of eight maps, and not for a
# single channel.

print(table)

plt.show()
