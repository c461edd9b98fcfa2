"""A target may be a class or a function of the outputs, on scores of any shape."""

import gc
import weakref

import numpy as np
import pytest
from explained_models import ALL, SIDE, chain, gradient_of, parts

from cnn_docs import grad_cam, integrated_gradients, occlusion, saliency
from cnn_docs._keras import load_keras


@pytest.fixture(scope="module")
def segmentation():
    """A model of one sigmoid map beside a diagnosis, as a dict."""
    keras, conv, *_ = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    maps = conv(image)
    mask = keras.layers.Conv2D(2, 1, activation="sigmoid", name="mask")(maps)
    kind = keras.layers.Dense(3, name="kind")(keras.layers.GlobalAveragePooling2D()(maps))
    return keras.Model(image, {"mask": mask, "kind": kind})


def region(outputs):
    """Sum of a few pixels of a map."""
    return load_keras().ops.sum(outputs["mask"][:, 3:5, 2:6, 1], axis=(1, 2))


def test_a_region_of_a_segmentation(segmentation, images):
    expected = abs(gradient_of_function(segmentation, region, images)).max(axis=-1)
    for _ in range(3):
        np.testing.assert_allclose(saliency(segmentation, images, target=region), expected, rtol=1e-4)
    outside = np.ones((SIDE, SIDE), bool)
    outside[3:7, 2:8] = False  # what the region sees through a kernel of 3x3
    assert not saliency(segmentation, images, target=region)[:, outside].any()


def gradient_of_function(model, function, images):
    return gradient_of(lambda x: function(model(x))[:, None], images, np.zeros(len(images), int))


@pytest.mark.parametrize("method", ["saliency", "grad_cam", "integrated_gradients", "occlusion"])
def test_a_function_that_picks_a_class_is_the_class(case_of, images, method):
    model = case_of("logits_only").model
    by_class = ALL[method](model, images, target=2, score="output")
    by_function = ALL[method](model, images, target=lambda output: output[:, 2])
    np.testing.assert_allclose(by_function, by_class, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("method", ["integrated_gradients", "occlusion"])
def test_the_negative_is_what_speaks_against(case_of, images, method):
    model = case_of("logits_only").model
    for_it, against = (
        ALL[method](model, images, target=lambda output, sign=sign: sign * output[:, 1]) for sign in (1, -1)
    )
    np.testing.assert_allclose(against, -for_it, atol=1e-5)


def test_one_number_may_stand_in_a_column(case_of, images):
    model = case_of("logits_only").model
    flat, column = (saliency(model, images, target=f) for f in (lambda y: y[:, 0], lambda y: y[:, :1]))
    np.testing.assert_array_equal(flat, column)


def test_what_a_function_looks_up_may_change(case_of, images):
    model, wanted = case_of("logits_only").model, {"class": 0}
    maps = []
    for wanted["class"] in (0, 0, 0, 3):
        maps.append(saliency(model, images, target=lambda output: output[:, wanted["class"]]))
    np.testing.assert_allclose(maps[-1], saliency(model, images, target=3), rtol=1e-4, atol=1e-6)
    assert not np.allclose(maps[0], maps[-1])


def test_a_function_is_not_kept(case_of, images):
    def first(output):
        return output[:, 0]

    for _ in range(3):
        saliency(case_of("logits_only").model, images, target=first)
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            lambda y: y.sum() if hasattr(y, "sum") else load_keras().ops.sum(y),
            r"returns the shape \(\) for 3",
        ),
        (lambda y: y, r"returns the shape \(3, 4\) for 3 images.*Leave the first axis"),
        (lambda y: 1.0, r"returns the shape \(\)"),
        (lambda y: y[:, 0] / 0, r"one number for each image.* all finite"),
        (lambda y: load_keras().ops.cast(load_keras().ops.argmax(y, -1), "float32"), "gradients pass"),
    ],
)
def test_a_function_that_does_not_do_is_named(case_of, images, function, message):
    with pytest.raises(ValueError, match=f"`target` must be .*{message}"):
        saliency(case_of("logits_only").model, images, target=function)


