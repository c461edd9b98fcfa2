"""How convolutional neural networks work: their arithmetic, their pictures, and a look inside.

Every public name is found here (``from cnn_docs import correlate``) and in the module that
defines it. A module is loaded when a name of it is first used, so that ``import cnn_docs`` loads
neither TensorFlow nor Matplotlib.
"""

from importlib import import_module

__version__ = "0.1.0.dev0"

_NAMES = {
    "geometry": (
        "ReceptiveField",
        "conv_multiply_adds",
        "conv_parameters",
        "dense_multiply_adds",
        "dense_parameters",
        "output_size",
        "padding_amounts",
        "receptive_field",
    ),
    "activations": (
        "ACTIVATIONS",
        "leaky_relu",
        "relu",
        "sigmoid",
        "softmax",
        "step",
        "tanh",
    ),
    "operations": (
        "average_pool",
        "correlate",
        "dropout",
        "flatten",
        "global_average_pool",
        "max_pool",
        "neuron",
    ),
    "losses": (
        "binary_cross_entropy",
        "binary_cross_entropy_slope",
        "cross_entropy",
        "cross_entropy_slope",
        "squared_error",
        "squared_error_slope",
    ),
    "gradients": (
        "CorrelateGradients",
        "DenseGradients",
        "activation_gradient",
        "average_pool_gradient",
        "correlate_gradients",
        "dense_gradients",
        "dropout_gradient",
        "flatten_gradient",
        "global_average_pool_gradient",
        "max_pool_gradient",
        "softmax_cross_entropy_gradient",
    ),
    "kernels": ("KERNELS",),
    "questions": ("question_checker",),
    "datasets": (
        "augment_digits",
        "load_cifar10",
        "load_digits",
        "load_fashion",
        "load_image_folder",
        "load_photograph",
        "load_textures",
    ),
    "models": (
        "build_cifar_cnn",
        "build_digits_cnn",
        "build_efficientnet_lite0",
        "build_lenet5",
        "build_xray_cnn",
        "load_digits_cnn",
        "load_digits_weights",
        "load_imagenet_cnn",
        "load_imagenet_names",
        "retrained",
        "save_digits_cnn",
        "train_digits_cnn",
    ),
    "inspection": (
        "feature_maps",
        "filters",
        "grad_cam",
        "integrated_gradients",
        "layer_table",
        "occlusion",
        "saliency",
        "smooth_grad",
        "deletion_insertion",
        "randomised_maps",
        "rank_correlation",
        "trust_table",
    ),
    "explorer": ("ExplorerPage", "explore"),
    "plots": (
        "figure_style",
        "Animation",
        "animate_convolution",
        "plot_activations",
        "plot_architecture",
        "plot_confusion",
        "plot_convolution",
        "plot_descent",
        "plot_dropout",
        "plot_feature_maps",
        "plot_filter",
        "plot_filters",
        "plot_heatmap",
        "plot_history",
        "plot_kernels_over_epochs",
        "plot_network",
        "plot_neuron",
        "plot_parameters",
        "plot_pooling",
        "plot_receptive_field",
        "plot_receptive_field_growth",
        "plot_reliability",
        "plot_trust",
        "recolored",
    ),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}
_MODULES = (*_NAMES, "palette")

__all__ = ["__version__", *_MODULES, *_HOME]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
