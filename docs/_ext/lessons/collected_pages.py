"""Pages made of the lessons: schedule, key points, exercises, figures, everything on one page.

A directive leaves a node. When the page is written, a post-transform reads the lessons'
doctrees and puts copies of what is wanted in its place, before MyST-NB chooses outputs and before
references are resolved. Of each page it is remembered what collecting pages would take: these are written
again when that has changed.
"""

import json
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..builds.fingerprint import hash_of
from ..builds.shared_pages import targets
from ..files import write_whole
from ..remembered import remembered
from .blocks import lesson_block
from .gated_folds import lesson_minutes
from .lesson_numbers import numbers, ordered_lessons

logger = logging.getLogger(__name__)

COLLECTING = "pages that collect"
"""What is remembered of them: (the directive's name, its options) of each place."""
TAKEN = "what collecting pages take"
"""What is remembered of every page: by the directive's name, a hash of what is taken from it."""
IMAGE_TYPES = ("image/svg+xml", "image/webp", "image/gif", "image/png", "image/jpeg")


class collected(nodes.General, nodes.Element):
    """The place of what is collected. Attributes: what (the directive's name), and its options."""


@dataclass(frozen=True)
class Collector:
    """How a directive collects: what it shows follows from what is taken, and from titles, numbers, minutes.

    Attributes
    ----------
    shown : callable
        Takes the environment, the name of the page, what is taken (page to list of nodes) and the directive's
        options; returns the nodes for its place.
    taken : callable
        Takes the environment, the name and the doctree of a page; returns the list of nodes taken from it.
    pages : callable
        Takes the environment and the options; returns the names of the pages, in order.
    """

    shown: Callable
    taken: Callable
    pages: Callable = lambda env, **_: ordered_lessons(env)

    def collect(self, env, home, **options):
        """Return what stands in a place of a page."""
        names = self.pages(env, **options)
        taken = {docname: self.taken(env, docname, env.get_doctree(docname)) for docname in names}
        return self.shown(env, home, taken, **options)


class Collect(SphinxDirective):
    """Mark the place of what is collected."""

    option_spec: ClassVar = dict.fromkeys(("gallery", "answers", "lessons"), directives.unchanged)

    def run(self):
        """Return what stands there until then, and remember the page."""
        places = remembered(self.env, COLLECTING).setdefault(self.env.docname, [])
        places.append((self.name, dict(self.options)))
        return [collected(what=self.name, **self.options)]


def page_link(env, docname, home, text=None):
    """Return a reference to a page that is resolved like any other."""
    inner = nodes.inline("", text or env.titles[docname].astext())
    options = {"refdoc": home, "refdomain": "std", "reftype": "doc", "refexplicit": True, "refwarn": True}
    return addnodes.pending_xref("", inner, reftarget=f"/{docname}", **options)


def numbered_link(env, docname, home):
    """Return the nodes of a reference to a page: behind its number, if it is a lesson in the contents."""
    number = numbers(env).get(docname)
    link = page_link(env, docname, home)
    return [nodes.Text(f"{number[0]}. "), link] if number else [link]


def adopt(node, source):
    """Return a node of another page, read for this one, with ids that are unique where it moves to."""
    prefix = prefix_of(source)
    for element in node.findall(nodes.Element):
        element["ids"] = [prefix + name for name in element["ids"]]
        element["names"] = []
        if "refid" in element:
            element["refid"] = prefix + element["refid"]
        if "backrefs" in element:
            element["backrefs"] = [prefix + name for name in element["backrefs"]]
    node["adopted_from"] = source
    return node


def prefix_of(docname):
    """Return what the ids of a page's parts start with on another page."""
    return docname.replace("/", "-") + "-"


def clock(minutes):
    """Return minutes as hours and minutes.

    Examples
    --------
    >>> clock(75)
    '1:15'
    """
    return f"{minutes // 60}:{minutes % 60:02d}"


def table(head, rows):
    """Return a table; cells are lists of inline nodes or texts, the first row is its head."""
    group = nodes.tgroup(cols=len(head))
    group.extend(nodes.colspec(colwidth=1) for _ in head)
    group += nodes.thead("", row_of(head))
    group += nodes.tbody("", *(row_of(row) for row in rows))
    return nodes.table("", group, classes=["schedule"])


def row_of(cells):
    """Return one row of a table."""
    inline = (cell if isinstance(cell, nodes.Node) else nodes.Text(str(cell)) for cell in cells)
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in inline))


