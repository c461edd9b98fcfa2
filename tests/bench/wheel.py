"""Build the wheel, install it into an empty environment, and use it from an empty folder."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
USE = """
import sys
import cnn_docs
assert "site-packages" in cnn_docs.__file__, cnn_docs.__file__
table = cnn_docs.layer_table(cnn_docs.build_cifar_cnn())
assert table.parameters == 79530
assert cnn_docs.plot_architecture(table) is not None
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
        run(python, "-c", USE, cwd=folder)


if __name__ == "__main__":
    main()
