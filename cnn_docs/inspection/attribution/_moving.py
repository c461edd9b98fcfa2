"""Whether the places of maps that come out of unknown code lie where those of the image do.

The second half of the image is changed along one axis after the other. Where the maps' places follow the
image's, the maps change more in their second half along that axis than in their first, there not at its
beginning, and the two halves along every other axis differ less.
"""

import numpy as np

from cnn_docs.inspection._passes import forward_pass


def moving(question, channel_axis, places):
    """Return the names of the maps that change where the image does.

    Parameters
    ----------
    question : Question
        The model and its first image.
    channel_axis : int or None
        The axis of the image that holds the channels.
    places : dict of str to tuple of int
        By the maps' name, their axes for each axis of the image other than the channels.
    """
    wanted = tuple(places)
    axes = [axis for axis in range(1, question.images.ndim) if axis != channel_axis]
    before = _maps(question, question.images, wanted)
    left = dict(places)
    for number, axis in enumerate(axes):
        after = _maps(question, _other_half(question.images, axis), wanted)
        left = {
            name: chosen
            for name, chosen in left.items()
            if _moves(np.abs(after[name] - before[name]), chosen, number)
        }
    return set(left)


def _maps(question, images, wanted):
    found = forward_pass(question.model, question.inputs, question.part(slice(None), images).arrays, wanted)
    return {name: found[name].astype(np.float64) for name in wanted}


def _other_half(images, axis):
    """Return images with other pixels in the second half of an axis, of the same range of values."""
    other = images.copy()
    half = (slice(None),) * axis + (slice(images.shape[axis] // 2, None),)
    low, high = images.min(), images.max()
    if images.dtype.kind == "f":
        high = high if high > low else low + 1
        other[half] = np.random.default_rng(0).uniform(low, high, other[half].shape)
    else:
        other[half] = low + (high - other[half]) if high > low else other[half] ^ 1
    return other


def _moves(change, places, number):
    """Tell whether a change of maps lies in their second half along one of their axes, and only there."""
    if change.shape[places[number]] == 1:
        return True
    leans = [_lean(change, place) for place in places]
    others = [abs(lean) for other, lean in enumerate(leans) if other != number]
    return leans[number] > max(others, default=0) and not _comes_round(change, places[number])


def _comes_round(change, axis):
    """Tell whether a change of the second half lies at the beginning, more than near the middle."""
    along = _along(change, axis)
    half, quarter = len(along) // 2, len(along) // 4
    if not quarter:
        return False
    return along[:quarter].mean() > along[quarter:half].mean() + along[half:].mean() / 2


def _lean(change, axis):
    """Return where a change lies along an axis, from -1 for its beginning to 1 for its end."""
    along = _along(change, axis)
    places = np.linspace(-1, 1, len(along)) if len(along) > 1 else np.zeros(1)
    return float((along * places).sum() / (along.sum() or 1))


def _along(change, axis):
    return change.sum(axis=tuple(other for other in range(change.ndim) if other != axis))
