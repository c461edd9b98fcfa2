"""A model gets what its caller has: several arguments, None where it may be, numbers in their type."""

import numpy as np
import pytest

from cnn_docs import feature_maps, layer_table, saliency
from cnn_docs._keras import load_keras
from cnn_docs.inspection import given_to

IDS = [123456789, 123456791, 123456797]


def random(*shape):
    return np.random.default_rng(0).random(shape).astype("float32")


def called(model, *arrays):
    """Build a model by a call, and return it."""
    model(*arrays)
    return model


def test_large_ids_reach_a_subclassed_model():
    keras = load_keras()

    class Recommender(keras.Model):
        def __init__(self):
            super().__init__()
            self.lookup = keras.layers.IntegerLookup(vocabulary=IDS, name="lookup")
            self.embedding = keras.layers.Embedding(5, 3, name="embedding")

        def call(self, ids):
            return self.embedding(self.lookup(ids))

    ids = np.array(IDS)[:, np.newaxis]
    for given in (ids, ids.tolist(), ids.astype("int32")):
        maps = feature_maps(called(Recommender(), ids), given)
        assert maps["lookup"].ravel().tolist() == [1, 2, 3]


@pytest.mark.parametrize("dtype", ["uint8", "int64", "bool", "float32"])
def test_a_subclassed_model_gets_the_caller_s_type(dtype):
    keras = load_keras()
    seen = []

    class Seeing(keras.Model):
        def call(self, x):
            seen.append(keras.backend.standardize_dtype(x.dtype))
            return x

    given = np.ones((2, 3), dtype)
    model = called(Seeing(), given)
    feature_maps(model, given)
    assert set(seen) == {dtype}


