"""A model and its images, checked: what other parts of the package begin with."""

from dataclasses import dataclass

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.inspection._arrays import as_batch, given_types
from cnn_docs.inspection._batches import batches_of
from cnn_docs.inspection._inputs import check_built, input_names, model_inputs
from cnn_docs.inspection.attribution._function_target import outputs_of


@dataclass
class Given:
    """A model and its images, checked.

    Attributes
    ----------
    inputs : Inputs or None
    arrays : list of ndarray
        A batch for each input.
    image_name, shown_name : str or None
        The input that heat maps are of: as an argument (None where there is one input only), in the table.
    """

    model: object
    inputs: object
    arrays: list
    batch_size: int
    image_name: str | None
    shown_name: str | None

    @property
    def count(self):
        """Number of images."""
        return len(self.arrays[0])

    @property
    def types(self):
        """The inputs with the shapes and types of the arrays."""
        return given_types(self.inputs, self.arrays)

    @property
    def has_own_sizes(self):
        """Whether the images have the sizes that the model itself says of its inputs."""
        flat = self.inputs.flat if self.inputs else [None]
        pairs = zip(flat, self.arrays, strict=True)
        return all(own is not None and tuple(own.shape[1:]) == array.shape[1:] for own, array in pairs)

    @property
    def input_shape(self):
        """The shape of one image, or of what each input gets, as :func:`cnn_docs.layer_table` takes it."""
        return self._as_taken([tuple(array.shape[1:]) for array in self.arrays])

    def named(self):
        """Return the arrays by the names that the table has for the inputs."""
        return dict(zip(input_names(self.inputs), self.arrays, strict=True))

    def repeated(self, times):
        """Return what the model takes, each image several times."""
        return self._as_taken([np.repeat(array, times, axis=0) for array in self.arrays])

    def _as_taken(self, values):
        """Return a value for each input as the model takes it: alone, or by name where it takes several."""
        alone = self.inputs is None or not load_keras().tree.is_nested(self.inputs.structure)
        return values[0] if alone else dict(zip(self.inputs.names, values, strict=True))

    def first_output(self):
        """Return the first array that the model puts out, for all images."""
        parts = []
        for batch, count in batches_of(self.arrays, self.inputs, self.batch_size):
            outputs = [np.asarray(output) for output in outputs_of(self.model, self.inputs, batch)]
            first = next(output for output in outputs if output.dtype.kind != "O")  # others are None
            parts.append(first[:count] if first.ndim else first)
        return np.concatenate(parts) if parts[0].ndim else parts[0]


def given_to(model, images, batch_size):
    """Return what is given to a model as :class:`Given`, refused where it does not fit."""
    check_built(model, "Call it on a batch first, or add a keras.Input.")
    inputs = model_inputs(model, images)
    arrays, _ = as_batch(images, inputs)
    shown = input_names(inputs)
    rank = min(4, max(array.ndim for array in arrays))
    pictures = [place for place, array in enumerate(arrays) if array.ndim >= max(rank, 3)]
    place = pictures[0] if pictures else 0
    name = inputs.names[place] if len(arrays) > 1 else None
    return Given(model, inputs, arrays, batch_size, name, shown[place])
