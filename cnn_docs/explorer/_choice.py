"""Which maps of each layer a page holds, where it cannot hold all."""

import numpy as np

_POOLS = [
    f"{way}{rank}"
    for way in ("MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling")
    for rank in ("1D", "2D")
]
_POINTWISE = ["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Rescaling", "Add"]
_NORMALISING = ["BatchNormalization", "LayerNormalization", "GroupNormalization"]
_DROPPING = ["Dropout", "SpatialDropout1D", "SpatialDropout2D"]
_PLACING = ["ZeroPadding2D", "Cropping2D", "UpSampling2D", "DepthwiseConv1D", "DepthwiseConv2D"]
KEPT = frozenset([*_POOLS, *_POINTWISE, *_NORMALISING, *_DROPPING, *_PLACING])
"""Layers whose map of a number is made of the map of the same number."""


_COLOURS = 3


def chosen_maps(planes, calls, most, *, colours=True):
    """Return the numbers of the maps that stay, an ascending array for each tensor.

    Those that a layer makes map by map are the ones whose maps stayed before it; of the others the ones
    that differ most from place to place and from image to image.

    Parameters
    ----------
    planes : dict of str to Planes
    calls : dict of str to Call
        By the names of the tensors.
    most, colours
        As for :func:`room_of`.
    """
    chosen = {}
    for name, tensor in planes.items():
        call = calls.get(name)
        whole = call is not None and call.operation is None  # an input
        room = tensor.count if whole else room_of(tensor, most, colours=colours)
        chosen[name] = np.arange(tensor.count)
        if room < tensor.count:
            first = _inherited(call, planes, chosen, tensor)
            chosen[name] = np.sort(_in_order(first, tensor)[:room])
    return chosen


def room_of(tensor, most, *, colours=True):
    """Return how many maps of a tensor stay: ``most`` divided by their side, at least one.

    So a layer of large maps keeps fewer of them than one of small maps, and still has more of the bytes.
    Vectors stay whole, and so do the colours of a picture, ``colours`` says, behind a layer that scales it.
    """
    if tensor.area == 1 or (colours and tensor.count <= _COLOURS):
        return tensor.count
    return int(min(tensor.count, max(1, most // tensor.area**0.5)))


def _inherited(call, planes, chosen, tensor):
    if call is None or type(call.operation).__name__ not in KEPT:
        return np.arange(0)
    for source in call.sources:
        before = planes.get(source.name)
        if source.name in chosen and before.count == tensor.count:
            return chosen[source.name]
    return np.arange(0)


def _in_order(first, tensor):
    """Return the numbers of all maps, those of ``first`` in front, then by their spread."""
    first = first[np.argsort(-tensor.spread[first], kind="stable")]
    order = np.argsort(-tensor.spread, kind="stable")
    return np.concatenate([first, order[~np.isin(order, first)]])
