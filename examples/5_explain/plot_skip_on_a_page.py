"""
What does a skip bring back?
============================

What do coarse maps gain from fine ones that are joined to them? A U-Net (Ronneberger et al. 2015) makes its
maps coarse, makes them large again, and joins to them the fine maps from before, which a skip hands on: a bow
beside the layers on the page that ``explore`` makes. The weights of this small U-Net are random: look not at
what its maps find, but at how fine they are before the skip joins them and after.

The photograph comes with scikit-image (CC0).
"""

import keras
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import explore, feature_maps, figure_style, layer_table, load_photograph

# %%
# Down to an eighth of the side, and back up in one step. The skip leaves out all that is between.

keras.utils.set_random_seed(2)
image = keras.Input((64, 64, 1), name="image")


def convolution(x, filters, name):
    """Return the maps of a convolution that keeps the size."""
    return keras.layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)(x)


fine = convolution(image, 6, "fine")
coarse = convolution(keras.layers.MaxPooling2D(8, name="down")(fine), 12, "coarse")
large = keras.layers.UpSampling2D(8, name="up")(coarse)
joined = keras.layers.Concatenate(name="joined")([large, fine])
mask = keras.layers.Conv2D(1, 1, activation="sigmoid", name="mask")(joined)
model = keras.Model(image, mask, name="u_net")

# %%
# The page, and the connections that it draws. Two of them end at the layer that joins.

photograph = load_photograph("camera", size=64).image[np.newaxis, ..., np.newaxis]
page = explore(model, photograph, title="A small U-Net")
print(page)
for start, end in layer_table(model).edges:
    print(f"{start} -> {end}")

# %%
# The page has the maps of all layers, large where a layer's name is opened. Here are those of four, the same
# numbers from ``feature_maps``.

maps = feature_maps(model, photograph)
names = ("fine", "coarse", "up", "mask")
# Alt: Four strips of small maps of a photographer behind a tripod. In two maps of the first he is sharp; in
#   the second and third there are a few large cells; in the last, a single map, he is sharp again.
with figure_style():
    figure, axes = plt.subplots(4, 1, figsize=(6, 3.6), layout="constrained")
    for ax, name in zip(axes, names, strict=True):
        gap = ((0, 0), (0, max(1, maps[name].shape[2] // 16)), (0, 0))
        tiles = np.pad(maps[name][0], gap, constant_values=np.nan)
        ax.imshow(np.hstack(np.moveaxis(tiles, -1, 0)), interpolation="nearest")
        ax.set_title(name, loc="left", fontsize="small")
        ax.set_axis_off()

# %%
# In numbers: how many values differ from their right neighbour? Behind the skip nearly all do. So the mask
# can have fine edges, and is told by coarse units what is around: each of these has seen
# :num:`26 pixels <layer_table(model)["coarse"].receptive_field.size[0]>` across, a fine one
# :num:`3 <layer_table(model)["fine"].receptive_field.size[0]>`.

for name in names:
    moved = np.diff(maps[name], axis=2) != 0
    print(f"{name:7}{moved.mean():.0%}")

plt.show()
