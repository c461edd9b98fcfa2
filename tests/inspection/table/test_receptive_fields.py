"""Closed receptive fields equal what measurably changes a unit, and published numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.geometry import receptive_field as chain_field
from cnn_docs.inspection.table._axis_field import AxisField

SIDE = 64


def measured(model, row, column):
    """First and last row and column of the input that change one unit; None where none does.

    With weights of one and no biases a change adds up, so this is the support of the gradient. It is found
    by changing one row or column at a time, since TensorFlow 2.21 aborts in the gradient of some dilated
    convolutions (its space_to_batch_nd).
    """
    for weight in model.weights:
        weight.assign(np.ones(weight.shape) if len(weight.shape) > 1 else np.zeros(weight.shape))
    height, width, channels = model.input.shape[1:]
    images = np.ones((1 + height + width, height, width, channels), "float32")
    for changed in range(height):
        images[1 + changed, changed] += 1
    for changed in range(width):
        images[1 + height + changed, :, changed] += 1
    plain, *others = np.asarray(model(images)[:, row, column]).sum(axis=-1)
    changes = np.abs(np.array(others) - plain) > 1e-5 * abs(plain)
    seen = np.flatnonzero(changes[:height]), np.flatnonzero(changes[height:])
    return [(int(axis[0]), int(axis[-1])) if len(axis) else None for axis in seen]


def expected(field, unit):
    """First and last row and column, perhaps outside of the image, that the closed form gives to a unit."""
    starts = [field.offset[axis] + unit[axis] * field.stride[axis] for axis in (0, 1)]
    return [(start, start + size - 1) for start, size in zip(starts, field.size, strict=True)]


def assert_fields_agree(model):
    """Equal for a unit far from the border; near it, gaps may hide pixels, but never add any."""
    field = layer_table(model).rows[-1].receptive_field
    height, width = model.output.shape[1:3]
    middle = height // 2, width // 2
    assert measured(model, *middle) == expected(field, middle)
    for unit in {(0, 0), (height - 1, width - 1)}:
        for seen, (start, end) in zip(measured(model, *unit), expected(field, unit), strict=True):
            assert seen is None or start <= seen[0] <= seen[1] <= end


@st.composite
def steps(draw, strides=True):
    """One convolution, padding or average pooling, all of them linear."""
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
def test_a_chain_sees_what_changes_it(chain):
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


@pytest.mark.parametrize("name", ["UpSampling1D", "ZeroPadding1D", "Cropping1D", "MaxPooling1D"])
def test_along_an_axis_that_joins_rows_and_columns_nothing_is_known(name):
    layers = load_keras().layers
    image = load_keras().Input((8, 8, 3))
    rows = layers.Reshape((64, 3), name="rows")(layers.Conv2D(3, 3, padding="same", name="conv")(image))
    table = layer_table(load_keras().Model(image, getattr(layers, name)(name="along")(rows)))
    assert table["conv"].receptive_field.size == (3, 3)
    assert table["along"].receptive_field == "unknown"


@pytest.mark.parametrize(("first", "second"), [(3, 7), (7, 3), (1, 5)])
def test_what_sees_two_images_sees_the_union_of_its_fields(first, second):
    keras = load_keras()
    images = [keras.Input((12, 12, 1), name=name) for name in ("left", "right")]
    maps = [
        keras.layers.Conv2D(2, size, padding="same")(image)
        for size, image in zip((first, second), images, strict=True)
    ]
    field = layer_table(keras.Model(images, keras.layers.Add()(maps))).rows[-1].receptive_field
    assert field == chain_field([(max(first, second), 1, 1, "same")])


def test_inputs_with_one_and_with_two_axes_have_no_field_in_common():
    keras = load_keras()
    image, signal = keras.Input((8, 8, 3), name="image"), keras.Input((8, 3), name="signal")
    left = keras.layers.Conv2D(2, 3, padding="same", name="left")(image)
    right = keras.layers.Conv1D(2, 3, padding="same", name="right")(signal)
    right = keras.layers.Reshape((8, 1, 2), name="column")(right)
    table = layer_table(keras.Model([image, signal], keras.layers.Add(name="both")([left, right])))
    assert table["left"].receptive_field.size == (3, 3)
    assert table["right"].receptive_field.size == (3,)
    assert table["both"].receptive_field == "unknown"


@pytest.mark.parametrize(
    ("name", "layer", "size"),
    [
        ("VGG16", "block5_pool", 212),
        ("MobileNet", "conv_pw_13_relu", 315),
        ("ResNet50", "conv5_block3_out", 483),
        ("InceptionV3", "mixed10", 1311),
    ],
)
def test_architectures_have_their_published_fields(name, layer, size):
    # Table of A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural networks",
    # Distill, 2019, https://doi.org/10.23915/distill.00021.
    build = getattr(load_keras().applications, name)
    field = layer_table(build(weights=None, include_top=False, input_shape=(96, 96, 3)))[
        layer
    ].receptive_field
    assert (field.size, field.stride) == ((size, size), (32, 32))


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
