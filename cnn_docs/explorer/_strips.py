"""Pictures of maps for readers without scripts, and the files that lie beside this code."""

import json
from functools import cache
from importlib.resources import files

import numpy as np

from cnn_docs.explorer._encode import data_address

_FINE = 14  # pixels that a map has at least, of which a gap is one
_GAP, _GAP_COLOUR = 255, (128, 136, 144)  # a place of the colour map that no value has


def strip(tensor, count, side, *, gray):
    """Return the first maps of the first image in a row, as the address of a picture.

    Parameters
    ----------
    tensor : Planes
    count : int
        Maps that are shown.
    side : int
        Pixels of a map's longer side, at most; a larger map is drawn by some of its rows and columns.
    gray : bool
        Whether it is a picture, and no feature map.
    """
    scale = tensor.picture_scale() if gray else tensor.scale()
    maps = _thinned(tensor.of(0)[:count].astype(np.float64), side)
    parts = (maps - scale["low"]) / (scale["high"] - scale["low"]) * _GAP
    places = np.nan_to_num(parts, posinf=_GAP, neginf=0).clip(0, _GAP - 1).astype(np.uint8)
    if tensor.area > 1:
        fine = max(1, -(-_FINE // max(places.shape[1:])))
        places = places.repeat(fine, axis=1).repeat(fine, axis=2)
    gap = np.full((places.shape[1], int(tensor.area > 1)), _GAP, np.uint8)
    cells = [part for one in places for part in (one, gap)][:-1]
    return data_address(np.hstack(cells), _colours()[scale["name"]])


def is_coloured(tensor):
    """Tell whether three maps are red, green and blue."""
    return tensor.count == 3 and len(tensor.spatial) == 2


def coloured(tensor, side):
    """Return the first image in its colours, as the address of a picture."""
    scale = tensor.picture_scale()
    maps = _thinned(tensor.of(0).astype(np.float64), side)
    parts = (maps - scale["low"]) / (scale["high"] - scale["low"]) * 255
    return data_address(np.nan_to_num(parts).clip(0, 255).astype(np.uint8).transpose(1, 2, 0))


def _thinned(maps, side):
    step = max(1, -(-max(maps.shape[1:]) // side))
    return maps[:, ::step, ::step]


@cache
def built(name):
    """Return the text of a file of this folder."""
    return files("cnn_docs.explorer").joinpath(name).read_text(encoding="utf-8")


@cache
def _colours():
    anchors = {**json.loads(built("colours.json")), "gray": "000000ffffff"}
    return {name: _table(text) for name, text in anchors.items()}


def _table(text):
    """Return the colours between the anchors of a colour map, and that of gaps as the last."""
    anchors = np.frombuffer(bytes.fromhex(text), np.uint8).reshape(-1, 3)
    places = np.linspace(0, len(anchors) - 1, _GAP)
    channels = [np.interp(places, range(len(anchors)), anchors[:, part]) for part in range(3)]
    return np.vstack([np.stack(channels, axis=1).round(), [_GAP_COLOUR]])
