"""What the units of a tensor see: for each axis, which axis of which input it follows.

An axis of a tensor is a product of *parts*, the last one fastest, so that a reshape that joins axes can be
undone by the next. Where a part follows an axis of an input, an :class:`AxisField` says which of that
axis's pixels each of its units sees. What no part follows any more is seen *whole*, or in a part that is
*unknown*. Axis 0 is the batch: its parts are what was folded into it, the frames of a clip for example.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from cnn_docs.inspection.table._axis_field import AxisField

_OPEN = object()


class Source:
    """An input of the model; the first layer that reads channels tells which of its axes holds them."""

    def __init__(self, name, shape):
        self.name = name
        self.shape = tuple(shape)
        self._channel_axis = _OPEN
        self._doubted = False
        self.seems_without_channels = False  # as far as it is not decided

    def doubt(self):
        """Say that a layer reads channels along one of several axes that nobody can tell apart."""
        self._doubted = True

    def hear(self, axis, certain):
        """Decide for an axis; one that is not ``certain`` is doubted, unless it is the last or None."""
        if certain or axis in (None, len(self.shape) - 1):
            self.decide(axis)
        else:
            self.doubt()

    def decide(self, axis):
        """Say which axis (the batch axis counts as 0) holds the channels; None for none."""
        if self._channel_axis is _OPEN:
            self._channel_axis = axis

    @property
    def is_decided(self):
        """Whether a layer has said it."""
        return self._channel_axis is not _OPEN

    @property
    def is_doubtful(self):
        """Whether a layer reads channels, but which axis of the input has them cannot be told."""
        return self._doubted and not self.is_decided

    @property
    def channel_axis(self):
        """The axis with the channels, None for none or a doubt.

        Where no layer says it, that is the last one; but what has two axes that are only ever flattened
        together, or read as two axes of places, is an image without channels.
        """
        if self.is_decided:
            return self._channel_axis
        last = len(self.shape) - 1
        return None if self._doubted or (self.seems_without_channels and last == 2) else last or None

    @property
    def spatial_axes(self):
        """The other axes, in order, without the batch axis."""
        return tuple(axis for axis in range(1, len(self.shape)) if axis != self.channel_axis)


class Part(NamedTuple):
    """A factor of an axis.

    Attributes
    ----------
    size : int or None
        None if it is open.
    follows : tuple
        Pairs of (source, axis), the axis of an input that it follows, and the :class:`AxisField`.
    held : frozenset of (Source, int)
        Axes of inputs that its values come from, followed or not: what was concatenated, say.
    lies : frozenset of (Source, int)
        Axes of inputs that are seen whole, but along which its units still lie, as behind a gate that is
        computed from the whole image.
    """

    size: int | None
    follows: tuple = ()
    held: frozenset = frozenset()
    lies: frozenset = frozenset()

    @property
    def keys(self):
        """The axes of inputs that this part follows."""
        return frozenset(key for key, _ in self.follows)

    @property
    def places(self):
        """The axes of inputs along which its units lie, followed or not."""
        return self.keys | self.lies

    def without(self, keys, how):
        """Return the part that does not follow these keys, which are seen "whole" or "unknown" from here."""
        if not self.follows and self.lies.isdisjoint(keys):
            return self
        kept = tuple(pair for pair in self.follows if pair[0] not in keys)
        lies = self.lies | (self.keys & keys) if how == "whole" else self.lies - keys
        return Part(self.size, kept, self.held | (self.keys & keys), lies)


@dataclass(frozen=True, eq=False)
class TensorField:
    """What each unit of a tensor sees.

    Attributes
    ----------
    axes : tuple of tuple of Part
        The parts of each axis, the batch axis first.
    sources : tuple of Source
        The inputs that the tensor depends on.
    whole, unknown : frozenset of (Source, int)
        Axes of inputs that every unit sees whole, and those of which it is not known what is seen.
    """

    axes: tuple
    sources: tuple = ()
    whole: frozenset = frozenset()
    unknown: frozenset = frozenset()

    @classmethod
    def of_input(cls, name, shape):
        """Return the field of an input: each of its values sees itself."""
        source = Source(name, shape)
        parts = [(Part(shape[axis], (((source, axis), AxisField()),)),) for axis in range(1, len(shape))]
        return cls(((), *parts), (source,))

    def keys(self, *axes):
        """Return the axes of inputs that these axes follow, or any where none are given."""
        chosen = [self.axes[axis] for axis in axes] if axes else self.axes
        return frozenset().union(*(part.keys for parts in chosen for part in parts))

    def with_axis(self, axis, parts):
        """Return the field with other parts in place of those of an axis."""
        return replace(self, axes=(*self.axes[:axis], tuple(parts), *self.axes[axis + 1 :]))

    def mixed(self, *axes):
        """Return the field where each unit sees all units along these axes."""
        return self.seeing(self.keys(*axes), "whole") if axes else self

    def forgotten(self, *axes):
        """Return the field where it is not known what a unit sees along these axes."""
        return self.seeing(self.keys(*axes), "unknown") if axes else self

    def seeing(self, keys, how):
        """Return the field where these axes of inputs are followed no more, but seen "whole" or "unknown"."""
        if not keys:
            return self
        axes = tuple(tuple(part.without(keys, how) for part in parts) for parts in self.axes)
        unknown = self.unknown | keys if how == "unknown" else self.unknown - keys
        whole = self.whole | keys if how == "whole" else self.whole
        return replace(self, axes=axes, whole=whole, unknown=unknown - whole)

    def shaped_anew(self, shape, how="unknown"):
        """Return the field of a tensor of another shape, without places in the input."""
        field = self.seeing(self.keys() | (self.unknown if how == "whole" else frozenset()), how)
        return replace(field, axes=((), *((Part(size),) for size in shape[1:])))

    def scrambled(self, axis, size):
        """Return the field in which it is not known which places of an axis are where."""
        held = self._held(axis)
        return self.forgotten(axis).with_axis(axis, (Part(size, (), held),))

    def size(self, axis):
        """Return the size of an axis, None if it is open."""
        parts = self.axes[axis]
        return parts[0].size if len(parts) == 1 else _size(parts)

    def along(self, axis):
        """Return what an axis follows as pairs of key and field; None where it joins several places."""
        parts = self.axes[axis]
        if len(parts) == 1:
            return parts[0].follows
        parts = [part for part in parts if part.size != 1 or part.follows]
        if not any(part.follows for part in parts):
            return ()
        first, *others = parts
        if not first.follows or any(part.follows or part.size is None for part in others):
            return None
        factor = math.prod(part.size for part in others)
        return tuple((key, field.repeated(factor)) for key, field in first.follows)

    def moved(self, axis, size, move):
        """Return the field with an axis of a new size, what it follows changed by ``move``."""
        follows = self.along(axis)
        if follows is None:
            return self.scrambled(axis, size)
        moved = tuple((key, move(field)) for key, field in follows)
        return self.with_axis(axis, (Part(size, moved, lies=self.lying(axis)),))

    def lying(self, axis):
        """Return the axes of inputs along which the units of an axis lie, though they are seen whole."""
        first, *others = [part for part in self.axes[axis] if part.size != 1 or part.places] or [Part(1)]
        return frozenset() if any(part.places for part in others) else first.lies

    def permuted(self, order):
        """Return the field with the axes in another order; the batch axis has to stay the first."""
        return replace(self, axes=tuple(self.axes[axis] for axis in order))

    def inserted(self, axis, size=1):
        """Return the field with a further axis, which follows nothing, before the one at ``axis``."""
        return replace(self, axes=(*self.axes[:axis], (Part(size),), *self.axes[axis:]))

    def tiled(self, repeats):
        """Return the field with each axis as many times, one copy behind the other, which lie nowhere.

        Copies of one unit, such as gray in place of each colour, still follow what it follows.
        """
        field = self
        for axis, times in enumerate(repeats):
            if times != 1:
                field = field if field.size(axis) == 1 else field.forgotten(axis)
                field = field.with_axis(axis, (Part(times), *field.axes[axis]))
        return field

    def dropped(self, *axes):
        """Return the field without axes of which one unit is taken, such as those of size 1."""
        ones = [part for axis in axes if self.size(axis) == 1 for part in self.axes[axis]]
        field = self.seeing(_all_seen(ones), "whole").forgotten(*axes)
        return replace(field, axes=tuple(parts for axis, parts in enumerate(field.axes) if axis not in axes))

    def reshaped(self, shape):
        """Return the field of the same values in another shape, what is folded into the batch included."""
        parts = [part for axis in self.axes for part in axis]
        folded = _folded(parts, self.axes[0], shape)
        if folded is None:
            return self.shaped_anew(shape)
        batch, rest = folded
        rest, doubtful = _doubtful_ones(rest, shape[1:])
        axes, lost = [], frozenset().union(*(part.keys for part in doubtful))
        for size in shape[1:]:
            taken, rest, split = _taken(rest, size)
            if taken is None:
                return self.shaped_anew(shape)
            axes.append(taken)
            lost |= split
        if any(part.size != 1 for part in rest):
            return self.shaped_anew(shape)
        lost |= frozenset().union(*(part.keys for part in rest))
        if rest and axes and axes[-1]:  # what has no place of its own any more is read with the last axis
            *others, last = axes[-1]
            held = last.held.union(*(part.keys | part.held for part in rest))
            axes[-1] = [*others, last._replace(held=held)]
        field = replace(self, axes=(tuple(batch), *map(tuple, axes)))
        if len(axes) == 1:
            field.note_flattening()
        seen = frozenset(key for key in _all_seen(doubtful) if key[0].is_decided)
        return field.seeing(seen, "whole").seeing(lost - seen, "unknown")

    def note_flattening(self):
        """Let the inputs know of which all axes have become one."""
        keys = self.keys()
        for source in self.sources:
            if all((source, axis) in keys for axis in range(1, len(source.shape))):
                source.seems_without_channels = True

    def decide_channels(self, axis, *, certain=True):
        """Let the inputs know that this axis is read as channels.

        Where that is not ``certain``, any axis but an input's last one is doubted until another layer tells.
        """
        if all(source.is_decided for source in self.sources):
            return
        held = self._held(axis)
        others = frozenset().union(*(self._held(other) for other in range(len(self.axes)) if other != axis))
        for source in self.sources:
            own = {of for key, of in held if key is source}
            whole = {of for key, of in self.whole - others if key is source}
            shared = {of for key, of in held & others if key is source}
            if shared and all(source.shape[of] == 1 for of in shared):
                source.doubt()
            elif not shared and len(own) == 1:
                source.hear(own.pop(), certain)
            elif not own and len(whole) < 2 and not any(key is source for key, _ in self.unknown):
                source.hear(whole.pop() if whole else None, certain)
            elif len(source.shape) == len(self.axes) - 1:
                source.seems_without_channels = True

    def _held(self, axis):
        """Return the axes of inputs that the values along an axis come from."""
        return self.keys(axis).union(*(part.held for part in self.axes[axis]))

    def fits(self, shape):
        """Tell whether the axes have the sizes of a tensor's shape, as far as both are known."""
        return len(self.axes) == len(shape) and all(
            None in (self.size(axis), shape[axis]) or self.size(axis) == shape[axis]
            for axis in range(1, len(shape))
        )


