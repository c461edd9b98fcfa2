"""Rank correlations of maps, beside SciPy's."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import rankdata, spearmanr

from cnn_docs import rank_correlation
from cnn_docs.inspection.trust.agreement import _mean_ranks

PAIRS = arrays(np.int8, (2, 3, 2, 4), elements=st.integers(-3, 3))  # few values, so many ties


@given(PAIRS)
def test_it_is_scipys_with_ties(pair):
    first, second = pair
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy warns of constant maps
        expected = [
            spearmanr(one.ravel(), other.ravel())[0] for one, other in zip(first, second, strict=True)
        ]
    np.testing.assert_allclose(rank_correlation(first, second), expected, atol=1e-12)


@given(PAIRS)
def test_equal_values_share_the_mean_of_their_ranks(pair):
    values = pair.reshape(6, -1).astype(float)
    np.testing.assert_array_equal(_mean_ranks(values) + 1, rankdata(values, axis=1))


def test_the_order_alone_counts():
    maps = np.random.default_rng(0).normal(size=(3, 5, 4))
    np.testing.assert_allclose(rank_correlation(maps, np.exp(maps)), 1)
    np.testing.assert_allclose(rank_correlation(maps, -maps), -1)


def test_a_map_of_one_value_has_none():
    found = rank_correlation(np.ones((2, 3, 3)), np.arange(18.0).reshape(2, 3, 3))
    assert np.isnan(found).all()


def test_maps_that_do_not_fit_are_refused(refused):
    maps = np.zeros((2, 3, 3))
    message = "`second` must be of the shape of `first`, (2, 3, 3). Received: an array of shape (2, 9)."
    with refused(ValueError, message):
        rank_correlation(maps, maps.reshape(2, 9))
    for wrong in (np.zeros(4), np.zeros((2, 0))):
        with pytest.raises(ValueError, match="`first` must be maps of shape"):
            rank_correlation(wrong, wrong)
