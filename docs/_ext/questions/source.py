"""A question as it stands in the source of a page.

.. code-block:: markdown

    :::{question} How large is the map?
    :kind: number
    :name: size-of-the-map
    :draw: n = 28 of 20..40; k = 3 of 3, 5

    A picture has {num}`28 <n>` rows. How many has its map?

    {right}`26 <output_size(n, k)>`
    : Yes: the window starts at one place, and moves on from there.

    {wrong}`25 <n - k>`
    : These are the steps. The place where it starts counts, too.

    Hint
    : Try a picture as large as the kernel.
    :::

Each answer stands under its mark with its reply. ``{right}`text <expression>``` states a value, and the
expression says what it is the value of, as with ``{num}``; ``{right}`expression` text`` and
``{wrong}`expression` text`` state a claim, which has to be true or false; ``{place}`expression` text`` is an
item to be ordered by its value.
"""

import ast
import re
from dataclasses import dataclass, field
from itertools import product

from ..pages import split_options, take_until
from ..proof.checked_numbers import ROLE_TEXT

KINDS = ("choice", "several", "number", "order", "print")
OPTIONS = ("kind", "name", "see", "within", "draw")
MOST_DRAWS = 1000
"""Each draw is computed in the build, so there is an end to them."""

FENCE = re.compile(r"(?P<fence>:{3,})\{question\}\s*(?P<title>.*)")
MARK = re.compile(r"\{(?P<mark>right|wrong|place)\}(?P<ticks>`+)(?P<content>.+?)(?P=ticks)\s*(?P<text>.*)")
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
ASIDE = {"Hint": "hint", "Solution": "solution"}


@dataclass
class Answer:
    """One choice, number or item, with its reply.

    Attributes
    ----------
    mark : str
        right, wrong or place.
    expression : str
        What is evaluated; empty where the text is what the question's code prints.
    value : str
        The text that the value of the expression has to look like; empty for a claim.
    text : str
        What readers see besides the value, in Markdown.
    reply : str
        What they are told, in Markdown.
    line, reply_line : int
        Where these stand in the question, from 0.
    """

    mark: str
    expression: str
    value: str
    text: str
    line: int
    reply: str = ""
    reply_line: int = 0


@dataclass
class Question:
    """What a question says; lines count from 0 in its body."""

    title: str
    options: dict
    prompt: str = ""
    answers: list = field(default_factory=list)
    hint: str = ""
    solution: str = ""
    lines: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    draws: dict = field(default_factory=dict)

    @property
    def kind(self):
        return self.options.get("kind", "choice")

    @property
    def name(self):
        return self.options.get("name", "")

    @property
    def within(self):
        """Return by how much a number may differ, None where nothing is said."""
        return float(self.options["within"]) if "within" in self.options else None

    @property
    def first_draw(self):
        """Return the numbers that are drawn for readers without scripts."""
        return {name: first for name, (first, _) in self.draws.items()}

    @property
    def all_draws(self):
        """Return every draw: a list of mappings from names to values."""
        return [
            dict(zip(self.draws, values, strict=True))
            for values in product(*(values for _, values in self.draws.values()))
        ]

    @property
    def code(self):
        """Return the code whose output is asked for."""
        found = CODE.search(self.prompt)
        return found[1] if self.kind == "print" and found else ""

    def marked(self, mark):
        """Return the answers with a mark."""
        return [answer for answer in self.answers if answer.mark == mark]


def read(title, options, lines):
    """Return the question of a directive's title, options and body; its problems are (line, message)."""
    question = Question(title, options)
    read_options(question)
    prompt_end = read_answers(question, lines)
    question.prompt = "\n".join(lines[:prompt_end]).strip("\n")
    question.lines["prompt"] = next((n for n, line in enumerate(lines) if line.strip()), 0)
    return question


