"""A built Keras model in, arrays and plain data out; the model stays as it is.

Everything here works on Functional, Sequential and subclassed models, with branches, several inputs
or outputs, shared layers and nested models.
"""

from importlib import import_module

_NAMES = {
    "attribution": ("grad_cam", "integrated_gradients", "occlusion", "saliency", "smooth_grad"),
    "probe": ("feature_maps", "filters"),
    "table": ("LayerRow", "LayerTable", "MemoryEstimate", "TableComparison", "layer_table"),
    "trust": (
        "PixelCurve",
        "PixelCurves",
        "TrustRow",
        "TrustTable",
        "deletion_insertion",
        "randomised_maps",
        "rank_correlation",
        "trust_table",
    ),
}
_SHARED = {  # for other parts of this package, which take nothing else from the modules here
    "_given": ("given_to",),
    "attribution._by_layer": ("grad_cam_by_layer",),
    "attribution._layer_places": ("places_seen",),
    "attribution._logits": ("NoLogitError",),
    "table._calls": ("calls_of",),
    "table._kinds": ("keras_entry",),
}
_PUBLIC = {name: module for module, names in _NAMES.items() for name in names}
_HOME = _PUBLIC | {name: module for module, names in _SHARED.items() for name in names}

__all__ = [*_PUBLIC]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
