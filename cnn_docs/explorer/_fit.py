"""A page within the bytes that it may have: which maps, which weights, and what is left out."""

import json
from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs.explorer._html import document, static_parts
from cnn_docs.explorer._live import Live, missing_of
from cnn_docs.explorer._packing import Packing

_FOR_MAPS = 0.8  # of the room, where not everything finds one: weights have the rest
_LEFT = 0.06  # of the bytes, which may be left over
_SMALL = 0.03  # of the bytes: weights that take less together go after the last maps
_TRIES = 6
_MAP_BY_MAP = ("depthwise", "normalised", "leaking")


@dataclass
class Filled:
    """What finds room in a page.

    Attributes
    ----------
    chosen : dict of str to ndarray
        Numbers of the maps, by tensor.
    maps, weights : dict
        Texts, by tensor.
    missing : list of str
        Tensors whose weights find none.
    needed : int
        Bytes of the smallest page, where not even that finds room; 0 where it does.
    """

    chosen: dict | None = None
    maps: dict | None = None
    weights: dict | None = None
    missing: list | None = None
    needed: int = 0


def fitted(recorded, max_size, live, *, asked):
    """Return the text of the page, its title, what is left out, and whether it computes anything itself.

    Parameters
    ----------
    recorded : Recorded
    max_size : int
        Bytes.
    live : Live
        What the page computes, if the weights and maps that this takes have room.
    asked : bool or None
        Whether it has to.

    Raises
    ------
    ValueError
        If the page is larger even with one map of each layer, or without what it has to hold.
    """
    frame, heats = static_parts(recorded), recorded.heat_texts()
    found = _filled(recorded, max_size, frame, heats, live)
    if asked and (found.needed or missing_of(live, recorded, found.chosen, found.weights)):
        _refuse(max_size, _whole_size(recorded, frame, heats, live), recorded, live)
    if live.image and (found.needed or missing_of(live, recorded, found.chosen, found.weights)):
        live = Live(refused=f"The maps and weights that it takes do not fit into {max_size:,} bytes.")
        found = _filled(recorded, max_size, frame, heats, live)
    if found.needed:
        _refuse(max_size, found.needed, recorded, live)
    chosen, maps, weights, missing = found.chosen, found.maps, found.weights, found.missing
    left_out = _left_out(recorded, chosen, missing, live)
    texts = {"maps": maps, "weights": weights, "heats": heats}
    html = document(recorded, frame, chosen, texts, live, left_out)
    return html, recorded.title, left_out, live.image is not None


def _filled(recorded, max_size, frame, heats, live):
    """Return what finds room: :class:`Filled`. The colours of scaled pictures go before all goes."""
    packing = Packing(recorded)
    for colours in (True, False):
        found = _within(packing, max_size, frame, heats, live, colours=colours)
        if not found.needed:
            break
    if found.needed or not _without_small_weights(recorded, found, max_size):
        return found
    fewer = _within(packing, max_size, frame, heats, live, colours=colours, all_maps=False)
    return fewer if len(fewer.missing) < len(found.missing) else found


def _without_small_weights(recorded, found, max_size):
    """Return whether all maps take the room of weights that are small beside the page."""
    small, _ = _weights(recorded, found.chosen, _SMALL * max_size)
    return len(small) > len(found.weights)


def _within(packing, max_size, frame, heats, live, *, colours, all_maps=True):
    """Return what finds room, as much as the bytes allow: first for the maps, then what weights left over.

    Where not all maps find room, or ``all_maps`` is false, a little of it stays for weights.
    """
    recorded, best = packing.recorded, None
    most = packing.first_bound(3 * max_size, colours=colours)
    for _ in range(_TRIES):
        chosen, maps = packing.at(most, colours=colours)
        told = _left_out(recorded, chosen, recorded.planes, live)  # the longest that it can be
        texts = {"maps": maps, "weights": {}, "heats": heats}
        fixed = _size(document(recorded, frame, chosen, texts, live, told))
        everything = all(len(chosen[name]) == tensor.count for name, tensor in recorded.planes.items())
        fits = fixed <= max_size * (1 if (everything and all_maps) or most <= 1 else 1 - _SMALL)
        room = max(max_size - (fixed - _length(maps)), 0) * _FOR_MAPS
        if fits:
            weights, missing = _weights(recorded, chosen, max_size - fixed)
            best = Filled(chosen, maps, weights, missing)
            left = max_size - fixed - len(json.dumps(weights))
            if everything or left <= _LEFT * max_size:
                return best
            room = _length(maps) + left - _LEFT * max_size / 2
        elif best or most <= 1:
            return best or Filled(needed=fixed)
        bound = packing.bound(chosen, maps, room, colours=colours)
        if fits and bound <= most * 1.02:
            return best
        most = bound if fits else min(bound, max(most * 0.9, 1.0))
    return best or Filled(needed=fixed)


