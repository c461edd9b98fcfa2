"""What a page shows of other pages stays true: all pages are written again when that changes.

Sphinx writes the pages whose sources changed. But each page shows the titles of others in its side bar,
in the links to the page before and after, and where it refers to them. Where any of that is not as
in the last build, the output is emptied and every page is written. So nothing of a page that
is gone is left either. Pages that refer to headings or numbers of others are written when these change.
"""

import json
from pathlib import Path

from sphinx import addnodes
from sphinx.util.i18n import format_date

from ..files import empty, write_whole
from ..remembered import remembered
from .fingerprint import fingerprint, hash_of
from .search_index import kept_index

__all__ = ["shared_state", "targets"]

REFERRING = "pages that refer to headings, equations or citations"
REFERENCES = {"any", "citation", "eq", "myst"}


def shared_state(app, env):
    """Return a hash of what all pages show: the tree of pages, titles, names, styles, templates, the date."""
    standard = env.domains.standard_domain
    shown = {
        "pages": sorted(env.found_docs),
        "tree": sorted((page, tuple(inner)) for page, inner in env.toctree_includes.items()),
        "titles": sorted((page, title.astext()) for page, title in env.titles.items()),
        "labels": sorted(standard.labels.items()),
        "anchors": sorted(standard.anonlabels.items()),
        "named": sorted((str(name), page) for name, (page, _) in standard.objects.items()),
        "terms": sorted((str(name), place) for name, place in standard._terms.items()),
        "api": sorted((name, entry.docname) for name, entry in env.domains.python_domain.objects.items()),
        "static": fingerprint(*static_folders(app)),
        "templates": fingerprint(*(Path(app.confdir, folder) for folder in app.config.templates_path)),
        "date": date_of(app.config),
    }
    return hash_of(shown)


def targets(env):
    """Return what pages may refer to besides: headings, numbered equations, citations."""
    slugs = {name: data.get("myst_slugs", {}).items() for name, data in env.metadata.items()}
    headings = [(name, slug, place[1:]) for name, found in slugs.items() for slug, place in found]
    cited = ((key, place[:2]) for key, place in env.domains.citation_domain.citations.items())
    return sorted(headings), sorted(env.domains.math_domain.equations.items()), sorted(cited)


def note_references(app, doctree):
    """Remember the pages that refer to anything of these kinds."""
    references = doctree.findall(addnodes.pending_xref)
    if any(REFERENCES & {node.get("reftype"), node.get("refdomain")} for node in references):
        remembered(app.env, REFERRING)[app.env.docname] = True


def date_of(config):
    """Return the date that stands on all pages, None where there is none."""
    form, local = config.html_last_updated_fmt, not config.html_last_updated_use_utc
    return None if form is None else format_date(form, language=config.language, local_time=local)


def static_folders(app):
    """Return the folders that the output holds copies of."""
    return [
        Path(app.confdir, folder) for folder in (*app.config.html_static_path, *app.config.html_extra_path)
    ]


def forget_files(app, env, docnames):
    """Forget the pictures and downloads of all pages to be read before the first is read.

    A picture whose page is read later would still be known by its old path, and the new one get another name.
    """
    for docname in docnames:
        env.images.purge_doc(docname)
        env.dlfiles.purge_doc(docname)


def pages_to_write(app, env):
    """Return the pages to write besides those that were read: all, where what they share has changed."""
    if app.builder.format != "html":
        return []
    note = Path(app.doctreedir) / "shared"
    now = [shared_state(app, env), hash_of(targets(env))]
    before = note.read_text("utf-8").split() if note.exists() else []
    write_whole(note, "\n".join(now))
    if before[:1] == now[:1] and kept_index(app).exists():
        return [] if before == now else sorted(remembered(env, REFERRING).keys() & env.found_docs)
    empty(Path(app.outdir), keep=("_static", ".buildinfo", Path(app.doctreedir).name))
    return sorted(env.found_docs)


def drop_lost_styles(app):
    """Remove the copies of static files that are no more; those of the theme are not ours to look after."""
    if app.builder.format != "html":
        return
    note = Path(app.doctreedir) / "static.json"
    folders = [Path(app.confdir, folder) for folder in app.config.html_static_path]
    now = {
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    before = set(json.loads(note.read_text("utf-8"))) if note.exists() else now
    for name in before - now:
        Path(app.outdir, "_static", name).unlink(missing_ok=True)
    write_whole(note, json.dumps(sorted(now)))


def drop_orphans(app, exception):
    """Remove the pictures and downloads that no page shows any more, and Sphinx's note of former settings."""
    if exception or app.builder.format != "html":
        return
    Path(app.outdir, ".buildinfo.bak").unlink(missing_ok=True)
    used = {
        app.builder.imagedir: {name for _, name in app.env.images.values()},
        "_downloads": {Path(name).as_posix() for _, name in app.env.dlfiles.values()},
    }
    for folder, names in used.items():
        place = Path(app.outdir, folder)
        for path in place.rglob("*"):
            if path.is_file() and path.relative_to(place).as_posix() not in names:
                path.unlink()


def setup(app):
    app.connect("builder-inited", drop_lost_styles)
    app.connect("env-before-read-docs", forget_files)
    app.connect("doctree-read", note_references)
    app.connect("env-updated", pages_to_write)
    app.connect("build-finished", drop_orphans)
