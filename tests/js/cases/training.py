"""Layers, their gradients and fifty steps by Keras in double precision; curves by the explorer's program."""

import keras
import numpy as np
import tensorflow as tf

from . import rows

SETTING = {
    "rate": 0.3,
    "batch": 32,
    "optimiser": "sgd",
    "dropout": 0,
    "pictures": 1198,
    "labels": "right",
    "order": "shuffled",
}
SLIDING = [(1, "valid"), (1, "same"), (2, "valid"), (2, "same"), (3, "valid"), (3, "same")]
ACTIVATIONS = {
    "relu": "relu",
    "leaky_relu": keras.layers.LeakyReLU(negative_slope=0.2, dtype="float64"),
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}
RATES = {
    "sgd": 1 / 4,
    "momentum": 1 / 8,
    "adam": 1 / 128,
}  # exact in single precision, in which Keras holds them
OPTIMISERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate),
}
PLANS = [  # steps, seed, start, activation, what is set at which step
    (80, 0, "he", "relu", {0: SETTING}),
    (
        80,
        5,
        "glorot",
        "relu",
        {0: SETTING | {"optimiser": "momentum", "rate": 0.1, "batch": 64, "dropout": 0.3}},
    ),
    (40, 6, "he", "leaky_relu", {0: SETTING | {"rate": 0.1, "dropout": 0.75, "pictures": 600}}),
    (
        40,
        1,
        "small",
        "relu",
        {0: SETTING | {"optimiser": "adam", "rate": 0.01, "pictures": 300, "order": "sorted"}},
    ),
    (
        12,
        2,
        "large",
        "relu",
        {0: SETTING | {"batch": 0, "pictures": 50, "labels": "shuffled", "order": "file"}},
    ),
    (6, 3, "zeros", "relu", {0: SETTING | {"batch": 128, "pictures": 300}}),
    (
        70,
        4,
        "he",
        "relu",
        {
            0: SETTING,
            20: {"rate": 0.1, "dropout": 0.5},
            30: {"optimiser": "adam", "rate": 0.01},
            45: {"pictures": 300, "labels": "shuffled", "order": "sorted"},
            60: {"optimiser": "momentum", "batch": 0},
        },
    ),
]


def cases():
    """Return the cases of each kind."""
    rng = np.random.default_rng(11)
    return {
        "convolve": [convolved(rng, *sliding, side) for sliding in SLIDING for side in ([3, 3], [2, 3])],
        "maxPool": [pooled(rng, "MaxPooling2D", size, *sliding) for size in (2, 3) for sliding in SLIDING],
        "averagePool": [
            pooled(rng, "AveragePooling2D", size, *sliding) for size in (2, 3) for sliding in SLIDING
        ],
        "globalAverage": [layer_case(keras.layers.GlobalAveragePooling2D(dtype="float64"), maps(rng), rng)],
        "flatten": [layer_case(keras.layers.Flatten(dtype="float64"), maps(rng), rng)],
        "activate": [activated(rng, name) for name in ACTIVATIONS],
        "drop": [dropped(rng)],
        "normalise": [normalised(rng, training) for training in (True, False)],
        "crossEntropy": [cross_entropy(rng)],
        "network": [network(rng)],
        "steps": [fifty_steps(name) for name in OPTIMISERS],
        "curves": [curve(*plan) for plan in PLANS],
        "dense": [dense(rng)],
    }


def maps(rng, channels=2):
    """Maps of two examples, of few digits, with equal values among them as pictures have."""
    return (rng.integers(-8, 9, (2, 5, 4, channels)) / 4).astype(float)


def layer_case(layer, values, rng, training=False, **facts):
    """What a layer gives, and what it sends back to its input and its weights."""
    values = tf.constant(values)
    with tf.GradientTape() as tape:
        tape.watch(values)
        output = layer(values, training=training) if training else layer(values)
        upstream = np.round(rng.normal(size=output.shape), 2)
        total = tf.reduce_sum(output * upstream)
    weights = list(getattr(layer, "trainable_variables", []))
    back = tape.gradient(total, [values, *(weight.value for weight in weights)])
    return {
        **facts,
        "input": rows(values),
        "output": rows(output),
        "upstream": rows(upstream),
        "gradients": [rows(gradient) for gradient in back],
    }


def convolved(rng, stride, padding, side):
    """Kernels over maps of two channels."""
    kernel, bias = np.round(rng.normal(size=(*side, 2, 3)), 2), np.round(rng.normal(size=3), 2)
    layer = keras.layers.Conv2D(3, side, strides=stride, padding=padding, dtype="float64")
    layer.build((None, 5, 4, 2))
    layer.set_weights([kernel, bias])
    options = {"stride": stride, "padding": padding}
    return layer_case(layer, maps(rng), rng, options=options, kernel=rows(kernel), bias=rows(bias))


def dense(rng):
    """Units over what was flattened."""
    kernel, bias = np.round(rng.normal(size=(6, 3)), 2), np.round(rng.normal(size=3), 2)
    layer = keras.layers.Dense(3, dtype="float64")
    layer.build((None, 6))
    layer.set_weights([kernel, bias])
    values = (rng.integers(-8, 9, (4, 6)) / 4).astype(float)
    return layer_case(layer, values, rng, kernel=rows(kernel[None, None]), bias=rows(bias))


