"""What the source says of a constant, on pages that name it by the package from which it is imported.

Sphinx looks for those words in the module of that name, where nothing is written down.
"""

import sys

from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging

logger = logging.getLogger(__name__)


def describe(_app, what, name, value, _options, lines):
    """Fill in the words below a constant's definition, wherever in the package that is."""
    if what != "data" or any(lines):
        return
    package, _, short = name.rpartition(".")
    for module in sorted(sys.modules):
        if module.startswith(f"{package}.") and vars(sys.modules[module]).get(short) is value:
            words = ModuleAnalyzer.for_module(module).find_attr_docs().get(("", short))
            if words:
                lines[:] = words
                return
    logger.warning("nothing is said of `%s` where it is defined", name, type="reference", subtype="constant")


def setup(app):
    """Set up, before numpydoc reads the words."""
    app.connect("autodoc-process-docstring", describe, priority=400)
