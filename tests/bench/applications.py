"""Run every architecture of ``keras.applications`` through the inspection and write a Markdown table.

Called as ``python -m tests.bench.applications [file [architecture ...]]``; without a file the table is
printed. Weights are random, images as small as each architecture takes, classes ten. What changes from run
to run, the seconds, is shown while it runs and not written.
"""

import gc
import inspect
import sys
import time
import warnings

import numpy as np

from cnn_docs import feature_maps, grad_cam, layer_table
from cnn_docs._keras import load_keras

from .written import write

SIDES = (32, 48, 64, 71, 75, 96, 128, 224, 299, 331)
CLASSES = 10
HEADINGS = ("architecture", "image", "rows", "parameters", "multiply-adds", "field", "maps", "result")


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
            return function(weights=None, classes=CLASSES, input_shape=(side, side, 3)), side
        except ValueError as error:  # the image is too small
            refusal = error
    raise refusal


def largest_field(table):
    """Return the size of the last receptive field that is not the whole input."""
    fields = [row.receptive_field for row in table if not isinstance(row.receptive_field, str)]
    return "x".join(str(side) for side in fields[-1].size)


def line(name, function):
    """Return the cells of one architecture; the last says whether everything agreed."""
    model, side = build(function)
    image = np.random.default_rng(0).normal(size=(1, side, side, 3)).astype("float32")
    table = layer_table(model)
    maps = feature_maps(model, image)
    failed = [what for what, agrees in agreements(model, image, table, maps).items() if not agrees]
    sizes = f"{side}x{side}", len(table), f"{table.parameters:,}", f"{table.multiply_adds:,}"
    return name, *sizes, largest_field(table), len(maps), f"differs: {', '.join(failed)}" if failed else "ok"


def agreements(model, image, table, maps):
    """Return what was compared, and whether it agreed."""
    shapes = {row.name: row.output_shape for row in table}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # with random weights a map may be zero everywhere
        heat = grad_cam(model, image)
    return {
        "parameters": table.parameters == model.count_params(),
        "shapes": all(values.shape[1:] == shapes[name] for name, values in maps.items()),
        "fields": "unknown" not in {row.receptive_field for row in table},
        "output": np.array_equal(list(maps.values())[-1], np.array(model(image, training=False))),
        "grad_cam": heat.shape == image.shape[:3] and np.isfinite(heat).all(),
    }


def lines(chosen):
    """Yield the cells of each architecture; one that fails says why."""
    for name, function in architectures().items():
        if chosen and name not in chosen:
            continue
        start = time.perf_counter()
        try:
            cells = line(name, function)
        except Exception as error:
            cells = name, *[""] * (len(HEADINGS) - 2), f"failed: {str(error).splitlines()[0][:80]}"
        print(*cells, f"{time.perf_counter() - start:.1f} s", sep="  ", flush=True)
        yield cells
        load_keras().utils.clear_session()
        gc.collect()


def markdown(rows):
    """Return the table with the versions above it."""
    import keras
    import tensorflow as tf

    cells = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    lines = [f"| {' | '.join(str(cell) for cell in row)} |" for row in cells]
    return "\n".join([f"Keras {keras.__version__}, TensorFlow {tf.__version__}.", "", *lines, ""])


def main(path=None, *chosen):
    """Write the table and return the number of failures."""
    rows = list(lines(chosen))
    if path is None:
        print(markdown(rows))
    else:
        write(path, markdown(rows))
    return sum(row[-1] != "ok" for row in rows)


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
