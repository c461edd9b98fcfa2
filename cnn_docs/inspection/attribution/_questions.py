"""What is asked of a model, checked: images, class, score, input and output; and the passes that answer."""

from dataclasses import dataclass, replace

import numpy as np

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.inspection._inputs import as_batch, check_built, keys_of, model_inputs
from cnn_docs.inspection._passes import _entry, run
from cnn_docs.inspection._recorder import recording
from cnn_docs.inspection.attribution._logits import class_scores

PREDICTED = -1  # stands for the class with the highest score


@dataclass
class Question:
    """A model, images and the score of a class.

    Attributes
    ----------
    model : keras.Model
    inputs : Inputs or None
        What the model takes.
    arrays : list of ndarray
        One batch for each input.
    single : bool
        Whether an image without batch axis was given.
    targets : ndarray of shape (N,), int32
        Class for each image, or ``PREDICTED``.
    score : str
        "logit" or "output".
    image : int
        Which of the inputs the map is of.
    output : int
        Which of the outputs holds the score.
    """

    model: object
    inputs: object
    arrays: list
    single: bool
    targets: np.ndarray
    score: str
    image: int
    output: int

    def __len__(self):
        return len(self.targets)

    @property
    def images(self):
        """The images that the map is of."""
        return self.arrays[self.image]

    def part(self, chosen, images=None):
        """Return the question for the images at ``chosen``, with other pixels where they are given."""
        arrays = [array[chosen] for array in self.arrays]
        if images is not None:
            arrays[self.image] = images
        return replace(self, arrays=arrays, targets=self.targets[chosen])

    def batches(self, batch_size):
        """Yield the parts of ``batch_size`` images."""
        for start in range(0, len(self), batch_size):
            yield self.part(slice(start, start + batch_size))

    def channel_axis(self):
        """Return the axis of the channels of images and maps."""
        first = any(
            getattr(layer, "data_format", "") == "channels_first" for layer in self.model._flatten_layers()
        )
        return 1 if first else -1

    def as_given(self, heat):
        """Return heat maps (N, H, W) with the batch axis if the images had one."""
        return heat[0] if self.single else heat


def pose(model, images, *, target, score, input, output):
    """Check the arguments that all attribution functions share, and return the :class:`Question`."""
    keras = load_keras()
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            f"Attribution needs Keras's TensorFlow backend. It runs on {keras.backend.backend()}."
        )
    check_built(model, "Call it on a batch first, or add a keras.Input.")
    score = _checks.choice(score, "score", ("logit", "output"))
    inputs = model_inputs(model, images)
    arrays, single = as_batch(images, inputs)
    image = _image_input(arrays, inputs, input)
    targets = _targets(target, len(arrays[0]))
    return Question(model, inputs, arrays, single, targets, score, image, _output(model, output))


def answer(question, wanted, *, layer=None, upsample=True):
    """Return what is wanted of one batch, as arrays by name.

    The first pass for a model runs eagerly; the same pass again is compiled and kept with the model.

    Parameters
    ----------
    question : Question
    wanted : {"scores", "gradients", "class_maps"}
        The scores of the classes only, or also their gradients with respect to the image input, or the
        maps of Grad-CAM at ``layer``.

    Returns
    -------
    dict of str to ndarray
        ``"scores"`` and ``"targets"`` of shape (N,), and what was asked for.
    """
    tensors = [*question.arrays, question.targets]
    key = ("attribution", wanted, question.score, question.image, question.output, layer, upsample)
    entry = _entry(question.model, question.arrays, key)
    if entry.count and not entry.failed and entry.function is None:
        _compile(entry, question, wanted, layer, upsample)
    if entry.function is None:
        found = _evaluate(question, wanted, layer, upsample, *_as_tensors(tensors))
    else:
        found = entry.function(*_as_tensors(tensors))
    entry.count += 1
    found = {name: value.numpy() for name, value in found.items()}
    _check_targets(question.targets, int(found.pop("classes")))
    return found


def with_classes(question, batch_size):
    """Return the question with the predicted classes in place of ``PREDICTED``, and its scores."""
    found = [answer(part, "scores") for part in question.batches(batch_size)]
    targets = np.concatenate([part["targets"] for part in found])
    return replace(question, targets=targets), np.concatenate([part["scores"] for part in found])


def with_known_classes(question, batch_size):
    """Return the question with the predicted classes in place of ``PREDICTED``; no pass if there is none."""
    if (question.targets == PREDICTED).any():
        return with_classes(question, batch_size)[0]
    return question


def _as_tensors(arrays):
    import tensorflow as tf

    return [tf.convert_to_tensor(array) for array in arrays]


def _compile(entry, question, wanted, layer, upsample):
    """Compile the pass; a model whose code needs values is run eagerly ever after."""
    import weakref

    import tensorflow as tf

    reference, bare = weakref.ref(question.model), replace(question, model=None, arrays=[], targets=None)

    def traced(*tensors):
        return _evaluate(replace(bare, model=reference()), wanted, layer, upsample, *tensors)

    specs = [tf.TensorSpec((None, *array.shape[1:]), array.dtype) for array in question.arrays]
    specs.append(tf.TensorSpec((None,), tf.int32))
    try:
        entry.function = tf.function(traced, input_signature=specs, autograph=False).get_concrete_function()
    except Exception:  # whatever that code raises, it still runs eagerly
        entry.failed = True