def _of_two(output, weights):
    return output[:, 0] * weights


@pytest.mark.parametrize(
    ("target", "received"),
    [
        (lambda: 1, r"<lambda>\(\)"),
        (_of_two, r"_of_two\(output, weights\)"),
        (lambda *, output: output, r"<lambda>\(\*, output\)"),
        (int, "int"),
        (load_keras().layers.Dense, "Dense"),
    ],
    ids=["nothing", "two", "by keyword", "type", "layer's class"],
)
@pytest.mark.parametrize("method", ["saliency", "occlusion"])
def test_what_is_no_function_of_the_outputs_is_refused_by_name(case_of, images, target, received, method):
    with pytest.raises(
        TypeError, match=f"`target` must be a function of one argument.*Received: .*{received}"
    ):
        ALL[method](case_of("logits_only").model, images, target=target)


@pytest.mark.parametrize("method", ["saliency", "occlusion"])
def test_what_a_function_of_the_outputs_raises_is_told_of_as_its_own(case_of, images, method):
    def raising(output):
        return {"first": output}["second"]

    with pytest.raises(
        ValueError, match=r"`target` must be .*raising.*, which raises KeyError: 'second'"
    ) as told:
        ALL[method](case_of("logits_only").model, images, target=raising)
    assert isinstance(told.value.__cause__, KeyError)


def test_an_output_beside_a_function_is_refused(segmentation, images):
    with pytest.raises(ValueError, match="`output` must be None where `target` is a function"):
        saliency(segmentation, images, target=region, output="mask")


def test_occlusion_takes_any_function(segmentation, images):
    heat = occlusion(segmentation, images, patch_size=4, target=lambda y: np.asarray(y["kind"]).argmax(-1))
    assert heat.shape == (3, SIDE, SIDE)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_number_for_each_image_in_any_shape(images, shape):
    keras, conv, _, flat, _ = parts()
    image, number = keras.Input((SIDE, SIDE, 3)), keras.layers.Dense(1)
    model = keras.Model(image, keras.layers.Reshape(shape)(number(flat(conv(image)))))
    heat = saliency(model, images)
    expected = gradient_of(lambda x: number(flat(conv(x))), images, [0, 0, 0])
    np.testing.assert_allclose(heat, abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6)
    change = integrated_gradients(model, images).sum(axis=(1, 2))
    difference = np.asarray(model(images)) - np.asarray(model(np.zeros_like(images)))
    np.testing.assert_allclose(change, difference.reshape(3), rtol=1e-3, atol=1e-4)


def test_several_labels_each_have_their_map(images):
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3))
    model = keras.Model(image, keras.layers.Activation("sigmoid")(dense(flat(pool(conv(image))))))
    for label in (0, 3):
        expected = gradient_of(lambda x: dense(flat(pool(conv(x)))), images, [label] * 3)
        np.testing.assert_allclose(
            saliency(model, images, target=label), abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6
        )


@pytest.mark.parametrize("squash", ["sigmoid", "log_sigmoid", "hard_sigmoid"])
@pytest.mark.parametrize("score", ["logit", "output"])
def test_class_0_of_one_unit_is_the_other_class(images, squash, score):
    keras, conv, pool, flat, _ = parts()
    image, unit = keras.Input((SIDE, SIDE, 3)), keras.layers.Dense(1)
    model = keras.Model(image, keras.layers.Activation(squash)(unit(flat(pool(conv(image))))))
    activation = keras.activations.get(squash)
    score_of_0 = {"logit": lambda z: -z, "output": lambda z: activation(-z)}[score]
    whole = np.asarray(score_of_0(unit(flat(pool(conv(images))))))
    covered = np.zeros_like(images)
    drop = whole - np.asarray(score_of_0(unit(flat(pool(conv(covered))))))
    heat = occlusion(model, images, target=0, patch_size=SIDE, fill=0, score=score)
    np.testing.assert_allclose(heat, np.broadcast_to(drop[..., None], heat.shape), atol=1e-5)


