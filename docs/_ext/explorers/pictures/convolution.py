"""One window with its arithmetic, and the whole output."""

import numpy as np

import cnn_docs

from . import bundled_picture, option_rows, shown, words


def static(state):
    """Return the figure, what is to be seen on it, and the table's rows."""
    image = bundled_picture(state["image"] if state["image"] != "own" else "small")
    kernel = np.array(state["values"], dtype=float)
    kernel = (
        kernel.reshape(2 * (round(kernel.size**0.5),)) if kernel.size else cnn_docs.KERNELS[state["kernel"]]
    )
    sliding = {key: state[key] for key in ("stride", "padding", "dilation", "bias")}
    output = cnn_docs.correlate(image, kernel, **sliding)
    first = strongest(image, kernel, output, **sliding)
    given = (state["row"], state["column"])
    wanted = [place if place >= 0 else start for place, start in zip(given, first, strict=True)]
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


def strongest(image, kernel, output, *, stride, padding, dilation, bias=0):
    """Row and column of the largest output of either sign whose window lies in the picture, if one does.

    Sums that differ by less than a millionth are equal, and the first one counts: their last digits depend
    on the order of the products.
    """
    before = [
        pair[0]
        for pair in cnn_docs.padding_amounts(
            image.shape, kernel.shape, stride=stride, padding=padding, dilation=dilation
        )
    ]
    ranges = []
    for axis in (0, 1):
        starts = np.arange(output.shape[axis]) * stride - before[axis]
        ends = starts + (kernel.shape[axis] - 1) * dilation
        ranges.append((starts >= 0) & (ends < image.shape[axis]))
    inside = np.logical_and.outer(*ranges)
    sizes = np.where(inside | ~inside.any(), np.abs(output - bias), -1.0)
    return np.unravel_index((sizes >= sizes.max() * (1 - 1e-6)).argmax(), sizes.shape)
