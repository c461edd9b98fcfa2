"""Every check returns what the caller computes with, and its message tells how to repair the call."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cnn_docs import _checks

WHOLE = "a positive whole number"
PAIR = f"{WHOLE} or a pair (height, width) of them"


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_whole_numbers_of_any_integer_type_become_int(value):
    checked = _checks.positive_integer(value, "filters")
    assert checked == 3
    assert type(checked) is int


@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (-1, ValueError), (2.0, TypeError), (True, TypeError), ("3", TypeError)],
)
def test_what_is_not_a_positive_whole_number_is_refused(refused, value, error):
    with refused(error, f"`filters` must be {WHOLE}. Received: {value!r}."):
        _checks.positive_integer(value, "filters")


def test_the_minimum_of_a_whole_number_is_in_the_message(refused):
    assert _checks.whole_number(0, "seed", minimum=0) == 0
    with refused(ValueError, "`seed` must be a whole number of at least 0. Received: -1."):
        _checks.whole_number(-1, "seed", minimum=0)


@pytest.mark.parametrize("value", [Fraction(10**20 - 1, 10**20), 1 - np.finfo(np.longdouble).epsneg])
def test_a_number_below_a_bound_is_below_it_as_a_float_too(value):
    if float(value) < 1:
        pytest.skip("long double is no longer than double here")
    with pytest.raises(ValueError, match="`rate` must be a finite number, at least 0 and below 1"):
        _checks.number(value, "rate", minimum=0, below=1)


@pytest.mark.parametrize("value", [np.ma.masked, np.ma.array(0.5, mask=True), np.ma.array(3, mask=True)])
def test_what_lies_under_a_mask_is_never_taken(value):
    for check in (_checks.number, _checks.positive_integer, _checks.pair, _checks.flag):
        with pytest.raises(TypeError, match=r"^`rate` must be .* Received: masked\.$"):
            check(value, "rate")
    with pytest.raises(ValueError, match="`image` must be an array without masked values"):
        _checks.real_array([[np.ma.array([1.0, 2.0], mask=[False, True])]], "image")


def test_both_of_a_pair_have_a_maximum(refused):
    assert _checks.pair((2, 9), "size", maximum=9) == (2, 9)
    with refused(
        ValueError,
        "`size` must be a whole number from 1 to 9 or a pair (height, width) of them. Received: (2, 10).",
    ):
        _checks.pair((2, 10), "size", maximum=9)


@pytest.mark.parametrize("value", [(2, 3), [2, 3], np.array([2, 3])])
def test_a_pair_may_be_any_sequence_of_two(value):
    assert _checks.pair(value, "stride") == (2, 3)


def test_one_number_is_a_pair_of_equal_ones():
    assert _checks.pair(np.int8(2), "stride") == (2, 2)


@pytest.mark.parametrize("value", [0, (1, 0), (1, 2, 3), ()])
def test_a_pair_of_wrong_values_is_refused(refused, value):
    with refused(ValueError, f"`stride` must be {PAIR}. Received: {value!r}."):
        _checks.pair(value, "stride")


@pytest.mark.parametrize("value", [2.5, "22", b"22", None, (1, 2.0), True, {2, 3}, {2: 3, 3: 2}])
def test_a_pair_of_wrong_types_is_refused(refused, value):
    with refused(TypeError, f"`stride` must be {PAIR}. Received: {value!r}."):
        _checks.pair(value, "stride")


@pytest.mark.parametrize("value", ["ab", b"ab", {"a", "b"}, frozenset("ab"), {0: "a", 1: "b"}, 2])
def test_what_has_no_order_or_is_a_text_is_no_sequence_of_entries(refused, value):
    with refused(TypeError, f"`names` must be a sequence of names. Received: {value!r}."):
        _checks.items(value, "names", "a sequence of names")


@pytest.mark.parametrize("value", [("a", "b"), ["a", "b"], np.array(["a", "b"]), {"a": 0, "b": 1}.keys()])
def test_entries_keep_their_order(value):
    assert _checks.items(value, "names", "a sequence of names") == ["a", "b"]


def test_a_number_within_its_limits_becomes_a_float():
    assert _checks.number(np.float32(0.5), "rate", minimum=0, below=1) == 0.5
    assert type(_checks.number(np.array(1), "bias")) is float


@pytest.mark.parametrize("value", [1, -0.1, float("nan"), float("inf")])
def test_a_number_outside_its_limits_is_refused(refused, value):
    with refused(ValueError, f"`rate` must be a finite number, at least 0 and below 1. Received: {value!r}."):
        _checks.number(value, "rate", minimum=0, below=1)


@pytest.mark.parametrize("value", [None, "0.5", True, 1j])
def test_what_is_not_a_number_is_refused(refused, value):
    with refused(TypeError, f"`bias` must be a finite number. Received: {value!r}."):
        _checks.number(value, "bias")


def test_a_flag_is_a_boolean_and_nothing_like_it(refused):
    assert _checks.flag(np.bool_(True), "training") is True
    with refused(TypeError, "`training` must be True or False. Received: 1."):
        _checks.flag(1, "training")


def test_an_unknown_name_is_answered_with_all_names_and_the_nearest(refused):
    message = "`padding` must be 'valid', 'same' or 'edge'. Received: 'Sam'. Did you mean 'same'?"
    with refused(ValueError, message):
        _checks.choice("Sam", "padding", ("valid", "same", "edge"))
    with refused(ValueError, "`padding` must be 'valid' or 'same'. Received: 'xyz'."):
        _checks.choice("xyz", "padding", ("valid", "same"))
    with refused(TypeError, "`padding` must be 'valid' or 'same'. Received: 1."):
        _checks.choice(1, "padding", ("valid", "same"))


def test_of_many_names_only_the_nearest_are_told(refused):
    names = [f"conv_{index}" for index in range(25)] + ["flatten"]
    message = "`layer` must be one of 26 names. Received: 'flaten'. Did you mean 'flatten'?"
    with refused(ValueError, message):
        _checks.choice("flaten", "layer", names)


def test_float_types_are_kept_and_whole_numbers_become_float64():
    assert _checks.finite_array(np.float32([1]), "image").dtype == np.float32
    assert _checks.finite_array([1, 2], "image").dtype == np.float64
    assert _checks.finite_array(np.array([True]), "image").dtype == np.float64


@pytest.mark.parametrize("value", ["abc", [None], [1j]])
def test_arrays_of_other_things_than_real_numbers_are_refused(value):
    with pytest.raises(TypeError, match="`image` must be an array of real numbers"):
        _checks.finite_array(value, "image")


def test_rows_of_different_lengths_are_refused(refused):
    with refused(
        ValueError, "`image` must be an array of numbers with rows of one length. Received: [[1], [2, 3]]."
    ):
        _checks.finite_array([[1], [2, 3]], "image")


@pytest.mark.parametrize("bad", ["nan", "inf", "-inf"])
def test_the_place_of_the_first_number_that_is_not_finite_is_told(refused, bad):
    values = np.zeros((2, 3))
    values[1, 1:] = float(bad)
    hint = "It is at (1, 1), the first of 2."
    with refused(ValueError, f"`image` must be made of finite numbers. Received: {bad}. {hint}"):
        _checks.finite_array(values, "image")


def test_the_shapes_that_are_allowed_are_told(refused):
    message = "`image` must have the shape (H, W) or (H, W, C). Received: an array of shape (4,)."
    with refused(ValueError, message):
        _checks.finite_array(np.zeros(4), "image", ranks={2: "(H, W)", 3: "(H, W, C)"})


def test_long_values_are_cut_in_messages():
    assert _checks.shown("x" * 500).endswith("...")
    assert len(_checks.shown("x" * 500)) == 80
    assert _checks.shown(np.float64(0.5)) == "0.5"
    assert "\n" not in _checks.shown([np.eye(2)])


def test_masked_values_are_refused_and_a_mask_over_nothing_is_not(refused):
    values = np.ma.masked_greater([1.0, 2.0, 900.0], 100)
    message = (
        "`image` must be an array without masked values. Received: an array of shape (3,)."
        " Fill them, or leave them out."
    )
    with refused(ValueError, message):
        _checks.finite_array(values, "image")
    assert _checks.finite_array(values[:2], "image").tolist() == [1, 2]
    with pytest.raises(ValueError, match="`image` must be an array without masked values"):
        _checks.finite_array([values, values], "image")


def test_bfloat16_becomes_a_type_that_numpy_knows():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    array = _checks.finite_array(np.array([1.5, -2.0], ml_dtypes.bfloat16), "maps")
    assert array.dtype == np.float32
    assert array.tolist() == [1.5, -2.0]


class InBytes:
    def __fspath__(self):
        return b"folder"

    def __repr__(self):
        return "InBytes()"


@pytest.mark.parametrize("value", [None, 3, b"folder", InBytes()])
def test_what_is_no_path_is_refused(refused, value):
    with refused(TypeError, f"`path` must be a path. Received: {value!r}."):
        _checks.file_path(value, "path")


def test_a_path_that_no_system_can_have_is_refused(refused):
    with refused(ValueError, "`path` must be a path without null characters. Received: 'a\\x00b'."):
        _checks.file_path("a\0b", "path")


def test_the_home_folder_of_nobody_is_the_name_of_a_file():
    assert _checks.file_path("~nobody has this name/a.csv", "path").name == "a.csv"
    assert _checks.file_path("~/a.csv", "path") == Path.home() / "a.csv"


def test_a_reason_is_one_line_without_colours():
    error = ValueError("Exception encountered.\n\n\x1b[1mNegative\x1b[0m  size.\n")
    assert _checks.reason(error) == "Exception encountered. Negative size."
    assert _checks.reason(RuntimeError()) == "RuntimeError"


@pytest.mark.parametrize("value", [10**400, -(10**400)])
def test_a_number_beyond_every_float_is_refused(value):
    with pytest.raises(ValueError, match="`rate` must be a finite number, at least 0"):
        _checks.number(value, "rate", minimum=0)


def test_an_array_that_numpy_cannot_read_is_refused_with_the_reason():
    class OnADevice:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("use .cpu() first")

    with pytest.raises(TypeError, match=r"`image` must be an array of real numbers.*use \.cpu\(\) first"):
        _checks.real_array(OnADevice(), "image")


def test_a_class_is_shown_by_its_name():
    assert _checks.shown(np.ndarray) == "<class 'numpy.ndarray'>"
