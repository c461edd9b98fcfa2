"""Pictures to learn with; every loader names their source and licence."""

from cnn_docs.datasets.photographs import Photograph, load_photograph

__all__ = ["Photograph", "load_photograph"]
