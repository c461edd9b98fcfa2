"""
A CNN learns shuffled labels by heart
=====================================

Can a convolutional network learn what makes no sense? The small network that reads digits is trained twice on
the same three hundred pictures: with their labels, and with these shuffled, so that nothing is left to be
understood. Look at the training curves alone: both end at the top, and there only new pictures tell the two
apart.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import build_digits_cnn, figure_style, load_digits
from cnn_docs.palette import LIGHT

# %%
# The digits (CC BY 4.0) of some writers to learn from, and those of others to judge by. Dropout is off.

digits = load_digits()
images = digits.train_images[..., np.newaxis]
pictures, labels = images[:300], digits.train_labels[:300]
new = (images[958:], digits.train_labels[958:])
shuffled = np.random.default_rng(0).permutation(labels)
print(f"shuffled labels that happen to be right: {(shuffled == labels).mean():.0%}")


# %%
# The same first weights and the same order of the pictures for both.


def train(given, seed=0):
    """Return the accuracies of a training, for its own and for new pictures."""
    keras.utils.set_random_seed(seed)
    model = build_digits_cnn(dropout_rate=0)
    adam = keras.optimizers.Adam(0.003)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=6)
    judge = {"validation_data": new, "validation_freq": 4}
    seen = model.fit(pictures, given, batch_size=50, epochs=60, verbose=0, **judge)
    return seen.history


histories = {"right labels": train(labels), "shuffled labels": train(shuffled)}
for name, history in histories.items():
    print(f"{name}: training {history['accuracy'][-1]:.0%}, new pictures {history['val_accuracy'][-1]:.0%}")

# %%
# What pictures have in common is learned in a few epochs, each picture by itself in many more. Large networks
# come close to it with a million photographs (Zhang et al. 2017). Of new pictures about one in ten is right
# by chance, the grey line; one shuffle of three hundred labels can be luckier or less lucky.

# Alt: Accuracy over sixty epochs in two panels. With right labels both curves rise quickly, to the top and
#   near it. With shuffled labels the training curve rises slowly, and reaches the top too; that of new
#   pictures never leaves the bottom.
with figure_style():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), sharey=True, layout="constrained")
    for ax, (name, history) in zip(axes, histories.items(), strict=True):
        epochs = np.arange(1, len(history["accuracy"]) + 1)
        ax.plot(epochs, history["accuracy"], color=LIGHT["ink"], label="training")
        ax.plot(epochs[3::4], history["val_accuracy"], "--", color=LIGHT["highlight"], label="new pictures")
        ax.axhline(0.1, color=LIGHT["grid"], zorder=0)
        ax.set(title=name, xlabel="epoch", ylim=(0, 1.02))
    axes[0].set_ylabel("right")
    axes[1].legend(loc="center right")

plt.show()
