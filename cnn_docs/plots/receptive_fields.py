"""What a unit sees: its receptive field over the image, and how the field grows from layer to layer."""

import math

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from cnn_docs._checks import choice, pair, refuse, whole_number
from cnn_docs.geometry import ReceptiveField
from cnn_docs.palette import LIGHT
from cnn_docs.plots._canvas import SMALL, checked_axes, fit, text_width
from cnn_docs.plots._images import bare, checked_image, show_image
from cnn_docs.plots._layers import image_shape, spatial_axes, table_rows
from cnn_docs.plots._text import PLAIN, shown
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_receptive_field", "plot_receptive_field_growth"]

_ROW, _NAMES = 0.23, 1.55  # inches of one layer, and of the names of layers at most
_TITLE = 2.6  # inches of a layer's name in a title at most
_FARTHEST = 1_000_000_000  # pixels and units, beyond which a drawing could not tell one from the next
_WHOLE = "whole input"


@figure_style()
def plot_receptive_field(source, layer=None, *, image=None, unit=None, input_size=None, ax=None):
    """Outline the part of the input that one unit of a layer depends on.

    Parameters
    ----------
    source : LayerTable or ReceptiveField
        The result of :func:`cnn_docs.layer_table`, or of :func:`cnn_docs.receptive_field`.
    layer : str, optional
        Name of the layer, where `source` is a table.
    image : array_like of shape (H, W), (H, W, 1) or (H, W, 3), optional
        The picture to draw on, of the size of the input; a blank one by default.
    unit : tuple of int or int, optional
        Row and column of the unit, up to a billion, its place where the input has one axis; by default one in
        the middle. A field by itself does not tell how many units there are.
    input_size : int or tuple of int, optional
        Height and width of the input in pixels, up to a billion, where neither `image` nor a table says it.
        A table of a model for any size is better made for this one, by the `input_shape` of `layer_table`.
    ax : Axes, optional
        Where to draw; a figure by default.

    Returns
    -------
    Axes
        The field is bright with a solid outline; a dashed outline is its part in the padding, which does not
        count in the title. An input with one axis, as of a signal, is a strip.

    Raises
    ------
    TypeError
        If `source` is neither, `unit` does not hold whole numbers, or `ax` is no Axes.
    ValueError
        If there is no such layer or unit, its field is not known or has three axes, nothing says how large
        the input is, the table, `image` and `input_size` do not agree on that, or the image cannot be drawn.

    Examples
    --------
    >>> from cnn_docs import plot_receptive_field, receptive_field
    >>> field = receptive_field([(3, 1, 1), (2, 2, 1), (3, 1, 1)])
    >>> ax = plot_receptive_field(field, unit=(1, 2), input_size=16)
    >>> ax.get_title(loc="left")
    'Unit (1, 2) sees 8×8 of 16×16 pixels'
    """
    field, units, size, axes = _field(source, layer)
    if axes == 1:
        return _draw_strip(layer, field, units, size, image=image, unit=unit, input_size=input_size, ax=ax)
    image = None if image is None else checked_image(image)
    size = _agreed_size(size, image, input_size)
    unit = _unit(unit, field, units, size)
    start, extent = _place(field, unit, size)
    if checked_axes(ax) is None:
        _, ax = plt.subplots(figsize=_figure_size(size, start, extent), layout="constrained")
    _draw_input(ax, image, size, start, extent)
    bare(ax)
    ax.set_title(_title(layer, unit, field, (start, extent), size), loc="left", fontsize=9, **PLAIN)
    return ax


