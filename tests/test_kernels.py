"""The named kernels do what their names say, by the same filters in SciPy and scikit-image."""

import numpy as np
import pytest
from scipy import ndimage

from cnn_docs import KERNELS, correlate

IMAGE = np.random.default_rng(7).integers(0, 256, size=(12, 15)).astype(float)


def interior(image):
    return image[1:-1, 1:-1]


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_cannot_be_changed(name):
    with pytest.raises(ValueError, match="read-only"):
        KERNELS[name][0, 0] = 1
    with pytest.raises(TypeError):
        KERNELS[name] = np.ones((3, 3))


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_are_square_and_of_odd_size(name):
    height, width = KERNELS[name].shape
    assert height == width
    assert height % 2 == 1
    assert KERNELS[name].dtype == np.float64


@pytest.mark.parametrize(
    ("name", "scipy_filter"),
    [
        ("horizontal_edges", lambda image: ndimage.prewitt(image, axis=0)),
        ("vertical_edges", lambda image: ndimage.prewitt(image, axis=1)),
        ("sobel_horizontal", lambda image: ndimage.sobel(image, axis=0)),
        ("sobel_vertical", lambda image: ndimage.sobel(image, axis=1)),
        ("laplacian", ndimage.laplace),
        ("box_blur", lambda image: ndimage.uniform_filter(image, 3)),
    ],
)
def test_kernels_give_the_values_of_scipy_filters(name, scipy_filter):
    np.testing.assert_allclose(correlate(IMAGE, KERNELS[name]), interior(scipy_filter(IMAGE)), atol=1e-10)


@pytest.mark.parametrize(
    ("name", "filter_name", "factor"),
    [
        ("horizontal_edges", "prewitt_h", 3),
        ("vertical_edges", "prewitt_v", 3),
        ("sobel_horizontal", "sobel_h", 4),
        ("sobel_vertical", "sobel_v", 4),
    ],
)
def test_edge_kernels_are_scikit_images_times_the_weight_of_a_side(name, filter_name, factor):
    filters = pytest.importorskip("skimage.filters")
    expected = factor * interior(getattr(filters, filter_name)(IMAGE))
    np.testing.assert_allclose(correlate(IMAGE, KERNELS[name]), expected, atol=1e-10)


@pytest.mark.parametrize("name", ["horizontal_edges", "sobel_horizontal"])
def test_horizontal_edge_kernels_are_positive_where_the_lower_side_is_lighter(name):
    dark_above_light = np.repeat([[0.0], [50.0], [100.0]], 3, axis=1)
    assert correlate(dark_above_light, KERNELS[name])[0, 0] > 0
    assert correlate(dark_above_light.T, KERNELS[name.replace("horizontal", "vertical")])[0, 0] > 0
    assert correlate(dark_above_light.T, KERNELS[name])[0, 0] == 0


@pytest.mark.parametrize("name", KERNELS)
def test_even_parts_stay_or_vanish(name):
    even = correlate(np.full((9, 9), 8.0), KERNELS[name])
    vanishing = {
        "horizontal_edges",
        "vertical_edges",
        "sobel_horizontal",
        "sobel_vertical",
        "laplacian",
        "outline",
    }
    np.testing.assert_allclose(even, 0 if name in vanishing else 8, atol=1e-12)


@pytest.mark.parametrize(("name", "variance"), [("gaussian_blur", 0.5), ("gaussian_blur_5", 1.0)])
def test_the_blurs_have_the_spread_of_their_gaussian(name, variance):
    weights = KERNELS[name].sum(axis=0)
    places = np.arange(len(weights)) - len(weights) // 2
    assert weights.sum() == pytest.approx(1)
    assert weights @ places**2 == pytest.approx(variance)


def test_identity_gives_the_image_back_and_sharpen_takes_the_laplacian_away():
    assert (correlate(IMAGE, KERNELS["identity"], padding="same") == IMAGE).all()
    np.testing.assert_allclose(
        correlate(IMAGE, KERNELS["sharpen"]), interior(IMAGE) - correlate(IMAGE, KERNELS["laplacian"])
    )


def test_emboss_is_light_on_the_side_towards_the_top_left():
    bump = np.zeros((7, 7))
    bump[2:5, 2:5] = 1
    relief = correlate(bump, KERNELS["emboss"], padding="edge") - bump
    assert relief[2, 2] > 0 > relief[4, 4]
