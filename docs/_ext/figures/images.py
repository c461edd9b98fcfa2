"""Every figure on a page says what it shows, has a dark twin, keeps its place, and waits until it is near.

The twins were made where the figure was drawn (see ``figure_files``) and are found by the hash of its
file. A page holds both, marked ``only-light`` and ``only-dark`` for the theme; the one that is hidden is
never fetched. A moving picture stands still for readers who ask for reduced motion.
"""

import base64
import hashlib
import os
import re
from html import unescape
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

from ..files import write_whole
from ..proof.places import place_of
from . import figure_files
from .gallery import NUMBER, without_alt_texts

logger = logging.getLogger(__name__)

MOVING = (".gif", ".webp")
WIDE = 520
"""Pixels from which a figure scrolls on a small screen: shrunk to fit, its words could not be read.

A moving picture is seen as a whole, and so is a figure with the class "shrinks", which has few words.
"""
LARGE = 32 * 1024
"""Bytes from which it pays to compress a figure of a lesson once more; that takes a tenth of a second."""
PAGES_OF_LEARNERS = ("index", "lessons/")
THUMBNAIL = re.compile(r"/thumb/sphx_glr_(.+)_thumb\.png$")


# What an animation of cnn_docs shows in a notebook.
PICTURE = re.compile(
    r"<picture><source [^>]*srcset=\"data:image/png;base64,(?P<still>[^\"]+)\">"
    r"<img src=\"data:image/(?P<format>gif|webp);base64,(?P<moving>[^\"]+)\" alt=\"(?P<alt>[^\"]*)\"[^>]*>"
    r"</picture>"
)


class Figures(SphinxTransform):
    """Complete the images of a page; before Sphinx collects which files it shows."""

    default_priority = 820

    def apply(self, **_):
        """Complete each image that is a file here."""
        for node in list(self.document.findall(nodes.raw)):
            self.unpack(node)
        for node in list(self.document.findall(nodes.image)):
            self.check_alt(node)
            path = self.path_of(node["uri"])
            if path and path.is_file():
                self.complete(node, path)
        if (Path(self.app.srcdir) / self.env.docname).with_suffix(".py").exists():
            self.hide_alt_comments()

    def unpack(self, node):
        """Turn the moving picture that a notebook's output carries within itself into files and an image."""
        found = PICTURE.search(node.astext())
        if not found or figure_files.folder() is None:
            return
        data = base64.b64decode(found["moving"])
        moving = figure_files.folder() / f"{hashlib.sha256(data).hexdigest()}.{found['format']}"
        write_whole(moving, data)
        write_whole(figure_files.still_path(data), base64.b64decode(found["still"]))
        image = nodes.image(uri=self.uri_of(moving), alt=unescape(found["alt"]))
        image.source, image.line = node.source, node.line
        node.replace_self(image)

    def path_of(self, uri):
        """Return the file of an image, None for one that is elsewhere."""
        if "://" in uri or uri.startswith("data:"):
            return None
        return Path(self.env.relfn2path(uri, self.env.docname)[1])

    def check_alt(self, node):
        """Warn of an image without an alternative text, wherever its file is; ``![](…)`` has an empty one."""
        if not node.get("alt", "").strip():
            logger.warning(
                "this figure has no alternative text: say what is to be seen",
                location=place_of(self.env, self.env.docname, node),
                type="figures",
                subtype="alt",
            )
            node["alt"] = ""

    def complete(self, node, path):
        """Add to one image what it lacks."""
        node["loading"] = "lazy"
        if not {"width", "height", "scale"} & set(node.attributes):
            size = get_image_size(path)
            if size:
                node["width"], node["height"] = map(str, size)
        if path.suffix in MOVING:
            self.add_still(node, path)
        twin = self.twin_of(path)
        node["uri"] = self.lighter(path, node["uri"])
        if twin and not {"only-light", "only-dark"} & set(node["classes"]):  # an explorer brings both
            dark = node.deepcopy()
            dark["ids"], dark["names"] = [], []
            dark["uri"] = self.lighter(twin, self.uri_of(twin))
            dark["classes"].append("only-dark")
            if twin.suffix in MOVING:
                self.add_still(dark, twin)
            node["classes"].append("only-light")
            node.parent.insert(node.parent.index(node) + 1, dark)

    def lighter(self, path, uri):
        """Return the address of a large figure of a lesson as WebP, without loss; of others their own."""
        large = path.suffix == ".png" and path.stat().st_size > LARGE
        if not large or figure_files.folder() is None or not self.env.docname.startswith(PAGES_OF_LEARNERS):
            return uri
        data = path.read_bytes()
        lighter = figure_files.folder() / f"{hashlib.sha256(data).hexdigest()}.webp"
        if not lighter.exists():
            write_whole(lighter, figure_files.webp(data))
        self.env.note_dependency(str(path))
        return self.uri_of(lighter)

    def uri_of(self, path):
        """Return how a page refers to a file that is not below the sources."""
        return "/" + Path(os.path.relpath(path, self.app.srcdir)).as_posix()

    def twin_of(self, path):
        """Return the dark twin of a figure's file, None if there is none."""
        if figure_files.folder() is None:
            return None
        light = path.read_bytes()
        twin = figure_files.twin_path(light)
        thumbnail = THUMBNAIL.search(path.as_posix())
        if thumbnail and not twin.exists():
            self.make_thumbnail(path, thumbnail[1], twin)
        return twin if twin.exists() else None

    def make_thumbnail(self, path, script, twin):
        """Scale the twin of the figure that a thumbnail shows, as Sphinx-Gallery scaled the figure."""
        code = path.parents[2] / f"{script}.py"
        number = NUMBER.search(code.read_text("utf-8"))
        figure = path.parents[1] / f"sphx_glr_{script}_{int(number[1]) if number else 1:03}.png"
        dark = figure_files.twin_path(figure.read_bytes()) if figure.exists() else None
        if dark and dark.exists():
            figure_files.save_thumbnail(dark, twin, *self.config.sphinx_gallery_conf["thumbnail_size"])

    def add_still(self, node, path):
        """Name what stands in for a moving picture: its own still, or else its first frame."""
        with Image.open(path) as image:
            if getattr(image, "n_frames", 1) < 2 or figure_files.folder() is None:
                return
            still = figure_files.still_path(path.read_bytes())
            if not still.exists():
                write_whole(still, figure_files.compact(image))
        node["still"] = self.env.relfn2path(self.uri_of(still), self.env.docname)[0]
        self.env.note_dependency(node["still"])
        self.env.images.add_file(self.env.docname, node["still"])

    def hide_alt_comments(self):
        """Leave the comments that became alternative texts out of a gallery script's blocks."""
        for node in self.document.findall(nodes.literal_block):
            code = without_alt_texts(f"{node.astext()}\n").strip("\n")
            if code != node.astext():
                node.rawsource = code
                node.children = []
                node += nodes.Text(code)


