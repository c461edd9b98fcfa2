"""Feature maps are those of an independent model with many outputs, and the model stays as it was."""

import gc
import threading
import tracemalloc
import weakref

import numpy as np
import pytest

from cnn_docs import build_cifar_cnn, feature_maps, layer_table
from cnn_docs._keras import load_keras
from tests.inspection.loops import looped


def many_outputs(model, images):
    """Values of all that a flat functional model computes, by a second model with them as outputs."""
    keras = load_keras()
    operations = (getattr(model, "_functional", None) or model).operations
    layers = [part for part in operations if not isinstance(part, keras.layers.InputLayer)]
    outputs = keras.Model(model.inputs[0], [layer.output for layer in layers])(images)
    return {name_of(layer): np.array(value) for layer, value in zip(layers, outputs, strict=True)}


def name_of(operation):
    """Return the name of a layer; an operation that is none has that of its class."""
    is_layer = isinstance(operation, load_keras().layers.Layer)
    return operation.name if is_layer else type(operation).__name__.lower()


@pytest.mark.parametrize("kind", ["functional", "sequential", "branched", "mixed_precision"])
def test_the_maps_equal_those_of_a_model_with_many_outputs(build, images_for, kind):
    model = build(kind)
    images = images_for(model)
    expected = many_outputs(model, images)
    maps = feature_maps(model, images)
    assert set(maps) == set(expected)
    for name, values in expected.items():
        assert maps[name].dtype == values.dtype
        np.testing.assert_array_equal(maps[name], values)


def test_the_last_map_is_the_output_of_any_model(any_model, images_for):
    images = images_for(any_model)
    outputs = any_model(images, training=False)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    maps = list(feature_maps(any_model, images).values())
    for output in map(np.asarray, outputs):
        rounding = 1e-6 * np.abs(output).max()  # kernels for one call and for the next may differ by as much
        assert any(m.shape == output.shape and np.allclose(m, output, rtol=0, atol=rounding) for m in maps)


def test_the_keys_are_in_call_order(build, images_for):
    model = build("functional")
    assert list(feature_maps(model, images_for(model))) == ["conv_1", "norm", "pool", "flatten", "output"]


def test_the_keys_of_nested_layers_are_paths(build, images_for):
    model = build("nested")
    maps = feature_maps(model, images_for(model))
    assert list(maps) == ["conv_1", "inner/conv_1", "inner", "tail/point", "tail", "flatten"]
    inner = model.get_layer("inner")
    np.testing.assert_array_equal(maps["inner/conv_1"], inner(maps["conv_1"]))


def test_layers_inside_a_subclassed_model_are_read(build, images_for):
    model = build("subclassed")
    images = images_for(model)
    maps = feature_maps(model, images)
    assert list(maps) == ["stem", "block/conv", "block", "output"]
    np.testing.assert_array_equal(maps["block"], model.block(model.stem(images)))


def test_each_call_of_a_shared_layer_has_its_maps(build, images_for):
    model = build("shared")
    first, second = images_for(model)
    maps = feature_maps(model, {"second": second, "first": first})
    conv = model.get_layer("conv")
    np.testing.assert_array_equal(maps["conv"], conv(first))
    np.testing.assert_array_equal(maps["conv#2"], conv(second))
    assert set(maps) == {"conv", "conv#2", "sum", "highest", "flatten"}


def test_a_layer_with_several_outputs_has_them_all():
    keras = load_keras()
    inputs = keras.Input((5, 3))
    outputs = keras.layers.LSTM(2, return_state=True, name="lstm")(inputs)
    maps = feature_maps(keras.Model(inputs, outputs), np.ones((4, 5, 3)), layers="lstm")
    assert {name: values.shape for name, values in maps.items()} == {
        "lstm[0]": (4, 2),
        "lstm[1]": (4, 2),
        "lstm[2]": (4, 2),
    }


def test_repeated_calls_agree_with_the_first(any_model, images_for):
    images = images_for(any_model)
    first, *others = [feature_maps(any_model, images) for _ in range(3)]
    for maps in others:
        assert list(maps) == list(first)
        for name, values in first.items():
            tolerance = 1e-2 if values.dtype == np.float16 else 1e-5
            np.testing.assert_allclose(maps[name], values, atol=tolerance)


