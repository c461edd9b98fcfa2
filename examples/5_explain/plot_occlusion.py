"""
Cover a part and ask again
==========================

Which part of a digit can the network not do without? Cover a square of 2×2 pixels with white, read the digit
again, and note how far the probability fell; then move the square. Occlusion (Zeiler and Fergus 2014) needs
no gradients and can be checked by hand. What is red was needed, blue would have spoken against the answer;
look at the parts that tell a digit from its neighbours, and then at what is left without them.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, load_digits_cnn, occlusion, plot_heatmap

digits = load_digits()
model = load_digits_cnn()
scores = np.asarray(model(digits.test_images[..., np.newaxis]))
correct = scores.argmax(axis=1) == digits.test_labels
images = np.stack([digits.test_images[correct & (digits.test_labels == digit)][0] for digit in (4, 7, 8, 9)])
images = images[..., np.newaxis]
heats = occlusion(model, images, patch_size=2, stride=1, fill=0)

# Alt: Four digits and their maps, near zero in most places. Dark red are the left of the four, the lower
#   stem of the seven, the waist of the eight and the upper loop of the nine.
with figure_style():
    figure, axes = plt.subplots(2, 4, figsize=(5.2, 2.4), layout="constrained")
    for column, image, heat in zip(axes.T, images, heats, strict=True):
        column[0].imshow(image[..., 0], cmap="gray_r")
        column[0].set_axis_off()
        plot_heatmap(heat, ax=column[1])

# %%
# Cover the most important pixel of each and its neighbours, by hand: what does the network read now?

# Alt: The four digits with three by three pixels covered, and what is read then: another digit, or the
#   same with little left of the probability.
with figure_style():
    figure, axes = plt.subplots(1, 4, figsize=(5.2, 1.8), layout="constrained")
    for ax, image, heat in zip(axes, images, heats, strict=True):
        row, column = np.unravel_index(heat.argmax(), heat.shape)
        covered = image.copy()
        covered[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = 0
        before, after = (np.asarray(model(picture[np.newaxis]))[0] for picture in (image, covered))
        ax.imshow(covered[..., 0], cmap="gray_r", vmin=0, vmax=16)
        ax.set_axis_off()
        ax.set_title(f"{before.argmax()}: {before.max():.0%}\nnow {after.argmax()}: {after.max():.0%}")

plt.show()
