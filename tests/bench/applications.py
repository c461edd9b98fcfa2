"""Run every architecture of ``keras.applications`` through the inspection and write a Markdown table.

Called as ``python -m tests.bench.applications [file]``; without a file the table is printed. Weights are
random, images as small as each architecture takes.
"""

import gc
import inspect
import sys
import time
from pathlib import Path

import numpy as np

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras

SIDES = (32, 48, 64, 71, 75, 96, 128, 224, 299, 331)
HEADINGS = (
    "architecture",
    "image",
    "rows",
    "parameters",
    "multiply-adds",
    "field",
    "maps",
    "seconds",
    "result",
)


def architectures():
    """Names and builders of all architectures, without the modules beside them."""
    applications = load_keras().applications
    names = sorted(name for name in dir(applications) if name[:1].isupper())
    return {
        name: getattr(applications, name) for name in names if inspect.isfunction(getattr(applications, name))
    }


def build(function):
    """Return the model on the smallest square image that it takes, and the side of that."""
    refusal = None
    for side in SIDES:
        try:
            return function(weights=None, include_top=False, input_shape=(side, side, 3)), side
        except ValueError as error:  # the image is too small
            refusal = error
    raise refusal


def largest_field(table):
    """Return the size of the last receptive field that is not the whole input."""
    fields = [row.receptive_field for row in table if not isinstance(row.receptive_field, str)]
    return "x".join(str(side) for side in fields[-1].size)


def line(name, function):
    """Return the cells of one architecture; the last says whether everything agreed."""
    start = time.perf_counter()
    model, side = build(function)
    image = np.random.default_rng(0).normal(size=(1, side, side, 3)).astype("float32")
    table = layer_table(model)
    shapes = {row.name: row.output_shape for row in table}
    maps = feature_maps(model, image)
    agree = {
        "parameters": table.parameters == model.count_params(),
        "shapes": all(values.shape[1:] == shapes[name] for name, values in maps.items()),
        "fields": "unknown" not in {row.receptive_field for row in table},
        "output": np.array_equal(list(maps.values())[-1], np.array(model(image, training=False))),
    }
    failed = [what for what, same in agree.items() if not same]
    numbers = (
        f"{side}x{side}",
        len(table),
        f"{table.parameters:,}",
        f"{table.multiply_adds:,}",
        largest_field(table),
    )
    seconds = f"{time.perf_counter() - start:.1f}"
    return name, *numbers, len(maps), seconds, "ok" if not failed else f"differs: {', '.join(failed)}"


def lines():
    """Yield the cells of each architecture; one that fails says why."""
    for name, function in architectures().items():
        try:
            yield line(name, function)
        except Exception as error:
            yield name, *[""] * (len(HEADINGS) - 2), f"failed: {str(error).splitlines()[0][:80]}"
        load_keras().utils.clear_session()
        gc.collect()


def main(path=None):
    """Write the table, show each line when it is there, return the number of failures."""
    import keras
    import tensorflow as tf

    rows = [HEADINGS, ["---"] * len(HEADINGS)]
    for cells in lines():
        print("  ".join(str(cell) for cell in cells), flush=True)
        rows.append(cells)
    text = f"Keras {keras.__version__}, TensorFlow {tf.__version__}, random weights.\n\n"
    text += "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows) + "\n"
    if path is None:
        print(text)
    else:
        Path(path).write_text(text, encoding="utf-8")
    return sum(row[-1] != "ok" for row in rows[2:])


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:2]) else 0)
