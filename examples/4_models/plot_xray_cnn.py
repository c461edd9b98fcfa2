"""
The CNN for X-rays
==================

Seven convolutions with pools between them, one mean per map, and three dense layers. The same table as text, as a drawing, and as boxes with every shape.
"""

from cnn_docs import build_xray_cnn, layer_table, plot_architecture

table = layer_table(build_xray_cnn())

# Alt: Blocks to scale: a picture of 256 pixels whose maps halve six times to 4 pixels, then 50 means, dense layers of 128, 32 and 1.
plot_architecture(table)

# %%
# Boxes, for a model whose sizes are hard to draw to scale.

# Alt: A column of boxes, one per layer, with its name, output shape and number of parameters.
plot_architecture(table, style="boxes")

# %%
# The table as text.

print(table)
