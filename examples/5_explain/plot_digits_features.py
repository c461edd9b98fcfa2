"""
What the digits network computes
================================

What became of the random weights in training? The network that reads digits has sixteen filters of 3×3 in
its first layer. Look at which of them have a positive and a negative side, and what each makes of a seven:
some answer to the bars, some to the slanted stem, some to one side of it. Two layers further, few units
answer at all, each to a whole part of the digit.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import feature_maps, filters, load_digits, load_digits_cnn, plot_feature_maps, plot_filters

digits = load_digits()
model = load_digits_cnn()
seven = digits.test_images[digits.test_labels == 7][0]

# Alt: Sixteen kernels of three by three on one scale; several are red on one side and blue on the other.
plot_filters(filters(model, "conv_1"), columns=8, title="filters of conv_1")

# %%
# The maps of the same filters for a seven, after ReLU.

maps = feature_maps(model, seven[..., np.newaxis])

# Alt: Sixteen maps of a seven: some show its two bars, some the slanted stem, some only one side of a
#   stroke.
plot_feature_maps(maps["conv_1"], title="conv_1")

# %%
# The third convolution looks at a picture of 4×4, and a unit there sees the whole digit.

# Alt: Thirty-two maps of four by four units; in most of them one or two units are bright and the rest are
#   dark.
plot_feature_maps(maps["conv_3"], title="conv_3")

# %%
# Fewer and fewer units answer.

for name in ("conv_1", "conv_2", "conv_3", "dense_1"):
    print(f"{name:8} {maps[name].size:5} units, {np.mean(maps[name] > 0):.0%} of them active")

plt.show()
