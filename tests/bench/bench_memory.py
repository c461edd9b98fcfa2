"""The estimate of a model's memory against the peak of a process that predicts and learns with it."""

import subprocess
import sys

from cnn_docs import layer_table
from cnn_docs._keras import load_keras

SIDE = 128
FEW, MANY = 16, 48  # batches; the difference of two peaks holds nothing but what grows with the images

CODE = """
import sys
from tests.bench.bench_memory import peak
print(peak(sys.argv[1], int(sys.argv[2])))
"""


def model():
    """Return convolutions without pooling, of which the activations are most of the memory."""
    keras = load_keras()
    layers = [keras.layers.Conv2D(16, 3, padding="same", activation="relu") for _ in range(6)]
    parts = [keras.Input((SIDE, SIDE, 3)), *layers, keras.layers.GlobalAveragePooling2D()]
    return keras.Sequential([*parts, keras.layers.Dense(2)])


def peak(task, batch_size):
    """Return the largest memory that this process has held, in bytes, after one step."""
    import resource

    import numpy as np

    net, images = model(), np.zeros((batch_size, SIDE, SIDE, 3), "float32")
    net.compile("adam", "mse")
    if task == "training":
        net.train_on_batch(images, np.zeros((batch_size, 2), "float32"))
    else:
        net.predict_on_batch(images)
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measured(task):
    """Return the memory of one image more, from the peaks of two processes."""
    few, many = (
        int(subprocess.run([sys.executable, "-c", CODE, task, str(count)], **_OPTIONS).stdout.split()[-1])
        for count in (FEW, MANY)
    )
    return (many - few) / (MANY - FEW)


_OPTIONS = {"capture_output": True, "text": True, "check": True}


def main():
    table = layer_table(model())
    rows = []
    for task, optimizer in (("inference", None), ("training", "adam")):
        ours, theirs = table.memory(1, optimizer=optimizer).activations, measured(task)
        ratio = max(ours, theirs) / min(ours, theirs)
        rows.append(
            {
                "name": f"memory of one image more in {task}, estimate and process",
                "ours_MiB": ours / 2**20,
                "theirs_MiB": theirs / 2**20,
                "ratio": ratio,
                "bound": 2.0,
            }
        )
    return rows
