"""Pictures to learn with; every loader names their source and licence."""

from cnn_docs.datasets.cifar10 import load_cifar10
from cnn_docs.datasets.container import ImageDataset
from cnn_docs.datasets.digits import augment_digits, load_digits
from cnn_docs.datasets.fashion import load_fashion
from cnn_docs.datasets.folders import FolderImages, load_image_folder
from cnn_docs.datasets.photographs import Photograph, load_photograph
from cnn_docs.datasets.textures import TexturePatches, load_textures

__all__ = [
    "FolderImages",
    "ImageDataset",
    "Photograph",
    "TexturePatches",
    "augment_digits",
    "load_cifar10",
    "load_digits",
    "load_fashion",
    "load_image_folder",
    "load_photograph",
    "load_textures",
]
