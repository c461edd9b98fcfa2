"""Kernels for the notebook pages that start from a process which has done their imports.

A build would else import TensorFlow anew for every page that uses Keras: seconds of processor time
each. Here Jupyter starts kernels by a provisioner of this module's: it asks the standard library's fork
server for a fork that becomes the kernel, see `forks`. Where any page that is read needs Keras, the server
has imported that as well; a build that reads none never loads it.

Where processes cannot be forked safely (Windows, macOS) and where no server answers, an ordinary kernel
starts.
"""

import ast
import contextlib
import os
import re
import signal
import subprocess
import sys
from functools import cache
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, get_context
from pathlib import Path
from unittest.mock import patch

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from myst_nb.core.read import is_myst_markdown_notebook

from .. import ROOT
from ..pages import code_cells
from . import forks

NAME = "cnn-docs"
INLINE = "module://matplotlib_inline.backend_inline"


def can_fork():
    """Return whether a process with NumPy loaded may be forked here; macOS's libraries forbid it."""
    return sys.platform.startswith("linux")


@cache
def takes_keras(name):
    """Return whether a public name builds or takes a Keras model; to tell, its module is imported."""
    import cnn_docs

    with contextlib.suppress(Exception):
        module = getattr(getattr(cnn_docs, name), "__module__", None) or ""
        return name in cnn_docs.__all__ and module.startswith(("cnn_docs.models", "cnn_docs.inspection"))
    return False


def needs_keras(source):
    """Return whether the code cells of a page import Keras or TensorFlow, or use a name that needs them."""
    used = words("\n".join(code_cells(source)))
    return bool(used & {"keras", "tensorflow"}) or any(map(takes_keras, used))


def words(code):
    """Return the names that a piece of code uses or imports; cells' magic lines are left out."""
    lines = (line for line in code.splitlines() if not re.match(r"\s*[%!]", line))
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


class Fork:
    """A function of `forks` that runs in a fork of the server, with the face of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, function, arguments, folder, environment):
        task = (arguments, str(folder), dict(environment))
        self.process = get_context("forkserver").Process(target=function, args=task, daemon=True)
        self.process.start()
        self.pid = self.process.pid

    def poll(self):
        """Return the exit status, None while it runs."""
        return self.process.exitcode

    def wait(self):
        """Return the exit status once it has ended."""
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number):
        """Send a signal."""
        os.kill(self.pid, number)

    def terminate(self):
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End it."""
        self.send_signal(signal.SIGKILL)


class Provisioner(LocalProvisioner):
    """How Jupyter starts a kernel during a build, whatever kernels are installed here."""

    warm = True
    preload = "numpy"
    ipython = ""

    async def launch_kernel(self, _cmd, *, env, cwd=None, **options):
        """Start a kernel as a fork, or as a process of its own."""
        arguments = ["-f", self.parent.connection_file]
        # What the build's own figures need must not reach the pages'; nor may the reader's own settings.
        env = {**env, "MPLBACKEND": INLINE, "IPYTHONDIR": self.ipython}
        if self.warm:
            with contextlib.suppress(OSError, EOFError):  # no server answers
                start_server()
                self.process = Fork(forks.run_kernel, arguments, cwd or os.curdir, env)
                self.pid = self.pgid = self.process.pid  # a fork leads a group of its own
                return self.connection_info
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), env.get("PYTHONPATH", "")])
        command = [sys.executable, "-P", "-m", forks.__name__, *arguments]
        return await super().launch_kernel(command, env=env, cwd=cwd, **options)


def start_server():
    """Start the server unless it runs: with the first fork, since what is remembered needs none."""
    forkserver.set_forkserver_preload([forks.__name__])
    with patch.dict(os.environ, {forks.PRELOAD: Provisioner.preload, "MPLBACKEND": INLINE}):
        forkserver.ensure_running()


def prepare(app, *, keras):
    """Have Jupyter use the provisioner; what the server will import is settled here."""
    Provisioner.warm = app.config.warm_kernels and can_fork()
    Provisioner.preload = "keras" if keras else "numpy"
    Provisioner.ipython = str(Path(app.doctreedir, "ipython"))
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:Provisioner", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


def begin(app, env, docnames):
    """Get ready where a notebook page is to be read."""
    paths = (Path(env.doc2path(docname)) for docname in docnames)
    sources = [path.read_text("utf-8") for path in paths if path.suffix == ".md"]
    notebooks = [source for source in sources if is_myst_markdown_notebook(source)]
    if notebooks:
        prepare(app, keras=any(map(needs_keras, notebooks)))


def run_warm(app, *command, folder):
    """Run a module that may need Keras as Python's option -m does, but warm; return its exit status."""
    prepare(app, keras=True)
    if Provisioner.warm:
        start_server()
        return Fork(forks.run_module, command, folder, os.environ).wait()
    return subprocess.run([sys.executable, "-P", "-m", *command], cwd=folder, check=False).returncode


def setup(app):
    app.add_config_value("warm_kernels", True, "")
    app.connect("env-before-read-docs", begin)
