"""The text below a public value, which autodoc seeks where the name is shown and not where it is defined."""

import sys

from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docstrings import prepare_docstring


def describe(_app, what, name, value, _options, lines):
    """Put the text that stands below a value in its module in place of the one of its type."""
    module, _, attribute = name.rpartition(".")
    if what == "data":
        lines[:] = prepare_docstring(text_below(sys.modules[module], attribute, value))


def text_below(shown_in, attribute, value):
    """Return the text below `attribute` in the module of the package that gives it `value`, if any."""
    homes = [module for name, module in sys.modules.items() if f"{name}.".startswith(f"{shown_in.__name__}.")]
    for home in homes:
        if vars(home).get(attribute) is value:
            texts = ModuleAnalyzer.for_module(home.__name__).find_attr_docs()
            if ("", attribute) in texts:
                return "\n".join(texts["", attribute])
    return ""


def setup(app):
    app.connect("autodoc-process-docstring", describe, priority=100)  # before its sections are read
