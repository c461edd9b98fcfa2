"""Heat maps equal independent computations, on every kind of model, and say what they cannot do."""

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

from cnn_docs import grad_cam, integrated_gradients, occlusion, saliency, smooth_grad
from cnn_docs._keras import load_keras

SIDE, CLASSES = 12, 4
ALL = {
    "saliency": saliency,
    "smooth_grad": lambda model, images, **options: smooth_grad(model, images, samples=3, **options),
    "integrated_gradients": integrated_gradients,
    "grad_cam": grad_cam,
    "occlusion": lambda model, images, **options: occlusion(model, images, patch_size=4, **options),
}


class Case:
    """A model, and the same computation written out: images to maps, maps to logits."""

    def __init__(self, model, features, head, layer, squash="softmax"):
        self.model, self.features, self.head, self.layer, self.squash = model, features, head, layer, squash

    def logits(self, images):
        return self.head(self.features(images))

    def scores(self, images, score="logit"):
        """Scores of the classes, (N, K), of which one sigmoid unit has two."""
        ops = load_keras().ops
        z = ops.cast(self.logits(images), "float32")
        if self.squash == "softmax":
            return z if score == "logit" else ops.softmax(z)
        if self.squash == "sigmoid":
            return ops.concatenate(
                [-z, z] if score == "logit" else [ops.sigmoid(-z), ops.sigmoid(z)], axis=-1
            )
        return z