def name_stills(app, doctree, docname):
    """Have the still pictures copied along with the images of the page."""
    for node in doctree.findall(nodes.image):
        if node.get("still") in app.env.images:
            app.builder.images[node["still"]] = app.env.images[node["still"]][1]


def visit_image(translator, node):
    """Write an image, with its still for readers who ask for reduced motion, in a box if it is wide."""
    theme = " ".join(name for name in node["classes"] if name.startswith("only-"))
    if is_wide(node):
        classes = f"wide-figure {theme}".strip()
        translator.body.append(f'<div class="{classes}" tabindex="0" role="group" aria-label="Figure">')
    if "still" in node:
        source = f"{translator.builder.imgpath}/{translator.builder.images[node['still']]}"
        translator.body.append(f'<picture class="{theme}">' if theme else "<picture>")
        translator.body.append(f'<source media="(prefers-reduced-motion: reduce)" srcset="{source}"/>')
    HTML5Translator.visit_image(translator, node)
    if "still" in node:
        translator.body.append("</picture>")
    if is_wide(node):
        translator.body.append("</div>")


def is_wide(node):
    """Tell whether an image stands by itself, is too wide for a small screen and need not be seen at once."""
    width = node.get("width", "")
    alone = not isinstance(node.parent, nodes.TextElement)
    whole = "still" in node or "shrinks" in node["classes"]
    return alone and width.isdigit() and int(width) > WIDE and not whole


def depart_image(translator, node):
    """Do nothing: an image is written at once."""


def fit_settings(app, config):
    """Show figures as images, not as links to themselves (they have no other size)."""
    config.html_scaled_image_link = False


def setup(app):
    app.connect("config-inited", fit_settings)
    app.add_transform(Figures)
    app.connect("doctree-resolved", name_stills)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
