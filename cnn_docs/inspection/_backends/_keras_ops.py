"""What Keras does alike on several backends."""

import numpy as np

from cnn_docs._keras import load_keras


def to_array(tensor):
    """Return a tensor's values as an array that may be written to; bfloat16 as float32."""
    keras = load_keras()
    if keras.backend.standardize_dtype(tensor.dtype) == "bfloat16":  # NumPy does not know it for a number
        tensor = keras.ops.cast(tensor, "float32")
    return np.require(keras.ops.convert_to_numpy(tensor), requirements="W")


def symbolic_call(function, specs):
    """Call a function, as an operation of Keras, on tensors that have no values."""

    class Symbolic(load_keras().Operation):
        def call(self, *tensors):
            return function(*tensors)

    Symbolic().compute_output_spec(*specs)


def current_graph():
    """Return None: the graph that others trace is TensorFlow's."""


def traced_call(function, tensors):
    """Call a function as it is: a loop is either traced by itself or Python's."""
    return function(*tensors)
