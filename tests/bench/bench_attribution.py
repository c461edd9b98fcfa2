"""Heat maps against the other packages that make them, and against the model's own passes."""

import importlib
import time
from statistics import median

import numpy as np

from cnn_docs import build_xray_cnn, grad_cam, occlusion, saliency, smooth_grad
from cnn_docs._keras import load_keras

ROUNDS = 9
PATCH = 16  # 256 patches on 256x256


def main():
    """Return a row for each comparison; ``ratio`` is None where the peer is not installed."""
    load_keras()
    images = np.random.default_rng(0).random((1, 256, 256, 1), dtype=np.float32)
    rows = []
    rows += tf_keras_vis_rows(images)
    rows += occlusion_rows(images)
    return rows


def fresh_model():
    """Return an untrained X-ray network with two classes, which every peer can read."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    body = build_xray_cnn()
    outputs = keras.layers.Dense(2, activation="softmax", name="classes")(body.get_layer("dense_2").output)
    return keras.Model(body.inputs, outputs)


def milliseconds(call):
    start = time.perf_counter()
    call()
    return 1e3 * (time.perf_counter() - start)


def first(make):
    """Return the median time of the first call, each on a model of its own."""
    return median(milliseconds(make(fresh_model())) for _ in range(3))


def repeated(make):
    """Return the median time of a call when it has been made before."""
    call = make(fresh_model())
    for _ in range(3):
        call()
    return median(milliseconds(call) for _ in range(ROUNDS))


def row(name, ours, theirs, bound):
    return {"name": name, "ours_ms": ours, "theirs_ms": theirs, "ratio": ours / theirs, "bound": bound}


def missing(name, bound, ours, peers):
    note = f"{peers} not installed"
    return {"name": name, "ours_ms": ours, "theirs_ms": None, "ratio": None, "bound": bound, "note": note}


def installed(package):
    """Return a peer's module, or None where it cannot be imported."""
    try:
        return importlib.import_module(package)
    except ImportError:
        return None


def tf_keras_vis_rows(images):
    cases = [
        (
            "grad_cam, first call",
            first,
            lambda m: lambda: grad_cam(m, images, target=0, layer="conv_7"),
            "cam",
            1.2,
        ),
        (
            "grad_cam, repeated",
            repeated,
            lambda m: lambda: grad_cam(m, images, target=0, layer="conv_7"),
            "cam",
            0.3,
        ),
        (
            "saliency 256x256, repeated",
            repeated,
            lambda m: lambda: saliency(m, images, target=0),
            "saliency",
            0.35,
        ),
        (
            "smooth_grad, 20 samples",
            repeated,
            lambda m: lambda: smooth_grad(m, images, target=0, samples=20),
            "smooth",
            0.45,
        ),
    ]
    rows = []
    for name, timed, ours, kind, bound in cases:
        title = f"{name} / tf-keras-vis"
        if installed("tf_keras_vis") is None:
            rows.append(missing(title, bound, timed(ours), "tf-keras-vis"))
        else:
            rows.append(
                row(title, timed(ours), timed(lambda m, kind=kind: tf_keras_vis(m, images, kind)), bound)
            )
    return rows


def tf_keras_vis(model, images, kind):
    """Return a call of tf-keras-vis, with its object made once, as its documentation does."""
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.saliency import Saliency
    from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
    from tf_keras_vis.utils.scores import CategoricalScore

    score = CategoricalScore([0])
    if kind == "cam":
        cam = Gradcam(model, model_modifier=ReplaceToLinear(), clone=True)
        return lambda: cam(score, images, penultimate_layer="conv_7")
    maps = Saliency(model, model_modifier=ReplaceToLinear(), clone=True)
    if kind == "smooth":
        return lambda: maps(score, images, smooth_samples=20, smooth_noise=0.15)
    return lambda: maps(score, images)


def occlusion_rows(images):
    name, bound = "occlusion, 256 patches / the faster of tf-explain and xplique", 0.6
    ours = repeated(lambda model: lambda: occlusion(model, images, target=0, patch_size=PATCH, fill=0))
    theirs = []
    if installed("tf_explain") is not None:
        theirs.append(repeated(lambda model: tf_explain(model, images)))
    if installed("xplique") is not None:
        theirs.append(repeated(lambda model: xplique(model, images)))
    return [row(name, ours, min(theirs), bound)] if theirs else [missing(name, bound, ours, "neither")]


def tf_explain(model, images):
    from tf_explain.core.occlusion_sensitivity import OcclusionSensitivity

    explainer = OcclusionSensitivity()
    return lambda: explainer.get_sensitivity_map(model, images[0], class_index=0, patch_size=PATCH)


def xplique(model, images):
    from xplique.attributions import Occlusion

    explainer = Occlusion(model, batch_size=32, patch_size=PATCH, patch_stride=PATCH, occlusion_value=0.0)
    return lambda: explainer(images, np.array([[1.0, 0.0]], np.float32))


if __name__ == "__main__":
    for entry in main():
        print(entry)
