"""Maps and tables are those of single images, wherever a layer of a model holds the images of a batch."""

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table
from cnn_docs._keras import load_keras


def random(*shape):
    return np.random.default_rng(0).random(shape).astype("float32")


def frames():
    """Five frames of a clip go through a convolution as five images."""
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    clip = keras.Input((5, 8, 8, 3), name="clip")
    maps = layers.Conv2D(4, 3, name="conv")(ops.reshape(clip, (-1, 8, 8, 3)))
    each = ops.reshape(layers.GlobalAveragePooling2D(name="mean")(maps), (-1, 5, 4))
    return keras.Model(clip, layers.LSTM(2, name="lstm")(each))


def tiles():
    """Both halves of all images go through a convolution, the left halves of all images first."""
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    image = keras.Input((8, 16, 3), name="image")
    halves = ops.concatenate([image[:, :, :8], image[:, :, 8:]], axis=0)
    means = layers.GlobalAveragePooling2D(name="mean")(layers.Conv2D(4, 3, name="conv")(halves))
    left, right = ops.split(means, 2, axis=0)
    return keras.Model(image, layers.Subtract(name="less")([left, right]))


def subclassed_windows():
    """Windows of a signal are folded into the batch axis by a model's own code."""
    keras = load_keras()

    class Windows(keras.Model):
        def __init__(self):
            super().__init__(name="windows")
            self.conv = keras.layers.Conv1D(4, 3, name="conv")
            self.head = keras.layers.Dense(2, name="head")

        def call(self, signal):
            windows = keras.ops.reshape(signal, (-1, 8, 2))
            features = keras.ops.max(self.conv(windows), axis=1)
            return self.head(keras.ops.reshape(features, (-1, 12)))

    model = Windows()
    model(random(1, 24, 2))
    return model


