r"""Evaluate formulas with symbols, written in LaTeX or as code, for given values of the symbols.

``values_of(r"\frac{n - k}{s} + 1", {"n": 7, "k": 3, "s": 2})`` is ``[3.0]``: one value for each side.
"""

import math
import re

import numpy as np
from equations import REWRITES, SPACES, SYMBOLS, sides_of

FUNCTIONS = {
    **{"exp": np.exp, "floor": np.floor, "ceil": np.ceil, "ln": np.log, "log": np.log, "sqrt": np.sqrt},
    **{"max": np.maximum, "min": np.minimum, "tanh": np.tanh, "total": np.sum},
    "f": lambda z: np.maximum(z, 0),
}
"""What formulas may call; ``f`` is any activation function, here ReLU."""
TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\{\s*([^{}]*?)\s*\}")
SUM = re.compile(r"\\sum_\w((?:(?!\s[-+]\s).)+)")
TOKEN = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?|[A-Za-z]\w*|\*\*|\S")
CALL = re.compile(r"^\s*[A-Za-z]\s*\(\s*[A-Za-z]\w*\s*\)\s*$")
"""f(x), which names a function and states nothing."""


class Matrix(np.ndarray):
    """An array whose product is that of matrices, as the formulas mean it."""

    __mul__ = np.ndarray.__matmul__


def matrix(values):
    """Return an array whose product is that of matrices."""
    return np.asarray(values, float).view(Matrix)


def normal(formula):
    """Return a formula without the spaces that do not matter, as a key."""
    return re.sub(r"\s+", "", SPACES.sub(" ", formula.replace("{,}", ",")))


def symbolic_sides(formula):
    """Return the sides of a formula in which symbols are joined by operators or by numbers."""
    sides = [side for chain in sides_of(formula) for _, side in chain]
    return [side for side in sides if is_symbolic(side)]


def is_symbolic(side):
    """Tell whether a side states something about symbols."""
    names = set(re.findall(r"[A-Za-z]\w*", bare(side))) - set(FUNCTIONS) - {"e"}
    return bool(names) and not CALL.match(side) and bool(re.search(r"[-+*/]|(?<![A-Za-z_])\d", code_of(side)))


def bare(side):
    """Return a side with texts as plain names and without the names of LaTeX's commands."""
    text = TEXT.sub(lambda found: re.sub(r"\W+", "_", found[1]), side)
    return re.sub(r"\\[A-Za-z]+", " ", text)


def code_of(side):
    """Return a side as a Python expression; what stands side by side is multiplied."""
    text = TEXT.sub(lambda found: re.sub(r"\W+", "_", found[1]), SPACES.sub(" ", side.replace("{,}", ",")))
    text = re.sub(r"e\s*\^\s*", f"{math.e!r}^", text)
    before = None
    while text != before:
        before = text
        text = SUM.sub(r"total(\1)", text)
        for pattern, replacement in REWRITES:
            text = pattern.sub(replacement, text)
    for pattern, replacement in SYMBOLS:
        text = re.sub(pattern, replacement, text)
    return multiplied(TOKEN.findall(text))


def multiplied(tokens):
    """Return tokens as an expression, with a product where two values stand side by side."""
    parts = []
    for left, right in zip(["", *tokens], tokens, strict=False):
        ends = re.fullmatch(r"[\w.]+|\)|\]", left) and left not in FUNCTIONS
        if ends and re.match(r"[\w(]", right):
            parts.append("*")
        parts.append(right)
    return " ".join(parts)


def values_of(formula, symbols):
    """Return the value of each symbolic side of a formula."""
    names = {**FUNCTIONS, **symbols}
    return [eval(code_of(side), {"__builtins__": {}}, names) for side in symbolic_sides(formula)]
