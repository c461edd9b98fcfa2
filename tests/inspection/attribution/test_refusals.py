"""What cannot be explained is named, with why."""

from functools import partial

import numpy as np
import pytest
from explained_models import ALL, CLASSES, SIDE, chain, parts, two_inputs

from cnn_docs import grad_cam, integrated_gradients, occlusion, saliency, smooth_grad
from cnn_docs._keras import load_keras


def outputs_in_code():
    keras, *steps = parts()

    class Own(keras.Model):
        def __init__(self):
            super().__init__(name="own")
            self.steps = steps

        def call(self, x, training=False):
            return keras.ops.softmax(chain(*self.steps)(x))

    model = Own()
    model(np.zeros((1, SIDE, SIDE, 3), "float32"))
    return model


def ending_in(layer):
    keras, *steps = parts()
    return keras.Sequential([keras.Input((SIDE, SIDE, 3)), *steps, layer])


def own_layer():
    keras = load_keras()

    class Odds(keras.layers.Layer):
        def call(self, x):
            return keras.ops.softmax(x)

    return ending_in(Odds(name="odds"))


def own_activation():
    keras = load_keras()

    def squash(x):
        return keras.ops.softmax(x)

    return ending_in(keras.layers.Dense(3, activation=squash, name="last"))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (outputs_in_code, r"model 'own': .*computed in the code of the model 'own', not by a layer"),
        (own_layer, r"Layer 'odds' \(Odds\) computes the output in its own code"),
        (own_activation, r"Layer 'last' ends in the activation squash, which is not one of Keras's"),
    ],
)
def test_a_softmax_that_cannot_be_found_is_named(images, make, reason):
    model = make()
    with pytest.raises(ValueError, match=reason):
        saliency(model, images)
    assert saliency(model, images, score="output").shape == (3, SIDE, SIDE)


@pytest.mark.parametrize("method", [saliency, smooth_grad, integrated_gradients])
def test_a_slope_that_is_no_number_is_refused_and_no_map(method):
    keras = load_keras()
    image = keras.Input((4, 4, 1))
    model = keras.Model(image, keras.ops.sqrt(keras.ops.sum(image * image, axis=(1, 2))), name="norm")
    images = np.stack([np.ones((4, 4, 1)), np.zeros((4, 4, 1))]).astype("float32")
    with pytest.raises(
        ValueError, match=r"`model` \('norm'\) must have finite .* for [12] of 2 images, .* image [01]\."
    ):
        method(model, images, target=lambda size: size[:, 0])


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"target": CLASSES}, ValueError, r"`target` must be a class from 0 to 3\. Received: 4"),
        ({"target": -1}, ValueError, r"`target` must be .*at least 0\. Received: -1"),
        ({"target": 1.0}, TypeError, r"`target` must be .*Received: 1\.0"),
        ({"target": [0, 1]}, ValueError, r"`target` must be one class, or one for each of the 3 images"),
        ({"target": {0, 1, 2}}, TypeError, r"`target` must be one class, or one for each of the 3 images"),
        ({"target": [0, 1, "2"]}, TypeError, r"`target` must be .*Received: '2'"),
        ({"target": [[0], [1], [2, 3]]}, TypeError, r"`target` must be .*Received: \[0\]"),
        ({"target": 10**30}, ValueError, r"`target` must be a class of the model\. Received: 10"),
        ({"score": "logits"}, ValueError, r"`score` must be 'logit' or 'output'\. Received: 'logits'"),
        ({"batch_size": 0}, ValueError, r"`batch_size` must be a positive whole number\. Received: 0"),
        ({"output": 1}, ValueError, r"`output` must be below 1"),
        ({"output": "0"}, ValueError, r"`output` must be 'softmax'\. Received: '0'"),
        ({"input": "picture"}, ValueError, r"`input` must be 'image'\. Received: 'picture'"),
        ({"images": np.zeros((3, 5, 5, 3))}, ValueError, r"`images` must be of shape \(N, 12, 12, 3\)"),
        (
            {"images": np.full((3, SIDE, SIDE, 3), np.nan)},
            ValueError,
            r"`images` must be made of finite numbers",
        ),
    ],
)
def test_a_bad_argument_is_named(case_of, images, method, arguments, error, message):
    with pytest.raises(error, match=message):
        ALL[method](case_of("functional").model, **{"images": images, **arguments})


