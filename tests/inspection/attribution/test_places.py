"""Maps have the places of the image: of signals, volumes, images without channels, frames."""

import numpy as np
import pytest
from explained_models import ALL, SIDE, gradient_of, parts

from cnn_docs import grad_cam, integrated_gradients, occlusion, saliency, smooth_grad
from cnn_docs._keras import load_keras

METHODS = {
    "saliency": saliency,
    "smooth_grad": lambda model, images: smooth_grad(model, images, samples=2),
    "integrated_gradients": lambda model, images: integrated_gradients(model, images, steps=8, tolerance=1),
    "grad_cam": lambda model, images: grad_cam(model, images, target=1),
    "occlusion": lambda model, images: occlusion(model, images, patch_size=2),
}


def classifier(shape, *layers):
    keras = load_keras()
    keras.utils.set_random_seed(0)
    ends = [keras.layers.Flatten(), keras.layers.Dense(3)]
    return keras.Sequential([keras.Input(shape, name="image"), *layers, *ends])


def signal():
    return classifier((12, 2), load_keras().layers.Conv1D(4, 3, name="conv"))


def volume():
    return classifier((6, 7, 8, 2), load_keras().layers.Conv3D(4, 3, name="conv"))


def without_channels():
    layers = load_keras().layers
    return classifier((8, 9), layers.Reshape((8, 9, 1)), layers.Conv2D(4, 3, name="conv"))


def recurrent():
    layers = load_keras().layers
    return classifier((12, 2), layers.LSTM(4, return_sequences=True, name="lstm"))


def clip():
    layers = load_keras().layers
    return classifier((3, 8, 9, 2), layers.TimeDistributed(layers.Conv2D(4, 3), name="conv"))


def permuted():
    layers = load_keras().layers
    body = [layers.Permute((3, 1, 2)), layers.Conv2D(4, 3, data_format="channels_first", name="conv")]
    return classifier((8, 9, 2), *body)


def rescaled_first():
    layers = load_keras().layers
    body = [layers.Rescaling(0.5), layers.Conv2D(4, 3, data_format="channels_first", name="conv")]
    return classifier((2, 8, 9), *body)


SHAPES = {
    signal: (12,),
    volume: (6, 7, 8),
    without_channels: (8, 9),
    recurrent: (12,),
    clip: (3, 8, 9),
    permuted: (8, 9),
    rescaled_first: (8, 9),
}


@pytest.mark.parametrize("method", list(METHODS))
@pytest.mark.parametrize("build", list(SHAPES), ids=lambda build: build.__name__)
def test_a_map_has_one_value_for_each_place(build, method):
    model = build()
    images = np.random.default_rng(0).normal(size=(2, *model.input_shape[1:])).astype("float32")
    heat = METHODS[method](model, images)
    assert heat.shape == (2, *SHAPES[build])
    assert np.isfinite(heat).all()
    assert heat.any()


@pytest.mark.parametrize("build", list(SHAPES), ids=lambda build: build.__name__)
def test_saliency_is_the_largest_over_the_axis_of_the_channels(build):
    model = build()
    images = np.random.default_rng(0).normal(size=(2, *model.input_shape[1:])).astype("float32")
    slopes = abs(gradient_of(lambda x: model(x), images, [1, 1]))
    axis = {without_channels: None, rescaled_first: 1}.get(build, -1)
    expected = slopes if axis is None else slopes.max(axis=axis)
    np.testing.assert_allclose(saliency(model, images, target=1), expected, rtol=1e-4, atol=1e-6)


def test_a_patch_of_a_volume_has_three_sides():
    model = volume()
    image = np.random.default_rng(0).normal(size=(6, 7, 8, 2)).astype("float32")
    heat = occlusion(model, image, target=0, patch_size=(6, 7, 4), fill=0)
    covered = image.copy()
    covered[..., :4, :] = 0
    drop = float(np.asarray(model(image[None]))[0, 0] - np.asarray(model(covered[None]))[0, 0])
    np.testing.assert_allclose(heat[..., :4], drop, atol=1e-5)
    with pytest.raises(ValueError, match="`patch_size` must be a positive whole number, or 3 of them"):
        occlusion(model, image, patch_size=(2, 2))


