"""The arithmetic of receptive fields along one axis, exact through branches and upsampling.

A layer's units see intervals of the input that move with them. With convolutions and poolings each
unit's interval has the same length and is a fixed step further than its neighbour's. Upsampling breaks
that: two neighbours may see the same pixel. So a field keeps one interval for each unit of a period,
and the number of input pixels by which a whole period moves.
"""

import math
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class AxisField:
    """What the units along one axis see: unit ``q * period + r`` sees ``intervals[r] + q * step``.

    Attributes
    ----------
    intervals : tuple of (int, int)
        First and last input pixel of each unit of one period.
    step : int
        Input pixels between a unit's interval and that of the unit one period further.
    """

    intervals: tuple = ((0, 0),)
    step: int = 1

    @property
    def period(self):
        """How many neighbouring units may see differently placed intervals."""
        return len(self.intervals)

    def at(self, unit):
        """Return the first and last pixel that one unit sees; they may lie outside of the input."""
        periods, phase = divmod(unit, self.period)
        first, last = self.intervals[phase]
        return first + periods * self.step, last + periods * self.step

    def windowed(self, extent, stride, before):
        """Return the field of the units of a window over these: a convolution or a pooling.

        Unit ``i`` of the result takes units ``i * stride - before`` up to ``extent - 1`` further.
        """
        if extent == stride == 1 and not before:
            return self
        period = self.period // math.gcd(self.period, stride)
        starts = [unit * stride - before for unit in range(period)]
        return AxisField(
            tuple((self.at(start)[0], self.at(start + extent - 1)[1]) for start in starts),
            self.step * stride * period // self.period,
        )._reduced()

    def scattered(self, kernel_size, stride, before, dilation=1):
        """Return the field of a transposed convolution, where unit ``j`` adds to several of the result.

        Those are the units ``j * stride + t * dilation - before`` for each element ``t`` of the kernel.
        """
        intervals = []
        for unit in range(self.period * stride):
            places = [unit + before - element * dilation for element in range(kernel_size)]
            sources = [place // stride for place in places if place % stride == 0]
            last = max(sources, default=(unit + before) // stride)
            # A unit that nothing reaches has what lies between its neighbours, mostly nothing: from where the
            # next one's interval begins to where the last one's ends.
            first = min(sources, default=last + 1)
            intervals.append((self.at(first)[0], self.at(last)[1]))
        return AxisField(tuple(intervals), self.step)._reduced()

    def repeated(self, factor, *, interpolated=False):
        """Return the field after upsampling: each unit ``factor`` times, or interpolated between two."""
        return self.resampled(1, factor, interpolated=interpolated)

    def resampled(self, before, after, *, interpolated=False):
        """Return the field of ``after`` units in place of each ``before``: the nearest, or between two."""
        if before == after:
            return self
        before, after = before // math.gcd(before, after), after // math.gcd(before, after)
        times = self.period // math.gcd(self.period, before)
        intervals = []
        for unit in range(times * after):
            centre = Fraction((2 * unit + 1) * before, 2 * after)
            first = last = math.floor(centre)
            if interpolated:
                place = centre - Fraction(1, 2)
                first, last = math.floor(place), math.ceil(place)
            intervals.append((self.at(first)[0], self.at(last)[1]))
        return AxisField(tuple(intervals), self.step * before * times // self.period)._reduced()

    def joined(self, other):
        """Return the field of units that depend on both, or None if the two move at different speeds."""
        if self is other:
            return self
        if self.step * other.period != other.step * self.period:
            return None
        period = math.lcm(self.period, other.period)
        pairs = [(self.at(unit), other.at(unit)) for unit in range(period)]
        intervals = tuple((min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs)
        return AxisField(intervals, self.step * period // self.period)._reduced()

    def bounds(self):
        """Return (size, stride, offset) of the smallest intervals of one size that contain all.

        Where the period is 1 they are the intervals themselves. The stride is a fraction where the
        units are finer than the input's pixels.
        """
        if self.period == 1:
            first, last = self.intervals[0]
            return last - first + 1, self.step, first
        stride = Fraction(self.step, self.period)
        offset = math.floor(min(first - r * stride for r, (first, _) in enumerate(self.intervals)))
        end = math.ceil(max(last - r * stride for r, (_, last) in enumerate(self.intervals)))
        return end - offset + 1, int(stride) if stride.denominator == 1 else stride, offset

    def _reduced(self):
        """Return the same field with one interval, where its neighbours only repeat it further on."""
        if self.step % self.period:
            return self
        stride = self.step // self.period
        first, last = self.intervals[0]
        shifted = tuple((first + r * stride, last + r * stride) for r in range(self.period))
        return AxisField(((first, last),), stride) if shifted == self.intervals else self
