"""What the inspection costs against Keras doing the same, in one process, in turns."""

import contextlib
import io
import logging
import time
from statistics import median

import numpy as np

from cnn_docs import build_cifar_cnn, build_xray_cnn, feature_maps, layer_table
from cnn_docs._keras import load_keras


def milliseconds(function):
    start = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - start)


def in_turns(ours, theirs, repetitions):
    """Return the medians of both in milliseconds, measured alternately."""
    pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(repetitions)]
    return [median(values) for values in zip(*pairs, strict=True)]


def row(name, ours, theirs, bound):
    return {"name": name, "ours_ms": ours, "theirs_ms": theirs, "ratio": ours / theirs, "bound": bound}


def quiet_summary(model):
    with contextlib.redirect_stdout(io.StringIO()):
        model.summary()


def forward(model, image):
    """Call the model, and take its output as an array."""
    return np.array(model(image))


def first_calls(repetitions=15):
    """Return a first call of new models against a first forward pass of others, and a predict per layer."""
    keras = load_keras()
    image = np.random.default_rng(0).normal(size=(1, 256, 256, 1)).astype("float32")
    feature_maps(build_xray_cnn(), image)  # the process's own first call
    times = {feature_maps: [], forward: []}
    for turn in range(repetitions):
        for function in (feature_maps, forward)[:: 1 if turn % 2 else -1]:
            model = build_xray_cnn()
            times[function].append(milliseconds(lambda call=function, model=model: call(model, image)))
    ours, theirs = (median(values) for values in times.values())
    model = build_xray_cnn()
    names = [layer.name for layer in model.layers[1:]]

    def one_by_one():
        for name in names:
            keras.Model(model.inputs[0], model.get_layer(name).output).predict(image, verbose=0)

    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it warns of what is measured here
    predicts = milliseconds(one_by_one)
    return [
        row("feature_maps, first call / model(x), first call", ours, theirs, 1.3),
        row("feature_maps, first call / predict per layer", ours, predicts, 1 / 15),
    ]


def repeated_calls(build, shape, repetitions=25):
    """Return repeated calls against an eager model with many outputs, batch 1."""
    keras = load_keras()
    model = build()
    image = np.random.default_rng(0).normal(size=(1, *shape)).astype("float32")
    many = keras.Model(model.inputs[0], [layer.output for layer in model.layers[1:]])

    def ours():
        feature_maps(model, image)

    def theirs():
        [np.array(values) for values in many(image)]

    for _ in range(3):
        ours(), theirs()
    return row(f"feature_maps, repeated, {model.name}", *in_turns(ours, theirs, repetitions), 0.4)


def tables(build, repetitions=15):
    """Return a table against the summary of the same model."""
    model = build()

    def ours():
        layer_table(model)

    def theirs():
        quiet_summary(model)

    ours(), theirs()
    return row(f"layer_table / summary, {model.name}", *in_turns(ours, theirs, repetitions), 0.2)


def large_table():
    """Return the table of a model of hundreds of layers against its summary."""
    model = load_keras().applications.ResNet152(weights=None)
    values = in_turns(lambda: layer_table(model), lambda: quiet_summary(model), 3)
    return row("layer_table / summary, ResNet152", *values, 2.0)


def main():
    return [
        *first_calls(),
        repeated_calls(build_cifar_cnn, (32, 32, 3)),
        repeated_calls(build_xray_cnn, (256, 256, 1)),
        tables(build_cifar_cnn),
        tables(build_xray_cnn),
        large_table(),
    ]
