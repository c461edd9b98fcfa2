"""The directive ``question``: what a page shows of it, with and without scripts.

The choices are a list, their replies a second one inside a fold. The script finds both, and the data
that it needs, in the page; readers without scripts, and paper, have the question with its answer folded.
"""

import hashlib
import json
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..lessons.blocks import lesson_block, make_block, title_nodes
from .formulas import changing, formula
from .source import OPTIONS, read

logger = logging.getLogger(__name__)

AGAIN = "Read it again"
LETTERS = "abcdefghij"
RIGHT, WRONG = "Right. ", "Not this. "


class Question(SphinxDirective):
    """A question with its answers, replies, hint and solution."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = dict.fromkeys(OPTIONS, directives.unchanged_required)

    def run(self):
        """Return the block of the question, or nothing but warnings."""
        self.question = question = read(self.arguments[0], self.options, list(self.content))
        block = self.block()
        try:
            block += self.fold()
            block += script(question, self.order)
        except ValueError as error:
            question.problems.append((0, str(error)))
        kept = {"question": question, "node": block, "line": self.first_line}
        self.env.temp_data.setdefault("questions", []).append(kept)
        return [block]

    @property
    def first_line(self):
        """Return the line of the source that the body of the directive begins with."""
        return self.lineno + self.content_offset + 1

    def block(self):
        """Return the block with its title, what is asked, and what there is to choose from."""
        question = self.question
        number = self.env.new_serialno("question") + 1
        title, messages = self.state.inline_text(question.title, self.lineno)
        shown = title_nodes("question", number, title, None)
        block = make_block(self.state.document, "question", shown, number=number, asks=question.kind)
        self.set_source_info(block)
        block["names"].append(question.name)
        self.state.document.note_explicit_target(block, block)
        block += messages
        block += nodes.container(
            "", *self.parsed(question.prompt, question.lines["prompt"]), classes=["question-prompt"]
        )
        for code in block.findall(nodes.literal_block):
            code["question"] = question.name
        self.order = shuffled(question) if question.kind == "order" else list(range(len(question.answers)))
        if question.kind != "number":
            items = (self.item(question.answers[place]) for place in self.order)
            block += listed(items, "question-choices")
        if question.hint:
            hint = make_block(self.state.document, "hint", title_nodes("hint", None, [], None), number=None)
            block += [hint]
            hint += self.parsed(question.hint, question.lines["hint"])
        return block

    def parsed(self, text, line):
        """Return a piece of the question's Markdown as nodes."""
        return self.parse_text_to_nodes(text, offset=self.content_offset + line)

    def item(self, answer, *, before=()):
        """Return what readers see of an answer, as a paragraph of phrases."""
        shown = [*before]
        if answer.value and self.question.kind == "print":
            shown.append(nodes.literal("", answer.value, classes=["printed"]))
        elif answer.value:
            shown.append(nodes.inline("", answer.value, classes=["num"], expression=answer.expression))
        if answer.text:
            text, messages = self.state.inline_text(answer.text, self.first_line + answer.line)
            shown += [nodes.Text(" ")] * bool(answer.value) + [*text, *messages]
        return nodes.paragraph("", "", *shown)

    def fold(self):
        """Return the fold with every reply, and the solution."""
        question = self.question
        fold = make_block(self.state.document, "answer", title_nodes("answer", None, [], None), number=None)
        if question.kind == "order":
            fold += nodes.paragraph("", "The right order:")
        answers = question.answers
        if question.kind not in ("order", "number"):
            answers = [answers[place] for place in self.order]
        letters = question.kind != "number"
        fold += listed(map(self.replied, answers), "question-replies", letters=letters)
        if question.solution:
            text = self.parsed(question.solution, question.lines["solution"])
            fold += nodes.container("", *text, classes=["question-solution"])
        return fold

    def replied(self, answer):
        """Return an answer with its reply, and for a wrong one a link to what there is to read."""
        verdict = {"right": RIGHT, "wrong": WRONG, "place": ""}[answer.mark]
        reply = self.parsed(answer.reply, answer.reply_line)
        if answer.mark != "right":
            if not (reply and isinstance(reply[-1], nodes.paragraph)):
                reply.append(nodes.paragraph())
            reply[-1] += [nodes.Text(" "), nodes.inline("", "", *self.link(), classes=["question-again"])]
        said = nodes.container("", *reply, classes=["question-reply"])
        proof = nodes.inline("", "", nodes.literal("", answer.expression), classes=["question-proof"])
        paragraph = self.item(answer)
        if verdict:
            paragraph += [nodes.Text(" "), nodes.strong("", verdict.strip(), classes=[answer.mark])]
        if answer.expression:
            paragraph += [nodes.Text(" "), proof]
        return nodes.container("", paragraph, said, classes=[answer.mark])

    def link(self):
        """Return the link to what the question is about: the target `see`, else what stands before it."""
        see = self.options.get("see")
        if see is None:
            return [nodes.reference("", AGAIN, internal=True, before=self.question.name)]
        target = see if ".md" in see else f"#{see}"
        found, messages = self.state.inline_text(f"[{AGAIN}]({target})", self.lineno)
        return [*found, *messages]


