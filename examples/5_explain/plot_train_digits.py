"""
Train the digits network
========================

How was the network trained that reads your drawings in the digits explorer? On
:num:`1,198 <len(digits.train_images)>` digits of 8x8 pixels, each in :num:`20 <len(per_copy)>` changed
copies. Look at what the copies change, since that is what the network learns not to care about: where the
digit stands, how large it is, how thick the pen was. Then look at the few digits that it still misreads.
"""

# %%
# The digits are bundled with scikit-learn. Each value counts the dark pixels,
# :num:`0 to 16 <digits.images.min(), digits.images.max()>`, in a block of 4x4 of a larger bitmap. The last
# third is kept back; the network never sees it in training.

import sys

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    augment_digits,
    figure_style,
    load_digits,
    load_digits_cnn,
    save_digits_cnn,
    train_digits_cnn,
)

digits = load_digits()
print(digits, f"Source: {digits.source}. Licence: {digits.licence}.", sep="\n")

# %%
# A copy is shifted by up to one cell, scaled by up to three tenths, turned by up to ten degrees and
# drawn with a thinner or thicker pen. In each row, the original is on the left.

copies = augment_digits(digits.train_images, copies=20, scale=(0.7, 1.3), seed=0)
labels = np.tile(digits.train_labels, 20)
per_copy = copies.reshape(20, -1, 8, 8)

# Alt: Three digits, a row each: the original, then seven copies that differ in place, size and thickness.
with figure_style():
    figure, axes = plt.subplots(3, 8, figsize=(5.2, 2.2), layout="constrained")
    for row, index in zip(axes, (3, 4, 7), strict=True):
        for ax, image in zip(row, [digits.train_images[index], *per_copy[:7, index]], strict=True):
            ax.imshow(image, cmap="gray_r", vmin=0, vmax=16)
            ax.set_axis_off()
    axes[0, 0].set_title("original")
    axes[0, 1].set_title("copies", loc="left")

# %%
# Eight times through all copies takes some seconds on two processor cores. The accuracy on the third kept
# back is that of digits which most likely other people wrote.

model, history = train_digits_cnn(copies, labels)


def accuracy(network, images, labels):
    """Return the part of the images that a network reads as their labels say."""
    return (np.asarray(network(images[..., None])).argmax(axis=1) == labels).mean()


for name, network in (("trained here", model), ("in the package", load_digits_cnn())):
    print(f"{name}: {accuracy(network, digits.test_images, digits.test_labels):.3f} of the third kept back")
    moved = augment_digits(digits.test_images, copies=5, seed=1)
    print(f"{name}: {accuracy(network, moved, np.tile(digits.test_labels, 5)):.3f} of changed copies of it")

# %%
# The pictures of that third in which the digit that was meant got the lowest score: would you have read
# them?

scores = np.asarray(model(digits.test_images[..., None]))
hardest = scores[np.arange(len(scores)), digits.test_labels].argsort()[:6]

# Alt: The six hardest digits of the held-out third, each with the digit that was meant and what was read.
with figure_style():
    figure, axes = plt.subplots(2, 3, figsize=(4.8, 3.5), layout="constrained")
    for ax, index in zip(axes.flat, hardest, strict=True):
        ax.imshow(digits.test_images[index], cmap="gray_r", vmin=0, vmax=16)
        ax.set_axis_off()
        ax.set_title(f"{digits.test_labels[index]} read as {scores[index].argmax()}")

# %%
# Run with the name of a file, the script writes the weights there as the package keeps them: ``python
# plot_train_digits.py digits_cnn.npz``.

if len(sys.argv) > 1:
    save_digits_cnn(model, sys.argv[1])

plt.show()
