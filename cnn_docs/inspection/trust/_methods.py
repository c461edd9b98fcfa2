"""Methods that make heat maps, by name: what the checks run again on a model whose weights are random."""

from functools import partial

from cnn_docs import _checks
from cnn_docs.inspection.attribution import grad_cam, integrated_gradients, saliency, smooth_grad

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
    return lambda model, images, target: METHODS[given](model, images, target=target, **options)
