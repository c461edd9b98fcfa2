"""Formulas as MathML, made in the build: no script and no font is fetched to show them.

Set ``html_math_renderer = "mathml"``. What docutils cannot convert is a warning with file and line, and the
page shows the LaTeX source.
"""

import html
import re
from xml.etree import ElementTree as ET

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

REPLACEMENTS = (
    (re.compile(r"\\(begin|end)\{(align\*?|gathered|gather\*?)\}"), r"\\\1{aligned}"),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), r"{\\text{,}}"),  # thousands stay together
    (re.compile(r"(?<=\w)'"), r"^{\\prime}"),
)
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
LIMITS = {"msub": "munder", "msup": "mover"}
"""Where the label of a brace goes, which docutils puts beside it."""


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
    check_pairs(source)
    try:
        mathml = tex2mathml(source, as_block=display)
    except (ValueError, AttributeError) as error:  # the latter for a lone &
        raise ValueError(f"docutils says {type(error).__name__}: {error}") from error
    math = ET.fromstring(mathml.replace(NAMESPACE, "", 1).replace("&ApplyFunction;", "\u2061"))
    mend(math)
    row = ET.Element("mrow")
    row.extend(list(math))
    semantics = ET.Element("semantics")
    semantics.append(row)
    ET.SubElement(semantics, "annotation", encoding="application/x-tex").text = tex.strip()
    math[:] = [semantics]
    math.set("alttext", tex.strip())
    return ET.tostring(math, encoding="unicode").replace("<math", f"<math{NAMESPACE}", 1)


def mend(math):
    """Take the indentation away, put labels below and above braces, align equations at their signs."""
    for element in math.iter():
        element.tail = None
        if len(element):
            element.text = None
            if element.tag in LIMITS and element[0].tag in LIMITS.values():
                element.tag = LIMITS[element.tag]
        if element.get("class") == "ams-align":
            for place, cell in ((place, cell) for row in element for place, cell in enumerate(row)):
                cell.set("style", f"text-align: {'left' if place % 2 else 'right'}")


def check_pairs(source):
    """Refuse braces and delimiters that do not match, which docutils would pass over."""
    bare = re.sub(r"\\[\\{}]", "", source)
    if bare.count("{") != bare.count("}"):
        raise ValueError("its braces do not match")
    if len(re.findall(r"\\left\b", bare)) != len(re.findall(r"\\right\b", bare)):
        raise ValueError(r"its \left and \right do not match")


def render(self, node, *, display):
    """Return the MathML of a node, or its source with a warning."""
    tex = node.astext()
    if display:
        tex = r" \\ ".join(part for part in tex.split("\n\n") if part.strip())
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
