"""Results that are too large for their float type, which are refused and not handed on as infinity."""

import contextlib

import numpy as np

from ._checks import refuse


@contextlib.contextmanager
def overflows():
    """Collect what overflows in the block, without warnings: a list that is empty if nothing did."""
    noted = []
    with np.errstate(over="call", invalid="call", call=lambda kind, _: noted.append(kind)):
        yield noted


def refuse_overflow(noted, name, given, *results):
    """Refuse an argument if something overflowed and a result of it is not finite."""
    if noted and not all(np.isfinite(result).all() for result in results):
        dtype = results[0].dtype
        refuse(
            name, f"made of numbers whose results fit into {dtype}, up to {np.finfo(dtype).max:.3g}", given
        )


def refuse_unfitting(value, name, dtype):
    """Refuse an argument that is too large for a float type by itself."""
    with np.errstate(over="ignore"):
        fits = np.isfinite(np.asarray(value).astype(dtype)).all()
    if not fits:
        refuse(name, f"within {dtype}, up to {np.finfo(dtype).max:.3g}", value)