@pytest.mark.parametrize(
    ("method", "arguments", "error", "message"),
    [
        (
            grad_cam,
            {"layer": "cov"},
            ValueError,
            r"`layer` must be the name of a layer\. Received: 'cov'.*'conv'",
        ),
        (
            grad_cam,
            {"layer": "dense"},
            ValueError,
            r"`layer` must be a layer with maps .*last that have are 'conv'",
        ),
        (grad_cam, {"layer": 3}, TypeError, r"`layer` must be the name of a layer\. Received: 3"),
        (grad_cam, {"upsample": 1}, TypeError, r"`upsample` must be True or False"),
        (smooth_grad, {"samples": 0}, ValueError, r"`samples` must be a whole number from 1 to 1,000,000"),
        (smooth_grad, {"noise": -0.1}, ValueError, r"`noise` must be .*at least 0\. Received: -0\.1"),
        (smooth_grad, {"seed": -1}, ValueError, r"`seed` must be .*at least 0"),
        (integrated_gradients, {"steps": 0}, ValueError, r"`steps` must be a whole number from 1 to"),
        (integrated_gradients, {"tolerance": -1}, ValueError, r"`tolerance` must be .*at least 0"),
        (
            integrated_gradients,
            {"baseline": np.zeros((2, 2))},
            ValueError,
            r"`baseline` must be a number or an array",
        ),
        (
            integrated_gradients,
            {"baseline": np.nan},
            ValueError,
            r"`baseline` must be made of finite numbers",
        ),
        (occlusion, {"patch_size": 13}, ValueError, r"`patch_size` must be at most .*12x12\. Received: 13"),
        (occlusion, {"patch_size": 0}, ValueError, r"`patch_size` must be .*Received: 0"),
        (
            occlusion,
            {"patch_size": 3, "stride": 4},
            ValueError,
            r"`stride` must be at most .*3x3, to leave no gaps",
        ),
        (occlusion, {"patch_size": 3, "fill": "median"}, ValueError, r"`fill` must be 'mean'"),
        (
            occlusion,
            {"patch_size": 3, "fill": [1, 2]},
            ValueError,
            r"`fill` must be .*each of the 3 channels",
        ),
        (
            occlusion,
            {"patch_size": 3, "fill": 1e300},
            ValueError,
            r"`fill` must be made of values .* type of the image, float32, can hold\. Received: 1e\+300",
        ),
        (
            integrated_gradients,
            {"baseline": -1e300},
            ValueError,
            r"`baseline` must be made of values that the type of the image, float32, can hold",
        ),
        (
            smooth_grad,
            {"noise": 1e300},
            ValueError,
            r"`noise` must be so small .* Received: 1e\+300",
        ),
        (smooth_grad, {"noise": 1e38}, ValueError, r"`noise` must be so small .* float32\. Received: 1e\+38"),
        (occlusion, {"patch_size": 3, "progress": "yes"}, TypeError, r"`progress` must be True or False"),
    ],
)
def test_an_argument_of_one_method_is_named(case_of, images, method, arguments, error, message):
    with pytest.raises(error, match=message):
        method(case_of("functional").model, images, **arguments)


def test_of_several_images_one_must_be_named():
    model, arrays = two_inputs()
    with pytest.raises(ValueError, match=r"`input` must be one of the image inputs 'image' and 'mask'"):
        saliency(model, arrays)
    with pytest.raises(ValueError, match=r"`input` must be 'image' or 'mask'\. Received: 'size'"):
        saliency(model, arrays, input="size")


def test_a_single_unit_without_sigmoid_has_one_class(images):
    model = ending_in(load_keras().layers.Dense(1, name="last"))
    np.testing.assert_array_equal(saliency(model, images), saliency(model, images, target=0))
    with pytest.raises(ValueError, match=r"`target` must be 0: the output is a single unit\. Received: 1"):
        saliency(model, images, target=1)


def test_a_model_without_maps_has_no_grad_cam(images):
    keras, _, _, flat, dense = parts()
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3), name="image"), flat, dense], name="flat")
    with pytest.raises(ValueError, match=r"'flat'\) must have a layer with maps, .* It has none"):
        grad_cam(model, images)


def test_a_layer_that_does_not_lead_to_the_score_is_refused(images):
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3))
    other = keras.layers.Conv2D(2, 3, name="other")
    model = keras.Model(image, [chain(conv, pool, flat, dense)(image), other(image)])
    with pytest.raises(ValueError, match=r"`layer` must lead to the score .* 'other', of whose"):
        grad_cam(model, images, layer="other")


def test_an_output_of_maps_is_refused(images):
    keras, conv, *_ = parts()
    image = keras.Input((SIDE, SIDE, 3))
    model = keras.Model(image, conv(image), name="maps")
    with pytest.raises(
        ValueError, match=r"`model` must be a model with one score for each class.*maps, output"
    ):
        saliency(model, images)


