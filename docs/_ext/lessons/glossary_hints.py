"""Give links to the glossary what site.js shows on hover and focus: the first sentences of the entry.

They stand in an attribute of the link, so without scripts it is a link like any other. Pages with terms
are written again when a definition has changed.
"""

import re
from html import escape

from docutils import nodes
from sphinx import addnodes

from ..remembered import remembered
from .collected_pages import COLLECTING

USING = "pages that refer to terms"
ENOUGH = 90
"""Characters after which no further sentence is added."""
SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)
LINK = re.compile(
    r'<a class="reference internal" href="[^"#]*#(?P<id>term-[^"]+)">(?=<span class="xref std std-term)'
)


def definitions(env):
    """Return the hint of each term by its id on the glossary's page."""
    terms = {name for name, kind in glossary_places(env) if kind == "term"}
    found = {}
    for docname in sorted(terms):
        for item in env.get_doctree(docname).findall(nodes.definition_list_item):
            ids = [name for term in item.findall(nodes.term) for name in term["ids"]]
            body = item.next_node(nodes.definition)
            if ids and body is not None:
                found |= dict.fromkeys(ids, hint(body))
    return found


def glossary_places(env):
    """Yield (page, kind of object) of everything that the standard domain knows."""
    for _, _, kind, docname, _, _ in env.domains.standard_domain.get_objects():
        yield docname, kind


def hint(definition):
    """Return the first sentences of a definition, up to a formula or to where to read on."""
    paragraph = definition.next_node(nodes.paragraph)
    text = " ".join(paragraph.astext().split()) if paragraph is not None else ""
    shown = ""
    for sentence in SENTENCE.findall(text):
        if len(shown) > ENOUGH or sentence.strip().startswith("See "):
            break
        if "\\" in sentence:
            before, colon, _ = sentence.partition(":")
            return f"{shown} {before.strip()}.".strip() if colon and "\\" not in before else shown.strip()
        shown += f" {sentence.strip()}"
    return shown.strip()


def note_terms(app, doctree):
    """Remember the pages that refer to terms."""
    if any(node.get("reftype") == "term" for node in doctree.findall(addnodes.pending_xref)):
        remembered(app.env, USING)[app.env.docname] = True


def redefined(app, env):
    """Return the pages to write again: those that may show terms, if a definition has changed."""
    before, env.glossary_hints = getattr(env, "glossary_hints", None), definitions(env)
    changed = before is not None and before != env.glossary_hints
    using = remembered(env, USING).keys() | remembered(env, COLLECTING).keys()
    return sorted(using & env.found_docs) if changed else []


def add_hints(app, pagename, templatename, context, doctree):
    """Write the hints into the links of a page."""
    hints = getattr(app.env, "glossary_hints", {})

    def with_hint(found):
        text = hints.get(found["id"])
        return f'{found[0][:-1]} data-hint="{escape(text)}">' if text else found[0]

    if "body" in context:
        context["body"] = LINK.sub(with_hint, context["body"])


def setup(app):
    app.connect("doctree-read", note_terms)
    app.connect("env-updated", redefined)
    app.connect("html-page-context", add_hints)
