"""What is asked of a model, checked: images, target, and the input that the map is of."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection import _backends
from cnn_docs.inspection._arrays import as_batch
from cnn_docs.inspection._batch_axis import keeps_batch_axis
from cnn_docs.inspection._entries import changed, pairs_of
from cnn_docs.inspection._inputs import check_built, model_inputs
from cnn_docs.inspection._passes import answer, eager, kept
from cnn_docs.inspection.attribution._asked import Pixels
from cnn_docs.inspection.attribution._function_target import outputs_of
from cnn_docs.inspection.attribution._outputs import checked_output
from cnn_docs.inspection.attribution._places import channel_axis_of
from cnn_docs.inspection.attribution._targets import ClassTarget, target_of


@dataclass
class Question:
    """A model, images, and what is asked about them.

    Attributes
    ----------
    model : keras.Model
    inputs : Inputs or None
        What the model takes.
    arrays : list of ndarray
        One batch for each input.
    single : bool
        Whether an image without batch axis was given.
    target : ClassTarget or FunctionTarget
    image : int
        Which of the inputs the map is of.
    """

    model: object
    inputs: object
    arrays: list
    single: bool
    target: object
    image: int

    def __len__(self):
        return len(self.arrays[0])

    @property
    def images(self):
        """The images that the map is of."""
        return self.arrays[self.image]

    def channel_axis(self):
        """Return the axis of the images that holds the channels, None where there is none."""
        return channel_axis_of(self)

    def batch_size(self, wanted):
        """Return how many images go into one pass: what the model declares, or what is wanted."""
        return (self.inputs.batch if self.inputs else None) or wanted

    def part(self, chosen, images=None):
        """Return the question for the images at ``chosen``, with other pixels where they are given."""
        arrays = [array[chosen] for array in self.arrays]
        if images is not None:
            arrays[self.image] = images
        return replace(self, arrays=arrays, target=self.target.part(chosen))

    def batches(self, batch_size):
        """Yield the parts of at most ``batch_size`` images, and how many parts follow."""
        size = self.batch_size(batch_size)
        starts = range(0, len(self), size)
        for number, start in enumerate(starts, start=1):
            yield self.part(slice(start, start + size)), len(starts) - number

    def ask(self, watched=None, read=None, *, more=0, put=None):
        """Return what is asked of one batch, as arrays by name.

        Parameters
        ----------
        watched, read
            As for :class:`~cnn_docs.inspection.attribution._asked.Asked`.
        more : int, default 0
            Batches that are known to follow.
        put : callable, optional
            Another way to put the question than :func:`~cnn_docs.inspection._passes.answer`.

        Returns
        -------
        dict of str to ndarray
            ``"scores"`` of shape (N,), and ``"wanted"``, where something is watched; what does not influence
            the score has none.
        """
        put = put or partial(answer, more=more)
        count, size = len(self), self.batch_size(len(self))
        if count == size:
            return self.target.ask(self, watched, read, put)
        filled = self.part(np.minimum(np.arange(size), count - 1))  # a batch of the size that is declared
        found = filled.target.ask(filled, watched, read, put)
        return {name: value[:count] if np.ndim(value) else value for name, value in found.items()}

    def slopes(self, *, more=0):
        """Return the scores of one batch, and their gradients with respect to the images, float32."""
        found = self.ask(Pixels(self.image), more=more)
        if found.get("wanted") is None:
            raise ValueError(
                f"`model` ('{self.model.name}') must lead from the image to the score by differentiable "
                "steps. The score has no gradient there. `occlusion` needs none."
            )
        return found["scores"], found["wanted"].astype(np.float32, copy=False)

    def with_classes(self, batch_size):
        """Return the question with the predicted classes in place of open ones, and the scores."""
        found = [part.ask(more=more) for part, more in self.batches(batch_size)]
        scores = np.concatenate([entry["scores"] for entry in found])
        if not self.target.is_open:
            return self, scores
        targets = np.concatenate([entry["targets"] for entry in found])
        return replace(self, target=self.target.with_found({"targets": targets})), scores

    def with_known_classes(self, batch_size):
        """Return the question with the predicted classes in place of open ones; no pass if there is none."""
        return self.with_classes(batch_size)[0] if self.target.is_open else self

    def magnitude(self, gradients):
        """Return the absolute gradients, the largest over the channels where there are any."""
        sizes, axis = np.abs(gradients), self.channel_axis()
        return sizes if axis is None else sizes.max(axis=axis)

    def as_given(self, heat):
        """Return heat maps with the batch axis if the images had one; refuse those with NaN or infinity."""
        finite = np.isfinite(heat).reshape(len(heat), -1).all(axis=1)
        if not finite.all():
            bad = np.flatnonzero(~finite)
            raise ValueError(
                f"`model` ('{self.model.name}') must have finite values and slopes for the images. It has "
                f"NaN or infinity for {len(bad)} of {len(heat)} images, the first is image {bad[0]}. A root "
                "or a norm has no slope at zero, and float16 overflows above 65504."
            )
        return heat[0] if self.single else heat


def pose(model, images, *, target, score, input, output, batch_size, copies=False, gradients_for=None):
    """Check the arguments that all attribution functions share, and return the :class:`Question`.

    Parameters
    ----------
    batch_size : int
        Images in one pass.
    copies : bool, default False
        Whether a pass may hold changed copies of an image, so that there are several even of a single one.
    gradients_for : str, optional
        Name of a method that needs gradients with respect to the image.
    """
    check_built(model, "Call it on a batch first, or add a keras.Input.")
    score = _checks.choice(score, "score", ("logit", "output"))
    inputs = model_inputs(model, images)
    arrays, single = as_batch(images, inputs)
    image = _image_input(arrays, inputs, input)
    if gradients_for and arrays[image].dtype.kind != "f":
        wanted = f"of a float type for `{gradients_for}`: whole numbers have no gradient"
        hint = "Give floats if the model takes them; `grad_cam` and `occlusion` need no such gradient."
        _checks.refuse("images", wanted, arrays[image].dtype.name, hint=hint)
    asked = target_of(target, len(arrays[0]), score=score, output=checked_output(model, output))
    question = Question(model, inputs, arrays, single, asked, image)
    size = question.batch_size(batch_size)
    if size > 1 and (copies or len(question) > 1 or question.batch_size(1) > 1):
        _check_apart(question)
        if copies:
            _check_states(model)
    return question


def _check_states(model):
    """Refuse several copies of an image in a pass whose places start from different states."""
    keras = load_keras()
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.RNN) and layer.stateful and layer.built:
            states = map(keras.ops.copy, keras.tree.flatten(layer.states))
            states = map(_backends.to_array, states)
            if any((state != state[:1]).any() for state in states):
                wanted = "a model that starts from the same state at each place of a batch"
                hint = f"Layer '{layer.name}' keeps other states. Call its `reset_state()` first."
                _checks.refuse("model", wanted, f"'{model.name}'", hint=hint)


def _check_apart(question):
    """Refuse several images in a pass where the score of one depends on the others."""
    target = question.target
    if keeps_batch_axis(question.model):
        return
    of_class = isinstance(target, ClassTarget)
    key = ("mixes", target.score, target.output) if of_class else "outputs mix"
    if kept(question.model, question.arrays, key, partial(_mixes, question)):
        wanted = f"one image at a time for the model '{question.model.name}', with `batch_size=1`"
        hint = "Its score for an image depends on the other images of a pass."
        _checks.refuse("images", wanted, f"{len(question)} of them", hint=hint)


def check_repeatable(question, batch_size):
    """Refuse to compare passes of a model that gives one image other scores by chance or by its place."""
    if keeps_batch_axis(question.model):
        return
    count = min(question.batch_size(batch_size), 2)
    same = question.part(np.zeros(count, int))
    key = ("repeatable", count, getattr(question.target, "output", None))
    chance, place = kept(question.model, same.arrays, key, partial(_varies, same))
    named = f"for the model '{question.model.name}', which draws numbers at random"
    if chance:
        hint = "What a change of the image does cannot be told from chance. `saliency` compares no passes."
        _checks.refuse("model", "a model that gives an image the same score in each pass", named, hint=hint)
    if place:
        hint = "Each image of a pass gets numbers of its own, so that one alone always gets the same."
        _checks.refuse("batch_size", f"1 {named}", batch_size, hint=hint)


def _varies(question):
    """Tell whether scores of one image differ from pass to pass, and from place to place of a batch."""
    first, again = (np.asarray(question.ask(put=eager)["scores"]) for _ in range(2))
    return bool(changed(first, again).any()), bool(changed(first, first[::-1]).any())


def _mixes(question):
    """Tell whether what is found for an image changes with the others; not where it changes by itself."""
    return any(_depend(question, *pairs) for pairs in _pairs(question))


def _pairs(question):
    """Yield two batches that differ in all images but the first, and two in all but the last."""
    pair, other = pairs_of(question.inputs, question.arrays)
    yield pair, other, 0
    yield [array[::-1] for array in pair], [array[::-1] for array in other], -1


def _depend(question, pair, other, place):
    """Tell whether what is found for the image at a place is another in the second batch."""
    before, after, again = (_found(question, arrays, place) for arrays in (pair, other, pair))
    differ = [changed(one, two).any() for one, two in zip(before, after, strict=True)]
    return any(
        differs and not changed(one, two).any()
        for differs, one, two in zip(differ, before, again, strict=True)
    )


def _found(question, arrays, place):
    """Return what is found for the image at one place of a batch: the score of a class, or all outputs."""
    target, count = question.target, len(arrays[0])
    if isinstance(target, ClassTarget):
        target = target.part(np.zeros(count, int))
        return [np.asarray(replace(question, arrays=arrays, target=target).ask()["scores"])[[place]]]
    outputs = outputs_of(question.model, question.inputs, arrays)
    by_image = [values for values in outputs if np.ndim(values) and not len(values) % count]
    return [values.reshape(count, -1)[[place]] for values in by_image]


def _image_input(arrays, inputs, name):
    """Return the place of the input that the map is of: the one named, or the only one with images."""
    names = inputs.names if inputs else ["input"]
    by_name = dict(zip(names, arrays, strict=True))
    rank = min(4, max(array.ndim for array in arrays))
    pictures = [name for name, array in by_name.items() if array.ndim >= max(rank, 3)]
    if not pictures:
        shapes = {name: array.shape for name, array in by_name.items()}
        _checks.refuse("model", "a model of images, (N, H, W, C), or of signals, (N, T, C)", shapes)
    if name is None and len(pictures) > 1:
        _checks.refuse("input", f"one of the image inputs {_checks.listed(pictures)}", None)
    if name is None:
        return names.index(pictures[0])
    return names.index(_checks.choice(name, "input", [key for key in names if by_name[key].ndim > 2]))
