"""Code is highlighted once, not in every build that shows it: the page of all lessons shows that of each."""

import pygments
import sphinx.highlighting

from ..builds.memo import Memo


def begin(app):
    """Have Sphinx ask Pygments for new blocks only, by formatters that are made once."""
    app.highlighted, formatters = Memo(app, "highlighted"), {}

    def highlight(code, lexer, formatter):
        filters = [type(one) for one in lexer.filters]
        inputs = code, type(lexer), lexer.options, filters, type(formatter), formatter.options
        return app.highlighted.result(inputs, lambda: pygments.highlight(code, lexer, formatter))

    def get_formatter(bridge, **options):
        key = repr((bridge.formatter, bridge.formatter_args, options))
        if key not in formatters:
            formatters[key] = bridge.formatter(**{**options, **bridge.formatter_args})
        return formatters[key]

    sphinx.highlighting.highlight = highlight
    sphinx.highlighting.PygmentsBridge.get_formatter = get_formatter


def finish(app, exception):
    """Keep what is new, beside what pages show that were not written."""
    app.highlighted.keep(others=True)


def setup(app):
    app.connect("builder-inited", begin)
    app.connect("build-finished", finish)
