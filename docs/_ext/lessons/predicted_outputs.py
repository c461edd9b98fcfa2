"""Fold the output of a cell that asks for a prediction: one tagged ``predict``.

The fold is open in the page and site.js closes it: without scripts, and in print, the output is there.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform

TAG = "tag_predict"


class predicted(nodes.Element):
    """The output of a cell, folded."""


class FoldPredicted(SphinxTransform):
    """Fold the outputs of the cells that are tagged."""

    default_priority = 815  # before the figures are counted and completed

    def apply(self, **_):
        """Put each such output into a fold."""
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") != "cell_code" or TAG not in cell["classes"]:
                continue
            for output in [node for node in cell if node.get("nb_element") == "cell_code_output"]:
                fold = predicted()
                cell.replace(output, fold)
                fold += output


def visit_predicted(self, node):
    self.body.append(self.starttag(node, "details", CLASS="predict", open="open"))
    self.body.append('<summary><span class="closed">Show</span><span class="opened">Hide</span>')
    self.body.append(" the output</summary>\n")


def depart_predicted(self, node):
    self.body.append("</details>\n")


def skip(self, node):
    """Show the output as it is, where nothing can be folded."""


def setup(app):
    plain = dict.fromkeys(("latex", "man", "texinfo", "text"), (skip, skip))
    app.add_node(predicted, html=(visit_predicted, depart_predicted), **plain)
    app.add_transform(FoldPredicted)
