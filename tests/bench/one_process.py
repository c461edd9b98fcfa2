"""Run the code of all lessons and gallery scripts in this one process, and nothing else.

This is what a build is compared with: the same code, one import of each library.
"""

import runpy
import sys
from pathlib import Path

import matplotlib.pyplot as plt

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "docs")]


def main():
    from lessons import notebook_pages, run_file

    for page in notebook_pages():
        run_file(page)
        plt.close("all")
    for script in sorted((ROOT / "examples").rglob("plot_*.py")):
        runpy.run_path(str(script), run_name="__main__")
        plt.close("all")


if __name__ == "__main__":
    main()
