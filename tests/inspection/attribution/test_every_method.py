"""What holds for every method: targets, inputs, batches, and a model that is as it was."""

import gc
import weakref

import numpy as np
import pytest
from explained_models import (
    ALL,
    SIDE,
    chain,
    functional,
    functional_with_argument,
    gradient_of,
    parts,
    predicted,
    two_inputs,
)

from cnn_docs import grad_cam, saliency
from cnn_docs._keras import load_keras


@pytest.mark.parametrize("method", list(ALL))
def test_other_weights_give_other_maps(images, method):
    """The sanity check of Adebayo et al. 2018: an explanation that ignores the weights explains nothing."""
    case = functional()
    before = ALL[method](case.model, images, target=1)
    ALL[method](case.model, images, target=1)  # compiled by now
    rng = np.random.default_rng(1)
    case.model.set_weights([rng.normal(size=weight.shape) * 0.3 for weight in case.model.get_weights()])
    after = ALL[method](case.model, images, target=1)
    assert abs(np.corrcoef(before.ravel(), after.ravel())[0, 1]) < 0.7


@pytest.mark.parametrize("method", list(ALL))
def test_classes_give_different_maps(case_of, images, method):
    model = case_of("functional").model
    maps = [ALL[method](model, images, target=target) for target in (0, 1)]
    assert not np.allclose(*maps)
    each = ALL[method](model, images, target=[0, 1, 0])
    np.testing.assert_allclose(each[1], maps[1][1], rtol=1e-3, atol=1e-5)
    if method != "smooth_grad":  # whose noise is drawn in the order of the images
        np.testing.assert_allclose(each[[0, 2]], maps[0][[0, 2]], rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("method", list(ALL))
def test_the_predicted_class_is_the_default(case_of, images, method):
    case = case_of("functional")
    targets = predicted(case, images)
    np.testing.assert_allclose(
        ALL[method](case.model, images), ALL[method](case.model, images, target=targets), rtol=1e-5, atol=1e-7
    )


@pytest.mark.parametrize("method", ["integrated_gradients", "occlusion"])
def test_one_sigmoid_unit_encodes_two_classes(case_of, images, method):
    model = case_of("one_sigmoid").model
    default, positive, negative = (ALL[method](model, images, target=target) for target in (None, 1, 0))
    np.testing.assert_array_equal(default, positive)
    np.testing.assert_allclose(negative, -positive, atol=1e-4)


@pytest.mark.parametrize("method", list(ALL))
def test_a_single_image_gives_a_single_map(case_of, images, method):
    model = case_of("functional").model
    single = ALL[method](model, images[0])
    assert single.shape == (SIDE, SIDE)
    np.testing.assert_allclose(single, ALL[method](model, images[:1])[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "method", ["saliency", "integrated_gradients", "grad_cam", "occlusion", "smooth_grad"]
)
def test_the_batch_size_does_not_matter(case_of, images, method):
    model = case_of("functional").model
    small, large = (ALL[method](model, images, batch_size=size) for size in (2, 32))
    np.testing.assert_allclose(small, large, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("method", list(ALL))
def test_of_several_inputs_the_one_named_is_explained(method):
    model, arrays = two_inputs()
    maps = [ALL[method](model, arrays, input=name, target=0) for name in ("image", "mask")]
    assert maps[0].shape == maps[1].shape == (2, SIDE, SIDE)
    if method not in ("grad_cam", "integrated_gradients"):  # the same for both factors of image * mask
        assert not np.allclose(*maps)


def test_the_gradient_of_one_input_leaves_the_others_as_they_are():
    model, arrays = two_inputs()
    step, place = 1e-2, (1, 4, 5, 0)
    scores = []
    for sign in (1, -1):
        moved = {**arrays, "mask": arrays["mask"].copy()}
        moved["mask"][place] += sign * step
        scores.append(float(np.asarray(model(moved)[1])[1, 0]))
    heat = saliency(model, arrays, input="mask", output="area")
    assert heat[place[:3]] == pytest.approx(abs(scores[0] - scores[1]) / (2 * step), rel=1e-2)
    np.testing.assert_array_equal(heat, saliency(model, arrays, input="mask", output=1))


def test_shared_layers_are_read_at_each_call():
    keras, conv, pool, flat, dense = parts()
    first, second = (keras.Input((SIDE, SIDE, 3), name=name) for name in ("first", "second"))
    joined = keras.layers.Add()([conv(first), conv(second)])
    model = keras.Model([first, second], keras.layers.Softmax()(chain(pool, flat, dense)(joined)))
    arrays = [
        np.random.default_rng(seed).normal(size=(1, SIDE, SIDE, 3)).astype("float32") for seed in (0, 1)
    ]
    pairs = [("conv", "first"), ("conv#2", "second")]
    maps = [grad_cam(model, arrays, input=name, layer=layer, target=0) for layer, name in pairs]
    assert not np.allclose(*maps)


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize("name", ["functional_with_argument", "nested", "subclassed"])
def test_the_model_is_as_before(case_of, images, state_of, name, method):
    model = case_of(name).model
    before = state_of(model)
    for _ in range(2):
        ALL[method](model, images)
        assert state_of(model) == before


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_the_model_is_as_before_when_a_pass_is_broken_off(images, state_of, failure):
    keras, *steps = parts()

    class Fuse(keras.layers.Layer):
        passes = 0

        def call(self, x):
            Fuse.passes += 1
            if Fuse.passes > 3:
                raise failure
            return x

    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), *steps[:3], Fuse(), steps[3]])
    before = state_of(model)
    Fuse.passes = 3
    for method in ALL.values():
        with pytest.raises(failure):
            method(model, images)
        assert state_of(model) == before
    Fuse.passes = -100
    assert saliency(model, images).shape == (3, SIDE, SIDE)


