"""Expressions as data, so that the page can compute them for the numbers that it draws.

An expression becomes nested lists that ``_static/questions/arithmetic.js`` evaluates with the explorers'
arithmetic: a number stands for itself, a text for a name, ``["'", text]`` for a text, ``["+", a, b]`` for an
operation, ``["[", …]`` for a list, ``["(", name, [arguments], {named arguments}]`` for a call.
"""

import ast

OPERATIONS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
FUNCTIONS = (
    *("conv_multiply_adds", "conv_parameters", "dense_parameters", "output_size"),
    *("abs", "max", "min"),
)
"""What `arithmetic.js` can call; a test compares the two."""


def formula(expression, names):
    """Return an expression over some names as data.

    Raises
    ------
    ValueError
        If the page could not compute it.
    """
    return _formula(ast.parse(expression, mode="eval").body, set(names))


def changing(expression, names):
    """Return an expression as data if it holds one of the names, else None: no draw changes it."""
    used = {node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)}
    return formula(expression, names) if used & set(names) else None


def _formula(node, names):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return ["'", node.value]
    if isinstance(node, ast.Name) and node.id in names:
        return node.id
    if isinstance(node, (ast.List, ast.Tuple)):
        return ["[", *(_formula(one, names) for one in node.elts)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ["-", 0, _formula(node.operand, names)]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        return [OPERATIONS[type(node.op)], _formula(node.left, names), _formula(node.right, names)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        given = {word.arg: _formula(word.value, names) for word in node.keywords}
        return ["(", node.func.id, [_formula(one, names) for one in node.args], given]
    known = ", ".join((*sorted(names), *FUNCTIONS))
    raise ValueError(f"the page cannot compute `{ast.unparse(node)}`; it knows numbers, {known}")
