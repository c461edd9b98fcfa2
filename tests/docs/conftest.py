"""What the tests of the site's extensions share: tiny builds."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch
from warnings import catch_warnings, filterwarnings

import pytest

from docs._ext import PARTS

TAKES_BUILT_RUNS = {"test_gallery_numbers.py", "test_lessons.py"}
MYST = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]


def pytest_collection_modifyitems(items):
    """Leave what takes the runs of a build nearly to the end, since a build may be under way.

    The tests in the folder `tests` itself come after, so that no process is left with one long file.
    """
    top = Path(__file__).parents[1]
    items.sort(key=lambda item: (item.path.parent == top, item.path.name in TAKES_BUILT_RUNS))


@dataclass
class Built:
    """A finished build: its application, its output folder and what it warned about."""

    app: object
    out: Path
    warnings: str

    def read(self, name):
        """Return the text of one output file."""
        return (self.out / name).read_text(encoding="utf-8")


def build(folder, pages, extensions, *, builder="html", parallel=1, **settings):
    """Write the pages (path to text) into a folder and build them with Sphinx.

    `extensions` names parts of the site's own as they are named in `PARTS`.
    """
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    source = folder / "source"
    for name, text in pages.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    out, warnings = folder / builder, StringIO()
    overrides = {
        "extensions": [*(name for name in extensions if name not in PARTS), "docs._ext"],
        "myst_enable_extensions": MYST,
        "nb_execution_mode": "cache",
        "nb_output_stderr": "remove",
        "html_theme": "basic",
        "project": "sample",
        **settings,
    }
    wanted = [part for part in PARTS if part in extensions]
    with patch_docutils(), docutils_namespace(), catch_warnings(), patch("docs._ext.PARTS", wanted):
        filterwarnings("ignore", message="'myst_")  # MyST still uses what Sphinx 11 will remove
        filterwarnings("ignore", message="This process .* is multi-threaded")  # fork, with parallel reading
        app = Sphinx(
            source,
            None,
            out,
            folder / "doctrees",
            builder,
            overrides,
            status=None,
            warning=warnings,
            parallel=parallel,
        )
        app.build()
    return Built(app, out, warnings.getvalue())


@pytest.fixture(scope="session")
def build_pages():
    """Return the function that builds a tiny site."""
    return build