def parts(seed=0):
    """Layers that every case is made of; biases are not zero, so that all paths carry values."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    layers, random = keras.layers, keras.initializers.RandomNormal
    conv = layers.Conv2D(6, 3, activation="relu", bias_initializer=random(stddev=0.3), name="conv")
    pool = layers.AveragePooling2D(2, name="pool")
    flat = layers.Flatten(name="flat")
    dense = layers.Dense(CLASSES, kernel_initializer=random(stddev=0.5), name="dense")
    return keras, conv, pool, flat, dense


def chain(*steps):
    def run(x):
        for step in steps:
            x = step(x)
        return x

    return run


def functional():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Softmax(name="softmax")(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv")


def functional_with_argument():
    """The softmax is the argument of the last layer."""
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    dense.activation = keras.activations.softmax
    model = keras.Model(image, chain(conv, pool, flat, dense)(image))

    def head(maps):
        return keras.ops.matmul(flat(pool(maps)), dense.kernel) + dense.bias

    return Case(model, conv, head, "conv")


def activation_layer_and_reshape():
    """As MobileNet ends: a convolution, a reshape, an activation; and layers that do nothing behind it."""
    keras, conv, pool, *_ = parts()
    layers = keras.layers
    image = keras.Input((SIDE, SIDE, 3), name="image")
    head = chain(
        pool,
        layers.GlobalAveragePooling2D(keepdims=True),
        layers.Conv2D(CLASSES, 1),
        layers.Reshape((CLASSES,)),
    )
    squash = chain(
        layers.Activation("softmax"), layers.Dropout(0.5), layers.Reshape((1, CLASSES)), layers.Flatten()
    )
    return Case(keras.Model(image, squash(head(conv(image)))), conv, head, "conv")


def sequential():
    keras, *steps = parts()
    layers = [keras.Input((SIDE, SIDE, 3)), *steps, keras.layers.Activation("softmax")]
    return Case(keras.Sequential(layers), steps[0], chain(*steps[1:]), "conv")


def sequential_without_input():
    keras, *steps = parts()
    model = keras.Sequential([*steps, keras.layers.Softmax()])
    model(np.zeros((1, SIDE, SIDE, 3), "float32"))
    return Case(model, steps[0], chain(*steps[1:]), "conv")


def logits_only():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, chain(conv, pool, flat, dense)(image))
    return Case(model, conv, chain(pool, flat, dense), "conv", squash=None)


def subclassed():
    keras, conv, pool, flat, dense = parts()

    class Subclassed(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv, self.pool, self.flat, self.dense = conv, pool, flat, dense
            self.squash = keras.layers.Softmax()

        def call(self, x, training=False):
            return self.squash(self.dense(self.flat(self.pool(self.conv(x)))))

    model = Subclassed()
    model(np.zeros((1, SIDE, SIDE, 3), "float32"))
    return Case(model, conv, chain(pool, flat, dense), "conv")


def nested():
    keras, conv, pool, flat, dense = parts()
    inner = keras.Sequential([keras.Input((SIDE, SIDE, 3)), conv, pool], name="inner")
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Softmax()(chain(inner, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "inner/conv")


def branched():
    keras, conv, pool, flat, dense = parts()
    side_conv = keras.layers.Conv2D(6, 5, padding="valid", name="side")
    pad = keras.layers.ZeroPadding2D(1)
    image = keras.Input((SIDE, SIDE, 3), name="image")

    def features(x):
        return keras.layers.Add(name="sum")([conv(x), pad(side_conv(x))])

    add = keras.layers.Add(name="joined")
    total = add([conv(image), pad(side_conv(image))])
    model = keras.Model(image, keras.layers.Softmax()(chain(pool, flat, dense)(total)))
    return Case(model, features, chain(pool, flat, dense), "joined")


def one_sigmoid():
    keras, conv, pool, flat, _ = parts()
    dense = keras.layers.Dense(
        1, kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.3), name="dense"
    )
    image = keras.Input((SIDE, SIDE, 3), name="image")
    model = keras.Model(image, keras.layers.Activation("sigmoid")(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv", squash="sigmoid")


def mixed_precision():
    keras, *_ = parts()
    layers, policy = keras.layers, "mixed_float16"
    conv = layers.Conv2D(6, 3, activation="relu", dtype=policy, name="conv")
    pool, flat = layers.AveragePooling2D(2, dtype=policy), layers.Flatten(dtype=policy)
    dense = layers.Dense(CLASSES, dtype=policy)
    image = keras.Input((SIDE, SIDE, 3), name="image")
    squash = layers.Activation("softmax", dtype="float32")
    model = keras.Model(image, squash(chain(conv, pool, flat, dense)(image)))
    return Case(model, conv, chain(pool, flat, dense), "conv")


CASES = {
    make.__name__: make
    for make in (
        functional,
        functional_with_argument,
        activation_layer_and_reshape,
        sequential,
        sequential_without_input,
        logits_only,
        subclassed,
        nested,
        branched,
        one_sigmoid,
        mixed_precision,
    )
}
EXACT = [name for name in CASES if name != "mixed_precision"]


@pytest.fixture(scope="module")
def case_of():
    made = {}

    def get(name):
        if name not in made:
            made[name] = CASES[name]()
        return made[name]

    return get


@pytest.fixture
def images():
    return np.random.default_rng(0).normal(size=(3, SIDE, SIDE, 3)).astype("float32")


def gradient_of(scores, images, targets):
    """Gradient of the target's scores with a tape of its own."""
    import tensorflow as tf

    x = tf.convert_to_tensor(images)
    with tf.GradientTape() as tape:
        tape.watch(x)
        chosen = tf.reduce_sum(tf.gather(scores(x), targets, batch_dims=1))
    return tape.gradient(chosen, x).numpy()


def predicted(case, images):
    if case.squash == "sigmoid":
        return np.ones(len(images), int)
    return np.asarray(case.logits(images)).argmax(axis=1)


# Saliency


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


# Grad-CAM


@pytest.mark.parametrize("score", ["logit", "output"])
@pytest.mark.parametrize("name", EXACT)
def test_grad_cam_is_its_formula(case_of, images, name, score):
    case = case_of(name)
    targets = predicted(case, images)
    maps = np.asarray(case.features(images))
    scores = CaseHead(case).scores
    slopes = gradient_of(lambda a: scores(a, score), maps, targets)
    expected = np.zeros(maps.shape[:3])
    for image in range(3):
        for k in range(maps.shape[-1]):
            expected[image] += slopes[image, :, :, k].mean() * maps[image, :, :, k]
    expected = np.maximum(expected, 0)
    for _ in range(3):  # eager, traced, compiled
        heat = grad_cam(case.model, images, layer=case.layer, score=score, upsample=False)
        np.testing.assert_allclose(heat, expected, rtol=1e-4, atol=1e-5)


class CaseHead(Case):
    """A case that begins at the maps."""

    def __init__(self, case):
        super().__init__(case.model, lambda maps: maps, case.head, case.layer, case.squash)


