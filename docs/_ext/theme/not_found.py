"""Let the links in the text of the 404 page start at the site's root: it is shown in whatever folder.

sphinx-notfound-page does so for the links around the text.
"""

import re

RELATIVE = re.compile(r'(?<= href=")(?![a-z]+:|[/#])')


def start_at_root(app, pagename, templatename, context, doctree):
    """Prefix the links of the page's text."""
    if pagename == app.config.notfound_pagename:
        context["body"] = RELATIVE.sub(app.config.notfound_urls_prefix, context["body"])


def setup(app):
    app.connect("html-page-context", start_at_root)