def pooled(rng, kind, size, stride, padding):
    """A pool over maps."""
    layer = getattr(keras.layers, kind)(size, strides=stride, padding=padding, dtype="float64")
    return layer_case(layer, maps(rng), rng, size=size, options={"stride": stride, "padding": padding})


def activated(rng, name):
    """An activation function, also at 0."""
    return layer_case(keras.activations.get(ACTIVATIONS[name]), maps(rng), rng, name=name)


def dropped(rng):
    """Dropout by a mask that Keras drew."""
    layer = keras.layers.Dropout(0.25, seed=1, dtype="float64")
    values = maps(rng)
    values[values == 0] = 1  # so that its zeros are those that were dropped
    case = layer_case(layer, values, rng, training=True, rate=0.25)
    return case | {"mask": (np.array(case["output"]) != 0).astype(int).tolist()}


def normalised(rng, training):
    """Batch normalisation with what it remembers before and after."""
    layer = keras.layers.BatchNormalization(dtype="float64")
    layer.build((None, 5, 4, 2))
    before = [np.round(rng.uniform(0.5, 2, 2), 2) for _ in range(4)]
    layer.set_weights(before)
    names = ("scale", "shift", "mean", "variance")
    norm = dict(zip(names, map(rows, before), strict=True))
    case = layer_case(layer, maps(rng), rng, training=training, norm=norm, trains=training)
    return case | {"after": dict(zip(names, map(rows, layer.get_weights()), strict=True))}


def cross_entropy(rng):
    """The loss of four examples and its slope for each score."""
    scores, labels = tf.constant(np.round(3 * rng.normal(size=(4, 10)), 2)), np.array([3, 0, 9, 3])
    with tf.GradientTape() as tape:
        tape.watch(scores)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")(labels, scores)
    return {
        "input": rows(scores),
        "labels": labels.tolist(),
        "loss": float(loss),
        "gradients": [rows(tape.gradient(loss, scores))],
    }


def model_of(weights):
    """The explorer's network with these weights."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1), dtype="float64"),
            layers.Conv2D(weights[1].size, 3, padding="same", activation="relu", dtype="float64"),
            layers.MaxPooling2D(2, dtype="float64"),
            layers.Flatten(dtype="float64"),
            layers.Dense(10, dtype="float64"),
        ]
    )
    model.set_weights(weights)
    return model


def drawn_weights(rng, kernels):
    """Weights as He et al. draw them."""
    first, last = np.sqrt(6 / 9), np.sqrt(6 / (16 * kernels))
    return [
        rng.uniform(-first, first, (3, 3, 1, kernels)),
        np.zeros(kernels),
        rng.uniform(-last, last, (16 * kernels, 10)),
        np.zeros(10),
    ]


def loss_and_gradients(model, images, labels):
    """The loss of a batch and its gradient for each of the weights."""
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(images, training=True))
    return loss, tape.gradient(loss, [variable.value for variable in model.trainable_variables])


def network(rng):
    """The whole network on eight digits that are drawn at random."""
    weights = [np.round(values, 3) for values in drawn_weights(rng, 3)]
    weights[1], weights[3] = np.round(rng.normal(size=3), 3), np.round(rng.normal(size=10), 3)
    images, labels = rng.integers(0, 17, (8, 8, 8, 1)) / 16, rng.integers(0, 10, 8)
    loss, gradients = loss_and_gradients(model_of(weights), images, labels)
    return {
        "weights": [rows(values.ravel()) for values in weights],
        "images": rows((16 * images).ravel()),
        "labels": labels.tolist(),
        "loss": float(loss),
        "gradients": [rows(tf.reshape(gradient, [-1])) for gradient in gradients],
    }


def fifty_steps(name):
    """Weights of two kernels after fifty steps on the first digits, sixteen at a time."""
    import cnn_docs

    digits = cnn_docs.load_digits()
    model, optimiser = model_of(drawn_weights(np.random.default_rng(7), 2)), OPTIMISERS[name](RATES[name])
    losses = []
    for step in range(50):
        batch = slice(16 * (step % 20), 16 * (step % 20) + 16)
        images, labels = digits.train_images[batch, :, :, None] / 16.0, digits.train_labels[batch]
        loss, gradients = loss_and_gradients(model, images, labels)
        optimiser.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        losses.append(float(loss))
    after = [rows(np.round(values.ravel(), 9)) for values in model.get_weights()]
    return {"optimiser": name, "rate": RATES[name], "losses": rows(np.round(losses, 9)), "weights": after}


def curve(steps, seed, start, activation, plan):
    """What the program beside the explorer gives, with the units that dropout left out of its last step."""
    from training_data import program

    space = program()
    history, end = space["train"](steps, seed, start, space["LEAKS"][activation], plan)
    kept = end["last"]["batch"][2]
    return {
        "steps": steps,
        "first": {"seed": seed, "start": start, "activation": activation},
        "off": [[picture, unit] for picture, unit in np.argwhere(kept == 0).tolist()],
        "factor": float(kept.max()),
        "plan": plan,
        "scores": [rows(np.array(entry["scores"], float)) for entry in history],
        "kernels": rows(np.round(end["weights"][0].ravel(), 9)),
        "loss": float(end["last"]["loss"]),
    }
