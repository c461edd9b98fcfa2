"""Bars of the two layers that have parameters."""

import cnn_docs
from cnn_docs.palette import LIGHT

from . import option_rows


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    import matplotlib.pyplot as plt

    k, channels, filters, units = int(state["kernel"]), state["channels"], state["filters"], state["units"]
    size = cnn_docs.output_size(state["side"], k, padding=state["padding"])
    cost = cnn_docs.conv_multiply_adds((size, size), k, channels, filters)
    if state["pooling"] == "max":
        size = cnn_docs.output_size(size, 2, stride=2)
    inputs = size * size * filters if state["head"] == "flatten" else filters
    counts = [cnn_docs.conv_parameters(k, channels, filters), cnn_docs.dense_parameters(inputs, units)]
    figure, axes = plt.subplots(figsize=(6, 1.6))
    bars = axes.barh(["Conv2D", "Dense"], counts, color=[LIGHT["kernel"], LIGHT["output"]])
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=4, color=LIGHT["ink"])
    axes.margins(x=0.18)
    axes.invert_yaxis()
    axes.set_xlabel("parameters")
    rows = [
        *option_rows(
            "parameters",
            state,
            ["side", "channels", "kernel", "filters", "padding", "pooling", "head", "units"],
        ),
        (
            "Conv2D",
            f"({k} · {k} · {channels} + 1) · {filters} = {counts[0]:,} parameters, {cost:,} multiply-adds",
        ),
        ("Dense", f"({inputs:,} + 1) · {units} = {counts[1]:,} parameters"),
        ("Total", f"{sum(counts):,} parameters"),
    ]
    return figure, f"Bars of the parameters: convolution {counts[0]:,}, dense layer {counts[1]:,}.", rows
