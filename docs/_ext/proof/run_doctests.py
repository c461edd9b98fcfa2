"""The ``>>>`` examples of the package and the pages run before the build, but for those that passed already.

Those that fail are not in the ledger, so ``proof`` reports their blocks.
"""

from pathlib import Path

from sphinx.util import logging

from ..builds.kernels import run_warm
from ..builds.memo import Memo
from . import ledger

logger = logging.getLogger(__name__)


def run(app):
    """Test the files with an example that the ledger lacks, and note those that pass."""
    root, path = Path(app.confdir).resolve().parent, ledger.path(app.outdir)
    memo = Memo(app, "examples")
    files = ledger.untested(path, root, memo)
    memo.keep()
    if files:
        logger.info("running the >>> examples of %d file(s)", len(files))
        run_warm(app, "pytest", "-q", "--ledger", str(path), *map(str, files), folder=root)


def setup(app):
    app.connect("builder-inited", run)
