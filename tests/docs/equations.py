r"""Evaluate equations of pure numbers, written in LaTeX or in Python's operators.

``check(r"(3\cdot3\cdot3 + 1)\cdot16 = 448")`` returns no message; with any digit changed it returns one.
"""

import ast
import math
import operator
import re
from itertools import pairwise

SEPARATORS = re.compile(r"\\\\|\\qquad|\\quad|\\Rightarrow|\\implies|;|\\text\{\s*(?:and|so|or)\s*\}")
RELATIONS = re.compile(
    r"\\approx|\\simeq|≈|\\leq?(?![a-z])|\\geq?(?![a-z])|≤|≥|<=|>=|<|>|\\neq?(?![a-z])|≠|!=|"
    r"\\(?:long)?(?:right)?arrow|\\to(?![a-z])|\\mapsto|→|=+"
)
APPROXIMATE = {"\\approx", "\\simeq", "≈"}
FUNCTIONS = {
    "exp": math.exp,
    "floor": math.floor,
    "ceil": math.ceil,
    "ln": math.log,
    "log": math.log,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
}
OPERATORS = {
    ast.Add: operator.add,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Mult: operator.mul,
    ast.Pow: operator.pow,
    ast.Sub: operator.sub,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
SPACES = re.compile(
    r"\\(?:left|right|displaystyle|[bB]ig[glr]*)(?![a-zA-Z])|\\[,;:! ]|~|\\(?:begin|end)\{[^{}]*\}|&"
)
REWRITES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}", r" "),
        (r"\\underbrace\{([^{}]*)\}_\{[^{}]*\}", r"(\1)"),
        (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))"),
        (r"\\[dt]?frac\s*(\d)\s*(\d)", r"(\1/\2)"),
        (r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)"),
        (r"\^\s*\{([^{}]*)\}", r"**(\1)"),
        (r"(?<![_}\w])\{([^{}]*)\}", r"(\1)"),
    )
]
SYMBOLS = (
    (r"\\cdot(?![a-z])|\\times(?![a-z])|\\ast(?![a-z])|·|×", "*"),
    (r"\\div(?![a-z])|÷", "/"),
    (r"−", "-"),
    (r"\^", "**"),
    (r"\\lfloor(?![a-z])|⌊", "floor("),
    (r"\\lceil(?![a-z])|⌈", "ceil("),
    (r"\\rfloor(?![a-z])|\\rceil(?![a-z])|⌋|⌉", ")"),
    (r"\\(exp|ln|log|max|min|tanh)(?![a-z])", r"\1"),
    (r"\s*\\?%", "/100"),
    (r"(?<![a-z])e\s*\*\*", f"{math.e!r}**"),
    (r"(?<=\d),(?=\d{3}(?!\d))", ""),
    (r"(?<=\d) (?=\d{3}(?!\d))", ""),
    (r"(?<=[\d)])\s*(?=\()", "*"),
)


def sides_of(formula):
    """Return the chains of a formula; each is a list of (relation before it, side)."""
    chains = []
    for chain in SEPARATORS.split(formula):
        sides = RELATIONS.split(chain)
        relations = ["", *RELATIONS.findall(chain)]
        chains.append(
            [(relation, side.strip(" \t\n.,")) for relation, side in zip(relations, sides, strict=True)]
        )
    return chains


def evaluate(side):
    """Return the value of one side, or None if it is more than pure numbers."""
    if not re.search(r"\d", side):
        return None
    try:
        return value_of(ast.parse(python_of(side), mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ValueError, ArithmeticError):
        return None


def python_of(side):
    """Return a side written in LaTeX as a Python expression."""
    text = SPACES.sub(" ", side.replace("{,}", ","))
    before = None
    while text != before:
        before = text
        for pattern, replacement in REWRITES:
            text = pattern.sub(replacement, text)
    for pattern, replacement in SYMBOLS:
        text = re.sub(pattern, replacement, text)
    return text.strip()


def value_of(node):
    """Return the value of a syntax tree of numbers, operators and a few functions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](value_of(node.operand))
    if isinstance(node, ast.BinOp):
        left, right = value_of(node.left), value_of(node.right)
        if isinstance(node.op, ast.Pow) and abs(right) > 64:
            raise ValueError("too large a power")
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](*(value_of(argument) for argument in node.args))
    raise TypeError("not a number")


def tolerance(side):
    """Return half a unit of the last digit that a side shows, or None if it is no plain number."""
    text = re.sub(r"\\?%", "e-2", python_of(side).replace("/100", "%"))
    found = re.fullmatch(
        r"[-+]?(\d+)(?:\.(\d+))?\s*(?:e([-+]?\d+)|\*\s*10\*\*\(?([-+]?\d+)\)?)?", text.strip()
    )
    if not found:
        return None
    whole, decimals, *powers = found.groups()
    power = sum(int(one) for one in powers if one)
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0")) if whole.strip("0") else 0
    return 0.5 * 10.0 ** (power + zeros - len(decimals or ""))


def agree(left, right, *, approximate):
    """Tell whether two sides (text, value) agree: exactly, or to the digits shown."""
    difference = abs(left[1] - right[1])
    exact = 1e-9 * max(1.0, abs(left[1]))
    if not approximate:
        return difference <= exact
    shown = [one for one in (tolerance(left[0]), tolerance(right[0])) if one is not None]
    return difference <= max([exact, *(one * (1 + 1e-9) for one in shown)])


def check_chain(chain):
    """Return (messages, indices of the pure sides) of one chain of equal sides."""
    pure = [(index, side, evaluate(side)) for index, (_, side) in enumerate(chain)]
    pure = [(index, side, value) for index, side, value in pure if value is not None]
    messages = []
    for (first, left, a), (last, right, b) in pairwise(pure):
        relations = {relation for relation, _ in chain[first + 1 : last + 1]}
        if relations <= APPROXIMATE | {"=", "=="}:
            if not agree((left, a), (right, b), approximate=bool(relations & APPROXIMATE)):
                messages.append(f"{left} = {right} does not hold: {a:g} against {b:g}")
        else:
            messages.append(
                f"`{left}` and `{right}` are not joined by an equality, so a wrong digit would stay unseen"
            )
    return messages, [index for index, *_ in pure]
