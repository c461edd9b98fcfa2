"""Small models of every kind, each with the same computation written out."""

import numpy as np

from cnn_docs import grad_cam, integrated_gradients, occlusion, saliency, smooth_grad
from cnn_docs._keras import load_keras

SIDE, CLASSES = 12, 4

ALL = {
    "saliency": saliency,
    "smooth_grad": lambda model, images, **options: smooth_grad(model, images, samples=3, **options),
    "integrated_gradients": integrated_gradients,
    "grad_cam": grad_cam,
    "occlusion": lambda model, images, **options: occlusion(model, images, patch_size=4, **options),
}


class Case:
    """A model, and the same computation written out: images to maps, maps to logits."""

    def __init__(self, model, features, head, layer, squash="softmax"):
        self.model, self.features, self.head, self.layer, self.squash = model, features, head, layer, squash

    def logits(self, images):
        return self.head(self.features(images))

    def scores(self, images, score="logit"):
        """Scores of the classes, (N, K), of which one sigmoid unit has two."""
        ops = load_keras().ops
        z = ops.cast(self.logits(images), "float32")
        if self.squash == "softmax":
            return z if score == "logit" else ops.softmax(z)
        if self.squash == "sigmoid":
            return ops.concatenate(
                [-z, z] if score == "logit" else [ops.sigmoid(-z), ops.sigmoid(z)], axis=-1
            )
        return z


def parts(seed=0):
    """Layers that every case is made of; biases are not zero, so that all paths carry values."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    layers, random = keras.layers, keras.initializers.RandomNormal
    conv = layers.Conv2D(6, 3, activation="relu", bias_initializer=random(stddev=0.3), name="conv")
    pool = layers.AveragePooling2D(2, name="pool")
    flat = layers.Flatten(name="flat")
    dense = layers.Dense(CLASSES, kernel_initializer=random(stddev=0.5), name="dense")
    return keras, conv, pool, flat, dense


def chain(*steps):
    def run(x):
        for step in steps:
            x = step(x)
        return x

    return run


def functional():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Softmax(name="softmax")(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv")


def functional_with_argument():
    """The softmax is the argument of the last layer."""
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    dense.activation = keras.activations.softmax
    model = keras.Model(image, chain(conv, pool, flat, dense)(image))

    def head(maps):
        return keras.ops.matmul(flat(pool(maps)), dense.kernel) + dense.bias

    return Case(model, conv, head, "conv")


def activation_layer_and_reshape():
    """As MobileNet ends: a convolution, a reshape, an activation; and layers that do nothing behind it."""
    keras, conv, pool, *_ = parts()
    layers = keras.layers
    image = keras.Input((SIDE, SIDE, 3), name="image")
    head = chain(
        pool,
        layers.GlobalAveragePooling2D(keepdims=True),
        layers.Conv2D(CLASSES, 1),
        layers.Reshape((CLASSES,)),
    )
    squash = chain(
        layers.Activation("softmax"), layers.Dropout(0.5), layers.Reshape((1, CLASSES)), layers.Flatten()
    )
    return Case(keras.Model(image, squash(head(conv(image)))), conv, head, "conv")


def sequential():
    keras, *steps = parts()
    layers = [keras.Input((SIDE, SIDE, 3)), *steps, keras.layers.Activation("softmax")]
    return Case(keras.Sequential(layers), steps[0], chain(*steps[1:]), "conv")


def sequential_without_input():
    keras, *steps = parts()
    model = keras.Sequential([*steps, keras.layers.Softmax()])
    model(np.zeros((1, SIDE, SIDE, 3), "float32"))
    return Case(model, steps[0], chain(*steps[1:]), "conv")


def logits_only():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, chain(conv, pool, flat, dense)(image))
    return Case(model, conv, chain(pool, flat, dense), "conv", squash=None)


def subclassed():
    keras, conv, pool, flat, dense = parts()

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.pool, self.flat, self.dense = conv, pool, flat, dense
            self.squash = keras.layers.Softmax()

        def call(self, x, training=False):
            return self.squash(self.dense(self.flat(self.pool(self.conv(x)))))

    model = Subclassed()
    model(np.zeros((1, SIDE, SIDE, 3), "float32"))
    return Case(model, conv, chain(pool, flat, dense), "conv")


def nested():
    keras, conv, pool, flat, dense = parts()
    inner = keras.Sequential([keras.Input((SIDE, SIDE, 3)), conv, pool], name="inner")
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Softmax()(chain(inner, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "inner/conv")


def branched():
    keras, conv, pool, flat, dense = parts()
    side_conv = keras.layers.Conv2D(6, 5, padding="valid", name="side")
    pad = keras.layers.ZeroPadding2D(1)
    image = keras.Input((SIDE, SIDE, 3), name="image")

    def features(x):
        return keras.layers.Add(name="sum")([conv(x), pad(side_conv(x))])

    add = keras.layers.Add(name="joined")
    total = add([conv(image), pad(side_conv(image))])
    model = keras.Model(image, keras.layers.Softmax()(chain(pool, flat, dense)(total)))
    return Case(model, features, chain(pool, flat, dense), "joined")


def one_sigmoid():
    keras, conv, pool, flat, _ = parts()
    dense = keras.layers.Dense(
        1, kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.3), name="dense"
    )
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Activation("sigmoid")(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv", squash="sigmoid")


def mixed_precision():
    keras, *_ = parts()
    layers, policy = keras.layers, "mixed_float16"
    conv = layers.Conv2D(6, 3, activation="relu", dtype=policy, name="conv")
    pool, flat = layers.AveragePooling2D(2, dtype=policy), layers.Flatten(dtype=policy)
    dense = layers.Dense(CLASSES, dtype=policy)
    image = keras.Input((SIDE, SIDE, 3), name="image")
    squash = layers.Activation("softmax", dtype="float32")
    model = keras.Model(image, squash(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv")


def two_inputs():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    mask = keras.Input((SIDE, SIDE, 1), name="mask")
    size = keras.Input((2,), name="size")
    joined = keras.layers.Concatenate()([flat(pool(conv(image * mask))), size])
    outputs = [keras.layers.Softmax(name="kind")(dense(joined)), keras.layers.Dense(1, name="area")(joined)]
    model = keras.Model({"image": image, "mask": mask, "size": size}, outputs)
    rng = np.random.default_rng(2)
    arrays = {
        "image": rng.normal(size=(2, SIDE, SIDE, 3)),
        "mask": rng.random((2, SIDE, SIDE, 1)),
        "size": rng.normal(size=(2, 2)),
    }
    return model, {name: array.astype("float32") for name, array in arrays.items()}


CASES = {
    make.__name__: make
    for make in (
        functional,
        functional_with_argument,
        activation_layer_and_reshape,
        sequential,
        sequential_without_input,
        logits_only,
        subclassed,
        nested,
        branched,
        one_sigmoid,
        mixed_precision,
    )
}

EXACT = [name for name in CASES if name != "mixed_precision"]


def gradient_of(scores, images, targets):
    """Gradient of the target's scores with a tape of its own."""
    import tensorflow as tf

    x = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(x)
        chosen = tf.reduce_sum(tf.gather(scores(x), targets, batch_dims=1))
    return tape.gradient(chosen, x).numpy()


def predicted(case, images):
    if case.squash == "sigmoid":
        return np.ones(len(images), int)
    return np.asarray(case.logits(images)).argmax(axis=1)
