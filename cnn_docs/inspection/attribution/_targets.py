"""What a map is about: a class of the model, or one number for each image from a function of the outputs."""

from dataclasses import dataclass, replace

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._passes import answer
from cnn_docs.inspection.attribution._asked import Asked, put_to
from cnn_docs.inspection.attribution._function_target import FunctionTarget, checked_function
from cnn_docs.inspection.attribution._logits import class_scores
from cnn_docs.inspection.attribution._outputs import chosen_output

PREDICTED = -1  # stands for the class with the highest score


def target_of(target, count, *, score, output):
    """Return the :class:`ClassTarget` or :class:`FunctionTarget` for what a caller gave."""
    if callable(target):
        if output is not None:
            wanted = "None where `target` is a function, which is given all outputs as the model returns them"
            _checks.refuse("output", wanted, output)
        return FunctionTarget(checked_function(target), np.arange(count), count)
    return ClassTarget(_classes(target, count), score, output)


@dataclass(frozen=True)
class ClassTarget:
    """A class for each image.

    Attributes
    ----------
    classes : ndarray of shape (N,), int32
        ``PREDICTED`` for the class with the highest score.
    score : {"logit", "output"}
    output : str, int or None
        Which of the outputs holds the scores.
    """

    classes: np.ndarray
    score: str
    output: object

    @property
    def is_open(self):
        """Whether the class of an image has to be found."""
        return bool((self.classes == PREDICTED).any())

    def part(self, chosen):
        """Return the target for the images at ``chosen``."""
        return replace(self, classes=self.classes[chosen])

    def ask(self, question, watched=None, read=None, put=answer):
        """Return the answer for one batch: ``"scores"``, ``"targets"``, and ``"wanted"`` where it exists.

        ``put`` is how the question is put to the model.
        """
        asked = Asked(_ClassReading(self.score, self.output), watched, read)
        found = put_to(put, question, asked, [self.classes])
        ambiguous = bool(found["ambiguous"])
        self._check(int(found["classes"]), ambiguous)
        return {**found, "targets": self.classes} if ambiguous else found

    def with_found(self, found):
        """Return the target with the classes that an answer found; an ambiguous unit's stays open."""
        return replace(self, classes=found["targets"])

    def _check(self, count, ambiguous):
        highest = self.classes.max(initial=PREDICTED)
        if highest >= count:
            wanted = f"a class from 0 to {count - 1}" if count > 1 else "0: the output is a single unit"
            _checks.refuse("target", wanted, int(highest))
        if ambiguous and highest > PREDICTED:
            wanted = "None or a function of the output: whether this single unit is a sigmoid cannot be seen"
            hint = "None is the unit itself; `lambda output: 1 - output[:, 0]` is what speaks against it."
            _checks.refuse("target", wanted, int(highest), hint=hint)


@dataclass(frozen=True)
class _ClassReading:
    """Reads the scores of the classes."""

    score: str
    output: object

    def __call__(self, recorder, given, result, targets):
        """Return the scores (N,) of the targets, and them with the targets and the number of classes."""
        ops = load_keras().ops
        output = chosen_output(recorder.model, result, self.output)
        classes, ambiguous = class_scores(recorder, given, output, self.score)
        count = classes.shape[-1]
        single = len(output.shape) < 2 or output.shape[-1] == 1
        predicted = ops.full_like(targets, count - 1) if single else ops.argmax(classes, axis=-1)
        targets = ops.where(targets == PREDICTED, ops.cast(predicted, "int32"), targets)
        places = ops.clip(targets, 0, count - 1)
        scores = ops.take_along_axis(classes, ops.expand_dims(places, -1), axis=-1)[:, 0]
        return scores, {"scores": scores, "targets": targets, "classes": count, "ambiguous": ambiguous}


def _classes(target, count):
    """Return a class for each image, int32."""
    if target is None:
        return np.full(count, PREDICTED, np.int32)
    wanted = f"one class, or one for each of the {count} images"
    several = _checks.items(target, "target", wanted) if np.iterable(target) else [target] * count
    targets = [_checks.whole_number(item, "target", minimum=0) for item in several]
    if len(targets) != count:
        _checks.refuse("target", wanted, target)
    if max(targets) > np.iinfo(np.int32).max:
        _checks.refuse("target", "a class of the model", max(targets))
    return np.array(targets, np.int32)
