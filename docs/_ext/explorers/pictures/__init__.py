"""Picture and table of each explorer for readers without scripts: print, EPUB, text browsers.

One module an explorer, found by its name: its ``static`` takes the state (option to value) and returns a
figure drawn by ``cnn_docs``, what is to be seen on it, and the rows of the table. A state that the package
refuses raises its ``ValueError``, which the directive reports.
"""

import json
from dataclasses import dataclass
from importlib import import_module

import numpy as np

import cnn_docs

from ...figures.figure_files import SCALE, png_versions
from ..bundle import SOURCES


@dataclass(frozen=True)
class Static:
    """What stands in for an explorer.

    Attributes
    ----------
    light, dark : bytes
        The picture for light and for dark pages, as PNG.
    alt : str
        What is to be seen on it.
    rows : list of (str, str)
        The table below it: what, and its value.
    """

    light: bytes
    dark: bytes
    alt: str
    rows: list

    @property
    def width(self):
        """Width on the page in pixels: PNG files hold theirs at byte 16."""
        return int.from_bytes(self.light[16:20], "big") // SCALE


def static(name, state):
    """Picture and table of the explorer ``name`` in that state."""
    import matplotlib.pyplot as plt

    with cnn_docs.figure_style():
        figure, alt, rows = import_module(f".{name}", __name__).static(state)
    try:
        light, dark = png_versions(figure)
        return Static(light, dark, alt, rows)
    finally:
        plt.close(figure)


def words(name):
    """Texts of an explorer, as the scripts have them."""
    return _read(f"strings/{name}.json")


def data(name):
    """Data that the scripts carry, too."""
    return _read(f"data/{name}.json")


def _read(path):
    return json.loads((SOURCES / path).read_text(encoding="utf-8"))


def shown(value, digits=6):
    """Text of a number, with the minus sign of print."""
    return f"{value:.{digits}g}".replace("-", "\N{MINUS SIGN}")


def option_rows(name, state, keys):
    """Rows of the table for options, as their controls name them."""
    options = words(name)["options"]
    for key in keys:
        value = options[key].get("choices", {}).get(str(state[key]), state[key])
        yield options[key]["label"], shown(value) if isinstance(value, float) else str(value)


def numbers(text):
    """Whole numbers from 0 to 255 out of the scripts' text with a letter for each."""
    return np.array([ord(letter) - (35 if ord(letter) < 127 else 69) for letter in text])


def bundled_picture(name):
    """Values of a bundled picture, which the scripts carry as differences."""
    entry = data("images")[name]
    codes = numbers(entry["values"])
    steps = np.where(codes % 2, -(codes + 1) // 2, codes // 2)
    return (np.cumsum(steps) % 256).reshape(entry["height"], entry["width"]).astype(float)