def _draw_strip(layer, field, units, size, *, image, unit, input_size, ax):
    """Draw the field over an input of one axis."""
    if image is not None:
        refuse("image", "None for an input with one axis", image)
    if input_size is not None:
        steps = whole_number(input_size, "input_size", maximum=_FARTHEST)
        if size not in (None, (None,), (steps,)):
            refuse("input_size", f"{size[0]}, the input of the table", steps)
        size = (steps,)
    if size is None or None in size:
        refuse("input_size", "given where the table does not say it", None)
    flat = (
        field
        if field == _WHOLE
        else ReceptiveField(*((first, one) for first, (one,) in zip((1, 1, 0), field, strict=True)))
    )
    place = None if unit is None or field == _WHOLE else (0, _checked_step(unit, units))
    unit = _unit(place, flat, units and (1, *units), (1, *size))
    start, extent = _place(flat, unit, (1, *size))
    if checked_axes(ax) is None:
        _, ax = plt.subplots(figsize=(0.75 * WIDTH, 0.9), layout="constrained")
    _draw_input(ax, None, (1, *size), start, extent)
    ax.set_aspect("auto")
    bare(ax)
    ax.set_title(_title(layer, unit, flat, (start, extent), (1, *size)), loc="left", fontsize=9, **PLAIN)
    return ax


def _checked_step(unit, units):
    """Return the place of a unit along the one axis of its layer, given by itself or in a tuple."""
    step = unit[0] if isinstance(unit, tuple | list) and len(unit) == 1 else unit
    count = (units or (None,))[0]
    return whole_number(step, "unit", minimum=0, maximum=_FARTHEST if count is None else count - 1)


def _field(source, layer):
    """Return the receptive field, the layer's sides and the input's, None where unknown, and their number."""
    if hasattr(source, "stride") and hasattr(source, "offset"):
        if layer is not None:
            refuse("layer", "left out where `source` is a receptive field", layer)
        return source, None, None, 2
    if not hasattr(source, "rows"):
        refuse("source", "a layer table or a receptive field", type(source).__name__, error=TypeError)
    rows = table_rows(source)
    choice(layer, "layer", [row.name for row in rows])
    row = next(row for row in rows if row.name == layer)
    field = row.receptive_field
    if field == _WHOLE:
        size = _input_size(rows)
        axes = 2 if size is None else len(size)
    else:
        axes = _count_axes(field)
        size = _input_size(rows, axes)
    if axes not in (1, 2):
        hint = "plot_receptive_field_growth shows how large it is." * (axes > 2)
        refuse(
            "layer", "a layer with a receptive field in rows and columns, or along one axis", layer, hint=hint
        )
    return field, None if field == _WHOLE else _sides(row, axes), size, axes


def _count_axes(field):
    """Return how many axes of the input a row's receptive field has, 0 where it is not known."""
    return len(getattr(field, "size", ()))


def _sides(row, axes):
    """Return the sides of a row's output along the axes of the image, None where it has others."""
    shape, places = image_shape(row), spatial_axes(row)
    count = len(shape) - 1 if places is None else len(places)
    return shape[:axes] if count == axes else None


def _input_size(rows, axes=None):
    """Return the sides of the first input that has spatial axes, ``axes`` of them; None if there is none."""
    for row in rows:
        if "input" not in row.kind.lower():
            continue
        places = spatial_axes(row)
        count = (axes or 2) if places is None else len(places)
        sides = _sides(row, count)
        if sides and axes in (None, count):
            return sides
    return None


def _agreed_size(size, image, input_size):
    """Return the height and width of the input, which the table, the argument or the image says."""
    if size is None or None in size:
        size = None
    if input_size is not None:
        given = pair(input_size, "input_size", maximum=_FARTHEST)
        if size not in (None, given):
            refuse("input_size", f"{size}, the input of the table", given)
        size = given
    if image is not None:
        if size not in (None, image.shape[:2]):
            refuse("image", f"of the height and width of the input, {size}", image)
        return image.shape[:2]
    if size is None:
        refuse("input_size", "given where neither `image` nor the table says it", None)
    return size


def _unit(unit, field, units, size):
    """Return the unit, or the one whose field lies in the middle."""
    if field == _WHOLE:
        return None
    limits = [math.inf if side is None else side for side in units or (None, None)]
    if unit is None:
        middle = [
            round((side / 2 - offset - extent / 2) / stride)
            for side, offset, extent, stride in zip(size, field.offset, field.size, field.stride, strict=True)
        ]
        return tuple(max(0, min(m, limit - 1)) for m, limit in zip(middle, limits, strict=True))
    unit = pair(unit, "unit", minimum=0, maximum=_FARTHEST)
    if any(index >= limit for index, limit in zip(unit, limits, strict=True)):
        refuse("unit", f"a row and a column of the layer's {limits[0]}×{limits[1]} units", unit)
    return unit


