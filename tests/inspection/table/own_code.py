"""Models with code of their own between their layers."""

import numpy as np

from cnn_docs._keras import load_keras


def of_own_code(make, sizes):
    """A model that puts its own code behind a dense layer of eight units; it may use a second one."""
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense, self.inner = (keras.layers.Dense(8, name=name) for name in ("dense", "inner"))
            self.w = self.add_weight(shape=sizes, name="w")
            self.inner.build((None, 8))

        def call(self, x):
            return make(keras.ops, self.dense(x), self.w, self.inner)

    model = Own()
    model(np.zeros((1, 7, 5), "float32"))
    return model
