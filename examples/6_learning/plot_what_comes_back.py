"""
What comes back through layers without weights
==============================================

Where do the slopes of a loss go, on the way back through a layer that has nothing to learn? Each row is one
layer: what went in, what came back from behind, and what is handed on to the front. Look for the zeros: they
are where nothing can be learned from this picture.
"""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    activation_gradient,
    average_pool_gradient,
    dropout_gradient,
    figure_style,
    global_average_pool_gradient,
    max_pool_gradient,
)

# %%
# One small picture with values of both signs. What comes back is as large as what came out of the layer.

rng = np.random.default_rng(3)
image = rng.integers(-4, 7, (4, 4)).astype(float)
back = {"4x4": rng.integers(-4, 5, (4, 4)).astype(float), "2x2": np.array([[4.0, -2.0], [1.0, 3.0]])}

rows = {
    "ReLU": (back["4x4"], activation_gradient(image, back["4x4"], activation="relu")),
    "dropout, rate a half": (back["4x4"], dropout_gradient(image, back["4x4"], 0.5, seed=1)),
    "max pooling": (back["2x2"], max_pool_gradient(image, back["2x2"])),
    "average pooling": (back["2x2"], average_pool_gradient(image, back["2x2"])),
    "global average": (np.array([[4.0]]), global_average_pool_gradient(image, 4.0)),
}
for name, (_, front) in rows.items():
    print(
        f"{name:20} {np.count_nonzero(front):2} of {front.size} pixels get something, in sum {front.sum():g}"
    )

# %%
# These pools hand on exactly as much as came; ReLU and dropout do not.

# Alt: Five rows of three squares of numbers. ReLU hands on what came where the picture is positive, dropout
#   twice as much or nothing, max pooling each number to one of four pixels, averages equal shares to all.
with figure_style():
    figure, axes = plt.subplots(5, 3, figsize=(5, 8), layout="constrained")
    for line, (name, (behind, front)) in zip(axes, rows.items(), strict=True):
        for ax, values in zip(line, (image, behind, front), strict=True):
            ax.imshow(values, cmap="RdBu_r", vmin=-12, vmax=12)
            for row, column in np.ndindex(values.shape):
                text = f"{values[row, column] + 0.0:g}".replace("-", "−")
                ink = "white" if abs(values[row, column]) > 7 else "black"
                ax.text(column, row, text, ha="center", va="center", fontsize=8, color=ink)
            ax.set(xticks=[], yticks=[])
        line[0].set_title(name, loc="left")
    for ax, title in zip(axes[-1], ("went in", "came back", "handed on"), strict=True):
        ax.set_xlabel(title)

plt.show()
