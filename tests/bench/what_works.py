"""Run every kind of model through the inspection and write what works as a Markdown table.

Called as ``python -m tests.bench.what_works [file]``; without a file the table is printed.
"""

import re
import sys
import warnings
from pathlib import Path

import numpy as np

from cnn_docs import feature_maps, grad_cam, layer_table, occlusion, saliency
from cnn_docs._keras import load_keras

from . import kinds, unusual_kinds

NONE = "–"  # a heat map of something that is no image


def usual(name):
    """Return one of the six usual kinds in the form of the others."""
    model = kinds.KINDS[name]()
    options = {"input": "first"} if name == "several_inputs" else {}
    images = kinds.images_for(model)
    return unusual_kinds.Kind(model, images, kinds.SHAPE[:2], options, patch=16)


def every_kind():
    """Return (text, builder) of each kind."""
    found = [(name.replace("_", " "), lambda name=name: usual(name)) for name in kinds.KINDS]
    return found + [(build.__doc__, build) for build in unusual_kinds.KINDS.values()]


def table_of(kind):
    """Return the layer table of a kind."""
    return layer_table(kind.model, input_shape=kind.input_shape)


def tabled(kind):
    """Whether the table counts the parameters as Keras does."""
    return table_of(kind).parameters == kind.model.count_params()


def mapped(kind):
    """Whether every map has the shape that the table says, for each image or without a batch axis."""
    shapes = {row.name: row.output_shape for row in table_of(kind)}
    found = feature_maps(kind.model, kind.images)
    return bool(found) and all(shapes[name] in (maps.shape[1:], maps.shape) for name, maps in found.items())


def heated(function, **more):
    """Return the check of a heat map: one finite value for each place of each image."""

    def check(kind):
        if kind.sides is None:
            return None
        options = kind.options | ({"patch_size": kind.patch} if function is occlusion else {}) | more
        heat = function(kind.model, kind.images, **options)
        first = kind.images[0] if isinstance(kind.images, list) else kind.images
        return heat.shape == (len(first), *kind.sides) and bool(np.isfinite(heat).all())

    return check


COLUMNS = {
    "table": tabled,
    "maps": mapped,
    "saliency": heated(saliency),
    "Grad-CAM": heated(grad_cam),
    "occlusion": heated(occlusion),
}


def verdict(check, build):
    """Return "yes", "–", or what the error says first."""
    keras = load_keras()
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # with random weights a map may be zero everywhere
            agrees = check(build())
    except (ValueError, TypeError) as error:
        return f"refused: {re.split('[.:] ', str(error))[0]}"
    except Exception as error:
        return f"WRONG: {type(error).__name__}: {error}"
    if agrees is None:
        return NONE
    return "yes" if agrees else "WRONG"


def rows(chosen=None):
    """Yield the cells of each kind."""
    for text, build in every_kind():
        if chosen is None or text in chosen:
            cells = text, *(verdict(check, build) for check in COLUMNS.values())
            print(*cells, sep="  ", file=sys.stderr, flush=True)
            yield cells


def markdown(found):
    """Return the table."""
    cells = [("kind of model", *COLUMNS), ["---"] * (1 + len(COLUMNS)), *found]
    return "\n".join([*(f"| {' | '.join(row)} |" for row in cells), ""])


def main(path=None):
    """Write the table; return 1 if anything is wrong."""
    found = list(rows())
    if path is None:
        print(markdown(found))
    else:
        Path(path).write_text(markdown(found), encoding="utf-8")
    return int(any(cell.startswith("WRONG") for row in found for cell in row))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