def test_whole_numbers_have_maps_where_no_gradient_of_them_is_needed():
    keras = load_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    image = keras.Input((8, 9, 3), dtype="uint8", name="image")
    scaled = layers.Rescaling(1 / 255)
    conv, dense = layers.Conv2D(4, 3, name="conv"), layers.Dense(3)
    model = keras.Model(image, dense(layers.Flatten()(conv(scaled(image)))))
    pixels = np.random.default_rng(0).integers(0, 255, (2, 8, 9, 3)).astype("uint8")
    same = keras.Sequential([keras.Input((8, 9, 3)), scaled, conv, layers.Flatten(), dense])
    np.testing.assert_allclose(
        grad_cam(model, pixels, target=1), grad_cam(same, pixels, target=1), rtol=1e-4, atol=1e-6
    )
    heat = occlusion(model, pixels, target=1, patch_size=(8, 9))
    means = np.rint(pixels.mean(axis=(1, 2), keepdims=True))
    blank = np.broadcast_to(means, pixels.shape).astype("float32")
    drop = np.asarray(same(pixels.astype("float32")))[:, 1] - np.asarray(same(blank))[:, 1]
    np.testing.assert_allclose(heat, np.broadcast_to(drop[:, None, None], heat.shape), atol=1e-4)
    for method in (saliency, smooth_grad, integrated_gradients):
        with pytest.raises(ValueError, match=f"`{method.__name__}`: whole numbers have no gradient"):
            method(model, pixels)


def test_frames_folded_into_the_batch_get_their_maps_back():
    keras = load_keras()
    keras.utils.set_random_seed(0)
    layers = keras.layers
    clip = keras.Input((5, 8, 9, 2), name="clip")
    conv = layers.Conv2D(4, 3, name="conv")
    maps = conv(keras.ops.reshape(clip, (-1, 8, 9, 2)))
    each = keras.ops.reshape(layers.GlobalAveragePooling2D()(maps), (-1, 5, 4))
    dense = layers.Dense(3)
    model = keras.Model(clip, dense(layers.Flatten()(each)))
    clips = np.random.default_rng(0).normal(size=(2, 5, 8, 9, 2)).astype("float32")
    for _ in range(3):
        heat = grad_cam(model, clips, target=1, layer="conv", upsample=False)
        assert heat.shape == (2, 5, 6, 7)
        values = np.asarray(conv(clips.reshape(-1, 8, 9, 2))).reshape(2, 5, 6, 7, 4)
        weights = np.asarray(dense.kernel)[:, 1].reshape(5, 4).mean(axis=0) / 42
        np.testing.assert_allclose(heat, np.maximum((values * weights).sum(-1), 0), rtol=1e-4, atol=1e-6)
    assert grad_cam(model, clips, target=1).shape == (2, 5, 8, 9)


def test_tiles_of_an_image_in_the_batch_axis_are_refused_by_name():
    keras = load_keras()
    image = keras.Input((8, 8, 2), name="image")
    tiles = keras.ops.reshape(keras.ops.image.extract_patches(image, 4), (-1, 4, 4, 2))
    maps = keras.layers.Conv2D(4, 3, name="conv")(tiles)
    each = keras.ops.reshape(keras.layers.GlobalAveragePooling2D()(maps), (-1, 16))
    model = keras.Model(image, keras.layers.Dense(3)(each), name="tiles")
    images = np.random.default_rng(0).normal(size=(2, 8, 8, 2))
    assert saliency(model, images).shape == (2, 8, 8)
    with pytest.raises(ValueError, match=r"`layer` must be a layer .*'conv'"):
        grad_cam(model, images, layer="conv")
    with pytest.raises(ValueError, match=r"'tiles'\) must have a layer with maps"):
        grad_cam(model, images)


