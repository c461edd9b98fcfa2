"""One window with its arithmetic, and the whole output."""

import numpy as np

import cnn_docs

from . import bundled_picture, option_rows, shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
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
    text = words("convolution")["static"]
    place = {"row": row, "column": column}
    (_, picture), (_, kernel_name) = option_rows("convolution", state, ["image", "kernel"])
    rows = [
        *option_rows("convolution", state, ["image", "kernel", "padding", "stride", "dilation"]),
        (text["outputSize"], f"{output.shape[0]} × {output.shape[1]}"),
        (text["outputAt"].format(**place), shown(output[row, column])),
        (text["range"], text["lowAndHigh"].format(low=shown(output.min()), high=shown(output.max()))),
    ]
    return figure, text["alt"].format(picture=picture, kernel=kernel_name, **place), rows
