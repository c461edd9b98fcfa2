"""Run this package and its peers on each kind of model and write what works as a Markdown table.

Called as ``python -m bench.peers [file]`` in the folder ``tests``, in an environment with the dependency
group ``peers`` and Graphviz; without a file the table is printed. Each call is the one of the peer's own
documentation, with its defaults. It works if it returns: heat maps with the size of the image, features and
drawings with every layer that holds weights.
"""

import contextlib
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

import cnn_docs
from cnn_docs._keras import load_keras

from .kinds import CLASSES, KINDS, SHAPE, images_for
from .written import write

PEERS = ("visualkeras", "keract", "tf-keras-vis", "tf-explain", "xplique")
TARGET = 3


class UnusableError(Exception):
    """What a function returned is not what it promises; the text says why."""


def layers_of(model):
    """Return the names of all layers with weights, nested ones too."""
    found = [layer for layer in model._flatten_layers(include_self=False) if not hasattr(layer, "layers")]
    return {layer.name for layer in found if layer.weights}


def seen(names, model):
    """Raise if a layer with weights is not among the names or their last parts."""
    missing = layers_of(model) - {name.split("/")[-1].split("#")[0] for name in names}
    if missing:
        raise UnusableError(f"{len(missing)} of {len(layers_of(model))} layers missing")


def mapped(heat):
    """Raise if a map is not one finite number for each pixel, or all the same."""
    heat = np.squeeze(np.asarray(heat[0] if isinstance(heat, list) else heat))
    if heat.shape != SHAPE[:2] or not np.isfinite(heat).all() or np.ptp(heat) == 0:
        raise UnusableError(f"a map of shape {heat.shape}" if heat.shape != SHAPE[:2] else "an empty map")


def first_input(model):
    return {"input": "first"} if model.name == "several_inputs" else {}


def ours(function, **options):
    def call(model, images):
        mapped(function(model, images, target=TARGET, **first_input(model), **options))

    return call


def our_drawing(model, images):
    table = cnn_docs.layer_table(model)
    figure = cnn_docs.plot_architecture(table, style="graph").figure
    figure.savefig(Path(tempfile.gettempdir()) / "drawing.svg")
    seen(
        [text.get_text().split("\n")[0] for text in figure.findobj(match=lambda a: hasattr(a, "get_text"))],
        model,
    )


def our_features(model, images):
    seen(cnn_docs.feature_maps(model, images), model)


def plot_model(model, images):
    keras = load_keras()
    with tempfile.TemporaryDirectory() as folder:
        keras.utils.plot_model(model, Path(folder) / "model.png", expand_nested=True, show_layer_names=True)
    text = keras.utils.model_to_dot(model, expand_nested=True, show_layer_names=True).to_string()
    seen([name for name in layers_of(model) if name in text], model)


def visualkeras(view):
    def call(model, images):
        import visualkeras

        getattr(visualkeras, view)(model)

    return call


def keract(model, images):
    from keract import get_activations

    seen(get_activations(model, images, nested=True), model)


def tf_keras_vis(kind, **options):
    def call(model, images):
        from tf_keras_vis.gradcam import Gradcam
        from tf_keras_vis.saliency import Saliency
        from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
        from tf_keras_vis.utils.scores import CategoricalScore

        maker = {"Saliency": Saliency, "Gradcam": Gradcam}[kind](
            model, model_modifier=ReplaceToLinear(), clone=True
        )
        mapped(maker(CategoricalScore([TARGET]), images, **options))

    return call


def tf_explain(module, kind, **options):
    def call(model, images):
        core = __import__(f"tf_explain.core.{module}", fromlist=[kind])
        shown = getattr(core, kind)().explain((images, None), model, class_index=TARGET, **options)
        mapped(np.asarray(shown, float).mean(axis=-1) if np.ndim(shown) == 3 else shown)

    return call


def xplique(kind, **options):
    def call(model, images):
        import xplique.attributions as attributions

        answer = np.eye(CLASSES, dtype=np.float32)[[TARGET]]
        mapped(np.asarray(getattr(attributions, kind)(model, **options)(images, answer)))

    return call


