"""The picture of each lesson: at its top, and on its card on the home page; the way into the first lesson.

A lesson's picture is the one whose cell has the class ``lead`` among its image's ``classes``, else its first.
``{lesson-cards}`` shows a card for each lesson, below the caption of the table of contents that lists it;
``{start-lesson}`` leads to the first of them. Titles, minutes and pictures are read from the lessons.
"""

import hashlib
import os
from io import BytesIO
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx import addnodes

from ..figures import figure_files
from ..files import write_whole
from ..remembered import remembered
from .blocks import lesson_block
from .collected_pages import COLLECTING, COLLECTORS, Collect, Collector, adopt, dark_twin, page_link, pictures
from .gated_folds import is_kind, lesson_minutes
from .lesson_numbers import is_lesson, numbers, ordered_lessons

CARDS = "lesson-cards"
"""The directive; also the name under which files for cards are remembered, and are among the images."""
LEAD = "lead"
AT_THE_TOP = (736, 256)
"""Most pixels of the page, across and down, of the picture that opens a lesson."""
READABLE = 0.82
"""The smallest scale of that picture, though it be higher: words of 8 points are 11 pixels, and here 9."""
ON_A_CARD = (256, 128)
CARD_QUALITY = 78


def picture_of(document):
    """Return a list of a lesson's picture and its dark twin, empty where it has none."""
    found = [image for image in pictures(document) if "explorer" not in image.parent.get("classes", ())]
    chosen = next((image for image in found if LEAD in image["classes"]), *found[:1] or [None])
    return [chosen, *dark_twin(chosen)] if chosen is not None else []


def pages(env, **_):
    """Return the names of the lessons, and of the pages whose tables of contents list some."""
    known = ordered_lessons(env)
    listing = [page for page, inner in env.toctree_includes.items() if not set(known).isdisjoint(inner)]
    return list(dict.fromkeys([*known, *sorted(listing)]))


def tables_and_pictures(env, docname, document):
    """Return the tables of contents of a page, and of a lesson the pictures as they stand on its card."""
    images = picture_of(document) if is_lesson(env, docname) else []
    return [*document.findall(addnodes.toctree), *(small_copy(env, image, docname) for image in images)]


def parts(env, taken):
    """Return (caption, lessons) of each table of contents that lists lessons."""
    known = ordered_lessons(env)
    tables = [node for name in sorted(taken) for node in taken[name] if isinstance(node, addnodes.toctree)]
    found = ((table.get("caption"), [n for n in table["includefiles"] if n in known]) for table in tables)
    return sorted((part for part in found if part[1]), key=lambda part: known.index(part[1][0]))


def cards(env, home, taken, **_):
    """Return a list of cards for each part, in a section where the part has a name."""
    shown = []
    for caption, names in parts(env, taken):
        listed = nodes.enumerated_list("", *(card(env, home, name, taken[name]) for name in names))
        listed["classes"].append("lesson-cards")
        title = nodes.title("", caption or "")
        shown.append(nodes.section("", title, listed, ids=[nodes.make_id(caption)]) if caption else listed)
    return shown


def card(env, home, name, taken):
    """Return the card of one lesson."""
    number, minutes = numbers(env)[name][0], sum(lesson_minutes(env, name))
    line = nodes.paragraph("", f"Lesson {number} · {minutes} min", classes=["minutes"])
    small = [node for node in taken if not isinstance(node, addnodes.toctree)]
    title = nodes.paragraph("", "", page_link(env, name, home), classes=["title"])
    return nodes.list_item("", nodes.container("", *small, classes=["picture"]), line, title)


def start(env, home, taken, **_):
    """Return the way into the first lesson, with its minutes."""
    first = next((names[0] for _, names in parts(env, taken)), None)
    if first is None:
        return []
    words = nodes.inline(
        "", f"{sum(lesson_minutes(env, first))} min, nothing to install", classes=["minutes"]
    )
    link = page_link(env, first, home, "Start lesson 1")
    return [nodes.paragraph("", "", link, nodes.Text(" "), words, classes=["start-lesson"])]


def small_copy(env, image, name):
    """Return a picture as it stands on a card."""
    copy = adopt(image.deepcopy(), name)
    fit(copy, ON_A_CARD)
    file = small_file(env, image)
    if file:
        copy["uri"], copy["candidates"] = file, {"*": file}
    copy["loading"] = "lazy"
    return copy


def fit(image, most, least=0):
    """Have a picture shown no larger than this at its own proportions, but not below the scale `least`."""
    width, height = (int(str(image.get(side, 0)).removesuffix("px") or 0) for side in ("width", "height"))
    if width and height:
        scale = min(1, most[0] / width, max(least, most[1] / height))
        image["width"], image["height"] = (str(round(side * scale)) for side in (width, height))
    image["classes"] = [*image["classes"], "shrinks"]  # it is seen whole, on small screens too


def small_file(env, image):
    """Return the file of a picture for a card, below the sources; None where the build keeps no files."""
    source = Path(env.srcdir, image["uri"])
    if figure_files.folder() is None or not source.is_file():
        return None
    data = source.read_bytes()
    small = figure_files.folder() / f"{hashlib.sha256(data).hexdigest()}-card.webp"
    if not small.exists():
        with Image.open(source) as picture:
            write_whole(small, scaled(picture))
    return Path(os.path.relpath(small, env.srcdir)).as_posix()


def scaled(picture):
    """Return the bytes of a picture for a card, at twice the resolution of the page."""
    stream = BytesIO()
    picture = picture.convert("RGB")
    picture.thumbnail([figure_files.SCALE * side for side in ON_A_CARD])
    picture.save(stream, format="WEBP", quality=CARD_QUALITY, method=6)
    return stream.getvalue()


def make_files(app, doctree):
    """Make the files for the card of a lesson that was read."""
    env, docname = app.env, app.env.docname
    if is_lesson(env, docname):
        files = (small_file(env, image) for image in picture_of(doctree))
        remembered(env, CARDS)[docname] = [*filter(None, files)]


def add_files(app, env):
    """Have the cards' files copied, before what is known of the pages is kept."""
    env.images.purge_doc(CARDS)
    if any(name == CARDS for places in remembered(env, COLLECTING).values() for name, _ in places):
        for file in (file for name in ordered_lessons(env) for file in remembered(env, CARDS)[name]):
            env.images.add_file(CARDS, file)
    return []


def open_with_picture(app, document, docname):
    """Put a lesson's picture before its overview, so that it is on the first screen."""
    if app.builder.format != "html" or app.builder.name == "epub" or lesson_minutes(app.env, docname) is None:
        return
    overview = next((block for block in document.findall(lesson_block) if is_kind(block, "overview")), None)
    shown = [node.deepcopy() for node in picture_of(document)]
    if overview is None or not shown:
        return
    for image in shown:
        image["ids"], image["names"] = [], []
        image.attributes.pop("loading", None)
        if "only-dark" in image["classes"]:
            image["loading"] = "lazy"  # of two pictures one is hidden: then it is not loaded
        fit(image, AT_THE_TOP, READABLE)
    overview.parent.insert(
        overview.parent.index(overview), nodes.container("", *shown, classes=["lesson-picture"])
    )


def setup(app):
    """Register the directives and the events."""
    for name, shown in ((CARDS, cards), ("start-lesson", start)):
        COLLECTORS[name] = Collector(shown, tables_and_pictures, pages)
        app.add_directive(name, Collect, override=True)
    app.connect("doctree-read", make_files, priority=900)
    app.connect("env-updated", add_files)
    app.connect("doctree-resolved", open_with_picture)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
