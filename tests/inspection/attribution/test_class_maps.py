"""Grad-CAM equals its formula, on the maps that it says."""

import numpy as np
import pytest
from explained_models import EXACT, SIDE, Case, gradient_of, parts, predicted

from cnn_docs import grad_cam


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