def _length(maps):
    return sum(len(text) for texts in maps.values() for text in texts)


def _whole_size(recorded, frame, heats, live):
    """Return the size of the page with all maps and weights."""
    chosen = {name: np.arange(tensor.count) for name, tensor in recorded.planes.items()}
    maps = {name: recorded.map_texts(name, chosen) for name in recorded.planes}
    weights, missing = _weights(recorded, chosen, np.inf)
    texts = {"maps": maps, "weights": weights, "heats": heats}
    return _size(document(recorded, frame, chosen, texts, live, _left_out(recorded, chosen, missing, live)))


def _size(html):
    return len(html.encode())


def _weights(recorded, chosen, room):
    """Return the weights that find room, the smallest first, and the tensors whose weights do not."""
    found, missing = {}, []
    needing = [name for name in recorded.planes if _weight_count(recorded, name, chosen)]
    for name in sorted(needing, key=lambda name: _weight_count(recorded, name, chosen)):
        whole = recorded.operation_of(name)["kind"] in _MAP_BY_MAP or all(
            len(chosen[source.name]) == recorded.planes[source.name].count
            for source in recorded.call_of(name).sources
        )
        if not whole or _weight_count(recorded, name, chosen) * 1.2 > room:
            missing.append(name)
            continue
        texts = recorded.weight_texts(name, chosen)
        size = len(json.dumps(texts)) + len(name) + 200
        if size > room:
            missing.append(name)
            continue
        room -= size
        found[name] = texts
    return found, missing


def _weight_count(recorded, name, chosen):
    operation = recorded.operation_of(name)
    weights = {} if isinstance(operation, str) else operation.get("weights", {})
    return sum(len(chosen[name]) * int(np.prod(values.shape[1:])) for values in weights.values())


def _left_out(recorded, chosen, missing, live):
    """Return sentences that say what the page does not hold."""
    kept = sum(map(len, chosen.values()))
    count = sum(tensor.count for tensor in recorded.planes.values())
    sentences = []
    if kept < count:
        fewer = sum(len(chosen[name]) < tensor.count for name, tensor in recorded.planes.items())
        sentences.append(f"{count - kept:,} of {count:,} maps, in {fewer} of {len(chosen)} layers")
    if missing:
        sentences.append(f"the weights of {_layers(missing)}, and so the arithmetic of the units there")
    sentences += [f"{name}: {why}" for name, why in recorded.hidden.items()]
    sentences += [f"{method}: {heat.why}" for method, heat in recorded.heats.items() if heat.why]
    if live.refused:
        sentences.append(f"the network for images of the reader's own: {live.refused}")
    for name, why in list(live.why.items())[:1]:
        sentences.append(f"{_layers(live.why)} for images of the reader's own, from {name} on: {why}")
    return tuple(sentences)


def _layers(names):
    return f"{len(names)} layer{'s' * (len(names) != 1)}"


def _refuse(max_size, needed, recorded, live):
    hint = "Give fewer images, or smaller ones." if recorded.count > 1 else "Give a smaller image."
    images = f"these {recorded.count} images" if recorded.count > 1 else "this image"
    wanted = f"at least {int(needed * 1.05):,} bytes for {images}"
    if live.image is not None:
        wanted += " in a page that computes the network itself"
    _checks.refuse("max_size", wanted, max_size, hint=hint)
