"""Kernels for the notebook pages that start from processes which have done their imports.

A build would else import TensorFlow anew for every page that uses Keras: seconds of processor time
each. Here Jupyter finds a kernel description of this module under the usual name ``python3`` (pages
and published notebooks keep that name). Its command, ``kernel_launcher.py``, asks a process
that runs ``kernel_zygote.py`` to fork, and the fork becomes the kernel. Whether the page gets a
kernel with Keras loaded depends on its code, see `needs_keras`. A page whose need was missed imports
Keras itself, later than it might have.

Where processes cannot be forked safely (Windows, macOS) and where no warm process answers, an
ordinary kernel starts.
"""

import ast
import atexit
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.util import logging

from .. import ROOT

logger = logging.getLogger(__name__)
HERE = Path(__file__).parent
ADDRESS = "CNN_DOCS_WARM_KERNEL"
LAUNCH = [sys.executable, "-I", "-S", str(HERE / "kernel_launcher.py")]
"""The command that runs a module, named by what follows, in a fork of a warm process if there is one."""

PROFILE = """\
import sys

c = get_config()
c.IPKernelApp.log_level = 40
c.InlineBackend.figure_formats = set()
c.InteractiveShellApp.extensions = ["docs._ext.figures.figure_files"]
sys.path.append({root!r})
"""
CELL = re.compile(r"^(`{3,}|~{3,})\{code-cell\}[^\n]*\n(?:---\n.*?^---\n)?(.*?)^\1", re.MULTILINE | re.DOTALL)


def can_fork():
    """Return whether a process with NumPy loaded may be forked here; macOS's libraries forbid it."""
    return sys.platform.startswith("linux")


@cache
def keras_names():
    """Return the public names that build or take a Keras model."""
    import cnn_docs

    names = set()
    for name in cnn_docs.__all__:
        with contextlib.suppress(Exception):
            module = getattr(getattr(cnn_docs, name), "__module__", None) or ""
            if module.startswith(("cnn_docs.models", "cnn_docs.inspection")):
                names.add(name)
    return names


def needs_keras(source):
    """Return whether the code cells of a page import Keras or TensorFlow, or use a name that needs them."""
    code = "\n".join(match[2] for match in CELL.finditer(source))
    return bool(words(code) & {"keras", "tensorflow", *keras_names()})


def words(code):
    """Return the names that a piece of code uses or imports; cells' magic lines and options are left out."""
    lines = (line for line in code.splitlines() if not re.match(r"\s*[%!:]", line))
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return set(re.findall(r"\w+", code))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            origin = getattr(node, "module", None) or ""
            for name in (origin, *(alias.name for alias in node.names)):
                found.update(name.split("."))
    return found


class Warmth:
    """The kernel description, and the warm process behind it, for the time of one build."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cnn-docs-kernels-"))
        self.process = None
        self.saved = {name: os.environ.get(name) for name in ("JUPYTER_PATH", "IPYTHONDIR", ADDRESS)}
        os.environ["JUPYTER_PATH"] = os.pathsep.join(
            filter(None, [str(self.folder), os.environ.get("JUPYTER_PATH")])
        )
        os.environ["IPYTHONDIR"] = str(self.folder / "ipython")
        profile = self.folder / "ipython" / "profile_default"
        profile.mkdir(parents=True)
        (profile / "ipython_kernel_config.py").write_text(PROFILE.format(root=str(ROOT)))
        self.describe([sys.executable, "-P", "-m"])
        atexit.register(self.end)

    def describe(self, command):
        """Write the kernel description that Jupyter finds as python3."""
        description = {
            "argv": [*command, "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            # What the build's own figures need must not reach the pages'.
            "env": {"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
        }
        folder = self.folder / "kernels" / "python3"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kernel.json").write_text(json.dumps(description))

    def begin(self):
        """Start the warm process; its sockets listen from now on, whatever it is still importing."""
        sockets = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for listener, name in zip(sockets, ("plain", "keras"), strict=True):
            listener.bind(str(self.folder / name))
            listener.listen()
        descriptors = [listener.fileno() for listener in sockets]
        environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", HERE / "kernel_zygote.py", self.folder, *map(str, descriptors)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=descriptors,
            env=environment,
            start_new_session=True,
        )
        for listener in sockets:
            listener.close()
        self.describe(LAUNCH)

    def choose(self, keras):
        """Say from which warm process the next kernel is to start."""
        if self.process:
            os.environ[ADDRESS] = str(self.folder / ("keras" if keras else "plain"))

    def end(self):
        """End the warm process and take the description back."""
        atexit.unregister(self.end)
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process = None
        for name, value in self.saved.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(self.folder, ignore_errors=True)


def warm_up(app):
    """Have the warm processes started, unless they are there."""
    if getattr(app, "warmth", None) is None:
        app.warmth = Warmth()
        if app.config.warm_kernels and can_fork():
            app.warmth.begin()


def begin(app, env, docnames):
    """Get ready where a notebook page is to be read."""
    pages = (Path(env.doc2path(docname)) for docname in docnames)
    if any(page.suffix == ".md" and is_myst_markdown_notebook(page.read_text("utf-8")) for page in pages):
        warm_up(app)


def run_warm(app, module, *arguments, folder):
    """Run a module that may need Keras as Python's option -m does, but warm; return its exit status."""
    warm_up(app)
    app.warmth.choose(keras=True)
    return subprocess.run([*LAUNCH, module, *arguments], cwd=folder, check=False).returncode


def choose(app, docname, content):
    """Choose the kernel of the page that is read next."""
    if getattr(app, "warmth", None):
        app.warmth.choose(needs_keras(content[0]))


def end(app, *_):
    """End it all once the pages are read, and after a failure."""
    if getattr(app, "warmth", None):
        app.warmth.end()
        app.warmth = None


def setup(app):
    """Connect to the build."""
    app.add_config_value("warm_kernels", True, "")
    app.connect("env-before-read-docs", begin)
    app.connect("source-read", choose)
    app.connect("env-updated", end)
    app.connect("build-finished", end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
