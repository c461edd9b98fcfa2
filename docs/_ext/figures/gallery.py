"""Sphinx-Gallery's hooks: figures, a fresh start for each script, and outputs that are current and equal.

Everything is named in ``sphinx_gallery_conf`` by dotted strings: with objects there, Sphinx would take
the configuration for changed at each build.
"""

import gc
import hashlib
import os
import random
import re
import shutil
import sys
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path
from textwrap import indent

import sphinx_gallery.downloads
import sphinx_gallery.gen_rst
from docutils import nodes
from sphinx.util import logging

from ..files import write_whole
from ..proof.checked_numbers import shown_numbers
from . import figure_files, gallery_apart, script_runs

logger = logging.getLogger(__name__)

SETTINGS = {
    "image_scrapers": (f"{__name__}.figure_scraper",),
    "reset_modules": (f"{__name__}.start_afresh",),
    "reset_modules_order": "both",
    "within_subsection_order": "FileNameSortKey",
    "write_computation_times": False,
    "show_memory": False,
    "min_reported_time": 1e9,
    "filename_pattern": r"/plot_",
    "ignore_repr_types": r"matplotlib\.|cnn_docs\.plots\.animation\.Animation",  # the scraper saves them
}
"""What ``sphinx_gallery_conf`` needs for the promises of this module; conf.py includes it."""

NAMES = ".codeobj.json"
"""How the name of Sphinx-Gallery's note ends on what a script's code can link to."""
IMAGE = """
.. image:: /{uri}
   :alt: {alt}
{size}   :class: sphx-glr-single-img
"""
RAW = """
.. raw:: html

{html}
"""
CARD = """
.. raw:: html

    <div class="gallery-card">

.. image:: {picture}
   :alt: {alt}

:doc:`{page}`

.. raw:: html

    <p class="gallery-question">{question}</p></div>

"""
EACH_ALT = re.compile(r"^   :alt: (.+)$", re.MULTILINE)
OUTPUT = "sphx-glr-script-out"
COLUMNS = re.compile(r"\S {2,}\S")
"""What only a table has: blanks between columns."""
NUMBER = re.compile(r"^# sphinx_gallery_thumbnail_number = (\d+)", re.MULTILINE)
"""Which figure of a script its thumbnail shows."""
ALT = re.compile(r"^[ \t]*# Alt: *(.*\n(?:[ \t]*#  +.*(?:\n|\Z))*|.*\Z)", re.MULTILINE)


def alt_texts(code):
    """Return the alternative texts of a block: ``# Alt: …``, continued by lines that start with ``#  ``.

    >>> alt_texts("# Alt: Two curves,\\n#   one of them dashed.\\nplot()\\n")
    ['Two curves, one of them dashed.']
    """
    comments = (re.sub(r"^[ \t]*#", "", match, flags=re.MULTILINE) for match in ALT.findall(code))
    return [shown_numbers(" ".join(comment.split())) for comment in comments]


def without_alt_texts(code):
    """Return the block as readers see it: they see the figure."""
    return ALT.sub("", code)


def figure_scraper(block, block_vars, gallery_conf):
    """Save what a block shows, and return the reStructuredText that shows it.

    These are the animations it made, then the open figures, each with a dark twin. An animation that no
    ``# Alt: …`` describes describes itself, and one that the reader plays always does.
    """
    import matplotlib.pyplot as plt

    alts, paths = alt_texts(block.content), iter(block_vars["image_path_iterator"])
    animations, numbers = new_animations(block_vars), plt.get_fignums()
    if len(alts) == len(numbers):
        alts = [animation.alt for animation in animations] + alts
    if len(alts) != len(animations) + len(numbers):
        logger.warning(
            "%d figures and %d lines '# Alt: …' in this block",
            len(animations) + len(numbers),
            len(alts),
            location=f"{block_vars['src_file']}:{block.lineno}",
            type="figures",
            subtype="alt",
        )
        alts += [""] * (len(animations) + len(numbers))
    text = ""
    for item, alt in zip([*animations, *map(plt.figure, numbers)], alts, strict=False):
        if item in animations and item.format in ("svg", "html"):
            text += RAW.format(html=indent(item.data.decode(), "    "))
            continue
        save = save_animation if item in animations else save_figure
        path, size = save(item, Path(next(paths)))
        uri = Path(os.path.relpath(path, gallery_conf["src_dir"])).as_posix()
        text += IMAGE.format(uri=uri, alt=alt, size=size)
    script_runs.note(block_vars, map(plt.figure, numbers), len(animations))
    plt.close("all")
    return text


