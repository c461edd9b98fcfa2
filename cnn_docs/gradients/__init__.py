"""What comes back through each operation: the slopes of a loss for its inputs and parameters.

Each function takes what the operation was given and ``upstream``, the slopes of the loss for what
came out, in the shape of that. It returns the slopes for what went in, in the shapes of these. A loss
of many outputs gives each its slope; to see how one output depends on the inputs, let its slope be 1
and the others 0. Float types are kept, whole numbers become float64.
"""

from cnn_docs.gradients.convolution import CorrelateGradients, correlate_gradients
from cnn_docs.gradients.dense import (
    DenseGradients,
    activation_gradient,
    dense_gradients,
    dropout_gradient,
    flatten_gradient,
    softmax_cross_entropy_gradient,
)
from cnn_docs.gradients.pooling import (
    average_pool_gradient,
    global_average_pool_gradient,
    max_pool_gradient,
)

__all__ = [
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
]
