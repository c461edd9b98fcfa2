"""
Saliency, and what noise does to it
===================================

Which pixels would change the network's answer most, if they changed a little? Saliency is the size of that
slope at one picture (Simonyan et al. 2014). SmoothGrad takes the mean slope over noisy copies of the picture
(Smilkov et al. 2017). Look at the two rows of maps: neither is a drawing of the digit, since a gap that must
stay a gap counts as much as a stroke; then look at what happens to both when the picture changes by less than
anyone would notice.

The digits: Alpaydin and Kaynak (1998), UCI Machine Learning Repository, CC BY 4.0.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import figure_style, load_digits, load_digits_cnn, plot_heatmap, saliency, smooth_grad

digits = load_digits()
model = load_digits_cnn()
images = digits.test_images[[9, 1, 5, 0]][..., np.newaxis]

maps = {
    "saliency": saliency(model, images),
    "SmoothGrad": smooth_grad(model, images, samples=50, noise=0.15),
}

# Alt: Four digits, under each its saliency and its SmoothGrad map. The bright pixels lie on strokes and
#   in gaps alike; several of them have moved or faded in the second map.
with figure_style():
    figure, axes = plt.subplots(3, 4, figsize=(5.2, 3.6), layout="constrained")
    for column, image in zip(axes.T, images, strict=True):
        column[0].imshow(image[..., 0], cmap="gray_r")
        column[0].set_axis_off()
    for row, (name, heats) in zip(axes[1:], maps.items(), strict=True):
        for ax, heat in zip(row, heats, strict=True):
            plot_heatmap(heat, ax=ax)
        row[0].set_ylabel(name)

# %%
# Now change every pixel of all test pictures by a little noise, two per cent of the range, and compare the
# maps before and after. The mean over noisy copies moves less, since it has already seen pictures like the
# changed one. (Another seed draws other copies after the change: with the same ones the maps would agree for
# that alone.)

images = digits.test_images[:200, ..., np.newaxis]
changed = images + np.random.default_rng(1).normal(0, 0.02 * 16, images.shape)
answers = np.asarray(model(images)).argmax(axis=1)


def agreement(explain, **other):
    """Return the mean correlation of the maps of both sets of pictures."""
    before = explain(model, images, target=answers)
    pairs = zip(before, explain(model, changed, target=answers, **other), strict=True)
    return np.mean([np.corrcoef(first.ravel(), second.ravel())[0, 1] for first, second in pairs])


print(f"saliency:   correlation {agreement(saliency):.3f}")
print(f"SmoothGrad: correlation {agreement(smooth_grad, seed=1):.3f}")

plt.show()
