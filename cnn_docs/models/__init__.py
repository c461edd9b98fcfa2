"""The networks of the lessons and the trained network of the digits explorer."""

from cnn_docs.models.digits import (
    build_digits_cnn,
    load_digits_cnn,
    load_digits_weights,
    save_digits_cnn,
    train_digits_cnn,
)
from cnn_docs.models.lessons import build_cifar_cnn, build_lenet5, build_xray_cnn

__all__ = [
    "build_cifar_cnn",
    "build_digits_cnn",
    "build_lenet5",
    "build_xray_cnn",
    "load_digits_cnn",
    "load_digits_weights",
    "save_digits_cnn",
    "train_digits_cnn",
]
