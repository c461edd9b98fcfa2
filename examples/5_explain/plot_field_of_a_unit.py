"""
What did this unit see?
=======================

Which pixels can have made a unit of a feature map so active? Those of its receptive field, and no others. For
four filters of the second convolution, the strongest unit for the same digit is found, and the pixels that it
saw are marked. Look at what is inside: some filters answer to nearly the same part of this digit,
some to another.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    feature_maps,
    figure_style,
    layer_table,
    load_digits,
    load_digits_cnn,
    plot_receptive_field,
)

# %%
# The strongest unit of each of four filters.

digits = load_digits()
model = load_digits_cnn()
table = layer_table(model)
image = digits.test_images[digits.test_labels == 5][0]
maps = feature_maps(model, image[..., np.newaxis])["conv_2"]

strongest = maps.max(axis=(0, 1)).argsort()[::-1][:4]
units = [np.unravel_index(maps[..., channel].argmax(), maps.shape[:2]) for channel in strongest]

# %%
# Their fields on the digit: five by five pixels each, where the filter answers most.

# Alt: The same five four times; in each a square of five by five pixels is marked around the place where
#   one filter answers most.
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(4.8, 5.2), layout="constrained")
    for ax, channel, unit in zip(axes.flat, strongest, units, strict=True):
        plot_receptive_field(table, "conv_2", unit=tuple(map(int, unit)), image=16 - image, ax=ax)
        ax.set_title(f"filter {channel}, unit ({unit[0]}, {unit[1]})", loc="left")

# %%
# The table computes a field from kernel sizes and strides alone. Does the network agree? Change the pixels
# outside the field at random: the unit keeps its value. Change those inside, and it does not.

field = table["conv_2"].receptive_field
rng = np.random.default_rng(0)
for channel, unit in zip(strongest, units, strict=True):
    corner = [
        offset + step * index for offset, step, index in zip(field.offset, field.stride, unit, strict=True)
    ]
    inside = np.zeros(image.shape, bool)
    inside[
        tuple(slice(max(start, 0), start + size) for start, size in zip(corner, field.size, strict=True))
    ] = True
    noise = rng.uniform(0, 16, image.shape)
    values = [
        feature_maps(model, np.where(mask, noise, image)[..., np.newaxis])["conv_2"][(*unit, channel)]
        for mask in (np.zeros_like(inside), ~inside, inside)
    ]
    print("filter {}: {:.4f}, outside changed {:.4f}, inside changed {:.4f}".format(channel, *values))

plt.show()
