"""Argument checks with one message format: what is wanted, then what was received.

Each function takes the value and the name of the argument, returns the value in the form that the
caller computes with, and raises ``TypeError`` for a wrong type and ``ValueError`` for a wrong
value. The module loads the standard library only, so that :mod:`cnn_docs.geometry` can use it;
NumPy is imported by the checks that are given arrays.
"""

import math
import operator
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from numbers import Real
from pathlib import Path
from types import MappingProxyType

_MOST_PIXELS = 100_000_000  # of a picture that is scaled
_NO_SEQUENCES = (str, bytes, set, frozenset, Mapping)  # texts, and what keeps its entries in no order


def refuse(name, wanted, received, *, error=ValueError, hint=""):
    """Raise ``error`` as "`name` must be wanted. Received: received. hint"."""
    message = f"`{name}` must be {wanted}. Received: {shown(received)}."
    raise error(f"{message} {hint}".rstrip())


def shown(value):
    """Return the text of a received value, short enough for one line."""
    if isinstance(value, type):  # np.ndarray for an array of it
        return repr(value)
    if _is_masked_scalar(value):
        return "masked"
    if hasattr(value, "shape") and getattr(value, "ndim", 0):
        return f"an array of shape {tuple(value.shape)}"
    text = " ".join(repr(value.item() if hasattr(value, "item") else value).splitlines())
    return text if len(text) <= 80 else f"{text[:77]}..."


def reason(error):
    """Return the text of an exception in one line, without the colours that Keras writes for terminals."""
    text = re.sub(r"\x1b\[[\d;]*m", "", str(error)) or type(error).__name__
    return " ".join(text.split())[:500]


def whole_number(value, name, *, minimum=1, maximum=math.inf):
    """Return ``value`` as an int from ``minimum`` to ``maximum``; booleans and floats do not pass."""
    wanted = _whole_numbers(minimum, maximum)
    whole = _as_int(value)
    if whole is None:
        refuse(name, wanted, value, error=TypeError)
    if not minimum <= whole <= maximum:
        refuse(name, wanted, value)
    return whole


def positive_integer(value, name):
    """Return ``value`` as an int of at least 1."""
    return whole_number(value, name, minimum=1)


def count(value, name):
    """Return ``value`` as an int from 1 to a million: how often something is done or made."""
    return whole_number(value, name, minimum=1, maximum=1_000_000)


def keras_seed(value):
    """Return ``value`` as a seed that Keras can set, an int from 0 to 2**32 - 1."""
    return whole_number(value, "seed", minimum=0, maximum=2**32 - 1)


def position(value, name, length, other):
    """Return ``value`` as an index into ``length`` items; ``other`` says what else it might have been."""
    whole = _as_int(value)
    if whole is None:
        refuse(name, f"{other}, or its position as a whole number", value, error=TypeError)
    if not -length <= whole < length:
        refuse(name, f"a position from {-length} to {length - 1}", whole, error=IndexError)
    return whole


def pair(value, name, *, minimum=1, maximum=math.inf):
    """Return ``value`` as (height, width): one whole number for both, or two of them."""
    wanted = f"{_whole_numbers(minimum, maximum)} or a pair (height, width) of them"
    try:
        numbers = [_as_int(item) for item in value]
    except TypeError:  # not iterable: one number for both
        numbers = [_as_int(value)] * 2
    if None in numbers or isinstance(value, _NO_SEQUENCES):
        refuse(name, wanted, value, error=TypeError)
    if len(numbers) != 2 or min(numbers) < minimum or max(numbers) > maximum:
        refuse(name, wanted, value)
    return tuple(numbers)


def picture_size(value, name):
    """Return ``value`` as (height, width) of a picture that memory and time have room for."""
    size = pair(value, name)
    if math.prod(size) > _MOST_PIXELS:
        refuse(name, f"of at most {_MOST_PIXELS:,} pixels", size)
    return size


def number(value, name, *, minimum=-math.inf, below=math.inf):
    """Return ``value`` as a finite float with ``minimum <= value < below``."""
    limits = [f"at least {minimum:g}"] * (minimum > -math.inf) + [f"below {below:g}"] * (below < math.inf)
    wanted = ", ".join(["a finite number", *[" and ".join(limits)] * bool(limits)])
    given = value
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = None if _is_masked_scalar(value) else value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        refuse(name, wanted, given, error=TypeError)
    try:
        real = float(value)
    except OverflowError:  # a whole number or a fraction beyond every float
        real = math.inf
    if not (math.isfinite(real) and minimum <= value and max(value, real) < below):  # a fraction may round up
        refuse(name, wanted, value)
    return real + 0.0  # of negative zero, zero


def is_whole(value):
    """Tell whether ``value`` is one whole number by type, and not a pair of them."""
    return _as_int(value) is not None


def flag(value, name):
    """Return ``value`` as a bool; only True and False (NumPy's too) pass."""
    if type(value).__name__ not in ("bool", "bool_"):
        refuse(name, "True or False", value, error=TypeError)
    return bool(value)


def items(value, name, wanted):
    """Return the entries of a sequence as a list; ``wanted`` says what they are, in the error for others."""
    if isinstance(value, _NO_SEQUENCES):
        refuse(name, wanted, value, error=TypeError)
    try:
        return list(value)
    except TypeError:
        refuse(name, wanted, value, error=TypeError)


def text(value, name):
    """Return ``value``, a text that UTF-8 can hold: names of files in another encoding may not be."""
    if not isinstance(value, str):
        refuse(name, "a text", value, error=TypeError)
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        hint = 'Put a sign in their place: `name.encode("utf-8", "replace").decode()`.'
        refuse(name, "a text without lone surrogates, which no file can hold", value, hint=hint)
    return value


