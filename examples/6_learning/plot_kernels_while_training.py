"""
Kernels while they are learned
==============================

When does a kernel become what it is? The first convolution of a small network is kept after every epoch,
while it learns to name clothes. Read the picture from top to bottom: patches and edges come out of the noise
and grow stronger from epoch to epoch. No epoch moves the kernels as far as the first.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, filters, load_fashion, plot_kernels_over_epochs
from cnn_docs.palette import LIGHT

fashion = load_fashion()
print(f"{fashion.source}, {fashion.licence}")

# %%
# Kernels of 7×7 are large enough to be looked at. A callback keeps them at the start and after each epoch.

keras.utils.set_random_seed(0)
layers = keras.layers
model = keras.Sequential(
    [
        keras.Input((28, 28, 1), name="image"),
        layers.Rescaling(1 / 255, name="scale"),
        layers.Conv2D(10, 7, strides=2, activation="relu", name="conv_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Flatten(name="flatten"),
        layers.Dense(10, activation="softmax", name="kind"),
    ],
    name="large_kernels",
)
model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])

# %%
# They are copies: the model's own weights move on.

banks = [filters(model, "conv_1").copy()]
keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: banks.append(filters(model, "conv_1").copy()))
images, labels = fashion.train_images, fashion.train_labels
model.fit(images, labels, epochs=12, batch_size=50, callbacks=[keep], verbose=0)

# Alt: Ten kernels in columns, in rows from before the training to after twelve epochs. At the start they are
#   noise in pale colours; below, patches, bars and edges in red and blue come out and grow stronger.
shown = [0, 1, 2, 4, 8, 12]
plot_kernels_over_epochs([banks[epoch] for epoch in shown], epochs=shown)

# %%
# How far all ten moved in each epoch, as a multiple of their size at the start.

steps = np.diff(np.array(banks), axis=0)
moved = np.array([np.linalg.norm(step) for step in steps]) / np.linalg.norm(banks[0])

# Alt: The distance that the kernels moved in each of twelve epochs: by far the most in the first, then less
#   and less.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 2.6), layout="constrained")
    ax.plot(range(1, len(moved) + 1), moved, "o-", color=LIGHT["kernel"])
    ax.set(xlabel="epoch", ylabel="distance / size at the start", ylim=(0, None))

plt.show()
