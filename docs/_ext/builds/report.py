"""End a build with its warnings, each once.

In the output of a build, warnings stand hundreds of lines above its end.
"""

import logging as standard_logging
import re

from sphinx.util import logging
from sphinx.util.console import bold

logger = logging.getLogger(__name__)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Kept:
    """A stream that passes the warnings of a build on, and keeps them."""

    def __init__(self, stream):
        self.stream = stream
        self.text = ""

    def write(self, text):
        """Keep a text and pass it on."""
        self.text += text
        return self.stream.write(text)

    def flush(self):
        """Pass on what is held back."""
        self.stream.flush()

    def lines(self):
        """Return the warnings, each once."""
        return [*dict.fromkeys(filter(None, map(str.strip, COLOUR.sub("", self.text).splitlines())))]


def begin(app):
    """Keep what Sphinx writes of warnings from here on."""
    app.kept_warnings = []
    for handler in standard_logging.getLogger(logging.NAMESPACE).handlers:
        if isinstance(handler, logging.WarningStreamHandler):
            handler.stream = Kept(handler.stream)
            app.kept_warnings.append(handler.stream)


def report(app, exception):
    """Repeat the warnings at the end."""
    lines = [line for kept in app.kept_warnings for line in kept.lines()]
    if lines and app.builder.format == "html":
        logger.info(bold("%d line(s) of warnings in this build:"), len(lines))
        for line in lines:
            logger.info("  %s", line)


def setup(app):
    begin(app)
    app.connect("build-finished", report)
