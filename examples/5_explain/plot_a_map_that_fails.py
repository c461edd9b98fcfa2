"""
A map that fails
================

A heat map nearly always shows something; when is it about the network? Here are four maps of the same
answers: occlusion, the slope of the score, noise, and the ink itself, which looks as good as any. Deleting
what a map marks should hurt the answer sooner than deleting as much elsewhere, and a map of the network
should not outlive its weights. Look at which map passes the first test and fails the second.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    figure_style,
    load_digits,
    load_digits_cnn,
    occlusion,
    plot_heatmap,
    plot_trust,
    saliency,
    trust_table,
)

model = load_digits_cnn()
images = load_digits().test_images[:20, ..., np.newaxis]

# %%
# A map is given by a function of a model, images and a target, so that it can be made again for other
# weights. What was computed elsewhere, as the noise here, is given as it is.

maps = {
    "occlusion": lambda model, images, **asked: occlusion(model, images, patch_size=2, fill=0, **asked),
    "saliency": saliency,
    "ink": lambda _model, images, **_: images[..., 0],  # asks no network
    "noise": np.random.default_rng(0).normal(size=images.shape[:3]),
}

# %%
# The four maps of one digit. Three of them would convince somebody.

target = np.asarray(model(images[:1])).argmax(axis=1)

# Alt: Four heat maps of one handwritten digit. Occlusion marks parts of its strokes, saliency single
#   pixels on and beside them, the ink all strokes, the noise pixels anywhere.
with figure_style():
    figure, axes = plt.subplots(1, 4, figsize=(7.2, 1.9), layout="constrained")
    for ax, (name, given) in zip(axes, maps.items(), strict=True):
        heat = given(model, images[:1], target=target) if callable(given) else given
        plot_heatmap(heat[0], ax=ax)
        ax.set_title(name)

# %%
# All checks in one table. An area of deletion has to be small, one of insertion large, each beside those of
# the same map at other places; with random weights, little may be left.

table = trust_table(model, images, maps, fill=0)
print(table)

# %%
# The ink passes the first test: paper is white, so there is nothing else to delete. Yet it is the same for a
# network that knows nothing. Noise does what noise at other places does.

# Alt: Four panels. Deletion: the curves of occlusion and ink fall at once, those of saliency and noise
#   later. Insertion: occlusion and ink rise at once, the others stay near the grey band of orders at
#   random. Random weights: the line of the ink stays at one, those of occlusion and saliency fall; the
#   noise has none. Agreement: occlusion and ink agree most.
plot_trust(table)

# %%
# A map that passes is not proved right. Shortcuts that were not known beforehand were hardly found by such
# maps (Adebayo et al. 2022), and a picture with holes is unlike any that the network has seen, so its score
# may fall for that alone (Hooker et al. 2019). And chance has its share:

orders = len(table["noise"].random_areas("deletion"))
print(f"a map of noise beats all {orders} orders in {1 / (orders + 1):.1%} of cases")

plt.show()
