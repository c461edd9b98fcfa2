"""
The CNN for small colour images
===============================

What does a small CNN look like from end to end? Two convolutions, each with a pool after it, then a vector
and two dense layers. Follow the arrows from block to block: the maps get smaller and more numerous, until
only ten numbers are left, one for each class. The table below says where every parameter comes from.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_cifar_cnn, layer_table, plot_architecture

table = layer_table(build_cifar_cnn())
shapes = {row.name: row.output_shape for row in table.rows}
maps = [name for name in shapes if name.startswith(("conv", "pool"))]

# Alt: Eight blocks in two lines joined by arrows, to scale: a picture of
#   :num:`32 by 32 pixels and 3 channels <shapes["image"]>`, maps of
#   :num:`30, 15, 13 and 6 pixels <[shapes[name][0] for name in maps]>` a side with
#   :num:`16, 16, 32 and 32 channels <[shapes[name][2] for name in maps]>`, a vector of
#   :num:`1152 <shapes["flatten"]>` values, and dense layers of
#   :num:`64 and 10 <shapes["dense_1"], shapes["output"]>`.
plot_architecture(table)

# %%
# Each line is a layer with its output, the sum behind its number of parameters, its multiply-adds for one
# image, and the field of pixels that one of its values depends on.

print(table)

# %%
# Nearly all parameters sit in the first dense layer.

dense = next(row for row in table.rows if row.name == "dense_1")
print(f"{dense.parameters:,} of {table.parameters:,}: {dense.parameters / table.parameters:.1%}")

plt.show()
