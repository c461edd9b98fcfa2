"""What the parameters of an operation say where its name and the shapes leave a doubt, on any backend."""

from typing import NamedTuple

STILL = (1, 1, 0)
"""The window of an axis along which every value stays where it was."""


class Windows(NamedTuple):
    """Where the values of a result look in the first input: a convolution, a pooling, a padding, a turn.

    Attributes
    ----------
    along : tuple
        For each axis the extent of the window, the step between neighbours, and what lies before the input:
        a number of values, "same" or "valid". None where it is not known what lies where.
    channels : int or None
        The axis that is read as channels, None where none is told.
    depth : {"each", "whole", "unknown"}
        Which channels a value depends on: its own, all, or some.
    """

    along: tuple
    channels: int | None = None
    depth: str = "each"


class Blocks(NamedTuple):
    """What makes rows and columns of channels, or channels of them, in the words of Keras's operations."""

    block_size: int
    data_format: str


def moved_along(rank, axes):
    """Return the windows of what gives values other places along some axes."""
    axes = {axis % rank for axis in axes}
    return Windows(tuple(None if axis in axes else STILL for axis in range(rank)))
