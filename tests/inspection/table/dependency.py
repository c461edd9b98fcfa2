"""What a layer or an operation sees, told by the table and found by changing one place after another."""

import numpy as np

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._build import image_axes

SHAPE = (12, 10, 4)
LOCAL = {1: 1, 2: 2, 3: 3}
FIRST = {"data_format": "channels_first"}
K = np.linspace(0.5, 1.5, 3 * 2 * 4 * 2, dtype="float32").reshape(3, 2, 4, 2)
D = np.linspace(0.5, 1.5, 3 * 2 * 4, dtype="float32").reshape(3, 2, 4, 1)
W = np.linspace(0.5, 1.5, 12, dtype="float32").reshape(4, 3)


def changes(model, shapes, which=0):
    """Return, for each axis of one input, which units change with each of its places: (places, *units).

    Several numbers are put there, since a maximum or a comparison does not notice every one.
    """
    generator = np.random.default_rng(0)
    given = [generator.uniform(0.1, 0.9, shape).astype("float32") for shape in shapes]
    found = {}
    for axis, side in enumerate(shapes[which], 1):
        units = 0
        for scale in (1e3, -1e3, 1.5):
            batches = [np.repeat(plain[None], 1 + side, axis=0) for plain in given]
            batch = batches[which]
            for place in range(side):
                index = (1 + place, *[slice(None)] * (axis - 1), place)
                batch[index] = batch[index] * scale + (scale == 1.5) * generator.uniform(0.1, 0.5)
            first, *others = np.asarray(model(batches, training=False), "float64")
            units = units | np.array([~np.isclose(one, first, 1e-5, 1e-7, equal_nan=True) for one in others])
        found[axis] = units
    return found


def what_is_said(field, source):
    """Return what a field says of each axis of an input: the axis that follows it, or a word."""
    said = {}
    for axis in range(1, len(source.shape)):
        key = source, axis
        followed = [place for place in range(len(field.axes)) if key in dict(field.along(place) or ())]
        word = "whole" if key in field.whole else "unknown" if key in field.unknown else "lost"
        said[axis] = followed[0] if followed else word
    return said


def assert_followed(field, source, axis, place, changed):
    """Each unit sees the pixels between the ends of its interval, and no others."""
    follows = dict(field.along(place))[source, axis]
    units = np.moveaxis(changed, place, 1).reshape(len(changed), changed.shape[place], -1).any(axis=2)
    for unit in range(units.shape[1]):
        first, last = follows.at(unit)
        wanted = [pixel for pixel in range(len(changed)) if first <= pixel <= last]
        seen = np.flatnonzero(units[:, unit])
        ends = [list(seen[[0, -1]]) if len(seen) else [], wanted[:1] + wanted[-1:]]
        if first < 0 or last >= len(changed):  # between what a dilated window looks at there are gaps
            assert set(seen) <= set(wanted), (axis, unit)
        else:
            assert ends[0] == ends[1], (axis, unit)


def check(build, *wanted, shapes=(SHAPE,)):
    """Compare what is said of each input with what is wanted and with what changes."""
    keras = load_keras()
    inputs = [keras.Input(shape, name=f"input_{number}") for number, shape in enumerate(shapes)]
    model = keras.Model(inputs, keras.ops.cast(build(keras.layers, keras.ops, *inputs), "float32"))
    field = image_axes(model).fields[layer_table(model).rows[-1].output_names[0]]
    sources = {source.name: source for source in field.sources}
    for which, want in enumerate(wanted):
        source = sources[f"input_{which}"]
        assert what_is_said(field, source) == want
        for axis, changed in changes(model, shapes, which).items():
            if isinstance(want[axis], int):
                assert_followed(field, source, axis, want[axis], changed)
            elif want[axis] == "whole":
                assert changed.reshape(len(changed), -1).any(axis=1).all()
