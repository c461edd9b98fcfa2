"""The role ``num``: a number in the prose together with the expression that proves it.

``{num}`54,627 <table.parameters>``` shows the text; the expression is evaluated in the page's own
namespace, formatted like the text and compared with it by ``tests/docs/test_lessons.py``. The same
syntax stands in alt texts, which hold no markup: there it is replaced by its text.
"""

import ast
import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

ROLE_TEXT = re.compile(r"(?P<shown>[^<]*[^<\s])\s*<(?P<expression>.+)>", re.DOTALL)
IN_ALT_TEXT = re.compile(r"\{num\}`([^`<]*[^`<\s])\s*<[^`]+>`")


def split_number(text):
    """Return (what is shown, the expression) of a role's text.

    Raises
    ------
    ValueError
        If the text is not of the form ``shown <expression>`` or the expression is no Python.

    Examples
    --------
    >>> split_number("54,627 <table.parameters>")
    ('54,627', 'table.parameters')
    """
    found = ROLE_TEXT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"must be `text <expression>`. Received: {text!r}.")
    expression = found["expression"].strip()
    try:
        ast.parse(expression, mode="eval")
    except SyntaxError:
        raise ValueError(f"the expression must be valid Python. Received: {expression!r}.") from None
    return found["shown"], expression


class CheckedNumber(SphinxRole):
    """Show the text of a checked number."""

    def run(self):
        """Return the text, or an error with its line."""
        try:
            shown, expression = split_number(self.text)
        except ValueError as error:
            message = self.inliner.reporter.error(f"{{num}} {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.inline(self.rawtext, shown, classes=["num"], expression=expression)], []


class NumbersInAltTexts(SphinxTransform):
    """Replace the role by its text in alt texts."""

    default_priority = 210

    def apply(self, **_):
        """Rewrite the alt texts."""
        for node in self.document.findall():
            if isinstance(node, nodes.Element) and "{num}" in (node.get("alt") or ""):
                node["alt"] = IN_ALT_TEXT.sub(r"\1", node["alt"])


def setup(app):
    app.add_role("num", CheckedNumber())
    app.add_transform(NumbersInAltTexts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
