"""
The CNN for X-rays
==================

How does a picture of :num:`256×256 <shapes["image"][:2]>` pixels become a single number? Seven convolutions
with pools between them, one mean per map, and three dense layers. Look at the sides of the blocks: each pool
halves them, :num:`from 256 pixels to 4 <shapes["image"][0], shapes["conv_7"][0]>`, and the number of maps
grows meanwhile :num:`from 8 to 50 <shapes["conv_1"][2], shapes["conv_7"][2]>`.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_xray_cnn, layer_table, plot_architecture

table = layer_table(build_xray_cnn())
shapes = {row.name: row.output_shape for row in table.rows}

# Alt: Nineteen blocks in four lines: a picture of :num:`256 by 256 <shapes["image"][:2]>` pixels,
#   convolutions and pools in turn down to :num:`50 <shapes["conv_7"][2]>` maps of
#   :num:`4 by 4 <shapes["conv_7"][:2]>` pixels, their :num:`50 <shapes["global_average"]>` means, and dense
#   layers of :num:`128, 32 and 1 <shapes["dense_1"], shapes["dense_2"], shapes["output"]>` with a dropout
#   after the first.
plot_architecture(table)

# %%
# The table has the arithmetic of each layer. The second convolution has more parameters than the first one,
# although both have eight filters: each of its filters has a kernel for each of eight maps, and not for a
# single channel.

print(table)

plt.show()
