"""What runs in a fork of the kernels' server, and what the server imports before it forks.

Nothing but imports happens before a fork: TensorFlow starts threads with its first operation, and threads
do not survive forking.
"""

import contextlib
import gc
import os
import runpy
import sys
import threading
from multiprocessing import connection, parent_process

PRELOAD = "CNN_DOCS_PRELOAD"
"""Where the server finds what to import; its own environment holds this, and no other."""
SETTINGS = {
    "IPKernelApp": {"log_level": 40},
    "InlineBackend": {"figure_formats": set()},
    "InteractiveShellApp": {"extensions": ["docs._ext.figures.figure_files"]},
    "HistoryManager": {"hist_file": ":memory:"},
}


def preload(*, with_keras):
    """Import what every kernel needs, and Keras without TensorFlow's lines on standard error."""
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401
    import matplotlib.pyplot  # noqa: F401, ICN001

    import cnn_docs

    for name in cnn_docs.__all__:
        with contextlib.suppress(Exception):  # a broken module is the page's to report
            getattr(cnn_docs, name)
    if with_keras:
        saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        with contextlib.suppress(ImportError):
            import keras  # noqa: F401
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
    gc.freeze()  # what was imported is no fork's garbage


def begin(folder, environment):
    """Give a fork its folder, its environment, random numbers of its own, and the same end as the build."""
    import numpy as np

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    np.random.seed()  # noqa: NPY002 - forks of one process would draw the same numbers
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    """End this process when the build ends, in whatever way."""
    connection.wait([parent_process().sentinel])
    os._exit(1)


def run_kernel(arguments, folder, environment):
    """Be a kernel."""
    begin(folder, environment)
    start_kernel([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


def start_kernel(arguments):
    """Run IPython's kernel as the site's pages need it."""
    from ipykernel.kernelapp import launch_new_instance
    from traitlets.config import Config

    launch_new_instance(arguments, config=Config(SETTINGS))


def run_module(arguments, folder, environment):
    """Run a module with its arguments as Python's option -m would."""
    import matplotlib as mpl

    begin(folder, environment)
    mpl.use(environment.get("MPLBACKEND", "agg"))
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if PRELOAD in os.environ:
    preload(with_keras=os.environ.pop(PRELOAD) == "keras")
if __name__ == "__main__":
    start_kernel(sys.argv[1:])