@pytest.mark.parametrize("batch", [1, 2])
def test_a_declared_batch_size_is_used(batch):
    keras = load_keras()
    keras.utils.set_random_seed(0)
    image = keras.Input(batch_shape=(batch, SIDE, SIDE, 3))
    conv, dense = keras.layers.Conv2D(4, 3), keras.layers.Dense(3)
    model = keras.Model(image, dense(keras.ops.reshape(conv(image), (batch, -1))))
    free = keras.Sequential([keras.Input((SIDE, SIDE, 3)), conv, keras.layers.Flatten(), dense])
    images = np.random.default_rng(0).normal(size=(3, SIDE, SIDE, 3)).astype("float32")
    for name, method in ALL.items():
        np.testing.assert_allclose(
            method(model, images), method(free, images), rtol=1e-3, atol=1e-4, err_msg=name
        )


def test_signals_of_any_kind_of_number_are_no_vectors():
    keras, *_ = parts()
    vector = keras.Sequential([keras.Input((7,), name="vector"), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match=r"`model` must be a model of images.*or of signals"):
        occlusion(vector, np.zeros((1, 7)), patch_size=1)


@pytest.mark.parametrize("kind", ["functional", "subclassed"])
def test_an_image_that_is_only_flattened_has_no_channels(kind):
    keras, *_ = parts()
    layers = [keras.layers.Flatten(), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(3)]

    class Network(keras.Model):
        def call(self, x):
            for layer in layers:
                x = layer(x)
            return x

    model = keras.Sequential([keras.Input((7, 6)), *layers]) if kind == "functional" else Network()
    images = np.random.default_rng(0).normal(size=(2, 7, 6)).astype("float32")
    slopes = abs(gradient_of(lambda x: model(x), images, [1, 1]))
    np.testing.assert_allclose(saliency(model, images, target=1), slopes, rtol=1e-4, atol=1e-6)
    assert occlusion(model, images, patch_size=(7, 3)).shape == (2, 7, 6)


def test_what_a_layer_reads_as_maps_has_places():
    """The code of a layer with weights of its own is not known, but a pooling over places follows it."""
    keras, *_ = parts()

    class OneByOne(keras.layers.Layer):
        def build(self, shape):
            self.kernel = self.add_weight(shape=(shape[-1], 5), name="kernel")

        def call(self, x):
            return keras.ops.einsum("bhwc,cd->bhwd", x, self.kernel)

    own, pool, dense = OneByOne(name="own"), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3)
    image = keras.Input((SIDE, SIDE, 3))
    model = keras.Model(image, dense(pool(own(image))))
    images = np.random.default_rng(0).normal(size=(2, SIDE, SIDE, 3)).astype("float32")
    maps = keras.ops.convert_to_numpy(own(images))
    slopes = gradient_of(lambda x: dense(pool(x)), maps, [1, 1])
    for name in ("own", None):
        heat = grad_cam(model, images, target=1, layer=name, method="hires_cam", upsample=False)
        np.testing.assert_allclose(heat, np.maximum((maps * slopes).sum(-1), 0), rtol=1e-4, atol=1e-6)


def test_an_image_to_which_the_model_adds_its_channel_has_none():
    keras, *_ = parts()

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv = keras.layers.Conv2D(2, 3, activation="relu", name="conv")
            self.dense = keras.layers.Dense(3, kernel_initializer="ones")

        def call(self, x):
            return self.dense(keras.ops.mean(self.conv(x[..., None]), axis=(1, 2)))

    model, images = Network(), np.random.default_rng(0).normal(size=(2, 7, 6)).astype("float32")
    slopes = abs(gradient_of(lambda x: model(x), images, [1, 1]))
    np.testing.assert_allclose(saliency(model, images, target=1), slopes, rtol=1e-4, atol=1e-6)
    assert grad_cam(model, images, target=1, layer="conv", upsample=False).shape == (2, 5, 4)