def _size(parts):
    return None if any(part.size is None for part in parts) else math.prod(part.size for part in parts)


def _all_seen(parts):
    """Return the axes of inputs that the first unit of one of the parts sees whole."""
    seen = set()
    for key, field in (pair for part in parts for pair in part.follows):
        side, (first, last) = key[0].shape[key[1]], field.at(0)
        seen |= {key} if side is not None and first <= 0 and last >= side - 1 else set()
    return frozenset(seen)


def _folded(parts, batch, shape):
    """Return the parts in the batch axis and the others, for the sizes of a new shape; None if unknown."""
    wanted, have = _size([Part(size) for size in shape[1:]]), _size(parts)
    if wanted is None or have is None:
        return batch, parts[len(batch) :]
    if not wanted or have % wanted:
        return None
    ahead, before = have // wanted, []
    rest = list(parts)
    while ahead > 1:
        if not rest or ahead % rest[0].size:
            return None
        ahead //= rest[0].size
        before.append(rest.pop(0))
    return before, rest


def _doubtful_ones(parts, sizes):
    """Return the parts, and those of size 1 of which a new shape does not tell the place.

    Beside axes of other sizes an axis of size 1 keeps its place. Where there are fewer or more of them than
    before at one place, nobody can tell which is which: then each holds all that may be there.
    """
    before, after = _ones([part.size for part in parts]), _ones(sizes)
    changed = {place for place in before | after if before[place] != after[place]}
    if not any(after[place] for place in changed):
        return parts, []
    places = _places([part.size for part in parts])
    ones = [part for part, place in zip(parts, places, strict=True) if part.size == 1 and place in changed]
    held = frozenset().union(*(part.keys | part.held for part in ones))
    if not held:
        return parts, []
    kept, given = [], set()
    for part, place in [*zip(parts, places, strict=True), (None, _places([*sizes, 1])[-1])]:
        if place in changed and place not in given:
            kept += [Part(1, (), held)] * after[place]
            given.add(place)
        if part is not None and not (part.size == 1 and place in changed):
            kept.append(part)
    return kept, ones


