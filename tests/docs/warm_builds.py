"""Builds of Sphinx, each in a process of its own that is forked from one that has done the imports.

``python -m sphinx`` spends much of a small build on importing what every build imports.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
VARIABLES = {
    "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "PYTHONPATH": str(ROOT),
}
SECONDS = 300  # after which a build is ended

SERVER = f"""\
import json, os, signal, sys
from importlib import import_module

import docs._ext, furo, matplotlib.pyplot, myst_nb.sphinx_ext, sphinx_gallery.gen_gallery
from sphinx.cmd.build import main

for part in docs._ext.PARTS:
    import_module(f"docs._ext.{{part}}")

for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if not child:
        signal.alarm({SECONDS})
        os.chdir(job["folder"])
        os.environ.clear()
        os.environ.update(job["variables"])
        streams = [os.devnull, *job["streams"]]
        for number, path in enumerate(streams):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
        sys.exit(main(job["arguments"]))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(status, flush=True)
"""


@cache
def server():
    """Return the process that the builds are forked from; it ends with this one."""
    environment = {**os.environ, **VARIABLES}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, env=environment, **pipes)

    def end():
        process.stdin.close()
        process.wait()
        process.stdout.close()

    atexit.register(end)
    return process


def build(folder, *arguments, **variables):
    """Run ``python -m sphinx`` in a folder and return (exit status, output, warnings).

    The status is negative where a signal ended the build, as `subprocess` has it.
    """
    with tempfile.TemporaryDirectory() as place:
        streams = [Path(place, name) for name in ("output", "warnings")]
        job = {
            "folder": str(folder),
            "arguments": arguments,
            "variables": {**os.environ, **VARIABLES, **variables},
            "streams": list(map(str, streams)),
        }
        server().stdin.write(json.dumps(job) + "\n")
        server().stdin.flush()
        status = int(server().stdout.readline())
        return status, *(path.read_text("utf-8") for path in streams)
