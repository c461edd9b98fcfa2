"""What is seen in signals, volumes, several inputs and tensors of open size is what changes the output."""

import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._build import image_axes
from cnn_docs.inspection.table._window_fields import before_input
from tests.inspection.table.dependency import FIRST, LOCAL, check, what_is_said

OTHER_SHAPES = {
    "causal": (
        (12, 3),
        lambda k, _, x: k.Conv1D(2, 3, padding="causal", dilation_rate=2)(x),
        {1: 1, 2: "whole"},
    ),
    "signal, channels first": (
        (4, 12),
        lambda k, _, x: k.Conv1D(2, 3, strides=2, padding="same", **FIRST)(x),
        {1: "whole", 2: 2},
    ),
    "image, channels first": ((4, 12, 10), lambda k, _, x: k.MaxPooling2D((3, 2), **FIRST)(x), LOCAL),
    "transposed, channels first": (
        (4, 5, 6),
        lambda k, _, x: k.UpSampling2D(2, **FIRST)(k.ZeroPadding2D((1, 0), **FIRST)(x)),
        LOCAL,
    ),
    "flat, channels first": (
        (4, 12),
        lambda k, _, x: k.Reshape((12, 4))(k.Flatten(**FIRST)(x)),
        {1: 2, 2: 1},
    ),
    "volume": (
        (5, 6, 7, 2),
        lambda k, _, x: k.Conv3D(2, (2, 3, 2), padding="same")(x),
        {1: 1, 2: 2, 3: 3, 4: "whole"},
    ),
    "volume, cropped": (
        (5, 6, 7, 2),
        lambda k, _, x: k.Cropping3D(((1, 0), (0, 2), (1, 1)))(k.UpSampling3D((1, 2, 1))(x)),
        {1: 1, 2: 2, 3: 3, 4: 4},
    ),
    "gray for each colour": (
        (12, 10, 1),
        lambda k, ops, x: k.Conv2D(2, 3)(ops.tile(x, 3)),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "gray for each colour in own code": (
        (12, 10, 1),
        lambda k, ops, x: k.Conv2D(2, 3)(k.Lambda(lambda x: ops.tile(x, (1, 1, 1, 3)))(x)),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "a vector for each step": ((4,), lambda k, _, x: k.RepeatVector(3)(x), {1: 2}),
    "depth to space, channels first": (
        (4, 3, 5),
        lambda _, ops, x: ops.depth_to_space(x, 2, data_format="channels_first"),
        {1: "whole", 2: 2, 3: 3},
    ),
    "space to depth, channels first": (
        (2, 4, 6),
        lambda _, ops, x: ops.space_to_depth(x, 2, data_format="channels_first"),
        {1: "whole", 2: 2, 3: 3},
    ),
    "pooled as an operation, channels first": (
        (2, 12, 10),
        lambda _, ops, x: ops.average_pool(x, (3, 2), data_format="channels_first"),
        LOCAL,
    ),
    "words": (
        (6,),
        lambda k, ops, x: k.Embedding(9, 3)(ops.cast(ops.clip(x * 5, 0, 8), "int32")),
        {1: 1},
    ),
    "numbers, in classes": ((6,), lambda k, _, x: k.Discretization([0.2, 0.5, 0.7])(x), {1: 1}),
    "numbers, in classes told by a one": (
        (6, 5),
        lambda k, _, x: k.Discretization([0.2, 0.5, 0.7], output_mode="one_hot")(x),
        {1: 1, 2: 2},
    ),
    "numbers, counted": (
        (4,),
        lambda k, _, x: k.Discretization([0.2, 0.5, 0.7], output_mode="multi_hot")(x),
        {1: "unknown"},
    ),
    "the diagonal of a square": (
        (5, 5, 2),
        lambda _, ops, x: ops.einsum("bhhc->bhc", x),
        dict.fromkeys(LOCAL, "unknown"),
    ),
    "two frames in the batch axis": (
        (2, 6, 3),
        lambda k, ops, x: ops.reshape(k.Conv1D(2, 3)(ops.reshape(x, (-1, 6, 3))), (-1, 2, 4, 2)),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "frames in the batch axis, each pooled": (
        (3, 8, 6, 2),
        lambda k, ops, x: ops.reshape(k.GlobalMaxPooling2D()(ops.reshape(x, (-1, 8, 6, 2))), (-1, 3, 2)),
        {1: 1, 2: "whole", 3: "whole", 4: 2},
    ),
    "frames in the batch axis": (
        (3, 8, 6, 2),
        lambda k, ops, x: ops.reshape(k.Conv2D(2, 3)(ops.reshape(x, (-1, 8, 6, 2))), (-1, 3, 6, 4, 2)),
        {1: 1, 2: 2, 3: 3, 4: "whole"},
    ),
    "strips in the batch axis": (
        (4, 6, 2),
        lambda k, ops, x: ops.reshape(k.Dense(2)(ops.reshape(x, (-1, 6, 2))), (-1, 4, 6, 2)),
        {1: 1, 2: 2, 3: "whole"},
    ),
}


@pytest.mark.parametrize("name", OTHER_SHAPES)
def test_so_it_is_for_other_shapes(name):
    shape, build, want = OTHER_SHAPES[name]
    check(build, want, shapes=[shape])


@pytest.mark.parametrize("size", [5, 8, 9, 12])
@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (1, 3), (2, 1), (3, 1), (2, 2), (3, 2)])
def test_the_same_padding_is_what_the_last_window_lacks_half_of_it_before(size, kernel, stride, dilation):
    starts = range(0, size, stride)
    pixels_under_windows = {start + dilation * element for start in starts for element in range(kernel)}
    lacking = max(pixels_under_windows) + 1 - size
    assert before_input(size, kernel, stride, dilation, "same") == max(lacking, 0) // 2
    assert before_input(size, kernel, stride, dilation, "valid") == 0
    assert before_input(size, kernel, stride, dilation, "causal") == dilation * (kernel - 1)
    of_any_multiple = before_input(stride * 20, kernel, stride, dilation, "same")
    assert before_input(None, kernel, stride, dilation, "same") == of_any_multiple


OPEN = {  # shape, what is done, and where the axes are then
    "a convolution": ((None, None, 3), lambda k, _, x: k.Conv2D(2, 3)(x), {1: 1, 2: 2, 3: "whole"}),
    "channels split": ((None, 4), lambda k, _, x: k.Reshape((-1, 2, 2))(x), {1: 1, 2: "unknown"}),
    "an axis of one": ((None, 4), lambda k, _, x: k.Reshape((-1, 1, 4))(x), {1: 1, 2: 3}),
    "steps joined with channels": (
        (None, 4),
        lambda k, _, x: k.Reshape((-1, 8))(x),
        {1: "unknown", 2: "unknown"},
    ),
    "sliced": ((None, 4), lambda _, ops, x: x[:, 1:], {1: 1, 2: 2}),
    "sliced from the end": ((None, 4), lambda _, ops, x: x[:, -2:], {1: "unknown", 2: 2}),
    "sliced beside": ((None, 4), lambda _, ops, x: x[:, :, 1:], {1: 1, 2: 2}),
    "added": ((None, 4), lambda k, _, x: k.Add()([x, k.Conv1D(4, 3, padding="same")(x)]), {1: 1, 2: "whole"}),
    "pooled": ((None, 4), lambda k, _, x: k.GlobalAveragePooling1D()(x), {1: "whole", 2: 1}),
    "split": ((None, 4), lambda _, ops, x: ops.split(x, 2, axis=1)[0], {1: "unknown", 2: "unknown"}),
    "the middle": ((None, None, 3), lambda k, _, x: k.CenterCrop(4, 4)(x), dict.fromkeys(LOCAL, "unknown")),
    "squeezed": ((None, 4), lambda k, ops, x: ops.squeeze(x[:, :, None], 2), {1: 1, 2: 2}),
}


@pytest.mark.parametrize("name", OPEN)
def test_places_are_followed_through_open_sizes(name):
    keras = load_keras()
    shape, build, want = OPEN[name]
    x = keras.Input(shape)
    model = keras.Model(x, build(keras.layers, keras.ops, x))
    field = image_axes(model).fields[layer_table(model).rows[-1].output_names[0]]
    assert what_is_said(field, field.sources[0]) == want


SEVERAL = {  # shapes, what is done, and where the axes of each input are then
    "added": (
        [(6, 5, 4), (6, 5, 4)],
        lambda k, _, a, b: k.Add()([k.Conv2D(4, 3, padding="same")(a), b]),
        [{1: 1, 2: 2, 3: "whole"}, LOCAL],
    ),
    "a gate of channels": ([(6, 5, 4), (4,)], lambda k, _, a, b: k.Multiply()([a, b]), [LOCAL, {1: 3}]),
    "a row for all rows": (
        [(6, 5, 4), (1, 5, 4)],
        lambda _, ops, a, b: a * b,
        [LOCAL, {1: "whole", 2: 2, 3: 3}],
    ),
    "a column for two columns": (
        [(6, 2, 4), (6, 1, 4)],
        lambda _, ops, a, b: a * b,
        [LOCAL, {1: 1, 2: "whole", 3: 3}],
    ),
    "a single column each": ([(6, 1, 4), (6, 1, 4)], lambda k, _, a, b: k.Add()([a, b]), [LOCAL, LOCAL]),
    "rows and columns together, and a signal": (
        [(6, 5, 4), (30, 4)],
        lambda k, _, a, b: k.Reshape((30, 4))(a) + b,
        [{1: "unknown", 2: "unknown", 3: 2}, {1: "unknown", 2: 2}],
    ),
    "one behind the other": (
        [(6, 4), (3, 4)],
        lambda k, _, a, b: k.Concatenate(axis=1)([a, b]),
        [{1: "unknown", 2: 2}, {1: "unknown", 2: 2}],
    ),
    "a product of each with each": (
        [(6, 4), (5, 4)],
        lambda k, _, a, b: k.Dot(axes=2)([a, b]),
        [{1: 1, 2: "whole"}, {1: 2, 2: "whole"}],
    ),
    "a matrix product": (
        [(6, 4), (4, 5)],
        lambda _, ops, a, b: ops.matmul(a, b),
        [{1: 1, 2: "whole"}, {1: "whole", 2: 2}],
    ),
    "a sum of products": (
        [(6, 4), (5, 4)],
        lambda _, ops, a, b: ops.einsum("bxc,byc->byx", a, b),
        [{1: 2, 2: "whole"}, {1: 1, 2: "whole"}],
    ),
    "attention": (
        [(6, 4), (5, 4)],
        lambda k, _, a, b: k.MultiHeadAttention(2, 3)(a, b),
        [{1: 1, 2: "whole"}, {1: "whole", 2: "whole"}],
    ),
    "attention of grouped queries": (
        [(6, 4), (5, 4)],
        lambda k, _, a, b: k.GroupQueryAttention(3, 4, 2)(value=b, query=a),
        [{1: 1, 2: "whole"}, {1: "whole", 2: "whole"}],
    ),
    "attention without weights": (
        [(6, 4), (5, 4)],
        lambda k, _, a, b: k.Attention()([a, b]),
        [{1: 1, 2: "whole"}, {1: "whole", 2: "whole"}],
    ),
    "attention with keys of their own": (
        [(6, 4), (5, 4), (5, 4)],
        lambda k, _, a, b, c: k.AdditiveAttention()([a, b, c]),
        [{1: 1, 2: "whole"}, {1: "whole", 2: "whole"}, {1: "whole", 2: "whole"}],
    ),
    "attention along one of two axes": (
        [(3, 5, 4), (3, 5, 4)],
        lambda k, _, a, b: k.MultiHeadAttention(2, 3, attention_axes=(1,))(a, b),
        [{1: 1, 2: 2, 3: "whole"}, dict.fromkeys(LOCAL, "unknown")],
    ),
    "attention along both": (
        [(3, 5, 4), (3, 5, 4)],
        lambda k, _, a, b: k.MultiHeadAttention(2, 3, attention_axes=(1, 2))(a, b),
        [{1: 1, 2: 2, 3: "whole"}, dict.fromkeys(LOCAL, "whole")],
    ),
    "attention to what came before": (
        [(6, 4), (6, 4)],
        lambda k, _, a, b: k.MultiHeadAttention(2, 3)(a, b, use_causal_mask=True),
        [{1: "unknown", 2: "unknown"}] * 2,
    ),
    "attention of heads": (
        [(6, 2, 4), (5, 2, 4), (5, 2, 4)],
        lambda _, ops, a, b, c: ops.dot_product_attention(a, b, c),
        [{1: 1, 2: 2, 3: "whole"}, {1: "whole", 2: 2, 3: "whole"}, {1: "whole", 2: 2, 3: "whole"}],
    ),
    "a state to begin with": (
        [(6, 4), (3,)],
        lambda k, _, a, b: k.GRU(3)(a, initial_state=b),
        [{1: "whole", 2: "whole"}, {1: "whole"}],
    ),
    "states of maps to begin with": (
        [(5, 8, 2), (6, 3), (6, 3)],
        lambda k, _, a, b, c: k.ConvLSTM1D(3, 3)(a, initial_state=[b, c]),
        [{1: "whole", 2: "unknown", 3: "unknown"}, *[{1: "unknown", 2: "unknown"}] * 2],
    ),
    "at another speed": (
        [(12, 4)],
        lambda k, _, a: k.Add()([k.MaxPooling1D(2)(a), a[:, :6]]),
        [{1: "unknown", 2: 2}],
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_so_it_is_for_several_inputs(name):
    shapes, build, wanted = SEVERAL[name]
    check(build, *wanted, shapes=shapes)


@pytest.mark.parametrize(
    ("shape", "fits"),
    [((None, 6, 5), True), ((None, 6, 4), False), ((None, None, 5), True), ((None, 6), False)],
)
def test_a_field_fits_a_shape_with_the_same_sizes_as_far_as_they_are_known(shape, fits):
    keras = load_keras()
    x = keras.Input((6, 5))
    model = keras.Model(x, keras.layers.ReLU(name="positive")(x))
    assert image_axes(model).fields["positive"].fits(shape) is fits
