"""What an earlier build left is used as long as it is what this build would make.

Executed results are kept in ``cache/<fingerprint>`` beside the pages, where the fingerprint is a hash
of the package, its locked dependencies, these extensions and the settings, with the addresses that pages and
notebooks name. A change of any of these
names another folder, and Sphinx, which sees a setting with that name change, reads every page again.

Sphinx reads a page again when its file, or one that it takes something from, is newer than what is known of
it. A file that takes the place of another may be older, though: unpacked, copied with its time, or edited
on a machine whose clock was wrong. So what counts besides is what the files hold.

A build that is stopped half-way leaves a marker behind. The next one then begins with what is safe to
keep, which is the cache after a look at each entry. One that is still at work has its marker, too: so
there is one at a time, or each would take away the other's pages.
"""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..files import empty, write_whole
from ..remembered import remembered
from .fingerprint import fingerprint

logger = logging.getLogger(__name__)

MARKER = "unfinished"
PATIENCE = 10
"""Seconds to wait for another build: the processes of one that was killed live a moment longer."""
READ = "what the files of pages held"
SOURCES = ["../cnn_docs", "../requirements.lock", "../pyproject.toml", "_ext", "conf.py"]


def lock(app, config):
    """Be the only build here, or refuse."""
    folder = Path(app.doctreedir).parent
    folder.mkdir(parents=True, exist_ok=True)
    app.only_build = FileLock(folder / "build.lock")
    try:
        app.only_build.acquire(timeout=PATIENCE)
    except Timeout:
        raise ExtensionError(f"Another build is at work in {folder}. Build again when it is done.") from None


def unlock(app, exception):
    """Let others build here."""
    app.only_build.release()


def prepare(app, config):
    """Drop what cannot be trusted and set where executed results are kept."""
    build = Path(app.outdir).parent
    marker = Path(app.doctreedir) / MARKER
    caches = build / "cache"
    if marker.exists():
        logger.info("the last build did not finish: reading every page again")
        drop_pages(app, marker)
        for cache in caches.glob("*/notebooks"):
            check_notebooks(cache)
    write_whole(marker, str(app.outdir))
    name = fingerprint(*(Path(app.confdir) / source for source in config.freshness_sources))
    for cache in caches.glob("*"):
        if cache.name != name:
            shutil.rmtree(cache, ignore_errors=True)
    config.freshness_cache = str(caches / name)
    config.nb_execution_cache_path = str(caches / name / "notebooks")
    os.environ["CNN_DOCS_FIGURES"] = str(caches / name / "figures")  # for kernels and scrapers


def drop_pages(app, marker):
    """Remove the pages and what was parsed for them; the marker goes last, in case this is stopped too."""
    outdir = Path(app.outdir)
    if marker.read_text("utf-8") == str(outdir):
        empty(outdir, keep={Path(app.doctreedir).name})
    shutil.rmtree(outdir.parent / "jupyter_execute", ignore_errors=True)
    empty(Path(app.doctreedir), keep={MARKER})


def check_notebooks(folder):
    """Remove executed notebooks that were being written when a build was stopped."""
    from jupyter_cache import get_cache
    from jupyter_cache.cache.db import NbCacheRecord
    from sqlalchemy.exc import SQLAlchemyError

    cache = get_cache(folder)
    try:
        for record in cache.list_cache_records():
            try:
                cache.get_cache_bundle(record.pk)
            except Exception:  # whatever is wrong with it: it runs again
                shutil.rmtree(folder / "executed" / record.hashkey, ignore_errors=True)
                NbCacheRecord.remove_record(record.pk, cache.db)
        known = {record.hashkey for record in cache.list_cache_records()}
        for entry in folder.glob("executed/*"):
            if entry.name not in known:
                shutil.rmtree(entry)
    except SQLAlchemyError:
        shutil.rmtree(folder, ignore_errors=True)


def check_encoding(app, config):
    """Refuse a source that is not in UTF-8, by its name; what reads it later would not tell which it was."""
    root = Path(app.confdir).parent
    patterns = (
        "docs/**/*.md",
        "docs/**/*.py",
        "examples/**/*.py",
        "examples/**/*.txt",
        "cnn_docs/**/*.py",
        "*.md",
    )
    for file in sorted(path for pattern in patterns for path in root.glob(pattern)):
        made = {"_build", "gallery"} & set(file.relative_to(root).parts)
        if not made and file.is_file():
            try:
                file.read_text("utf-8")
            except UnicodeDecodeError as error:
                line = error.object.count(b"\n", 0, error.start) + 1
                wrong = f"{file}:{line}: this file is not in UTF-8 (byte 0x{error.object[error.start]:02x})."
                raise ExtensionError(f"{wrong} Save it in UTF-8 in your editor.") from None


def changed_unseen(app, env, added, changed, removed):
    """Return the pages of which a file holds something else than when they were read, whatever its time."""
    known, digest = remembered(env, READ), cache(digest_of)
    return [
        name for name in env.found_docs - added - changed if known.get(name) != contents(env, name, digest)
    ]


def note_sources(app, env, docnames):
    """Note what the source of each page to be read holds, before it is read."""
    app.sources_read = {docname: digest_of(env.doc2path(docname)) for docname in docnames}


def note_contents(app, env):
    """Note what the files of the pages that were read hold.

    Pages that were edited while they were read, or while their cells ran, are read again next time: Sphinx
    notes the time after reading, and would take them for unchanged ever after.
    """
    digest = cache(digest_of)
    for docname, before in app.sources_read.items():
        if docname not in env.all_docs:
            continue
        remembered(env, READ)[docname] = contents(env, docname, digest)
        if digest(env.doc2path(docname)) != before:
            env.all_docs[docname] = 0
    return []


def contents(env, docname, digest):
    """Return the digests of a page's source and of the files that it takes something from."""
    return [digest(path) for path in (env.doc2path(docname), *sorted(env.dependencies.get(docname, ())))]


def digest_of(path):
    """Return a hash of what a file holds, None where there is none."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if Path(path).is_file() else None


def finish(app, exception):
    """Take the marker away, unless what was built is not to be kept.

    Sphinx reports a page's warnings only when it reads the page. Where warnings are errors, a build
    with warnings has to read its pages again, or the next one would pass.
    """
    refused = getattr(app, "_warncount", 0) and getattr(app, "_fail_on_warnings", False)
    if exception is None and not refused:
        (Path(app.doctreedir) / MARKER).unlink(missing_ok=True)


def setup(app):
    app.add_config_value("freshness_sources", SOURCES, "")
    app.add_config_value("freshness_cache", "", "env")
    app.connect("config-inited", lock)
    app.connect("config-inited", check_encoding)
    app.connect("config-inited", prepare)
    app.connect("env-get-outdated", changed_unseen)
    app.connect("env-before-read-docs", note_sources)
    app.connect("env-updated", note_contents)
    app.connect("build-finished", finish, priority=999)  # after the theme, which comes last
    app.connect("build-finished", unlock, priority=1000)
