"""
Learning curves over the number of pictures
===========================================

What do more pictures bring? Three ways to tell clothes apart learn from ever more of them: to copy the label
of the most similar one, a network of one layer, and one of two. Five seeds each draw pictures and weights of
their own; the bands hold all. Look at the right end: a curve that still falls asks for more pictures.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_fashion, relu, softmax
from cnn_docs.palette import LIGHT

SEEDS, COUNTS = 5, (50, 100, 200, 400, 800, 1600)

# %%
# Fashion-MNIST, without its test part: errors are counted on pictures kept back from the others.

fashion = load_fashion()
pixels = fashion.train_images.reshape(3000, 784).astype(np.float32) / 255
pool, labels = pixels[:2400], fashion.train_labels[:2400]
new, new_labels = pixels[2400:], fashion.train_labels[2400:]
print(f"Source: {fashion.source}. Licence: {fashion.licence}.")

# %%
# The similar picture needs no training: it is the one at the smallest distance.


def copied(chosen, *_):
    """Return the labels of the pictures that are most like the new ones; it draws nothing."""
    known = pool[chosen]
    return labels[chosen][((known**2).sum(axis=1) - 2 * new @ known.T).argmin(axis=1)]


# %%
# Steps with momentum over batches of fifty pictures. Without hidden units it is a network of one layer.


def learned(chosen, rng, units):
    """Return the answers of a network for the new pictures."""
    sizes = ((784, units), (units, 10)) if units else ((784, 10),)
    weights = [rng.normal(0, np.sqrt(2 / n), (n, m)).astype(np.float32) for n, m in sizes]
    moves = [0] * len(weights)
    for _ in range(600):
        batch = rng.choice(chosen, 50)
        values = [pool[batch]]
        if units:
            values.append(relu(values[0] @ weights[0]))
        back = (softmax(values[-1] @ weights[-1]) - np.eye(10)[labels[batch]]).astype(np.float32) / 50
        for layer in reversed(range(len(weights))):
            slope = values[layer].T @ back
            back = back @ weights[layer].T * (values[layer] > 0)
            moves[layer] = 0.9 * moves[layer] - 0.03 * slope
            weights[layer] = weights[layer] + moves[layer]
    return ((relu(new @ weights[0]) if units else new) @ weights[-1]).argmax(axis=1)


ways = {"most alike": (copied, None), "one layer": (learned, 0), "two layers": (learned, 64)}

# %%
# Every seed draws its pictures once, and all three ways learn from the same.

errors = {name: np.empty((SEEDS, len(COUNTS))) for name in ways}
for seed, column in np.ndindex(SEEDS, len(COUNTS)):
    chosen = np.random.default_rng(seed).permutation(2400)[: COUNTS[column]]
    for name, (way, units) in ways.items():
        answers = way(chosen, np.random.default_rng(seed), units)
        errors[name][seed, column] = (answers != new_labels).mean()
for name, found in errors.items():
    print(f"{name:10}", *(f"{error:6.1%}" for error in found.mean(axis=0)))

# %%
# Here a second layer hardly pays, with few pictures or with many: both networks lie in one another's bands.

# Alt: The error of three ways over fifty to sixteen hundred pictures, on a logarithmic axis. All fall up to
#   the right end, both networks together, from four in ten to less than two in ten; copying lies above them.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 3.2), layout="constrained")
    for (name, found), role, marker in zip(errors.items(), ("input", "kernel", "output"), "osv", strict=True):
        ax.semilogx(COUNTS, found.mean(axis=0), color=LIGHT[role], marker=marker, markersize=4, label=name)
        ax.fill_between(COUNTS, found.min(axis=0), found.max(axis=0), color=LIGHT[role], alpha=0.15)
    ax.set_xticks(COUNTS, [str(count) for count in COUNTS])
    ax.minorticks_off()
    ax.set(xlabel="pictures to learn from", ylabel="error on new pictures", ylim=(0, None))
    ax.legend()

plt.show()
