"""Every layer and operation of Keras has been thought of, and what is not known is said to be unknown."""

import inspect

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras
from cnn_docs.inspection.table._build import image_axes
from cnn_docs.inspection.table._kinds import LAYERS, OPERATIONS, kind_of

CODE_OF_OTHERS = "Lambda TFSMLayer JaxLayer FlaxLayer TorchModuleWrapper"
NOT_FOLLOWED = "Layer Wrapper InputLayer StackedRNNCells MelSpectrogram STFTSpectrogram"
UNKNOWN_OPERATIONS = """
    AffineTransform AllClose AssociativeScan BinaryCrossentropy CDist CTCDecode CTCLoss
    CategoricalCrossentropy
    Cholesky CholeskyInverse Cond Corrcoef Correlate Cross Det Dot Eig Eigh ElasticTransform FFT FFT2 ForiLoop
    Function GaussianBlur Gcd Geomspace IFFT2 IRFFT ISTFT Inner Inv JVP Kron Lcm Logdet Lstsq LuFactor Map
    MatrixRank Moments Nanpercentile Nanquantile Outer PSNR PerspectiveTransform Pinv Polar Qr RFFT SSIM STFT
    SVD ScaleAndTranslate Scan SegmentProd SegmentReduction SeparableConv Slogdet SobelEdges Solve
    SolveTriangular SparseCategoricalCrossentropy Switch Trapezoid Vander Vdot VectorizedMap WhileLoop
"""


def public_layers():
    layers = load_keras().layers
    found = (getattr(layers, name) for name in dir(layers))
    return {one for one in found if inspect.isclass(one) and issubclass(one, layers.Layer)}


def operations():
    from keras.src.ops.operation import Operation

    load_keras()
    stack, found = [Operation], set()
    while stack:
        for one in stack.pop().__subclasses__():
            stack.append(one)
            if one.__module__.startswith("keras.src.ops."):
                found.add(one.__name__)
    return found


def test_every_layer_is_known_or_said_not_to_be():
    unknown = {one.__name__ for one in public_layers() if not any(a.__name__ in LAYERS for a in one.__mro__)}
    assert unknown == {*CODE_OF_OTHERS.split(), *NOT_FOLLOWED.split()}


def test_every_operation_is_known_or_said_not_to_be():
    assert operations() - set(OPERATIONS) - {"Operation"} == set(UNKNOWN_OPERATIONS.split())


def test_no_line_of_the_table_is_about_nothing():
    internal = {"CustomScaleLayer", "LayerScale", "StochasticDepth"}  # of keras.applications
    bases = {ancestor.__name__ for one in public_layers() for ancestor in one.__mro__}
    assert set(LAYERS) - bases == internal
    assert set(OPERATIONS) - operations() == set()


def table_of(inputs, outputs):
    return layer_table(load_keras().Model(inputs, outputs))


@pytest.mark.parametrize("tied", [True, False])
def test_an_embedding_in_reverse_multiplies_and_sees_what_it_is_given(tied):
    keras = load_keras()
    ids = keras.Input((10,), dtype="int32")
    embedding = keras.layers.ReversibleEmbedding(1000, 16, tie_weights=tied, name="embedding")
    vectors = embedding(ids)
    local = table_of(ids, embedding(keras.layers.Conv1D(16, 3, padding="same")(vectors), reverse=True)).rows[
        -1
    ]
    assert local.multiply_adds == 10 * 16 * 1000
    assert local.receptive_field.size == (3,)
    seen = keras.layers.MultiHeadAttention(2, 8)(vectors, vectors)
    assert table_of(ids, embedding(seen, reverse=True)).rows[-1].receptive_field == "whole input"


def test_a_look_up_behind_what_has_seen_everything_has_seen_everything():
    keras = load_keras()
    ids = keras.Input((10,), dtype="int32")
    best = keras.ops.argmax(
        keras.layers.LSTM(8, return_sequences=True)(keras.layers.Embedding(9, 4)(ids)), -1
    )
    table = table_of(ids, keras.layers.Embedding(8, 3)(best))
    assert table.rows[-1].receptive_field == "whole input"
    assert table.multiply_adds == 10 * (4 * 32 + 8 * 32)


