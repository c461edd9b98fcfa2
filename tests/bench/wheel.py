"""Build the wheel, install it into an empty environment, and use it from an empty folder.

First alone, where the arithmetic and its plots work and the rest says what to install; then with TensorFlow.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALONE = """
import importlib.util
import cnn_docs
assert "site-packages" in cnn_docs.__file__, cnn_docs.__file__
assert all(importlib.util.find_spec(name) is None for name in ("keras", "tensorflow", "sklearn", "skimage"))
assert cnn_docs.plot_convolution([[1, 2], [3, 4]], [[1]], position=(0, 0)) is not None
assert len(cnn_docs.load_fashion()) == 4000
assert len(cnn_docs.load_imagenet_names()) == 1000
photograph = lambda: cnn_docs.load_photograph("cat")
calls = (cnn_docs.build_cifar_cnn, photograph, cnn_docs.load_imagenet_cnn)
for call, extra in zip(calls, ("tensorflow", "examples", "pretrained"), strict=True):
    try:
        call()
    except ModuleNotFoundError as error:
        assert f"cnn_docs[{extra}]" in str(error), error
    else:
        raise AssertionError(extra)
"""
USE = """
import sys
import cnn_docs
assert "site-packages" in cnn_docs.__file__, cnn_docs.__file__
table = cnn_docs.layer_table(cnn_docs.build_cifar_cnn())
assert table.parameters == 79530
assert cnn_docs.plot_architecture(table) is not None
page = cnn_docs.explore(cnn_docs.load_digits_cnn(), [[[[0.0]] * 8] * 8])
assert "page-network" in page.html and not page.left_out, page
print(f"cnn_docs {cnn_docs.__version__} works from its wheel, on Python {sys.version.split()[0]}")
"""


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
        run(sys.executable, "-m", "venv", folder / "env")
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
        wheel = next(folder.glob("*.whl"))
        run(*pip, "install", wheel)
        run(python, "-c", ALONE, cwd=folder)
        run(*pip, "install", f"{wheel}[tensorflow]")
        run(python, "-c", USE, cwd=folder)


if __name__ == "__main__":
    main()
