"""A small network for images of 8x10 pixels, built with Keras and once more in NumPy."""

import numpy as np

SIDES, CHANNELS, FILTERS, CLASSES = (8, 10), 2, 4, 3


class ByHand:
    """The network in NumPy: convolution 3x3, ReLU, mean pooling 2x2, dense, softmax; and its gradients."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.kernel = rng.normal(size=(3, 3, CHANNELS, FILTERS))
        self.shift = rng.normal(size=FILTERS)
        self.weights = rng.normal(size=(3 * 4 * FILTERS, CLASSES))
        self.bias = rng.normal(size=CLASSES)

    def keras_model(self):
        """Return the same in Keras, with these weights."""
        import keras

        layers = keras.layers
        model = keras.Sequential(
            [
                keras.Input((*SIDES, CHANNELS), name="image"),
                layers.Conv2D(FILTERS, 3, activation="relu", name="conv"),
                layers.AveragePooling2D(2, name="pool"),
                layers.Flatten(name="flat"),
                layers.Dense(CLASSES, activation="softmax", name="classes"),
            ]
        )
        model.set_weights([self.kernel, self.shift, self.weights, self.bias])
        return model

    def maps(self, images):
        """Return the maps behind the ReLU, (N, 6, 8, FILTERS)."""
        windows = np.lib.stride_tricks.sliding_window_view(images.astype(np.float64), (3, 3), axis=(1, 2))
        return np.maximum(np.einsum("nhwcij,ijcf->nhwf", windows, self.kernel) + self.shift, 0)

    def logits(self, images):
        """Return the values before the softmax, (N, CLASSES)."""
        maps = self.maps(images)
        pooled = maps.reshape(len(maps), 3, 2, 4, 2, FILTERS).mean(axis=(2, 4))
        return pooled.reshape(len(maps), -1) @ self.weights + self.bias

    def probabilities(self, images):
        """Return the output, (N, CLASSES)."""
        powers = np.exp(self.logits(images))
        return powers / powers.sum(axis=1, keepdims=True)

    def slopes_of_maps(self, images, column):
        """Return the gradient with respect to the maps of a sum of logits with weights (N, CLASSES)."""
        of_pooled = (column @ self.weights.T).reshape(len(images), 3, 1, 4, 1, FILTERS) / 4
        return np.broadcast_to(of_pooled, (len(images), 3, 2, 4, 2, FILTERS)).reshape(-1, 6, 8, FILTERS)

    def gradient(self, images, column):
        """Return the gradient with respect to the images."""
        slopes = self.slopes_of_maps(images, column) * (self.maps(images) > 0)
        total = np.zeros(images.shape)
        for row in range(3):
            for place in range(3):
                part = slopes @ self.kernel[row, place].T
                total[:, row : row + 6, place : place + 8] += part
        return total


def images(count=3, seed=1):
    """Return random images, float32."""
    return np.random.default_rng(seed).normal(size=(count, *SIDES, CHANNELS)).astype("float32")


def columns(targets):
    """Return a row for each target with 1 at its class."""
    return np.eye(CLASSES)[targets]
