"""What each layer and operation of the table sees is what changes its output when one place changes."""

import numpy as np
import pytest

from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._kinds import OPERATIONS
from cnn_docs.inspection.table._operation_fields import elementwise
from tests.inspection.table.dependency import FIRST, LOCAL, D, K, W, check

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
    "middle, of all rows": (lambda k, _, x: k.CenterCrop(12, 4)(x), LOCAL),
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
    "time distributed, of unknown code": (
        lambda k, _, x: k.TimeDistributed(k.Lambda(lambda row: row[:, ::-1]))(x),
        {1: 1, 2: "unknown", 3: "unknown"},
    ),
    "spectral norm": (
        lambda k, _, x: k.SpectralNormalization(k.Conv2D(2, (3, 2)))(x),
        {1: 1, 2: 2, 3: "whole"},
    ),
    "recurrent": (lambda k, _, x: k.LSTM(3, return_sequences=True)(k.Reshape((12, 40))(x)), "whole"),
    "both directions": (lambda k, _, x: k.Bidirectional(k.GRU(3))(k.Reshape((12, 40))(x)), "whole"),
    "conv lstm": (lambda k, _, x: k.ConvLSTM1D(2, 3)(x), {1: "whole", 2: 1, 3: "whole"}),
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
    "average": (lambda _, ops, x: ops.average(x, axis=1), {1: "whole", 2: 1, 3: 2}),
    "maximum of two": (lambda _, ops, x: ops.max(x, axis=(1, 3)), {1: "whole", 2: 1, 3: "whole"}),
    "softmax": (lambda _, ops, x: ops.softmax(x, axis=1), {1: "whole", 2: 2, 3: 3}),
    "summed up": (lambda _, ops, x: ops.cumsum(x, axis=2), {1: 1, 2: "unknown", 3: 3}),
    "turned": (lambda _, ops, x: ops.flip(x, axis=-1), {1: 1, 2: 2, 3: "unknown"}),
    "put in": (lambda _, ops, x: ops.expand_dims(x, (1, -1)), {1: 2, 2: 3, 3: 4}),
    "put in and out": (lambda _, ops, x: ops.squeeze(ops.expand_dims(x, (2, 4)), (2, -2)), LOCAL),
    "all of one out": (lambda _, ops, x: ops.squeeze(ops.expand_dims(x, (2, 4))), LOCAL),
    "all of one out, the first too": (lambda _, ops, x: ops.squeeze(ops.expand_dims(x, (1, 4))), LOCAL),
    "repeated": (lambda _, ops, x: ops.repeat(x, 3, axis=2), LOCAL),
    "copies of rows": (lambda _, ops, x: ops.tile(x, (2, 1, 1)), {1: "unknown", 2: 2, 3: 3}),
    "rows that move round": (lambda _, ops, x: ops.roll(x, 2, axis=1), {1: "unknown", 2: 2, 3: 3}),
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
        {1: 1, 2: "unknown", 3: 3},
    ),
    "some taken at equal distances": (lambda _, ops, x: ops.take(x, [1, 4, 7], axis=2), LOCAL),
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
    "reflected before": (
        lambda _, ops, x: ops.pad(x, ((0, 0), (2, 0), (0, 0), (0, 0)), mode="reflect"),
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
    "attention of heads to what came before": (
        lambda _, ops, x: ops.dot_product_attention(x, x, x, is_causal=True),
        dict.fromkeys(LOCAL, "unknown"),
    ),
}


@pytest.mark.parametrize("name", SEES)
def test_what_is_said_to_be_seen_changes_the_output(name):
    build, want = SEES[name]
    check(build, dict.fromkeys(LOCAL, want) if isinstance(want, str) else want)


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