def schedule(env, home, taken, lessons="", **_):
    """Return the table of lessons with their minutes, one after another without breaks.

    ``lessons`` are the first parts of the names of those that are meant, with blanks between; else all.
    """
    rows, passed, sums = [], 0, [0, 0]
    for docname in chosen_lessons(env, home, lessons.split()):
        minutes = lesson_minutes(env, docname)
        start, passed = passed, passed + sum(minutes)
        sums = [total + one for total, one in zip(sums, minutes, strict=True)]
        name = nodes.inline("", "", *numbered_link(env, docname, home))
        rows.append((name, *minutes, clock(start), clock(passed)))
    rows.append((nodes.strong("", "Together" if lessons else "All lessons"), *sums, "", clock(passed)))
    return [table(("Lesson", "Teaching (min)", "Exercises (min)", "Starts", "Ends"), rows)]


def chosen_lessons(env, home, beginnings):
    """Return the lessons whose file names begin so, in the order of the contents; all for no beginning."""
    known = ordered_lessons(env)
    if not beginnings:
        return known
    names = {docname: posixpath.basename(docname) for docname in known}
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in names.values()):
            text = f"`lessons` must name lessons by how they begin, such as 01. Received: {beginning}."
            logger.warning(text, location=home)
    return [docname for docname in known if names[docname].startswith(tuple(beginnings))]


def blocks(kind):
    """Return a function that takes the blocks of a kind from a page."""

    def taken(env, docname, document):
        return [block for block in document.findall(lesson_block) if block["kind"] == kind]

    return taken


def sections(env, home, taken, **_):
    """Return a section for each page from which something is taken, with copies of that."""
    return [
        page_section(env, docname, home, [adopt(node, docname) for node in found])
        for docname, found in taken.items()
        if found
    ]


def page_section(env, docname, home, content):
    """Return a section headed by the title of a page, which leads there, behind the number of a lesson."""
    title = nodes.title("", "", *numbered_link(env, docname, home))
    return nodes.section("", title, *content, ids=[prefix_of(docname) + "part"])


def key_points(env, home, taken, **_):
    """Return the key points of all lessons; each list under its lesson's title."""
    found = sections(env, home, taken)
    for section in found:
        for block in section[1:]:
            section.remove(block)
            section.extend(block[1:])
    return found


def lessons_and_scripts(env, gallery="gallery", **_):
    """Return the names of all lessons and of the gallery's scripts."""
    scripts = sorted(n for n in env.found_docs if n.startswith(f"{gallery}/") and "/plot_" in n)
    return ordered_lessons(env) + scripts


def figures(env, home, taken, **_):
    """Return every picture of the lessons and the gallery with its alt text below it."""
    found = []
    for docname, images in taken.items():
        starts = [at for at, image in enumerate(images) if "only-dark" not in image["classes"]]
        pairs = (images[at:end] for at, end in pairwise([*starts, len(images)]))
        shown = [figure(pair, docname, number) for number, pair in enumerate(pairs, start=1)]
        if shown:
            found.append(page_section(env, docname, home, shown))
    return found


def pictures_with_twins(env, docname, document):
    """Return the pictures of a page, each followed by its dark twin if it has one."""
    return [node for image in pictures(document) for node in (image, *dark_twin(image))]


def pictures(document):
    """Yield the pictures of a page: one of each output, none of the dark twins."""
    seen = set()
    for node in document.findall(nodes.Element):
        if node.get("nb_element") == "mime_bundle":
            seen.update(id(image) for image in node.findall(nodes.image))
            images = {c["mime_type"]: c[0] for c in node if c.get("mime_type") in IMAGE_TYPES and len(c)}
            yield from [images[name] for name in IMAGE_TYPES if name in images][:1]
        elif is_picture(node) and id(node) not in seen:
            yield node


def is_picture(node):
    """Tell whether a node shows a picture: an image, or sphinx-gallery's own kind of image."""
    if not isinstance(node, nodes.image) and type(node).__name__ != "imgsgnode":
        return False
    return "only-dark" not in node["classes"] and not node.get("uri", "").startswith("data:")


def figure(images, docname, number):
    """Return a figure with a picture, its dark twin if it has one, and its alt text in words."""
    text = images[0].get("alt") or "This picture has no alt text."
    name = f"{prefix_of(docname)}figure-{number}"
    shown = [adopt(node, docname) for node in images]
    return nodes.figure("", *shown, nodes.caption("", text), ids=[name])


def dark_twin(image):
    """Return a list of the picture that dark pages show instead of this one, empty if there is none."""
    after = image.next_node(descend=False, siblings=True)
    return [after] if after is not None and "only-dark" in after.get("classes", ()) else []


