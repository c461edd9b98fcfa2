"""Read what a gallery script states, in its docstring, its texts for the page and its alternative texts.

Readers see other comments as code, where no role is replaced, so those may hold no numeral at all.
"""

import ast
import io
import re
import tokenize

import cnn_docs

from .checked_numbers import split_number
from .statements import Statement

ROLE = re.compile(r":(?P<name>[\w:.-]+):`(?P<content>[^`]+)`|``(?P<code>[^`]+)``|`[^`<]*<[^`>]*>`_+")


def statements(script):
    """Return all statements of a script, each with its line."""
    found = []
    for line, text in texts(script):
        found += of_text(text, line)
    return found + [
        Statement("comment", token.string, token.start[0])
        for token in comments(script)
        if token.start[0] not in lines_of_texts(script)
    ]


def texts(script):
    """Return (first line, text) of a script's docstring, text blocks and alternative texts."""
    lines = script.split("\n")
    end = ast.parse(script).body[0].end_lineno
    found = [(1, "\n".join(lines[:end]).strip('"'))]
    for start, stop in spans(lines, end):
        block = (re.sub(r"^\s*#\s?", "", line) for line in lines[start:stop])
        found.append((start + 1, re.sub(r"\A(?:%%|Alt:)", "", "\n".join(block))))
    return found


def spans(lines, row):
    """Yield (start, stop) of the comment blocks that readers see as text, from a row on."""
    while row < len(lines):
        start, line = row, lines[row].strip()
        row += 1
        if line.startswith("# %%"):
            while row < len(lines) and lines[row].startswith("#"):
                row += 1
            yield start, row
        elif line.startswith("# Alt:"):
            while row < len(lines) and re.match(r"\s*#  +", lines[row]):
                row += 1
            yield start, row


def lines_of_texts(script):
    """Return the numbers of the lines that texts stand on."""
    return {line + n for line, text in texts(script) for n in range(text.count("\n") + 1)}


def comments(script):
    """Return the tokens of a script's comments."""
    tokens = tokenize.generate_tokens(io.StringIO(script).readline)
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    return [token for token in found if not token.string.startswith("# sphinx_gallery_")]


def of_text(text, line):
    """Yield the statements of a text in reStructuredText."""
    prose, end = "", 0
    for found in ROLE.finditer(text):
        prose += text[end : found.start()] + "\ufffc" + "\n" * found[0].count("\n")
        end = found.end()
        here = line + text[: found.start()].count("\n")
        if found["code"]:
            yield Statement("code", found["code"], here)
        elif found["name"] == "num":
            yield of_number(" ".join(found["content"].split()), here)
        elif found["name"] == "math":
            yield Statement("math", found["content"], here)
    yield Statement("prose", prose + text[end:], line)


def of_number(content, line):
    """Return the statement of a ``num`` role."""
    try:
        shown, expression = split_number(content)
    except ValueError as error:
        return Statement("wrong", str(error), line)
    return Statement("num", shown, line, expression)


def with_lent_names(namespace, script):
    """Return a script's names, and the package's public ones that its proofs use and the script does not."""
    proofs = " ".join(statement.expression for statement in statements(script))
    lent = set(re.findall(r"\w+", proofs)) & set(cnn_docs.__all__) - set(namespace)
    return {**namespace, **{name: getattr(cnn_docs, name) for name in lent}}
