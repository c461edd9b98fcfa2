"""Picture and table of each explorer for readers without scripts: print, EPUB, text browsers.

One function an explorer: it takes the state (option to value) and returns a figure drawn by
``cnn_docs``, what is to be seen on it, and the rows of the table. A state that the package refuses
raises its ``ValueError``, which the directive reports.
"""

import base64
import json
from dataclasses import dataclass

import numpy as np
from explorer_bundle import SOURCES
from figure_files import SCALE, png_versions

import cnn_docs
from cnn_docs.palette import LIGHT


@dataclass(frozen=True)
class Static:
    """What stands in for an explorer.

    Attributes
    ----------
    light, dark : bytes
        The picture for light and for dark pages, as PNG.
    alt : str
        What is to be seen on it.
    rows : list of (str, str)
        The table below it: what, and its value.
    """

    light: bytes
    dark: bytes
    alt: str
    rows: list

    @property
    def width(self):
        """Width on the page in pixels: PNG files hold theirs at byte 16."""
        return int.from_bytes(self.light[16:20], "big") // SCALE


def static(name, state):
    """Picture and table of the explorer ``name`` in that state."""
    import matplotlib.pyplot as plt

    from cnn_docs.plots.style import figure_style

    with figure_style():
        figure, alt, rows = DRAWN[name](state)
    try:
        light, dark = png_versions(figure)
        return Static(light, dark, alt, rows)
    finally:
        plt.close(figure)


def words(name):
    """Texts of an explorer, as the scripts have them."""
    return json.loads((SOURCES / "strings.json").read_text(encoding="utf-8"))[name]


def option_rows(name, state, keys):
    """Rows of the table for options, as their controls name them."""
    options = words(name)["options"]
    for key in keys:
        shown = options[key].get("choices", {}).get(str(state[key]), state[key])
        yield options[key]["label"], f"{shown:g}" if isinstance(shown, float) else str(shown)


def bundled_picture(name):
    """A bundled picture and where its window starts."""
    entry = json.loads((SOURCES / "data" / "images.json").read_text(encoding="utf-8"))[name]
    values = np.frombuffer(base64.b64decode(entry["values"]), np.uint8)
    return values.reshape(entry["height"], entry["width"]).astype(float), entry["start"]


def convolution(state):
    """One window with its arithmetic, and the whole output."""
    image, start = bundled_picture(state["image"] if state["image"] != "own" else "small")
    kernel = np.array(state["values"], dtype=float)
    kernel = (
        kernel.reshape(2 * (round(kernel.size**0.5),)) if kernel.size else cnn_docs.KERNELS[state["kernel"]]
    )
    sliding = {key: state[key] for key in ("stride", "padding", "dilation", "bias")}
    output = cnn_docs.correlate(image, kernel, **sliding)
    wanted = [
        given if given >= 0 else first
        for given, first in zip((state["row"], state["column"]), start, strict=True)
    ]
    row, column = np.minimum(wanted, np.array(output.shape) - 1)
    figure = cnn_docs.plot_convolution(image, kernel, position=(int(row), int(column)), **sliding)
    names = dict(option_rows("convolution", state, ["image", "kernel"]))
    window = f"the window at row {row}, column {column} under the kernel {names['Kernel']}"
    alt = f"{names['Picture']}: {window}, and the output."
    rows = [
        *option_rows("convolution", state, ["image", "kernel", "padding", "stride", "dilation"]),
        ("Output size", f"{output.shape[0]} × {output.shape[1]}"),
        (f"Output at row {row}, column {column}", f"{output[row, column]:g}"),
        ("Smallest and largest output", f"{output.min():g} and {output.max():g}"),
    ]
    return figure, alt, rows


def neuron(state):
    """Weighted inputs, their sum and the activation."""
    inputs, weights = ([state[f"{letter}{index}"] for index in (1, 2, 3)] for letter in "xw")
    z = cnn_docs.neuron(inputs, weights, state["bias"], activation="linear")
    entry = cnn_docs.ACTIVATIONS[state["activation"]]
    axes = cnn_docs.plot_neuron(inputs, weights, state["bias"], activation=state["activation"])
    terms = " + ".join(f"{weight:g} · {value:g}" for weight, value in zip(weights, inputs, strict=True))
    rows = [
        ("z", f"{terms} + {state['bias']:g} = {z:g}"),
        *option_rows("neuron", state, ["activation"]),
        ("Output a", f"{entry.value(z):.4g}"),
        ("Slope at z", f"{entry.slope(z):.4g}"),
    ]
    return axes.figure, f"A neuron with three inputs, its weights and bias, and their sum z = {z:g}.", rows