def whole_lesson(env, home, taken, **_):
    """Return a list of contents and all lessons in full."""
    contents, parts = nodes.bullet_list(classes=["whole-lesson-contents"]), []
    for docname, (section, *_) in taken.items():
        part = adopt(section, docname)
        link = nodes.reference("", env.titles[docname].astext(), refid=part["ids"][0], internal=True)
        contents += nodes.list_item("", nodes.paragraph("", "", link))
        parts.append(part)
    return [contents, *parts]


def first_section(env, docname, document):
    """Return all of a page."""
    return [*document.findall(nodes.section)][:1]


COLLECTORS = {
    "schedule": Collector(schedule, lambda *_: []),
    "all-keypoints": Collector(key_points, blocks("keypoints")),
    "all-exercises": Collector(sections, blocks("challenge")),
    "all-figures": Collector(figures, pictures_with_twins, lessons_and_scripts),
    "whole-lesson": Collector(whole_lesson, first_section),
}


class FillPlaces(SphinxPostTransform):
    """Put what is collected in the place of its directive."""

    default_priority = 2

    def run(self, **_):
        """Replace the nodes of the directives."""
        for place in list(self.document.findall(collected)):
            options = place.non_default_attributes()
            collector = COLLECTORS[options.pop("what")]
            place.replace_self(collector.collect(self.env, self.env.docname, **options))


def mend_references(app, document, docname):
    """Make references that were resolved for a lesson's own page right for the page they are on."""
    if app.builder.format != "html" or docname not in remembered(app.env, COLLECTING):
        return
    present = {name for node in document.findall(nodes.Element) for name in node["ids"]}
    pages = {posixpath.normpath(app.builder.get_target_uri(name)): name for name in app.env.found_docs}
    parts = [node for node in document.findall(nodes.Element) if "adopted_from" in node]
    tops = {part["adopted_from"]: part["ids"][0] for part in parts if isinstance(part, nodes.section)}
    for part in parts:
        for reference in part.findall(nodes.reference):
            target, local = where(app.builder, reference, part["adopted_from"], pages)
            if target is None:
                continue
            anchor = prefix_of(target) + local if local else tops.get(target)
            for key in ("refid", "refuri"):
                reference.attributes.pop(key, None)
            if anchor in present:
                reference["refid"] = anchor
            else:
                address = app.builder.get_relative_uri(docname, target)
                reference["refuri"] = f"{address}#{local}" if local else address


def where(builder, reference, source, pages):
    """Return the page and the id on it that a reference on a lesson's own page leads to."""
    if "refid" in reference:
        return source, reference["refid"].removeprefix(prefix_of(source))
    if not reference.get("internal") or not reference.get("refuri"):
        return None, ""
    folder = posixpath.dirname(builder.get_target_uri(source))
    url = urlsplit(posixpath.join(folder, reference["refuri"]))
    return pages.get(posixpath.normpath(url.path)), url.fragment


def note_taken(app, doctree):
    """Remember what collecting pages would take of the page that was read."""
    env, docname = app.env, app.env.docname
    remembered(env, TAKEN)[docname] = {
        name: hash_of([full(node) for node in collector.taken(env, docname, doctree)])
        for name, collector in COLLECTORS.items()
    }


def full(node):
    """Return all that a node holds, as plain data."""
    if isinstance(node, nodes.Text):
        return str(node)
    held = ((key, full(one) if isinstance(one, nodes.Node) else one) for key, one in node.attributes.items())
    return type(node).__name__, node.rawsource, sorted(held), [*map(full, node)]


def state(env, places):
    """Return a hash of what a page with these places shows of others."""
    known, taken, shown = numbers(env), remembered(env, TAKEN), [targets(env)]
    for name, options in places:
        for docname in COLLECTORS[name].pages(env, **options):
            told = env.titles[docname].astext(), known.get(docname), lesson_minutes(env, docname)
            shown.append((name, options, docname, told, taken[docname][name]))
    return hash_of(shown)


def changed(app, env):
    """Return the collecting pages that would show something else than when they were written."""
    note = Path(app.doctreedir) / f"collected-{app.builder.name}.json"
    before = json.loads(note.read_text("utf-8")) if note.exists() else {}
    homes = remembered(env, COLLECTING).items()
    now = {home: state(env, places) for home, places in homes if home in env.found_docs}
    write_whole(note, json.dumps(now))
    return sorted(home for home in now if before.get(home) != now[home])


def setup(app):
    app.add_node(collected)
    for name in COLLECTORS:
        app.add_directive(name, Collect)
    app.add_post_transform(FillPlaces)
    app.connect("doctree-resolved", mend_references)
    app.connect("doctree-read", note_taken, priority=900)  # once all others have done their part
    app.connect("env-updated", changed)
