"""What units along one axis see is what a search unit by unit finds, through any chain of layers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_docs.inspection.table._axis_field import AxisField

UNITS = range(-5, 12)
OTHERS = (
    st.tuples(st.just("windowed"), st.integers(1, 4), st.integers(1, 3), st.integers(-2, 2)),
    st.tuples(st.just("repeated"), st.integers(1, 3)),
    st.tuples(st.just("interpolated"), st.integers(1, 3)),
)
SCATTERED = st.tuples(st.just("scattered"), st.integers(1, 4), st.integers(1, 3), st.integers(-2, 2))
STEPS = st.one_of(*OTHERS, SCATTERED.filter(lambda step: step[1] >= step[2]))  # all units are reached
ANY_STEPS = st.one_of(*OTHERS, SCATTERED)


def sources(step, unit):
    """Return the units of the tensor before that a unit is computed from."""
    kind, size, *others = step
    if kind == "windowed":
        stride, before = others
        return [unit * stride - before + element for element in range(size)]
    if kind == "scattered":
        stride, before, dilation = (*others, 1)[:3]
        near = range((unit + before) // stride - 12, (unit + before) // stride + 12)
        adds = [(at, at * stride + element * dilation - before) for at in near for element in range(size)]
        return [at for at, reached in adds if reached == unit]
    if kind == "repeated":
        return [unit // size]
    below, rest = divmod(2 * unit + 1 - size, 2 * size)  # the middle of a unit lies between two of them
    return [below, below + 1] if rest else [below]


def seen(steps, unit):
    """Return the pixels that a unit behind some steps depends on, found by following every unit."""
    units = {unit}
    for step in reversed(steps):
        units = {source for one in units for source in sources(step, one)}
    return units


def field_of(steps):
    field = AxisField()
    for kind, *numbers in steps:
        if kind == "interpolated":
            field = field.repeated(*numbers, interpolated=True)
        else:
            field = getattr(field, kind)(*numbers)
    return field


def assert_sees(interval, pixels):
    """An interval of a unit that depends on nothing tells where it lies, which shows in what is behind it."""
    if pixels:
        assert interval == (min(pixels), max(pixels))


@given(st.lists(STEPS, max_size=4))
def test_each_unit_sees_from_the_first_to_the_last_pixel_that_it_depends_on(steps):
    field = field_of(steps)
    for unit in UNITS:
        assert_sees(field.at(unit), seen(steps, unit))


@given(st.lists(ANY_STEPS, max_size=4))
def test_no_unit_depends_on_a_pixel_outside_of_what_it_sees(steps):
    field = field_of(steps)
    for unit in UNITS:
        first, last = field.at(unit)
        assert all(first <= pixel <= last for pixel in seen(steps, unit))


@pytest.mark.parametrize("stride", [2, 3, 4])
@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("window", [1, 2, 3, 5])
def test_windows_over_zeros_between_units_see_the_units(stride, before, window):
    steps = [("scattered", 1, stride, before), ("windowed", window, 1, before)]
    for unit in UNITS:
        assert_sees(field_of(steps).at(unit), seen(steps, unit))


@pytest.mark.parametrize("kernel_size", [1, 2, 3, 4])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 2), (1, 3), (2, 2), (3, 2), (2, 3)])
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_elements_of_a_transposed_kernel_may_lie_apart(kernel_size, stride, dilation, before):
    step = "scattered", kernel_size, stride, before, dilation
    for unit in UNITS:
        assert_sees(field_of([step]).at(unit), seen([step], unit))


@given(st.lists(STEPS, max_size=3), st.integers(1, 4), st.integers(-2, 2), st.integers(1, 4))
def test_what_joins_two_sees_what_either_does(steps, left, before, right):
    ways = [[*steps, ("windowed", left, 1, before)], [*steps, ("windowed", right, 1, 0)]]
    one, other = map(field_of, ways)
    field = one.joined(other)
    for unit in UNITS:
        pixels = [seen(way, unit) for way in ways]
        if all(pixels):
            assert_sees(field.at(unit), pixels[0] | pixels[1])
        else:  # an empty interval has a place, which may be further out
            first, last = field.at(unit)
            assert first <= min(pixels[0] | pixels[1], default=first)
            assert last >= max(pixels[0] | pixels[1], default=last)


@given(st.lists(STEPS, max_size=4))
def test_bounds_are_the_smallest_windows_of_one_size_and_one_step_that_hold_what_is_seen(steps):
    field = field_of(steps)
    size, stride, offset = field.bounds()
    units = range(3 * field.period)
    assert stride == Fraction(field.at(field.period)[0] - field.at(0)[0], field.period)
    starts = [field.at(unit)[0] - unit * stride for unit in units]
    ends = [field.at(unit)[1] - unit * stride for unit in units]
    assert all(offset <= start for start in starts)
    assert any(offset + 1 > start for start in starts)
    assert all(end <= offset + size - 1 for end in ends)
    assert any(end > offset + size - 2 for end in ends)


def test_a_step_that_is_whole_is_an_int():
    repeated = AxisField().windowed(1, 4, 0).repeated(2)
    assert repeated.period == 2
    assert [type(number) for number in repeated.bounds()] == [int, int, int]
    assert AxisField().repeated(2).bounds()[1] == Fraction(1, 2)


def test_a_period_is_no_longer_than_it_has_to_be():
    pixels = AxisField()
    assert pixels.repeated(4).windowed(1, 2, 0) == pixels.repeated(2)
    assert pixels.repeated(2).windowed(2, 2, 0) == pixels
    assert pixels.repeated(3).windowed(2, 3, 0) == pixels
    even, odd = (pixels.windowed(1, 2, -start).repeated(2) for start in (0, 1))
    assert even.joined(odd.windowed(1, 1, 1)) == AxisField(((-1, 0),), 1)


def test_units_that_move_at_different_speeds_have_no_field_in_common():
    assert AxisField().joined(AxisField().repeated(2)) is None
    assert AxisField().joined(AxisField().windowed(1, 2, 0)) is None
    assert AxisField().repeated(2).windowed(1, 2, 0).joined(AxisField()) == AxisField()
