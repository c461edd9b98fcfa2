"""Results that are too large for their float type, which are refused and not handed on as infinity.

The results are looked at, and not the processor's flags: of a product of matrices these are lost where the
library behind NumPy uses several threads, and a product of two vectors raises none.
"""

import numpy as np

from ._checks import refuse


def overflowing():
    """Return a context in which numbers may become infinite without warnings."""
    return np.errstate(over="ignore", invalid="ignore")


def all_finite(results):
    """Tell whether every number of the results, arrays or scalars, is finite."""
    return all(np.isfinite(result).all() for result in results)


def refuse_overflow(name, given, *results):
    """Refuse an argument of finite numbers if a result of it is not finite."""
    if not all_finite(results):
        dtype = results[0].dtype
        refuse(
            name, f"made of numbers whose results fit into {dtype}, up to {np.finfo(dtype).max:.3g}", given
        )


def refuse_unfitting(value, name, dtype):
    """Refuse an argument that is too large for a float type by itself."""
    with overflowing():
        fits = all_finite([np.asarray(value).astype(dtype)])
    if not fits:
        refuse(name, f"within {dtype}, up to {np.finfo(dtype).max:.3g}", value)
