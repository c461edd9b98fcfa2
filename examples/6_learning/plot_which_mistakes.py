"""
Which clothes are taken for which
=================================

Which mistakes does an accuracy hide? Each new picture of clothes gets the label of the training picture that
is most like it. In the table a row is a kind of clothes, a column an answer; each cell shows the picture
whose neighbour was nearest, so that a mistake is one that looked like a safe case. Look for pairs that are
mixed up in both directions.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import load_fashion, plot_confusion

# %%
# Fashion-MNIST, without its test part: most of the pictures are known, six hundred are asked about.

fashion = load_fashion()
pixels = fashion.train_images.reshape(3000, 784).astype(np.float32) / 255
known, known_labels = pixels[:2400], fashion.train_labels[:2400]
asked, labels = pixels[2400:], fashion.train_labels[2400:]
print(f"Source: {fashion.source}. Licence: {fashion.licence}.")

# %%
# The squares of all distances are a product of matrices and two sums.

squares = (asked**2).sum(axis=1)[:, np.newaxis] + (known**2).sum(axis=1) - 2 * asked @ known.T
answers = known_labels[squares.argmin(axis=1)]
print(f"right: {(answers == labels).mean():.1%}")
for kind in range(10):
    found = (answers[labels == kind] == kind).mean()
    print(f"{fashion.class_names[kind]:12} {found:4.0%} found")

# %%
# The pictures are sorted, since the first that belongs into a cell is shown there.

# Alt: A table of ten by ten cells with counts and pictures. Most are on the diagonal, in green. Shirts,
#   T-shirts, pullovers and coats are mixed up with one another; many sandals are taken for sneakers.
nearest_first = squares.min(axis=1).argsort()
plot_confusion(
    labels[nearest_first],
    answers[nearest_first],
    fashion.train_images[2400:][nearest_first],
    class_names=fashion.class_names,
    cmap="gray_r",
)

plt.show()