def new_animations(block_vars):
    """Return the animations that a block has made."""
    if "cnn_docs.plots.animation" not in sys.modules:
        return []
    from cnn_docs.plots import Animation

    known = block_vars.setdefault("animations", [])
    new = []
    for value in block_vars["example_globals"].values():
        if isinstance(value, Animation) and value not in known + new:
            new.append(value)
    known += new
    return new


def save_figure(figure, path):
    """Save a figure and its twin; return its path and its size on the page, in reStructuredText."""
    light, dark = figure_files.png_versions(figure)
    write_whole(path, light)
    figure_files.save_twin(light, dark)
    width, height = figure_files.size_on_page(light)
    return path, f"   :width: {width}\n   :height: {height}\n"


def save_animation(animation, path):
    """Save an animation, its twin, and its still for the thumbnail; return as `save_figure` does."""
    write_whole(path, animation.still)
    figure_files.save_moving_twin(animation)
    return animation.save(path.with_suffix(f".{animation.format}")), ""


def thumbnail(target_dir, src_dir, fname, intro, title, **_):
    """Return the reStructuredText of a script's card: its first figure, its title and its question.

    Sphinx-Gallery's own hides the title from screen readers and the introduction from touch.
    """
    script = Path(target_dir, fname)
    picture = script.parent / "images" / "thumb" / f"sphx_glr_{script.stem}_thumb.png"
    number = NUMBER.search(script.read_text(encoding="utf-8"))
    alts = EACH_ALT.findall(script.with_suffix(".rst").read_text(encoding="utf-8"))
    question, mark, _ = shown_numbers(" ".join(intro.split())).partition("?")
    return CARD.format(
        picture="/" + Path(os.path.relpath(picture, src_dir)).as_posix(),
        alt=alts[int(number[1]) - 1 if number else 0] if alts else escape(title),
        page="/" + Path(os.path.relpath(script, src_dir)).with_suffix("").as_posix(),
        question=escape(question + mark),
    )


def remove_downloads(app, doctree):
    """Remove a script's note on downloads and its footer: the buttons below the title are the downloads."""
    for node in list(doctree.findall(nodes.Element)):
        if {"sphx-glr-download-link-note", "sphx-glr-footer-example"} & set(node.get("classes", ())):
            node.parent.remove(node)


def wrap_prose(app, doctree):
    """Let an output wrap whose lines are sentences, such as a source; columns would fall apart."""
    for block in doctree.findall(nodes.literal_block):
        if OUTPUT in block["classes"] and not COLUMNS.search(block.astext()):
            block["classes"].append("prose")


def show_first(app, doctree):
    """Put what a block draws above its code: the figure is what readers look for."""
    if not Path(app.srcdir, app.env.docname).with_suffix(".py").exists():
        return
    for code in list(doctree.findall(nodes.literal_block)):
        siblings = code.parent.children
        start = end = siblings.index(code) + 1
        while end < len(siblings) and is_drawn(siblings[end]):
            end += 1
        figures = siblings[start:end]
        siblings[start - 1 : end] = [*figures, code]


def is_drawn(node):
    """Return whether a node is a figure, or an animation that the reader plays."""
    player = isinstance(node, nodes.raw) and 'class="cnn-steps"' in node.astext()
    return player or isinstance(node, nodes.image)


def start_afresh(gallery_conf, fname, when):
    """Let every script begin as it would alone, and note which one is running.

    The note outlives a build that is killed during the script: Sphinx-Gallery takes a script for
    done before its page is written, see `refresh`.
    """
    note = running_folder() / Path(fname).name
    if when == "before":
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch()
        reset()
        script_runs.begin()
    else:
        script_runs.end()
        note.unlink(missing_ok=True)


def running_folder():
    """Return the folder with the names of the scripts that are running."""
    return (figure_files.folder() or Path("_build") / "figures").parent / "running"


