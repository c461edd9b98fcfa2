"""The role ``num``: a number in the prose together with the expression that proves it.

``{num}`54,627 <table.parameters>``` shows the text; the expression is evaluated in the page's own
namespace, formatted like the text and compared with it by ``tests/docs/stated_numbers.py``. In the texts of
a gallery script the same is written ``:num:`54,627 <table.parameters>```, and compared once the script has
run. Where no markup can be, in alternative texts and in notebooks, the role is replaced by its text.
"""

import ast
import re

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

ROLE_TEXT = re.compile(r"(?P<shown>[^<]*[^<\s])\s*<(?P<expression>.+)>", re.DOTALL)
IN_PLAIN_TEXT = re.compile(r"(?:\{num\}|:num:)`([^`<]*[^`<\s])\s*<[^`]+>`")


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


def shown_numbers(text):
    """Return a text with every checked number replaced by what is shown of it.

    >>> shown_numbers("It has :num:`54,627 <table.parameters>` of them.")
    'It has 54,627 of them.'
    """
    return IN_PLAIN_TEXT.sub(r"\1", text)


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
                node["alt"] = shown_numbers(node["alt"])


def setup(app):
    app.add_role("num", CheckedNumber())
    app.add_transform(NumbersInAltTexts)
