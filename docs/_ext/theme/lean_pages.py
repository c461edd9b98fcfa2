"""Leave out of each page the style sheets and scripts of extensions that it does not use."""

PARTS = (
    ("sg_gallery", 'class="sphx-glr-'),  # a link to a script has the word in its address
    ("mystnb", 'class="cell'),
    ("clipboard", 'class="highlight'),
    ("copybutton", 'class="highlight'),
)
"""What a file's name contains, and what the body of a page contains that needs it."""


def is_needed(file, body):
    """Return whether a page with this body needs a style sheet or script.

    >>> is_needed("_static/sg_gallery.css", "<p>Plain</p>"), is_needed("_static/site.css", "")
    (False, True)
    """
    return all(mark in body for part, mark in PARTS if part in str(file))


def leave_out(app, pagename, templatename, context, doctree):
    """Shorten the lists of files of one page."""
    body = context.get("body", "")
    for files in ("css_files", "script_files"):
        context[files] = [file for file in context[files] if is_needed(getattr(file, "filename", file), body)]


def setup(app):
    app.connect("html-page-context", leave_out)