def test_what_is_no_image_or_no_model_is_refused():
    keras, *_ = parts()
    vector = keras.Sequential([keras.Input((7,), name="vector"), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match=r"`model` must be a model of images.*'vector': \(1, 7\)"):
        saliency(vector, np.zeros((1, 7)))
    with pytest.raises(TypeError, match=r"`model` must be a Keras model\. Received: 'str'"):
        saliency("model", np.zeros((1, 7)))
    with pytest.raises(ValueError, match="`model` must be built"):
        saliency(keras.Sequential([keras.layers.Flatten()]), np.zeros((1, 7)))


def test_a_score_without_gradient_is_refused(images):
    keras, *steps = parts()
    model = keras.Sequential(
        [keras.Input((SIDE, SIDE, 3)), keras.layers.Lambda(keras.ops.stop_gradient), *steps]
    )
    with pytest.raises(ValueError, match="must lead from the image to the score by differentiable steps"):
        saliency(model, images)


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("0", r"`output` must be a number for a model that does not name its outputs\. Received: '0'"),
        (1, r"`output` must be below 1, the number of outputs\. Received: 1"),
    ],
)
def test_an_output_that_is_not_there_is_refused_where_none_has_a_name(
    case_of, images, method, output, message
):
    for _ in range(2):
        with pytest.raises(ValueError, match=message):
            ALL[method](case_of("subclassed").model, images, output=output)


def together(kind):
    """A model in which the images of a batch meet, or do not though its code is not known."""
    keras = load_keras()
    layers, ops = keras.layers, keras.ops
    image = keras.Input((SIDE, SIDE, 3))
    maps = layers.Conv2D(4, 3, activation="relu")(image)
    if kind == "mixed":
        maps = maps - 0.5 * ops.mean(maps, axis=0, keepdims=True)
    elif kind == "those before":
        maps = ops.cumsum(maps, axis=0)
    elif kind == "those behind":
        maps = ops.flip(ops.cumsum(ops.flip(maps, axis=0), axis=0), axis=0)
    elif kind == "random":
        maps = layers.Dropout(0.5)(maps, training=True)
    else:
        maps = ops.flip(maps, axis=1)
    return keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(maps)), name="together")


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize("kind", ["mixed", "those before", "those behind"])
@pytest.mark.parametrize("target", [1, lambda output: output[:, 1]], ids=["class", "function"])
def test_images_that_meet_in_a_batch_come_one_by_one(images, method, kind, target):
    model = together(kind)
    with pytest.raises(ValueError, match=r"`images` must be one image at a time for the model 'together'"):
        ALL[method](model, images, target=target, score="output")
    apart = ALL[method](model, images, target=target, score="output", batch_size=1)
    alone = ALL[method](model, images[0], target=target, score="output", batch_size=1)
    np.testing.assert_allclose(apart[0], alone, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("method", ["smooth_grad", "integrated_gradients", "occlusion"])
def test_copies_of_one_image_meet_as_well(images, method):
    with pytest.raises(ValueError, match=r"`images` must be one image at a time for the model 'together'"):
        ALL[method](together("mixed"), images[0], target=1)


def test_one_image_does_not_meet_another(images):
    assert saliency(together("mixed"), images[0], target=1).shape == (SIDE, SIDE)
    for kind in ("apart", "random"):
        assert saliency(together(kind), images, target=1).shape == (3, SIDE, SIDE)


@pytest.mark.parametrize("step", ["round", "floor", "stop_gradient"])
def test_a_step_without_a_gradient_is_told_from_a_model_without_maps(images, step):
    keras = load_keras()
    image = keras.Input((SIDE, SIDE, 3))
    maps = getattr(keras.ops, step)(keras.layers.Conv2D(2, 3, name="maps")(image))
    model = keras.Model(image, keras.layers.Dense(CLASSES)(keras.layers.Flatten()(maps)), name="stepped")
    with pytest.raises(ValueError, match=r"'stepped'.* has no gradient of those of 'maps' .* `occlusion`"):
        grad_cam(model, images)
    with pytest.raises(ValueError, match=r"`layer` must lead to the score by .* 'maps', of whose"):
        grad_cam(model, images, layer="maps")
    with pytest.raises(ValueError, match=r"'stepped'.* has no gradient there\. `occlusion`"):
        saliency(model, images)
    assert occlusion(model, images, patch_size=4).any()


def test_copies_that_start_from_other_states_are_refused():
    keras = load_keras()
    signals = np.random.default_rng(0).normal(size=(2, 4, 3)).astype("float32")
    steps = keras.Input(batch_shape=signals.shape)
    memory = keras.layers.SimpleRNN(2, stateful=True, unroll=True, name="memory")
    model = keras.Model(steps, memory(steps))
    asked = {"target": 1, "score": "output"}
    alone = saliency(model, signals, **asked)
    same = smooth_grad(model, signals, noise=0, samples=3, **asked)
    np.testing.assert_allclose(same, alone, rtol=1e-5)
    model(signals)
    for method in (smooth_grad, integrated_gradients, partial(occlusion, patch_size=2)):
        with pytest.raises(ValueError, match=r"the same state at each place.*'memory' keeps.*`reset_state"):
            method(model, signals, **asked)
    memory.reset_state()
    np.testing.assert_allclose(saliency(model, signals, **asked), alone, rtol=1e-5)
