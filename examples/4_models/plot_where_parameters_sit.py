"""
Where the parameters sit, and where the work is done
====================================================

Which layers are the heavy ones? That depends on what is counted. A convolution's few weights are used at
every place of a large map; a dense layer's many weights are used once. Compare the left bars with the right
ones: they are nearly opposites.
"""

import matplotlib.pyplot as plt

from cnn_docs import build_cifar_cnn, build_xray_cnn, layer_table, plot_parameters


def shares(table):
    """Return each layer's shares of the parameters and of the multiply-adds, by its name."""
    total = table.parameters, table.multiply_adds
    return {row.name: (row.parameters / total[0], row.multiply_adds / total[1]) for row in table.rows}


small, large = shares(layer_table(build_cifar_cnn())), shares(layer_table(build_xray_cnn()))

# Alt: Bars for each layer of the CNN for small images: :num:`92.8 % <small["dense_1"][0]>` of the parameters
#   are in the first dense layer, and :num:`31.3 % <small["conv_1"][1]>` and
#   :num:`62.7 % <small["conv_2"][1]>` of the multiply-adds in the two convolutions.
plot_parameters(layer_table(build_cifar_cnn()))

# %%
# The X-ray model keeps only the mean of each map, so its dense layers are small, and the last convolution
# has most weights. The work is done in the first layers, where the maps are large.

# Alt: Bars for each layer of the X-ray CNN: the last convolution has the most parameters,
#   :num:`45.9 % <large["conv_7"][0]>`; of the multiply-adds, :num:`43.7 % <large["conv_2"][1]>` are in the
#   second convolution and nearly none in the dense layers.
plot_parameters(layer_table(build_xray_cnn()))

# %%
# With ``Flatten`` in place of the means, the first dense layer takes over.

flat = layer_table(build_xray_cnn(head="flatten"))
for row in flat.rows:
    if row.parameters:
        print(f"{row.name:8}{row.parameters:8,}{row.parameters / flat.parameters:7.1%}")

plt.show()
