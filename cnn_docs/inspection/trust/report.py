"""All checks of some heat maps in one small table."""

import numpy as np

from cnn_docs import _checks
from cnn_docs.inspection.trust._methods import METHODS, method
from cnn_docs.inspection.trust._results import TrustRow, TrustTable, mean
from cnn_docs.inspection.trust._scores import Scorer
from cnn_docs.inspection.trust.agreement import rank_correlation
from cnn_docs.inspection.trust.curves import deletion_insertion
from cnn_docs.inspection.trust.randomisation import TRAINED, randomised_maps

__all__ = ["trust_table"]


def trust_table(
    model,
    images,
    maps,
    *,
    target=None,
    fill="mean",
    step=None,
    random="shifted",
    orders=20,
    stages=10,
    seed=0,
    score="output",
    input=None,
    output=None,
    batch_size=32,
    progress=False,
):
    """Return a table that tells whether heat maps of a model can be believed.

    Three questions, for each map: does the score fall when the pixels that it marks are deleted, and rise
    when they are inserted (:func:`cnn_docs.deletion_insertion`)? Does it change when the model's weights
    are random (:func:`cnn_docs.randomised_maps`)? Does it agree with the other maps
    (:func:`cnn_docs.rank_correlation`)?

    Neither answer is a proof. A map that fails the first for several fills, or the second, is a poor witness
    of what the model learned; but where the architecture alone decides where a model can look, as behind
    a cropping, a right map stays under random weights. One that passes is not thereby right: people who
    do not know what to look for do not find a shortcut in such maps [1]_, deletion leaves the pictures
    that the model was trained on [2]_, and maps can agree and be wrong together.

    Parameters
    ----------
    model : keras.Model
        A built model; it stays as it is.
    images : array_like of shape (N, H, W, C) or (H, W, C), list or dict
        What the model takes. The more images, the less hangs on chance: the random orders show how much.
    maps : dict or sequence of str
        What to check, by a label: a method as in :func:`cnn_docs.randomised_maps`, by name or as a function,
        or maps that were computed already, of shape (N, H, W), which cannot be tried with random
        weights. A sequence of names stands for the methods of these names.
    target, fill, step, random, orders, score
        As in :func:`cnn_docs.deletion_insertion`.
    stages : int, default 10
        As in :func:`cnn_docs.randomised_maps`.
    seed : int, default 0
        Seed of all random numbers.
    input, output, batch_size
        As in :func:`cnn_docs.saliency`.
    progress : bool, default False
        Whether to show how far it is, on a terminal or in a notebook.

    Returns
    -------
    TrustTable
        A row for each map: the areas of deletion (small is good) and insertion (large is good), each beside
        mean and standard deviation of the orders at random and the number of them that it beats; the
        rank correlation with its own map under random weights (near 0 is good), and the mean of those with
        the other maps.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If there is no map, no such method, or an argument does not fit.

    References
    ----------
    .. [1] J. Adebayo, M. Muelly, H. Abelson, B. Kim, "Post hoc explanations may be ineffective for detecting
       unknown spurious correlation", ICLR 2022.
    .. [2] S. Hooker, D. Erhan, P.-J. Kindermans, B. Kim, "A benchmark for interpretability methods in deep
       neural networks", NeurIPS 2019.

    Examples
    --------
    >>> from cnn_docs import load_digits, load_digits_cnn
    >>> images = load_digits().test_images[:8, ..., None]
    >>> table = trust_table(load_digits_cnn(), images, ["saliency"], step=4, orders=10)
    >>> table["saliency"].better_than("deletion")
    10
    """
    stages = _checks.positive_integer(stages, "stages")
    asked = {"input": input, "output": output, "batch_size": batch_size}
    scorer = Scorer(model, images, target=target, score=score, **asked)
    shared = {"target": scorer.target, "seed": seed, "progress": progress, **asked}
    curves = {"fill": fill, "step": step, "random": random, "orders": orders, "score": score, **shared}
    found, rows = [], []
    for name, given in _labelled(maps).items():
        stage_maps = None
        if _is_method(given):
            explain = method(given, f"maps[{name!r}]", **asked)
            stage_maps = randomised_maps(model, images, _by_keyword(explain), stages=stages, **shared)
        heat = scorer.checked(given if stage_maps is None else stage_maps.pop(TRAINED), f"maps[{name!r}]")
        pixels = deletion_insertion(model, images, heat[0] if scorer.single else heat, **curves)
        rows.append(TrustRow(name, pixels, stage_maps and _correlations(heat, stage_maps)))
        found.append(heat)
    agreement = [[mean(rank_correlation(first, second)) for second in found] for first in found]
    return TrustTable(tuple(rows), np.array(agreement))


def _correlations(heat, stage_maps):
    return {name: rank_correlation(heat, np.reshape(maps, heat.shape)) for name, maps in stage_maps.items()}


def _labelled(maps):
    """Return the maps by label."""
    if isinstance(maps, dict):
        if not all(isinstance(name, str) for name in maps):
            _checks.refuse("maps", "a dict of maps by label, a text", list(maps), error=TypeError)
        labelled = maps
    elif isinstance(maps, str) or hasattr(maps, "shape"):
        _checks.refuse("maps", "a dict of maps by label, or a sequence of names", maps, error=TypeError)
    else:
        names = _checks.items(maps, "maps", "a dict of maps by label, or a sequence of names")
        labelled = {_checks.choice(name, "maps", METHODS): name for name in names}
    if not labelled:
        _checks.refuse("maps", "at least one map", maps)
    return labelled


def _is_method(given):
    return isinstance(given, str) or callable(given)


def _by_keyword(explain):
    return lambda model, images, *, target: explain(model, images, target)
