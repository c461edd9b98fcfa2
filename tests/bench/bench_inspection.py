"""What the inspection costs against Keras doing the same, in one process, in turns."""

import contextlib
import io
import logging
import time
from functools import partial
from statistics import median

import numpy as np

from cnn_docs import (
    build_cifar_cnn,
    build_xray_cnn,
    feature_maps,
    grad_cam,
    integrated_gradients,
    layer_table,
    saliency,
)
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
    return row(f"feature_maps, repeated, {model.name}", *in_turns(ours, theirs, repetitions), 0.3)


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
    return row("layer_table / summary, ResNet152", *values, 0.2)


def network(name):
    """Return an untrained network of Keras, the same each time."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    return getattr(keras.applications, name)(weights=None)


def photograph(model):
    sides = model.input_shape[1:]
    return np.random.default_rng(0).random((1, *sides), dtype=np.float32)


def eager_tape(model, images):
    """Take the gradient of the highest score with respect to the images, as one writes it by hand."""
    import tensorflow as tf

    images = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        scores = tf.reduce_max(model(images, training=False), axis=1)
    return tape.gradient(scores, images).numpy()


def first_heat_maps(repetitions=3):
    """Yield first heat maps of a network against an eager tape over the same images."""
    image = photograph(network("ResNet50"))
    eager_tape(network("ResNet50"), image), saliency(network("ResNet50"), image)  # the process's own first
    for function in (saliency, grad_cam):
        pairs = []
        for _ in range(repetitions):
            models = network("ResNet50"), network("ResNet50")
            ours = milliseconds(lambda call=function, model=models[0]: call(model, image))
            pairs.append((ours, milliseconds(lambda model=models[1]: eager_tape(model, image))))
        values = [median(times) for times in zip(*pairs, strict=True)]
        yield row(f"{function.__name__}, first call / eager tape, ResNet50", *values, 2.5)


def second_calls():
    """Yield second calls for a network of hundreds of layers against the first."""
    for function in (saliency, feature_maps):
        model = network("InceptionResNetV2")
        call = partial(function, model, photograph(model))
        first, second = milliseconds(call), milliseconds(call)
        yield row(f"{function.__name__}, second call / first, InceptionResNetV2", second, first, 1.5)


def whole_line():
    """Return integrated gradients of one photograph against 64 gradients of it."""
    model = network("ResNet50")
    image = photograph(model)
    gradients = milliseconds(lambda: saliency(model, np.repeat(image, 64, axis=0), target=0))
    line = milliseconds(lambda: integrated_gradients(model, image, target=0, tolerance=1))
    return row("integrated_gradients, defaults / 64 gradients, ResNet50", line, gradients, 1.5)


def main():
    return [
        *first_calls(),
        repeated_calls(build_cifar_cnn, (32, 32, 3)),
        repeated_calls(build_xray_cnn, (256, 256, 1)),
        tables(build_cifar_cnn),
        tables(build_xray_cnn),
        large_table(),
        *first_heat_maps(),
        *second_calls(),
        whole_line(),
    ]
