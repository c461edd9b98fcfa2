"""
Where the parameters sit, and where the work is done
====================================================

Which layers are the heavy ones? That depends on what is counted. A convolution's few weights are used at
every place of a large map; a dense layer's many weights are used once. Compare the left bars with the right
ones: they are nearly opposites.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_cifar_cnn, build_xray_cnn, layer_table, plot_parameters

# Alt: Bars for each layer of the CNN for small images: 92.8 per cent of the parameters are in the first
#   dense layer, and 31.3 and 62.7 per cent of the multiply-adds in the two convolutions.
plot_parameters(layer_table(build_cifar_cnn()))

# %%
# The X-ray model keeps only the mean of each map, so its dense layers are small, and the last convolution
# has most weights. The work is done in the first layers, where the maps are large.

# Alt: Bars for each layer of the X-ray CNN: the parameters grow up to the last convolution with 45.9
#   per cent; of the multiply-adds, 43.7 per cent are in the second convolution and nearly none in the dense
#   layers.
plot_parameters(layer_table(build_xray_cnn()))

# %%
# With ``Flatten`` in place of the means, the first dense layer takes over.

flat = layer_table(build_xray_cnn(head="flatten"))
for row in flat.rows:
    if row.parameters:
        print(f"{row.name:8}{row.parameters:8,}{row.parameters / flat.parameters:7.1%}")

plt.show()
