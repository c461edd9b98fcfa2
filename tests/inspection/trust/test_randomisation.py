"""Maps of models whose weights are random from the output down; the model itself stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_docs import randomised_maps, rank_correlation
from cnn_docs._keras import load_keras
from cnn_docs.inspection.trust._scores import Scorer
from cnn_docs.inspection.trust._weights import from_the_top, random_like


def options_of(model):
    return {"input": "first", "output": 0} if model.name == "shared" else {}


def groups_of(model, images):
    """The layers with their weights, last to first."""
    asked = {"target": None, "score": "output", "input": None, "output": None} | options_of(model)
    return from_the_top(model, Scorer(model, images, batch_size=32, **asked).calls())


def plain(model, images, target):
    """A map that needs no model."""
    return np.asarray(images[0] if isinstance(images, list) else images)[..., 0]


def test_every_kind_of_model_stays_as_it_is(any_model, images_for, state_of):
    images = images_for(any_model)
    before = state_of(any_model)
    if any_model.name == "branched":
        pytest.skip("its output is an image, which has no class")
    found = randomised_maps(any_model, images, plain, **options_of(any_model))
    assert next(iter(found)) == "trained"
    assert len(found) == 1 + len(groups_of(any_model, images))
    assert state_of(any_model) == before


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("functional", ["output", "norm", "conv_1"]),
        ("nested", ["tail/point", "inner/conv_1", "conv_1"]),
        ("shared", ["conv"]),
        ("subclassed", ["output", "block/conv", "stem", "other weights"]),
    ],
)
def test_layers_are_taken_from_the_output_down(build, images_for, kind, names):
    model = build(kind)
    found = groups_of(model, images_for(model))
    assert [name for name, _ in found] == names
    assert sorted(place for _, places in found for place in places) == list(range(len(model.weights)))


def test_a_layer_is_known_by_itself_and_not_by_its_name():
    """Two of one name, one called as its second call would be, and one as the maps of the trained model."""
    keras = load_keras()

    class Alike(keras.Model):
        def __init__(self):
            super().__init__()
            names = ["first[0]", "same", "same", "trained", "conv#2"]
            self.parts = [keras.layers.Conv2D(2, 1, name=name) for name in names]

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return keras.ops.mean(x, (1, 2))

    model, image = Alike(), np.ones((1, 4, 4, 2), "float32")
    model(image)
    names = ["conv#2", "trained", "same#2", "same", "first[0]"]
    assert groups_of(model, image) == [(name, [8 - 2 * k, 9 - 2 * k]) for k, name in enumerate(names)]
    found = randomised_maps(model, image, lambda network, *_, target: network.get_weights()[6][0, 0, :, :1])
    assert list(found) == ["trained", "conv#2", "trained#2", "same#2", "same", "first[0]"]
    np.testing.assert_array_equal(found["trained"], model.get_weights()[6][0, 0, :, :1])


def test_an_optional_input_may_be_left_out():
    keras = load_keras()

    class First(keras.layers.Layer):
        def call(self, first, second=None):
            return first

    inputs = [keras.Input((4, 4, 1), name="image"), keras.Input((4, 4, 1), name="depth", optional=True)]
    score = keras.layers.Dense(2, name="score")(keras.layers.Flatten()(First(name="given")(*inputs)))
    model = keras.Model(inputs, score)
    found = randomised_maps(model, [np.ones((2, 4, 4, 1)), None], plain, input="image")
    assert list(found) == ["trained", "score"]


@pytest.mark.parametrize("kind", ["functional", "subclassed"])
def test_each_stage_makes_one_more_layer_random(build, images_for, kind):
    model = build(kind)
    images, trained, seen = images_for(model), model.get_weights(), []

    def watching(network, images, target):
        seen.append([np.array_equal(a, b) for a, b in zip(network.get_weights(), trained, strict=True)])
        return plain(network, images, target)

    names = list(randomised_maps(model, images, watching))
    groups = groups_of(model, images)
    assert names == ["trained", *(name for name, _ in groups)]
    assert all(seen[0])
    kernels = {place for place, value in enumerate(trained) if value.ndim > 1}
    for stage in range(len(groups)):
        random = {place for _, places in groups[: stage + 1] for place in places}
        same = {place for place, equal in enumerate(seen[stage + 1]) if equal}
        assert not same & random & kernels
        assert same >= set(range(len(trained))) - random


def test_a_model_that_keras_can_clone_is_never_changed(build, images_for):
    model = build("functional")
    before = [value.tobytes() for value in model.get_weights()]

    def watching(network, images, target):
        assert [value.tobytes() for value in model.get_weights()] == before
        return plain(network, images, target)

    randomised_maps(model, images_for(model), watching)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
@pytest.mark.parametrize("kind", ["functional", "subclassed"])
def test_an_interrupt_leaves_the_model_as_it_was(build, images_for, state_of, kind, error):
    model, calls = build(kind), []
    before = state_of(model)

    def interrupted(network, images, target):
        calls.append(network)
        if len(calls) == 3:
            raise error
        return plain(network, images, target)

    with pytest.raises(error):
        randomised_maps(model, images_for(model), interrupted)
    assert (calls[2] is model) == (kind == "subclassed")
    assert state_of(model) == before


def test_a_clone_that_answers_otherwise_is_not_taken(images_for):
    """What a layer does not tell in its settings is lost in a clone."""
    keras = load_keras()

    class Scaled(keras.layers.Layer):
        factor = 1.0

        def call(self, x):
            return self.factor * x

    image = keras.Input((16, 16, 3))
    scaled = Scaled(name="scaled")
    scaled.factor = 3.0
    model = keras.Model(image, keras.layers.Dense(2)(keras.layers.Flatten()(scaled(image))))
    seen = []

    def watching(network, images, target):
        seen.append(network.get_layer("scaled").factor)
        return plain(network, images, target)

    before = [value.tobytes() for value in model.get_weights()]
    randomised_maps(model, np.ones((1, 16, 16, 3)), watching)
    assert seen == [3.0, 3.0]
    assert [value.tobytes() for value in model.get_weights()] == before


def test_the_class_asked_about_is_that_of_the_trained_model(digits):
    model, images = digits
    asked = []

    def watching(network, images, target):
        asked.append(list(target))
        return plain(network, images, target)

    randomised_maps(model, images, watching, stages=2)
    assert asked == [np.asarray(model(images)).argmax(axis=1).tolist()] * 3


def test_a_map_of_the_picture_stays_and_one_of_the_model_goes(digits):
    model, images = digits
    for method, least, most in ((plain, 1, 1), ("saliency", -0.3, 0.3)):
        maps = list(randomised_maps(model, images, method).values())
        assert least <= rank_correlation(maps[0], maps[-1]).mean() <= most


def test_it_is_seeded_and_takes_several_layers_together(digits):
    model, images = digits
    first, again, other = (
        randomised_maps(model, images[:1], "saliency", stages=2, seed=s) for s in (1, 1, 2)
    )
    assert list(first) == ["trained", "conv_3", "conv_1"]
    np.testing.assert_array_equal(first["conv_1"], again["conv_1"])
    assert not np.array_equal(first["conv_1"], other["conv_1"])
    assert first["conv_1"].shape == (1, 8, 8)
    assert randomised_maps(model, images[0], "saliency", stages=1)["conv_1"].shape == (8, 8)


@given(arrays(np.float32, (4, 5), elements=st.floats(-10, 10, width=16)), st.integers(0, 5))
def test_random_kernels_keep_their_size_and_what_they_can_be(value, seed):
    drawn = random_like(np.tile(value, (50, 1, 1)), np.random.default_rng(seed))
    assert drawn.dtype == np.float32
    size = np.sqrt(np.mean(np.square(value, dtype=np.float64)))
    np.testing.assert_allclose(np.sqrt(np.mean(drawn.astype(float) ** 2)), size, rtol=0.15)
    assert (value < 0).any() or (drawn >= 0).all()


@given(arrays(np.float32, 6, elements=st.floats(-10, 10, width=16)), st.integers(0, 5))
def test_vectors_are_shuffled_and_counters_stay(value, seed):
    rng = np.random.default_rng(seed)
    np.testing.assert_array_equal(np.sort(random_like(value, rng)), np.sort(value))
    counter = np.array([3, 5], np.uint32)
    assert random_like(counter, rng) is counter
    quantised = np.arange(24, dtype=np.int8).reshape(4, 6)
    drawn = random_like(quantised, rng)
    assert drawn.dtype == np.int8
    assert (np.sort(drawn, axis=None) == quantised.ravel()).all()
    assert (drawn != quantised).any()


def test_what_is_no_method_is_refused(digits, refused):
    model, images = digits
    methods = "'saliency', 'smooth_grad', 'integrated_gradients', 'grad_cam', 'hires_cam' or 'layer_cam'"
    hint = "Other methods are given as functions, such as `functools.partial(occlusion, patch_size=4)`."
    with refused(ValueError, f"`method` must be {methods}. Received: 'occlusion'. {hint}"):
        randomised_maps(model, images, "occlusion")
    with pytest.raises(TypeError, match="`method` must be the name of a method, or a function"):
        randomised_maps(model, images, images)


def test_a_model_without_weights_is_refused():
    keras = load_keras()
    image = keras.Input((4, 4, 2))
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(image), name="mean")
    with pytest.raises(ValueError, match="`model` must be a model with weights"):
        randomised_maps(model, np.ones((1, 4, 4, 2)), "saliency")
