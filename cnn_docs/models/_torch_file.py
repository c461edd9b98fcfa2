"""Arrays from a file of PyTorch's first format, without PyTorch and without running what is in it.

Such a file is five pickles, the last two of which say which tensors there are and in which order their
numbers follow; behind them stand the numbers. A pickle may name any function and have it called. Here
it may name four, and none of them does more than to keep what it is given.
"""

import io
import pickle
from collections import OrderedDict
from typing import NamedTuple

import numpy as np

__all__ = ["read_arrays"]

_MAGIC = 0x1950A86A20F9469CFC6C


class _Tensor(NamedTuple):
    """A tensor as the file describes it: which numbers it takes, and how they lie."""

    storage: tuple  # key, dtype
    offset: int
    shape: tuple
    strides: tuple


def _tensor(storage, offset, shape, strides, *_):
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


_ADMITTED = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): "<f4",  # texts: a pickle can put another state into a dtype
    ("torch", "LongStorage"): "<i8",
}


class _Reader(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in _ADMITTED:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is none of what weights need")
        return _ADMITTED[module, name]

    def persistent_load(self, pid):
        kind, dtype, key, *_ = pid
        if kind != "storage" or dtype not in _ADMITTED.values():
            raise pickle.UnpicklingError("it holds something else than numbers")
        return key, np.dtype(dtype)


def read_arrays(data):
    """Return the arrays of a file by name.

    Parameters
    ----------
    data : bytes
        The whole file, as ``torch.save`` wrote it before PyTorch 1.6.

    Returns
    -------
    dict of str to ndarray
        Read-only views of ``data``; PyTorch's axes, so kernels are (C_out, C_in, height, width).

    Raises
    ------
    ValueError
        If the file is of another format, is cut off, or names what weights do not need.
    """
    stream = io.BytesIO(data)
    try:
        if _Reader(stream).load() != _MAGIC:
            raise ValueError("it is no file of this format")
        version, machine, tensors, keys = (_Reader(stream).load() for _ in range(4))
        if version != 1001 or not machine["little_endian"]:
            raise ValueError("it is of another version or machine")
        dtypes = dict(tensor.storage for tensor in tensors.values())
        numbers = {key: _next_numbers(stream, data, dtypes[key]) for key in keys}
        return {name: _view(numbers[tensor.storage[0]], tensor) for name, tensor in tensors.items()}
    except (pickle.UnpicklingError, EOFError, LookupError, AttributeError, TypeError, OverflowError) as error:
        raise ValueError(f"it cannot be read: {error}") from error


def _next_numbers(stream, data, dtype):
    """Return the numbers that follow, before which their count stands in eight bytes, and go past them."""
    count = int.from_bytes(stream.read(8), "little", signed=True)
    if not 0 <= count * dtype.itemsize <= len(data) - stream.tell():
        raise ValueError("it ends before its numbers do")
    numbers = np.frombuffer(data, dtype, count, stream.tell())
    stream.seek(numbers.nbytes, io.SEEK_CUR)
    return numbers


def _view(numbers, tensor):
    """Return the tensor's array; a tensor that reaches beyond its numbers is refused."""
    reach = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if min((tensor.offset, *tensor.shape, *tensor.strides)) < 0 or tensor.offset + reach >= len(numbers):
        raise ValueError("it has a tensor that reaches beyond its numbers")
    strides = tuple(stride * numbers.itemsize for stride in tensor.strides)
    return np.lib.stride_tricks.as_strided(numbers[tensor.offset :], tensor.shape, strides, writeable=False)
