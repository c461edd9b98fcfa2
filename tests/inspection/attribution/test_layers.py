"""The default layer depends on the image, leads to the score and has places; methods equal their formulas."""

import numpy as np
import pytest
from explained_models import SIDE, Case, gradient_of, parts

from cnn_docs import grad_cam
from cnn_docs._keras import load_keras


def assert_same(one, other):
    """Hold maps to each other but for the rounding of eager and compiled passes."""
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def head(x):
    layers = load_keras().layers
    return layers.Dense(3)(layers.GlobalAveragePooling2D()(x))


def convolution(x, name, filters=4):
    return load_keras().layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)(x)


def two_images():
    keras = load_keras()
    left, right = (keras.Input((SIDE, SIDE, 3), name=name) for name in ("left", "right"))
    joined = keras.layers.Concatenate()([head(convolution(left, "one")), head(convolution(right, "two"))])
    return keras.Model([left, right], keras.layers.Dense(2)(joined))


@pytest.mark.parametrize(("name", "layer"), [("left", "two"), ("right", "one")])
def test_a_layer_of_the_other_image_has_no_map_of_this_one(images, name, layer):
    with pytest.raises(ValueError, match=f"`layer` must be a layer that depends on the input '{name}'"):
        grad_cam(two_images(), [images, images[::-1].copy()], input=name, layer=layer, target=1)


@pytest.mark.parametrize(("name", "layer"), [("left", "one"), ("right", "two")])
def test_it_depends_on_the_image(images, name, layer):
    model, pair = two_images(), [images, images[::-1].copy()]
    expected = grad_cam(model, pair, input=name, layer=layer, target=1, upsample=False)
    assert_same(grad_cam(model, pair, input=name, target=1, upsample=False), expected)


def test_maps_behind_both_images_are_of_either(images):
    keras = load_keras()
    left, right = (keras.Input((SIDE, SIDE, 3), name=name) for name in ("left", "right"))
    both = convolution(keras.layers.Add()([convolution(left, "one"), convolution(right, "two")]), "both")
    model, pair = keras.Model([left, right], head(both)), [images, images[::-1].copy()]
    maps = [grad_cam(model, pair, input=name, target=1) for name in ("left", "right")]
    assert_same(*maps)
    assert_same(maps[0], grad_cam(model, pair, input="left", layer="both", target=1))


def leading_elsewhere():
    """A classifier in the middle of a model that goes on to a mask."""
    keras = load_keras()
    image = keras.Input((SIDE, SIDE, 3))
    neck = convolution(image, "neck")
    mask = neck
    for number in range(6):
        mask = convolution(mask, f"up_{number}")
    return keras.Model(image, [keras.layers.Activation("linear", name="kind")(head(neck)), mask])


def test_it_leads_to_the_score(images):
    model = leading_elsewhere()
    expected = grad_cam(model, images, output="kind", layer="neck", target=2)
    assert_same(grad_cam(model, images, output="kind", target=2), expected)
    pixel = {"target": lambda outputs: outputs[1][:, 3, 4, 0], "upsample": False}
    assert_same(grad_cam(model, images, **pixel), grad_cam(model, images, layer="up_5", **pixel))
    kind = {"target": lambda outputs: outputs[0][:, 2], "upsample": False}
    assert_same(grad_cam(model, images, **kind), grad_cam(model, images, layer="neck", **kind))
    with pytest.raises(ValueError, match=r"`layer` must lead to the score"):
        grad_cam(model, images, layer="up_5", **kind)
    least = np.sort(np.asarray(model(images)[1])[:, 3, 4, 0])[:2]

    def either(outputs):  # the class of some images, a pixel of others
        pixel = outputs[1][:, 3, 4, 0]
        return load_keras().ops.where(pixel > least.mean(), pixel, outputs[0][:, 2])

    asked = {"layer": "up_5", "target": either}
    with pytest.warns(UserWarning, match="zero everywhere for 1 of 3 images"):
        assert_same(grad_cam(model, images, batch_size=1, **asked), grad_cam(model, images, **asked))


