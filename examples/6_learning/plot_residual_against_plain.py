"""
Residual against plain, over depth
==================================

Does a deeper network learn at least as much as a shallow one? Stacks of dense layers learn handwritten
digits, plain or with a path around each layer, ten networks of each depth. Both kinds have the same weights,
pictures and steps, and each depth gets the best of three learning rates by digits that nobody trains on.
Look at the training digits: what the deep plain stacks lack is not new pictures (He et al. 2016).

The digits come with scikit-learn (Alpaydin and Kaynak 1998; UCI Machine Learning Repository, CC BY 4.0).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, relu, softmax
from cnn_docs.palette import LIGHT

NETWORKS, WIDTH, DEPTHS, RATES = 10, 32, (2, 5, 10, 20), (0.1, 0.03, 0.01)
digits = load_digits()
images, labels = digits.train_images.reshape(-1, 64) / 16, digits.train_labels
learned, others = slice(None, 958), slice(958, None)

# %%
# Each array of weights has a first axis for the networks, and ``@`` takes each by itself. Where ``skip`` is
# one, what goes into a layer is added to what comes out.


def forwards(weights, pictures, skip):
    """Return the sums of every layer but the last, and the scores."""
    kept = [pictures @ weights[0]]
    for matrix in weights[1:-1]:
        kept.append(relu(kept[-1]) @ matrix + skip * kept[-1])
    return kept, relu(kept[-1]) @ weights[-1]


def train(depth, skip, rate, epochs=20):
    """Return the weights of all networks after training."""
    rng = np.random.default_rng(0)
    shapes = [(64, WIDTH), *[(WIDTH, WIDTH)] * depth, (WIDTH, 10)]
    weights = [rng.normal(0, np.sqrt(2 / n), (NETWORKS, n, m)) for n, m in shapes]
    if skip:  # so that what is added up does not grow with depth
        weights[1:-1] = [matrix / np.sqrt(depth) for matrix in weights[1:-1]]
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(958), 15):
            kept, scores = forwards(weights, images[batch], skip)
            back = (softmax(scores) - np.eye(10)[labels[batch]]) / len(batch)
            slopes = [relu(kept[-1]).mT @ back]
            back = (back @ weights[-1].mT) * (kept[-1] > 0)
            for matrix, sums in zip(weights[-2:0:-1], kept[-2::-1], strict=True):
                slopes.append(relu(sums).mT @ back)
                back = (back @ matrix.mT) * (sums > 0) + skip * back
            slopes.append(images[batch].T @ back)
            weights = [w - rate * slope for w, slope in zip(weights, slopes[::-1], strict=True)]
    return weights


def right(weights, skip, where):
    """Return the share of digits that each network reads right."""
    return (forwards(weights, images[where], skip)[1].argmax(axis=-1) == labels[where]).mean(axis=-1)


found = {}
for skip in (0, 1):
    for depth in DEPTHS:
        tried = [train(depth, skip, rate) for rate in RATES]
        chosen = max(tried, key=lambda weights: np.median(right(weights, skip, others)))
        found[skip, depth] = right(chosen, skip, learned), right(chosen, skip, others)
        share = np.quantile(found[skip, depth][0], [0, 0.5, 1]).round(2)
        print(f"{'skip' if skip else 'plain':5} {depth:2} layers: worst, median, best {share}")

# %%
# With two layers the two kinds lie together: a path around does not help where nothing was lost.

# Alt: Two panels over depth, for training digits and for others, a dot for each of ten networks. With two
#   and five layers both kinds lie near the top; with ten and twenty the plain ones fall and spread, and the
#   residual ones stay.
with figure_style():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True, layout="constrained")
    for ax, which, title in zip(axes, (0, 1), ("training digits", "other digits"), strict=True):
        for skip, role, marker, name in ((0, "input", "o", "plain"), (1, "output", "^", "with skips")):
            shares = np.array([found[skip, depth][which] for depth in DEPTHS])
            ax.plot(DEPTHS, np.median(shares, axis=1), color=LIGHT[role], label=name)
            ax.plot(DEPTHS, shares, marker, color=LIGHT[role], markersize=4, alpha=0.6)
        ax.set(title=title, xlabel="layers", xticks=DEPTHS)
    axes[0].set_ylabel("share read right")
    axes[0].legend()

plt.show()
