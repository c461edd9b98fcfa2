"""Beside each plotting function of the reference stands a picture that it drew in the gallery."""

import re
from pathlib import Path
from textwrap import dedent

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from .gallery import ALT, alt_texts

logger = logging.getLogger(__name__)

DRAWS = re.compile(r"(plot|animate)_\w+")
PLAYER = re.compile(r'^\.\. raw:: html\n\n(    <figure class="cnn-steps".*\n(?:    .*\n|\n)*)', re.MULTILINE)


class Pictures(SphinxTransform):
    """Put a picture below the signature of each function that draws; before figures get their dark twins."""

    default_priority = 790

    def apply(self, **_):
        """Look at each description of the page."""
        for description in list(self.document.findall(addnodes.desc)):
            name = description[0].get("fullname", "").rpartition(".")[2]
            if description.get("objtype") == "function" and DRAWS.fullmatch(name):
                self.add_picture(description, name)

    def add_picture(self, description, name):
        """Add the picture, and the name of the script that it is from."""
        shown = ((script, self.shown_by(script, name)) for script in self.scripts())
        script, picture = next((pair for pair in shown if pair[1]), (None, None))
        if script is None:
            logger.warning("no figure of the gallery shows `%s`", name, type="figures", subtype="reference")
            return
        page = script.with_suffix("")
        link = addnodes.pending_xref(
            refdomain="std",
            reftype="doc",
            reftarget="/" + page.relative_to(self.app.srcdir).as_posix(),
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )
        link += nodes.inline("", "", classes=["doc"])
        caption = nodes.paragraph("", "", nodes.Text("From the gallery: "), link)
        description[-1].insert(0, nodes.container("", picture, caption, classes=["drawn"]))

    def shown_by(self, script, name):
        """Return the node of the first figure of a script that a function drew, or of what it lets play."""
        figure, player = drawn_by(script, name), played_by(script, name)
        if player:
            self.env.note_dependency(str(script.with_suffix(".rst")))
            return nodes.raw("", player, format="html")
        if not figure:
            return None
        self.env.note_dependency(str(figure[0]))
        return nodes.image(uri="/" + figure[0].relative_to(self.app.srcdir).as_posix(), alt=figure[1])

    def scripts(self):
        """Return the scripts of the gallery, in its order."""
        return sorted(Path(self.app.srcdir, "gallery").glob("*/plot_*.py"))


def drawn_by(script, name):
    """Return (file, alternative text) of the first figure of a script that a function drew, or None.

    The n-th comment ``# Alt: …`` belongs to the n-th figure, and stands right before what draws it.
    """
    code = script.read_text("utf-8")
    starts = [comment.start() for comment in ALT.finditer(code)]
    ends = [*starts[1:], len(code)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        if re.search(rf"\b{name}\(", code[start:end]):
            pictures = sorted(script.parent.glob(f"images/sphx_glr_{script.stem}_{number:03}.*"))
            return (pictures[-1], alt_texts(code[start:end])[0]) if pictures else None
    return None


def played_by(script, name):
    """Return the HTML of the animation for readers to play that a script made with a function, or None."""
    page = script.with_suffix(".rst")
    if not (page.exists() and re.search(rf"\b{name}\(", script.read_text("utf-8"))):
        return None
    found = PLAYER.search(page.read_text("utf-8")) if name.startswith("animate_") else None
    return dedent(found[1]).strip() if found else None


def setup(app):
    app.add_transform(Pictures)