def read_options(question):
    """Check the options and read what is drawn."""
    options, problems = question.options, question.problems
    if question.kind not in KINDS:
        problems.append((0, f"`kind` must be one of {', '.join(KINDS)}. Received: {question.kind}."))
    if not re.fullmatch(r"[a-z][a-z0-9-]*", question.name):
        problems.append((0, f"`name` must be words of a-z joined by hyphens. Received: {question.name!r}."))
    if "within" in options and not re.fullmatch(r"\d+(\.\d+)?", options["within"]):
        problems.append((0, f"`within` must be a positive number. Received: {options['within']}."))
        del options["within"]
    if "draw" in options and question.kind != "number":
        problems.append((0, "`draw` is for questions of the kind number"))
    for part in filter(None, map(str.strip, options.get("draw", "").split(";"))):
        try:
            read_draw(part, question.draws)
        except ValueError as error:
            problems.append((0, f"`draw` {error}"))


def read_draw(part, draws):
    """Read ``n = 28 of 20..40`` or ``k = 3 of 3, 5`` into the draws."""
    found = re.fullmatch(r"([a-zA-Z_]\w*)\s*=\s*(-?[\d.]+)\s+of\s+(.+)", part)
    limits = found and RANGE.fullmatch(found[3].strip())
    try:
        if limits:
            values = list(range(int(limits[1]), int(limits[2]) + 1))
        else:
            values = [ast.literal_eval(one.strip()) for one in found[3].split(",")]
        first = ast.literal_eval(found[2])
    except (SyntaxError, TypeError, ValueError):
        raise ValueError(f"must read like `n = 28 of 20..40` or `k = 3 of 3, 5`. Received: {part}.") from None
    if first not in values:
        raise ValueError(f"must begin with one of its values. Received: {part}.")
    draws[found[1]] = (first, values)


def read_answers(question, lines):
    """Read the answers with their replies, the hint and the solution; return where the prompt ends."""
    at, end, fenced = 0, len(lines), False
    while at < len(lines):
        fenced ^= lines[at].startswith("```")
        found = None if fenced else MARK.match(lines[at])
        aside = ASIDE.get(lines[at].strip()) if not fenced else None
        if found or aside:
            end = min(end, at)
            reply, after = definition(lines, at + 1)
            if found:
                question.answers.append(answer_of(question, found, at))
                question.answers[-1].reply, question.answers[-1].reply_line = reply, at + 1
            else:
                setattr(question, aside, reply)
                question.lines[aside] = at + 1
            at = after
        else:
            at += 1
    return end


def definition(lines, at):
    """Return (what is said under a line, the line after it): a colon, and lines that are indented."""
    if at >= len(lines) or not lines[at].startswith(": "):
        return "", at
    said = [lines[at][2:]]
    at += 1
    while at < len(lines) and (lines[at].startswith("  ") or not lines[at].strip()):
        said.append(lines[at][2:])
        at += 1
    return "\n".join(said).rstrip(), at


def answer_of(question, found, line):
    """Return the answer that a line with a mark states."""
    mark, content, text = found["mark"], found["content"].strip(), found["text"].strip()
    stated = ROLE_TEXT.fullmatch(content)
    if stated and mark != "place":
        answer = Answer(mark, stated["expression"].strip(), stated["shown"], text, line)
    elif question.kind == "print" and mark == "right":
        answer = Answer(mark, "", content, text, line)
    else:
        answer = Answer(mark, content, "", text, line)
    try:
        ast.parse(answer.expression or "0", mode="eval")
    except SyntaxError:
        question.problems.append(
            (line, f"the expression must be valid Python. Received: {answer.expression!r}.")
        )
    return answer


def questions_in(text):
    """Return (line of its body, question) of every question in the source of a page; lines count from 1."""
    lines, found, number = text.splitlines(), [], 0
    while number < len(lines):
        opened = FENCE.fullmatch(lines[number].rstrip())
        number += 1
        if opened:
            rest = lines[number:]
            body = take_until(rest, opened["fence"])
            options, _ = split_options(body)
            skipped = len(options)
            while skipped < len(body) and not body[skipped].strip():
                skipped += 1
            found.append((number + skipped + 1, read(opened["title"], options, body[skipped:])))
            number += len(body) + 1
    return found
