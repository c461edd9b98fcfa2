"""The page that :func:`cnn_docs.explore` makes: shown in a notebook, or written to a file."""

import contextlib
import secrets
from html import escape

from cnn_docs import _checks

__all__ = ["ExplorerPage"]

_HEIGHT = 780  # pixels in a notebook
_THEMES = {  # what tells the theme of JupyterLab and Notebook, nbclassic, VS Code, Colab, and of Sphinx sites
    "light": (
        '[data-jp-theme-light="true"], .notebook_app, [data-vscode-theme-kind$="light"], '
        '[theme="light"], [data-theme="light"]'
    ),
    "dark": (
        '[data-jp-theme-light="false"], [data-vscode-theme-kind="vscode-dark"], '
        '[data-vscode-theme-kind="vscode-high-contrast"], [theme="dark"], [data-theme="dark"]'
    ),
}
_RULES = "".join(f":is({told}) .cnn-docs-page {{color-scheme: {theme}}}" for theme, told in _THEMES.items())
_TAKEN_OUT = "A page of {title} stands here. It is shown once you trust this notebook, or run the cell."


class ExplorerPage:
    """An HTML page of a model and its images; made by :func:`cnn_docs.explore`.

    Its last expression in a notebook cell shows it there.

    Attributes
    ----------
    html : str
        The whole page.
    title : str
        Its title.
    left_out : tuple of str
        What the page does not hold, a sentence for each: maps and weights that ``max_size`` has no room for,
        what cannot be shown, and layers that do not follow what a reader draws, with the reason.
    live : bool
        Whether it computes the network itself for what a reader draws, at least its first layers.
    """

    def __init__(self, html, title, left_out=(), live=False):
        self.html = html
        self.title = title
        self.left_out = tuple(left_out)
        self.live = live

    @property
    def size(self):
        """Size of the file in bytes."""
        return len(self.html.encode())

    def __repr__(self):
        """Return the title, whether the page computes, its size, and what is left out."""
        kind = "live page" if self.live else "page"
        lines = [f"<{kind} of {self.title!r}: {self.size / 1e6:.2f} MB>"]
        return "\n".join([*lines, *(f"left out: {sentence}" for sentence in self.left_out)])

    def _repr_html_(self):
        """Return the page in a frame; what is between its tags is seen where a notebook takes frames out.

        Nothing in the frame can see the notebook. But a page is light or dark as its frame is.
        """
        name = escape(f"What {self.title} makes of the images", quote=True)
        return (
            f'<style>{_RULES}</style><iframe class="cnn-docs-page" srcdoc="{escape(self.html, quote=True)}" '
            f'title="{name}" sandbox="allow-scripts" style="border: 0; width: 100%; height: {_HEIGHT}px">'
            f"{escape(_TAKEN_OUT.format(title=self.title))}</iframe>"
        )

    def save(self, path):
        """Write the page to a file.

        The file is there whole or not at all: what had the name before stays until the page is written.

        Parameters
        ----------
        path : str or path-like
            Name of the file, such as ``"my-model.html"``.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        TypeError
            If ``path`` is no path.
        ValueError
            If nothing can be written there; the message says why.

        Examples
        --------
        >>> import tempfile
        >>> from cnn_docs import explore, load_digits, load_digits_cnn
        >>> page = explore(load_digits_cnn(), load_digits().test_images[0], explained=0)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page.save(f"{folder}/digits.html").stat().st_size == page.size
        True
        """
        path = _checks.file_path(path, "path")
        try:
            _refuse_other_than_files(path)
            _write_whole(path, self.html)
        except OSError as error:
            wanted = f"a file that can be written ({_checks.reason(error)})"
            raise ValueError(f"`path` must be {wanted}. Received: {str(path)!r}.") from error
        return path


def _refuse_other_than_files(path):
    if path.is_dir():
        _checks.refuse("path", "the name of a file; this is a folder", str(path))
    if path.exists() and not path.is_file():  # a device would be replaced by a file
        _checks.refuse("path", "the name of a file", str(path))
    if not path.parent.is_dir():
        _checks.refuse("path", "in a folder that exists", str(path))


def _write_whole(path, text):
    """Write a text beside its place, then put it there in one step."""
    partial = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")  # no longer than names may be
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
