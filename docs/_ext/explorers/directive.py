"""The directive that puts a live explorer into a page, with a static picture where no script runs.

``{explorer} convolution`` with options such as ``:kernel: sharpen`` or ``:stride: 2``;
``:controls: kernel, image`` folds the other controls away, ``:name:`` is the anchor, ``:class:
explorer-compact`` leaves words and space out. Which explorers there are and which options they take is
read from ``_static/explorers/*.json``, the same files that the scripts read; the picture and the table
come from the explorer's module in :mod:`pictures`. Nothing here names an explorer.
"""

import hashlib
import html
import json
import os
from difflib import get_close_matches
from itertools import chain, count
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..files import write_whole
from . import bundle, pictures
from .bundle import SOURCES
from .minify import squeezed, squeezed_style

logger = logging.getLogger(__name__)

STYLE = "explorers.css"
WEB = {"html", "dirhtml", "singlehtml"}
OF_THE_DIRECTIVE = {"class", "controls", "name"}


class AnyOptions(dict):
    """Takes every option as text: which of them are meant depends on the explorer."""

    def __missing__(self, name):
        return directives.unchanged

    def __bool__(self):
        return True


class ExplorerNode(nodes.General, nodes.Element):
    """The place of an explorer; its children are what is read where no script runs."""


class Explorer(SphinxDirective):
    """``{explorer} name``, with the options of that explorer, ``:controls:`` and ``:name:``."""

    required_arguments = 1
    option_spec = AnyOptions()

    def run(self):
        """Return the place of the explorer, or nothing but a warning."""
        name = self.arguments[0].strip()
        known = explorer_names()
        if name not in known:
            self.warn(f"unknown explorer {name!r}; {nearest(name, known)}")
            return []
        for path in read_for(name):
            self.env.note_dependency(str(path))
        options = read_options(name)
        state = {key: value["default"] for key, value in options.items()}
        given = {key: text for key, text in self.options.items() if key not in OF_THE_DIRECTIVE}
        for key, text in given.items():
            self.read(name, options, key, text, state)
        node = ExplorerNode(explorer=name, query=query(given), controls=self.controls(name))
        node["classes"] += ["explorer", *self.options.get("class", "").split()]
        self.anchor(node, nodes.make_id(self.options.get("name", name)))
        try:
            node += list(self.static(name, state))
        except ValueError as error:
            self.warn(f"explorer {name!r} cannot show this: {error}")
        return [node]

    def read(self, name, options, key, text, state):
        """Put one option into the state, or warn."""
        if key not in options:
            self.warn(f"explorer {name!r} has no option {key!r}; {nearest(key, options)}")
            return
        try:
            state[key] = read_option(options[key], text)
        except ValueError as error:
            self.warn(f"option {key!r} of explorer {name!r} must be {error}. Received: {text}.")

    def controls(self, name):
        """Return the names of the controls that are not folded away, with commas between."""
        known = [key for key, words in pictures.words(name)["options"].items() if "label" in words]
        wanted = [key.strip() for key in self.options.get("controls", "").split(",") if key.strip()]
        for key in set(wanted) - set(known):
            self.warn(f"explorer {name!r} has no control {key!r}; {nearest(key, known)}")
        return ",".join(wanted)

    def anchor(self, node, wanted):
        """Give the node an id that nothing before it on the page has: its links lead there."""
        ids = self.state.document.ids
        numbered = (f"{wanted}-{number}" for number in count(2))
        node["ids"].append(next(name for name in chain([wanted], numbered) if name not in ids))
        ids[node["ids"][0]] = node

    def static(self, name, state):
        """Return picture and table of the state as nodes."""
        picture = pictures.static(name, state)
        folder = Path(self.env.doctreedir) / "explorers"
        digest = hashlib.sha256(picture.light + picture.dark).hexdigest()[:12]
        for theme in ("light", "dark"):
            path = folder / f"explorer-{name}-{digest}-{theme}.png"
            write_whole(path, getattr(picture, theme))
            uri = os.path.relpath(path, Path(self.env.doc2path(self.env.docname)).parent)
            width = f"{picture.width}px"
            yield nodes.image(
                uri=Path(uri).as_posix(), alt=picture.alt, width=width, classes=[f"only-{theme}"]
            )
        yield table_node(picture.rows)

    def warn(self, message):
        """Warn with file and line."""
        logger.warning(message, location=(self.env.docname, self.lineno), type="explorer")


def explorer_names():
    """Names of all explorers."""
    return sorted(path.stem for path in SOURCES.glob("*.json") if path.name != "tsconfig.json")


def read_for(name):
    """Files from which a page with the explorer is made: its picture and table, scripts and styles."""
    yield from (path for path in SOURCES.rglob("*") if path.is_file())
    yield Path(pictures.__file__).with_name(f"{name}.py")


def read_options(name):
    """Options of an explorer: name to kind, limits or choices, and default."""
    return json.loads((SOURCES / f"{name}.json").read_text(encoding="utf-8"))


