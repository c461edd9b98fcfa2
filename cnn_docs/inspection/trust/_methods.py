"""Methods that make heat maps, by name: what the checks run again on a model whose weights are random."""

from functools import partial

from cnn_docs import _checks
from cnn_docs.inspection.attribution import grad_cam, integrated_gradients, saliency, smooth_grad
from cnn_docs.inspection.attribution._logits import NoLogitError

METHODS = {
    "saliency": saliency,
    "smooth_grad": smooth_grad,
    "integrated_gradients": integrated_gradients,
    "grad_cam": grad_cam,
    "hires_cam": partial(grad_cam, method="hires_cam"),
    "layer_cam": partial(grad_cam, method="layer_cam"),
}
_OTHERS = "`functools.partial(occlusion, patch_size=4)`"


def method(given, name, **options):
    """Return a function of (model, images, target) for a method's name, or for a function that takes them.

    ``options`` go to the methods that have names; who gives a function chose its options.
    """
    if callable(given):
        return lambda model, images, target: given(model, images, target=target)
    if not isinstance(given, str):
        wanted = "the name of a method, or a function of a model, images and `target`"
        _checks.refuse(name, wanted, given, error=TypeError)
    if given not in METHODS:
        hint = f"Other methods are given as functions, such as {_OTHERS}."
        _checks.refuse(name, _checks.listed(METHODS, "or"), given, hint=hint)
    return partial(_explained, given, options)


def _explained(name, options, model, images, target):
    """Return the maps of a method by name, which explains the logit."""
    try:
        return METHODS[name](model, images, target=target, **options)
    except NoLogitError as error:
        plain = "grad_cam" if name.endswith("_cam") else name
        kind = "" if plain == name else f", method={name!r}"
        way = f'`functools.partial({plain}{kind}, score="output")`'
        hint = f"A method by name explains those. Give {way} in place of {name!r}."
        raise NoLogitError(error.model, error.why, hint) from error
