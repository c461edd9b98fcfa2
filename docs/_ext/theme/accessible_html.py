"""Mend in the build what the theme leaves open for keyboards and screen readers.

Wide code, tables and formulas scroll inside their own box, so the box takes the keyboard's focus.
The theme's page gets one main landmark around all of its content, and names for its two sidebars.
``_templates/page.html`` passes the theme's body through :func:`mend_theme`.
"""

import re
from html import unescape

NARROW = 28
"""Characters of code that fit on a page of 375 pixels, inside of two boxes."""

CODE = re.compile(r'(<div class="highlight">)<pre>(.*?)</pre>', re.DOTALL)
BOXES = (
    (re.compile(r'<div class="(?=table-wrapper)'), "Table"),
    (re.compile(r'<div class="(?=math-wrapper)'), "Formula"),
    (re.compile(r'<div class="(?=output text_html)'), "Output"),
)
REPAIRS = (
    # Sphinx makes captions of its lists headings without a level,
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    # and citations list items of a role that no longer is one.
    ('role="doc-biblioentry"', 'role="listitem"'),
    # Sphinx-Gallery leaves a place for its tags, of which there are none, with one id for all.
    ("<div id='sg-tag-list' class='sphx-glr-tag-list'></div>", ""),
)
PATTERNS = (
    # Where numpydoc refers to a reference, readers see its hash.
    (re.compile(r"\[R[0-9a-f]{12}-(\w+)\]"), r"[\1]"),
    # MyST-NB puts a paragraph where only phrases may be.
    (re.compile(r'<p (class="(?:collapsed|expanded) admonition-title")>(.*?)</p>'), r"<span \1>\2</span>"),
)

THEME = (
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Site">'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ('<div class="article-container">', '<div class="article-container" role="main">'),
    ('<article role="main" id="furo-main-content">', '<article id="furo-main-content">'),
    REPAIRS[0],
)
"""What is replaced in the theme's page; a test tells when the theme no longer holds it."""

SWITCHES = re.compile(r'(?:<input type="checkbox" class="sidebar-toggle"[^>]*>\s*)+')
"""What opens the drawers of small screens; site.css gives it to the keyboard, so it needs a landmark."""

SKIP = re.compile(r'<a class="skip-to-content[^>]*>.*?</a>', re.DOTALL)
"""The link to the content, which is to be the first stop of the keyboard."""


def focusable(label):
    """Return the attributes of a box that scrolls.

    A group, not a region: regions are landmarks, and a page has dozens of code blocks.
    """
    return f'tabindex="0" role="group" aria-label="{label}"'


def mend_body(body):
    """Return a page's body with its scrolling boxes open to the keyboard."""
    body = CODE.sub(mend_code, body)
    for old, new in REPAIRS:
        body = body.replace(old, new)
    for pattern, new in PATTERNS:
        body = pattern.sub(new, body)
    for pattern, label in BOXES:
        body = pattern.sub(f'<div {focusable(label)} class="', body)
    return body


def mend_code(found):
    """Return a block of code, with focus where its lines are wider than a small screen."""
    code = found[2].replace('<div class="viewcode-block"', '<span class="viewcode-block"')
    code = code.replace("</div>", "</span>")  # in code, there are only phrases
    text = unescape(re.sub(r"<[^>]*>", "", code))
    wide = max(map(len, text.splitlines()), default=0) > NARROW
    return f"{found[1]}<pre{' ' * wide}{focusable('Code') * wide}>{code}</pre>"


def mend_theme(html):
    """Return the theme's page with its landmarks mended."""
    for old, new in THEME:
        html = html.replace(old, new)
    skip = SKIP.search(html)
    first = skip[0] if skip else ""
    html = SKIP.sub("", html, count=1)
    return SWITCHES.sub(rf'{first}<nav aria-label="Drawers">\g<0></nav>', html, count=1)


def mend_page(app, pagename, templatename, context, doctree):
    """Mend a page's body and hand the template what mends the rest."""
    context["mend_theme"] = mend_theme
    if "body" in context:
        context["body"] = mend_body(context["body"])


def setup(app):
    app.connect("html-page-context", mend_page)
