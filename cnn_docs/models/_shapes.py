"""The shape of one picture, as every builder of a network takes it."""

from cnn_docs import _checks

__all__ = ["image_shape"]


def image_shape(shape, *, minimum, reason, open_size=False):
    """Return ``shape`` as (height, width, channels), of at least ``minimum`` pixels a side."""
    wanted = "(height, width, channels), three positive whole numbers"
    if open_size:
        wanted += "; height and width may be None"
    sides = _checks.items(shape, "input_shape", wanted)
    if len(sides) != 3 or None in (sides if not open_size else sides[2:]):
        _checks.refuse("input_shape", wanted, shape)
    sides = tuple(side if side is None else _checks.count(side, "input_shape") for side in sides)
    if any(side is not None and side < minimum for side in sides[:2]):
        wanted = f"at least {minimum} pixels high and wide"
        _checks.refuse("input_shape", wanted, shape, hint=f"{reason}.")
    return sides
