"""
Integrated gradients add up to the score
========================================

How much does each pixel contribute to the score of a digit? Integrated gradients answer for a whole way, from
an empty picture to the digit, and not for one point as a slope does. That gives a check that few explanations
have: all contributions together are the change of the score, which is called completeness (Sundararajan et
al. 2017). Red pixels spoke for the digit, blue ones against it; look at the last digit, of which the network
is least sure.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, integrated_gradients, load_digits, load_digits_cnn, plot_heatmap

digits = load_digits()
model = load_digits_cnn()
scores = np.asarray(model(digits.test_images[..., np.newaxis]))
chosen = [1, 10, 7, scores.max(axis=1).argmin()]
images, labels = digits.test_images[chosen][..., np.newaxis], scores[chosen].argmax(axis=1)
heats = integrated_gradients(model, images, target=labels)

# Alt: Four digits, read as :num:`1, 2, 0 and 1 <labels>`, and their contributions: red along the strokes,
#   with a few blue pixels; the last digit has almost as much blue as red.
with figure_style():
    figure, axes = plt.subplots(2, 4, figsize=(5.2, 2.6), layout="constrained")
    for column, image, heat, index in zip(axes.T, images, heats, chosen, strict=True):
        column[0].imshow(image[..., 0], cmap="gray_r")
        column[0].set_axis_off()
        column[0].set_title(f"{scores[index].argmax()}: {scores[index].max():.0%}")
        plot_heatmap(heat, ax=column[1])

# %%
# The scores are those before the softmax: a second copy of the network without it gives them. Both columns
# have to agree.

logits = load_digits_cnn()
logits.get_layer("output").activation = None


def score(pictures):
    """Return the score of each picture's class, before the softmax."""
    return np.asarray(logits(pictures))[np.arange(len(pictures)), labels]


for total, change in zip(heats.sum(axis=(1, 2)), score(images) - score(0 * images), strict=True):
    print(f"sum of the map {total:8.4f}, change of the score {change:8.4f}")

# %%
# Each contribution is one compared with the baseline. Compared with white paper, the value zero, paper that
# is white in the digit cannot contribute at all; compared with grey, a gap does.

for baseline in (0, 8):
    parts = abs(integrated_gradients(model, images, target=labels, baseline=baseline, steps=256))
    part = parts[images[..., 0] == 0].sum() / parts.sum()
    print(f"baseline {baseline}: {part:.0%} of all contributions on white paper")

plt.show()
