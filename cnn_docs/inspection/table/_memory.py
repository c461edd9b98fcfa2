"""Memory that a model needs to predict and to learn, estimated from its layer table."""

from dataclasses import dataclass

OPTIMIZERS = {
    "sgd": 0,
    "momentum": 1,
    "rmsprop": 1,
    "adagrad": 1,
    "lion": 1,
    "adam": 2,
    "adamw": 2,
    "adamax": 2,
    "nadam": 2,
    "adadelta": 2,
    "ftrl": 2,
}
"""How many numbers an optimizer keeps for each weight; ``momentum`` is ``sgd`` with momentum."""


@dataclass(frozen=True)
class MemoryEstimate:
    """Memory by what it is for, in bytes; made by :meth:`LayerTable.memory`.

    Attributes
    ----------
    weights : int
        All weights, also those that get no gradient.
    gradients : int
        A number for each trainable weight; 0 for inference.
    optimizer : int
        What the optimizer keeps for these weights; 0 for inference.
    activations : int or None
        Outputs of the layers, and the images, that are held at the same time, for the whole batch; None where
        a size is open.
    """

    weights: int
    gradients: int
    optimizer: int
    activations: int | None

    @property
    def total(self):
        """All of them together; None where a size is open."""
        if self.activations is None:
            return None
        return self.weights + self.gradients + self.optimizer + self.activations


def estimate(table, batch_size, optimizer):
    """Return the :class:`MemoryEstimate` of a table; ``optimizer`` is None for inference."""
    sizes = [(row, _size(row, batch_size)) for row in table.rows if not row.nested]
    if None in [size for _, size in sizes]:
        activations = None
    else:
        activations = _at_once(sizes, table.edges) if optimizer is None else _in_training(sizes)
    if optimizer is None:
        return MemoryEstimate(table.weight_bytes, 0, 0, activations)
    trained = table.trainable_bytes
    return MemoryEstimate(table.weight_bytes, trained, OPTIMIZERS[optimizer] * trained, activations)


def _size(row, batch_size):
    """Return the bytes of a layer's output for a batch, None where they are open."""
    held = row.activation_bytes
    return held if held is None or not row.per_image else batch_size * held


def _in_training(sizes):
    """Return the bytes of all outputs, and of the largest once more for its gradient."""
    held = [size for _, size in sizes]
    return sum(held) + max(held)


def _at_once(sizes, edges):
    """Return the most bytes of outputs that are alive together: each until its last reader has run."""
    places = {row.name: place for place, (row, _) in enumerate(sizes)}
    last = {}
    for source, reader in edges:
        last[source] = max(last.get(source, 0), places[reader])
    alive = [
        [size for row, size in sizes[: place + 1] if last.get(row.name, len(sizes)) >= place]
        for place in range(len(sizes))
    ]
    return max(map(sum, alive))
