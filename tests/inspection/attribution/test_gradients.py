"""Saliency, SmoothGrad and integrated gradients equal independent computations."""

from types import SimpleNamespace

import numpy as np
import pytest
from explained_models import CASES, EXACT, SIDE, gradient_of, parts, predicted

from cnn_docs import grad_cam, integrated_gradients, saliency, smooth_grad
from cnn_docs.inspection.attribution._questions import Question


@pytest.mark.parametrize("score", ["logit", "output"])
@pytest.mark.parametrize("name", list(CASES))
def test_saliency_is_the_gradient_of_the_explicit_model(case_of, images, name, score):
    case = case_of(name)
    expected = gradient_of(lambda x: case.scores(x, score), images, predicted(case, images))
    tolerance = 1e-5 if name in EXACT else 2e-2
    for _ in range(3):  # eager, traced, compiled
        heat = saliency(case.model, images, score=score)
        assert heat.shape == (3, SIDE, SIDE)
        assert heat.dtype == np.float32
        np.testing.assert_allclose(heat, abs(expected).max(axis=-1), rtol=tolerance, atol=tolerance * 0.1)


@pytest.mark.parametrize("score", ["logit", "output"])
def test_saliency_is_what_finite_differences_say(case_of, images, score):
    case = case_of("functional_with_argument")
    heat = saliency(case.model, images[:1], target=2, score=score)[0]
    step = 1e-2
    for row, column in ((0, 0), (5, 7), (11, 11)):
        slopes = []
        for channel in range(3):
            moved = np.repeat(images[:1], 2, axis=0)
            moved[:, row, column, channel] += (step, -step)
            up, down = np.asarray(case.scores(moved, score))[:, 2]
            slopes.append((up - down) / (2 * step))
        assert heat[row, column] == pytest.approx(max(map(abs, slopes)), rel=1e-2, abs=1e-5)


def test_logit_and_output_differ(case_of, images):
    model = case_of("functional").model
    before, after = (saliency(model, images, target=0, score=score) for score in ("logit", "output"))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] < 0.99


def test_smooth_grad_is_the_mean_gradient_of_noisy_copies(case_of, images):
    case = case_of("functional")
    heat = smooth_grad(case.model, images, samples=5, noise=0.2, seed=7)
    rng = np.random.default_rng(7)
    for image, label, found in zip(images, predicted(case, images), heat, strict=True):
        grain = rng.standard_normal((5, *image.shape), dtype=np.float32)
        noisy = image + grain * np.float32(0.2 * (image.max() - image.min()))
        mean = gradient_of(case.scores, noisy, np.full(5, label)).mean(axis=0)
        np.testing.assert_allclose(found, abs(mean).max(axis=-1), rtol=1e-4, atol=1e-5)


def test_without_noise_smooth_grad_is_saliency(case_of, images):
    model = case_of("functional").model
    smooth = smooth_grad(model, images, samples=4, noise=0)
    np.testing.assert_allclose(smooth, saliency(model, images), rtol=1e-4, atol=1e-6)