def _evaluate(question, wanted, layer, upsample, *tensors):
    """Run the model once; return tensors by name."""
    import tensorflow as tf

    from cnn_docs.inspection.attribution.class_maps import class_maps

    *tensors, targets = tensors
    keras = load_keras()
    with keras.StatelessScope(), tf.GradientTape(watch_accessed_variables=False) as tape:
        if wanted == "gradients":
            tape.watch(tensors[question.image])
        if wanted == "class_maps":  # the layer may see another input than the image
            tape.watch([tensor for tensor in tensors if tensor.dtype.is_floating])
        with recording(question.model) as recorder:
            result = run(question.model, question.inputs, tensors)
        output = _chosen(keras.tree.flatten(result), question.output)
        classes = class_scores(recorder, output, question.score)
        count = classes.shape[-1]
        predicted = _predicted(classes, output)
        targets = tf.where(targets == PREDICTED, predicted, targets)
        scores = tf.gather(classes, tf.clip_by_value(targets, 0, count - 1), batch_dims=1)
        total = tf.reduce_sum(scores)
    found = {"scores": scores, "targets": targets, "classes": tf.constant(count)}
    if wanted == "gradients":
        found["gradients"] = _gradient(tape, total, tensors[question.image], question.model)
    if wanted == "class_maps":
        size = tensors[question.image].shape if upsample else None
        found["maps"] = class_maps(question, tape, total, recorder, layer, size)
    return found


def _chosen(outputs, place):
    """Return one of the outputs of a pass; only the pass tells how many a subclassed model has."""
    if place >= len(outputs):
        _checks.refuse("output", f"below {len(outputs)}, the number of outputs", place)
    return outputs[place]


def _predicted(classes, output):
    """Return the class with the highest score; of a single unit the last, the positive class."""
    import tensorflow as tf

    count = classes.shape[-1]
    if output.shape[-1] == 1:
        return tf.fill(tf.shape(classes)[:1], count - 1)
    return tf.argmax(classes, axis=-1, output_type=tf.int32)


def _gradient(tape, total, image, model):
    import tensorflow as tf

    gradient = tape.gradient(total, image)
    if gradient is None:
        message = f"`model` ('{model.name}') must lead from the image to the score by differentiable steps."
        raise ValueError(f"{message} The score has no gradient there.")
    return tf.cast(gradient, tf.float32)


def _image_input(arrays, inputs, name):
    """Return the place of the input that the map is of: the one named, or the only one with images."""
    names = inputs.names if inputs else ["input"]
    pictures = {
        name: place for place, (name, array) in enumerate(zip(names, arrays, strict=True)) if array.ndim == 4
    }
    if not pictures:
        shapes = dict(zip(names, (array.shape for array in arrays), strict=True))
        _checks.refuse("model", "a model of images, (N, H, W, C)", shapes)
    if name is not None:
        place = pictures[_checks.choice(name, "input", pictures)]
    elif len(pictures) > 1:
        _checks.refuse("input", f"one of the image inputs {_checks.listed(pictures)}", None)
    else:
        place = next(iter(pictures.values()))
    if arrays[place].dtype.kind != "f":
        _checks.refuse("model", "a model of which the image input has a float type", arrays[place].dtype.name)
    return place


def _output(model, output):
    """Return the place of the output with the score, by name or number."""
    names = _output_names(model)
    if output is None:
        return 0
    if isinstance(output, str):
        if not names:
            _checks.refuse("output", "a number for a model that does not name its outputs", output)
        return names.index(_checks.choice(output, "output", names))
    place = _checks.whole_number(output, "output", minimum=0)
    if names and place >= len(names):
        _checks.refuse("output", f"below {len(names)}, or one of {_checks.listed(names)}", output)
    return place


def _output_names(model):
    """Return the names of the outputs in order, the keys where the model returns a dict; [] for no names."""
    named = getattr(model, "output_names", None) or []
    return keys_of(getattr(model, "_outputs_struct", None)) or list(named)


def _targets(target, count):
    """Return a class for each image, int32."""
    if target is None:
        return np.full(count, PREDICTED, np.int32)
    try:
        several = list(target)
    except TypeError:  # one class for all
        several = [target] * count
    targets = [_checks.whole_number(item, "target", minimum=0) for item in several]
    if len(targets) != count:
        _checks.refuse("target", f"one class, or one for each of the {count} images", target)
    if max(targets) > np.iinfo(np.int32).max:
        _checks.refuse("target", "a class of the model", max(targets))
    return np.array(targets, np.int32)


def _check_targets(targets, classes):
    if len(targets) and targets.max() >= classes:
        wanted = f"a class from 0 to {classes - 1}" if classes > 1 else "0: the output is a single unit"
        _checks.refuse("target", wanted, int(targets.max()))
