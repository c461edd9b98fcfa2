"""How large the words of a figure are on the screens that it is read on.

A figure is as many pixels of the page wide as its file says. On a laptop it shrinks to the text's width; on a
phone it shrinks to the screen, or it scrolls where that would leave nothing to read. A lesson opens with one.
"""

from dataclasses import dataclass

from docs._ext.figures.images import WIDE
from docs._ext.figures.legibility import box_of, draw, look_of
from docs._ext.lessons.lesson_cards import AT_THE_TOP, LEAD, READABLE

LEAST = {"laptop": 9, "phone": 6}
"""CSS pixels of the smallest words, 1280 and 375 pixels wide. A phone is held closer, and can zoom."""
TEXT_WIDTH = {"laptop": 708, "phone": 343}
SIDES = {"lesson-block": 37, "predict": 28}
"""Pixels of it that a box takes, by its class in site.css: borders and padding."""
SCROLLING = 544
"""Pixels that a wide figure keeps on a phone, in a box that scrolls: 34rem in site.css."""


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
    looks = (look_of(figure, draw(figure), box_of(figure)) for figure in figures)
    return pictures_with(looks, line, classes, boxes)


def pictures_with(looks, line=0, classes=(), boxes=()):
    """Return the pictures of figures by their looks, see `legibility.look_of`, if they have words."""
    place = {"line": line, "classes": frozenset(classes), "boxes": boxes}
    return [Picture(**place, **{**look, "unclear": (*look["unclear"],)}) for look in looks if look]


def unclear(pictures):
    """Return a message for each picture whose legend or words hide something, or are not told apart."""
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
