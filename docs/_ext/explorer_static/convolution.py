"""One window with its arithmetic, and the whole output."""

import numpy as np

import cnn_docs

from . import bundled_picture, option_rows


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
