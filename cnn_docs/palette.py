"""The colours of every picture on the site, once, for light and for dark pages.

The Matplotlib style (:mod:`cnn_docs.plots`) and the site's style sheet are both made from these
two mappings, so a reader who learned to read one picture reads all of them. The role colours keep
apart for every common kind of colour vision (they start from Okabe and Ito's set), and positive
against negative is always red against blue, never red against green.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ACTIVATION_ROLES", "DARK", "LIGHT", "SIGNED_COLORMAP", "UNSIGNED_COLORMAP"]

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "input": "#B5588F",  # reddish purple: what goes in
        "kernel": "#C97700",  # amber: kernels, weights, parameters
        "output": "#00795C",  # bluish green: what comes out
        "positive": "#B2182B",
        "negative": "#2166AC",
        "highlight": "#6A3FB5",  # what the text is pointing at
        "ink": "#1D2327",
        "muted": "#5B6570",
        "grid": "#D3D9DF",
        "paper": "#FEFEFE",
        "panel": "#F3F5F7",
    }
)
"""Role to hexadecimal colour, on light pages."""

DARK: Mapping[str, str] = MappingProxyType(
    {
        "input": "#E59CC7",
        "kernel": "#F2B047",
        "output": "#4FCBA6",
        "positive": "#F58A7B",
        "negative": "#7DB4F0",
        "highlight": "#B79AF2",
        "ink": "#E6EAEE",
        "muted": "#A3ADB8",
        "grid": "#3B444D",
        "paper": "#14181C",
        "panel": "#1E2429",
    }
)
"""Role to hexadecimal colour, on dark pages; the same keys as :data:`LIGHT`."""

SIGNED_COLORMAP = "RdBu_r"
"""Matplotlib's name of the map for values with a sign: blue below zero, white at zero, red above."""

UNSIGNED_COLORMAP = "viridis"
"""Matplotlib's name of the map for values without a sign; photographs use ``gray``."""

ACTIVATION_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "sigmoid": "highlight",
        "tanh": "input",
        "relu": "output",
        "leaky_relu": "kernel",
        "step": "negative",
        "linear": "muted",
    }
)
"""Name of an activation function to the role whose colour its curves have, value and slope alike."""
