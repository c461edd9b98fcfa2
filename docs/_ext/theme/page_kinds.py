"""Classes of a page for what it holds, where that decides how all of it is laid out.

A style could ask for it by ``:has``. But browsers then ask again at each change within the page, and style
all of it anew: thousands of elements for each redraw of an explorer in a lesson.
"""

KINDS = {
    "home-page": 'class="home-words',
    "with-model": 'class="model-page"',
    "with-photographs": " data-photographs=",
    "without-contents": 'class="toc-drawer no-toc"',
}
"""The class of a page, and what its HTML contains."""

PLACES = ('<div class="page"', '<nav aria-label="Drawers"')
"""What takes the classes: the page, and the switches before it."""


def kinds_of(html):
    """Return the classes of a page.

    >>> kinds_of('<aside class="toc-drawer no-toc"></aside><p>Plain</p>')
    ['without-contents']
    """
    return [kind for kind, mark in KINDS.items() if mark in html]


def name_kinds(html):
    """Return the theme's page with its classes, and its switches with the same ones.

    >>> name_kinds('<div class="page"><p class="home-words"></p></div>')
    '<div class="page home-page"><p class="home-words"></p></div>'
    """
    kinds = " ".join(kinds_of(html))
    if not kinds:
        return html
    page, switches = PLACES
    html = html.replace(page, f'{page[:-1]} {kinds}"', 1)
    return html.replace(switches, switches.replace("<nav", f'<nav class="{kinds}"'), 1)


def hand_over(app, pagename, templatename, context, doctree):
    """Hand the template what names the kinds."""
    context["name_kinds"] = name_kinds


def setup(app):
    app.connect("html-page-context", hand_over)
