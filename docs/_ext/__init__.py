"""All that the site does itself, as one Sphinx extension of which each part is a module.

A part connects itself to the build in its ``setup``. Parts that listen to the same event are called in
the order in which they stand in `PARTS`, after the extensions that conf.py lists before this one. A new part
is a module and its line there.
"""

from importlib import import_module
from pathlib import Path

from .remembered import merge, purge

ROOT = Path(__file__).parents[2]

PARTS = (
    # What pages are made of
    "lessons.blocks",
    "lessons.gated_folds",
    "lessons.lesson_numbers",
    "lessons.predicted_outputs",
    "lessons.glossary_hints",
    "lessons.collected_pages",
    "lessons.lesson_cards",
    "lessons.page_tools",
    "explorers.directive",
    "questions",
    "proof.checked_numbers",
    "proof.page_values",
    "builds.repository",
    # What runs: examples, then the gallery's scripts, then the pages' cells
    "builds.freshness",
    "builds.kernels",
    "proof.run_doctests",
    "figures.gallery",
    "figures.pictured_reference",
    "figures.images",
    "explorers.model_pages",
    "explorers.photographs",
    # What is known of all that ran, and what follows for the pages that did not
    "proof.python_blocks",
    "builds.reproducible",
    "builds.search_index",
    "builds.shared_pages",
    # How it is written
    "theme.mathml",
    "theme.constants",
    "theme.highlighting",
    "theme.palette_css",
    "theme.not_found",
    "theme.accessible_html",
    "theme.page_kinds",
    "theme.lean_pages",
    "builds.report",
)


def setup(app):
    """Set up the parts, in order."""
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {"version": "1", "env_version": 5, "parallel_read_safe": True, "parallel_write_safe": True}
