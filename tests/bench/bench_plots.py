"""How long pictures take: a grid of feature maps, and a model's architecture with saving."""

import importlib.util
import shutil
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import build_xray_cnn, layer_table, plot_architecture, plot_feature_maps


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


def architecture():
    """Compare with Keras's own drawing where its requirements happen to be installed."""
    row = {"name": "plot_architecture with saving / keras.utils.plot_model", "bound": 0.5}
    model = build_xray_cnn()
    table = layer_table(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.png"
        row["ours_ms"] = milliseconds(lambda: plot_architecture(table).figure.savefig(path), 5)
        if importlib.util.find_spec("pydot") is None or shutil.which("dot") is None:
            return row | {"theirs_ms": None, "ratio": None, "note": "pydot or Graphviz is not installed"}
        import keras

        # Processor time leaves out Graphviz's own process, which favours Keras.
        row["theirs_ms"] = milliseconds(lambda: keras.utils.plot_model(model, path, show_shapes=True), 5)
    return row | {"ratio": row["ours_ms"] / row["theirs_ms"]}


def main():
    with mpl.rc_context({"backend": "agg"}):
        return [feature_map_grid(), architecture()]
