"""A page within the bytes that it may have: which maps, which weights, and what is left out."""

import json

import numpy as np

from cnn_docs import _checks
from cnn_docs.explorer._choice import chosen_maps, values_kept
from cnn_docs.explorer._html import document, static_parts

_TEXT_OF_BYTE = 4 / 3  # base64
_FOR_MAPS = 0.8  # of the room, where not everything finds one
_TRIES = 6


def fitted(recorded, max_size):
    """Return the text of the page, its title and what is left out.

    Parameters
    ----------
    recorded : Recorded
    max_size : int
        Bytes.

    Raises
    ------
    ValueError
        If the page is larger even with one map of each layer.
    """
    frame = static_parts(recorded)
    heats = recorded.heat_texts()
    most = _first_bound(recorded, max_size)
    for _ in range(_TRIES):
        chosen = chosen_maps(recorded.planes, _by_tensor(recorded), most)
        maps = {name: recorded.map_texts(name, chosen) for name in recorded.planes}
        told = _left_out(recorded, chosen, recorded.planes)  # the longest that it can be
        texts = {"maps": maps, "weights": {}, "heats": heats}
        fixed = _size(document(recorded, frame, chosen, texts, told))
        everything = all(len(chosen[name]) == tensor.count for name, tensor in recorded.planes.items())
        if fixed <= max_size * (1 if everything else 0.97):
            break
        if most <= 1:
            _refuse(max_size, fixed, recorded)
        most = _smaller(recorded, maps, most, fixed, max_size)
    else:
        _refuse(max_size, fixed, recorded)
    weights, missing = _weights(recorded, chosen, max_size - fixed)
    left_out = _left_out(recorded, chosen, missing)
    html = document(recorded, frame, chosen, {"maps": maps, "weights": weights, "heats": heats}, left_out)
    return html, recorded.title, left_out


def _by_tensor(recorded):
    return {name: recorded.call_of(name) for name in recorded.planes}


def _size(html):
    return len(html.encode())


def _raw(recorded, most):
    return values_kept(recorded.planes, most) * 4 * _TEXT_OF_BYTE


def _first_bound(recorded, max_size):
    """Return a bound that leaves out what would not fit if it could be packed to a third."""
    return _bound(recorded, 3 * max_size)


def _bound(recorded, size):
    """Return the bound at which what stays has about ``size`` bytes unpacked."""
    largest = max((tensor.count * tensor.area**0.5 for tensor in recorded.planes.values()), default=1)
    if _raw(recorded, largest) <= size:
        return float(largest)
    low, high = 1.0, float(largest)
    while high - low > max(0.5, low * 0.01):
        middle = (low + high) / 2
        low, high = (middle, high) if _raw(recorded, middle) <= size else (low, middle)
    return low


def _smaller(recorded, maps, most, fixed, max_size):
    """Return a smaller bound, from what the packed maps take and what may be left for them."""
    packed_size = sum(len(text) for texts in maps.values() for text in texts)
    room = max(max_size - (fixed - packed_size), 0) * _FOR_MAPS
    raw = _raw(recorded, most)
    found = _bound(recorded, raw * room / max(packed_size, 1))
    return min(found, max(most / 2, 1.0)) if found >= most else found


def _weights(recorded, chosen, room):
    """Return the weights that find room, the smallest first, and the tensors whose weights do not."""
    found, missing = {}, []
    needing = [name for name in recorded.planes if _weight_count(recorded, name, chosen)]
    for name in sorted(needing, key=lambda name: _weight_count(recorded, name, chosen)):
        whole = recorded.operation_of(name)["kind"] in ("depthwise", "normalised") or all(
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


def _left_out(recorded, chosen, missing):
    """Return sentences that say what the page does not hold."""
    kept = sum(map(len, chosen.values()))
    count = sum(tensor.count for tensor in recorded.planes.values())
    sentences = []
    if kept < count:
        fewer = sum(len(chosen[name]) < tensor.count for name, tensor in recorded.planes.items())
        sentences.append(f"{count - kept:,} of {count:,} maps, in {fewer} of {len(chosen)} layers")
    if missing:
        sentences.append(f"the weights of {len(missing)} layers, and so the arithmetic of their units")
    sentences += [f"{name}: {why}" for name, why in recorded.hidden.items()]
    sentences += [f"{method}: {heat.why}" for method, heat in recorded.heats.items() if heat.why]
    return tuple(sentences)


def _refuse(max_size, needed, recorded):
    hint = "Give fewer images, or smaller ones." if recorded.count > 1 else "Give a smaller image."
    wanted = f"at least {int(needed * 1.05):,} bytes for these {recorded.count} images"
    _checks.refuse("max_size", wanted, max_size, hint=hint)