def _ones(sizes):
    """Count the sizes of 1 at each place among the others."""
    return Counter(place for size, place in zip(sizes, _places(sizes), strict=True) if size == 1)


def _places(sizes):
    """Return where each size stands, as the open ones and the product of the others before it."""
    found, place = [], (0, 1)
    for size in sizes:
        found.append(place)
        place = (place[0] + 1, place[1]) if size is None else (place[0], place[1] * size)
    return found


def _taken(parts, size):
    """Return parts whose sizes make up one axis, the others, and the keys that splitting a part loses."""
    rest = list(parts)
    if size is None:
        return ([rest.pop(0)], rest, frozenset()) if rest and rest[0].size is None else (None, rest, None)
    if size == 1:
        return ([rest.pop(0)] if rest and rest[0].size == 1 else [Part(1)]), rest, frozenset()
    taken, product = [], 1
    while rest and product != size and rest[0].size and size % (product * rest[0].size) == 0:
        product *= rest[0].size
        taken.append(rest.pop(0))
    if product == size:
        return taken, rest, frozenset()
    outer = size // product
    if size % product or not rest or not rest[0].size or rest[0].size % outer:
        return None, rest, None
    split = rest.pop(0)
    return [*taken, Part(outer)], [Part(split.size // outer), *rest], split.keys
