"""What each layer and operation of the table sees is what changes its output when one place changes."""

import numpy as np
import pytest

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table.build import image_axes
from cnn_docs.inspection.table.kinds import OPERATIONS
from cnn_docs.inspection.table.operation_fields import elementwise
from cnn_docs.inspection.table.window_fields import before_input

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


SEES = {  # what is done, and where each axis of the image is then
    "conv": (lambda k, _, x: k.Conv2D(2, (3, 2), strides=2, padding="same")(x), {1: 1, 2: 2, 3: "whole"}),
    "dilated": (
        lambda k, _, x: k.Conv2D(2, 3, dilation_rate=(2, 3), padding="same")(x),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "groups": (lambda k, _, x: k.Conv2D(4, 3, groups=2)(x), {1: 1, 2: 2, 3: "unknown"}),
    "depthwise": (
        lambda k, _, x: k.DepthwiseConv2D((2, 3), depth_multiplier=2, padding="same")(x),
        {1: 1, 2: 2, 3: 3},
    ),
    "separable": (lambda k, _, x: k.SeparableConv2D(2, 3, strides=2)(x), {1: 1, 2: 2, 3: "whole"}),
    "transposed": (
        lambda k, _, x: k.Conv2DTranspose(2, (3, 2), strides=2, padding="same")(x),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "transposed, padded by hand": (
        lambda k, _, x: k.Conv2DTranspose(2, 3, strides=2, output_padding=1)(x),
        {1: "unknown", 2: "unknown", 3: "whole"},
    ),
    "max pool": (lambda k, _, x: k.MaxPooling2D((3, 2), strides=2)(x), LOCAL),
    "average pool": (lambda k, _, x: k.AveragePooling2D(3, strides=2, padding="same")(x), LOCAL),
    "adaptive pool": (lambda k, _, x: k.AdaptiveAveragePooling2D((4, 5))(x), LOCAL),
    "adaptive pool, uneven": (
        lambda k, _, x: k.AdaptiveAveragePooling2D((5, 5))(x),
        {1: "unknown", 2: 2, 3: 3},
    ),
    "global pool": (lambda k, _, x: k.GlobalAveragePooling2D()(x), {1: "whole", 2: "whole", 3: 1}),
    "global pool, kept": (
        lambda k, _, x: k.GlobalMaxPooling2D(keepdims=True)(x),
        {1: "whole", 2: "whole", 3: 3},
    ),
    "global pool, first": (
        lambda k, _, x: k.GlobalAveragePooling2D(**FIRST)(x),
        {1: 1, 2: "whole", 3: "whole"},
    ),
    "zero padding": (lambda k, _, x: k.ZeroPadding2D(((2, 1), (0, 3)))(x), LOCAL),
    "cropping": (lambda k, _, x: k.Cropping2D(((2, 1), (0, 3)))(x), LOCAL),
    "upsampling": (lambda k, _, x: k.UpSampling2D((2, 3))(x), LOCAL),
    "bilinear": (lambda k, _, x: k.UpSampling2D((2, 3), interpolation="bilinear")(x), LOCAL),
    "lanczos": (
        lambda k, _, x: k.UpSampling2D(2, interpolation="lanczos3")(x),
        {1: "unknown", 2: "unknown", 3: 3},
    ),
    "middle": (lambda k, _, x: k.CenterCrop(7, 4)(x), LOCAL),
    "middle, enlarged": (lambda k, _, x: k.CenterCrop(20, 4)(x), dict.fromkeys(LOCAL, "unknown")),
    "dense": (lambda k, _, x: k.Dense(3)(x), {1: 1, 2: 2, 3: "whole"}),
    "einsum dense": (
        lambda k, _, x: k.EinsumDense("bhwc,hd->bwcd", output_shape=(10, 4, 3))(x),
        {1: "whole", 2: 1, 3: 2},
    ),
    "layer norm": (lambda k, _, x: k.LayerNormalization()(x), {1: 1, 2: 2, 3: "whole"}),
    "layer norm of rows": (lambda k, _, x: k.LayerNormalization(axis=1)(x), {1: "whole", 2: 2, 3: 3}),
    "unit norm of two": (
        lambda k, _, x: k.UnitNormalization(axis=(1, -1))(x),
        {1: "whole", 2: 2, 3: "whole"},
    ),
    "group norm": (
        lambda k, _, x: k.GroupNormalization(2)(x),
        {1: "whole", 2: "whole", 3: "whole"},
    ),
    "batch norm": (lambda k, _, x: k.BatchNormalization()(x), LOCAL),
    "softmax of columns": (lambda k, _, x: k.Softmax(axis=2)(x), {1: 1, 2: "whole", 3: 3}),
    "softmax of two": (lambda k, _, x: k.Softmax(axis=(1, 2))(x), {1: "whole", 2: "whole", 3: 3}),
    "activation": (lambda k, _, x: k.Activation("softmax")(x), {1: 1, 2: 2, 3: "whole"}),
    "activation, local": (lambda k, _, x: k.Activation("elu")(x), LOCAL),
    "activation of two": (
        lambda k, _, x: k.Activation("glu")(x),
        dict.fromkeys(LOCAL, "unknown"),
    ),
    "masking": (lambda k, _, x: k.Masking(0.5)(k.Reshape((120, 4))(x)), {1: "lost", 2: "lost", 3: "whole"}),
    "reshape, together and apart": (
        lambda k, _, x: k.Reshape((12, 10, 4))(k.Dense(4)(k.Reshape((120, 4))(x))),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "reshape, in pieces": (lambda k, _, x: k.Reshape((6, 2, 10, 4))(x), {1: "unknown", 2: 3, 3: 4}),
    "reshape, rows and columns together": (
        lambda k, _, x: k.Reshape((120, 4))(x),
        {1: "lost", 2: "lost", 3: 2},
    ),
    "reshape, an axis of one put in": (lambda k, _, x: k.Reshape((12, 1, 10, 4))(x), {1: 1, 2: 3, 3: 4}),
    "permute": (lambda k, _, x: k.Permute((3, 1, 2))(x), {1: 2, 2: 3, 3: 1}),
    "added to its mean": (
        lambda _, ops, x: x + ops.mean(x, axis=1, keepdims=True),
        {1: "whole", 2: 2, 3: 3},
    ),
    "merged": (lambda k, _, x: k.Add()([x, k.Conv2D(4, 3, padding="same")(x)]), {1: 1, 2: 2, 3: "whole"}),
    "merged, fewer axes": (
        lambda k, _, x: k.Multiply()([x, k.GlobalAveragePooling2D()(x)]),
        {1: "whole", 2: "whole", 3: 3},
    ),
    "concatenated": (lambda k, _, x: k.Concatenate(axis=-1)([x, x]), {1: 1, 2: 2, 3: "unknown"}),
    "concatenated rows": (lambda k, _, x: k.Concatenate(axis=1)([x, x]), {1: "unknown", 2: 2, 3: 3}),
    "dot": (
        lambda k, _, x: k.Dot(axes=(1, 2))(
            [k.Reshape((12, 40))(x), k.Permute((2, 1))(k.Reshape((12, 40))(x))]
        ),
        {1: "whole", 2: "unknown", 3: "unknown"},
    ),
    "time distributed": (
        lambda k, _, x: k.TimeDistributed(k.Conv1D(2, 3, padding="same"))(x),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "spectral norm": (
        lambda k, _, x: k.SpectralNormalization(k.Conv2D(2, (3, 2)))(x),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "recurrent": (lambda k, _, x: k.LSTM(3, return_sequences=True)(k.Reshape((12, 40))(x)), "whole"),
    "both directions": (lambda k, _, x: k.Bidirectional(k.GRU(3))(k.Reshape((12, 40))(x)), "whole"),
    "conv lstm": (
        lambda k, _, x: k.ConvLSTM1D(2, 3)(x),
        {1: "whole", 2: "unknown", 3: "unknown"},
    ),
    "squeezed where all is seen": (
        lambda k, ops, x: ops.squeeze(k.AveragePooling2D((12, 1))(x), 1),
        {1: "whole", 2: 1, 3: 2},
    ),
    "squeezed where the last row is not seen": (
        lambda k, ops, x: ops.squeeze(k.AveragePooling2D((11, 1))(x), 1),
        {1: "unknown", 2: 1, 3: 2},
    ),
    "squeezed where the first row is not seen": (
        lambda k, ops, x: ops.squeeze(k.AveragePooling2D((11, 1))(x[:, 1:]), 1),
        {1: "unknown", 2: 1, 3: 2},
    ),
    "one row added to all": (
        lambda k, ops, x: x + k.AveragePooling2D((12, 1))(x),
        {1: "whole", 2: 2, 3: 3},
    ),
    "a mean of some rows added to all": (
        lambda k, ops, x: x + k.AveragePooling2D((11, 1))(x),
        {1: "unknown", 2: 2, 3: 3},
    ),
    "reshaped, wider and back": (
        lambda k, ops, x: k.Reshape((12, 10, 4))(k.ReLU()(k.Reshape((12, 40))(x))),
        LOCAL,
    ),
    "reshaped, all together and back": (
        lambda k, ops, x: k.Reshape((12, 10, 4))(k.Flatten()(x)),
        LOCAL,
    ),
    "reshaped across the rows": (
        lambda k, ops, x: k.Reshape((10, 12, 4))(x),
        {1: "unknown", 2: "unknown", 3: "unknown"},
    ),
    "reshaped to halves of rows": (lambda k, ops, x: k.Reshape((12, 2, 5, 4))(x), {1: 1, 2: "unknown", 3: 4}),
    "a sum of what was joined and of others": (
        lambda k, ops, x: k.Reshape((120, 4))(x) + k.Reshape((120, 4))(x),
        {1: "lost", 2: "lost", 3: 2},
    ),
    "a sum of what was joined and of what was not": (
        lambda k, ops, x: (
            k.Reshape((120, 4))(x) + k.Permute((2, 1))(k.Reshape((4, 120))(k.Permute((3, 1, 2))(x)))
        ),
        {1: "lost", 2: "lost", 3: 2},
    ),
    "rows repeated, then taken in steps": (lambda k, ops, x: ops.repeat(x, 3, axis=1)[:, ::2], LOCAL),
    "sum": (lambda _, ops, x: ops.sum(x, axis=2), {1: 1, 2: "whole", 3: 2}),
    "sum, kept": (lambda _, ops, x: ops.sum(x, axis=-2, keepdims=True), {1: 1, 2: "whole", 3: 3}),
    "maximum of two": (lambda _, ops, x: ops.max(x, axis=(1, 3)), {1: "whole", 2: 1, 3: "whole"}),
    "softmax": (lambda _, ops, x: ops.softmax(x, axis=1), {1: "whole", 2: 2, 3: 3}),
    "summed up": (lambda _, ops, x: ops.cumsum(x, axis=2), {1: 1, 2: "unknown", 3: 3}),
    "turned": (lambda _, ops, x: ops.flip(x, axis=-1), {1: 1, 2: 2, 3: "unknown"}),
    "put in": (lambda _, ops, x: ops.expand_dims(x, (1, -1)), {1: 2, 2: 3, 3: 4}),
    "put in and out": (lambda _, ops, x: ops.squeeze(ops.expand_dims(x, (2, 4)), (2, -2)), LOCAL),
    "all of one out": (lambda _, ops, x: ops.squeeze(ops.expand_dims(x, (2, 4))), LOCAL),
    "repeated": (lambda _, ops, x: ops.repeat(x, 3, axis=2), LOCAL),
    "repeated each": (
        lambda _, ops, x: ops.repeat(x, np.array([1, 2, 1, 1]), axis=3),
        dict.fromkeys(LOCAL, "unknown"),
    ),
    "stacked": (lambda _, ops, x: ops.stack([x, x + 1], axis=2), {1: 1, 2: 3, 3: 4}),
    "second half": (lambda _, ops, x: ops.split(x, 2, axis=1)[1], LOCAL),
    "in three": (lambda _, ops, x: ops.split(x, [3, 7], axis=2)[2], LOCAL),
    "one of the rows": (lambda _, ops, x: ops.unstack(x, axis=1)[4], {1: "unknown", 2: 1, 3: 2}),
    "one taken": (lambda _, ops, x: ops.take(x, 3, axis=2), {1: 1, 2: "unknown", 3: 2}),
    "some taken": (
        lambda _, ops, x: ops.take(x, np.array([3, 1]), axis=2),
        dict.fromkeys(LOCAL, "unknown"),
    ),
    "index": (lambda _, ops, x: x[:, 2], {1: "unknown", 2: 1, 3: 2}),
    "slices": (lambda _, ops, x: x[:, 1:9:2, ..., 1:], LOCAL),
    "slice from the end": (lambda _, ops, x: x[:, -3:], LOCAL),
    "new axis": (lambda _, ops, x: x[:, None, 1:, :, None], {1: 2, 2: 3, 3: 5}),
    "dots": (lambda _, ops, x: x[..., 1:3, :], LOCAL),
    "backwards": (lambda _, ops, x: x[:, :, ::-1], {1: 1, 2: "unknown", 3: 3}),
    "padded": (lambda _, ops, x: ops.pad(x, ((0, 0), (2, 1), (0, 3), (0, 0))), LOCAL),
    "reflected": (
        lambda _, ops, x: ops.pad(x, ((0, 0), (2, 1), (0, 0), (0, 0)), mode="reflect"),
        {1: "unknown", 2: 2, 3: 3},
    ),
    "padded before": (lambda _, ops, x: ops.pad(x, ((0, 0), (2, 0), (0, 0), (0, 1))), LOCAL),
    "transpose": (lambda _, ops, x: ops.transpose(x, (0, 3, 1, 2)), {1: 2, 2: 3, 3: 1}),
    "swapped": (lambda _, ops, x: ops.swapaxes(x, 1, -1), {1: 3, 2: 2, 3: 1}),
    "moved": (lambda _, ops, x: ops.moveaxis(x, 1, -1), {1: 3, 2: 1, 3: 2}),
    "two moved": (lambda _, ops, x: ops.moveaxis(x, (3, 1), (1, 2)), {1: 2, 2: 3, 3: 1}),
    "matmul": (lambda _, ops, x: ops.matmul(x, W), {1: 1, 2: 2, 3: "whole"}),
    "matmul with itself": (
        lambda _, ops, x: ops.matmul(x, ops.swapaxes(x, 2, 3)),
        {1: 1, 2: "unknown", 3: "whole"},
    ),
    "einsum": (
        lambda _, ops, x: ops.einsum("bhwc,wd->bhdc", x, np.ones((10, 3), "float32")),
        {1: 1, 2: "whole", 3: 3},
    ),
    "einsum with dots": (lambda _, ops, x: ops.einsum("...c,cd->...d", x, W), {1: 1, 2: 2, 3: "whole"}),
    "depth to space": (lambda _, ops, x: ops.depth_to_space(x, 2), {1: 1, 2: 2, 3: "whole"}),
    "space to depth": (lambda _, ops, x: ops.space_to_depth(x, 2), {1: 1, 2: 2, 3: "whole"}),
    "one hot": (
        lambda _, ops, x: ops.one_hot(ops.cast(x * 5, "int32"), 7, axis=-1, dtype="float32"),
        LOCAL,
    ),
    "max pool as an operation": (lambda _, ops, x: ops.max_pool(x, (3, 2), strides=2), LOCAL),
    "mean pool, as large as its step": (lambda _, ops, x: ops.average_pool(x, 2), LOCAL),
    "conv as an operation": (
        lambda _, ops, x: ops.conv(x, K, strides=1, padding="same", dilation_rate=2),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "conv in steps": (lambda _, ops, x: ops.conv(x, K, strides=2), {1: 1, 2: 2, 3: "whole"}),
    "depthwise as an operation": (
        lambda _, ops, x: ops.depthwise_conv(x, D, strides=1, padding="same"),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "attention of heads": (
        lambda _, ops, x: ops.dot_product_attention(x, x, x),
        {1: "whole", 2: 2, 3: "whole"},
    ),
}


@pytest.mark.parametrize("name", SEES)
def test_what_is_said_to_be_seen_changes_the_output(name):
    build, want = SEES[name]
    check(build, dict.fromkeys(LOCAL, want) if isinstance(want, str) else want)


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
    "sliced": ((None, 4), lambda _, ops, x: x[:, 1:], {1: "unknown", 2: "unknown"}),
    "sliced beside": ((None, 4), lambda _, ops, x: x[:, :, 1:], {1: 1, 2: 2}),
    "added": ((None, 4), lambda k, _, x: k.Add()([x, k.Conv1D(4, 3, padding="same")(x)]), {1: 1, 2: "whole"}),
    "pooled": ((None, 4), lambda k, _, x: k.GlobalAveragePooling1D()(x), {1: "whole", 2: 1}),
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


def _made(name):
    """Return an operation of a name, made without arguments, and how many tensors it takes."""
    from keras.src.ops.operation import Operation

    stack, found = [Operation], None
    while stack:
        for one in stack.pop().__subclasses__():
            stack.append(one)
            if one.__name__ == name and one.__module__.startswith("keras.src.ops."):
                found = one
    for count in (1, 2, 3):
        try:
            operation = found()
            operation(*[load_keras().KerasTensor((None, 2))] * count)
        except Exception:  # whatever Keras says of too few or too many arguments
            continue
        return operation, count
    return None, 0


ELEMENTWISE = sorted(name for name, kind in OPERATIONS.items() if kind.field is elementwise)
NEEDS_ARGUMENTS = {
    "Cast": lambda ops, x: ops.cast(x, "int32"),
    "Clip": lambda ops, x: ops.clip(x, 0.3, 0.6),
    "Digitize": lambda ops, x: ops.digitize(x, [0.0, 0.5]),
    "SaturateCast": lambda ops, x: ops.saturate_cast(x, "uint8"),
    "Threshold": lambda ops, x: ops.threshold(x, 0.5, 0.0),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_what_is_said_to_work_value_by_value_does(name):
    operation, count = _made(name)
    if operation is None:
        operation, count = lambda x: NEEDS_ARGUMENTS[name](load_keras().ops, x), 1
    values = np.random.default_rng(0).uniform(0.1, 0.9, (4, 3)).astype("float32")
    if name.startswith("Bitwise") or name in ("LeftShift", "RightShift", "Ldexp"):
        values = (9 * values).astype("int32")
    changed = values.copy()
    changed[1, 2] += 3
    before, after = (np.asarray(operation(*[one] * count)) for one in (values, changed))
    assert before.shape == values.shape
    elsewhere = np.ones(values.shape, bool)
    elsewhere[1, 2] = False
    np.testing.assert_array_equal(before[elsewhere], after[elsewhere])
