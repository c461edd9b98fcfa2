"""
Before or after the softmax?
============================

Does it matter whether an explanation asks about the score before the softmax or the probability after it?
The probability of a class also rises because the others fall, and it hardly changes once the network is
sure. Look at the numbers at the colour bars first: for a clear digit, the slopes of the probability nearly
vanish. Then ask about the digit that came second: after the softmax, the map is about how far it lies behind.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, load_digits_cnn, plot_heatmap, saliency

digits = load_digits()
model = load_digits_cnn()
images = digits.test_images[..., np.newaxis]
probabilities = np.asarray(model(images)).max(axis=1)
chosen = [probabilities.argmax(), probabilities.argmin()]

# Alt: A clear and an unclear digit, each with its saliency before and after the softmax; for the clear
#   one the values after the softmax are far smaller.
with figure_style():
    figure, axes = plt.subplots(2, 3, figsize=(5.2, 3), layout="constrained")
    for row, index in zip(axes, chosen, strict=True):
        row[0].imshow(images[index, ..., 0], cmap="gray_r")
        row[0].set_axis_off()
        row[0].set_title(f"probability {probabilities[index]:.1%}")
        for ax, score in zip(row[1:], ("logit", "output"), strict=True):
            plot_heatmap(saliency(model, images[index], score=score), ax=ax)
            ax.set_title(f'score="{score}"')

# %%
# Over all test pictures: how much of the slope is left after the softmax?

scores = np.asarray(model(images))
first, second = scores.argsort(axis=1)[:, ::-1][:, :2].T
logit = {
    name: saliency(model, images, target=target) for name, target in (("first", first), ("second", second))
}
left = saliency(model, images, target=first, score="output").sum(axis=(1, 2)) / logit["first"].sum(
    axis=(1, 2)
)
for name, kept in (("sure", probabilities > 0.9), ("unsure", probabilities < 0.6)):
    print(f"{name:7} {kept.sum():3} pictures: {left[kept].mean():.1%} of the slope is left")

# %%
# The map of the second digit's probability: is it like the map of that digit's own score, of the winner's, or
# of the distance between the two? The logarithms of their probabilities are as far apart as their scores.


def distance(probabilities):
    """Return how far the score of the second digit lies behind that of the first."""
    logs = keras.ops.log(keras.ops.top_k(probabilities, 2)[0])
    return logs[:, 0] - logs[:, 1]


after = saliency(model, images, target=second, score="output")
logit["distance"] = saliency(model, images, target=distance)
for name, before in logit.items():
    pairs = zip(after, before, strict=True)
    likeness = np.mean([np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in pairs])
    print(f"{name:9}correlation {likeness:.2f}")

# %%
# Use the score before the softmax to ask what speaks for a class. Use the probability to ask what sets it
# apart from the others; where the network is sure, a small change does next to nothing to it.

plt.show()