CALLS = [
    ("drawing", "cnn_docs", "plot_architecture", our_drawing),
    ("drawing", "keras", "plot_model", plot_model),
    ("drawing", "visualkeras", "layered_view", visualkeras("layered_view")),
    ("drawing", "visualkeras", "graph_view", visualkeras("graph_view")),
    ("maps of all layers", "cnn_docs", "feature_maps", our_features),
    ("maps of all layers", "keract", "get_activations", keract),
    ("saliency", "cnn_docs", "saliency", ours(cnn_docs.saliency)),
    ("saliency", "tf-keras-vis", "Saliency", tf_keras_vis("Saliency")),
    ("saliency", "tf-explain", "VanillaGradients", tf_explain("vanilla_gradients", "VanillaGradients")),
    ("saliency", "xplique", "Saliency", xplique("Saliency")),
    ("SmoothGrad", "cnn_docs", "smooth_grad", ours(cnn_docs.smooth_grad, samples=5)),
    ("SmoothGrad", "tf-keras-vis", "Saliency", tf_keras_vis("Saliency", smooth_samples=5)),
    ("SmoothGrad", "tf-explain", "SmoothGrad", tf_explain("smoothgrad", "SmoothGrad")),
    ("SmoothGrad", "xplique", "SmoothGrad", xplique("SmoothGrad", nb_samples=5)),
    ("integrated gradients", "cnn_docs", "integrated_gradients", ours(cnn_docs.integrated_gradients)),
    (
        "integrated gradients",
        "tf-explain",
        "IntegratedGradients",
        tf_explain("integrated_gradients", "IntegratedGradients"),
    ),
    ("integrated gradients", "xplique", "IntegratedGradients", xplique("IntegratedGradients")),
    ("Grad-CAM", "cnn_docs", "grad_cam", ours(cnn_docs.grad_cam)),
    ("Grad-CAM", "tf-keras-vis", "Gradcam", tf_keras_vis("Gradcam")),
    ("Grad-CAM", "tf-explain", "GradCAM", tf_explain("grad_cam", "GradCAM")),
    ("Grad-CAM", "xplique", "GradCAM", xplique("GradCAM")),
    ("occlusion", "cnn_docs", "occlusion", ours(cnn_docs.occlusion, patch_size=8)),
    (
        "occlusion",
        "tf-explain",
        "OcclusionSensitivity",
        tf_explain("occlusion_sensitivity", "OcclusionSensitivity", patch_size=8),
    ),
    ("occlusion", "xplique", "Occlusion", xplique("Occlusion", patch_size=8, patch_stride=8)),
]


@contextlib.contextmanager
def silence():
    """Keep what the peers print to themselves."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


def verdict(call, kind):
    """Return "yes", or "no" with the reason."""
    keras = load_keras()
    keras.utils.set_random_seed(1)
    model = KINDS[kind]()
    try:
        with silence():
            call(model, images_for(model))
    except Exception as error:
        return f"no: {error if isinstance(error, UnusableError) else type(error).__name__}"
    return "yes"


def rows():
    """Yield the cells of each call, the answer for each kind of model."""
    for task, package, function, call in CALLS:
        cells = task, f"{package} `{function}`", *[verdict(call, kind) for kind in KINDS]
        print(*cells, sep="  ", flush=True)
        yield cells


def markdown(found):
    """Return the table with the versions above it."""
    versions = [f"{name} {version(name)}" for name in ("keras", "tensorflow", *PEERS)]
    headings = "what", "function", *(kind.replace("_", " ") for kind in KINDS)
    cells = [headings, ["---"] * len(headings), *found]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([f"Versions: {', '.join(versions)}.", "", *lines, ""])


def main(path=None):
    """Write the table; return 1 if this package fails anywhere."""
    import matplotlib as mpl

    mpl.use("agg")
    found = list(rows())
    if path is None:
        print(markdown(found))
    else:
        write(path, markdown(found))
    return int(any(set(cells[2:]) != {"yes"} for cells in found if cells[1].startswith("cnn_docs")))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
