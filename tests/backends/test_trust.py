"""The checks of heat maps give what a loop by hand gives, on whatever backend Keras has."""

import numpy as np
import pytest

from cnn_docs import deletion_insertion, randomised_maps, rank_correlation, trust_table
from cnn_docs.inspection.trust._weights import values_of
from tests.backends.digits_by_hand import SIDES, ByHand, images


@pytest.fixture(scope="module")
def by_hand():
    return ByHand()


@pytest.fixture(scope="module")
def model(by_hand):
    return by_hand.keras_model()


def test_deletion_is_that_of_a_loop(by_hand, model):
    heat = np.random.default_rng(2).normal(size=(3, *SIDES))
    curves = deletion_insertion(model, images(), heat, target=1, fill=0, step=20, orders=1)
    for image, one, scores in zip(images(), heat, curves.deletion.scores, strict=True):
        order = np.argsort(-one, axis=None)
        for count, score in zip((0, 20, 40, 60, 80), scores, strict=True):
            changed = image.copy()
            changed.reshape(-1, image.shape[-1])[order[:count]] = 0
            assert by_hand.probabilities(changed[np.newaxis])[0, 1] == pytest.approx(score, abs=1e-4)


def test_maps_of_random_weights_differ_and_the_model_stays(model):
    before = [value.tobytes() for value in values_of(model)]
    maps = randomised_maps(model, images(), "saliency", target=1)
    assert list(maps) == ["trained", "classes", "conv"]
    assert rank_correlation(maps["trained"], maps["conv"]).mean() < 0.9
    assert [value.tobytes() for value in values_of(model)] == before


def test_all_checks_make_a_table(model):
    table = trust_table(model, images(), ["saliency", "grad_cam"], step=40, orders=2)
    assert [row.name for row in table] == ["saliency", "grad_cam"]
    assert np.isfinite(table.agreement).all()
