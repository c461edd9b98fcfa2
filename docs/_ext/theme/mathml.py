"""Formulas as MathML, made in the build: no script and no font is fetched to show them.

Set ``html_math_renderer = "mathml"``. What latex2mathml cannot convert, or would pass through as
raw LaTeX, is a warning with file and line, and the page shows the LaTeX source.
"""

import html
import re
from xml.etree import ElementTree as ET

from docutils import nodes
from latex2mathml.converter import Converter
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

REPLACEMENTS = (
    (re.compile(r"\\(begin|end)\{(aligned|gathered|gather\*?|align)\}"), r"\\\1{align*}"),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), r"{\\text{,}}"),
)
BOLD = {chr(plain + i): chr(bold + i) for plain, bold in ((65, 0x1D400), (97, 0x1D41A)) for i in range(26)}


def to_mathml(tex, *, display=False):
    """Return a formula as a MathML element with its LaTeX source as annotation.

    Parameters
    ----------
    tex : str
        The formula in LaTeX, without dollar signs.
    display : bool, default=False
        Whether the formula stands on a line of its own.

    Returns
    -------
    str
        The ``<math>`` element.

    Raises
    ------
    ValueError
        If the formula holds something that cannot be converted.

    Examples
    --------
    >>> to_mathml("x")[-54:]
    '<annotation encoding="application/x-tex">x</annotation></semantics></math>'[-54:]
    """
    source = tex.strip()
    for pattern, replacement in REPLACEMENTS:
        source = pattern.sub(replacement, source)
    if braces(source):
        raise ValueError("its braces do not match")
    try:
        math = Converter(display="block" if display else "inline").convert_to_element(source)
    except Exception as error:
        # latex2mathml's errors share no base class narrower than Exception
        raise ValueError(f"latex2mathml says {type(error).__name__}") from error
    mend(math)
    math.set("alttext", tex.strip())
    semantics = ET.Element("semantics")
    semantics.extend(list(math))
    annotation = ET.SubElement(semantics, "annotation", encoding="application/x-tex")
    annotation.text = tex.strip()
    math[:] = [semantics]
    return ET.tostring(math, encoding="unicode")


def braces(source):
    """Return how many braces are left open (or closed too often)."""
    bare = re.sub(r"\\[\\{}]", "", source)
    return bare.count("{") - bare.count("}")


def mend(math):
    """Decode entities, join thousands, set bold and upright letters; refuse LaTeX left in the text."""
    for element in math.iter():
        if element.text:
            element.text = html.unescape(element.text)
            if element.tag in ("mi", "mo") and (element.text.startswith("\\") or element.text == "&"):
                raise ValueError(f"`{element.text}` is not known")
        if element.attrib.get("mathvariant", "").startswith("bold"):
            element.text = "".join(BOLD.get(letter, letter) for letter in element.text or "")
            element.attrib.pop("mathvariant")


def render(self, node, *, display):
    """Return the MathML of a node, or its source with a warning."""
    tex = node.astext()
    blocks = [part for part in tex.split("\n\n") if part.strip()]
    if display and len(blocks) > 1:
        tex = r"\begin{align*}" + r" \\ ".join(blocks) + r"\end{align*}"
    elif display and r"\\" in tex and r"\begin{" not in tex:
        tex = r"\begin{align*}" + tex + r"\end{align*}"
    try:
        return to_mathml(tex, display=display)
    except ValueError as error:
        logger.warning("formula not converted: %s: %s", error, tex.strip(), location=node, type="mathml")
        return f"<code>{html.escape(tex)}</code>"


def visit_math(self, node):
    self.body.append(self.starttag(node, "span", "", CLASS="math"))
    self.body.append(render(self, node, display=False) + "</span>")
    raise nodes.SkipNode


def visit_displaymath(self, node):
    self.body.append(self.starttag(node, "div", CLASS="math"))
    self.body.append(render(self, node, display=True))
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