def test_repeated_calls_follow_the_weights(build, images_for):
    model = build("functional")
    images = images_for(model)
    for _ in range(3):
        feature_maps(model, images)
    model.get_layer("conv_1").set_weights([np.zeros((3, 3, 3, 4)), np.ones(4)])
    assert (feature_maps(model, images)["conv_1"] == 1).all()


def test_repeated_calls_follow_a_changed_activation(build, images_for):
    model = build("functional")
    images = images_for(model)
    for _ in range(3):
        feature_maps(model, images)
    model.get_layer("conv_1").activation = load_keras().activations.sigmoid
    np.testing.assert_allclose(
        feature_maps(model, images)["conv_1"], model.get_layer("conv_1")(images), atol=1e-6
    )


@pytest.mark.parametrize("change", ["adapt", "scale", "branch"])
def test_repeated_calls_follow_a_changed_setting(change):
    keras = load_keras()
    rng = np.random.default_rng(0)
    images = rng.normal(size=(2, 4, 4, 3)).astype("float32")

    class Switch(keras.layers.Layer):
        def __init__(self):
            super().__init__(name="switch")
            self.doubles = True

        def call(self, x):
            return x * 2.0 if self.doubles else x

    norm, scale, switch = keras.layers.Normalization(), keras.layers.Rescaling(1.0), Switch()
    norm.adapt(images)
    model = keras.Sequential([keras.Input((4, 4, 3)), norm, scale, switch])
    for _ in range(3):
        before = feature_maps(model, images)["switch"]
    if change == "adapt":
        norm.adapt(10 * images + 50)
    elif change == "scale":
        scale.scale = 7.0
    else:
        switch.doubles = False
    after = feature_maps(model, images)["switch"]
    assert not np.allclose(before, after)
    np.testing.assert_array_equal(after, model(images))


def by_private(own):
    own._private = 5.0


def by_list(own):
    own.parts[1] = 5.0


def by_nested_dict(own):
    own.table["outer"]["inner"] = 5.0


def by_array(own):
    own.array[0] = 5.0


def by_new_tuple(own):
    own.pair = (2.0, 5.0)


@pytest.mark.parametrize("change", [by_private, by_list, by_nested_dict, by_array, by_new_tuple])
def test_repeated_calls_follow_what_own_code_reads(change):
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(3, name="dense")
            self._private, self.parts, self.pair = 1.0, [1.0, 2.0], (2.0, 3.0)
            self.table, self.array = {"outer": {"inner": 1.0}}, np.ones(2, "float32")

        def call(self, x):
            factor = self._private * self.parts[1] * self.pair[1] * self.table["outer"]["inner"]
            return self.dense(x * (factor * self.array[0]))

    model, values = Own(), np.ones((2, 4), "float32")
    model(values)
    for _ in range(3):
        before = feature_maps(model, values)["dense"]
    change(model)
    after = feature_maps(model, values)["dense"]
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, model(values), rtol=1e-6)


@pytest.mark.parametrize("batch_size", [1, 2, 32])
def test_the_batch_size_does_not_matter(build, images_for, batch_size):
    model = build("functional")
    images = images_for(model, count=5)
    expected = many_outputs(model, images)
    maps = feature_maps(model, images, batch_size=batch_size)
    for name, values in expected.items():
        np.testing.assert_allclose(maps[name], values, atol=1e-5)


def test_only_the_layers_asked_for_are_given(build, images_for):
    model = build("nested")
    assert list(feature_maps(model, images_for(model), layers=["tail/point", "conv_1"])) == [
        "conv_1",
        "tail/point",
    ]
    assert list(feature_maps(model, images_for(model), layers="inner")) == ["inner"]


def test_a_single_image_gives_maps_without_batch_axis(build, images_for):
    model = build("functional")
    images = images_for(model)
    maps = feature_maps(model, images[0], layers="conv_1")
    assert maps["conv_1"].shape == (16, 16, 4)
    np.testing.assert_allclose(maps["conv_1"], feature_maps(model, images)["conv_1"][0], atol=1e-5)


def test_a_gray_image_may_leave_the_channel_out():
    keras = load_keras()
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3, name="conv")])
    assert feature_maps(model, np.ones((8, 8)))["conv"].shape == (6, 6, 2)


