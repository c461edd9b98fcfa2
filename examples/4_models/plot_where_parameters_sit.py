"""
Where the parameters sit, and where the work is done
====================================================

The layers with the most parameters are not those with the most work. A convolution's few weights are used at every place of a large map; a dense layer's many
weights are used once.
"""

from cnn_docs import build_cifar_cnn, build_xray_cnn, layer_table, plot_parameters

cifar = layer_table(build_cifar_cnn())

# Alt: Bars per layer of the CIFAR model: 93 percent of the parameters in the first dense layer, most multiply-adds in the second convolution.
plot_parameters(cifar)

# %%
# The X-ray model has a small head, since it keeps only the mean of each map.

# Alt: Bars per layer of the X-ray model: parameters grow towards the last convolution, multiply-adds sit in the first layers.
plot_parameters(layer_table(build_xray_cnn()))

# %%
# With Flatten instead of the mean, the first dense layer takes over.

flat = layer_table(build_xray_cnn(head="flatten"))
print({row.name: f"{row.parameters / flat.parameters:.0%}" for row in flat.rows if row.parameters})
