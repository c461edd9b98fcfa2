"""The tools at the top of a lesson or gallery page: Colab, Binder, notebook, script, and a lesson's switches.

Notebooks and scripts are written to ``notebooks/`` in the output. ``cnn_docs_repository`` is the
repository's ``owner/name``; ``cnn_docs_notebook_branch`` the branch that holds the published site, from
which Colab and Binder open the notebooks.
"""

from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import quote, urljoin

import nbformat
from docutils import nodes

from ..builds.memo import Memo
from ..files import write_whole
from ..proof.checked_numbers import shown_numbers
from ..questions import KNOWN
from ..questions.plain import plain_question, question_cells
from ..remembered import remembered
from .blocks import is_folded, lesson_block
from .gated_folds import is_kind, lesson_minutes
from .notebooks import Plain, make_notebook, make_script
from .predicted_outputs import predicted

FOLDER = "notebooks"
BUTTONS = (
    '<button type="button" class="expand-solutions" hidden>Expand all solutions</button>',
    '<button type="button" class="instructor-switch" aria-pressed="false" hidden>Instructor view</button>',
)


def is_gallery_page(app, docname):
    """Return whether a page was made from a gallery script, which comes with a notebook."""
    return docname.startswith("gallery/") and Path(app.srcdir, f"{docname}.ipynb").exists()


def stem(docname):
    """Return the name of a page's notebook and script in their folder, without ending."""
    gallery = "gallery/" if docname.startswith("gallery/") else ""
    return gallery + docname.rpartition("/")[2]


def links(app, docname):
    """Return (text, address, whether it is a download) of a lesson's links."""
    repository, branch = app.config.cnn_docs_repository, app.config.cnn_docs_notebook_branch
    name = f"{FOLDER}/{stem(docname)}"
    up = "../" * app.builder.get_target_uri(docname).count("/")
    online = []
    if repository:
        file = quote(f"{name}.ipynb")
        colab = f"https://colab.research.google.com/github/{repository}/blob/{branch}/{file}"
        binder = f"https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{file}"
        online = [("Open in Colab", colab, False), ("Open in Binder", binder, False)]
    return [*online, ("Notebook", f"{up}{name}.ipynb", True), ("Script", f"{up}{name}.py", True)]


def toolbar(app, docname, *, runs, folds, notes):
    """Return the HTML of a page's tools."""
    parts = []
    for text, address, download in links(app, docname) if runs else ():
        kind = ' download=""' if download else ""
        parts.append(f'<a href="{escape(address)}"{kind}>{text}</a>')
    parts += [button for button, wanted in zip(BUTTONS, (folds, notes), strict=True) if wanted]
    return f'<div class="page-tools" role="group" aria-label="Tools for this page">{" ".join(parts)}</div>'


def add_tools(app, document, docname):
    """Put the tools below the overview or title of a page that can be run, and of one that shows folds."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    folds = [block for block in document.findall(lesson_block) if is_folded(block)]
    notes = [block for block in folds if block["kind"] == "instructor"]
    runs = lesson_minutes(app.env, docname) is not None or is_gallery_page(app, docname)
    section = next(document.findall(nodes.section), None)
    solved = any(block["kind"] == "solution" for block in folds)
    if section is None or not (runs or solved or notes):
        return
    asks = next(document.findall(predicted), None) is not None
    html = toolbar(app, docname, runs=runs, folds=solved, notes=notes or asks)
    overviews = (at for at, node in enumerate(section) if is_kind(node, "overview"))
    place = next(overviews, section.first_child_matching_class(nodes.title)) + 1
    section.insert(place, nodes.raw("", html, format="html"))


def write_downloads(app, exception):
    """Write the notebook and the script of every lesson and gallery page."""
    if exception or app.builder.format != "html" or app.builder.name == "epub":
        return
    folder = Path(app.outdir, FOLDER)
    install = "cnn_docs[all]"
    if app.config.cnn_docs_repository:
        install += f" @ git+https://github.com/{app.config.cnn_docs_repository}"
    memo, names = Memo(app, "downloads"), names_of(app.env)
    for docname in sorted(app.env.found_docs):
        if is_gallery_page(app, docname):
            for ending in ("ipynb", "py"):
                text = Path(app.srcdir, f"{docname}.{ending}").read_text(encoding="utf-8")
                write_whole(folder / f"{stem(docname)}.{ending}", shown_numbers(text))
        elif lesson_minutes(app.env, docname) is not None:
            inputs = sources_of(app, docname)
            make = partial(notebook_and_script, app, docname, install, *inputs)
            notebook, script = memo.result((inputs, install, names, app.env.myst_config), make)
            write_whole(folder / f"{stem(docname)}.ipynb", notebook)
            write_whole(folder / f"{stem(docname)}.py", script)
    memo.keep()


def names_of(env):
    """Return all that a notebook may call other pages and their parts."""
    titles = sorted((name, title.astext()) for name, title in env.titles.items())
    return titles, sorted(env.domains.standard_domain.labels.items())


def sources_of(app, docname):
    """Return (address, text, questions) of a lesson, of which its notebook is made."""
    address = urljoin(app.config.html_baseurl or "", app.builder.get_target_uri(docname))
    text = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    return address, text, remembered(app.env, KNOWN).get(docname, ())


def notebook_and_script(app, docname, install, address, text, questions):
    """Return the notebook of one lesson and its script, as texts."""
    env = app.env

    def title_of(role, target):
        if role == "doc":
            name = env.relfn2path(f"{target}.md", docname)[0].removesuffix(".md")
            return env.titles[name].astext() if name in env.titles else target
        label = env.domains.standard_domain.labels.get(target.lower())
        return label[2] if label else target

    page = Plain(address, title_of, {"question": plain_question})
    first = question_cells(questions, page)
    notebook = make_notebook(text, page, env.myst_config, install, first)
    return nbformat.writes(notebook) + "\n", make_script(notebook, install)


def setup(app):
    app.add_config_value("cnn_docs_repository", "", "html", types=str)
    app.add_config_value("cnn_docs_notebook_branch", "gh-pages", "html", types=str)
    app.connect("doctree-resolved", add_tools)
    app.connect("build-finished", write_downloads)