ENTRIES = {
    "frames": (frames, (5, 8, 8, 3), lambda clip: list(clip), (6, 6, 4), 5 * 36 * 27 * 4),
    "tiles": (tiles, (8, 16, 3), lambda image: [image[:, :8], image[:, 8:]], (6, 6, 4), 2 * 36 * 27 * 4),
    "windows": (subclassed_windows, (24, 2), lambda signal: np.split(signal, 3), (6, 4), 3 * 6 * 6 * 4),
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_several_entries_of_an_image_stay_with_it(kind):
    build, shape, entries, of_one, _ = ENTRIES[kind]
    model, images = build(), random(4, *shape)
    conv = model.get_layer("conv")
    expected = [conv(np.stack(entries(image))) for image in images]
    for batch_size in (1, 3, 32):
        maps = feature_maps(model, images, batch_size=batch_size)["conv"]
        assert maps.shape == (4, len(entries(images[0])), *of_one)
        np.testing.assert_allclose(maps, expected, atol=1e-5)
    np.testing.assert_allclose(feature_maps(model, images[1])["conv"], expected[1], atol=1e-5)


@pytest.mark.parametrize("kind", ENTRIES)
def test_the_table_counts_all_entries_of_one_image(kind):
    build, shape, entries, of_one, cost = ENTRIES[kind]
    row = layer_table(build())["conv"]
    assert row.output_shape == (len(entries(random(*shape))), *of_one)
    assert row.multiply_adds == cost
    assert row.activation_bytes == 4 * np.prod(row.output_shape)


def test_images_on_another_axis_come_first():
    keras = load_keras()
    signal = keras.Input((7, 6), name="signal")
    steps = keras.layers.Dense(4, name="dense")(keras.ops.transpose(signal, (1, 0, 2)))
    model = keras.Model(signal, keras.ops.transpose(steps, (1, 0, 2)))
    images = random(5, 7, 6)
    maps = feature_maps(model, images, batch_size=2)["dense"]
    np.testing.assert_allclose(maps, model(images), atol=1e-5)
    row = layer_table(model)["dense"]
    assert (row.output_shape, row.multiply_adds) == ((7, 4), 7 * 6 * 4)


def position_embedding():
    keras = load_keras()

    class Positions(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.project = keras.layers.Dense(8, name="project")
            self.position = keras.layers.Embedding(16, 8, name="position")

        def call(self, x):
            return self.project(x) + self.position(keras.ops.arange(16))

    tokens = keras.Input((16, 12), name="tokens")
    return keras.Model(tokens, Positions(name="patches")(tokens))


def test_what_has_no_batch_axis_comes_once():
    model, images = position_embedding(), random(16, 16, 12)
    position = model.get_layer("patches").position
    for given, batch_size in ((images[0], 32), (images[:5], 2), (images, 32), (images[:1], 1)):
        maps = feature_maps(model, given, batch_size=batch_size)["patches/position"]
        np.testing.assert_array_equal(maps, position(np.arange(16)))
    row = layer_table(model)["patches/position"]
    assert (row.output_shape, row.activation_bytes) == ((16, 8), 4 * 16 * 8)
    assert ("patches/position", "patches/project") not in layer_table(model).edges


def centred():
    """Every image is seen against the mean of its batch."""
    keras = load_keras()

    class Centre(keras.layers.Layer):
        def call(self, x):
            return x - keras.ops.mean(x, axis=0)

    values = keras.Input((6,), name="values")
    x = Centre(name="centre")(keras.layers.Dense(4, name="dense")(values))
    return keras.Model(values, keras.layers.Dense(2, name="after")(x))


def mean_of_batch():
    keras = load_keras()
    values = keras.Input((6,), name="values")
    x = keras.layers.Dense(4, name="dense")(values)
    return keras.Model(values, [x, keras.ops.mean(x, axis=0)])


def similarities():
    keras = load_keras()
    values = keras.Input((6,), name="values")
    x = keras.layers.Dense(4, name="dense")(values)
    return keras.Model(values, keras.ops.matmul(x, keras.ops.transpose(x)))


MIXED = {"centre": centred, "mean": mean_of_batch, "matmul": similarities}


@pytest.mark.parametrize("name", MIXED)
def test_what_mixes_images_is_refused_in_several_passes(name):
    model, images = MIXED[name](), random(5, 6)
    output = model(images)
    whole = feature_maps(model, images)[name]
    dense = model.get_layer("dense")(images)
    if name == "centre":
        np.testing.assert_allclose(whole, dense - np.mean(dense, axis=0), atol=1e-5)
    else:
        np.testing.assert_allclose(whole, output[-1] if name == "mean" else output, atol=1e-5)
    message = rf"`layers` must not hold '{name}' .* several passes: .* Give `batch_size=5`, or other layers"
    with pytest.raises(ValueError, match=message):
        feature_maps(model, images, batch_size=2)
    maps = feature_maps(model, images, batch_size=2, layers="dense")
    np.testing.assert_allclose(maps["dense"], dense, atol=1e-5)


def test_what_mixes_images_has_no_shape_for_one():
    row = layer_table(similarities())["matmul"]
    assert (row.output_shape, row.activation_bytes) == ((None,), None)


def test_random_numbers_are_no_other_images():
    keras = load_keras()

    class Noise(keras.layers.Layer):
        def call(self, x):
            return x + keras.random.normal(keras.ops.shape(x), seed=keras.random.SeedGenerator())

    values = keras.Input((6,), name="values")
    maps = feature_maps(keras.Model(values, Noise(name="noise")(values)), random(5, 6), batch_size=2)
    assert maps["noise"].shape == (5, 6)


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("count", [1, 4, 6])
def test_a_declared_batch_size_is_used(batch, count):
    keras = load_keras()
    image = keras.Input(batch_shape=(batch, 8, 8, 1), name="image")
    maps = keras.layers.Conv2D(2, 3, name="conv")(image)
    model = keras.Model(image, keras.layers.Dense(3, name="dense")(keras.ops.reshape(maps, (batch, -1))))
    images = random(count, 8, 8, 1)
    conv = np.array(model.get_layer("conv")(images))
    found = feature_maps(model, images)
    np.testing.assert_allclose(found["conv"], conv, atol=1e-5)
    np.testing.assert_allclose(found["dense"], model.get_layer("dense")(conv.reshape(count, -1)), atol=1e-5)
    np.testing.assert_allclose(feature_maps(model, images[0])["conv"], conv[0], atol=1e-5)
    table = layer_table(model)
    assert (table["conv"].output_shape, table["conv"].multiply_adds) == ((6, 6, 2), 36 * 9 * 2)
    assert table["dense"].multiply_adds == 72 * 3


def test_a_declared_batch_that_is_mixed_is_not_filled_up():
    keras = load_keras()
    values = keras.Input(batch_shape=(4, 6), name="values")
    model = keras.Model(values, keras.ops.mean(keras.layers.Dense(3, name="dense")(values), axis=0))
    images = random(5, 6)
    np.testing.assert_allclose(feature_maps(model, images[:4])["mean"], model(images[:4]), atol=1e-5)
    with pytest.raises(ValueError, match="`layers` must not hold 'mean'"):
        feature_maps(model, images)
    with pytest.raises(ValueError, match="`layers` must not hold 'mean'"):
        feature_maps(model, images[:3])


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_what_has_no_batch_axis_has_none_beside_a_declared_batch(batch):
    keras = load_keras()

    class Positions(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.position = keras.layers.Embedding(16, 8, name="position")
            self.projection = keras.layers.Dense(8, name="projection")

        def call(self, x):
            return self.projection(x) + self.position(keras.ops.arange(16))

    x = keras.Input(batch_shape=(batch, 16, 12))
    model = keras.Model(x, keras.layers.Dense(3, name="head")(Positions(name="p")(x)))
    table, images = layer_table(model), random(5, 16, 12)
    assert (table["p/position"].output_shape, table["p/projection"].output_shape) == ((16, 8), (16, 8))
    assert table["p/projection"].multiply_adds == 16 * 12 * 8
    maps = feature_maps(model, images)
    layer = model.get_layer("p")
    np.testing.assert_allclose(maps["p/position"], layer.position.embeddings, atol=1e-6)
    np.testing.assert_allclose(maps["p/projection"], layer.projection(images), atol=1e-5)


def test_one_call_for_each_image_is_not_joined_over_several_passes():
    keras = load_keras()

    class OneByOne(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2, name="dense")

        def call(self, x):
            return keras.ops.concatenate([self.dense(x[place : place + 1]) for place in range(len(x))])

    model, images = OneByOne(), random(3, 4)
    model(images)
    each = np.reshape(model(images), (3, 1, 2))
    maps = feature_maps(model, images)
    np.testing.assert_allclose([maps[name] for name in ("dense", "dense#2", "dense#3")], each, atol=1e-6)
    with pytest.raises(ValueError, match="`layers` must not hold 'dense'"):
        feature_maps(model, images, batch_size=2)


def test_code_that_needs_values_gives_maps_by_image():
    keras = load_keras()

    class Deciding(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2, name="dense")

        def call(self, x):
            rows = keras.ops.reshape(x, (-1, 2))
            return self.dense(rows) if float(keras.ops.sum(x)) > 0 else rows

    model, images = Deciding(), random(5, 6)
    model(images)
    maps = feature_maps(model, images, batch_size=2)["dense"]
    np.testing.assert_allclose(maps, np.reshape(model(images), (5, 3, 2)), atol=1e-5)


def test_a_plain_graph_is_not_traced(monkeypatch, build, images_for):
    from cnn_docs.inspection import _batch_axis as batch_axis

    traced = []
    monkeypatch.setattr(batch_axis, "shapes_for", lambda *arguments: traced.append(arguments) or {})
    for kind in ("functional", "sequential", "branched", "nested", "shared", "mixed_precision"):
        model = build(kind)
        layer_table(model)
        feature_maps(model, images_for(model))
        assert not traced
    layer_table(build("subclassed"))
    assert traced


@pytest.mark.parametrize("kind", ["functional", "subclassed"])
def test_words_are_of_their_texts(kind):
    """The trace of a layer that reads texts leaves all axes open."""
    keras = load_keras()
    read = keras.layers.TextVectorization(vocabulary=["red", "dog"], output_sequence_length=3, name="read")
    embed = keras.layers.Embedding(4, 2, name="embed")

    class Reader(keras.Model):
        def call(self, texts):
            return embed(read(texts))

    texts = keras.Input((1,), dtype="string", name="text")
    model = keras.Model(texts, embed(read(texts))) if kind == "functional" else Reader()
    given = np.array([["red dog"], ["dog"], ["cat"]])
    model(keras.ops.convert_to_tensor(given))
    for batch_size in (1, 2, 3):
        maps = feature_maps(model, given, batch_size=batch_size)["read"]
        np.testing.assert_array_equal(maps, [[2, 3, 0], [3, 0, 0], [1, 0, 0]])
    assert feature_maps(model, given[0])["read"].shape == (3,)
    if kind == "functional":
        assert layer_table(model)["embed"].output_shape == (3, 2)
