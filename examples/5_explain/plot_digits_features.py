"""
What training makes of random filters
=====================================

What became of the random weights in training? The network that reads digits has sixteen filters of 3×3 in
its first layer. Look at the trained ones that have a positive and a negative side, and at what they make of
a seven: some answer to its bars, some to the slanted stem, some to one side of it. Then look at the shares:
behind the first layer, fewer units answer to this seven than before training.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    build_digits_cnn,
    feature_maps,
    figure_style,
    filters,
    load_digits,
    load_digits_cnn,
    plot_feature_maps,
    plot_filters,
)

keras.utils.set_random_seed(0)
models = {"before training": build_digits_cnn(), "after training": load_digits_cnn()}

# %%
# The filters of the first convolution. Both sets are on a scale of their own.

# Alt: Sixteen random kernels of three by three, all about equally strong; and sixteen trained ones, several
#   of them red on one side and blue on the other.
with figure_style():
    figure, axes = plt.subplots(2, 1, figsize=(5.2, 3.6), layout="constrained")
for ax, (when, model) in zip(axes, models.items(), strict=True):
    plot_filters(filters(model, "conv_1"), columns=8, title=when, ax=ax)

# %%
# The maps that these filters make of a seven, after ReLU.

digits = load_digits()
seven = digits.test_images[digits.test_labels == 7][0][..., np.newaxis]
maps = {when: feature_maps(model, seven) for when, model in models.items()}

# Alt: Sixteen maps of a seven before training, one of them a bright copy of it, many nearly dark; and
#   sixteen after, some with its two bars, some with the slanted stem, some with only one side of a stroke.
with figure_style():
    figure, axes = plt.subplots(2, 1, figsize=(5.2, 3.6), layout="constrained")
for ax, (when, found) in zip(axes, maps.items(), strict=True):
    plot_feature_maps(found["conv_1"], title=when, ax=ax)

# %%
# How many units of each layer answer to this seven?

print(f"{'':8} {'units':>5}  {'  '.join(maps)}")
for name in ("conv_1", "conv_2", "conv_3", "dense_1"):
    before, after = (np.mean(found[name] > 0) for found in maps.values())
    print(f"{name:8} {maps['after training'][name].size:5}  {before:15.0%}  {after:14.0%}")

plt.show()
