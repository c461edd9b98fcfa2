"""
A network that outlines
=======================

What changes when a network is to mark pixels instead of naming a picture? Its end: the maps are made large
again, a convolution of one pixel with a sigmoid answers at every place, and the loss is a mean over all
pixels. Look at how the discs come out of the dark from epoch to epoch, and at what the share of right pixels
says while the network still marks next to nothing.
"""

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

from cnn_docs import figure_style

# %%
# Made-up cells: light discs on uneven light with noise. So it is known which pixels belong to one.

rng = np.random.default_rng(0)
rows, columns = np.mgrid[:32, :32] + 0.5


def draw():
    """Return a picture with up to five cells, and which pixels lie in one."""
    inside = np.zeros((32, 32), bool)
    for radius in rng.uniform(3, 5, rng.integers(1, 6)):
        row, column = rng.uniform(radius, 32 - radius, 2)
        inside |= np.hypot(rows - row, columns - column) < radius
    light = (rng.uniform(-1, 1) * rows + rng.uniform(-1, 1) * columns) / 32
    return 0.6 * inside + light + rng.normal(0, 0.25, inside.shape), inside


pictures, outlines = (
    np.stack(arrays)[..., np.newaxis] for arrays in zip(*(draw() for _ in range(240)), strict=True)
)
learned, new = slice(0, 200), slice(200, 240)

# %%
# Down by two pools, up again, and the first maps put beside what comes up.

keras.utils.set_random_seed(0)
look = {"padding": "same", "activation": "relu"}
picture = keras.Input((None, None, 1), name="picture")
first = layers.Conv2D(8, 3, **look, name="first")(picture)
x = layers.Conv2D(16, 3, **look, name="second")(layers.MaxPooling2D(2, name="down_1")(first))
x = layers.Conv2D(16, 3, **look, name="third")(layers.MaxPooling2D(2, name="down_2")(x))
x = layers.Concatenate(name="beside")([first, layers.UpSampling2D(4, name="up")(x)])
x = layers.Conv2D(8, 3, **look, name="join")(x)
model = keras.Model(picture, layers.Conv2D(1, 1, activation="sigmoid", name="each_pixel")(x))
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")

# %%
# After some epochs: the overlap on new pictures, the pixels that answer and truth share over those that at
# least one of them has, and beside it the share of right pixels.

shown = {}
for epoch in range(13):
    answers = model.predict(pictures[new], verbose=0)
    both, either = (answers > 0.5) & outlines[new], (answers > 0.5) | outlines[new]
    if epoch in (0, 1, 4, 8, 12):
        shown[epoch] = answers[0, ..., 0]
        right = ((answers > 0.5) == outlines[new]).mean()
        print(f"after {epoch:2} epochs: overlap {both.sum() / either.sum():.2f}, right pixels {right:.2f}")
    model.fit(pictures[learned], outlines[learned], batch_size=16, verbose=0)

# Alt: A noisy picture of light discs, its outline as drawn, and the answers of the network after none, one,
#   four, eight and twelve epochs: grey or black at first, then faint spots, at the end
#   grey discs on black.
with figure_style():
    panels = {"picture": pictures[200, ..., 0], "drawn": outlines[200, ..., 0]}
    panels |= {f"epoch {epoch}": answer for epoch, answer in shown.items()}
    figure, axes = plt.subplots(1, len(panels), figsize=(7.2, 1.4), layout="constrained")
    for ax, (name, panel) in zip(axes, panels.items(), strict=True):
        ax.imshow(panel, cmap="gray", **({} if name == "picture" else {"vmin": 0, "vmax": 1}))
        ax.set_title(name, fontsize="small")
        ax.axis("off")

plt.show()
