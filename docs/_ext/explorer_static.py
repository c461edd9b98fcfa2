"""Picture and table of each explorer for readers without scripts: print, EPUB, text browsers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Static:
    """What stands in for an explorer.

    Attributes
    ----------
    light, dark : bytes
        The picture, as SVG.
    alt : str
        What is to be seen on it.
    rows : list of (str, str)
        The table below it: what, and its value.
    """

    light: bytes
    dark: bytes
    alt: str
    rows: list


def static(name, state):
    blank = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"/>'
    return Static(blank, blank, "nothing yet", [("state", str(state)[:80])])