def read_option(option, text):
    """Value that the text stands for; ``ValueError`` says what would be allowed."""
    text = text.strip()
    if option["kind"] == "choice":
        if text not in option["choices"]:
            raise ValueError("one of " + ", ".join(option["choices"]))
        return text
    if option["kind"] == "set":
        return _read_set(option, text)
    if option["kind"] == "numbers":
        return _read_numbers(option, text)
    return _read_number(option, text)


def _read_set(option, text):
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not set(names) <= set(option["choices"]):
        raise ValueError("some of " + ", ".join(option["choices"]))
    return names


def _read_numbers(option, text):
    values = [_read_number({**option, "kind": "number"}, part) for part in text.split(",") if part.strip()]
    lengths = lengths_of(option)
    if len(values) not in lengths:
        raise ValueError(f"numbers with commas between, {' or '.join(map(str, lengths))} of them")
    return values


def lengths_of(option):
    """How many numbers an option may have: some counts, or as many groups of some as there is room for."""
    return option.get("lengths") or range(0, option["most"] + 1, option["of"])


def _read_number(option, text):
    whole = option["kind"] == "whole"
    wanted = f"a {'whole ' * whole}number from {option['low']} to {option['high']}"
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        raise ValueError(wanted) from None
    if not option["low"] <= value <= option["high"]:
        raise ValueError(wanted)
    return value


def query(given):
    """Options as the scripts read them."""
    return "&".join(f"{key}={quote(text.strip(), safe=',')}" for key, text in given.items())


def nearest(name, known):
    """Help for a wrong name."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else "known are " + ", ".join(sorted(known))


def table_node(rows):
    """Table of two columns: what, and its value."""
    body = nodes.tbody()
    for what, value in rows:
        cells = [nodes.entry("", nodes.paragraph("", text)) for text in (what, value)]
        body += nodes.row("", *cells)
    columns = [nodes.colspec(colwidth=40), nodes.colspec(colwidth=60)]
    return nodes.table("", nodes.tgroup("", *columns, body, cols=2), classes=["explorer-table"])


def visit_html(translator, node):
    """Open the place; the script of the page finds it by its attributes."""
    live = {}
    if is_live(translator.builder, node):
        live = {"data-explorer": node["explorer"], "data-state": node["query"]}
        if node["controls"]:
            live["data-controls"] = node["controls"]
    translator.body.append(translator.starttag(node, "div", **live))
    translator.body.append('<div class="explorer-static">')
    if live:
        message = html.escape(pictures.words("common")["noScript"])
        translator.body.append(f"<noscript><p><em>{message}</em></p></noscript>")


def is_live(builder, node):
    """Tell whether a script works at this place: on the web, and not in a page collected to print."""
    while node is not None:
        if isinstance(node, nodes.Element) and "adopted_from" in node:
            return False
        node = node.parent
    return builder.name in WEB


def depart_html(translator, node):
    """Close the place."""
    translator.body.append("</div></div>\n")


def pass_through(translator, node):
    """Leave the children to formats without scripts."""


def keep_light_pictures(app, doctree, docname):
    """Drop the pictures for dark pages where there are none: outside the web site."""
    if app.builder.name in WEB:
        return
    for place in doctree.findall(ExplorerNode):
        for image in list(place.findall(nodes.image)):
            if "only-dark" in image["classes"]:
                image.parent.remove(image)


def add_files(app, pagename, templatename, context, doctree):
    """Let a page with explorers load their scripts and the style, and no other page."""
    if doctree is None:
        return
    places = (place for place in doctree.findall(ExplorerNode) if is_live(app.builder, place))
    names = sorted({place["explorer"] for place in places})
    if not names:
        return
    folder = Path(app.outdir) / "_static" / "explorers"
    styles = {STYLE: (SOURCES / STYLE).read_text(encoding="utf-8")}
    styles |= {f"{name}.css": bundle.style(name) for name in names}
    for file, style in styles.items():
        if style:
            write_whole(folder / file, squeezed_style(style))
            app.add_css_file(f"explorers/{file}")
    for name in names:
        for script in (name, *bundle.loaded_by(name)):
            write_whole(folder / f"{script}.js", squeezed(bundle.bundle(script)))
        app.add_js_file(f"explorers/{name}.js", loading_method="defer")


def keep_sources_back(app, config):
    """The sources are bundled; the folder itself does not go into the site."""
    config.exclude_patterns.append("explorers/**")


def setup(app):
    app.add_directive("explorer", Explorer)
    web = (visit_html, depart_html)
    other = (pass_through, pass_through)
    app.add_node(ExplorerNode, html=web, epub=web, latex=other, text=other, man=other, texinfo=other)
    app.connect("config-inited", keep_sources_back)
    app.connect("doctree-resolved", keep_light_pictures)
    app.connect("html-page-context", add_files)
