"""
Deletion and insertion
======================

Does a heat map mark what the answer rests on? Take the pixels away in the order of the map, those that it
marks most first, and watch the score; or begin with an empty picture and put them back. Look at how few
pixels decide a digit, and at the grey band: the same map, moved to other places.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import deletion_insertion, figure_style, load_digits, load_digits_cnn, occlusion
from cnn_docs.palette import LIGHT

model = load_digits_cnn()
images = load_digits().test_images[:20, ..., np.newaxis]
heat = occlusion(model, images, patch_size=2, stride=1, fill=0)

# %%
# The pictures that the network is asked about, for one digit. What is deleted becomes paper.

parts = (0, 4, 8, 16, 32)
order = heat[0].ravel().argsort()[::-1]

# Alt: Above, a handwritten digit that loses the four, eight, sixteen and thirty-two pixels that its map
#   marks most: soon only crumbs are left. Below, the same pixels on an empty picture: soon most of the digit
#   is there.
with figure_style():
    figure, axes = plt.subplots(2, len(parts), figsize=(5.2, 2.4), layout="constrained")
    for (above, below), part in zip(axes.T, parts, strict=True):
        taken = np.isin(np.arange(64), order[:part]).reshape(8, 8)
        digit = images[0, ..., 0]
        above.imshow(np.where(taken, 0, digit), cmap="gray_r", vmin=0, vmax=16)
        below.imshow(np.where(taken, digit, 0), cmap="gray_r", vmin=0, vmax=16)
        above.set_title(f"{part} pixels")
        for ax in (above, below):
            ax.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
            ax.spines[:].set(visible=True)  # an empty picture is one, too
    for ax, name in zip(axes[:, 0], ("deleted", "inserted"), strict=True):
        ax.set_ylabel(name)

# %%
# Both curves for twenty digits, and those of twenty orders at random.

curves = deletion_insertion(model, images, heat, fill=0, step=2)

# Alt: Two panels. Deletion: the mean score falls steeply, well below a grey band of random orders.
#   Insertion: it rises steeply, well above the band.
with figure_style():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.8), sharey=True, layout="constrained")
    for ax, name in zip(axes, ("deletion", "insertion"), strict=True):
        curve = getattr(curves, name)
        band = curve.random.mean(axis=1)
        ax.fill_between(curve.fractions, band.min(axis=0), band.max(axis=0), color=LIGHT["grid"])
        ax.plot(curve.fractions, curve.scores.mean(axis=0), color=LIGHT["highlight"])
        ax.set(title=name, xlabel="part of the pixels", xlim=(0, 1), ylim=(0, 1))
    axes[0].set_ylabel("mean score")

# %%
# One number for each curve: its area, which is the mean score on the way.

for name in ("deletion", "insertion"):
    curve = getattr(curves, name)
    others = curve.random_area.mean(axis=1)
    print(f"{name}: area {curve.area.mean():.2f}, at random {others.min():.2f} to {others.max():.2f}")

# %%
# These pictures have holes, as no picture had that the network learned from, so part of the fall may be for
# that alone (Hooker et al. 2019). Another fill is another question.

for fill in (0, 8, "mean"):
    again = deletion_insertion(model, images, heat, fill=fill, step=2)
    print(f"fill {fill}: deletion {again.deletion.area.mean():.2f}")

plt.show()
