"""The trained digits network reads digits it never saw, off-centre ones too, and can be trained again."""

import itertools
from importlib.resources import files

import numpy as np
import pytest

from cnn_docs import (
    augment_digits,
    build_digits_cnn,
    build_lenet5,
    correlate,
    load_digits,
    load_digits_cnn,
    load_digits_weights,
    max_pool,
    relu,
    save_digits_cnn,
    softmax,
    train_digits_cnn,
)

digits = pytest.fixture(scope="module")(load_digits)
network = pytest.fixture(scope="module")(load_digits_cnn)


def accuracy(model, images, labels):
    scores = np.asarray(model(images[..., None], training=False))
    return float((scores.argmax(axis=1) == labels).mean())


def arc(row, column, height, width, start, end):
    """Points of an ellipse from angle to angle, in degrees, clockwise from the top."""
    angles = np.deg2rad(np.linspace(start, end, 24))
    return [(row - height * np.cos(angle), column + width * np.sin(angle)) for angle in angles]


# Each digit as a pen would draw it: lines through points (row, column), height 1, middle at 0.5, 0.35.
STROKES = {
    0: [arc(0.5, 0.35, 0.5, 0.32, 0, 360)],
    1: [[(0.2, 0.15), (0, 0.35), (1, 0.35)]],
    2: [[*arc(0.25, 0.35, 0.25, 0.28, -80, 100), (1, 0.05), (1, 0.65)]],
    3: [[*arc(0.25, 0.3, 0.25, 0.3, -70, 180), *arc(0.75, 0.3, 0.25, 0.33, 0, 250)]],
    4: [[(0, 0.45), (0.65, 0.02), (0.65, 0.68)], [(0.35, 0.48), (1, 0.48)]],
    5: [[(0, 0.62), (0, 0.12), (0.45, 0.1), *arc(0.7, 0.3, 0.3, 0.33, -30, 240)]],
    6: [[(0, 0.5), (0.35, 0.12), *arc(0.7, 0.35, 0.3, 0.28, -90, 270)]],
    7: [[(0, 0.05), (0, 0.65), (1, 0.25)]],
    8: [arc(0.25, 0.35, 0.25, 0.25, 0, 360), arc(0.75, 0.35, 0.25, 0.3, 0, 360)],
    9: [[*arc(0.3, 0.35, 0.3, 0.27, 90, 450), (0.6, 0.6), (1, 0.45)]],
}


def drawn(digit, *, height, pen, shift):
    """Draw a digit on a 32x32 pad with a round pen, and count the dark pixels of each 4x4 block."""
    centres = np.arange(32) + 0.5
    dark = np.zeros((32, 32), bool)
    for line in STROKES[digit]:
        points = 16 + np.array(shift) + (np.array(line) - (0.5, 0.35)) * height
        for start, end in itertools.pairwise(points):
            along = end - start
            rows, columns = centres[:, None] - start[0], centres[None, :] - start[1]
            place = np.clip((rows * along[0] + columns * along[1]) / max(along @ along, 1e-9), 0, 1)
            dark |= np.hypot(rows - place * along[0], columns - place * along[1]) <= pen / 2
    return dark.reshape(8, 4, 8, 4).sum(axis=(1, 3)).astype(np.float32)


def test_it_is_small_enough_for_a_web_page(network):
    assert network.count_params() == 22_954
    assert network.name == "digits_cnn"
    assert not network.compiled
    assert all(np.array_equal(weight, weight.astype(np.float16)) for weight in network.get_weights())


def test_it_reads_the_third_that_was_held_out(digits, network):
    assert accuracy(network, digits.test_images, digits.test_labels) >= 0.98


def test_it_reads_digits_that_were_shifted_scaled_and_thinned(digits, network):
    copies = augment_digits(digits.test_images, copies=3, seed=1000)
    assert accuracy(network, copies, np.tile(digits.test_labels, 3)) >= 0.93


@pytest.mark.parametrize("shift", [(0, 0), (3, 0), (-3, 0), (0, 3), (0, -3), (2, 2), (-2, -2)])
def test_it_reads_drawings_that_are_off_centre(network, shift):
    drawings = [
        (drawn(digit, height=height, pen=pen, shift=shift), digit)
        for digit in STROKES
        for height in (22, 25, 28)
        for pen in (3, 4, 5)
    ]
    images, labels = (np.array(column) for column in zip(*drawings, strict=True))
    assert accuracy(network, images, labels) >= 0.9


def test_trained_again_by_the_same_function_it_reads_as_well(digits):
    images = augment_digits(digits.train_images, copies=20, seed=0)
    model, history = train_digits_cnn(images, np.tile(digits.train_labels, 20))
    assert accuracy(model, digits.test_images, digits.test_labels) >= 0.98
    assert len(history["loss"]) == 8
    assert history["loss"][-1] < history["loss"][0]


def test_untrained_it_guesses(digits):
    assert accuracy(build_digits_cnn(), digits.test_images, digits.test_labels) < 0.5


def test_saved_weights_come_back(tmp_path):
    model = build_digits_cnn()
    save_digits_cnn(model, tmp_path / "weights.npz")
    for weight, loaded in zip(
        model.get_weights(), load_digits_cnn(tmp_path / "weights.npz").get_weights(), strict=True
    ):
        np.testing.assert_array_equal(weight.astype(np.float16), loaded)


