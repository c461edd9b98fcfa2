"""A process that has imported what notebooks import, and forks into their kernels.

It is given one listening socket for kernels that need NumPy at most and one for those that need
Keras. The first that asks for Keras makes this process fork once more: the child imports Keras, and
from then on serves that socket, so pages that do not need TensorFlow never have it. Nothing but
imports happens before a fork: TensorFlow starts threads with its first operation, and threads do not
survive forking.

The process ends when its standard input is closed, that is, when the build ends in whatever way,
and takes its kernels along.
"""

import contextlib
import gc
import json
import os
import runpy
import select
import shutil
import signal
import socket
import sys
import warnings

POLL = 0.02
"""Seconds between two looks at whether a kernel has ended."""


def import_plain():
    """Import what every kernel needs, and what a page without Keras may need."""
    import ipykernel.ipkernel
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401
    import matplotlib.pyplot  # noqa: F401, ICN001

    import cnn_docs

    for name in cnn_docs.__all__:
        with contextlib.suppress(Exception):  # a broken module is the page's to report
            getattr(cnn_docs, name)


def import_keras():
    """Import Keras without TensorFlow's lines on standard error."""
    saved = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        import keras  # noqa: F401
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)


def fork():
    """Fork, and have the child's garbage collector leave alone what was imported.

    Python 3.12 warns of the idle threads of OpenBLAS, which restarts them by itself.
    """
    gc.freeze()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def serve(plain, keras):
    """Serve until standard input closes, then return None; in a new kernel's process, return its request."""
    helper = None  # the process that serves kernels with Keras
    kernels = {}  # from connection to process
    while True:
        listening = [socket_ for socket_ in (plain, keras) if socket_]
        ready, _, _ = select.select([0, *listening, *kernels], [], [], POLL if kernels else None)
        if 0 in ready:
            stop(kernels.values(), helper)
            return None
        if plain and keras and keras in ready:
            helper = fork()
            if helper == 0:
                forget(kernels, plain)
                plain, helper, kernels = None, None, {}
                import_keras()
            else:
                keras.close()
                keras = None
        for listener in [socket_ for socket_ in (plain, keras) if socket_ in ready]:
            connection, _ = listener.accept()
            request = receive(connection)
            kernel = fork()
            if kernel == 0:
                forget(kernels, plain, keras, connection)
                return request
            kernels[connection] = kernel
            for descriptor in request["descriptors"]:
                os.close(descriptor)
            connection.sendall(b"+")
        attend(kernels, ready)


def receive(connection):
    """Return the request of a launcher: arguments, folder, environment, and its three descriptors."""
    _, descriptors, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile("rb") as stream:
        return {**json.loads(stream.readline()), "descriptors": descriptors}


def attend(kernels, ready):
    """Tell the launchers of the kernels that ended, end those whose launcher did, pass interrupts on."""
    for connection, kernel in list(kernels.items()):
        word = None
        with contextlib.suppress(OSError):
            word = connection.recv(1) if connection in ready else None
        if word == b"i":
            os.kill(kernel, signal.SIGINT)
        elif word == b"":
            os.kill(kernel, signal.SIGKILL)
        ended, status = os.waitpid(kernel, os.WNOHANG)
        if ended:
            with contextlib.suppress(OSError):
                connection.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
            connection.close()
            del kernels[connection]


def forget(kernels, *sockets):
    """Close a parent's ends in a child."""
    for socket_ in [*kernels, *sockets]:
        if socket_:
            socket_.close()


def stop(kernels, helper):
    """End the kernels, and wait for the helper, which sees the same closed input and ends its own."""
    for kernel in kernels:
        with contextlib.suppress(ProcessLookupError):
            os.kill(kernel, signal.SIGKILL)
    if helper:
        os.waitpid(helper, 0)


def begin_anew(request):
    """Give this process the launcher's streams, folder and environment, and random numbers of its own."""
    os.setsid()
    for number, descriptor in enumerate(request["descriptors"]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    import numpy as np

    np.random.seed()  # noqa: NPY002 - forks of one process would draw the same numbers
    if "keras" in sys.modules:
        from cnn_docs._keras import load_keras

        load_keras()  # the first operation, with its lines held back


def become(module, *arguments):
    """Run a module as Python's option -m would; a kernel is told who its parent is."""
    if module == "ipykernel_launcher":
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])
    else:
        import matplotlib as mpl

        mpl.use(os.environ.get("MPLBACKEND", "agg"))
        sys.argv[1:] = arguments
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def main(folder, *descriptors):
    """Import, serve, and leave nothing behind."""
    plain, keras = (socket.socket(fileno=int(descriptor)) for descriptor in descriptors)
    import_plain()
    original = os.getpid()
    request = serve(plain, keras)
    if request:
        begin_anew(request)
        become(*request["arguments"])
    elif os.getpid() == original:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
