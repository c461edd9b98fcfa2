"""A search index that is as after a clean build, whichever pages were written.

Sphinx takes the index up again from the file for the browser, which does not hold all: the entries of
the index are lost, and words that no page has any more stay. Here it is kept whole, beside the
pages that were parsed.
"""

import pickle
from pathlib import Path

from sphinx.builders.html import StandaloneHTMLBuilder

from ..files import write_whole

KEPT = ("_titles", "_filenames", "_all_titles", "_index_entries", "_mapping", "_title_mapping")
"""What an index builder holds: the first four by page, the last two as sets of pages by word."""


def kept_index(builder):
    """Return where the index is kept by a builder, or by the application that has one."""
    return Path(builder.doctreedir) / "search-index.pickle"


class Builder(StandaloneHTMLBuilder):
    """Sphinx's builder of HTML, but for how it takes the search index up again."""

    def load_indexer(self, docnames):
        """Take up what is known of the pages that are not written now."""
        if kept_index(self).exists():
            kept = pickle.loads(kept_index(self).read_bytes())
            restore(self.indexer, kept, set(self.env.all_docs) - set(docnames))

    def dump_search_index(self):
        """Keep the index, then write the file for the browser."""
        kept = {name: getattr(self.indexer, name) for name in KEPT}
        write_whole(kept_index(self), pickle.dumps(kept))
        self.indexer._index_entries = dict(sorted(kept["_index_entries"].items()))
        super().dump_search_index()


def restore(indexer, kept, pages):
    """Put what is kept of some pages into an index builder."""
    for name in KEPT[:4]:
        by_page = {page: value for page, value in kept[name].items() if page in pages}
        setattr(indexer, name, by_page)
    for name in KEPT[4:]:
        by_word = {word: found & pages for word, found in kept[name].items()}
        setattr(indexer, name, {word: found for word, found in by_word.items() if found})


def setup(app):
    app.add_builder(Builder, override=True)