def test_upsampling_is_bilinear_with_half_pixel_centres(case_of, images):
    case = case_of("functional")
    small = grad_cam(case.model, images, upsample=False)
    large = grad_cam(case.model, images)
    size = small.shape[1]
    places = np.clip((np.arange(SIDE) + 0.5) * size / SIDE - 0.5, 0, size - 1)
    for heat, expected in zip(large, small, strict=True):
        rows = np.array([np.interp(places, np.arange(size), row) for row in expected])
        both = np.array([np.interp(places, np.arange(size), column) for column in rows.T]).T
        np.testing.assert_allclose(heat, both, atol=1e-5)


@pytest.mark.parametrize("name", EXACT)
def test_without_a_name_the_last_maps_that_are_not_pooled_are_taken(case_of, images, name):
    case = case_of(name)
    heat = grad_cam(case.model, images)
    np.testing.assert_array_equal(heat, grad_cam(case.model, images, layer=case.layer))


def test_a_map_without_any_positive_value_warns(images):
    keras, conv, *_ = parts()
    image = keras.Input((SIDE, SIDE, 3))
    mean = keras.layers.GlobalAveragePooling2D()
    dense = keras.layers.Dense(2, kernel_initializer=keras.initializers.Constant(-1.0))
    model = keras.Model(image, dense(mean(conv(image))))
    with pytest.warns(UserWarning, match="zero everywhere for 3 of 3 images") as warned:
        assert not grad_cam(model, images, target=0).any()
    assert warned[0].filename == __file__


# SmoothGrad


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


# Integrated gradients


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
    heat = integrated_gradients(case.model, images[:1], target=1, tolerance=1e-5)[0]
    places = ((np.arange(2000) + 0.5) / 2000).astype("float32")[:, None, None, None]
    slopes = gradient_of(case.scores, places * images[:1], np.ones(2000, int))
    expected = (slopes.mean(axis=0) * images[0]).sum(axis=-1)
    np.testing.assert_allclose(heat, expected, atol=0.02 * abs(expected).max())


def test_a_sum_that_stays_off_warns(case_of, images):
    with pytest.warns(UserWarning, match=r"is not the change of the score .* Give more `steps`\."):
        integrated_gradients(case_of("functional").model, images[:1], steps=1, tolerance=0)


# Occlusion


@pytest.mark.parametrize(
    ("patch", "stride"), [(4, None), (5, None), (4, 2), ((3, 6), (2, 5)), (12, 1), (1, 1)]
)
def test_occlusion_is_one_patch_at_a_time(case_of, images, patch, stride):
    case = case_of("functional")
    targets = predicted(case, images)
    heat = occlusion(case.model, images, patch_size=patch, stride=stride, batch_size=7)
    height, width = (patch, patch) if isinstance(patch, int) else patch
    down, right = (
        (height, width) if stride is None else (stride, stride) if isinstance(stride, int) else stride
    )
    for image, target, found in zip(images, targets, heat, strict=True):
        whole = float(np.asarray(case.model(image[None]))[0, target])
        total, count = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
        row = 0
        while True:
            column = 0
            while True:
                covered = image.copy()
                covered[row : row + height, column : column + width] = image.mean(axis=(0, 1))
                drop = whole - float(np.asarray(case.model(covered[None]))[0, target])
                total[row : row + height, column : column + width] += drop
                count[row : row + height, column : column + width] += 1
                if column + width >= SIDE:
                    break
                column += right
            if row + height >= SIDE:
                break
            row += down
        np.testing.assert_allclose(found, total / count, atol=1e-5)


@pytest.mark.parametrize("fill", [0, 0.5, [0.1, 0.2, 0.3]])
def test_a_patch_over_the_whole_image_is_the_image_of_the_fill(case_of, images, fill):
    case = case_of("functional")
    heat = occlusion(case.model, images, target=1, patch_size=SIDE, fill=fill, score="logit")
    blank = np.broadcast_to(np.float32(fill), images.shape).copy()
    drop = np.asarray(case.logits(images))[:, 1] - np.asarray(case.logits(blank))[:, 1]
    np.testing.assert_allclose(heat, np.broadcast_to(drop[:, None, None], heat.shape), atol=1e-5)


