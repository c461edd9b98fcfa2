"""Names as text: whatever is in a name, a picture shows it, and shows nothing else.

:func:`cnn_docs.plots.style.figure_style` keeps Matplotlib from reading ``$`` as formulas; here the rest is
made fit to be drawn on one line.
"""

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

PLAIN = {"parse_math": False}
"""Keywords of a text on axes that a caller made, outside of the package's style."""


def shown(name):
    r"""Return a name as one line that the font can write.

    Line ends and tabs become spaces. A character that the font lacks is written as Python writes it,
    ``\u5377``, since it would be an empty box.

    Examples
    --------
    >>> shown("block\n1/conv_$x$")
    'block 1/conv_$x$'
    >>> print(shown("卷积"))
    \u5377\u79ef
    """
    return "".join(map(_shown, str(name)))


@lru_cache(maxsize=4096)
def _shown(character):
    if character.isspace():
        return " "
    known = character.isprintable() and _font().get_char_index(ord(character))
    return character if known else character.encode("unicode_escape", "surrogatepass").decode("ascii")


@lru_cache(maxsize=1)
def _font():
    return get_font(findfont(FontProperties(family="DejaVu Sans")))
