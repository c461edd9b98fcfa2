"""The score of a class for changed copies of an image: what every check of a heat map asks of the model."""

from dataclasses import dataclass

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._passes import eager, run
from cnn_docs.inspection._recorder import recording
from cnn_docs.inspection.attribution._questions import check_repeatable, pose


class Scorer:
    """A model's score for the class of each image, asked again for other pixels.

    Attributes
    ----------
    images : ndarray of shape (N, ..., C)
        The images as the model takes them; where it has several inputs, the one that is changed.
    channel_axis : int or None
        The axis of the images that holds the channels, None where there is none.
    single : bool
        Whether one image without batch axis was given.
    target : list of int, callable or None
        The class of each image, predicted ones those of the unchanged images; the function of the outputs
        that was given; None for a single unit, of which no class can be told.
    whole : ndarray of shape (N,)
        The scores of the unchanged images.
    """

    def __init__(self, model, images, *, target, score, input, output, batch_size):
        self._batch_size = _checks.positive_integer(batch_size, "batch_size")
        asked = {"target": target, "score": score, "input": input, "output": output}
        question = pose(model, images, **asked, batch_size=self._batch_size, copies=True)
        self._question, self.whole = question.with_classes(self._batch_size)
        check_repeatable(self._question, self._batch_size)
        self.images = self._question.images
        self.single = self._question.single
        found = self._question.target
        self.target = target if callable(target) or found.is_open else found.classes.tolist()
        self.channel_axis = self._question.channel_axis()

    def __len__(self):
        return len(self.images)

    def calls(self):
        """Return pairs of name and layer for the first image, in the order in which the calls finish."""
        question = self._question
        first = question.part(np.zeros(question.batch_size(1), int))
        return eager(question.model, question.inputs, first.arrays, _Calls())

    @property
    def sides(self):
        """The size of an image without its channels, such as (H, W)."""
        shape = list(self.images.shape)
        if self.channel_axis is not None:
            del shape[self.channel_axis]
        return tuple(shape[1:])

    def checked(self, heat, name):
        """Return heat maps of shape (N, H, W), refused where they are not those of the images."""
        maps = _checks.finite_array(heat, name)
        wanted = self.sides if self.single else (len(self), *self.sides)
        if maps.shape != wanted:
            _checks.refuse(name, f"of shape {wanted}, a map for each image", maps)
        return maps[np.newaxis] if self.single else maps

    def scores(self, place, copies, advance=lambda _: None):
        """Return the scores of changed copies of the image at a place, shape (copies,).

        The copies may come one by one, so that only a batch of them is in memory; ``advance`` is told how
        many are done.
        """
        found = []
        size = self._question.batch_size(self._batch_size)
        for batch in _batches(copies, size):
            part = self._question.part(np.full(len(batch), place), np.stack(batch))
            found.append(part.ask(more=1)["scores"])
            advance(len(batch))
        return np.concatenate(found).astype(np.float64)


@dataclass(frozen=True)
class _Calls:
    """The question which layers are called."""

    def evaluate(self, model, inputs, tensors):
        """Run the model and return pairs of name and layer."""
        with recording(model, with_inputs=False) as recorder:
            run(model, inputs, tensors)
        layers = load_keras().layers.Layer
        return [(call.name, call.layer) for call in recorder.finished if isinstance(call.layer, layers)]


def _batches(items, size):
    """Yield lists of at most ``size`` items of an iterable."""
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
