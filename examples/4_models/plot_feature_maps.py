"""
What the layers of a model see
==============================

``feature_maps`` runs a model once and returns what every layer put out. Here the weights are random, and still each filter shows another side of the cat: some pass it on, some turn it
over, some keep its edges.
"""

import keras
import numpy as np

from cnn_docs import build_cifar_cnn, feature_maps, filters, load_photograph, plot_feature_maps, plot_filters

keras.utils.set_random_seed(3)
model = build_cifar_cnn(input_shape=(96, 96, 3))
cat = load_photograph("cat").image[20:212, 140:332][::2, ::2]
maps = feature_maps(model, np.asarray(cat)[np.newaxis])

# Alt: Sixteen maps of the cat's face by the first convolution; each shows its outline or its edges in another way.
plot_feature_maps(maps["conv_1"][0])

# %%
# The sixteen filters that made them, a kernel for each colour channel.

# Alt: Sixteen filters of three by three weights for each of three channels, in signed colours on one scale.
plot_filters(filters(model, "conv_1"))

# %%
# Shapes all the way to the answer.

for name, values in maps.items():
    print(f"{name:8} {values.shape[1:]}")
