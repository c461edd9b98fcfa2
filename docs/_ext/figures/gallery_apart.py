"""The gallery's scripts run in a process of their own, which takes TensorFlow and its memory with it.

What they made is on the disk then, as after any build, and Sphinx-Gallery finds nothing left to run. If
anything was to be warned of, it is as if the process had not been: the build runs those scripts again, and
says it.
"""

import io
import logging
import multiprocessing
import threading
import time
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util.logging import WarningStreamHandler
from sphinx_gallery.gen_gallery import generate_gallery_rst

from ..builds.forks import end_with_parent
from ..builds.kernels import can_fork


def run(app):
    """Run what is to be run, where there is anything and processes can be forked safely."""
    if not (can_fork() and waiting(app)):
        return
    started = time.time_ns()
    process = multiprocessing.get_context("fork").Process(target=generate, args=(app,))
    process.start()
    process.join()
    if process.exitcode:
        forget_since(started, app)


def waiting(app):
    """Tell whether there are scripts to run: those without a note, which `gallery.refresh` has checked."""
    return any(
        not (folder / f"{script.relative_to(source)}.md5").exists()
        for folder, source in folders(app)
        for script in source.rglob("*.py")
    )


def folders(app):
    """Return (folder with what was made, folder with the scripts) of each gallery."""
    conf, srcdir = app.config.sphinx_gallery_conf, Path(app.srcdir)
    named = (conf[key] for key in ("gallery_dirs", "examples_dirs"))
    made, scripts = ([paths] if isinstance(paths, str) else paths for paths in named)
    return [(srcdir / folder, srcdir / source) for folder, source in zip(made, scripts, strict=True)]


def generate(app):
    """Be the process: end with a status other than 0 where there is anything to warn of."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    silence_warnings()
    before = app._warncount
    try:
        generate_gallery_rst(app)
    except (SphinxError, KeyboardInterrupt):
        raise SystemExit(1) from None
    raise SystemExit(int(app._warncount > before))


def silence_warnings():
    """Count warnings, and leave it to the build to say them."""
    for handler in logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.setStream(io.StringIO())


def forget_since(started, app):
    """Forget that the scripts have run that have since."""
    for folder, _ in folders(app):
        for done in folder.rglob("*.md5"):
            if done.stat().st_mtime_ns >= started:
                done.unlink()