def test_the_weights_without_keras_give_the_networks_answer(digits, network):
    weights = load_digits_weights()
    for name, arrays in weights.items():
        for own, keras_own in zip(arrays, network.get_layer(name).get_weights(), strict=True):
            np.testing.assert_array_equal(own, keras_own)
    assert set(weights) == {layer.name for layer in network.layers if layer.weights}
    maps = digits.test_images[:5, ..., np.newaxis] / 16
    for name in ("conv_1", "conv_2", "conv_3"):
        kernel, bias = weights[name]
        maps = relu(correlate(maps, kernel, bias=bias, padding="same"))
        maps = maps if name == "conv_1" else max_pool(maps, 2)
    vectors = maps.reshape(5, -1)
    (first, first_bias), (last, last_bias) = weights["dense_1"], weights["output"]
    answers = softmax(relu(vectors @ first + first_bias) @ last + last_bias)
    np.testing.assert_allclose(answers, network(digits.test_images[:5, ..., np.newaxis]), atol=1e-5)


def test_weights_are_written_to_the_file_that_is_named(tmp_path, network):
    save_digits_cnn(network, tmp_path / "weights")
    assert [file.name for file in tmp_path.iterdir()] == ["weights"]


def test_weights_of_another_network_are_refused(tmp_path):
    np.savez(tmp_path / "other.npz", **{"conv_1/kernel": np.zeros(3)})
    with pytest.raises(ValueError, match=r"Missing in .*other\.npz: conv_1/bias, conv_2/kernel"):
        load_digits_cnn(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError, match=r"`path` must be a \.npz file\. There is nothing at"):
        load_digits_cnn(tmp_path / "nowhere.npz")
    with pytest.raises(ValueError, match=r"`path` must hold the weights .*cannot be read: .*directory"):
        load_digits_cnn(tmp_path)


def test_weights_that_do_not_fit_are_refused(tmp_path, network):
    save_digits_cnn(build_digits_cnn(filters=(2, 2, 2)), tmp_path / "small.npz")
    message = r"conv_1/kernel in .*small\.npz has the shape \(3, 3, 1, 2\), not \(3, 3, 1, 16\)"
    with pytest.raises(ValueError, match=message):
        load_digits_cnn(tmp_path / "small.npz")
    stored = dict(np.load(files("cnn_docs.models") / "digits_cnn.npz"))
    for value in (np.nan, np.inf, 1j, True, "a"):
        np.savez(tmp_path / "odd.npz", **{**stored, "output/bias": np.full(10, value)})
        with pytest.raises(ValueError, match=r"output/bias in .*odd\.npz holds values other than finite"):
            load_digits_cnn(tmp_path / "odd.npz")
    (tmp_path / "text.npz").write_text("no archive")
    np.save(tmp_path / "array.npy", np.zeros(3))
    for name in ("text.npz", "array.npy"):
        with pytest.raises(ValueError, match=rf"`path` must hold the weights .*{name} cannot be read"):
            load_digits_cnn(tmp_path / name)
    with pytest.raises(TypeError, match="`path` must be a path"):
        load_digits_cnn(3)


def test_what_cannot_be_saved_is_refused(tmp_path):
    with pytest.raises(TypeError, match="`model` must be a Keras model"):
        save_digits_cnn("model", tmp_path / "weights.npz")
    with pytest.raises(ValueError, match=r"`model` must be a network of `build_digits_cnn`.*'lenet5'"):
        save_digits_cnn(build_lenet5(), tmp_path / "weights.npz")
    model = build_digits_cnn()
    model.layers[-1].bias.assign(np.full(10, 1e6))
    with pytest.raises(
        ValueError, match=r"`model` must be one whose weights half precision can hold.*output/bias"
    ):
        save_digits_cnn(model, tmp_path / "weights.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": (16, 32)}, r"`filters` must be three positive whole numbers\. Received: \(16, 32\)"),
        ({"filters": 16}, r"`filters` must be three positive whole numbers\. Received: 16"),
        ({"filters": {16, 32, 64}}, r"`filters` must be three positive whole numbers\. Received: {"),
        ({"units": 0}, r"`units` must be a whole number from 1 to 1,000,000\. Received: 0"),
        ({"dropout_rate": 1}, r"`dropout_rate` must be .*below 1\. Received: 1"),
    ],
)
def test_networks_that_cannot_be_built_are_refused(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        build_digits_cnn(**arguments)


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((2, 9, 8)), [0, 1], r"`images` must be of shape \(N, 8, 8\) or \(N, 8, 8, 1\)"),
        (np.zeros((0, 8, 8)), [], r"N at least 1\. Received: an array of shape \(0, 8, 8, 1\)"),
        (np.zeros((2, 8, 8)), [0], r"`labels` must be 2 digits"),
        (np.zeros((2, 8, 8)), [0, 10], r"`labels` must be 2 digits, whole numbers from 0 to 9"),
        (np.zeros((2, 8, 8)), np.ma.array([0, 1], mask=[0, 1]), r"`labels` must be .* without masked values"),
        (np.full((2, 8, 8), 255), [0, 1], r"`images` must be made of counts from 0 to 16\. Received: 255\.0"),
        (np.full((2, 8, 8), -1), [0, 1], r"`images` must be made of counts from 0 to 16\. Received: -1\.0"),
    ],
)
def test_pictures_and_labels_that_do_not_go_together_are_refused(images, labels, message):
    with pytest.raises(ValueError, match=message):
        train_digits_cnn(images, labels)


def test_labels_that_are_no_whole_numbers_are_refused():
    with pytest.raises(TypeError, match=r"`labels` must be 2 digits, whole .* Received: 'float64'"):
        train_digits_cnn(np.zeros((2, 8, 8)), [0.0, 1.0])
