"""All that the site does itself, as one Sphinx extension of which each part is a module.

A part connects itself to the build in its ``setup``. Parts that listen to the same event are called in
the order in which they stand here.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]

PARTS = (
    "builds.report",
    "lessons.blocks",
    "lessons.gated_folds",
    "lessons.lesson_numbers",
    "lessons.glossary_hints",
    "proof.checked_numbers",
    "lessons.collected_pages",
    "explorers.directive",
    "lessons.page_tools",
    "lessons.predicted_outputs",
    "questions",
    "theme.accessible_html",
    "theme.lean_pages",
    "theme.not_found",
    "theme.mathml",
    "theme.palette_css",
    "builds.freshness",
    "builds.search_index",
    "builds.shared_pages",
    "figures.pictured_reference",
    "builds.kernels",
    "proof.run_doctests",
    "figures.images",
    "figures.gallery",
    "proof.python_blocks",
    "builds.repository",
    "builds.reproducible",
)


def setup(app):
    """Set up the parts, in order."""
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
