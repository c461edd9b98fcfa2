"""How long ``import cnn_docs`` takes, against ``import tensorflow``."""

import subprocess
import sys
from statistics import median

TIMED = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"


def processor_seconds(package):
    """Return the processor time of an import in a new interpreter, the median of three."""
    command = [sys.executable, "-c", TIMED.format(package)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(3)]
    return median(float(run.stdout) for run in runs)


def main():
    ours, theirs = processor_seconds("cnn_docs"), processor_seconds("tensorflow")
    return [
        {
            "name": "import cnn_docs / import tensorflow",
            "ours_s": ours,
            "theirs_s": theirs,
            "ratio": ours / theirs,
            "bound": 0.05,
        }
    ]