def reset():
    """Reset random numbers, Matplotlib and, where it is loaded, Keras with its counters of names."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt
    import numpy as np

    plt.close("all")
    mpl.rcdefaults()
    mpl.use("agg")
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - this is the state that scripts may use unseeded
    if "keras" in sys.modules:
        keras = sys.modules["keras"]
        if not gc.get_freeze_count():
            gc.freeze()  # or each clearing would look for garbage through all of TensorFlow
        keras.backend.clear_session()
        keras.utils.set_random_seed(0)


def zip_files(file_list, zipname, relative_to, extension=None):
    """Write a zip that is the same each time: sorted, dated 1980, readable by all."""
    packed = BytesIO()
    files = [Path(file) if extension is None else Path(file).with_suffix(extension) for file in file_list]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            entry = zipfile.ZipInfo(Path(os.path.relpath(file, relative_to)).as_posix())
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            text = shown_numbers(file.read_text(encoding="utf-8"))
            archive.writestr(entry, text.encode(), zipfile.ZIP_DEFLATED)
    write_whole(zipname, packed.getvalue())
    return str(zipname)


def refresh(app):
    """Before scripts run, forget the results that are not of this state of the package, or not whole."""
    cache = Path(app.config.freshness_cache)
    current = cache / "gallery"
    running = {note.name for note in running_folder().glob("*")}
    for folder, source in gallery_apart.folders(app):
        for done in folder.rglob("*.md5"):
            script = source / done.relative_to(folder).with_suffix("")
            if not current.exists() or done.stem in running or not is_whole(done, script):
                done.unlink()
        for partial in folder.rglob("*.new"):  # Sphinx-Gallery's, of a build that was stopped
            partial.unlink()
        prune(folder, source)
    shutil.rmtree(running_folder(), ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    current.touch()


def is_whole(done, script):
    """Tell whether what a script made is all there, and made by the script as it is.

    Sphinx-Gallery keeps its note on the last state that passed: without this, a script that failed
    and is put back as it was would count as done, and keep the page of the failure.
    """
    if not script.exists() or done.read_text() != hashlib.md5(script.read_bytes()).hexdigest():
        return False
    page = done.parent / f"{script.stem}.rst"
    beside = [done.parent / f"{script.stem}{ending}" for ending in (".py", ".ipynb", ".zip", ".rst", NAMES)]
    thumbnails = list(done.parent.glob(f"images/thumb/sphx_glr_{script.stem}_thumb.*"))
    if not thumbnails or not all(path.exists() for path in beside):
        return False
    shown = re.findall(r"^\.\. image:: /(.+)$", page.read_text("utf-8"), re.MULTILINE)
    return all((done.parent / "images" / Path(name).name).exists() for name in shown)


def note_names(app):
    """Write a note of names where Sphinx-Gallery found none, so that a note that is missing was lost."""
    for folder, _ in gallery_apart.folders(app):
        for done in folder.rglob("*.py.md5"):
            names = done.with_name(done.name.removesuffix(".py.md5") + NAMES)
            if not names.exists():
                write_whole(names, "{}")


def prune(folder, source):
    """Remove the pages of scripts that are gone."""
    for script in folder.rglob("*.py"):
        if (source / script.relative_to(folder)).exists():
            continue
        for stem in (script.stem, f"sphx_glr_{script.stem}_*"):
            for path in [*script.parent.glob(f"{stem}.*"), *script.parent.glob(f"images/**/{stem}.*")]:
                path.unlink()
    for index in folder.glob("*/index.rst"):
        if not (source / index.parent.name).exists():
            shutil.rmtree(index.parent)


def setup(app):
    sphinx_gallery.gen_rst.zip_files = sphinx_gallery.downloads.zip_files = zip_files
    sphinx_gallery.gen_rst._thumbnail_div = thumbnail
    sphinx_gallery.gen_rst.scale_image = figure_files.save_thumbnail
    app.connect("builder-inited", refresh)
    app.connect("builder-inited", gallery_apart.run)
    app.setup_extension("sphinx_gallery.gen_gallery")  # its scripts run after that
    app.connect("builder-inited", note_names)
    app.connect("doctree-read", remove_downloads, priority=1)  # before Sphinx collects what to copy
    app.connect("doctree-read", wrap_prose)
    app.connect("doctree-read", show_first)
