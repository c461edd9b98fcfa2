"""What comes back through pools: as finite differences, as Keras, and by the laws that it obeys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_docs import (
    average_pool,
    average_pool_gradient,
    max_pool,
    max_pool_gradient,
)
from cnn_docs._keras import load_keras
from tests.differences import by_images, numbers, tape_gradients

SIZES = [(19, 20), (20, 19)]
POOLS = [(average_pool, average_pool_gradient), (max_pool, max_pool_gradient)]


@pytest.mark.parametrize(("operation", "gradient"), POOLS)
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("pool_size", [1, 2, 3, 4, (2, 3)])
@pytest.mark.parametrize("stride", [None, 1, 2, (3, 1)])
def test_what_comes_back_through_pools_is_that_of_keras_and_of_differences(
    operation, gradient, pool_size, stride, padding
):
    ops = load_keras().ops
    theirs = ops.max_pool if operation is max_pool else ops.average_pool
    for size in SIZES:
        batch = numbers(2, *size, 3)
        result, back = tape_gradients(
            lambda images: theirs(images, pool_size, strides=stride, padding=padding), batch
        )
        upstream = numbers(*result.shape, seed=1)
        found = gradient(batch, upstream, pool_size, stride=stride, padding=padding)
        np.testing.assert_allclose(found, back(upstream)[0], atol=1e-9)
        single = gradient(batch[1, ..., 2], upstream[1, ..., 2], pool_size, stride=stride, padding=padding)
        np.testing.assert_array_equal(found[1, ..., 2], single)
    image = numbers(7, 6, 2)
    upstream = numbers(*operation(image, pool_size, stride=stride, padding=padding).shape, seed=1)
    found = gradient(image, upstream, pool_size, stride=stride, padding=padding)
    nudged = by_images(
        lambda images: operation(images, pool_size, stride=stride, padding=padding), image, upstream
    )
    np.testing.assert_allclose(found, nudged, atol=1e-7)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("pool_size", [2, 3, (2, 4)])
@pytest.mark.parametrize("stride", [None, 1, 2, 3])
def test_ties_go_to_the_first_as_in_tensorflow(pool_size, stride, padding):
    ops = load_keras().ops
    for high in (1, 2, 3):  # equal pixels, then few values
        batch = np.random.default_rng(high).integers(0, high, (3, 9, 10, 2)).astype(float)
        result, back = tape_gradients(
            lambda images: ops.max_pool(images, pool_size, strides=stride, padding=padding), batch
        )
        upstream = numbers(*result.shape, seed=1)
        found = max_pool_gradient(batch, upstream, pool_size, stride=stride, padding=padding)
        np.testing.assert_allclose(found, back(upstream)[0], atol=1e-12)
    assert max_pool_gradient(np.zeros((2, 2)), [[5.0]]).tolist() == [[5, 0], [0, 0]]


@given(
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    pool_size=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    padding=st.sampled_from(["valid", "same"]),
)
def test_pools_give_back_what_came_and_means_are_adjoint(size, pool_size, stride, padding):
    image, settings = numbers(*size), {"stride": stride, "padding": padding}
    if padding == "valid" and (pool_size[0] > size[0] or pool_size[1] > size[1]):
        return
    for operation, gradient in POOLS:
        pooled = operation(image, pool_size, **settings)
        upstream = numbers(*pooled.shape, seed=1)
        found = gradient(image, upstream, pool_size, **settings)
        assert found.shape == image.shape
        assert found.sum() == pytest.approx(upstream.sum())
        assert np.vdot(image, found) == pytest.approx(np.vdot(pooled, upstream))
