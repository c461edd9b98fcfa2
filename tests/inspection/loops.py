"""A layer that calls another one in a loop."""

from cnn_docs._keras import load_keras


def looped(inner):
    """A model of four numbers, which a layer ``loop`` gives three times to the layer ``inner``."""
    keras = load_keras()

    class Loop(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.inner = inner

        def build(self, shape):
            self.inner.build(shape)

        def call(self, x):
            return keras.ops.fori_loop(0, 3, lambda _, x: self.inner(x), x)

    numbers = keras.Input((4,))
    return keras.Model(numbers, Loop(name="loop")(numbers))
