"""Whether a map is about what the model learned: the same of models with more and more random weights."""

import warnings

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection._recorder import UniqueNames
from cnn_docs.inspection.attribution._progress import progress_shown
from cnn_docs.inspection.trust._methods import method as method_of
from cnn_docs.inspection.trust._scores import Scorer
from cnn_docs.inspection.trust._weights import from_the_top, random_like, to_be_changed, values_of

__all__ = ["randomised_maps"]

TRAINED = "trained"


def randomised_maps(
    model,
    images,
    method,
    *,
    target=None,
    stages=10,
    seed=0,
    input=None,
    output=None,
    batch_size=32,
    progress=False,
):
    """Return the maps of a method for a model whose layers get random weights, from the output down.

    A map that is about what the model learned has to change when that is taken away [1]_: first the last
    layer gets random weights, then the one before it as well, until all are random. A map that stays the
    same shows the picture, or the architecture, and not the model. One that changes need not be right.
    How much it changed tells :func:`cnn_docs.rank_correlation`.

    Kernels are drawn from a normal distribution with the root mean square of the trained ones (all
    positive where those were); biases and other vectors are shuffled within themselves, and so are kernels of
    whole numbers, as those of a quantized model. Single numbers, and vectors of whole numbers, stay.

    Parameters
    ----------
    model : keras.Model
        A built model. It is cloned, and stays as it is. One that Keras cannot clone (a subclassed one) is
        changed while this runs, and gets its weights back at the end, also after an interrupt.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes.
    method : str or callable
        "saliency", "smooth_grad", "integrated_gradients", "grad_cam", "hires_cam", "layer_cam", or a
        function that is called as ``method(model, images, target=…)`` and returns the maps, such as
        ``functools.partial(occlusion, patch_size=4)``.
    target : int, sequence of int, callable or None, default None
        As in :func:`cnn_docs.saliency`. None is the class that the trained model predicts, also for the
        random ones.
    stages : int, default 10
        How many models with random weights at most; of a model with more layers, several are taken
        together.
    seed : int, default 0
        Seed of the random weights.
    input, output : str, int or None
        Which input the map is of and which output is asked, for a method that is given by name.
    batch_size : int, default 32
        Images in one pass, for a method that is given by name.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    dict of str to ndarray of shape (N, H, W)
        The maps of the trained model under "trained", then under each layer's name those of the model in
        which it and all layers behind it are random. (H, W) for a single image. A layer that is itself
        called "trained" stands under ``trained#2``.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If there is no such method, the model has no weights, or the images do not fit it.

    References
    ----------
    .. [1] J. Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, section 3.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn, rank_correlation
    >>> images = load_digits().test_images[:8, ..., None]
    >>> maps = randomised_maps(load_digits_cnn(), images, "saliency")
    >>> list(maps)[:3]
    ['trained', 'output', 'dense_1']
    >>> float(rank_correlation(maps["trained"], maps["conv_1"]).mean()) < 0.5
    True
    """
    progress = _checks.flag(progress, "progress")
    stages = _checks.positive_integer(stages, "stages")
    rng = np.random.default_rng(_checks.whole_number(seed, "seed", minimum=0))
    asked = {"input": input, "output": output, "batch_size": batch_size}
    explain = method_of(method, "method", **asked)
    scorer = Scorer(model, images, target=target, score="output", **asked)
    layers = from_the_top(model, scorer.calls())
    if not layers:
        _checks.refuse("model", "a model with weights", model.name)

    def agrees(clone):
        other = Scorer(clone, images, target=scorer.target, score="output", **asked)
        return np.allclose(other.whole, scorer.whole, rtol=1e-4, atol=1e-6)

    unique = UniqueNames([TRAINED])
    with progress_shown(progress, 1 + len(layers), "layers") as advance:
        found = {TRAINED: explain(model, images, scorer.target)}
        advance(1)
        with to_be_changed(model, agrees) as changed:
            for group in np.array_split(np.arange(len(layers)), min(stages, len(layers))):
                weights = values_of(changed)
                for place in [place for number in group for place in layers[number][1]]:
                    weights[place] = random_like(weights[place], rng)
                changed.set_weights(weights)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", UserWarning)  # an empty map of a random model is a result
                    found[unique(layers[group[-1]][0])] = explain(changed, images, scorer.target)
                advance(len(group))
    return found
