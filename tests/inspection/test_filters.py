"""Filters are the kernels of a layer, whatever holds it, and never the model's own arrays."""

import numpy as np
import pytest

from cnn_docs import feature_maps, filters, layer_table
from cnn_docs._keras import load_keras


def test_filters_are_the_kernels_of_any_convolution():
    keras = load_keras()
    layers = keras.layers
    parts = [
        keras.Input((12, 12, 4)),
        layers.Conv2D(6, 3, name="plain"),
        layers.Conv2D(6, 3, groups=2, name="grouped"),
        layers.DepthwiseConv2D(3, depth_multiplier=2, name="depthwise"),
        layers.SeparableConv2D(5, 3, name="separable"),
        layers.Conv2DTranspose(7, 3, name="transposed"),
        layers.Flatten(name="flatten"),
    ]
    model = keras.Sequential(parts)
    shapes = {
        name: filters(model, name).shape
        for name in ("plain", "grouped", "depthwise", "separable", "transposed")
    }
    assert shapes == {
        "plain": (3, 3, 4, 6),
        "grouped": (3, 3, 3, 6),
        "depthwise": (3, 3, 1, 12),
        "separable": (3, 3, 1, 12),
        "transposed": (3, 3, 5, 7),
    }
    kernel = model.get_layer("depthwise").get_weights()[0]
    np.testing.assert_array_equal(filters(model, "depthwise")[:, :, 0, 5], kernel[:, :, 2, 1])


def test_filters_are_a_copy(build):
    model = build("nested")
    filters(model, "inner/conv_1")[:] = 0
    assert filters(model, "inner/conv_1").any()


def test_filters_of_what_has_none_are_refused(build):
    model = build("functional")
    with pytest.raises(
        ValueError,
        match=r"`layer` must be a layer with kernels. Received: 'pool'. Among those that have are 'conv_1'.",
    ):
        filters(model, "pool")
    with pytest.raises(
        ValueError,
        match=r"`layer` must be the name of a layer of the model. Received: 'conv1'. The nearest .* 'conv_1'",
    ):
        filters(model, "conv1")
    with pytest.raises(TypeError, match=r"`layer` must be the name of a layer. Received: 1."):
        filters(model, 1)


def test_a_name_that_layers_share_is_refused_for_filters():
    keras = load_keras()

    class Twins(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = (keras.layers.Conv2D(n, 3, name="conv") for n in (4, 5))

        def call(self, x):
            return self.second(self.first(x))

    model = Twins()
    images = np.zeros((1, 8, 8, 3), "float32")
    model(images)
    assert [maps.shape[-1] for maps in feature_maps(model, images).values()] == [4, 5]
    with pytest.raises(
        ValueError, match=r"`layer` must be a name that 2 layers do not share\. Received: 'conv'"
    ):
        filters(model, "conv")


def test_filters_reach_convolutions_inside_other_layers():
    keras = load_keras()
    layers = keras.layers
    clip = keras.Input((3, 8, 8, 2))
    each, normal = layers.Conv2D(4, 3), layers.SpectralNormalization(layers.Conv2D(5, 1))
    recurrent = layers.ConvLSTM2D(2, 3, return_sequences=True, name="recurrent")
    both = layers.Bidirectional(layers.ConvLSTM2D(3, 3, return_sequences=True), name="both")
    x = both(recurrent(layers.TimeDistributed(each, name="each")(clip)))
    model = keras.Model(clip, layers.TimeDistributed(normal, name="normal")(x))
    np.testing.assert_array_equal(filters(model, "each"), each.kernel)
    np.testing.assert_array_equal(filters(model, "normal"), normal.layer.kernel)
    np.testing.assert_array_equal(filters(model, "recurrent"), recurrent.cell.kernel)
    forward, backward = both.forward_layer.cell.kernel, both.backward_layer.cell.kernel
    assert filters(model, "both").shape == (3, 3, 2, 2 * 4 * 3)
    np.testing.assert_array_equal(filters(model, "both"), np.concatenate([forward, backward], axis=-1))


def test_a_recurrent_layer_without_convolution_has_no_filters():
    keras = load_keras()
    parts = [keras.Input((5, 3)), keras.layers.Bidirectional(keras.layers.LSTM(2), name="both")]
    with pytest.raises(ValueError, match=r"`layer` must be a layer with kernels\. Received: 'both'"):
        filters(keras.Sequential(parts), "both")


def test_filters_have_every_name_that_the_table_prints():
    keras = load_keras()
    inner = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3, name="conv")], name="inner")
    left, right = keras.Input((8, 8, 3)), keras.Input((8, 8, 3))
    model = keras.Model([left, right], keras.layers.Add()([inner(left), inner(right)]))
    names = [row.name for row in layer_table(model).rows if row.kind == "Conv2D"]
    assert names == ["inner/conv", "inner#2/conv"]
    for name in names:
        np.testing.assert_array_equal(filters(model, name), inner.get_layer("conv").get_weights()[0])
    with pytest.raises(ValueError, match=r"'inner/convs#2'.*inner/conv"):
        filters(model, "inner/convs#2")
