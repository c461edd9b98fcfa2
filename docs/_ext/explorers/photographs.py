"""Photographs to choose on a page, and what a network answers to each: what the page of a model recorded.

``{photographs}`` with ``:page: lessons/one-whole-network 2`` takes the second page of a model that a cell of
that lesson shows: its pictures and the highest of its scores are read out of the file itself, so that they
are the same there and here. ``:photographs: cat, coffee`` are the names by which `cnn_docs.load_photograph`
knows the pictures, in order. Where no script runs stand the pictures and a line with the answers; a script
makes buttons of them (``_static/explorers/home``), beside the explorer in whose place it shows the answers.
"""

import base64
import hashlib
import json
import os
import re
import zlib
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import numpy as np
from docutils import nodes
from docutils.parsers.rst import directives
from PIL import Image
from sphinx.util import logging

import cnn_docs

from ..files import write_whole
from ..lessons.collected_pages import COLLECTING, COLLECTORS, Collect, Collector
from ..remembered import remembered
from . import bundle, pictures
from .directive import WEB, is_live, pass_through
from .minify import squeezed, squeezed_style
from .model_pages import FILES, ModelPage, kept, name_of

logger = logging.getLogger(__name__)

NAME = "photographs"
SCRIPT = "home/photographs"
HIGHEST = 5
"""Classes of an answer that are shown."""
QUALITY = 75
_DATA = r'<script type="application/json" id="{}">(.*?)</script>'


@dataclass(frozen=True)
class Recorded:
    """A picture, and the answer to it.

    Attributes
    ----------
    image : ndarray of shape (H, W, 3), uint8
    kinds : int
        The number of classes.
    answers : list of (str, float)
        Those with the highest scores, and their shares.
    """

    image: np.ndarray
    kinds: int
    answers: list


class Place(Collect):
    """Mark the place, and have its page written again when the script or its words change."""

    option_spec: ClassVar = dict.fromkeys(("page", "photographs"), directives.unchanged_required)

    def run(self):
        """Return the place."""
        for path in (path for path in bundle.SOURCES.rglob("*") if path.is_file()):
            self.env.note_dependency(str(path))
        return super().run()


class Photographs(nodes.General, nodes.Element):
    """The place of photographs; its children are what is read where no script runs. Attribute: shown."""


def data_of(html, name):
    """Return the data of a name that a page of a model holds for its script."""
    return json.loads(re.search(_DATA.format(name), html, re.DOTALL)[1])


def recorded(html):
    """Return a list of :class:`Recorded` for the images of a page that `cnn_docs.explore` made."""
    facts, texts = data_of(html, "facts"), data_of(html, "texts")
    name, answer = facts["inputs"][0], facts["answer"]
    maps = next(layer["maps"] for layer in facts["layers"] if layer["name"] == name)
    shape = maps["count"], maps["height"], maps["width"]
    images = (values(text, maps["type"]).reshape(shape) for text in texts["maps"][name])
    return [
        Recorded(np.moveaxis(image, 0, -1).astype(np.uint8), len(scores), highest(scores, answer["labels"]))
        for image, scores in zip(images, answer["scores"], strict=True)
    ]


def values(text, kind):
    """Return the numbers of a packed text: deflated, the first bytes of all of them before the second."""
    data = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)
    return np.ascontiguousarray(data.reshape(np.dtype(kind).itemsize, -1).T).view(kind).ravel()


def highest(scores, labels):
    """Return the classes with the highest scores, each with its score."""
    order = np.argsort(scores)[::-1][:HIGHEST]
    return [(labels[index], round(scores[index], 6)) for index in order]


def of_page(env, page):
    """Return what a page of a model recorded: that of a document, with its number there; else nothing."""
    document, _, number = page.partition(" ")
    name = name_of(document, number)
    shown = name in remembered(env, FILES).get(document, ())
    return recorded((kept(env) / name).read_text(encoding="utf-8")) if shown else []


def documents(env, page="", **_):
    """Return the name of the document that shows a page of a model, none where there is no such document."""
    return [name for name in [page.partition(" ")[0]] if name in env.found_docs]


def places_of_pages(env, docname, document):
    """Return for each page of a model in a document its file, with a hash and the section where it stands."""
    found = []
    for place in document.findall(ModelPage):
        node, data = place, (kept(env) / place["file"]).read_bytes()
        while not isinstance(node, nodes.section):
            node = node.parent
        found.append(
            ModelPage(file=place["file"], section=node["ids"][0], holds=hashlib.sha256(data).hexdigest())
        )
    return found