FIELDS = {
    "softmax over rows": (lambda k, _, x: k.Softmax(axis=1)(x), "whole input"),
    "softmax of rows as an operation": (lambda _, ops, x: ops.softmax(x, axis=1), "whole input"),
    "softmax of channels as an operation": (lambda _, ops, x: ops.softmax(x), (1, 1)),
    "normalised over all axes": (
        lambda k, _, x: k.LayerNormalization(axis=(1, 2, 3))(x),
        "whole input",
    ),
    "normalised over channels": (lambda k, _, x: k.LayerNormalization()(x), (1, 1)),
    "normalised in groups": (lambda k, _, x: k.GroupNormalization(1)(x), "whole input"),
    "resized": (lambda k, _, x: k.Resizing(20, 20)(x), (3, 3)),
    "resized with its proportions": (
        lambda k, _, x: k.Resizing(20, 20, pad_to_aspect_ratio=True)(x),
        "unknown",
    ),
    "middle cut out": (lambda k, _, x: k.CenterCrop(8, 8)(x), (1, 1)),
    "bicubic": (lambda k, _, x: k.UpSampling2D(2, interpolation="bicubic")(x), "unknown"),
    "rolled": (lambda _, ops, x: ops.roll(x, 1, axis=1), "unknown"),
    "flipped": (lambda _, ops, x: ops.flip(x, axis=2), "unknown"),
    "summed up": (lambda _, ops, x: ops.cumsum(x, axis=1), "unknown"),
    "sorted": (lambda _, ops, x: ops.sort(x, axis=1), "unknown"),
    "every second": (lambda _, ops, x: x[:, ::2, 1:], (1, 1)),
    "backwards": (lambda _, ops, x: x[:, ::-1], "unknown"),
    "one row": (lambda _, ops, x: x[:, 3], "unknown"),
    "reflected": (lambda _, ops, x: ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect"), "unknown"),
    "padded": (lambda _, ops, x: ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))), (1, 1)),
    "padded, the batch too": (lambda _, ops, x: ops.pad(x, 1), "unknown"),
    "transposed": (lambda _, ops, x: ops.transpose(x, (0, 2, 1, 3)), (1, 1)),
    "axes moved": (lambda _, ops, x: ops.moveaxis(x, (1, 2), (2, 1)), (1, 1)),
    "an axis moved back": (lambda _, ops, x: ops.moveaxis(ops.moveaxis(x, 1, 3), -1, 1)[:, ::3], (1, 1)),
    "all axes in reverse": (lambda _, ops, x: ops.transpose(x), "unknown"),
    "first two swapped": (lambda _, ops, x: ops.swapaxes(x, 1, 2)[:, 2:], (1, 1)),
    "batch and rows swapped": (lambda _, ops, x: ops.swapaxes(x, 0, 1), "unknown"),
    "all axes reversed": (lambda _, ops, x: ops.swapaxes(x, 1, 3), (1, 1)),
    "depth to space": (lambda k, ops, x: ops.depth_to_space(k.Conv2D(4, 1)(x), 2), (2, 2)),
    "space to depth": (lambda _, ops, x: ops.space_to_depth(x, 2), (2, 2)),
    "mean over channels": (lambda _, ops, x: ops.mean(x, axis=-1, keepdims=True), (1, 1)),
    "mean over rows": (lambda _, ops, x: ops.mean(x, axis=1), "whole input"),
    "repeated": (lambda _, ops, x: ops.repeat(x, 2, axis=1), (2, 1)),
    "tiled": (lambda _, ops, x: ops.tile(x, (1, 2, 1, 1)), "unknown"),
    "halves one behind the other": (
        lambda _, ops, x: ops.concatenate(ops.split(x, 2, axis=1), axis=1),
        "unknown",
    ),
    "halves as channels": (lambda _, ops, x: ops.concatenate([x, x], axis=-1), (1, 1)),
    "added to its transpose": (lambda _, ops, x: x + ops.transpose(x, (0, 2, 1, 3)), "unknown"),
    "softmax as an activation": (lambda k, _, x: k.Conv2D(3, 3, activation="softmax")(x), (3, 3)),
    "own activation": (
        lambda k, _, x: k.Conv2D(3, 3, activation=lambda t: t[:, ::-1])(x),
        "unknown",
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_right_or_unknown(name):
    keras = load_keras()
    build, want = FIELDS[name]
    x = keras.Input((12, 12, 2))
    field = table_of(x, build(keras.layers, keras.ops, x)).rows[-1].receptive_field
    assert getattr(field, "size", field) == want


def test_frames_in_the_batch_axis_come_back():
    keras = load_keras()
    clip = keras.Input((5, 12, 10, 1), name="clip")
    maps = keras.layers.Conv2D(2, 3, name="conv")(keras.ops.reshape(clip, (-1, 12, 10, 1)))
    model = keras.Model(clip, keras.layers.Identity(name="back")(keras.ops.reshape(maps, (-1, 5, 10, 8, 2))))
    table, axes = layer_table(model), image_axes(model)
    for name in ("conv", "back"):
        assert table[name].receptive_field.size == (1, 3, 3)
    assert axes.spatial_axes("conv") == (0, 1, 2)
    assert axes.spatial_axes("back") == (1, 2, 3)
    assert table["conv"].spatial_axes == table["back"].spatial_axes == (0, 1, 2)


def written_anew(layers):
    """Layers of Keras of which a method that their ``call`` uses is written anew."""

    class Centred(layers.Conv2D):
        def convolution_op(self, inputs, kernel):
            whole = load_keras().ops.mean(inputs, axis=(1, 2, 3), keepdims=True)
            return super().convolution_op(inputs, kernel) + whole

    class Causal(layers.MultiHeadAttention):
        def _compute_attention(self, query, key, value, *args, **options):
            return super()._compute_attention(query, key * 0, value, *args, **options)

    class Counted(layers.Conv2D):
        def get_config(self):
            return super().get_config() | {"seen": 1}

    rolled = layers.Conv2D(2, 3)
    rolled.call = lambda inputs, plain=rolled.call: plain(load_keras().ops.roll(inputs, 3, axis=1))
    one, other = Centred(2, 3), Causal(2, 3)
    return {"convolution": one, "attention": other, "object": rolled, "nothing": Counted(2, 3)}


@pytest.mark.parametrize("kind", ["convolution", "attention", "object", "nothing"])
def test_a_layer_of_which_a_part_is_written_anew_is_not_taken_for_the_one_it_comes_from(kind):
    keras = load_keras()
    x, layer = keras.Input((8, 8, 2)), written_anew(keras.layers)[kind]
    known = kind_of(layer)
    assert (known is None) is (kind != "nothing")
    field = table_of(x, layer(x, x) if kind == "attention" else layer(x)).rows[-1].receptive_field
    assert getattr(field, "size", field) == (3, 3) if known else field in ("whole input", "unknown")


def test_a_window_that_code_of_others_cuts_out_is_not_the_whole_image():
    keras = load_keras()
    layers, ops = keras.layers, keras.ops

    class Windows(layers.Layer):
        def call(self, x):
            x = ops.transpose(ops.reshape(x, (-1, 2, 4, 2, 4, 3)), (0, 1, 3, 2, 4, 5))
            return ops.reshape(x, (-1, 16, 3))

    x = keras.Input((8, 8, 3))
    windows = Windows()(x)
    made = [layers.MultiHeadAttention(2, 3)(windows, windows), layers.GlobalAveragePooling1D()(windows)]
    made += [layers.LSTM(2)(windows), layers.Flatten()(windows), layers.GroupNormalization(1)(windows)]
    made += [ops.mean(windows, axis=1)]
    table = table_of(x, made)
    assert {row.receptive_field for row in table.rows[2:]} == {"unknown"}


def test_a_mean_over_all_places_is_a_global_pooling():
    keras = load_keras()
    x = keras.Input((8, 8, 3))
    turned = keras.ops.flip(x, axis=1)
    for pooled, seen in [
        (keras.layers.GlobalAveragePooling2D()(turned), "whole input"),
        (keras.ops.mean(turned, axis=(1, 2)), "whole input"),
        (keras.ops.mean(turned, axis=1), "unknown"),
    ]:
        assert table_of(x, pooled).rows[-1].receptive_field == seen


def test_sizes_are_those_of_a_prediction():
    keras = load_keras()
    x = keras.Input((10, 12, 3))
    maps = keras.layers.Conv2D(2, 3, name="conv")(keras.layers.RandomCrop(8, 8, name="crop")(x))
    model = keras.Model(x, keras.layers.GlobalAveragePooling2D()(maps))
    found = feature_maps(model, np.zeros((1, 10, 12, 3), "float32"))
    table = layer_table(model)
    for name in ("crop", "conv"):
        assert table[name].output_shape == found[name].shape[1:]
    assert table["conv"].receptive_field.size == (3, 3)


def test_a_frame_that_is_the_only_one_of_its_clip_keeps_its_places_in_another_shape():
    keras = load_keras()
    clip = keras.Input((1, 12, 10, 1))
    table = table_of(clip, keras.layers.TimeDistributed(keras.layers.Reshape((1, 12, 10)))(clip))
    assert table.rows[-1].receptive_field.size == (1, 1, 1)
    assert table.rows[-1].spatial_axes == (0, 2, 3)  # the step stays before what is made of it


def test_a_normalisation_that_the_picture_scales_is_not_followed():
    keras = load_keras()
    x = keras.Input((8, 8, 4))
    scaled = keras.ops.layer_normalization(x, gamma=keras.ops.mean(x, axis=(0, 1, 2)))
    assert table_of(x, scaled).rows[-1].receptive_field == "unknown"
    assert table_of(x, keras.ops.layer_normalization(x)).rows[-1].receptive_field.size == (1, 1)
