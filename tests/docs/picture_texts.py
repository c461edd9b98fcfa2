"""How large the words of a figure are on the screens that it is read on.

A figure is as many pixels of the page wide as its file says. On a laptop it shrinks to the text's width; on a
phone it shrinks to the screen, or it scrolls where that would leave nothing to read. A lesson opens with one.
"""

from dataclasses import dataclass
from itertools import combinations
from unittest import mock

import numpy as np

from docs._ext.figures.images import WIDE
from docs._ext.lessons.lesson_cards import AT_THE_TOP, LEAD, READABLE

LEAST = {"laptop": 9, "phone": 6}
"""CSS pixels of the smallest words, 1280 and 375 pixels wide. A phone is held closer, and can zoom."""
TEXT_WIDTH = {"laptop": 708, "phone": 343}
SIDES = {"lesson-block": 37, "predict": 28}
"""Pixels of it that a box takes, by its class in site.css: borders and padding."""
SCROLLING = 544
"""Pixels that a wide figure keeps on a phone, in a box that scrolls: 34rem in site.css."""
PAD = 0.1
"""Inches that the file has around all that is drawn."""


@dataclass(frozen=True)
class Picture:
    """A figure that a page or a script shows: its pixels on the page, and its smallest words with theirs."""

    line: int
    width: float
    height: float
    words: str
    size: float
    classes: frozenset = frozenset()
    boxes: tuple = ()
    unclear: tuple = ()

    @property
    def is_whole(self):
        """Whether it is seen at once on a phone, in its own place."""
        return self.width <= WIDE or "shrinks" in self.classes


def pictures_of(figures, line=0, classes=(), boxes=()):
    """Return the pictures of Matplotlib figures; one without words has none too small."""
    return [picture for figure in figures for picture in measured(figure, line, frozenset(classes), boxes)]


def measured(figure, line, classes, boxes):
    """Yield the picture of a figure with words."""
    drawn = drawn_texts(figure)
    if drawn:
        size, words = min(drawn)
        box, pixel = figure.get_tightbbox(), figure.dpi
        width, height = ((side + 2 * PAD) * pixel for side in (box.width, box.height))
        yield Picture(
            line,
            width,
            height,
            words,
            size * pixel / 72,
            classes,
            boxes,
            (*hidden_curves(figure), *alike(figure)),
        )


def drawn_texts(figure):
    """Return (points, words) of each text of a figure that is drawn."""
    from matplotlib.text import Text

    found, draw = [], Text.draw

    def noting(text, *args, **keywords):
        if text.get_visible() and text.get_text().strip():
            found.append((text.get_fontsize(), text.get_text()))
        return draw(text, *args, **keywords)

    with mock.patch.object(Text, "draw", noting):
        figure.draw_without_rendering()
    return found


def hidden_curves(figure):
    """Yield a message for each curve that a legend lies over."""
    for ax in figure.axes:
        frame = ax.get_legend() and ax.get_legend().get_window_extent()
        for line in ax.lines if frame else ():
            if line.get_transform().transform_path(line.get_path()).intersects_bbox(frame, filled=False):
                yield f"its legend lies over the line {line.get_label()!r}"


FEW_CONES = {
    "green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}
"""What is seen without the cones for a colour, as matrices for linear colours (Machado et al. 2009)."""
LEAST_APART = 0.25
"""Least difference, in the most different of red, green and blue, that tells two lines of one style apart."""


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


def least_apart(one, other):
    """Return how far two colours are apart for those who see the least of it."""
    from matplotlib.colors import to_rgb

    linear = np.array([to_rgb(one), to_rgb(other)]) ** 2.2
    seen = (np.clip(linear @ np.transpose(matrix), 0, 1) ** (1 / 2.2) for matrix in FEW_CONES.values())
    return min(np.abs(first - second).max() for first, second in seen)


def unclear(pictures):
    """Return a message for each picture whose legend hides something, or does not tell lines apart."""
    return [f"line {picture.line}: {words}" for picture in pictures for words in picture.unclear]


def lead_of(pictures):
    """Return a list of the picture that opens a lesson, as `lesson_cards.picture_of` chooses it."""
    chosen = [picture for picture in pictures if LEAD in picture.classes]
    return (chosen or pictures)[:1]


def scales(picture, opens=False):
    """Yield (screen, scale) of a picture where it stands, and where it opens a lesson."""
    for screen, width in TEXT_WIDTH.items():
        scrolls = screen == "phone" and not picture.is_whole
        room = width - sum(SIDES[box] for box in picture.boxes)
        yield screen, min(1, (SCROLLING if scrolls else room) / picture.width)
    if opens:
        across, down = AT_THE_TOP
        scale = min(1, across / picture.width, max(READABLE, down / picture.height))
        yield "laptop", scale
        yield "phone", min(scale, TEXT_WIDTH["phone"] / picture.width)


def too_small(pictures, opens=()):
    """Return a message for each picture with words that cannot be read on some screen."""
    found = []
    for picture in pictures:
        for screen, scale in scales(picture, picture in opens):
            size = scale * picture.size
            if size < LEAST[screen]:
                shown = f"{picture.width:.0f} x {picture.height:.0f} pixels, at {scale:.2f}"
                words = f"{picture.words!r} has {size:.1f} px on a {screen}"
                found.append(f"line {picture.line}: {words} ({shown})")
    return found