def test_any_size_that_the_model_takes_works():
    keras = load_keras()
    model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.Conv2D(2, 3, name="conv")])
    for side in (8, 11, 8):
        assert feature_maps(model, np.ones((2, side, side, 1)))["conv"].shape == (2, side - 2, side - 2, 2)


def test_code_that_needs_values_is_run_eagerly_every_time():
    keras = load_keras()

    class Deciding(keras.Model):
        def __init__(self):
            super().__init__()
            self.low, self.high = keras.layers.Dense(2, name="low"), keras.layers.Dense(2, name="high")

        def call(self, x):
            return self.high(x) if float(keras.ops.sum(x)) > 0 else self.low(x)

    model = Deciding()
    model(np.ones((1, 3), "float32"))
    model(-np.ones((1, 3), "float32"))
    for _ in range(3):
        assert list(feature_maps(model, np.ones((1, 3)))) == ["high"]
        assert list(feature_maps(model, -np.ones((1, 3)))) == ["low"]


def test_a_name_behind_a_loop_is_the_same_tensor_in_the_table_and_in_the_maps():
    inner = load_keras().layers.Dense(4, name="inner")
    model, x = looped(inner, again=True), np.ones((2, 4), "float32")
    table = layer_table(model)
    named = {name for row in table for name in row.output_names}
    for _ in range(3):
        maps = feature_maps(model, x)
        assert {"numbers", *maps} == named
    rounds = [x]
    for _ in range(4):
        rounds.append(load_keras().ops.convert_to_numpy(inner(rounds[-1])))
    last = list(maps)[-2]  # where the backend's loops are Python's, it is the fourth call
    assert last == ("loop/inner#4" if load_keras().backend.backend() == "torch" else "loop/inner#2")
    np.testing.assert_allclose(maps[last], rounds[-1], rtol=1e-5)


@pytest.mark.skipif("load_keras().backend.backend() == 'torch'", reason="loops of Python")
def test_a_layer_that_only_a_loop_has_is_refused_by_name():
    model = looped(load_keras().layers.Dense(4, name="inner"))
    with pytest.raises(ValueError, match=r"not inside of a loop or branch\. Received: 'loop/inner'"):
        feature_maps(model, np.ones((2, 4)), layers="loop/inner")


def test_the_model_is_untouched(any_model, images_for, state_of):
    images = images_for(any_model)
    before = state_of(any_model)
    for _ in range(2):
        feature_maps(any_model, images)
    assert state_of(any_model) == before


def test_the_model_is_untouched_after_an_error_inside_of_it(build, images_for, state_of):
    keras = load_keras()

    class Failing(keras.layers.Layer):
        on = False

        def call(self, x):
            if Failing.on:
                raise KeyboardInterrupt
            return x

    inner = build("functional")
    image = keras.Input((16, 16, 3))
    model = keras.Model(image, Failing(name="failing")(inner(image)))
    before = state_of(model)
    Failing.on = True
    with pytest.raises(KeyboardInterrupt):
        feature_maps(model, images_for(model))
    assert state_of(model) == before
    Failing.on = False
    assert "failing" in feature_maps(model, images_for(model))


def test_another_threads_calls_are_not_recorded(build, images_for):
    model, other = build("functional"), build("functional")
    images = images_for(model)
    stop = threading.Event()

    def busy():
        while not stop.is_set():
            other(images)

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        for _ in range(5):
            assert next(iter(feature_maps(model, images, batch_size=1))) == "conv_1"
            assert len(feature_maps(model, images)) == 5
    finally:
        stop.set()
        thread.join()


def test_the_compiled_pass_does_not_keep_the_model_alive(build, images_for):
    model = build("functional")
    for _ in range(3):
        feature_maps(model, images_for(model))
    reference = weakref.ref(model)
    del model
    gc.collect()
    assert reference() is None


def test_memory_holds_one_batch_and_the_result():
    model = build_cifar_cnn()
    images = np.zeros((256, 32, 32, 3), "float32")
    feature_maps(model, images[:8], layers="output", batch_size=8)
    tracemalloc.start()
    feature_maps(model, images, layers="output", batch_size=8)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # the first layer's maps of all images alone are 14.7 million bytes
