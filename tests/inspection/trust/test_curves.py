"""Deletion and insertion, beside a loop, and calibrated where it is known what a map is worth."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from cnn_docs import deletion_insertion, occlusion, saliency
from cnn_docs._keras import load_keras


def by_hand(model, image, heat, empty, step):
    """Return (deletion, insertion) of the predicted class for one image, pixel by pixel."""
    target = int(np.asarray(model(image[np.newaxis]))[0].argmax())
    order = [np.unravel_index(place, heat.shape) for place in np.argsort(-heat, axis=None)]
    found = []
    for start, end in ((image, empty), (empty, image)):
        changed, scores = start.copy(), []
        for count in range(len(order) + 1):
            if count % step == 0 or count == len(order):
                scores.append(float(np.asarray(model(changed[np.newaxis]))[0, target]))
            if count < len(order):
                changed[order[count]] = end[order[count]]
        found.append(scores)
    return found


@pytest.mark.parametrize("fill", [0.0, "mean", "picture"])
def test_the_curves_are_those_of_a_loop(digits, fill):
    model, images = digits[0], digits[1][:2]
    heat = np.random.default_rng(1).normal(size=(2, 8, 8))
    blurred = gaussian_filter(images, (0, 1, 1, 0))
    empty = {0.0: np.zeros_like(images), "picture": blurred}.get(
        fill, np.broadcast_to(images.mean(axis=(1, 2), keepdims=True), images.shape)
    )
    curves = deletion_insertion(
        model, images, heat, fill=blurred if fill == "picture" else fill, step=7, orders=1, batch_size=3
    )
    for place in range(2):
        deletion, insertion = by_hand(model, images[place], heat[place], empty[place], 7)
        np.testing.assert_allclose(curves.deletion.scores[place], deletion, atol=1e-5)
        np.testing.assert_allclose(curves.insertion.scores[place], insertion, atol=1e-5)
    np.testing.assert_allclose(curves.deletion.fractions, [*(np.arange(0, 64, 7) / 64), 1])


def test_the_area_is_the_mean_score_on_the_way(one_pixel):
    image = np.full((4, 5, 3), 2.0)
    heat = np.zeros((4, 5))
    heat[1, 2] = 1
    curves = deletion_insertion(one_pixel(), image, heat, fill=(0.5, 0.5, 1.0), step=1, orders=3)
    assert curves.deletion.scores.tolist() == [[6.0] + [2.0] * 20]
    assert curves.insertion.scores.tolist() == [[2.0] + [6.0] * 20]
    assert curves.deletion.area[0] == pytest.approx((0.5 * (6 + 2) + 19 * 2) / 20)
    assert curves.insertion.area[0] == pytest.approx((0.5 * (2 + 6) + 19 * 6) / 20)
    assert curves.deletion.random.shape == (3, 1, 21)
    assert curves.deletion.random_area.shape == (3, 1)


def test_the_mean_of_bytes_is_rounded(one_pixel):
    keras = load_keras()
    image = keras.Input((4, 5, 3), dtype="uint8")
    model = keras.Model(image, one_pixel()(keras.ops.cast(image, "float32")))
    pixels = np.full((4, 5, 3), 3, np.uint8)
    pixels[0] = 0
    pixels[:, 0, 1] = (2, 5, 5, 3)  # so that the means are 2.25, 2.55 and 2.25
    curves = deletion_insertion(model, pixels, np.ones((4, 5)), orders=1, score="output")
    assert curves.insertion.scores[0, 0] == sum(np.rint(pixels.mean((0, 1), dtype=float)))


def test_channels_first_images_are_taken_by_their_own_axes(one_pixel):
    keras = load_keras()
    image = keras.Input((3, 4, 5))
    total = keras.layers.Conv2D(1, 1, kernel_initializer="ones")(keras.layers.Permute((2, 3, 1))(image))
    model = keras.Model(image, one_pixel(channels=1)(total))
    heat = np.zeros((1, 4, 5))
    heat[0, 1, 2] = 1
    curves = deletion_insertion(model, np.ones((1, 3, 4, 5)), heat, fill=(1.0, 0.0, 0.0), step=1, orders=1)
    assert curves.deletion.scores[0, :3].tolist() == [3.0, 1.0, 1.0]


def test_signals_and_volumes_and_images_without_channels_have_curves():
    keras = load_keras()
    signal, volume, picture = keras.Input((6, 2)), keras.Input((3, 4, 5, 2)), keras.Input((4, 5))
    maps = [
        (signal, keras.layers.Conv1D(2, 3)(signal), (6,)),
        (volume, keras.layers.Conv3D(2, 2)(volume), (3, 4, 5)),
        (picture, keras.layers.Conv2D(2, 2)(keras.layers.Reshape((4, 5, 1))(picture)), (4, 5)),
    ]
    for image, out, sides in maps:
        model = keras.Model(image, keras.layers.Dense(3)(keras.layers.Flatten()(out)))
        images = np.ones((2, *image.shape[1:]))
        curves = deletion_insertion(model, images, np.ones((2, *sides)), step=7, orders=1, score="logit")
        whole = np.asarray(model(images)).max(axis=1)
        np.testing.assert_allclose(curves.deletion.scores[:, 0], whole, atol=1e-5)


def test_a_function_of_the_outputs_can_be_asked(one_pixel):
    heat = np.zeros((4, 5))
    heat[1, 2] = 1
    asked = {"target": lambda output: -2 * output[:, 0], "fill": 0, "step": 1, "orders": 1}
    curves = deletion_insertion(one_pixel(), np.ones((4, 5, 3)), heat, **asked)
    assert curves.deletion.scores[0, :3].tolist() == [-6.0, 0.0, 0.0]


def test_a_single_unit_of_which_no_class_can_be_told_is_asked_for_itself():
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            return keras.ops.sigmoid(self.dense(keras.ops.mean(x, (1, 2))))

    model, images = Own(), np.ones((2, 4, 4, 3), "float32")
    model(images)
    curves = deletion_insertion(model, images, np.ones((2, 4, 4)), fill=0, step=8, orders=1)
    np.testing.assert_allclose(curves.deletion.scores[:, 0], np.asarray(model(images))[:, 0], rtol=1e-5)


def test_a_right_map_beats_every_order_at_random_and_its_reverse_none(shortcut):
    model, images = shortcut
    for heat in (saliency(model, images, target=1), occlusion(model, images, target=1, patch_size=2, fill=0)):
        for random in ("shifted", "pixels"):
            asked = {"target": 1, "fill": 0, "step": 4, "orders": 10, "random": random}
            right, wrong = (deletion_insertion(model, images, sign * heat, **asked) for sign in (1, -1))
            areas = right.deletion.random_area.mean(axis=1)
            assert right.deletion.area.mean() < areas.min() - 3 * areas.std()
            assert right.insertion.area.mean() > right.insertion.random_area.mean(axis=1).max()
            assert wrong.deletion.area.mean() > wrong.deletion.random_area.mean(axis=1).max()


def beaten(curve, sign):
    """Return the part of the random orders that the map beats."""
    return float(np.mean(sign * (curve.random_area.mean(axis=1) - curve.area.mean()) > 0))


@pytest.mark.parametrize("blur", [0, 1.2])
def test_a_map_of_noise_is_no_better_than_random(digits, blur):
    model, images = digits
    found = []
    for seed in range(12):
        noise = np.random.default_rng(seed).normal(size=(8, 8, 8))
        noise = gaussian_filter(noise, (0, blur, blur)) if blur else noise
        curves = deletion_insertion(model, images, noise, step=8, orders=9, seed=seed)
        found += [beaten(curves.deletion, 1), beaten(curves.insertion, -1)]
    assert 0.3 < np.mean(found) < 0.7
    assert np.mean(np.array(found) == 1) < 0.35  # by chance one in ten


def test_scattered_pixels_would_flatter_smooth_noise(digits):
    """Why orders are shifted by default: smooth noise beats all scattered orders on these pictures."""
    model, images = digits
    noise = gaussian_filter(np.random.default_rng(0).normal(size=(8, 8, 8)), (0, 1.2, 1.2))
    scattered = deletion_insertion(model, images, noise, step=4, orders=10, random="pixels")
    assert beaten(scattered.insertion, -1) == 1


def test_equal_values_come_in_an_order_at_random(digits):
    model, images = digits
    flat = np.zeros((8, 8, 8))
    first, again, other = (
        deletion_insertion(model, images, flat, step=8, orders=2, seed=seed).deletion for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first.scores, again.scores)
    np.testing.assert_array_equal(first.random, again.random)
    assert not np.array_equal(first.scores, other.scores)


def test_shifts_keep_the_map_and_move_it():
    from cnn_docs.inspection.trust.curves import _shifted

    heat = np.arange(20.0).reshape(4, 5)
    for moved in _shifted(heat, 5, np.random.default_rng(0)):
        row, column = np.argwhere(moved == 0)[0]
        np.testing.assert_array_equal(np.roll(moved, (-row, -column), (0, 1)), heat)


def test_the_model_and_the_images_stay(digits, state_of):
    model, images = digits
    before, kept = state_of(model), images.copy()
    deletion_insertion(model, images, np.zeros((8, 8, 8)), step=32, orders=1)
    assert state_of(model) == before
    np.testing.assert_array_equal(images, kept)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"heat": np.zeros((8, 8))}, ValueError, "`heat` must be of shape (8, 8, 8), a map for each image. "),
        ({"heat": np.full((8, 8, 8), np.nan)}, ValueError, "`heat` must be made of finite numbers. "),
        ({"fill": "blur"}, ValueError, "`fill` must be 'mean'. Received: 'blur'."),
        (
            {"fill": [1.0, 2.0]},
            ValueError,
            '`fill` must be "mean", a number, one for each of the 1 channels, or pictures of shape ',
        ),
        ({"random": "scattered"}, ValueError, "`random` must be 'shifted' or 'pixels'. "),
        ({"orders": 0}, ValueError, "`orders` must be a whole number from 1 to 1,000,000. Received: 0."),
        ({"step": 2.5}, TypeError, "`step` must be a positive whole number. Received: 2.5."),
        ({"seed": -1}, ValueError, "`seed` must be a whole number of at least 0. Received: -1."),
        ({"progress": 1}, TypeError, "`progress` must be True or False. Received: 1."),
    ],
)
def test_wrong_arguments_are_named(digits, options, error, message):
    model, images = digits
    with pytest.raises(error) as raised:
        deletion_insertion(model, images, **{"heat": np.zeros((8, 8, 8)), **options})
    assert str(raised.value).startswith(message)
