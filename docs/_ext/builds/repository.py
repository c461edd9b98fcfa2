"""The site's name and the addresses of repository and site, which a fork changes in ``pyproject.toml`` alone.

They are ``site-name`` of ``[tool.cnn_docs]`` there, and ``[project.urls]``; the settings read them (see
``conf.py``). Pages write ``{{ site-name }}``, ``{{ repository }}`` and ``{{ site }}`` for them, also in code.
Binder gets what it installs, and a Python for which the locked packages have wheels.
"""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from .. import ROOT
from ..files import write_whole

__all__ = ["addresses", "name_of", "path_of", "site_name"]

BINDER_PYTHON = "python-3.12"  # repo2docker's own default is older than the package takes
PLACES = {"{{ repository }}": "Source", "{{ site }}": "Homepage"}


def addresses():
    """Return the project's addresses: a mapping from "Source", "Homepage" and others to URLs."""
    return settings()["project"]["urls"]


def site_name():
    """Return what the site is called, which is not what its package is imported as."""
    return settings()["tool"]["cnn_docs"]["site-name"]


def settings():
    """Return what ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def name_of(repository):
    """Return owner and name of a repository's address.

    >>> name_of("https://github.com/somebody/their_cnn_docs/")
    'somebody/their_cnn_docs'
    """
    return urlsplit(repository).path.strip("/").removesuffix(".git")


def path_of(site):
    """Return the path below which the pages of a site lie on their host, with slashes around it.

    >>> path_of("https://cnn-docs.github.io/cnn_docs/"), path_of("https://example.org")
    ('/cnn_docs/', '/')
    """
    return f"{urlsplit(site).path.rstrip('/')}/"


def fill_in(app, docname, source):
    """Put the name and the addresses into a page."""
    source[0] = source[0].replace("{{ site-name }}", site_name())
    for place, name in PLACES.items():
        if place in source[0]:
            source[0] = source[0].replace(place, addresses()[name].rstrip("/"))


def write_binder(app, exception):
    """Write what Binder makes its machine from, beside the notebooks that it opens."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, "binder")
    requirement = f"cnn_docs[all] @ git+https://github.com/{app.config.cnn_docs_repository}\n"
    write_whole(folder / "requirements.txt", requirement)
    write_whole(folder / "runtime.txt", f"{BINDER_PYTHON}\n")


def setup(app):
    """Connect to the build."""
    app.connect("source-read", fill_in)
    app.connect("build-finished", write_binder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
