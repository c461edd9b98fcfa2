"""Fields of what is made of several tensors: value by value, one behind the other, or as products."""

from dataclasses import replace

from cnn_docs.inspection.table._tensor_field import Part, TensorField


def joined(fields, shape):
    """Return the field of a tensor that depends on others of the same axes: the union of what they see.

    Parameters
    ----------
    fields : list of TensorField
        An axis of size 1 is spread over the others'.
    shape : tuple
        The shape of the result.
    """
    fields = [field for field in fields if field.sources]
    if not fields:
        return TensorField(()).shaped_anew(shape)
    if len(fields) == 1 and fields[0].fits(shape):
        return fields[0]
    if any(len(field.axes) != len(shape) for field in fields):
        return everything(fields, shape)
    fields = [_spread(field, shape) for field in fields]
    axes, lost = [], frozenset()
    for axis, parts in enumerate(zip(*(field.axes for field in fields), strict=True)):
        together, torn = _joined_axis(parts)
        if axis and _is_one(together) and not _follows(together):
            together = (Part(shape[axis], (), frozenset().union(*(part.held for part in together))),)
        axes.append(together)
        lost |= torn
    return _consistent(replace(everything(fields, shape, lost=lost), axes=tuple(axes)))


def everything(fields, shape, lost=None):
    """Return the field that sees all that these see, in places that are not known (``lost``: only those)."""
    if lost is None:
        lost = frozenset().union(*(field.keys() for field in fields))
    whole = frozenset().union(*(field.whole for field in fields))
    unknown = lost.union(*(field.unknown for field in fields)) - whole
    sources = tuple(dict.fromkeys(source for field in fields for source in field.sources))
    return TensorField(((), *((Part(size),) for size in shape[1:])), sources, whole, unknown)


def concatenated(fields, shape, axis):
    """Return the field of tensors one behind the other, where each has places of its own along ``axis``."""
    axis %= len(shape)
    if any(len(field.axes) != len(shape) for field in fields) or not axis:
        return everything(fields, shape)
    fields = [field.forgotten(axis) for field in fields]
    held = frozenset().union(*(part.held for field in fields for part in field.axes[axis]))
    return joined([field.with_axis(axis, (Part(shape[axis], (), held),)) for field in fields], shape)


def with_steps(field, steps):
    """Return the field of a tensor with an axis of steps before the others, of which each is seen alone."""
    return _consistent(replace(field, axes=(field.axes[0], steps, *field.axes[1:])))


def product(equation, fields, shapes, shape):
    """Return the field of a sum of products as ``numpy.einsum`` writes it.

    Parameters
    ----------
    equation : str
        One letter for each axis, without ``...``.
    fields : list of TensorField or None
        None for a factor that depends on no input.
    shapes : list of tuple
        The factors' shapes.
    shape : tuple
        The shape of the result, whose first axis is the batch.
    """
    left, result = equation.replace(" ", "").split("->")
    terms = left.split(",")
    if len(terms) != len(fields) or any(
        len(term) != len(size) for term, size in zip(terms, shapes, strict=True)
    ):
        return everything([field for field in fields if field], shape)
    batch = result[:1]
    placed = []
    for term, field in zip(terms, fields, strict=True):
        if field is None or not field.sources:
            continue
        if not batch or term[:1] != batch or len(set(term)) < len(term):
            return everything([field for field in fields if field], shape)
        summed = [axis for axis, letter in enumerate(term) if letter not in result]
        field = field.mixed(*summed)
        axes = [field.axes[term.index(letter)] if letter in term else (Part(1),) for letter in result]
        placed.append(replace(field, axes=tuple(axes)))
    return joined(placed, shape)


def _spread(field, shape):
    """Return the field of a tensor whose axes of size 1 are repeated to those of another shape."""
    for axis in range(1, len(shape)):
        if field.size(axis) == 1 and shape[axis] != 1:
            field = _without_place(field, axis).with_axis(axis, (Part(1),))
    return field


def _without_place(field, axis):
    """Return the field where the one unit of an axis is seen from everywhere."""
    narrowed = field.inserted(axis).dropped(axis + 1)
    return narrowed if narrowed.whole != field.whole else field.forgotten(axis)


def _joined_axis(several):
    """Return the parts of an axis from those of each tensor, and the keys that have no place any more."""
    structured = [parts for parts in several if _follows(parts)]
    held = frozenset().union(*(part.held for parts in several for part in parts))
    if not structured:
        chosen = next((parts for parts in several if not _is_one(parts)), several[0])
        lying = [_lying(several, chosen, place) for place in range(len(chosen))]
        pairs = zip(chosen, lying, strict=True)
        return tuple(Part(part.size, (), held, lies) for part, lies in pairs), frozenset()
    sizes = [part.size for part in structured[0]]
    if any([part.size for part in parts] != sizes for parts in structured):
        keys = frozenset(key for parts in several for part in parts for key in part.keys)
        size = 1
        for part_size in sizes:
            size = None if None in (size, part_size) else size * part_size
        return (Part(size, (), held | keys),), keys
    together, lost = [], frozenset()
    for place, parts in enumerate(zip(*structured, strict=True)):
        fields, torn = {}, set()
        for key, field in (pair for part in parts for pair in part.follows):
            union = fields[key].joined(field) if key in fields else field
            torn |= {key} if union is None else set()
            fields[key] = union or field
        lost |= frozenset(torn)
        kept = tuple((key, field) for key, field in fields.items() if key not in torn)
        lies = _lying(several, structured[0], place) - torn
        together.append(Part(parts[0].size, kept, held | frozenset(torn), lies))
    return tuple(together), lost


def _lying(several, like, place):
    """Return along what a part of an axis lies in any of the tensors that divide the axis in this way."""
    sizes = [part.size for part in like]
    alike = (parts for parts in several if [part.size for part in parts] == sizes)
    return frozenset().union(*(parts[place].lies for parts in alike))


def _follows(parts):
    return any(part.follows for part in parts)


def _is_one(parts):
    return all(part.size == 1 for part in parts)


def _consistent(field):
    """Return the field where no key is followed in two places, nor where another part of it sees more."""
    seen, twice = set(), set()
    for parts in field.axes:
        for part in parts:
            twice |= seen & part.places
            seen |= part.places
    field = field.seeing(frozenset(twice) | (field.unknown & seen), "unknown")
    return field.seeing(field.whole, "whole")