def test_class_0_of_a_unit_that_cannot_be_read_is_refused(images):
    keras, conv, pool, flat, _ = parts()
    squash = keras.layers.Lambda(lambda z: keras.ops.sigmoid(z), output_shape=(1,))
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), conv, pool, flat, keras.layers.Dense(1), squash])
    with pytest.raises(ValueError, match=r"`target` must be None or a function.*whether this single unit"):
        grad_cam(model, images, target=0, score="output")
    assert saliency(model, images, score="output").any()


MIXING = {
    "mean": lambda ops, output: output[:, 0] - ops.mean(output[:, 0]),
    "softmax over the batch": lambda ops, output: ops.softmax(output[:, 0]),
    "those before": lambda ops, output: ops.cumsum(output[:, 0]),
    "those behind": lambda ops, output: ops.flip(ops.cumsum(ops.flip(output[:, 0]))),
}


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize("kind", list(MIXING))
def test_a_function_that_mixes_the_images_is_refused(case_of, images, method, kind):
    model, ops = case_of("logits_only").model, load_keras().ops
    with pytest.raises(ValueError, match="whose number for an image changes with the outputs for the others"):
        ALL[method](model, images, target=lambda output: MIXING[kind](ops, output))


def test_a_number_that_all_images_share_is_no_number_of_each(images):
    keras, conv, _, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3))
    scores = dense(flat(conv(image)))
    model = keras.Model(image, [scores, keras.ops.mean(scores)])
    with pytest.raises(ValueError, match="changes with the outputs for the others"):
        saliency(model, images, target=lambda outputs: outputs[0][:, 0] - outputs[1])
    expected = gradient_of(lambda x: dense(flat(conv(x))), images, [0] * 3)
    heat = saliency(model, images, target=lambda outputs: outputs[0][:, 0])
    np.testing.assert_allclose(heat, abs(expected).max(axis=-1), rtol=1e-4, atol=1e-6)


def of_labels(labels):
    """A function that picks the score of each image's label by the image's place in the batch."""
    ops = load_keras().ops
    return lambda output: ops.take_along_axis(output, ops.reshape(labels, (-1, 1)), axis=1)[:, 0]


@pytest.mark.parametrize("method", ["saliency", "grad_cam"])
def test_a_label_for_each_place_is_right_in_one_pass(case_of, images, method):
    model, labels = case_of("logits_only").model, np.array([2, 0, 3])
    found = ALL[method](model, images, target=of_labels(labels))
    np.testing.assert_allclose(found, ALL[method](model, images, target=labels), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("method", ["smooth_grad", "integrated_gradients", "occlusion"])
def test_a_label_for_each_place_is_refused_where_a_pass_holds_copies(case_of, images, method):
    model, labels = case_of("logits_only").model, np.array([2, 0, 3])
    with pytest.raises(ValueError, match="changes with its place in the batch"):
        ALL[method](model, images, target=of_labels(labels), batch_size=3)


def test_a_label_for_each_place_is_refused_in_several_passes(case_of, images):
    model, labels = case_of("logits_only").model, np.array([2, 0])
    with pytest.raises(ValueError, match="changes with its place in the batch"):
        saliency(model, images[[0, 1, 2, 0]], target=of_labels(labels), batch_size=2)


@pytest.mark.parametrize("method", ["smooth_grad", "integrated_gradients", "occlusion"])
def test_a_unit_that_cannot_be_read_keeps_its_only_score(images, method):
    keras, conv, pool, flat, _ = parts()
    layers = conv, pool, flat, keras.layers.Dense(1)

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.all = layers

        def call(self, x):
            return keras.ops.sigmoid(chain(*self.all)(x))

    model = Own()
    model(images)
    found = ALL[method](model, images, score="output")
    np.testing.assert_allclose(
        found, ALL[method](model, images, target=lambda output: output[:, 0]), rtol=1e-4, atol=1e-6
    )
