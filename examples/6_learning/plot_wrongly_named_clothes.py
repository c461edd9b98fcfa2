"""
Wrongly named clothes
=====================

Does a mistake say something about the picture or about the network? Five networks that differ in their seed
alone learn from the same pictures of clothes and are asked about the same others. Look at the pictures that
all five get wrong: some you would get wrong yourself.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_fashion
from cnn_docs.palette import LIGHT

fashion = load_fashion()
images, labels = fashion.train_images, fashion.train_labels
new_images, new_labels = images[2000:], labels[2000:]
print(f"{fashion.source}, {fashion.licence}")

# %%
# A small CNN, each time from other random weights.


def answers_of(seed):
    """Return what a network that was trained with this seed says of the new pictures."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(name="clothes")
    model.add(keras.Input((28, 28, 1), name="image"))
    model.add(layers.Rescaling(1 / 255, name="scale"))
    for number, filters in enumerate((8, 16), start=1):
        model.add(layers.Conv2D(filters, 3, activation="relu", name=f"conv_{number}"))
        model.add(layers.MaxPooling2D(2, name=f"pool_{number}"))
    model.add(layers.Flatten(name="flatten"))
    model.add(layers.Dense(10, activation="softmax", name="kind"))
    model.compile(keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    model.fit(images[:2000], labels[:2000], epochs=6, batch_size=50, verbose=0)
    return np.asarray(model(new_images)).argmax(axis=1)


# %%
# For each picture: how many of the five name it wrongly?

answers = np.array([answers_of(seed) for seed in range(5)])
wrong = (answers != new_labels).sum(axis=0)
counts = np.bincount(wrong, minlength=6)
print("wrong with none, one ... all five seeds:", counts)

# Alt: Bars for how many of the thousand pictures are named wrongly by one, two, three, four and all five
#   networks; the bars at both ends, for one and for all five, are higher than that in the middle.
with figure_style():
    figure, ax = plt.subplots(figsize=(4.8, 2.4), layout="constrained")
    ax.bar(range(1, 6), counts[1:], color=LIGHT["kernel"])
    ax.set(xlabel="networks that name it wrongly", ylabel="pictures")

# %%
# If mistakes were luck alone, hardly any picture would be wrong five times. Here are the first of those that
# are, with the answer that was given most often above, and the label below.

always = np.flatnonzero(wrong == len(answers))[:12]

# Alt: Twelve pictures of clothes that all five networks name wrongly, mostly tops; above each the answer,
#   below the label.
with figure_style():
    figure, axes = plt.subplots(2, 6, figsize=(7.2, 3.2), layout="constrained")
    for ax, which in zip(axes.flat, always, strict=False):
        ax.imshow(new_images[which, ..., 0], cmap="gray")
        ax.set_title(fashion.class_names[np.bincount(answers[:, which]).argmax()], fontsize=8)
        ax.set_xlabel(fashion.class_names[new_labels[which]], fontsize=8)
        ax.set(xticks=[], yticks=[])

plt.show()
