"""
What the layers of a trained model see
======================================

What happens to a handwritten digit on its way through a network? The first convolution answers to edges and
strokes with sixteen filters, some nearly alike, the second to combinations of them, and after the pools
hardly any place is left, only what was found. Look for maps that answer to the left, the right, the upper or
the lower sides of the strokes.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt

from cnn_docs import (
    feature_maps,
    figure_style,
    filters,
    load_digits,
    load_digits_cnn,
    plot_feature_maps,
    plot_filters,
)

model = load_digits_cnn()  # trained already; plot_train_digits.py says how
digit, label = load_digits().test_images[2], load_digits().test_labels[2]
maps = feature_maps(model, digit[None, ..., None])

# %%
# The first layer's filters were made by training. On the digit, each of them gives the map of the same
# number.

# Alt: A handwritten seven with a bar, eight by eight pixels; the sixteen filters of the first convolution,
#   three by three signed weights each; and their sixteen maps. Some are bright along the stem,
#   some beside it, some at the upper stroke.
with figure_style():
    figure, axes = plt.subplots(3, 1, figsize=(4.8, 5), height_ratios=(4, 3, 3), layout="constrained")
axes[0].imshow(digit, cmap="gray")
axes[0].set_axis_off()
plot_filters(filters(model, "conv_1"), columns=8, title="filters of the first convolution", ax=axes[1])
plot_feature_maps(maps["conv_1"][0], title="their maps", ax=axes[2])

# %%
# The third convolution sees maps of half the size, and answers to larger parts. Most of its values are zero,
# here :num:`79 % <(maps["conv_3"] == 0).mean()>` of them, but few maps are empty.

# Alt: Thirty-two maps of four by four values, most places dark; map
#   :num:`9 <maps["conv_3"][0].max(axis=(0, 1)).argmax()>` has the brightest place, near the
#   foot of the seven.
with figure_style():
    ax = plt.figure(figsize=(4.8, 2.8), layout="constrained").add_subplot()
plot_feature_maps(maps["conv_3"][0], ax=ax)

# %%
# Shapes all the way to the answer, and the answer.

for name, values in maps.items():
    print(f"{name:8} {values.shape[1:]}")
print(
    f"meant: {label}, read: {maps['output'][0].argmax()}, with a probability of {maps['output'][0].max():.3f}"
)

plt.show()
