"""What a network computes and has learned: feature maps, filters, and heat maps over an image."""

import matplotlib.pyplot as plt
import numpy as np

from cnn_docs._checks import choice, finite_array, flag, number, positive_integer, refuse, whole_number
from cnn_docs.plots._canvas import checked_axes
from cnn_docs.plots._images import WithPower, bare, checked_image, show_image
from cnn_docs.plots._mosaic import draw_mosaic, value_range
from cnn_docs.plots.style import WIDTH, figure_style

__all__ = ["plot_feature_maps", "plot_filters", "plot_heatmap"]

_STRIP = 8  # what is longer than this many times its height is drawn higher
_FEW_CHANNELS = 4  # input channels up to which filters are broken into lines


@figure_style()
def plot_feature_maps(maps, *, data_format="channels_last", columns=None, shared=True, title=None, ax=None):
    """Draw the feature maps of one layer for one image, channel by channel, in one picture.

    Parameters
    ----------
    maps : array_like of shape (H, W, C) or (1, H, W, C)
        Values of one layer, as in ``feature_maps(model, image)["conv_1"]``. Maps of a signal, (1, T, C), have
        one row: each channel is a strip, drawn higher than its one row so that it can be seen. Of a volume
        one slice is drawn at a time, as in ``maps[0, 3]``.
    data_format : {"channels_last", "channels_first"}, default "channels_last"
        Where the channels are; ``"channels_first"`` takes (C, H, W) and (1, C, H, W).
    columns : int, optional
        Maps in a row; 8 for up to 64 channels by default, more for more.
    shared : bool, default True
        One colour scale for all maps, with a colour bar. False gives each map its own scale, which shows
        weak maps but forbids comparing.
    title : str, optional
        A line above the maps.
    ax : Axes, optional
        Where to draw; a figure of a fitting size by default.

    Returns
    -------
    Axes
        One image with all maps. The number above a map is its channel; where maps are too small for it,
        the number left of a row is its first channel.

    Raises
    ------
    TypeError
        If `maps` is not an array, such as the whole dictionary of :func:`cnn_docs.feature_maps`, or
        another argument has the wrong type.
    ValueError
        If `maps` has another rank, values that are not finite, holds several images, or, with the channels
        first, may be those of a signal or one map.

    Examples
    --------
    >>> import numpy as np
    >>> from cnn_docs import plot_feature_maps
    >>> ax = plot_feature_maps(np.arange(48.0).reshape(4, 4, 3))
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2']
    """
    maps = _high_enough(_one_image(maps, data_format))
    count = maps.shape[-1]
    columns = _columns(count) if columns is None else min(positive_integer(columns, "columns"), count)
    colors = value_range(maps)
    bar = ""
    if not flag(shared, "shared"):
        greatest = np.abs(maps).max(axis=(0, 1))
        maps = maps / np.where(greatest > 0, greatest, 1)
        colors, bar = colors | {"vmax": 1.0, "vmin": -1.0 if colors["vmin"] < 0 else 0.0}, None
    tiles = _in_rows(np.moveaxis(maps, -1, 0), columns)
    small = count > 128
    rows = [str(row * columns) for row in range(len(tiles))] if small else None
    numbers = None if small else [str(channel) for channel in range(count)]
    return draw_mosaic(tiles, colors, numbers=numbers, rows=rows, title=title, bar=bar, ax=ax)


_SHAPES = {
    "channels_last": {3: "(H, W, C)", 4: "(1, H, W, C)"},
    "channels_first": {3: "(C, H, W)", 4: "(1, C, H, W)"},
}
_SLICES = {
    "channels_last": "Choose a slice of a volume, as in maps[0, 3].",
    "channels_first": "Choose a slice of a volume, as in maps[0, :, 3].",
}


