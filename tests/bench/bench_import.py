"""How long ``import cnn_docs`` takes, against ``import tensorflow``."""

import os
import subprocess
import sys
from statistics import median


def processor_seconds(code):
    """Return the processor time of a new interpreter that runs ``code``, less that of an empty one."""

    def spent(code):
        before = os.times()
        subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
        after = os.times()
        return (after.children_user - before.children_user) + (after.children_system - before.children_system)

    return median(spent(code) - spent("pass") for _ in range(3))


def main():
    ours, theirs = processor_seconds("import cnn_docs"), processor_seconds("import tensorflow")
    return [
        {
            "name": "import cnn_docs / import tensorflow",
            "ours_s": ours,
            "theirs_s": theirs,
            "ratio": ours / theirs,
            "bound": 0.05,
        }
    ]