def test_occlusion_finds_the_only_pixels_that_count():
    keras, *_ = parts()
    image = keras.Input((8, 8, 1))
    crop = keras.layers.Cropping2D(((2, 4), (4, 2)))  # rows 2 and 3, columns 4 and 5
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(crop(image)))
    heat = occlusion(model, np.ones((8, 8, 1)), patch_size=2, fill=0)
    assert heat.shape == (8, 8)
    expected = np.zeros((8, 8))
    expected[2:4, 4:6] = 1
    np.testing.assert_allclose(heat, expected, atol=1e-6)


def test_occlusion_holds_one_batch_of_copies(case_of):
    keras, *_ = parts()
    image = keras.Input((256, 256, 3))
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(image))
    picture = np.zeros((256, 256, 3), "float32")
    occlusion(model, picture, patch_size=32, batch_size=4)
    tracemalloc.start()
    occlusion(model, picture, patch_size=16, batch_size=4)  # 256 copies are 201 MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


class Terminal:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal_when_asked(case_of, images, monkeypatch):
    model = case_of("functional").model
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    occlusion(model, images, patch_size=4)
    assert terminal.text == ""
    occlusion(model, images, patch_size=4, progress=True)
    assert "27 of 27 patches" in terminal.text
    assert terminal.text.endswith("\n")


def test_progress_is_not_written_to_a_file(case_of, images, capsys):
    occlusion(case_of("functional").model, images, patch_size=4, progress=True)
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_in_a_notebook(case_of, images, monkeypatch):
    import IPython
    import IPython.display

    shown = []

    class Handle:
        def update(self, data, raw):
            shown.append(data["text/plain"])

    class Shell:
        kernel = object()

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr(IPython.display, "display", lambda data, raw, display_id: Handle())
    occlusion(case_of("functional").model, images, patch_size=4, progress=True)
    assert shown[-1].startswith("27 of 27 patches")


# Of all of them


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


def two_inputs():
    keras, conv, pool, flat, dense = parts()
    image = keras.Input((SIDE, SIDE, 3), name="image")
    mask = keras.Input((SIDE, SIDE, 1), name="mask")
    size = keras.Input((2,), name="size")
    joined = keras.layers.Concatenate()([flat(pool(conv(image * mask))), size])
    outputs = [keras.layers.Softmax(name="kind")(dense(joined)), keras.layers.Dense(1, name="area")(joined)]
    model = keras.Model({"image": image, "mask": mask, "size": size}, outputs)
    rng = np.random.default_rng(2)
    arrays = {
        "image": rng.normal(size=(2, SIDE, SIDE, 3)),
        "mask": rng.random((2, SIDE, SIDE, 1)),
        "size": rng.normal(size=(2, 2)),
    }
    return model, {name: array.astype("float32") for name, array in arrays.items()}


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
    maps = [grad_cam(model, arrays, input="first", layer=layer, target=0) for layer in ("conv", "conv#2")]
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


# What is refused


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


@pytest.mark.parametrize("method", list(ALL))
@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"target": CLASSES}, ValueError, r"`target` must be a class from 0 to 3\. Received: 4"),
        ({"target": -1}, ValueError, r"`target` must be .*at least 0\. Received: -1"),
        ({"target": 1.0}, TypeError, r"`target` must be .*Received: 1\.0"),
        ({"target": [0, 1]}, ValueError, r"`target` must be one class, or one for each of the 3 images"),
        ({"score": "logits"}, ValueError, r"`score` must be 'logit' or 'output'\. Received: 'logits'"),
        ({"batch_size": 0}, ValueError, r"`batch_size` must be a positive whole number\. Received: 0"),
        ({"output": 1}, ValueError, r"`output` must be below 1"),
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
        (smooth_grad, {"samples": 0}, ValueError, r"`samples` must be a positive whole number"),
        (smooth_grad, {"noise": -0.1}, ValueError, r"`noise` must be .*at least 0\. Received: -0\.1"),
        (smooth_grad, {"seed": -1}, ValueError, r"`seed` must be .*at least 0"),
        (integrated_gradients, {"steps": 0}, ValueError, r"`steps` must be a positive whole number"),
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
    with pytest.raises(ValueError, match=r"`layer` must lead to the score\. Received: 'other'"):
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
