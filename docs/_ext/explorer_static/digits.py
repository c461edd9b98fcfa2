"""The counts and the maps of the first layer."""

import base64

import numpy as np

import cnn_docs

from . import data, option_rows, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    samples = data("digits")["samples"]
    network = data("network")
    layer = next(entry for entry in network["layers"] if entry["name"] == "conv_1")
    counts = np.array(state["values"] or samples[int(state["sample"])], dtype=float).reshape(8, 8)
    kernel, bias = (
        np.frombuffer(base64.b64decode(layer[part]), "<f2").astype(float) for part in ("kernel", "bias")
    )
    maps = cnn_docs.relu(
        cnn_docs.correlate(counts / 16, kernel.reshape(3, 3, 1, -1), bias=bias, padding="same")
    )
    figure = cnn_docs.plot_feature_maps(maps).figure
    text = words("digits")["static"]
    rows = [
        *option_rows("digits", state, ["sample"]),
        *(
            (text["counts"].format(row=index), " ".join(f"{count:g}" for count in row))
            for index, row in enumerate(counts)
        ),
    ]
    return figure, text["alt"].format(count=maps.shape[-1]), rows