def listed(items, name, *, letters=True):
    """Return a list whose items have letters, as choices have, or none, as numbers have."""
    entries = [nodes.list_item("", item) for item in items]
    if not letters:
        return nodes.bullet_list("", *entries, classes=[name])
    return nodes.enumerated_list("", *entries, enumtype="loweralpha", prefix="", suffix=")", classes=[name])


def shuffled(question):
    """Return the places of the items in an order that is not theirs, the same in every build."""
    places = range(len(question.answers))

    def key(place):
        return hashlib.sha256(f"{question.name} {question.answers[place].text}".encode()).digest()

    mixed = sorted(places, key=key)
    return mixed if mixed != [*places] else [*mixed[1:], mixed[0]]


def script(question, order):
    """Return what the page's script needs to know, as data in the page."""
    data = {"name": question.name, "kind": question.kind, "right": right_places(question, order)}
    if question.kind == "number":
        data |= {"within": question.within or 0, "answers": []}
    if question.draws:
        data["draw"] = {name: values for name, (_, values) in question.draws.items()}
    return nodes.raw("", "", format="html", question=data)


def right_places(question, order):
    """Return the places of the right answers on the page; for items the place of each, in the right order."""
    if question.kind == "order":
        return [order.index(place) for place in range(len(order))]
    return [place for place, answer in enumerate(question.answers) if answer.mark == "right"]


def complete(block, question, results, lesson):
    """Write the data of a question into its block, with the values that the page gave."""
    raw = next(node for node in block.findall(nodes.raw) if "question" in node)
    data = {"lesson": lesson, **raw["question"]}
    if question.draws:
        names = question.draws
        data["answers"] = [formula(answer.expression, names) for answer in question.answers]
        shown = block.findall(lambda node: isinstance(node, nodes.inline) and "expression" in node)
        data["numbers"] = [changing(node["expression"], names) for node in shown]
    elif question.kind == "number":
        data["answers"] = [result["value"] for result in results[: len(question.answers)]]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    raw.append(nodes.Text(f'<script type="application/json">{text}</script>'))
    raw.rawsource = raw.astext()


class LinkBack(SphinxTransform):
    """Let the replies of a question lead to what stands before it."""

    default_priority = 212

    def apply(self, **_):
        """Give what is read again an id, and the links its name."""
        for reference in list(self.document.findall(nodes.reference)):
            if "before" in reference:
                block = around(reference)
                reference["refid"] = self.target(block)
                del reference["before"]

    def target(self, block):
        """Return the id of the nearest paragraph, list, figure or cell before a question."""
        siblings, place = block.parent.children, block.parent.index(block)
        shown = (nodes.Body, nodes.Part, nodes.title)
        before = [
            node
            for node in siblings[:place]
            if isinstance(node, shown)
            and not isinstance(node, (nodes.Invisible, nodes.comment, nodes.target))
        ]
        before = [n for n in before if not (isinstance(n, lesson_block) and n["kind"] == "question")]
        node = before[-1] if before and not isinstance(before[-1], nodes.title) else block.parent
        if not node["ids"]:
            node["ids"].append(f"before-{block['names'][0]}")
            self.document.ids[node["ids"][0]] = node
        return node["ids"][0]


def around(node):
    """Return the question that a node belongs to, None outside one."""
    while node is not None and not (isinstance(node, lesson_block) and node["kind"] == "question"):
        node = node.parent
    return node