@pytest.mark.parametrize("kind", ["tile", "pad", "stack"])
def test_what_is_read_as_two_axes_of_places_has_two(kind):
    """The places are not followed through the code, but the image has no axis left for channels."""
    keras, *_ = parts()
    ops = keras.ops
    add = {
        "tile": lambda x: ops.tile(x[..., None], (1, 1, 1, 3)),
        "pad": lambda x: ops.pad(x[..., None], ((0, 0), (1, 1), (1, 1), (0, 0))),
        "stack": lambda x: ops.stack([x, x, x], axis=-1),
    }[kind]

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.conv = keras.layers.Conv2D(2, 3, activation="softplus", name="conv")
            self.dense = keras.layers.Dense(3, kernel_initializer="ones")

        def call(self, x):
            return self.dense(ops.mean(self.conv(add(x)), axis=(1, 2)))

    model, images = Network(), np.random.default_rng(0).normal(size=(2, 7, 6)).astype("float32")
    slopes = abs(gradient_of(lambda x: model(x), images, [1, 1]))
    np.testing.assert_allclose(saliency(model, images, target=1), slopes, rtol=1e-4, atol=1e-6)
    assert grad_cam(model, images, target=1).shape == (2, 7, 6)


def test_attention_reads_the_last_axis_as_channels():
    keras, *_ = parts()
    signal = keras.Input((7, 4))
    seen = keras.layers.MultiHeadAttention(2, 3)(signal, signal)
    model = keras.Model(signal, keras.layers.Dense(3)(keras.layers.Flatten()(seen)))
    images = np.random.default_rng(0).normal(size=(2, 7, 4)).astype("float32")
    slopes = abs(gradient_of(lambda x: model(x), images, [1, 1])).max(axis=-1)
    np.testing.assert_allclose(saliency(model, images, target=1), slopes, rtol=1e-4, atol=1e-6)


def moved_by_own_code(kind):
    """A model whose own code may move the places of a square image, with one convolution before and after."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    layers, ops = keras.layers, keras.ops
    code = {
        "flipped": lambda x: ops.flip(x, axis=1),
        "rolled": lambda x: ops.roll(x, SIDE // 2, axis=2),
        "rolled a little": lambda x: ops.roll(x, SIDE // 5, axis=1),
        "turned": lambda x: ops.flip(ops.transpose(x, (0, 2, 1, 3)), axis=1),
        "scaled": lambda x: 2.0 * x,
        "gated": lambda x: x * ops.sigmoid(ops.mean(x, axis=(1, 2), keepdims=True)),
    }[kind]
    image = keras.Input((SIDE, SIDE, 3))
    before = layers.Conv2D(4, 3, padding="same", activation="relu", name="before")(image)
    moved = layers.Lambda(code, output_shape=(SIDE, SIDE, 4), name="own")(before)
    after = layers.Conv2D(4, 3, padding="same", name="after")(moved)
    return keras.Model(image, layers.Dense(3)(layers.GlobalAveragePooling2D()(after)))


@pytest.mark.parametrize("kind", ["flipped", "rolled", "rolled a little", "turned"])
def test_places_that_own_code_has_moved_are_no_places_of_the_image(kind, images):
    model = moved_by_own_code(kind)
    with pytest.raises(ValueError, match="`layer` must be a layer with maps"):
        grad_cam(model, images, target=1, layer="after")
    by_default = grad_cam(model, images, target=1, method="hires_cam")
    np.testing.assert_allclose(
        by_default, grad_cam(model, images, target=1, method="hires_cam", layer="before"), atol=1e-6
    )


@pytest.mark.parametrize("kind", ["scaled", "gated"])
def test_places_that_own_code_leaves_are_those_of_the_image(kind, images):
    heat = grad_cam(moved_by_own_code(kind), images, target=1, layer="after", method="hires_cam")
    assert heat.shape == (3, SIDE, SIDE)
