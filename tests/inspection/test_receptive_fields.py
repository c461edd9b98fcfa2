"""Closed receptive fields equal the measured support of the gradient, and published numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.geometry import receptive_field as chain_field
from cnn_docs.inspection._fields import AxisField

SIDE = 64


def measured(model, row, column):
    """First and last row and column of the input on which one unit depends; None where on none."""
    import tensorflow as tf

    for weight in model.weights:  # all positive, so that no dependence cancels
        weight.assign(np.ones(weight.shape))
    image = tf.ones((1, *model.input.shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(image)
        score = tf.reduce_sum(model(image)[:, row, column])
    support = np.abs(tape.gradient(score, image).numpy()[0]).sum(axis=-1) > 0
    ends = []
    for axis in (1, 0):
        seen = np.flatnonzero(support.any(axis=axis))
        ends.append((int(seen[0]), int(seen[-1])) if len(seen) else None)
    return ends


def expected(field, unit):
    """First and last row and column, perhaps outside of the image, that the closed form gives to a unit."""
    starts = [field.offset[axis] + unit[axis] * field.stride[axis] for axis in (0, 1)]
    return [(start, start + size - 1) for start, size in zip(starts, field.size, strict=True)]


def assert_fields_agree(model):
    """Equal for a unit far from the border; near it, gaps in the padding may hide pixels, never add any."""
    field = layer_table(model).rows[-1].receptive_field
    height, width = model.output.shape[1:3]
    middle = height // 2, width // 2
    assert measured(model, *middle) == expected(field, middle)
    for unit in {(0, 0), (height - 1, width - 1)}:
        for seen, (start, end) in zip(measured(model, *unit), expected(field, unit), strict=True):
            assert seen is None or start <= seen[0] <= seen[1] <= end


@st.composite
def steps(draw, strides=True):
    """One convolution or average pooling (a maximum has no gradient for the pixels that lose)."""
    kind = draw(st.sampled_from(["Conv2D", "DepthwiseConv2D", "AveragePooling2D", "ZeroPadding2D"]))
    if kind == "ZeroPadding2D":
        return kind, {"padding": ((draw(st.integers(0, 2)), 1), (0, draw(st.integers(0, 2))))}
    size = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    stride = draw(st.integers(1, 2 if strides else 1))
    padding = draw(st.sampled_from(["same", "valid"]))
    if kind == "AveragePooling2D":
        return kind, {"pool_size": size, "strides": stride, "padding": padding}
    options = {"kernel_size": size, "strides": stride, "padding": padding}
    if stride == 1 and kind == "Conv2D":
        options["dilation_rate"] = draw(st.integers(1, 2))
    return kind, options | ({"filters": 1} if kind == "Conv2D" else {})


def add(tensor, step):
    kind, options = step
    return getattr(load_keras().layers, kind)(**options)(tensor)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(steps(), min_size=1, max_size=3))
def test_a_chain_sees_what_its_gradient_reaches(chain):
    keras = load_keras()
    inputs = keras.Input((SIDE, SIDE, 1))
    x = inputs
    for step in chain:
        x = add(x, step)
    assert_fields_agree(keras.Model(inputs, x))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(steps(), st.integers(1, 5), st.integers(1, 5), st.integers(1, 2), st.integers(1, 3), steps())
def test_branches_see_the_union_of_theirs(stem, left, right, stride, dilation, end):
    keras = load_keras()
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 1))
    x = add(inputs, stem)
    a = layers.Conv2D(1, left, strides=stride, padding="same")(x)
    b = layers.Conv2D(1, right, dilation_rate=dilation, padding="same")(x)
    b = layers.Conv2D(1, 1, strides=stride, padding="same")(b)
    x = add(layers.Add()([a, b]), end)
    assert_fields_agree(keras.Model(inputs, x))


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 1), (3, 2), (4, 2), (5, 3), (2, 3)])
def test_transposed_convolutions_and_upsampling_stay_inside_the_closed_form(padding, kernel, stride):
    keras = load_keras()
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 1))
    x = layers.Conv2D(1, 3, strides=stride, padding="same")(inputs)
    x = layers.Conv2DTranspose(1, kernel, strides=stride, padding=padding)(x)
    model = keras.Model(inputs, layers.Conv2D(1, stride, padding="same")(x))
    field = layer_table(model).rows[-1].receptive_field
    assert field.stride == (1, 1)
    reached = []
    for unit in range(8, 8 + stride):
        (first, last), _ = measured(model, unit, 8)
        (start, end), _ = expected(field, (unit, 8))
        assert start <= first <= last <= end
        reached.append((first - start, end - last))
    assert np.min(reached, axis=0).tolist() == [0, 0]  # no larger than it must be


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("factor", [2, 3])
def test_upsampling_stays_inside_the_closed_form(interpolation, factor):
    keras = load_keras()
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 1))
    x = layers.AveragePooling2D(factor)(inputs)
    model = keras.Model(inputs, layers.UpSampling2D(factor, interpolation=interpolation)(x))
    field = layer_table(model).rows[-1].receptive_field
    reached = []
    for unit in range(6, 6 + factor):
        (first, last), _ = measured(model, unit, 6)
        (start, end), _ = expected(field, (unit, 6))
        assert start <= first <= last <= end
        reached.append((first - start, end - last))
    assert np.min(reached, axis=0).tolist() == [0, 0]


@pytest.mark.parametrize("builder", ["conv", "gate"])
def test_a_gate_from_the_whole_image_sees_the_whole_image(builder):
    keras = load_keras()
    layers = keras.layers
    inputs = keras.Input((SIDE, SIDE, 1))
    x = layers.Conv2D(1, 3)(inputs)
    if builder == "gate":
        x = layers.Multiply()([x, layers.GlobalAveragePooling2D(keepdims=True)(x)])
    model = keras.Model(inputs, x)
    whole = layer_table(model).rows[-1].receptive_field == "whole input"
    assert whole == (builder == "gate")
    assert (measured(model, 5, 5) == [(0, SIDE - 1)] * 2) == whole


def test_an_operation_of_a_subclassed_model_is_followed():
    keras = load_keras()

    class Residual(keras.Model):
        def __init__(self):
            super().__init__()
            self.small, self.large = (keras.layers.Conv2D(1, k, padding="same") for k in (3, 7))
            self.last = keras.layers.Conv2D(1, 3, padding="same", name="last")

        def call(self, x):
            return self.last(keras.ops.concatenate([self.small(x), self.large(x) * 2], axis=-1))

    model = Residual()
    model(np.zeros((1, SIDE, SIDE, 1), "float32"))
    field = layer_table(model)["last"].receptive_field
    assert (field.size, field.stride, field.offset) == ((9, 9), (1, 1), (-4, -4))


def test_what_is_not_known_is_not_guessed():
    keras = load_keras()
    inputs = keras.Input((SIDE, SIDE, 1))
    x = keras.layers.Lambda(lambda x: x[:, ::-1], name="turned")(inputs)
    x = keras.layers.Conv2D(1, 3, name="conv")(x)
    model = keras.Model(inputs, keras.layers.Flatten(name="flatten")(x))
    table = layer_table(model)
    assert table["conv"].receptive_field == "unknown"
    assert table["flatten"].receptive_field == "whole input"


def test_vgg16_has_its_published_field():
    # 212 pixels after the last pooling: A. Araujo et al., Distill 2019, table 1 (vgg_16).
    model = load_keras().applications.VGG16(weights=None, include_top=False, input_shape=(64, 64, 3))
    table = layer_table(model)
    assert table["block5_pool"].receptive_field.size == (212, 212)
    assert table["block5_pool"].receptive_field.stride == (32, 32)


def test_resnet50_has_its_published_field():
    # 483 pixels: the same table (resnet_v1_50).
    model = load_keras().applications.ResNet50(weights=None, include_top=False, input_shape=(64, 64, 3))
    field = layer_table(model)["conv5_block3_out"].receptive_field
    assert (field.size, field.stride) == ((483, 483), (32, 32))


def test_a_chain_agrees_with_the_arithmetic_of_geometry():
    keras = load_keras()
    layers = keras.layers
    parts = [keras.Input((SIDE, SIDE, 1)), layers.Conv2D(1, 3), layers.MaxPooling2D(), layers.Conv2D(1, 5)]
    table = layer_table(keras.Sequential(parts))
    assert table.rows[-1].receptive_field == chain_field([(3, 1, 1), (2, 2, 1), (5, 1, 1)])


def test_one_and_three_axes_have_fields_too():
    keras = load_keras()
    layers = keras.layers
    words = keras.Sequential(
        [keras.Input((10,)), layers.Embedding(9, 4), layers.Conv1D(2, 3, padding="causal")]
    )
    assert layer_table(words).rows[-1].receptive_field == ((3,), (1,), (-2,))
    volume = keras.Sequential([keras.Input((8, 8, 8, 1)), layers.Conv3D(1, 3), layers.MaxPooling3D()])
    assert layer_table(volume).rows[-1].receptive_field.size == (4, 4, 4)


def test_a_joined_field_of_other_speed_is_refused():
    assert AxisField().joined(AxisField(((0, 0),), 2)) is None
    assert AxisField().repeated(2).windowed(2, 2, 0) == AxisField()