def test_a_model_of_any_number_of_images_gets_them_one_by_one():
    keras = load_keras()

    class Sum(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(2, name="dense")
            self.dense.build((None, 3))

        def call(self, *images):
            return sum(self.dense(keras.ops.mean(image, axis=(1, 2))) for image in images)

    images = [random(2, 5, 6, 3), random(2, 5, 4, 3) + 1]
    model = called(Sum(), *images)
    maps = feature_maps(model, images)
    for name, image in zip(("dense", "dense#2"), images, strict=True):
        np.testing.assert_allclose(maps[name], model.dense(image.mean((1, 2))), rtol=1e-5)
    assert layer_table(model).multiply_adds == 2 * 3 * 2
    assert layer_table(model, input_shape=[(5, 6, 3), (5, 4, 3)]).multiply_adds == 2 * 3 * 2


def test_a_subclassed_model_takes_the_sizes_that_its_layers_take():
    keras = load_keras()

    class Pooled(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.dense = keras.layers.Conv2D(4, 3, name="conv"), keras.layers.Dense(3)

        def call(self, x):
            return self.dense(keras.ops.mean(self.conv(x), axis=(1, 2)))

    model, images = called(Pooled(), random(1, 8, 8, 3)), random(2, 12, 10, 3)
    assert feature_maps(model, images)["conv"].shape == (2, 10, 8, 4)
    assert saliency(model, images[0]).shape == (12, 10)
    assert layer_table(model, input_shape=(12, 10, 3)).multiply_adds == 10 * 8 * 27 * 4 + 4 * 3
    assert layer_table(model).multiply_adds == 6 * 6 * 27 * 4 + 4 * 3


@pytest.mark.parametrize("shape", [(), (5,), (14, 2), (6, 6, 3)])
def test_a_batch_may_stand_alone_in_a_list(shape):
    keras = load_keras()
    x = keras.Input(shape)
    model, given = keras.Model(x, keras.layers.Rescaling(2.0, name="twice")(x)), random(3, *shape)
    for images in ([given], list(given) if shape else [given]):
        np.testing.assert_allclose(feature_maps(model, images)["twice"], 2 * given)


def test_words_are_passed_on_to_the_layers_that_take_them():
    keras = load_keras()
    words = keras.Input((2,), dtype="string", name="words")
    lookup = keras.layers.StringLookup(vocabulary=["cat", "dog"], name="lookup")
    model = keras.Model(words, lookup(words))
    for given in (np.array([["dog", "cat"]]), [["dog", "cat"]]):
        assert feature_maps(model, given)["lookup"].tolist() == [[2, 1]]
    with pytest.raises(ValueError, match=r"`images` must be of shape \(N, 2\)"):
        feature_maps(model, np.array([["dog"]]))


def two_arguments():
    keras = load_keras()

    class Both(keras.Model):
        def __init__(self):
            super().__init__(name="both")
            self.conv = keras.layers.Conv2D(4, 3, name="conv")
            self.dense = keras.layers.Dense(2, name="dense")

        def call(self, picture, meta):
            pooled = keras.ops.mean(self.conv(picture), axis=(1, 2))
            return self.dense(keras.ops.concatenate([pooled, meta], axis=-1))

    return called(Both(), random(2, 8, 8, 3), random(2, 3))


def test_a_call_may_take_several_arguments():
    model, pictures, meta = two_arguments(), random(5, 8, 8, 3), random(5, 3)
    expected = model(pictures, meta)
    for given in ([pictures, meta], (pictures, meta), {"meta": meta, "picture": pictures}):
        for batch_size in (2, 32):
            maps = feature_maps(model, given, batch_size=batch_size)
            np.testing.assert_allclose(maps["dense"], expected, atol=1e-5)
    single = feature_maps(model, [pictures[1], meta[1]], layers="dense")
    np.testing.assert_allclose(single["dense"], expected[1], atol=1e-5)


def test_the_table_of_a_call_with_several_arguments_takes_their_shapes_by_name():
    table = layer_table(two_arguments(), input_shape={"picture": (8, 8, 3), "meta": (3,)})
    assert [row.name for row in table][:3] == ["picture", "meta", "conv"]
    assert table["dense"].parameters == (4 + 3 + 1) * 2
    with pytest.raises(ValueError, match=r"`input_shape` must be given .* the keys 'picture' and 'meta'"):
        layer_table(two_arguments())


def optional():
    keras = load_keras()

    class Maybe(keras.layers.Layer):
        def call(self, x, y=None):
            return x if y is None else x + y

        def compute_output_shape(self, x_shape, y_shape=None):
            return x_shape

    first = keras.Input((4,), name="first")
    second = keras.Input((4,), name="second", optional=True)
    return keras.Model([first, second], Maybe(name="sum")(first, second))


def nested_inputs(kind):
    """A model whose inputs stand in a structure of structures, and what it is called on."""
    keras = load_keras()
    image, numbers = keras.Input((6, 6, 3), name="left"), keras.Input((4,), name="numbers")
    pooled = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(2, 3)(image))
    out = keras.layers.Dense(2, name="out")(keras.layers.Concatenate()([pooled, numbers]))
    draw = np.random.default_rng(0)
    given = [draw.random((3, *shape), dtype=np.float32) for shape in ((6, 6, 3), (4,))]

    def packed(a, b):
        return {"dict in dict": {"images": {"left": a}, "numbers": b}, "dict in list": [{"left": a}, b]}[kind]

    return (
        keras.Model(packed(image, numbers), out),
        packed(*given),
        dict(zip(("left", "numbers"), given, strict=True)),
    )


@pytest.mark.parametrize("kind", ["dict in dict", "dict in list"])
def test_nested_inputs_are_taken_as_the_model_takes_them_or_by_name(kind):
    model, nested, flat = nested_inputs(kind)
    expected = model(nested)
    for images in (nested, flat):
        np.testing.assert_allclose(feature_maps(model, images)["out"], expected, atol=1e-6)
    assert saliency(model, nested, target=1).shape == (3, 6, 6)
    assert [name for name in ("left", "numbers") if layer_table(model)[name]] == ["left", "numbers"]


def test_an_optional_input_may_be_none():
    model, values = optional(), random(3, 4)
    for given in ([values, None], {"first": values, "second": None}, {"first": values}):
        np.testing.assert_array_equal(feature_maps(model, given)["sum"], values)
    np.testing.assert_allclose(feature_maps(model, [values, values])["sum"], 2 * values)
    twice = given_to(model, [values, None], batch_size=2).repeated(2)
    np.testing.assert_array_equal(feature_maps(model, twice)["sum"], values.repeat(2, axis=0))
    with pytest.raises(ValueError, match="`images` must be a dict with the keys"):
        feature_maps(model, {"second": values})
    assert [row.name for row in layer_table(model)] == ["first", "second", "sum"]


def test_an_optional_argument_is_passed_where_it_is_given():
    keras = load_keras()

    class Maybe(keras.Model):
        def __init__(self):
            super().__init__(name="maybe")
            self.same = keras.layers.Identity(name="same")

        def call(self, x, extra=None):
            return self.same(x if extra is None else x + keras.ops.sum(extra, axis=-1, keepdims=True))

    values, extra = random(3, 4), random(3, 2)
    model = called(Maybe(), values)
    np.testing.assert_array_equal(feature_maps(model, values)["same"], values)
    np.testing.assert_array_equal(feature_maps(model, list(values))["same"], values)
    np.testing.assert_array_equal(feature_maps(model, [values, None])["same"], values)
    with pytest.raises(ValueError, match="`images` must be without None, unless an input is optional"):
        feature_maps(model, [*values, None])
    both = feature_maps(model, [values, extra])["same"]
    np.testing.assert_allclose(both, values + extra.sum(axis=-1, keepdims=True), atol=1e-6)


@pytest.mark.parametrize("given", [np.array([3, 1, 2]), [3, 1, 2]])
def test_one_number_for_each_example_is_an_input(given):
    keras = load_keras()
    user = keras.Input((), dtype="int32", name="user")
    model = keras.Model(user, keras.layers.Embedding(10, 4, name="embedding")(user))
    maps = feature_maps(model, given)
    np.testing.assert_array_equal(maps["embedding"], model.get_layer("embedding")(np.array(given)))
    assert feature_maps(model, 3)["embedding"].shape == (4,)
    table = layer_table(model)
    assert (table["user"].output_shape, table["embedding"].output_shape) == ((), (4,))
    assert table["user"].activation_bytes == 4
    assert "number" in str(table)


def test_an_image_needs_no_channel_axis():
    keras = load_keras()
    image = keras.Input((8, 9), name="image")
    x = keras.layers.Reshape((8, 9, 1), name="channel")(image)
    model = keras.Model(image, keras.layers.Conv2D(2, 3, name="conv")(x))
    assert feature_maps(model, random(2, 8, 9))["conv"].shape == (2, 6, 7, 2)
    assert feature_maps(model, random(8, 9))["conv"].shape == (6, 7, 2)
    assert layer_table(model, input_shape=(8, 9)).multiply_adds == 6 * 7 * 9 * 2


def test_whole_numbers_that_a_declared_type_would_round_are_refused():
    keras = load_keras()
    ids = keras.Input((1,), name="ids")  # float32, unless the model says otherwise
    model = keras.Model(ids, keras.layers.Rescaling(1.0, name="same")(ids))
    assert feature_maps(model, [[2**24]])["same"] == 2**24
    with pytest.raises(ValueError, match=r"`images` must be .*, float32, can hold\. Received: 16777217\."):
        feature_maps(model, [[2**24 + 1]])
