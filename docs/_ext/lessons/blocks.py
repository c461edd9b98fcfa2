"""The blocks of a lesson: questions, objectives, key points, challenges, solutions, notes.

A block is written as a colon fence, ``:::{challenge} Title``. MyST-NB runs code cells only at the
top level of a page, so a block that holds cells is written as a pair of gates instead
(``:::{solution-start}`` … ``:::{solution-end}``); :mod:`gated_folds` moves what stands between them
into the block.
"""

from dataclasses import dataclass
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """How one kind of block is called and shown."""

    label: str
    folded: bool = False
    titled: bool = True


KINDS = {
    "overview": Kind("Overview", titled=False),
    "questions": Kind("Questions", titled=False),
    "objectives": Kind("Objectives", titled=False),
    "keypoints": Kind("Key points", titled=False),
    "prerequisites": Kind("Before you start", titled=False),
    "callout": Kind("Note"),
    "discussion": Kind("Discussion"),
    "challenge": Kind("Challenge"),
    "hint": Kind("Hint", folded=True),
    "solution": Kind("Solution", folded=True),
    "spoiler": Kind("More", folded=True),
    "instructor": Kind("Instructor note", folded=True),
    "question": Kind("Question"),
    "answer": Kind("Answer", folded=True),
}
"""Every kind of block by the name of its directive."""

MADE = {"overview", "question", "answer"}
"""The kinds that are not written as a block of their own name: they are put together elsewhere."""

GATED = ("callout", "challenge", "discussion", "hint", "instructor", "solution", "spoiler")
"""The kinds that may hold code cells, and so also come as a pair of gates."""


class lesson_block(nodes.Admonition, nodes.Element):
    """One block; its first child is its title. Attributes: kind, number, minutes."""


class block_title(nodes.TextElement):
    """The title of a block: a paragraph, or the summary of a fold."""


class gate(nodes.Invisible, nodes.Element):
    """Where a gated block starts (holding the empty block) or ends."""


def title_nodes(kind, number, title, minutes):
    """Return what the title line of a block shows."""
    name = f"{KINDS[kind].label} {number}" if number else KINDS[kind].label
    if kind in ("callout", "spoiler") and title:
        shown = list(title)
    else:
        shown = [nodes.inline("", name, classes=["block-kind"])]
        shown += [nodes.Text(": "), *title] if title else []
    if minutes:
        shown += [nodes.Text(" "), nodes.inline("", f"({minutes} min)", classes=["block-minutes"])]
    return shown


def make_block(document, kind, shown, **attributes):
    """Return a block of a kind with its title; the title has an id of its own for labelling."""
    block = lesson_block(kind=kind, **attributes)
    heading = block_title("", "", *shown)
    document.set_id(heading)
    block += heading
    return block


class LessonBlock(SphinxDirective):
    """A block whose content stands between its fences."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"name": directives.unchanged_required, "class": directives.class_option}
    gated = False

    @property
    def kind(self):
        return self.name.removesuffix("-start")

    def run(self):
        if not self.gated:
            self.assert_has_content()
        block = self.empty_block()
        if self.gated:
            return [self.located(gate(opens=self.kind, block=block))]
        block += self.parse_content_to_nodes(allow_section_headings=False)
        return [block]

    def empty_block(self):
        """Return the block with its title, and with its number where it has one."""
        title, messages = self.title()
        number = self.number()
        minutes = self.options.get("minutes")
        block = make_block(
            self.state.document,
            self.kind,
            title_nodes(self.kind, number, title, minutes),
            number=number,
            minutes=minutes,
        )
        block["classes"] += self.options.get("class", [])
        self.located(block)
        block += messages
        self.add_name(block)
        if number and not block["ids"]:
            block["ids"].append(f"{self.kind}-{number}")
            self.state.document.set_id(block)
        return block

    def title(self):
        if not self.arguments:
            return [], []
        if not KINDS[self.kind].titled:
            logger.warning("`%s` takes no title", self.name, location=self.get_location(), type="lesson")
        return self.state.inline_text(self.arguments[0], self.lineno)

    def number(self):
        return None

    def located(self, node):
        self.set_source_info(node)
        return node


class Challenge(LessonBlock):
    """A numbered exercise with the minutes it takes."""

    option_spec: ClassVar = {**LessonBlock.option_spec, "minutes": directives.positive_int}

    def number(self):
        return self.env.new_serialno("challenge") + 1


class GateStart(LessonBlock):
    """The start of a block that holds code cells."""

    has_content = False
    gated = True


class ChallengeStart(Challenge):
    """The start of a challenge that holds code cells."""

    has_content = False
    gated = True


class GateEnd(SphinxDirective):
    """The end of a block that holds code cells."""

    def run(self):
        node = gate(closes=self.name.removesuffix("-end"))
        self.set_source_info(node)
        return [node]


def reference_title(node):
    """Return the text that a cross-reference to a block shows, without its minutes."""
    shown = (
        part for part in node[0] if isinstance(part, nodes.Text) or "block-minutes" not in part["classes"]
    )
    return "".join(part.astext() for part in shown).strip()


def is_folded(block):
    """Tell whether a block is folded away until its reader opens it."""
    return KINDS[block["kind"]].folded


def visit_block(self, node):
    kind = node["kind"]
    classes = f"lesson-block {kind}"
    title_id = node[0]["ids"][0]
    if is_folded(node):
        more = {"open": "open"} if self.builder.name == "epub" else {}
        self.body.append(self.starttag(node, "details", CLASS=f"{classes} fold", **more))
    elif closes(node):
        self.body.append(self.starttag(node, "details", CLASS=classes, open="open"))
    else:
        role = "note" if kind in ("callout", "discussion") else "group"
        labelled = {"aria-labelledby": title_id}
        self.body.append(self.starttag(node, "div", CLASS=classes, role=role, **labelled))


def depart_block(self, node):
    self.body.append("</details>\n" if closes(node) else "</div>\n")


def closes(block):
    """Tell whether readers can fold a block: the overview is open, and folded for those who return."""
    return is_folded(block) or block["kind"] == "overview"


def title_tag(node):
    return "summary" if closes(node.parent) else "p"


def visit_title(self, node):
    self.body.append(self.starttag(node, title_tag(node), "", CLASS="block-title"))


def depart_title(self, node):
    self.body.append(f"</{title_tag(node)}>\n")


class BlocksAsAdmonitions(SphinxPostTransform):
    """Show blocks as plain admonitions where the output is not HTML."""

    default_priority = 3
    formats = ("html",)

    def is_supported(self):
        """Tell whether the output is anything but HTML."""
        return not super().is_supported()

    def run(self, **_):
        """Replace the blocks."""
        for block in list(self.document.findall(lesson_block)):
            title = nodes.title("", "", *block[0].children)
            plain = nodes.admonition("", title, *block[1:], ids=block["ids"], classes=block["classes"])
            block.replace_self(plain)


def setup(app):
    app.add_enumerable_node(lesson_block, "lesson-block", reference_title, html=(visit_block, depart_block))
    app.add_node(block_title, html=(visit_title, depart_title))
    app.add_node(gate)
    for kind in KINDS.keys() - MADE:
        directive = Challenge if kind == "challenge" else LessonBlock
        app.add_directive(kind, directive, override=kind == "hint")  # docutils has an admonition of this name
    for kind in GATED:
        app.add_directive(f"{kind}-start", ChallengeStart if kind == "challenge" else GateStart)
        app.add_directive(f"{kind}-end", GateEnd)
    app.add_post_transform(BlocksAsAdmonitions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
