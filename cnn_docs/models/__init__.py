"""The networks of the lessons, the trained network of the digits explorer, and one trained on ImageNet."""

from cnn_docs.models.digits import (
    build_digits_cnn,
    load_digits_cnn,
    load_digits_weights,
    save_digits_cnn,
    train_digits_cnn,
)
from cnn_docs.models.imagenet import build_efficientnet_lite0, load_imagenet_cnn, load_imagenet_names
from cnn_docs.models.lessons import build_cifar_cnn, build_lenet5, build_xray_cnn
from cnn_docs.models.training import retrained

__all__ = [
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
]
