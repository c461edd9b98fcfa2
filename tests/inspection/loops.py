"""Layers that call others in a loop or a branch that the backend runs by itself."""

from cnn_docs._keras import load_keras


def looped(inner, *, again=False):
    """A model of four numbers, which a layer ``loop`` gives three times to ``inner``, then once ``again``."""
    keras = load_keras()

    class Loop(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.inner = inner

        def build(self, shape):
            self.inner.build(shape)

        def call(self, x):
            x = keras.ops.fori_loop(0, 3, lambda _, x: self.inner(x), x)
            return self.inner(x) if again else x

    numbers = keras.Input((4,), name="numbers")
    return keras.Model(numbers, Loop(name="loop")(numbers))


def branched(first, second):
    """A model of pictures, whose layer ``branch`` gives bright ones to ``first``, others to ``second``."""
    keras = load_keras()

    class Branch(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.first, self.second = first, second

        def build(self, shape):
            self.first.build(shape)
            self.second.build(shape)

        def call(self, x):
            return keras.ops.cond(keras.ops.mean(x) > 0, lambda: self.first(x), lambda: self.second(x))

    image = keras.Input((6, 6, 4), name="image")
    return keras.Model(image, Branch(name="branch")(image))


def mapped(inner, within=""):
    """A model of pictures, whose layer ``each`` gives them one by one to ``inner``, in a model of a name."""
    keras = load_keras()

    class Each(keras.layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.inner = inner

        def build(self, shape):
            self.inner.build(shape)

        def call(self, images):
            return keras.ops.vectorized_map(lambda image: self.inner(image[None])[0], images)

    image = keras.Input((6, 6, 4), name="image")
    each = Each(name="each")
    if not within:
        return keras.Model(image, each(image))
    inner_image = keras.Input((6, 6, 4))
    return keras.Model(image, keras.Model(inner_image, each(inner_image), name=within)(image))
