"""
Leakage between the parts
=========================

How much higher is a score if pictures of the same hand are on both sides of the cut? The same small CNN
learns handwritten digits five times from four fifths, and is asked about the last fifth. Look at how far the
lower row of points reaches to the left: only the way in which the fifths were cut differs.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits
from cnn_docs.palette import LIGHT

digits = load_digits()
images = digits.images[..., np.newaxis] / digits.images.max()
print(f"{digits.source}, {digits.licence}")

# %%
# The file has one person's digits after another's, as far as one can tell. So fifths of it as it stands are
# mostly by people who wrote none of the rest; fifths that are drawn at random have everybody in them.

everyone = np.arange(len(digits))
shuffled = np.random.default_rng(0).permutation(everyone)
cuts = {"at random": np.array_split(shuffled, 5), "other hands": np.array_split(everyone, 5)}

# %%
# One model for all ten trainings: it gets its first weights back each time. Plain steps remember nothing.

keras.utils.set_random_seed(0)
layers = keras.layers
model = keras.Sequential(
    [
        keras.Input((8, 8, 1), name="digit"),
        layers.Conv2D(16, 3, padding="same", activation="relu", name="conv_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Flatten(name="flatten"),
        layers.Dense(10, activation="softmax", name="classes"),
    ],
    name="small_cnn",
)
model.compile(keras.optimizers.SGD(0.3), "sparse_categorical_crossentropy", metrics=["accuracy"])
first_weights = model.get_weights()

# %%
# Each time it learns from four fifths, and is asked about the last.


def score(held):
    """Return the share of the digits held out that is read right after training on the others."""
    model.set_weights(first_weights)
    kept = np.setdiff1d(everyone, held)
    model.fit(images[kept], digits.labels[kept], epochs=6, batch_size=32, verbose=0)
    return model.evaluate(images[held], digits.labels[held], batch_size=500, verbose=0)[1]


scores = {name: [score(held) for held in fifths] for name, fifths in cuts.items()}
for name, values in scores.items():
    print(f"{name:12} {np.round(values, 3)}, mean {np.mean(values):.3f}")

# %%
# Neither row is wrong. The first says how well it reads more digits by people whom it knows, the second how
# well it reads those of people whom it does not.

# Alt: Ten points on two lines. Those of fifths at random lie close together near the right end; those of
#   other hands are spread wide, and most of them lie further to the left.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 1.8), layout="constrained")
    for (name, values), role in zip(scores.items(), ("input", "kernel"), strict=True):
        ax.plot(values, [name] * len(values), "o", color=LIGHT[role], alpha=0.8)
    ax.set(xlabel="read right", ylim=(1.5, -0.5))

plt.show()