def choice(value, name, allowed):
    """Return ``value`` if it is one of the names ``allowed``, else an error with the nearest of them."""
    allowed = list(allowed)
    wanted = listed(allowed, "or") if len(allowed) <= 20 else f"one of {len(allowed)} names"
    if not isinstance(value, str):
        refuse(name, wanted, value, error=TypeError)
    if value not in allowed:
        near = nearest(value, allowed)
        refuse(name, wanted, value, hint=f"Did you mean {listed(near, 'or')}?" if near else "")
    return value


def nearest(value, allowed, *, count=3):
    """Return the names of ``allowed`` that are spelled most like ``value``, best first."""
    lowered = {name.lower(): name for name in allowed}
    return [lowered[match] for match in get_close_matches(value.lower(), lowered, n=count)]


def listed(names, joint="and"):
    """Return quoted names in a row: ``'a', 'b' and 'c'``."""
    *head, last = [repr(name) for name in names]
    return f"{', '.join(head)} {joint} {last}" if head else last


def finite_array(value, name, *, ranks=None, hints=None):
    """Return ``value`` as an array of finite floats; float types stay, other numbers become float64.

    ``ranks`` maps each rank that is allowed to the shape to name in the error, as in
    ``{2: "(H, W)", 3: "(H, W, C)"}``; ``hints`` what to write instead for ranks that are not.
    """
    import numpy as np

    array = real_array(value, name)
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    if ranks is not None:
        rank(array, name, ranks, hints or {})
    finite = np.isfinite(array)
    if not finite.all():
        bad = np.argwhere(~finite)
        where = tuple(int(index) for index in bad[0])
        hint = f"It is at {where}, the first of {len(bad)}." if where else ""
        refuse(name, "made of finite numbers", float(array[where]), hint=hint)
    return array


def real_array(value, name):
    """Return ``value`` as an array of real numbers of its own type; bfloat16 becomes float32."""
    import numpy as np

    if _holds_masked(value):  # NumPy would take what lies under the mask
        refuse(name, "an array without masked values", value, hint="Fill them, or leave them out.")
    try:
        array = np.asarray(value)
    except Exception as error:  # rows of different lengths, or an array of others that NumPy cannot read
        if isinstance(error, ValueError) and isinstance(value, list | tuple):
            refuse(name, "an array of numbers with rows of one length", value)
        if isinstance(error, MemoryError):
            raise
        hint = f"NumPy cannot read it: {reason(error)}"
        refuse(name, "an array of real numbers", value, error=TypeError, hint=hint)
    if array.dtype.kind not in "fiub":
        if array.dtype.name == "bfloat16":  # NumPy itself does not know it for a number
            return array.astype(np.float32)
        held = [field for field in ("image", "images") if hasattr(value, field)]  # a photograph, a data set
        hint = f"Pass its `.{held[0]}`." if held else ""
        if not hint and getattr(value, "ndim", 0):
            hint = f"It is of type {array.dtype.name}."
        refuse(name, "an array of real numbers", value, error=TypeError, hint=hint)
    return array


def between(array, name, least, most, wanted):
    """Return an array of which all values are from ``least`` to ``most``; ``wanted`` says so."""
    if array.size and not least <= array.min() <= array.max() <= most:
        refuse(name, wanted, array.max() if array.max() > most else array.min())
    return array


def file_path(value, name):
    """Return ``value``, a text or a path-like object, as a path; ``~`` is the home folder."""
    if not isinstance(value, str | os.PathLike) or isinstance(os.fspath(value), bytes):
        refuse(name, "a path", value, error=TypeError)
    path = Path(value)
    if "\0" in str(path):
        refuse(name, "a path without null characters", str(path))
    try:
        return path.expanduser()
    except RuntimeError:  # nobody has the name behind the ``~``: then it is that of a file, as in a shell
        return path


def rank(array, name, ranks, hints=MappingProxyType({})):
    """Refuse an array whose number of axes is not a key of ``ranks`` (rank to shape text)."""
    if array.ndim not in ranks:
        *head, last = ranks.values()
        shapes = f"{', '.join(head)} or {last}" if head else last
        message = f"`{name}` must have the shape {shapes}. Received: an array of shape {array.shape}."
        raise ValueError(f"{message} {hints.get(array.ndim, '')}".rstrip())


def _is_masked_scalar(value):
    """Tell whether a value is one that a mask of NumPy hides, whatever lies under it."""
    return hasattr(value, "harden_mask") and value.shape == () and bool(value.mask)


def _holds_masked(value):
    """Tell whether an array, or one in lists, has values that a mask hides."""
    import numpy as np

    if isinstance(value, np.ma.MaskedArray):
        return np.ma.is_masked(value)
    nested = (list, tuple, np.ma.MaskedArray)
    parts = value if isinstance(value, nested) else ()
    return any(isinstance(part, nested) and _holds_masked(part) for part in parts)


def _as_int(value):
    """Return ``value`` as an int, or None where it is not a whole number by type."""
    try:
        return None if isinstance(value, bool) or _is_masked_scalar(value) else operator.index(value)
    except TypeError:
        return None


def _whole_numbers(minimum, maximum=math.inf):
    if maximum < math.inf:
        return f"a whole number from {minimum} to {maximum:,}"
    if minimum == -math.inf:
        return "a whole number"
    return "a positive whole number" if minimum == 1 else f"a whole number of at least {minimum}"
