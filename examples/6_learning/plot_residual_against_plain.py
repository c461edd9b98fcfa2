"""
Residual against plain, over depth
==================================

Does a deeper network learn at least as much as a shallow one? Stacks of dense layers learn handwritten
digits (Alpaydin and Kaynak 1998; UCI Machine Learning Repository, CC BY 4.0), plain or with a path around
each layer but the first and last, five networks of each depth, and each depth gets the best of three learning
rates by digits that nobody trains on. Look at the training digits: what the deep plain stacks lack is not new
pictures (He et al. 2016).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, relu, softmax
from cnn_docs.palette import LIGHT

NETWORKS, WIDTH, DEPTHS, RATES = 5, 32, (2, 5, 10, 20), (0.1, 0.03, 0.01)
digits = load_digits()
images, labels = digits.train_images.reshape(-1, 64) / 16, digits.train_labels
learned, others = slice(None, 958), slice(958, None)

# %%
# Each array of weights has a first axis for the networks. Where ``skip`` is one, what goes into a layer is
# added to what comes out; what comes back does the same.


def forwards(weights, pictures, skip):
    """Return the sums of each layer but the last, and the scores."""
    kept = [pictures @ weights[0]]
    for matrix in weights[1:-1]:
        kept.append(relu(kept[-1]) @ matrix + skip * kept[-1])
    return kept, relu(kept[-1]) @ weights[-1]


def slopes(weights, pictures, skip, targets):
    """Return the slopes of the mean loss for all weights."""
    kept, scores = forwards(weights, pictures, skip)
    back = (softmax(scores) - targets) / len(pictures)
    found = [relu(kept[-1]).mT @ back]
    back = (back @ weights[-1].mT) * (kept[-1] > 0)
    for matrix, sums in zip(weights[-2:0:-1], kept[-2::-1], strict=True):
        found.append(relu(sums).mT @ back)
        back = (back @ matrix.mT) * (sums > 0) + skip * back
    return [*found, pictures.T @ back][::-1]


# %%
# Both kinds have the same pictures, steps and number of weights. Those of a residual stack start smaller, so
# that what is added up hardly grows with depth.


def train(depth, skip, rate, epochs=20):
    """Return the shares that each network reads right: of the training digits, and of others."""
    rng = np.random.default_rng(0)
    shapes = [(64, WIDTH), *[(WIDTH, WIDTH)] * depth, (WIDTH, 10)]
    weights = [rng.normal(0, np.sqrt(2 / n), (NETWORKS, n, m)) for n, m in shapes]
    if skip:
        weights[1:-1] = [matrix / np.sqrt(depth) for matrix in weights[1:-1]]
    for batch in (one for _ in range(epochs) for one in np.array_split(rng.permutation(958), 15)):
        downhill = slopes(weights, images[batch], skip, np.eye(10)[labels[batch]])
        weights = [w - rate * slope for w, slope in zip(weights, downhill, strict=True)]
    answers = forwards(weights, images, skip)[1].argmax(axis=-1) == labels
    return answers[:, learned].mean(axis=1), answers[:, others].mean(axis=1)


found = {}
for skip, depth in ((skip, depth) for skip in (0, 1) for depth in DEPTHS):
    tried = [train(depth, skip, rate) for rate in RATES]
    found[skip, depth] = max(tried, key=lambda shares: np.median(shares[1]))
    print(skip, depth, "training digits", np.quantile(found[skip, depth][0], [0, 0.5, 1]).round(2))

# %%
# With two layers the two kinds lie together: a path around does not help where nothing was lost.

# Alt: Two panels over depth, a dot for each of five networks. With two and five layers both kinds lie near
#   the top; with ten and twenty the plain ones fall and spread, and most residual ones stay.
with figure_style():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3), sharey=True, layout="constrained")
    for ax, which, title in zip(axes, (0, 1), ("training digits", "other digits"), strict=True):
        for skip, role, marker, name in ((0, "input", "o", "plain"), (1, "output", "^", "with skips")):
            shares = np.array([found[skip, depth][which] for depth in DEPTHS])
            ax.plot(DEPTHS, shares, marker, color=LIGHT[role], markersize=4, alpha=0.6)
            ax.plot(DEPTHS, np.median(shares, axis=1), f"{marker}-", color=LIGHT[role], label=name)
        ax.set(title=title, xlabel="layers", xticks=DEPTHS)
    axes[0].set_ylabel("share read right")
    axes[0].legend()

plt.show()
