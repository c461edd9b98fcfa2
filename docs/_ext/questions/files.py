"""Script and style of the questions, for the pages that ask and for the sidebar's marks."""

from pathlib import Path

from docutils import nodes

from ..explorers.bundle import bundle
from ..explorers.directive import is_live
from ..explorers.minify import squeezed, squeezed_style
from ..files import write_whole
from ..lessons.blocks import lesson_block

STATIC = Path(__file__).parents[2] / "_static"
SOURCES = STATIC / "questions"


def asks(app, doctree):
    """Tell whether a page asks: has a question that is not a copy on a page to print."""
    blocks = (b for b in doctree.findall(lesson_block) if b["kind"] == "question")
    return any("live" in block or is_live(app.builder, block) for block in blocks)


def add_files(app, pagename, templatename, context, doctree):
    """Let a page that asks load script and style, and any other the marks of its sidebar."""
    if app.builder.name == "epub":
        return
    live = doctree is not None and asks(app, doctree)
    app.add_js_file(f"questions/{'questions' if live else 'marks'}.js", loading_method="defer")
    if doctree is not None and any(b["kind"] == "question" for b in doctree.findall(lesson_block)):
        app.add_css_file("questions/questions.css")


def write_files(app, *_):
    """Write the scripts and the style into the site."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return []
    folder = Path(app.outdir, "_static", "questions")
    for file, text in contents().items():
        write_whole(folder / file, text)
    return []


def contents():
    """Return what the site gets: file name to text."""
    scripts = {
        f"{name}.js": squeezed(bundle(f"questions/{name}", sources=STATIC)) for name in ("questions", "marks")
    }
    return {**scripts, "questions.css": squeezed_style((SOURCES / "questions.css").read_text("utf-8"))}


def keep_sources_back(app, config):
    """The sources are bundled; the folder itself does not go into the site."""
    config.exclude_patterns.append("questions/**")


def drop_data(app, doctree, docname):
    """Take the scripts' data out of copies that are not live."""
    for block in list(doctree.findall(lesson_block)):
        if block["kind"] == "question" and "live" not in block and not is_live(app.builder, block):
            for raw in [node for node in block.findall(nodes.raw) if "question" in node]:
                raw.parent.remove(raw)


def setup(app):
    """Connect to the build."""
    app.connect("config-inited", keep_sources_back)
    app.connect("doctree-resolved", drop_data)
    app.connect("html-page-context", add_files)
    app.connect("env-updated", write_files)
