"""A model and some images as one interactive HTML page that needs nothing but a browser."""

from cnn_docs.explorer._explore import explore
from cnn_docs.explorer.page import ExplorerPage

__all__ = ["ExplorerPage", "explore"]