def test_a_changed_activation_is_seen_after_compilation(images):
    case = functional_with_argument()
    for _ in range(3):
        before = saliency(case.model, images, target=0, score="output")
    case.model.get_layer("dense").activation = load_keras().activations.linear
    after = saliency(case.model, images, target=0, score="output")
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, saliency(case.model, images, target=0, score="logit"), rtol=1e-5)


def test_a_changed_setting_is_seen_after_compilation(images):
    keras, conv, pool, flat, dense = parts()
    scale = keras.layers.Rescaling(1.0)
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), scale, conv, pool, flat, dense])
    for _ in range(3):
        saliency(model, images, target=0)
    scale.scale = 4.0
    targets = np.zeros(len(images), int)
    slopes = gradient_of(lambda x: model(x), images, targets)
    np.testing.assert_allclose(saliency(model, images, target=0), abs(slopes).max(axis=-1), rtol=1e-4)


def test_the_keys_of_dicts_are_the_names_of_inputs_and_outputs(images):
    keras, conv, pool, flat, dense = parts()
    image, other = (keras.Input((SIDE, SIDE, 3), name=name) for name in ("image_layer", "other_layer"))
    logits = dense(flat(pool(conv(image) + conv(other))))
    outputs = {
        "kind": keras.layers.Softmax(name="last")(logits),
        "area": keras.layers.Dense(3, name="size")(logits),
    }
    with pytest.warns(UserWarning, match="all keys in the dict must match the names"):
        model = keras.Model({"picture": image, "context": other}, outputs)
    arrays = {"picture": images, "context": images[::-1]}

    def scores(x):
        return dense(flat(pool(conv(x) + conv(images[::-1]))))

    targets = np.zeros(len(images), int)
    heat = saliency(model, arrays, input="picture", output="kind", target=0)
    np.testing.assert_allclose(heat, abs(gradient_of(scores, images, targets)).max(axis=-1), rtol=1e-4)
    with pytest.raises(ValueError, match="`output` must be 'kind' or 'area'"):
        saliency(model, arrays, input="picture", output="last")
    for first in (None, 0):  # the order in which the dict was written, not that of the letters
        np.testing.assert_array_equal(saliency(model, arrays, input="picture", output=first, target=0), heat)


def test_outputs_within_outputs_have_the_keys_on_the_way_as_names(images):
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3))
    maps = conv(image)
    logits = dense(flat(pool(maps)))
    heads = {"kind": keras.layers.Softmax()(logits), "all": [keras.ops.mean(maps, axis=(1, 2)), logits]}
    model = keras.Model(image, {"heads": heads, "area": maps})
    expected = saliency(keras.Model(image, logits), images, target=0)
    for output in ("heads/kind", "heads/all/1", None, 0, 2):  # the first as it was written
        np.testing.assert_allclose(saliency(model, images, output=output, target=0), expected, rtol=1e-4)
    with pytest.raises(
        ValueError, match="`output` must be 'heads/kind', 'heads/all/0', 'heads/all/1' or 'area'"
    ):
        saliency(model, images, output="kind")


def test_outputs_of_one_name_have_numbers(images):
    keras, conv, pool, flat, dense = parts()
    inputs = [keras.Input((SIDE, SIDE, 3), name=name) for name in ("left", "right")]
    inner = keras.Input((SIDE, SIDE, 3))
    tower = keras.Model(inner, dense(flat(pool(conv(inner)))), name="tower")
    model, pair = keras.Model(inputs, [tower(image) for image in inputs]), [images, images[::-1].copy()]
    with pytest.raises(ValueError, match="`output` must be one of the numbers 0 and 1, which share a name"):
        saliency(model, pair, input="right", output="tower")
    heat = saliency(model, pair, input="right", output=1, target=0)
    np.testing.assert_allclose(heat, saliency(tower, pair[1], target=0), rtol=1e-4)


def test_the_compiled_pass_does_not_keep_the_model_alive(images):
    case = functional()
    for _ in range(3):
        saliency(case.model, images)
    gone = weakref.ref(case.model)
    del case
    gc.collect()
    load_keras().utils.clear_session()
    gc.collect()
    assert gone() is None


def test_code_that_needs_values_runs_eagerly(images):
    keras, *steps = parts()

    class Branching(keras.Model):
        def __init__(self):
            super().__init__()
            self.steps = steps

        def call(self, x, training=False):
            if float(keras.ops.mean(x)) > 1e9:
                x = -x
            for step in self.steps:
                x = step(x)
            return x

    model = Branching()
    model(images)
    first = saliency(model, images)
    for _ in range(2):
        np.testing.assert_allclose(saliency(model, images), first, rtol=1e-5)
