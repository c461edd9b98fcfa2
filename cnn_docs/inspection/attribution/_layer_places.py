"""Where rows and columns lie in what comes out of code that cannot be read."""

from cnn_docs.inspection.attribution._moving import moving
from cnn_docs.inspection.attribution._places import layout_of
from cnn_docs.inspection.attribution._questions import pose


def places_seen(given, maps):
    """Return the axes of one image's shape that follow the image's, of tensors of which none are known.

    They are those that heat maps take, or else those of the image itself, where the values change at the
    places at which the image does.

    Parameters
    ----------
    given : Given
    maps : dict of str to ndarray
        The tensors.

    Returns
    -------
    dict of str to tuple of int
        Tensors without such axes are missing.
    """
    asked = {"target": None, "score": "output", "input": given.image_name, "output": None}
    try:
        question = pose(given.model, given.repeated(1), **asked, batch_size=1)
    except ValueError:  # no input is an image, or one image cannot be told from the others
        return {}
    layout = layout_of(question)
    found = {layer.name: layer.places for layer in layout.layers if layer.name in maps and layer.places}
    axes = tuple(axis for axis in range(1, question.images.ndim) if axis != layout.channel_axis)
    alike = [name for name, values in maps.items() if values.ndim == question.images.ndim]
    likely = dict.fromkeys([name for name in alike if name not in found], axes)
    if likely:
        first = question.part(slice(0, question.batch_size(1)))
        found |= dict.fromkeys(moving(first, layout.channel_axis, likely), axes)
    return {name: tuple(axis - 1 for axis in places) for name, places in found.items() if 0 not in places}