def test_the_seed_decides_the_noise(case_of, images):
    model = case_of("functional").model
    first, again, other = (smooth_grad(model, images, samples=3, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("score", ["logit", "output"])
@pytest.mark.parametrize("name", EXACT)
def test_integrated_gradients_sum_to_the_change_of_the_score(case_of, images, name, score):
    case = case_of(name)
    targets = predicted(case, images)
    heat = integrated_gradients(case.model, images, baseline=0.5, score=score)
    ends = (np.asarray(case.scores(x, score)) for x in (images, np.full_like(images, 0.5)))
    last, first = (scores[np.arange(3), targets] for scores in ends)
    np.testing.assert_allclose(heat.sum(axis=(1, 2)), last - first, rtol=1e-3, atol=1e-4)


def test_integrated_gradients_of_the_digits_network_are_complete():
    from cnn_docs import load_digits, load_digits_cnn

    model, images = load_digits_cnn(), load_digits().test_images[:4, ..., None]
    heat = integrated_gradients(model, images, score="output")
    outputs = [np.asarray(model(x)) for x in (images, np.zeros_like(images))]
    targets = outputs[0].argmax(axis=1)
    last, first = (output[np.arange(4), targets] for output in outputs)
    np.testing.assert_allclose(heat.sum(axis=(1, 2)), last - first, atol=1e-3)


def test_integrated_gradients_of_a_linear_model_are_input_times_weight(images):
    keras, *_ = parts()
    image = keras.Input((SIDE, SIDE, 3))
    dense = keras.layers.Dense(2)
    model = keras.Model(image, dense(keras.layers.Flatten()(image)))
    baseline = np.linspace(-1, 1, 3)
    heat = integrated_gradients(model, images, target=1, baseline=baseline, steps=2)
    weight = np.asarray(dense.kernel)[:, 1].reshape(SIDE, SIDE, 3)
    np.testing.assert_allclose(heat, (weight * (images - baseline)).sum(axis=-1), rtol=1e-4, atol=1e-5)


def test_integrated_gradients_are_the_mean_gradient_along_the_line(case_of, images):
    case = case_of("functional")
    heat = integrated_gradients(case.model, images[:1], target=1, steps=500, tolerance=1e-5)[0]
    places = ((np.arange(2000) + 0.5) / 2000).astype("float32")[:, None, None, None]
    slopes = gradient_of(case.scores, places * images[:1], np.ones(2000, int))
    expected = (slopes.mean(axis=0) * images[0]).sum(axis=-1)
    np.testing.assert_allclose(heat, expected, atol=0.02 * abs(expected).max())


def test_a_sum_that_stays_off_warns(case_of, images):
    with pytest.warns(UserWarning, match=r"is not the change of the score .* Give more `steps`; where"):
        integrated_gradients(case_of("functional").model, images[:1], steps=1, tolerance=0)


@pytest.mark.filterwarnings("ignore:The sum of the map")
@pytest.mark.parametrize("steps", [1, 7, 64])
def test_the_steps_bound_the_cost(case_of, images, steps, monkeypatch):
    model, copies = case_of("functional").model, []
    shown = np.random.default_rng(1).normal(size=(1, SIDE, SIDE, 3))

    def counted(self, *, more=0):
        copies.append(len(self))
        return slopes(self, more=more)

    slopes = Question.slopes
    monkeypatch.setattr(Question, "slopes", counted)
    integrated_gradients(model, shown, target=0, steps=steps, tolerance=1e-6)
    assert sum(copies) <= steps + 1
    assert max(copies) <= 32


def test_the_error_that_is_reached_is_returned(case_of, images):
    case = case_of("functional")
    heat, errors = integrated_gradients(
        case.model, images, target=0, steps=2, tolerance=100, return_error=True
    )
    change = np.asarray(case.logits(images) - case.logits(np.zeros_like(images)))[:, 0]
    np.testing.assert_allclose(errors, heat.sum(axis=(1, 2)) - change, atol=1e-4)
    assert abs(errors).max() > 1e-2
    more = integrated_gradients(case.model, images, target=0, steps=300, return_error=True)[1]
    assert abs(more).max() < 1e-3
    assert np.ndim(integrated_gradients(case.model, images[0], tolerance=1, return_error=True)[1]) == 0


def test_one_warning_tells_the_largest_error(case_of, images):
    with pytest.warns(UserWarning, match=r"for 2 of 3 images; it is off by up to 0\.13\. Give") as warned:
        integrated_gradients(case_of("functional").model, images, target=0, steps=2)
    assert len(warned) == 1
    assert warned[0].filename == __file__


@pytest.mark.parametrize("method", [smooth_grad, integrated_gradients])
def test_progress_is_shown_and_a_break_leaves_the_model_as_it_was(case_of, images, method, monkeypatch):
    model, written = case_of("functional").model, []
    terminal = SimpleNamespace(write=written.append, flush=lambda: None, isatty=lambda: True)
    monkeypatch.setattr("sys.stderr", terminal)
    method(model, images[:1])
    assert not written
    method(model, images[:1], progress=True)
    noun = {smooth_grad: "50 of 50 copies", integrated_gradients: "65 of 65 gradients"}[method]
    assert noun in "".join(written)
    before = [weight.tobytes() for weight in model.get_weights()]
    terminal.write = lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    monkeypatch.setattr("sys.stderr", terminal)
    with pytest.raises(KeyboardInterrupt):
        method(model, images[:1], progress=True)
    assert [weight.tobytes() for weight in model.get_weights()] == before


@pytest.mark.parametrize("kind", ["class", "function"])
def test_half_precision_does_not_lose_small_gradients(kind):
    """The gradient of a mean over many pixels is below the least numbers of half precision."""
    keras, *_ = parts()
    layers, side = keras.layers, 160

    def network(policy):
        steps = [
            layers.Conv2D(4, 3, dtype=policy, bias_initializer="ones", name="conv"),
            layers.GlobalAveragePooling2D(dtype=policy),
            layers.Dense(2, dtype="float32", kernel_initializer=keras.initializers.RandomNormal(stddev=0.02)),
        ]
        return keras.Sequential([keras.Input((side, side, 1)), *steps])

    half, single = network("mixed_float16"), network("float32")
    half.set_weights(single.get_weights())
    images = np.random.default_rng(0).random((1, side, side, 1), dtype=np.float32)
    target = 1 if kind == "class" else lambda output: output[:, 1]
    for function in (saliency, lambda *given, **asked: grad_cam(*given, layer="conv", **asked)):
        for _ in range(2):
            found, expected = (function(model, images, target=target) for model in (half, single))
            np.testing.assert_allclose(found, expected, atol=0.02 * expected.max())


def test_half_precision_takes_large_gradients(images):
    keras, conv, pool, flat, _ = parts()
    layers = keras.layers
    tall = layers.Dense(1, dtype="float16", kernel_initializer=keras.initializers.Constant(900.0))
    model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), conv, pool, flat, tall])
    slopes = gradient_of(
        lambda x: 900.0 * keras.ops.sum(flat(pool(conv(x))), -1, keepdims=True), images, [0] * 3
    )
    np.testing.assert_allclose(saliency(model, images), abs(slopes).max(axis=-1), rtol=1e-2)
