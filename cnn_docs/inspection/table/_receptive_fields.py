"""Receptive fields of what layers return, and how a table shows them.

The table of kinds says which function follows a layer. It takes a :class:`LayerCall` and the
:class:`TensorField` of each of its inputs, and returns that of the output (or a list, one for each output).
What is not known to be followed is :data:`UNKNOWN`, never guessed.
"""

from functools import lru_cache

from cnn_docs.geometry import ReceptiveField
from cnn_docs.inspection.table._joined_fields import everything, joined
from cnn_docs.inspection.table._kinds import kind_of
from cnn_docs.inspection.table._tensor_field import TensorField

WHOLE = "whole input"
UNKNOWN = "unknown"


def input_field(name, shape):
    """Return the field of a model's input: each value sees itself."""
    return TensorField.of_input(name, shape)


def output_fields(call, fields):
    """Return the field of each tensor that a layer, or another operation of a graph, returns.

    Parameters
    ----------
    call : LayerCall
        The layer, and the shapes of what it takes and returns.
    fields : list of TensorField
        One for each of its inputs.
    """
    known = kind_of(call.layer)
    if not call.outputs or not any(field.sources for field in fields):  # none: a loop or branch has them
        return [joined([], shape) for shape in call.outputs]
    found = known.field(call, fields) if known and known.field else None
    if not isinstance(found, list):
        found = [found] * len(call.outputs)
    return [_checked(field, fields, shape) for field, shape in zip(found, call.outputs, strict=True)]


def output_field(call, fields):
    """Return the field of the first tensor that a layer returns."""
    return output_fields(call, fields)[0]


def _checked(field, fields, shape):
    """Return a field whose sizes are the tensor's, with unknown places where it does not fit them."""
    if field is None or not field.fits(shape):
        return everything(fields if field is None else [field], shape)
    return field


def receptive_field(field):
    """Return a field as the table shows it: a :class:`ReceptiveField` or a text."""
    shown = [_along_source(field, source) for source in field.sources]
    texts = {axes for axes in shown if isinstance(axes, str)}
    if texts or not shown:
        return WHOLE if WHOLE in texts else UNKNOWN
    if len({len(axes) for axes in shown}) > 1:
        return UNKNOWN
    together = [axis for _, axis in shown[0]]
    for axes in shown[1:]:
        together = [a and a.joined(b) for a, (_, b) in zip(together, axes, strict=True)]
    return UNKNOWN if None in together else ReceptiveField(*zip(*(a.bounds() for a in together), strict=True))


@lru_cache(maxsize=256)  # a field is that of many rows in turn
def _along_source(field, source):
    """Return (axis of the tensor, field) for each spatial axis of one input, or a text."""
    keys = [(source, axis) for axis in source.spatial_axes]
    if source.is_doubtful or not field.unknown.isdisjoint(keys):
        return UNKNOWN
    if not keys or not field.whole.isdisjoint(keys):
        return WHOLE
    if len(field.axes) == 2 and source.channel_axis is not None:
        return WHOLE  # flattened: a single axis for places and channels
    found = {}
    for axis, parts in enumerate(field.axes):
        if parts:
            found.update((key, (axis, follows)) for key, follows in field.along(axis) or ())
    return [found[key] for key in keys] if all(key in found for key in keys) else WHOLE


def places(field):
    """Return the axes of a tensor along which the spatial axes of one of the model's inputs lie.

    These are there also where each unit sees all of the input, as behind a gate.

    Returns
    -------
    tuple of int or None
        Axes of the tensor, the batch axis counted as 0, in the order of the input's spatial axes; 0 stands
        for what was folded into the batch axis. None where the tensor has no places in any input.
    """
    for source in field.sources:
        axes = places_in(field, source)
        if axes is not None:
            return axes
    return None


def places_in(field, source):
    """Return the axes of a tensor along which the spatial axes of one input lie, None where one does not."""
    return _followed_along(field, source) or _lying_along(field, source)


@lru_cache(maxsize=256)
def _lying_along(field, source):
    """Return the axes along which all spatial axes of an input lie, followed or not; None for fewer."""
    keys = [(source, axis) for axis in source.spatial_axes]
    if source.is_doubtful or not keys or len(field.axes) < 3:
        return None
    found = {}
    for axis, parts in enumerate(field.axes):
        if parts:
            found.update(dict.fromkeys([*dict(field.along(axis) or ()), *field.lying(axis)], axis))
    axes = [found.get(key) for key in keys]
    return None if None in axes or len(set(axes)) < len(axes) else tuple(axes)


def _followed_along(field, source):
    found = _along_source(field, source)
    return None if isinstance(found, str) else tuple(axis for axis, _ in found)
