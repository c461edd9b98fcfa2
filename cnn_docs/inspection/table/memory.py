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
        All weights, those that training does not change too.
    gradients : int
        A number for each weight that training changes; 0 for inference.
    optimizer : int
        What the optimizer keeps for these weights; 0 for inference.
    activations : int or None
        Outputs of the layers that are held at the same time, for the whole batch; None where a size is
        open.
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
    held = _at_once(table) if optimizer is None else _in_training(table)
    activations = None if held is None else batch_size * held
    if optimizer is None:
        return MemoryEstimate(table.weight_bytes, 0, 0, activations)
    trained = table.trainable_bytes
    return MemoryEstimate(table.weight_bytes, trained, OPTIMIZERS[optimizer] * trained, activations)


def _leaves(table):
    return [row for row in table.rows if not row.nested]


def _in_training(table):
    """Return the bytes of all outputs, and of the largest once more for its gradient."""
    sizes = [row.activation_bytes for row in _leaves(table)]
    return None if None in sizes else sum(sizes) + max(sizes)


def _at_once(table):
    """Return the most bytes of outputs that are alive together: each until its last reader has run."""
    rows = _leaves(table)
    if None in [row.activation_bytes for row in rows]:
        return None
    places = {row.name: place for place, row in enumerate(rows)}
    last = {}
    for source, reader in table.edges:
        last[source] = max(last.get(source, 0), places[reader])
    alive = [
        [row for row in rows[: place + 1] if last.get(row.name, len(rows)) >= place]
        for place in range(len(rows))
    ]
    return max(sum(row.activation_bytes for row in together) for together in alive)
