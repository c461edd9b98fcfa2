"""Layers of Keras as a page computes them: what goes in, what Keras puts out, all as planes."""

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.explorer._arithmetic import arithmetic
from cnn_docs.explorer._planes import planes_of
from cnn_docs.explorer._recorded import facts_of_maps
from cnn_docs.inspection.table._calls import Call, Source

SHAPE = (4, 5, 4)
DIGITS = 7  # significant ones, as many as a float32 has


def layers():
    """Yield a name and a layer of each kind, with settings that matter."""
    made = load_keras().layers
    drawn = {"bias_initializer": "random_normal"}
    learned = {"gamma_initializer": "random_normal", "beta_initializer": "random_normal"}
    yield "conv", made.Conv2D(3, (3, 2), strides=(2, 1), padding="same", activation="gelu", **drawn)
    yield "conv in groups", made.Conv2D(6, 3, groups=2, dilation_rate=(1, 2), **drawn)
    yield "conv with softmax", made.Conv2D(3, 2, activation="softmax", **drawn)
    yield "depthwise", made.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="selu", **drawn)
    yield "separable", made.SeparableConv2D(3, 3, depth_multiplier=2, activation="mish", **drawn)
    yield "transposed", made.Conv2DTranspose(3, (3, 4), strides=(2, 3), padding="same", **drawn)
    yield "transposed, valid", made.Conv2DTranspose(2, 2, strides=3, activation="celu", **drawn)
    yield "dense", made.Dense(3, activation="squareplus", **drawn)
    yield "largest of windows", made.MaxPooling2D(3, strides=2, padding="same")
    yield "mean of windows", made.AveragePooling2D(3, strides=2, padding="same")
    yield "mean of maps", made.GlobalAveragePooling2D()
    yield "places", made.LayerNormalization(**learned)
    yield "all values", made.LayerNormalization(axis=(1, 2, 3), **learned)
    yield "groups", made.GroupNormalization(groups=2, **learned)
    yield "leaks by map", made.PReLU(alpha_initializer="random_normal", shared_axes=(1, 2))
    yield "leaks by unit", made.PReLU(alpha_initializer="random_normal")
    yield "by map", made.Rescaling([1.0, 2.0, 0.5, -1.0], offset=[0.0, 0.1, 0.0, 0.2])
    yield "smooth", made.UpSampling2D((2, 3), interpolation="bilinear")
    yield "repeated", made.UpSampling2D((2, 3))
    yield "padded", made.ZeroPadding2D(((1, 2), (0, 1)))
    yield "cropped", made.Cropping2D(((1, 0), (2, 1)))
    yield "turned", made.Permute((3, 1, 2))


def cases():
    """Return the cases by kind."""
    load_keras().utils.set_random_seed(0)
    image = np.random.default_rng(0).standard_normal((1, *SHAPE)).astype(np.float32)
    return {"layers": [case(name, layer, image) for name, layer in layers()]}


def case(name, layer, image):
    """Return one case."""
    found = np.asarray(load_keras().ops.convert_to_numpy(layer(image)))
    places = (0, 1) if found.ndim == 4 and name != "turned" else None
    source, result = planes_of(image, (0, 1)), planes_of(found, places)
    described = arithmetic(Call(layer, [Source("image", None, True)]), {"image": source}, result)
    weights = described.pop("weights", {})
    return {
        "name": name,
        "operation": described,
        "inputs": [facts_of_maps(source)],
        "maps": facts_of_maps(result),
        "weights": {key: listed(values) for key, values in weights.items()},
        "image": listed(source.values),
        "values": listed(result.values),
    }


def listed(values):
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values, np.float64).reshape(-1).tolist()]
