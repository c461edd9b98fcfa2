"""Write what the package needs of these scripts: the page that ``cnn_docs.explore`` makes.

An installed package has no ``docs`` folder. So its page is put together here, from the same modules as the
explorers of the site, and lies beside the code that uses it: a script that shows what was recorded, and one
that computes the network, too. Run ``python -m docs._ext.explorers.packaged`` after a change of a script or
of the palette: ``tests/explorer/test_packaged.py`` fails while files differ.
"""

from ..files import write_whole
from ..theme import palette_css
from .bundle import ROOT, SOURCES, bundle, style
from .minify import squeezed, squeezed_style

ENTRIES = {"page.js": "page/recorded", "live.js": "page/live"}
FOLDER = ROOT / "cnn_docs" / "explorer"


def contents():
    """Return the text of each file by its name."""
    shared = (SOURCES / "explorers.css").read_text(encoding="utf-8")
    sheet = "\n".join([palette_css.style_sheet(), shared, style(ENTRIES["live.js"])])
    return {
        **{name: squeezed(bundle(entry)) for name, entry in ENTRIES.items()},
        "page.css": squeezed_style(sheet),
        "colours.json": (SOURCES / "data" / "colours.json").read_text(encoding="utf-8"),
    }


def main():
    """Write the files."""
    for name, text in contents().items():
        write_whole(FOLDER / name, text)


if __name__ == "__main__":
    main()