def _one_image(maps, data_format):
    """Return maps as (H, W, C), refusing dictionaries, batches, volumes and what may be two things."""
    choice(data_format, "data_format", _SHAPES)
    if hasattr(maps, "keys"):
        first = next(iter(maps), "conv")
        refuse(
            "maps",
            "the array of one layer",
            "a dictionary",
            error=TypeError,
            hint=f"Choose one: maps[{first!r}].",
        )
    maps = finite_array(maps, "maps", ranks=_SHAPES[data_format], hints={5: _SLICES[data_format]})
    first = data_format == "channels_first"
    if first and maps.ndim == 3 and len(maps) == 1:
        hint = "Write maps.swapaxes(1, 2) without `data_format` for a signal, maps[np.newaxis] for one map."
        refuse("maps", "either those of a signal, (1, C, T), or one map, (1, H, W)", maps, hint=hint)
    if maps.ndim == 4:
        if len(maps) != 1:
            hint = "Choose one of them, or a slice of a volume, as in maps[0]."
            refuse("maps", "those of one image", maps, hint=hint)
        maps = maps[0]
    if 0 in maps.shape:
        refuse("maps", "an array with values", maps)
    return np.moveaxis(maps, 0, -1) if first else maps


def _high_enough(maps):
    """Return maps of one row, those of a signal, with the row repeated so that it can be seen."""
    return maps.repeat(max(1, maps.shape[1] // _STRIP), axis=0) if len(maps) == 1 else maps


def _columns(count):
    """Return how many maps stand in a row by default."""
    return min(count, 8 if count <= 64 else 16 if count <= 128 else 24)


def _in_rows(tiles, columns):
    """Return maps of shape (N, H, W) as (rows, columns, H, W), the last row filled up with NaN."""
    rows = -(-len(tiles) // columns)
    filled = np.full((rows * columns, *tiles.shape[1:]), np.nan)
    filled[: len(tiles)] = tiles
    return filled.reshape(rows, columns, *tiles.shape[1:])


@figure_style()
def plot_filters(bank, *, channel=None, columns=None, title=None, ax=None):
    """Draw the weights of a convolution's filters on one scale, blue below zero and red above.

    Parameters
    ----------
    bank : array_like of shape (kh, kw, C_in, C_out) or (kh, kw)
        Weights as :func:`cnn_docs.filters` returns them: one filter per output channel, each a stack
        of one kernel per input channel. Filters of a signal, (k, C_in, C_out), are drawn as rows with
        ``bank[np.newaxis]``; of filters of a volume one slice is drawn at a time, as in ``bank[0]``.
    channel : int, optional
        Draw the kernels for this input channel only. By default all are drawn, a row for each input channel.
    columns : int, optional
        Filters in a row; by default 16 for up to four input channels, else all.
    title : str, optional
        A line above the filters.
    ax : Axes, optional
        Where to draw; a figure of a fitting size by default.

    Returns
    -------
    Axes
        One image with all kernels; the number above a column is the filter's, the text on the left the
        input channel.

    Raises
    ------
    TypeError
        If `channel` or `columns` is not a whole number, `title` no text, or `ax` no Axes.
    ValueError
        If `bank` has another rank or values that are not finite, or has no such `channel`.

    Examples
    --------
    >>> from cnn_docs import KERNELS, plot_filters
    >>> ax = plot_filters(KERNELS["sharpen"])
    >>> ax.images[0].get_clim()
    (-5.0, 5.0)
    """
    ranks = {2: "(kh, kw)", 4: "(kh, kw, C_in, C_out)"}
    bank = finite_array(bank, "bank", ranks=ranks, hints=_OTHER_BANKS)
    bank = bank.reshape(*bank.shape[:2], *(bank.shape[2:] or (1, 1)))
    if 0 in bank.shape:
        refuse("bank", "an array with values", bank)
    inputs, filters = bank.shape[2:]
    greatest = float(np.abs(bank).max()) or 1.0
    channels = list(range(inputs)) if channel is None else [_checked_channel(channel, inputs)]
    if columns is None:
        columns = 16 if len(channels) <= _FEW_CHANNELS else filters
    columns = min(positive_integer(columns, "columns"), filters)
    tiles, numbers = _filter_rows(bank[:, :, channels], columns)
    lines = len(tiles) // len(channels)
    rows = [f"channel {index}" for index in channels] * lines if inputs > 1 else None
    colors = value_range(np.array([-greatest, greatest]))
    return draw_mosaic(tiles, colors, numbers=numbers, rows=rows, title=title, bar="weight", ax=ax)


_OTHER_BANKS = {
    3: "Write bank[np.newaxis] for filters of a signal, bank[:, :, np.newaxis] for several kernels.",
    5: "Choose a slice of filters of a volume, as in bank[0].",
}


def _checked_channel(channel, inputs):
    channel = whole_number(channel, "channel", minimum=0)
    if channel >= inputs:
        refuse("channel", f"below the bank's {inputs} input channels", channel)
    return channel


def _filter_rows(bank, columns):
    """Return kernels in lines of filters, a row per input channel, with numbers over each line's first."""
    _, _, inputs, filters = bank.shape
    stacks = [_in_rows(bank[:, :, channel].transpose(2, 0, 1), columns) for channel in range(inputs)]
    tiles = np.stack(stacks, axis=1).reshape(-1, *stacks[0].shape[1:])
    numbers = []
    for first in range(0, filters, columns):
        line = [str(index) for index in range(first, min(first + columns, filters))]
        numbers += line + [""] * (columns * inputs - len(line))
    return tiles, numbers


@figure_style()
def plot_heatmap(heat, *, image=None, alpha=0.5, ax=None):
    """Draw a heat map, over the image that it belongs to where that is given, with its colour bar.

    Parameters
    ----------
    heat : array_like of shape (H, W) or (1, H, W)
        Values such as those of :func:`cnn_docs.grad_cam` or :func:`cnn_docs.occlusion`. They are not
        rescaled: the colour bar has their units. A map with values below zero is drawn
        from blue to red about zero, others from zero upwards. Maps of signals, (N, T), are drawn as N rows;
        of a map of a volume, (1, D, H, W), one slice is drawn at a time, as in ``heat[0, 3]``.
    image : array_like of shape (H, W), (H, W, 1), (H, W, 3), optional
        The image, of the same height and width.
    alpha : float, default 0.5
        Opacity of the heat map over the image, from 0 to 1.
    ax : Axes, optional
        Where to draw; a figure by default.

    Returns
    -------
    Axes
        Its last image is the heat map.

    Raises
    ------
    TypeError
        If an array does not hold numbers, or `ax` is no Axes.
    ValueError
        If the ranks or sizes do not fit, a value is not finite, or `alpha` is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from cnn_docs import plot_heatmap
    >>> ax = plot_heatmap(np.array([[0.0, -2.0], [1.0, 0.5]]))
    >>> ax.images[-1].get_clim()
    (-2.0, 2.0)
    """
    hints = {4: "Choose a slice of a volume, as in heat[0, 3]."}
    heat = finite_array(heat, "heat", ranks={2: "(H, W)", 3: "(1, H, W)"}, hints=hints)
    if heat.ndim == 3:
        if len(heat) != 1:
            hint = "Choose one of them, or a slice of a volume, as in heat[0]."
            refuse("heat", "the map of one image", heat, hint=hint)
        heat = heat[0]
    if not heat.size:
        refuse("heat", "a map with at least one value", heat)
    if not 0 <= number(alpha, "alpha") <= 1:
        refuse("alpha", "a number from 0 to 1", alpha)
    if image is not None:
        image = checked_image(image)
        if image.shape[:2] != heat.shape:
            wanted = f"of the same height and width as `heat`, {heat.shape}"
            refuse("image", wanted, image)
    if checked_axes(ax) is None:
        width = WIDTH / 2
        height = (width - 0.8) * max(heat.shape[0] / heat.shape[1], 1 / _STRIP)
        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    if image is not None:
        show_image(ax, image)
    drawn = ax.imshow(
        heat, alpha=None if image is None else alpha, interpolation="nearest", **value_range(heat)
    )
    if heat.shape[0] * _STRIP < heat.shape[1]:
        ax.set_aspect("auto")
    bare(ax)
    colorbar = ax.figure.colorbar(drawn, ax=ax, fraction=0.046, pad=0.03, format=WithPower())
    colorbar.outline.set_visible(False)
    return ax
