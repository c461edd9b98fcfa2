"""How long a grid of feature maps takes."""

from statistics import median
from time import process_time

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import plot_feature_maps


def milliseconds(function, repeats):
    """Return the median processor time of a call, after one to warm up."""
    times = []
    for _ in range(repeats + 1):
        start = process_time()
        function()
        times.append(1000 * (process_time() - start))
        plt.close("all")
    return median(times[1:])


def subplot_per_channel(maps):
    """Draw feature maps the usual way."""
    figure, axes = plt.subplots(8, 8, figsize=(7.2, 7.2))
    for channel, ax in enumerate(axes.flat):
        ax.imshow(maps[:, :, channel], cmap="viridis")
        ax.set_title(str(channel), fontsize=8)
        ax.axis("off")
    figure.canvas.draw()


def feature_map_grid():
    maps = np.random.default_rng(0).random((32, 32, 64))
    ours = milliseconds(lambda: plot_feature_maps(maps).figure.canvas.draw(), 7)
    theirs = milliseconds(lambda: subplot_per_channel(maps), 3)
    name = "feature maps, 64 channels / one subplot per channel"
    return {"name": name, "ours_ms": ours, "theirs_ms": theirs, "ratio": ours / theirs, "bound": 0.3}


def main():
    with mpl.rc_context({"backend": "agg"}):
        return [feature_map_grid()]
