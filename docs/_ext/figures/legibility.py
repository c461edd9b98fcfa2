"""Whether the words of a figure can be read one by one, and its curves seen and told apart by everybody.

Loaded in notebook kernels; what it finds is kept with the figure's file, and judged by the tests.
"""

from itertools import combinations
from unittest import mock

import matplotlib as mpl
import numpy as np

FEW_CONES = {
    "green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}
"""What is seen without the cones for a colour, as matrices for linear colours (Machado et al. 2009)."""
LEAST_APART = 0.25
"""Least difference, in the most different of red, green and blue, that tells two lines of one style apart."""
SPACE = 0.3
"""Least distance of texts beside each other, as a part of their size: that of a space between words."""


def draw(figure):
    """Lay out a figure, without pixels; return the texts that are drawn."""
    from matplotlib.text import Text

    found, draw_text = [], Text.draw

    def noting(text, *args, **keywords):
        if text.get_visible() and text.get_text().strip():
            found.append(text)
        return draw_text(text, *args, **keywords)

    with mock.patch.object(Text, "draw", noting):
        figure.draw_without_rendering()
    return found


def box_of(figure):
    """Return the box around all that a figure has drawn, as its file has it."""
    return figure.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])


def look_of(figure, texts, box, scale=1):
    """Return how a figure looks that was drawn with these texts in this box, None where there are none.

    It has `scale` dots for each pixel of the page. The answer can be written as JSON: width and height in
    pixels of the page, its smallest words and their size in such pixels, and messages of what is unclear.
    """
    if not texts:
        return None
    size, smallest = min((text.get_fontsize(), text.get_text()) for text in texts)
    dpi = figure.dpi / scale
    return {
        "width": float(box.width * dpi),
        "height": float(box.height * dpi),
        "words": smallest,
        "size": float(size * dpi / 72),
        "unclear": [*hidden_curves(figure), *alike(figure), *crowded(figure, texts)],
    }


def hidden_curves(figure):
    """Yield a message for each curve that a legend lies over."""
    for ax in figure.axes:
        frame = ax.get_legend() and ax.get_legend().get_window_extent()
        for line in ax.lines if frame else ():
            if line.get_transform().transform_path(line.get_path()).intersects_bbox(frame, filled=False):
                yield f"its legend lies over the line {line.get_label()!r}"


def alike(figure):
    """Yield a message for each two lines of a legend that only a colour tells apart, and not to everybody."""
    from matplotlib.lines import Line2D

    legends = filter(None, [*figure.legends, *(ax.get_legend() for ax in figure.axes)])
    for legend in legends:
        handles = zip(legend.legend_handles, (text.get_text() for text in legend.get_texts()), strict=True)
        lines = [(line, label) for line, label in handles if isinstance(line, Line2D)]
        for (one, first), (other, second) in combinations(lines, 2):
            same = (one.get_linestyle(), one.get_marker()) == (other.get_linestyle(), other.get_marker())
            if same and least_apart(one.get_color(), other.get_color()) < LEAST_APART:
                yield f"only a colour tells {first!r} from {second!r}, and not to everybody"


def crowded(figure, texts):
    """Yield a message for each two texts that lie over each other, or are read as one for want of a space."""
    lying = [text for text in texts if text.get_rotation() % 90 == 0]
    places = [(text, text.get_window_extent(), text.get_fontsize() * figure.dpi / 72) for text in lying]
    for (one, here, height), (other, there, second) in combinations(places, 2):
        size = min(height, second)
        shared = min(here.y1, there.y1) - max(here.y0, there.y0)
        between = max(here.x0, there.x0) - min(here.x1, there.x1)
        if shared > SPACE * size and between < SPACE * size:
            yield f"no space is left between {one.get_text()!r} and {other.get_text()!r}"


def least_apart(one, other):
    """Return how far two colours are apart for those who see the least of it."""
    from matplotlib.colors import to_rgb

    linear = np.array([to_rgb(one), to_rgb(other)]) ** 2.2
    seen = (np.clip(linear @ np.transpose(matrix), 0, 1) ** (1 / 2.2) for matrix in FEW_CONES.values())
    return min(np.abs(first - second).max() for first, second in seen)


def drawn_of(figure):
    """Return what else there is to check of a figure: its texts but for ticks, its paper, its lines."""
    from matplotlib.axis import Axis
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

    ticks = {id(text) for axis in figure.findobj(Axis) for text in axis.get_ticklabels()}
    texts = [text.get_text() for text in figure.findobj(Text) if id(text) not in ticks]
    paper = to_hex(figure.get_facecolor()).upper()
    return {"texts": texts, "paper": paper, "of one style": sorted(of_one_style(figure))}


def of_one_style(figure):
    """Yield the labels of a legend's lines and markers that only their colours tell apart."""
    for ax in figure.axes:
        lines = [line for line in ax.lines if not line.get_label().startswith("_")]
        looks = [(line.get_linestyle(), line.get_marker(), line.get_markersize()) for line in lines]
        yield from {
            line.get_label() for line, look in zip(lines, looks, strict=True) if looks.count(look) > 1
        }