def attention(x):
    """Attention over the places, written by hand: its tensors have rank 4 and no rows and columns."""
    keras = load_keras()
    layers, side = keras.layers, x.shape[1]
    tokens = layers.Reshape((side * side, 4))(x)
    heads = [layers.Permute((2, 1, 3))(layers.Reshape((side * side, 2, 2))(tokens)) for _ in range(3)]
    weights = layers.Softmax()(keras.ops.matmul(heads[0], keras.ops.transpose(heads[1], (0, 1, 3, 2))))
    return layers.Permute((2, 1, 3))(keras.ops.matmul(weights, heads[2]))


def gated(x):
    """Squeeze and excitation: each value depends on the whole image, and has its place."""
    keras = load_keras()
    layers = keras.layers
    gate = layers.Dense(4, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(x))
    return layers.Multiply(name="gated")([x, gate])


def gated_by_own_code(x):
    """A gate for each place behind one for each channel, from a mean that a Lambda makes."""
    keras = load_keras()
    layers, x = keras.layers, gated(x)
    mean = layers.Lambda(lambda maps: keras.ops.mean(maps, axis=-1, keepdims=True))(x)
    gate = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(mean)
    return layers.Multiply(name="gated_by_place")([x, gate])


PLACES = {
    "attention": (attention, "conv"),
    "gate": (gated, "gated"),
    "gate by own code": (gated_by_own_code, "gated_by_place"),
    "group norm": (lambda x: load_keras().layers.GroupNormalization(2, name="norm")(x), "norm"),
    "sum": (lambda x: load_keras().layers.Activation("relu", name="sum")(x + 1.0), "sum"),
    "upsampled": (lambda x: load_keras().layers.UpSampling2D(name="up")(x), "conv"),
    "flattened": (lambda x: load_keras().layers.Reshape((1, 1, SIDE * SIDE * 4), name="flat")(x), "conv"),
}


@pytest.mark.parametrize("kind", list(PLACES))
def test_it_has_places_in_the_image(images, kind):
    build, layer = PLACES[kind]
    keras = load_keras()
    image = keras.Input((SIDE, SIDE, 3))
    behind = build(convolution(image, "conv"))
    model = keras.Model(image, keras.layers.Dense(3)(keras.layers.Flatten()(behind)))
    expected = grad_cam(model, images, layer=layer, target=1)
    assert_same(grad_cam(model, images, target=1), expected)


@pytest.mark.parametrize("method", ["grad_cam", "hires_cam", "layer_cam"])
@pytest.mark.parametrize("name", ["functional", "nested", "subclassed", "one_sigmoid"])
def test_each_method_is_its_formula(case_of, images, name, method):
    case = case_of(name)
    maps = np.asarray(case.features(images))
    below = Case(case.model, lambda maps: maps, case.head, case.layer, case.squash)
    slopes = gradient_of(lambda a: below.scores(a), maps, [1, 1, 1])
    expected = np.zeros(maps.shape[:3])
    for image, row, column, k in np.ndindex(maps.shape):
        slope = slopes[image, row, column, k]
        if method == "grad_cam":
            slope = slopes[image, :, :, k].mean()
        elif method == "layer_cam":
            slope = max(slope, 0)
        expected[image, row, column] += slope * maps[image, row, column, k]
    for _ in range(3):
        heat = grad_cam(case.model, images, layer=case.layer, method=method, target=1, upsample=False)
        np.testing.assert_allclose(heat, np.maximum(expected, 0), rtol=1e-4, atol=1e-5)


def test_an_unknown_method_is_named(case_of, images):
    with pytest.raises(ValueError, match="`method` must be 'grad_cam', 'hires_cam' or 'layer_cam'"):
        grad_cam(case_of("functional").model, images, method="gradcam")


def test_a_named_layer_without_places_is_refused(images):
    keras, conv, *_ = parts()
    image = keras.Input((SIDE, SIDE, 3))
    flat = keras.layers.Reshape((1, 1, 600), name="flat")(conv(image))
    model = keras.Model(image, keras.layers.Dense(3)(keras.layers.Flatten()(flat)))
    with pytest.raises(ValueError, match=r"`layer` must be a layer with maps .* 'flat'.*last that have are"):
        grad_cam(model, images, layer="flat")
