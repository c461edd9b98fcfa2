"""
Grad-CAM, and the layer that it is taken from
=============================================

Where in a picture does a network see brick, where grass, where gravel? It learns from small patches of one
material each, and is then shown a picture of all three, side by side. Grad-CAM (Selvaraju et al. 2017) adds
up the feature maps of one layer, each with the weight that it has for the class. Look along a row for the
same layer and another class, and down a column for a deeper layer: grain first, then places.

The textures come with scikit-image (CC0).
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from cnn_docs import figure_style, grad_cam, load_textures, plot_heatmap

# %%
# A small network learns the three materials from patches of
# :num:`32 by 32 <textures.images.shape[1:3]>` pixels.

textures = load_textures(patch_size=32)
keras.utils.set_random_seed(0)
model = keras.Sequential(
    [
        keras.Input((None, None, 1), name="image"),
        layers.Rescaling(1 / 127.5, offset=-1, name="scale"),
        layers.Conv2D(16, 5, activation="relu", name="conv_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Conv2D(24, 3, activation="relu", name="conv_2"),
        layers.MaxPooling2D(2, name="pool_2"),
        layers.Conv2D(32, 3, activation="relu", name="conv_3"),
        layers.GlobalAveragePooling2D(name="mean"),
        layers.Dense(3, activation="softmax", name="output"),
    ]
)
model.compile(keras.optimizers.Adam(3e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(textures.train_images, textures.train_labels, epochs=12, batch_size=32, verbose=0)
_, accuracy = model.evaluate(textures.test_images, textures.test_labels, verbose=0)
print(f"{accuracy:.1%} of the patches from rows that it never saw")

# %%
# A picture of test patches: brick on the left, grass in the middle, gravel on the right.

strips = []
for label in range(3):
    patches = textures.test_images[textures.test_labels == label][:8, ..., 0]
    strips.append(patches.reshape(4, 2, 32, 32).swapaxes(1, 2).reshape(128, 64))
picture = np.hstack(strips)[..., np.newaxis]

# Alt: The picture of three strips, and nine maps of it, a column for each class and a row for each
#   convolution. In the last row each class lights up on its own strip; in the first row, grass and gravel
#   follow the grain anywhere.
with figure_style():
    figure, axes = plt.subplots(4, 3, figsize=(5.6, 5), layout="constrained")
    for ax in axes[0]:
        ax.set_axis_off()
    axes[0, 1].imshow(picture, cmap="gray")
    axes[0, 1].set_title("brick, grass, gravel")
    for row, layer in zip(axes[1:], ("conv_1", "conv_2", "conv_3"), strict=True):
        for target, ax in enumerate(row):
            plot_heatmap(
                grad_cam(model, picture, target=target, layer=layer), image=picture, alpha=0.7, ax=ax
            )
            ax.set_title(f"{layer}: {textures.class_names[target]}", loc="left")

# %%
# Which part of each map lies on the strip of its class? A third is what a map would get by chance.

for layer in ("conv_1", "conv_2", "conv_3"):
    heats = [grad_cam(model, picture, target=target, layer=layer) for target in range(3)]
    parts = [heat[:, 64 * target : 64 * target + 64].sum() / heat.sum() for target, heat in enumerate(heats)]
    print(
        layer, ", ".join(f"{name} {part:.0%}" for name, part in zip(textures.class_names, parts, strict=True))
    )

plt.show()
