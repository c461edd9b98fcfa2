"""
A CNN that learns, in NumPy
===========================

Is the arithmetic of these lessons enough to train a network? Each layer of this small CNN is computed in
NumPy, forwards and backwards. Look at both curves of its loss on clothes: they fall, on the whole.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    activation_gradient,
    correlate,
    correlate_gradients,
    cross_entropy,
    dense_gradients,
    figure_style,
    flatten,
    flatten_gradient,
    load_fashion,
    max_pool,
    max_pool_gradient,
    relu,
    softmax,
    softmax_cross_entropy_gradient,
)
from cnn_docs.palette import LIGHT

# %%
# Pictures of Fashion-MNIST, which come with the package. Five hundred are kept back to judge by.

fashion = load_fashion()
pictures, labels = fashion.train_images.astype(np.float32) / 255, fashion.train_labels
learned, kept_back = slice(0, 2500), slice(2500, 3000)
print(f"Source: {fashion.source}. Licence: {fashion.licence}.")

# %%
# Forwards: convolution, ReLU, max pooling, flatten, dense; every number on the way is kept. Backwards: the
# same layers in reverse order, each with what came back from the one behind it.


def forwards(bank, dense, images):
    """Return the scores of the ten kinds, and what the walk back needs."""
    maps = correlate(images, bank)
    active = relu(maps)
    pooled = max_pool(active, 2)
    return flatten(pooled) @ dense, (maps, active, pooled)


def backwards(bank, dense, images, kept, to_scores):
    """Return the slopes of the loss for the bank of kernels and for the dense weights."""
    maps, active, pooled = kept
    to_flat = dense_gradients(flatten(pooled), dense, to_scores)
    to_active = max_pool_gradient(active, flatten_gradient(pooled, to_flat.inputs), 2)
    to_maps = activation_gradient(maps, to_active, activation="relu")
    return correlate_gradients(images, bank, to_maps).kernel, to_flat.weights


# %%
# Random weights with He's variance, then plain steps over batches of fifty pictures, four epochs long.

rng = np.random.default_rng(0)
bank = rng.normal(0, np.sqrt(2 / 9), (3, 3, 1, 8)).astype(np.float32)
dense = rng.normal(0, np.sqrt(2 / 1352), (13 * 13 * 8, 10)).astype(np.float32)
losses = {"learned from": [], "kept back": []}
for _ in range(4):
    for batch in rng.permutation(2500).reshape(-1, 50):
        scores, kept = forwards(bank, dense, pictures[batch])
        to_scores = softmax_cross_entropy_gradient(scores, labels[batch])
        slopes = backwards(bank, dense, pictures[batch], kept, to_scores)
        bank, dense = bank - 0.1 * slopes[0], dense - 0.1 * slopes[1]
    for name, part in zip(losses, (learned, kept_back), strict=True):
        scores, _ = forwards(bank, dense, pictures[part])
        losses[name].append(cross_entropy(softmax(scores), labels[part]))

# %%
# The scores are those of the pictures kept back. A guess would be right on one in ten.

print(f"{(scores.argmax(axis=1) == labels[kept_back]).mean():.1%} of the pictures kept back are right")

# Alt: The loss over four epochs, of pictures learned from and kept back: both end well below the beginning.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3), layout="constrained")
    for (name, values), role, dashes in zip(losses.items(), ("ink", "highlight"), ("-", "--"), strict=True):
        ax.plot(range(1, 5), values, dashes, color=LIGHT[role], label=name)
    ax.set(xlabel="epoch", ylabel="loss", ylim=(0, None), xticks=range(1, 5))
    ax.legend()

plt.show()