def _place(field, unit, size):
    """Return first (row, column) and (height, width) of the unit's field."""
    if field == _WHOLE:
        return (0, 0), tuple(size)
    axes = zip(field.offset, unit, field.stride, field.size, strict=True)
    ends = [(offset + index * stride, size) for offset, index, stride, size in axes]
    # Behind upsampling the step is a fraction of a pixel; a unit sees the whole pixels in between.
    spans = [(math.ceil(first), math.floor(first + size)) for first, size in ends]
    return tuple(first for first, _ in spans), tuple(end - first for first, end in spans)


def _figure_size(size, start, extent):
    """Return inches in which the input and what reaches over its edge have their proportions."""
    height, width = (
        max(side, first + length) - min(0, first)
        for side, first, length in zip(size, start, extent, strict=True)
    )
    scale = 0.5 * WIDTH / max(width, height)
    return (max(width * scale, 0.45 * WIDTH), height * scale + 0.4)


def _inside(start, extent, size):
    """Return first and end of the field's rows, and of its columns, that lie in the input."""
    axes = zip(start, extent, size, strict=True)
    return [(max(first, 0), min(first + length, side)) for first, length, side in axes]


def _draw_input(ax, image, size, start, extent):
    """Draw the input faintly, the field in full, and outlines."""
    height, width = size
    (row, column), (rows, columns) = start, extent
    (top, bottom), (left, right) = _inside(start, extent, size)
    if image is not None:
        show_image(ax, image, alpha=0.35, extent=(-0.5, width - 0.5, height - 0.5, -0.5))
        if top < bottom and left < right:
            limits = {"vmin": image.min(), "vmax": image.max()} if image.ndim == 2 else {}
            part = image[top:bottom, left:right]
            show_image(ax, part, extent=(left - 0.5, right - 0.5, bottom - 0.5, top - 0.5), **limits)
    edge = {"facecolor": "none" if image is not None else LIGHT["panel"], "edgecolor": LIGHT["muted"]}
    ax.add_patch(Rectangle((-0.5, -0.5), width, height, linewidth=0.8, gid="input", **edge))
    if (top, bottom, left, right) != (row, row + rows, column, column + columns):
        _outline(ax, (row, column), (rows, columns), linestyle="--", linewidth=1.2, gid="padding")
    if top < bottom and left < right:
        blank = {} if image is not None else {"facecolor": (LIGHT["highlight"], 0.25)}
        _outline(ax, (top, left), (bottom - top, right - left), linewidth=2, gid="field", **blank)
    ax.set_xlim(min(0, column) - 1, max(width, column + columns))
    ax.set_ylim(max(height, row + rows), min(0, row) - 1)
    ax.set_aspect("equal")


def _outline(ax, start, extent, **keywords):
    (row, column), (height, width) = start, extent
    keywords = {"facecolor": "none", "edgecolor": LIGHT["highlight"], "zorder": 3} | keywords
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, **keywords))


def _title(layer, unit, field, place, size):
    """Return what a unit sees, in words; what of its field lies in the padding is nothing to see."""
    extent = place[1]
    name = f"{fit(layer, _TITLE)}: " if layer else ""
    strip = size[0] == 1 and len(size) == 2 and (unit is None or unit[0] == 0) and extent[0] == 1
    whole = f"{size[1]} steps" if strip else f"{size[0]}×{size[1]} pixels"
    if field == _WHOLE:
        return f"{name}each unit sees the whole input, {whole}"
    subject = f"unit {unit[1] if strip else unit}" if layer else f"Unit {unit}"
    rows, columns = (end - first for first, end in _inside(*place, size))
    seen = f"{columns}" if strip else f"{rows}×{columns}"
    return f"{name}{subject} sees {seen if min(rows, columns) > 0 else 'none'} of {whole}"


