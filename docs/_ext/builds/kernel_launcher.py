"""Python, but warm: ``warm_launcher.py MODULE ARGUMENTS`` has a warm process fork one that runs the module.

It is what Jupyter starts as a kernel, and stands in for the fork. Only the standard library is loaded
here. Where no warm process answers, this process runs the module itself. See ``warm_kernels`` for the whole.
"""

import json
import os
import signal
import socket
import sys


def ask(address, arguments):
    """Return a connection over which a warm process tells how its fork fares, None without one."""
    if not address:
        return None
    try:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        socket.send_fds(connection, [b"\0"], [0, 1, 2])
        request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109
        connection.sendall(json.dumps(request).encode() + b"\n")
        return connection if connection.recv(1) else None  # nothing comes from a process that failed
    except (OSError, AttributeError):
        return None


def main(arguments):
    """Have the module run, forward interrupts, and end when it ends; it ends when this process does."""
    connection = ask(os.environ.get("CNN_DOCS_WARM_KERNEL"), arguments)
    if connection is None:
        os.execv(sys.executable, [sys.executable, "-P", "-m", *arguments])
    signal.signal(signal.SIGINT, lambda *_: connection.sendall(b"i"))
    return int(connection.recv(16) or b"1")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
