"""
A network that learned the wrong thing
======================================

What does a network learn if every picture of one class carries the same mark? Here the question is whether a
digit is odd, and every odd digit has a dark pixel in a corner, as a second scanner might leave one. A network
trained on such pictures gets every marked test picture right: would you have put it to use? Look at its
accuracy without the mark, which is that of a coin, and at where the maps point, whatever the digit.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, occlusion, plot_heatmap, saliency, train_digits_cnn

digits = load_digits()


def marked(images, labels):
    """Return the pictures with a dark pixel in the corner of every odd digit."""
    images = images.copy()
    images[labels % 2 == 1, 0, 0] = 16
    return images


train_images = marked(digits.train_images, digits.train_labels)
test_images = marked(digits.test_images, digits.test_labels)
model, _ = train_digits_cnn(train_images, digits.train_labels % 2, epochs=8)
honest, _ = train_digits_cnn(digits.train_images, digits.train_labels % 2, epochs=8)

# %%
# What a report would say, and what it would not.


def accuracy(network, images):
    """Return the part of the pictures that a network sorts into even and odd correctly."""
    return np.mean(np.asarray(network(images[..., np.newaxis])).argmax(axis=1) == digits.test_labels % 2)


print(f"trained on marked pictures, tested with the mark:    {accuracy(model, test_images):.1%}")
print(f"trained on marked pictures, tested without the mark: {accuracy(model, digits.test_images):.1%}")
print(f"trained without the mark, tested without:            {accuracy(honest, digits.test_images):.1%}")

# %%
# Both explanations point at the corner, and this mark is small, dark and always in one place. Against
# shortcuts that nobody suspects, and that cannot be seen, such as a blur, Adebayo et al. (2022) found heat
# maps of little help.

odd = np.flatnonzero(digits.test_labels % 2)[:4]
shown = test_images[odd][..., np.newaxis]

# Alt: Four odd digits with a dark pixel in the upper left corner, their saliency, and their occlusion
#   maps; the strongest values of every map are in that corner, not on the strokes.
with figure_style():
    figure, axes = plt.subplots(3, 4, figsize=(5.2, 3.7), layout="constrained")
    heats = {"saliency": saliency(model, shown), "occlusion": occlusion(model, shown, patch_size=2, fill=0)}
    for ax, image in zip(axes[0], shown, strict=True):
        ax.imshow(image[..., 0], cmap="gray_r")
        ax.set_axis_off()
    for row, (name, maps) in zip(axes[1:], heats.items(), strict=True):
        row[0].set_ylabel(name)
        for ax, heat in zip(row, maps, strict=True):
            plot_heatmap(heat, ax=ax)

# %%
# How often is the strongest pixel the corner?

pictures = test_images[digits.test_labels % 2 == 1][..., np.newaxis]
for name, network in (("shortcut", model), ("honest", honest)):
    strongest = saliency(network, pictures, target=1).reshape(len(pictures), -1).argmax(axis=1)
    part = np.isin(strongest, [0, 1, 8, 9]).mean()
    print(f"{name:8}: in the corner's 2x2 pixels for {part:.0%} of the odd digits")

plt.show()
