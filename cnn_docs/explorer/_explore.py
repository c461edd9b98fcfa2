"""A model and its images put together into a page."""

from cnn_docs import _checks
from cnn_docs.explorer._answers import answers_of, heats_of
from cnn_docs.explorer._arithmetic import arithmetic
from cnn_docs.explorer._fit import fitted
from cnn_docs.explorer._live import live_part
from cnn_docs.explorer._planes import exact_type, planes_of
from cnn_docs.explorer._recorded import Recorded
from cnn_docs.explorer.page import ExplorerPage
from cnn_docs.inspection import calls_of, feature_maps, given_to, layer_table, places_seen

__all__ = ["explore"]

_LARGEST = 1 << 50  # bytes, which no page has
_FEW_CLASSES, _SMALL = 3, 100_000  # what is explained of a model with few values


def explore(
    model,
    images,
    *,
    classes=None,
    title=None,
    explained=None,
    live=None,
    max_size=6_000_000,
    batch_size=32,
):
    """Return one HTML page that shows what a model makes of some images.

    A reader of the page sees all layers with their maps, branches and skips included; chooses an image;
    points at any unit, and sees its value, the part of the image that it depends on, the maps that it is
    computed from, and, where the page has all numbers for it, its arithmetic; chooses a class, and sees its
    softmax, where the model ends in one; and sees what the answer rests on. The page is a single file that
    asks nobody for anything: it opens from a disk, in a notebook, by keyboard and by finger, and without
    scripts it still has the pictures and the table of the layers.

    What it shows of the images was computed when it was made, by :func:`cnn_docs.feature_maps`,
    :func:`cnn_docs.layer_table`, :func:`cnn_docs.saliency` and :func:`cnn_docs.grad_cam`. The maps in it are
    the numbers of ``feature_maps``, not rounded; heat maps, which are shown as colours, have 8 bits. A live
    page also computes the network itself: its reader draws on the image, or opens a picture, and all layers,
    the answer and the heat maps follow. It computes the images too, and says by how much its values
    differ from the recorded ones; a layer that differs by more than 1e-4 of its largest value, or of 1
    where that is less, does not follow. Layers that it cannot compute stay recorded, and say so.

    Parameters
    ----------
    model : keras.Model
        A built model: Functional, Sequential or subclassed.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes, as for :func:`cnn_docs.feature_maps`.
    classes : sequence of str, optional
        A name for each class, in the order of the model's first output; two for a single sigmoid unit.
        Numbers if None.
    title : str, optional
        Title of the page; the name of the model if None.
    explained : int, optional
        Classes of each image that have heat maps, those with the highest scores; 0 for none. Each takes two
        passes: None is three, and one where the layers put out more than 100000 values for an image.
        Grad-CAM is that of each layer with maps; where these are more than 12, of the last of each size.
    live : bool, optional
        Whether the page computes the network itself. None does it for the layers that it knows, up to the
        first that it does not, where they are at least half of all, take at most 20000000 multiply-adds for
        an image and find room; True refuses a model of which not all layers can be computed, and has no bound
        but ``max_size``; False leaves it out.
    max_size : int, default 6_000_000
        Bytes that the page may have. Where all is more than that, weights are left out, those of the largest
        layers first; then layers of large maps keep those that differ most from place to place, which leaves
        room for weights that are small beside the page. Inputs and vectors stay whole. The page and its
        ``left_out`` say so.
    batch_size : int, default 32
        Images in one pass.

    Returns
    -------
    ExplorerPage
        Shows itself in a notebook; ``save`` writes it.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model, or an argument has the wrong type.
    ValueError
        If the images do not fit the model, the names are not as many as the classes, the model has layers
        that a page cannot compute and ``live`` asks for it, or the page cannot be as small as ``max_size``
        even with one map of each layer; the message says how many bytes it needs.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> page = explore(load_digits_cnn(), load_digits().test_images[:2, ..., None])
    >>> page.size < 450_000, page.left_out, page.live
    (True, (), True)
    """
    if explained is not None:
        explained = _checks.whole_number(explained, "explained", minimum=0)
    live = live if live is None else _checks.flag(live, "live")
    max_size = min(_checks.positive_integer(max_size, "max_size"), _LARGEST)
    title = title if title is None else _checks.text(title, "title")
    given = given_to(model, images, _checks.positive_integer(batch_size, "batch_size"))
    known = recorded(given, classes, title, explained)
    return ExplorerPage(*fitted(known, max_size, live_part(known, asked=live), asked=live))


def recorded(given, classes, title, explained):
    """Return everything that the page may hold: :class:`Recorded`."""
    table = _table(given)
    maps = feature_maps(given.model, given.repeated(1), batch_size=given.batch_size)
    answers = answers_of(given, maps, classes)
    calls = calls_of(given)
    planes, hidden = _planes(table, given.named() | maps, given)
    operations = {
        row.name: arithmetic(calls[row.name], planes, planes.get(next(iter(row.output_names), None)))
        for row in table
        if row.name in calls
    }
    if explained is None:
        values = sum(tensor.count * tensor.area for tensor in planes.values())
        explained = _FEW_CLASSES if values <= _SMALL else 1
    heats = heats_of(given, answers, explained)
    return Recorded(
        title or table.name, table, planes, hidden, calls, operations, answers, heats, given.count
    )


def _table(given):
    """Return the layer table for the size of these images."""
    shape = None if given.has_own_sizes else given.input_shape
    return layer_table(given.model, input_shape=shape)


def _planes(table, maps, given):
    """Return the planes of each tensor by name, and why others cannot be shown."""
    planes, hidden = {}, {}
    places = _places(table, maps, given)
    for row in table:
        for name in () if row.nested else row.output_names:
            values, axes = maps.get(name), places.get(name)
            per_image = row.per_image and values is not None and values.shape[:1] == (given.count,)
            if values is None:
                hidden[name] = "It has no maps."
            elif values.dtype.kind not in "fiub":
                hidden[name] = f"It holds {values.dtype.name}, no numbers."
            elif not values.size or exact_type(values) is None:
                hidden[name] = f"It holds {values.dtype.name} that a page cannot show to the last digit."
            else:
                planes[name] = planes_of(values, axes, per_image=per_image)
    return planes, hidden


def _places(table, maps, given):
    """Return the axes that follow the image by tensor: as the table has them, or as the values show them."""
    known = {row.output_names[0]: row.spatial_axes for row in table if row.output_names}
    unknown = [row for row in table if row.receptive_field == "unknown" and not row.nested]
    names = [name for row in unknown for name in row.output_names if name in maps and not known.get(name)]
    return known | (places_seen(given, {name: maps[name] for name in names}) if names else {})
