"""Run the code of all lessons and gallery scripts in this one process, and nothing else.

This is what a build is compared with: the same code, one import of each library. The last line tells in
JSON how many processor seconds each page took, the imports aside.
"""

import json
import runpy
import sys
import time
from pathlib import Path

import matplotlib.pyplot as plt

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "docs")]


def main():
    import keras  # noqa: F401
    from lessons import notebook_pages, run_file

    seconds = {}
    for page in notebook_pages():
        started = time.process_time()
        run_file(page)
        seconds[page.stem] = time.process_time() - started
        plt.close("all")
    for script in sorted((ROOT / "examples").rglob("plot_*.py")):
        runpy.run_path(str(script), run_name="__main__")
        plt.close("all")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