def activation(state):
    """Curves of value and slope."""
    names = [state["function"], *(name for name in state["compare"] if name != state["function"])]
    figure = cnn_docs.plot_activations(names)
    shown = words("activation")["options"]["function"]["choices"]
    rows = [
        (f"{shown[name]} at z = {z:g}", "value {:.4g}, slope {:.4g}".format(*value_and_slope(name, z)))
        for name in names
        for z in sorted({-5.0, 0.0, float(state["input"]), 5.0})
    ]
    return figure, f"Value and slope over the input: {', '.join(shown[name] for name in names)}.", rows


def value_and_slope(name, z):
    """Value and slope of an activation function at one input."""
    entry = cnn_docs.ACTIVATIONS[name]
    return entry.value(z), entry.slope(z)


def pooling(state):
    """The grid, its windows and what they give."""
    starts = json.loads((SOURCES / "data" / "grids.json").read_text(encoding="utf-8"))
    values = np.array(state["values"] or starts[state["grid"]], dtype=float)
    side = round(values.size**0.5)
    image = values.reshape(side, side)
    if state["shift"]:
        image = np.pad(image, ((0, 0), (state["shift"], 0)))[:, :side]
    sliding = {"stride": state["stride"], "padding": state["padding"]}
    figure = cnn_docs.plot_pooling(image, state["size"], kind=state["pool"], **sliding)
    pool = cnn_docs.max_pool if state["pool"] == "max" else cnn_docs.average_pool
    output = pool(image, state["size"], **sliding)
    rows = [
        *option_rows("pooling", state, ["pool", "size", "stride", "padding", "shift"]),
        ("Output", "; ".join(" ".join(f"{value:.4g}" for value in row) for row in output)),
    ]
    sizes = f"A {side} × {side} grid, and its {output.shape[0]} × {output.shape[1]} output"
    return figure, f"{sizes} of {state['pool']} pooling.", rows


def dropout(state):
    """Units before, in a training step and at inference."""
    values = np.array(json.loads((SOURCES / "data" / "units.json").read_text(encoding="utf-8")))
    output = cnn_docs.dropout(values, state["rate"], seed=state["seed"], training=state["mode"] == "training")
    figure = cnn_docs.plot_dropout(values.reshape(2, -1), state["rate"], seed=state["seed"], masks=1)
    rows = [
        *option_rows("dropout", state, ["rate", "mode", "seed"]),
        ("Scale of the survivors", f"1 / (1 − {state['rate']:g}) = {1 / (1 - state['rate']):.4g}"),
        ("Units zeroed", f"{(output == 0).sum()} of {values.size}"),
        ("Sum before and after", f"{values.sum():g} and {output.sum():.6g}"),
    ]
    units = f"The same {values.size} units before dropout"
    return figure, f"{units}, with a mask of rate {state['rate']:g}, and at inference.", rows


def parameters(state):
    """Bars of the two layers that have parameters."""
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


def digits(state):
    """The counts and the maps of the first layer."""
    data = json.loads((SOURCES / "data" / "digits.json").read_text(encoding="utf-8"))
    network = json.loads((SOURCES / "data" / "network.json").read_text(encoding="utf-8"))
    layer = next(entry for entry in network["layers"] if entry["name"] == "conv_1")
    counts = np.array(state["values"] or data["samples"][int(state["sample"])], dtype=float).reshape(8, 8)
    kernel, bias = (
        np.frombuffer(base64.b64decode(layer[part]), "<f2").astype(float) for part in ("kernel", "bias")
    )
    maps = cnn_docs.relu(
        cnn_docs.correlate(counts / 16, kernel.reshape(3, 3, 1, -1), bias=bias, padding="same")
    )
    figure = cnn_docs.plot_feature_maps(maps).figure
    rows = [
        *option_rows("digits", state, ["sample"]),
        *(
            (f"Counts, row {index}", " ".join(f"{count:g}" for count in row))
            for index, row in enumerate(counts)
        ),
    ]
    return (
        figure,
        f"The {maps.shape[-1]} feature maps of the first convolution for a handwritten digit.",
        rows,
    )


DRAWN = {
    function.__name__: function
    for function in (activation, convolution, digits, dropout, neuron, parameters, pooling)
}
