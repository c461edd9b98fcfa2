"""All bounds against Keras itself and the packages that do the same, which this environment must have.

Run by ``nox -s bench -- peers``, which installs the dependency group ``peers``. Both sides of a row are
measured in turns, so that what else the machine does meets both.
"""

import contextlib
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from cnn_docs import (
    build_xray_cnn,
    grad_cam,
    layer_table,
    occlusion,
    plot_architecture,
    saliency,
    smooth_grad,
)
from cnn_docs._keras import load_keras

from . import bench_inspection
from .bench_inspection import in_turns, milliseconds, row

PATCH = 16  # 256 patches on 256x256
ROUNDS = 9
FIRST_CALL = """
import numpy as np
from cnn_docs import build_xray_cnn, {name}
{name}(build_xray_cnn(), {arguments})
"""


def main():
    """Yield a row for each bound."""
    yield from bench_inspection.main()
    images = np.random.default_rng(0).random((1, 256, 256, 1), dtype=np.float32)
    with contextlib.redirect_stdout(io.StringIO()):  # the peers' progress bars
        rows = [*tf_keras_vis_rows(images), occlusion_row(images)]
    yield from rows
    yield architecture()
    yield from error_streams()


def fresh_model():
    """Return an untrained X-ray network with two classes, which every peer can read."""
    keras = load_keras()
    keras.utils.set_random_seed(0)
    body = build_xray_cnn()
    outputs = keras.layers.Dense(2, activation="softmax", name="classes")(body.get_layer("dense_2").output)
    return keras.Model(body.inputs, outputs)


def tf_keras_vis_rows(images):
    """Yield Grad-CAM, saliency and SmoothGrad against tf-keras-vis, whose objects are kept for repeats."""

    def our_cam(model):
        return lambda: grad_cam(model, images, target=0, layer="conv_7")

    yield row("grad_cam, first call / tf-keras-vis", *first_calls(our_cam, "cam", images), 1.2)
    cases = [
        ("grad_cam, repeated", our_cam, "cam", 0.12),
        ("saliency 256x256, repeated", lambda m: lambda: saliency(m, images, target=0), "saliency", 0.25),
        (
            "smooth_grad, 20 samples",
            lambda m: lambda: smooth_grad(m, images, target=0, samples=20),
            "smooth",
            0.12,
        ),
    ]
    for name, ours, kind, bound in cases:
        theirs = tf_keras_vis(fresh_model(), images, kind)
        yield row(f"{name} / tf-keras-vis", *repeated(ours(fresh_model()), theirs), bound)


def first_calls(ours, kind, images):
    """Return the medians of the first map of a new model, with what has to be made for it."""
    times = []
    for _ in range(ROUNDS):
        models = fresh_model(), fresh_model()
        times.append(
            (
                milliseconds(lambda model=models[0]: ours(model)()),
                milliseconds(lambda model=models[1]: tf_keras_vis(model, images, kind)()),
            )
        )
    return [median(values) for values in zip(*times[1:], strict=True)]  # the first is the process's own


def repeated(ours, theirs):
    """Return the medians of calls that have been made before."""
    for _ in range(3):
        ours(), theirs()
    return in_turns(ours, theirs, ROUNDS)


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
    options = {"smooth_samples": 20, "smooth_noise": 0.15} if kind == "smooth" else {}
    return lambda: maps(score, images, **options)


def occlusion_row(images):
    """Return occlusion against the faster of two peers."""
    model = fresh_model()

    def ours():
        return occlusion(model, images, target=0, patch_size=PATCH, fill=0)

    pairs = [repeated(ours, make(fresh_model(), images)) for make in (tf_explain, xplique)]
    fastest = min(pairs, key=lambda pair: pair[1] / pair[0])
    return row("occlusion, 256 patches / the faster of tf-explain and xplique", *fastest, 0.5)


def tf_explain(model, images):
    from tf_explain.core.occlusion_sensitivity import OcclusionSensitivity

    explainer = OcclusionSensitivity()
    return lambda: explainer.get_sensitivity_map(model, images[0], class_index=0, patch_size=PATCH)


def xplique(model, images):
    from xplique.attributions import Occlusion

    explainer = Occlusion(model, batch_size=32, patch_size=PATCH, patch_stride=PATCH, occlusion_value=0.0)
    return lambda: explainer(images, np.array([[1.0, 0.0]], np.float32))


def architecture():
    """Return a drawing with saving against Keras's own, Graphviz's process included."""
    model = build_xray_cnn()
    table = layer_table(model)
    with tempfile.TemporaryDirectory() as folder, mpl.rc_context({"backend": "agg"}):
        path = Path(folder) / "model.png"

        def ours():
            figure = plot_architecture(table).figure
            figure.savefig(path)
            plt.close(figure)

        def theirs():
            load_keras().utils.plot_model(model, path, show_shapes=True)

        times = repeated(ours, theirs)
    return row("plot_architecture with saving / keras.utils.plot_model", *times, 0.5)


def error_streams():
    """Yield how much the first call of a new process writes to the standard error stream."""
    images = "np.eye(256)[None, ..., None]"
    calls = {"feature_maps": images, "saliency": images, "occlusion": f"{images}, patch_size=128"}
    for name, arguments in calls.items():
        code = FIRST_CALL.format(name=name, arguments=arguments)
        written = len(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stderr)
        title = f"{name}, first call of a process, bytes on stderr"
        yield {"name": title, "ours_bytes": written, "ratio": written, "bound": 0}