def filled(env, home, taken, page="", photographs="", **_):
    """Return the place of the photographs; nothing, with a warning, where their page was not made."""
    found = of_page(env, page)
    names = [name.strip() for name in photographs.split(",")]
    if len(found) != len(names):
        text = f"photographs: {page!r} shows {len(found)} pictures with answers, and {len(names)} are named."
        logger.warning(text, location=home, type="explorer")
        return []
    words = pictures.words(NAME)
    shown = [facts(name, one, words) for name, one in zip(names, found, strict=True)]
    figures = [figure(env, one.image, each, words["static"]) for one, each in zip(found, shown, strict=True)]
    title = nodes.paragraph("", words["static"]["title"])
    document, _, number = page.partition(" ")
    place = next(one for one in taken[document] if one["file"] == name_of(document, number))
    return [Photographs("", title, *figures, whole=(document, place["section"]), shown=shown)]


def facts(name, one, words):
    """Return what is told of a photograph and of the answer to it, as plain data."""
    photograph = cnn_docs.load_photograph(name)
    return {
        **words["photographs"][name],
        "from": f"{photograph.source} ({photograph.licence})",
        "kinds": one.kinds,
        "answers": one.answers,
    }


def figure(env, picture, shown, words):
    """Return a picture with the answer to it in words."""
    uri = picture_file(env, picture)
    height, width = (str(side) for side in picture.shape[:2])
    image = nodes.image(
        uri=uri, candidates={"*": uri}, alt=shown["alt"], width=width, height=height, loading="lazy"
    )
    shares = ", ".join(
        words["share"].format(name=name, share=f"{100 * share:.1f}") for name, share in shown["answers"]
    )
    text = words["answer"].format(shares=shares, source=shown["from"])
    return nodes.figure("", image, nodes.caption("", text), ids=[Path(uri).stem])


def picture_file(env, image):
    """Return the file of a picture, seen from the sources: it is where the build keeps what it parsed."""
    digest = hashlib.sha256(repr((image.shape, QUALITY)).encode() + image.tobytes()).hexdigest()[:12]
    path = Path(env.doctreedir) / "explorers" / f"photograph-{digest}.webp"
    if not path.exists():
        stream = BytesIO()
        Image.fromarray(image).save(stream, format="WEBP", quality=QUALITY, method=6)
        write_whole(path, stream.getvalue())
    return Path(os.path.relpath(path, env.srcdir)).as_posix()


def add_pictures(app, env):
    """Have the pictures copied, before what is known of the pages is kept."""
    env.images.purge_doc(NAME)  # they are the directive's, whatever page shows them
    for name, options in (place for places in remembered(env, COLLECTING).values() for place in places):
        for one in of_page(env, options.get("page", "")) if name == NAME else ():
            env.images.add_file(NAME, picture_file(env, one.image))
    return []


def visit_html(translator, node):
    """Open the place, with what the script shows."""
    live = {}
    if is_live(translator.builder, node):
        document, anchor = node["whole"]
        uri = translator.builder.get_relative_uri(translator.builder.current_docname, document)
        live = {
            "data-photographs": json.dumps(node["shown"], ensure_ascii=False),
            "data-page": f"{uri}#{anchor}",
        }
    attributes = "".join(f' {key}="{escape(text, quote=True)}"' for key, text in live.items())
    translator.body.append(f'<div class="photographs"{attributes}>\n<div class="photographs-static">')


def depart_html(translator, node):
    """Close the place."""
    translator.body.append("</div></div>\n")


def add_files(app, pagename, templatename, context, doctree):
    """Let a page with photographs load the script and its style."""
    places = doctree.findall(Photographs) if doctree is not None else ()
    if app.builder.name not in WEB or not any(is_live(app.builder, place) for place in places):
        return
    folder = Path(app.outdir) / "_static" / "explorers"
    write_whole(folder / f"{NAME}.css", squeezed_style(bundle.style(SCRIPT)))
    write_whole(folder / f"{NAME}.js", squeezed(bundle.bundle(SCRIPT)))
    app.add_css_file(f"explorers/{NAME}.css")
    app.add_js_file(f"explorers/{NAME}.js", loading_method="defer")


def setup(app):
    """Register the directive, the node and the events."""
    COLLECTORS[NAME] = Collector(filled, places_of_pages, documents)
    app.add_directive(NAME, Place, override=True)
    other = (pass_through, pass_through)
    web = (visit_html, depart_html)
    app.add_node(Photographs, html=web, epub=web, latex=other, text=other, man=other, texinfo=other)
    app.connect("env-updated", add_pictures)
    app.connect("html-page-context", add_files)
