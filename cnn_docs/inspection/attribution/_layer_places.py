"""Where rows and columns lie in what the layers of a model put out, also behind code that cannot be read."""

from cnn_docs.inspection.attribution._places import layout_of
from cnn_docs.inspection.attribution._questions import pose


def places_by_layer(given):
    """Return the axes of one image's shape that follow those of the image, by layer, as heat maps take them.

    Parameters
    ----------
    given : Given

    Returns
    -------
    dict of str to tuple of int
        Layers without such axes are missing, and so are those of unknown code whose values do not change
        where the image does.
    """
    asked = {"target": None, "score": "output", "input": given.image_name, "output": None}
    try:
        question = pose(given.model, given.repeated(1), **asked, batch_size=1)
    except ValueError:  # no input is an image, or one image cannot be told from the others
        return {}
    found = {layer.name: layer.places for layer in layout_of(question).layers if layer.places}
    return {name: tuple(axis - 1 for axis in axes) for name, axes in found.items() if 0 not in axes}
