"""What a model answers for the images, and what the answers rest on."""

import warnings
from dataclasses import dataclass, field

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection import NoLogitError, grad_cam_by_layer, saliency

MOST_LAYERS = 12
"""Layers that have a Grad-CAM each; of a model with more, the last of each size of maps."""

_DRAWN = 3  # axes of heat maps, with that of the images, that make pictures
_SURE = 1e-3  # by which shares may miss a sum of one, in single precision


@dataclass
class Answers:
    """Scores of classes for each image.

    Attributes
    ----------
    scores : ndarray of shape (N, K) or None
        None where the first output is no list of scores.
    name : str or None
        The tensor among the maps that holds them.
    shares : bool
        Whether they are probabilities that sum to one.
    labels : list of str
        A name for each class.
    """

    scores: np.ndarray | None
    name: str | None
    shares: bool
    labels: list


@dataclass
class Heat:
    """Heat maps of one method.

    Attributes
    ----------
    maps : dict of (int, int) to ndarray of shape (H, W)
        By image and class; of Grad-CAM in the size of the layer.
    layer : str or None
        Name of the layer that they are of.
    input : str or None
        Name of the input that they lie over.
    why : str
        Why there is none; empty where there is.
    """

    maps: dict = field(default_factory=dict)
    layer: str | None = None
    input: str | None = None
    why: str = ""


def answers_of(given, maps, classes):
    """Return the :class:`Answers` of a model's first output.

    Parameters
    ----------
    given : Given
        The model and its images.
    maps : dict of str to ndarray
        What :func:`cnn_docs.feature_maps` returned; the scores are taken from there.
    classes : sequence of str or None
    """
    scores = given.first_output()
    name = next((key for key in reversed(maps) if _equal(maps[key], scores)), None)
    scores = scores if name is None else maps[name]
    if scores.dtype.kind not in "fiub" or scores.ndim not in (1, 2) or not scores.size:
        if classes is not None:
            wanted = "None for a model whose first output is no list of scores"
            _checks.refuse("classes", wanted, list(classes), hint=f"It has the shape {scores.shape}.")
        return Answers(None, name, False, [])
    scores = scores.reshape(len(scores), -1).astype(np.float64)
    shares = scores.shape[1] > 1 and bool(
        (scores >= 0).all() and (np.abs(scores.sum(axis=1) - 1) <= _SURE).all()
    )
    return Answers(scores, name, shares, _labels(classes, scores.shape[1]))


def _labels(classes, count):
    if classes is None:
        return [str(number) for number in range(count)]
    wanted = "a sequence of names, one for each class"
    classes = _checks.items(classes, "classes", wanted)
    if not all(isinstance(name, str) for name in classes):
        _checks.refuse("classes", wanted, classes, error=TypeError)
    for place, name in enumerate(classes):
        _checks.text(name, f"classes[{place}]")
    if count == 1 and len(classes) == 2:
        return classes[1:]  # one unit tells the second of two classes
    if len(classes) != count:
        wanted = f"{count} names, one for each class of the model" + ", or two" * (count == 1)
        _checks.refuse("classes", wanted, classes, hint=f"These are {len(classes)}.")
    return classes


def _equal(values, scores):
    if values.shape != scores.shape or values.dtype.kind not in "fiub" or scores.dtype.kind not in "fiub":
        return False
    return np.allclose(values, scores, rtol=1e-3, atol=1e-5, equal_nan=True)


def heats_of(given, answers, count):
    """Return the :class:`Heat` of saliency and of Grad-CAM of several layers, by name.

    That of the layer which :func:`cnn_docs.grad_cam` takes is ``"grad_cam"``, those of others are
    ``"grad_cam:"`` with the name of the layer.

    Parameters
    ----------
    given : Given
    answers : Answers
    count : int
        Classes of each image that are explained, those with the highest scores.
    """
    if not count:
        return {}
    if answers.scores is None:
        why = "The model's first output is no list of scores."
        return {"saliency": Heat(why=why), "grad_cam": Heat(why=why)}
    asked = np.argsort(-answers.scores, axis=1, kind="stable")[:, :count]
    return _tried("saliency", _saliency, given, asked) | _tried("grad_cam", _grad_cams, given, asked)


def _tried(method, heats, given, asked):
    """Return what a function finds over repeated images, or why a method cannot be shown."""
    each = asked.shape[1]
    open_class = asked.max() == 0 and each == 1  # a single unit, which has no classes
    options = {"target": None if open_class else asked.reshape(-1).tolist(), "input": given.image_name}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of maps that are zero everywhere: the page says so
            found = heats(given.model, given.repeated(each), batch_size=given.batch_size, **options)
    except NoLogitError as error:  # whose way out is an argument that pages do not take
        return {method: Heat(why=error.why[:1].upper() + error.why[1:])}
    except (TypeError, ValueError) as error:
        return {method: Heat(why=_checks.reason(error))}
    if not all(np.isfinite(maps).all() for maps, _ in found.values()):
        return {method: Heat(why="Some of its values are not finite.")}
    rank = min(maps.ndim for maps, _ in found.values())
    if rank > _DRAWN:
        shape = next(iter(found.values()))[0].shape[1:]
        return {method: Heat(why=f"It has the shape {shape}, which cannot be laid over a picture.")}
    keys = [(image, int(asked[image, place])) for image in range(len(asked)) for place in range(each)]
    return {
        name: Heat(dict(zip(keys, maps, strict=True)), layer, given.shown_name)
        for name, (maps, layer) in found.items()
    }


def _saliency(model, images, **options):
    return {"saliency": (saliency(model, images, **options), None)}


def _grad_cams(model, images, **options):
    maps, default = grad_cam_by_layer(model, images, most=MOST_LAYERS, **options)
    return {
        "grad_cam" if layer == default else f"grad_cam:{layer}": (heat, layer) for layer, heat in maps.items()
    }
