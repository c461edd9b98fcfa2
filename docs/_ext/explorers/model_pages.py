"""The page of a model that a cell shows becomes a file of its own, which browsers fetch when it is needed.

In a notebook, the output of ``cnn_docs.explore`` carries the whole page within itself. On the site that would
be weight of the page around it. So it goes to ``_static/model-pages``, and a frame shows it once it is near,
or, if it is large, once the fold that says how large has been opened (``_static/model-pages.js``); a link
opens it alone. On paper and in formats without scripts only the link, or a sentence, is left: a figure before
it has to show what is to be seen.
"""

import re
from html import escape, unescape
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..files import write_whole
from ..remembered import remembered
from .directive import WEB, is_live, pass_through

FOLDER = "_static/model-pages"
SCRIPT = "model-pages.js"
FILES = "files of models' pages"
LARGE = 1_000_000
"""Bytes from which a page waits until it is asked for."""
FRAME = re.compile(r"\s*(?:<style>[^<]*</style>)?(<iframe [^>]*>)[^<]*</iframe>\s*")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
ELSEWHERE = "Here stands a page of its own in the site: {title}."


class ModelPage(nodes.General, nodes.Element):
    """The place of a page. Attributes: file (its name), size (bytes), title; a sentence is its child."""


class Unpack(SphinxTransform):
    """Take the pages out of what cells show."""

    default_priority = 810

    def apply(self, **_):
        """Replace each frame that carries its page by the place of a page."""
        number = 0
        for node in list(self.document.findall(nodes.raw)):
            found = FRAME.fullmatch(node.astext())
            known = {key: unescape(value) for key, value in ATTRIBUTE.findall(found[1])} if found else {}
            if "srcdoc" in known:
                number += 1
                node.replace_self(self.place(known["srcdoc"], known.get("title", ""), number))

    def place(self, html, title, number):
        """Keep a page beside the parsed pages, and return its place."""
        name = name_of(self.env.docname, number)
        path = kept(self.env) / name
        write_whole(path, html)
        self.env.note_dependency(str(path))
        remembered(self.env, FILES).setdefault(self.env.docname, []).append(name)
        sentence = nodes.paragraph("", ELSEWHERE.format(title=title))
        return ModelPage("", sentence, file=name, size=path.stat().st_size, title=title)


def name_of(docname, number):
    """Return the name of the file of a page that a document shows."""
    return f"{docname.replace('/', '-')}-{number}.html"


def kept(env):
    """Return the folder where the pages are kept until they are written."""
    return Path(env.doctreedir) / "model-pages"


def size_in_words(size):
    """Return bytes as people read them.

    >>> size_in_words(447_210), size_in_words(5_912_000)
    ('450 KB', '5.9 MB')
    """
    return f"{size / 1e6:.1f} MB" if size >= LARGE else f"{max(round(size / 1e4), 1)}0 KB"


def visit_html(translator, node):
    """Write the frame and the link; in a page that is collected to print, the link alone."""
    builder = translator.builder
    up = "../" * builder.get_target_uri(builder.current_docname).count("/")
    address = escape(f"{up}{FOLDER}/{node['file']}", quote=True)
    size, title = size_in_words(node["size"]), escape(node["title"], quote=True)
    frame = f'<iframe src="{address}" title="{title}" loading="lazy"></iframe>'
    if node["size"] >= LARGE:
        frame = f'<iframe data-src="{address}" title="{title}"></iframe>'
        frame = f"<details hidden><summary>Open the page here: {size}</summary>{frame}</details>"
    link = f'<p><a href="{address}">Open this page alone</a> ({size}).</p>'
    translator.body.append(f'<div class="model-page">{frame * is_live(builder, node)}{link}</div>\n')
    raise nodes.SkipNode


def visit(translator, node):
    """Write what the format can show."""
    if translator.builder.name in WEB:
        visit_html(translator, node)


def add_script(app, pagename, templatename, context, doctree):
    """Let a page with such a frame load the script."""
    places = doctree.findall(ModelPage) if doctree is not None else ()
    if any(is_live(app.builder, place) for place in places):
        app.add_js_file(SCRIPT, loading_method="defer")


def write_files(app, exception):
    """Write the pages into the site, and remove those that no page shows any more."""
    if exception or app.builder.name not in WEB:
        return
    folder = Path(app.outdir, FOLDER)
    names = {name for found in remembered(app.env, FILES).values() for name in found}
    for name in names:
        write_whole(folder / name, (kept(app.env) / name).read_bytes())
    for path in folder.glob("*"):
        if path.name not in names:
            path.unlink()


def setup(app):
    """Connect to the build."""
    app.add_transform(Unpack)
    other = (pass_through, pass_through)
    formats = dict.fromkeys(("latex", "text", "man", "texinfo"), other)
    app.add_node(ModelPage, html=(visit, pass_through), epub=(visit, pass_through), **formats)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", write_files)
