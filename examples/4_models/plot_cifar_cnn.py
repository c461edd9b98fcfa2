"""
The CNN for small colour images
===============================

Two convolutions, two pools, and two dense layers: the model of lesson seven, as a drawing to scale and as a table. Nearly all parameters sit in the first dense
layer.
"""

from cnn_docs import build_cifar_cnn, layer_table, plot_architecture

table = layer_table(build_cifar_cnn())

# Alt: Blocks to scale: a 32 by 32 picture, maps of 30, 15, 13 and 6 pixels, a vector of 1152, dense layers of 64 and 10.
plot_architecture(table)

# %%
# Every line says how its number of parameters comes about.

print(table)
