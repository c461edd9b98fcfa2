"""Where in the sources a node of a page comes from."""

from docutils import nodes


def cell_around(node, element="cell_code"):
    """Return MyST-NB's container of a kind around a node, None outside one."""
    while node is not None and not (isinstance(node, nodes.container) and node.get("nb_element") == element):
        node = node.parent
    return node


def place_of(env, docname, node):
    """Return "file:line" for a node: the first line of its cell, or the nearest line around it."""
    cell, lines = cell_around(node), env.metadata[docname].get("source_map")
    file = node.source or env.doc2path(docname)
    if cell is not None and lines:
        return f"{file}:{lines[cell['cell_index']]}"
    while node is not None and not node.line:  # MyST gives images the line 0
        node = node.parent
    return f"{file}:{node.line}" if node is not None else str(file)
