"""The one reader of the pages' MyST Markdown: directives, their options, code cells.

It reads line by line, so that what is not a directive stays as it was written.
"""

import re
from dataclasses import dataclass

import yaml

FENCE = re.compile(r"(?P<fence>:{3,}|`{3,})\{(?P<name>[\w:.-]+)\}\s*(?P<arguments>.*)")
PLAIN_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}|\${2})")


@dataclass
class Directive:
    """A directive of a page."""

    name: str
    arguments: str
    options: dict
    body: str


def parts(text):
    """Yield what a piece of MyST consists of: directives, and as texts plain fences and other lines."""
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        bare = line.strip()
        directive, plain = FENCE.fullmatch(bare), PLAIN_FENCE.match(bare)
        if directive:
            options, body = split_options(take_until(lines, directive["fence"]))
            yield Directive(directive["name"], directive["arguments"].strip(), options, body)
        elif plain and not (bare.endswith("$$") and bare != "$$"):
            yield "\n".join([line, *take_until(lines, plain["fence"]), plain["fence"]])
        else:
            yield line


def take_until(lines, fence):
    """Take the lines up to the one that closes a fence."""
    body = []
    while lines:
        line = lines.pop(0)
        closing = line.strip()
        if set(closing) == {fence[0]} and len(closing) >= len(fence):
            break
        body.append(line)
    return body


def split_options(lines):
    """Return (options, body) of a directive's lines."""
    options, count = {}, 0
    if lines[:1] == ["---"] and "---" in lines[1:]:
        count = lines.index("---", 1) + 1
        options = yaml.safe_load("\n".join(lines[1 : count - 1])) or {}
    while count < len(lines) and (found := re.fullmatch(r":([\w-]+):\s*(.*)", lines[count].strip())):
        options[found[1]] = found[2]
        count += 1
    return options, "\n".join(lines[count:]).strip("\n")


def code_cells(text):
    """Yield the code of a page's cells, which stand in no other directive."""
    for part in parts(text):
        if isinstance(part, Directive) and part.name == "code-cell":
            yield part.body
