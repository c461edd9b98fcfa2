"""Pictures of neurons, layers and whole networks; each takes results and draws them.

Every public name of the modules is found here too, loaded when it is first used.
"""

from importlib import import_module

_NAMES = {
    "activations": ("plot_activations",),
    "animation": ("Animation", "animate_convolution"),
    "architecture": ("plot_architecture",),
    "channels": ("plot_filter",),
    "confusion": ("plot_confusion",),
    "convolution": ("plot_convolution",),
    "descent": ("plot_descent",),
    "dropout": ("plot_dropout",),
    "maps": ("plot_feature_maps", "plot_filters", "plot_heatmap"),
    "networks": ("plot_network",),
    "neuron": ("plot_neuron",),
    "parameters": ("plot_parameters",),
    "pooling": ("plot_pooling",),
    "receptive_fields": ("plot_receptive_field", "plot_receptive_field_growth"),
    "reliability": ("plot_reliability",),
    "style": ("figure_style", "recolored"),
    "training": ("plot_history", "plot_kernels_over_epochs"),
    "trust": ("plot_trust",),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [*_HOME]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
