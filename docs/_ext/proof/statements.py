"""Read what a page states: its numbers with their expressions, its prose, its formulas, its inline code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from ..questions.source import read_draw
from .checked_numbers import ROLE_TEXT, split_number

CONFIG = MdParserConfig(
    enable_extensions={"attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"}
)
NO_PROSE = {
    *("bibliography", "code", "code-block", "code-cell", "explorer", "glue", "image", "include", "index"),
    *("literalinclude", "raw", "toctree", "autosummary", "video"),
}
DIRECTIVE = re.compile(r"\{(?P<name>[\w:.-]+)\}\s*(?P<arguments>.*)")
PASTED = {"", "none", "output", "text", "txt"}
"""Languages of fences in which an output might be pasted; Python has to run instead."""
NUMBERLESS_ROLES = {"doc", "download", "eq", "numref", "ref", "term"}


@dataclass(frozen=True)
class Statement:
    """A piece of a page that may state numbers; in prose, markup is replaced by U+FFFC."""

    kind: str
    text: str
    line: int
    expression: str = ""


def statements(text):
    """Return all statements of a page or of a part of it, each with its line."""
    parser = create_md_parser(CONFIG, RendererHTML)
    return list(of_tokens(parser.parse(text), 0))


def of_tokens(tokens, offset) -> Iterator[Statement]:
    """Yield the statements of block tokens; ``offset`` lines stand before them."""
    for token in tokens:
        line = offset + (token.map[0] if token.map else 0) + 1
        if token.type == "inline":
            yield from of_inline(token.children, line)
        elif token.type in ("math_block", "math_block_label", "amsmath"):
            yield Statement("math", token.content, line)
        elif token.type in ("fence", "colon_fence"):
            found = DIRECTIVE.match(token.info.strip())
            if found:
                yield from of_directive(found["name"], found["arguments"], token.content, line)
            elif token.info.strip() in PASTED:
                yield Statement("code", token.content, line + 1)
        elif token.type == "code_block":
            yield Statement("code", token.content, line)
        elif token.type == "html_block":
            yield Statement("prose", re.sub(r"<!--.*?-->|<[^>]*>", " ", token.content, flags=re.DOTALL), line)


@dataclass
class Prose:
    """The text of one paragraph, and the lines on which its pieces stand."""

    line: int
    parts: list[str] = field(default_factory=list)


def of_inline(children, line):
    """Yield the statements of one paragraph, heading or table cell."""
    prose = Prose(line)
    for before, child in zip([None, *children], children, strict=False):
        if before is not None and before.type == "link_open" and before.info == "auto":
            continue
        if child.type in ("text", "text_special"):
            prose.parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            prose.parts.append("\n")
            line += 1
        elif child.type == "image" and "{num}" in child.content:
            yield Statement(
                "wrong", "is lost in ![...](...): use the image or figure directive with :alt:", line
            )
        elif child.type == "image":
            yield Statement("alt", child.content, line)
        elif child.type == "myst_role":
            yield from of_role(child, prose, line)
        elif child.type in ("code_inline", "math_inline", "math_inline_double"):
            prose.parts.append("\ufffc")
            yield Statement("code" if child.type == "code_inline" else "math", child.content, line)
            line += child.content.count("\n")
    yield Statement("prose", "".join(prose.parts), prose.line)


def of_role(token, prose, line):
    """Yield what a role states; add what it shows to the prose."""
    name, content = token.meta["name"], token.content
    if name == "num":
        prose.parts.append("\ufffc")
        try:
            shown, expression = split_number(content)
        except ValueError as error:
            yield Statement("wrong", str(error), line)
        else:
            yield Statement("num", shown, line, expression)
    elif name in ("math", "code"):
        prose.parts.append("\ufffc")
        yield Statement(name, content, line)
    elif name in (
        "right",
        "wrong",
        "place",
    ):  # of a question; what is no value there, its own checks evaluate
        prose.parts.append("\ufffc")
        stated = ROLE_TEXT.fullmatch(content)
        if stated:
            yield Statement("num", stated["shown"], line, stated["expression"])
    elif name not in NUMBERLESS_ROLES:
        prose.parts.append(content)
    elif "<" in content:
        prose.parts.append(content.rpartition("<")[0])


def of_directive(name, arguments, content, line):
    """Yield what a directive states: its title, its alt text, its body."""
    options, body, skipped = split_options(content)
    for text in alt_texts(options):
        yield Statement("alt", text, line)
    if name == "math":
        yield Statement("math", body or arguments, line)
    if name in ("code", "code-block") and arguments.strip() in PASTED:
        yield Statement("code", body, line + skipped + 1)
    if name in NO_PROSE or name == "math":
        return
    if name not in ("figure", "grid"):  # their arguments are a file and column counts
        yield from moved(statements(arguments), line - 1)
    found = moved(statements(body), line + skipped)
    yield from drawn(found, options["draw"]) if name == "question" and "draw" in options else found


def drawn(found, option):
    """Yield statements whose expressions know the numbers that a question draws, as the page states them."""
    draws = {}
    for part in filter(None, map(str.strip, option.split(";"))):
        read_draw(part, draws)
    first = ", ".join(repr(value) for value, _ in draws.values())
    for statement in found:
        known = f"(lambda {', '.join(draws)}: ({statement.expression}))({first})"
        yield replace(statement, expression=known) if statement.kind == "num" else statement


def moved(found, offset):
    """Return statements with their lines moved down."""
    return [replace(statement, line=statement.line + offset) for statement in found]


def split_options(content):
    """Return (options, body, lines before the body) of a directive's content."""
    lines = content.splitlines()
    count = 0
    if lines and lines[0].strip() == "---":
        count = next((n for n in range(1, len(lines)) if lines[n].strip() == "---"), len(lines) - 1) + 1
        options = yaml.safe_load("\n".join(lines[1 : count - 1])) or {}
        return options, "\n".join(lines[count:]), count
    while count < len(lines) and re.match(r":[\w-]+:", lines[count]):
        count += 1
    pairs = (re.match(r":([\w-]+):\s*(.*)", line).groups() for line in lines[:count])
    return dict(pairs), "\n".join(lines[count:]), count


def alt_texts(options):
    """Return the alt texts in the options of a directive or a cell, wherever they are nested."""
    found = []
    for key, value in options.items():
        if isinstance(value, dict):
            found += alt_texts(value)
        elif key == "alt" and isinstance(value, str):
            found.append(value)
    return found