@figure_style()
def plot_receptive_field_growth(table, *, ax=None):
    """Draw the size of the receptive field after each layer that changes it.

    Parameters
    ----------
    table : LayerTable
        The result of :func:`cnn_docs.layer_table`.
    ax : Axes, optional
        Where to draw; a figure as high as the layers need by default.

    Returns
    -------
    Axes
        A bar for each layer, its length the greatest side of the field in pixels; the dashed line is the
        greatest side of the input.

    Raises
    ------
    TypeError
        If `table` is not a layer table, or `ax` is no Axes.
    ValueError
        If no layer is known to see more than one pixel.

    Examples
    --------
    >>> from cnn_docs import build_cifar_cnn, layer_table, plot_receptive_field_growth
    >>> ax = plot_receptive_field_growth(layer_table(build_cifar_cnn()))
    >>> [text.get_text() for text in ax.texts]
    ['3×3', '4×4', '8×8', '10×10', 'whole input']
    """
    rows = table_rows(table)
    steps = _steps(rows)
    size = _input_size(rows, max(_count_axes(field) for _, field in steps) or None)
    if checked_axes(ax) is None:
        height = 0.75 + _ROW * len(steps)
        figure, ax = plt.subplots(figsize=(WIDTH, height))
        left = min(_NAMES, max(text_width(shown(name)) for name, _ in steps)) + 0.12
        figure.subplots_adjust(left=left / WIDTH, right=0.98, top=1 - 0.25 / height, bottom=0.48 / height)
    side = None if size is None or None in size else max(size)
    sides = [side if field == _WHOLE else max(field.size) for _, field in steps]
    if not any(sides):
        _refuse_growth(rows)
    places = range(len(steps))
    known = [place for place in places if sides[place] is not None]
    bars = ax.barh(known, [sides[place] for place in known], height=0.62, color=LIGHT["highlight"])
    for place, bar in zip(known, bars, strict=True):
        if steps[place][1] == _WHOLE:
            bar.set(facecolor=LIGHT["grid"])
    for place, (_, field) in enumerate(steps):
        text = _WHOLE if field == _WHOLE else "×".join(map(str, field.size))
        where = (sides[place] or 0, place)
        style = {"va": "center_baseline", "fontsize": SMALL, "zorder": 4}
        style["bbox"] = {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1}  # the dashed line ends
        ax.annotate(text, where, (5, 0), textcoords="offset points", **style)
    _finish(ax, [name for name, _ in steps], side, max([*filter(None, sides), side or 1]))
    return ax


def _steps(rows):
    """Return (name, field) of each layer whose field differs from the layer before it."""
    steps, last = [], (1,)
    for row in rows:
        field = row.receptive_field
        if row.nested or "input" in row.kind.lower() or not (field == _WHOLE or _count_axes(field)):
            continue
        size = _WHOLE if field == _WHOLE else tuple(field.size)
        if size != last and set(size) != {1}:
            steps.append((row.name, field))
            last = size
    if not steps:
        _refuse_growth(rows)
    return steps


def _refuse_growth(rows):
    unknown = [row.name for row in rows if row.receptive_field == "unknown"]
    hint = f" What '{unknown[0]}' sees is unknown, as for {len(unknown)} rows in all." if unknown else ""
    raise ValueError(f"`table` must have a layer that sees more than one pixel. Received: none.{hint}")


def _finish(ax, names, side, greatest):
    """Label the axes and mark the input's side."""
    ax.set_yticks(range(len(names)), [fit(name, _NAMES) for name in names], **PLAIN)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, greatest * 1.16)
    ax.set_xlabel("side of the receptive field (pixels of the input)")
    ax.tick_params(axis="y", length=0)
    if side is not None:
        ax.axvline(side, color=LIGHT["ink"], linewidth=1, linestyle="--", zorder=3)
        ax.set_title(f"dashed: side of the input, {side} pixels", loc="right", fontsize=SMALL, pad=2)
