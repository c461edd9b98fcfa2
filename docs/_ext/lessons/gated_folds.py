"""What is arranged once a lesson page is read: gates, solutions in their challenges, the overview."""

from itertools import takewhile

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from .blocks import gate, lesson_block, make_block, title_nodes

logger = logging.getLogger(__name__)

ANSWERS = ("hint", "solution")
OVERVIEW = ("prerequisites", "questions", "objectives")
STATED = ("questions", "objectives")
"""The blocks that make a page a lesson."""


def warn(message, *args, node):
    """Warn with the file and line of a node."""
    logger.warning(message, *args, location=node, type="lesson")


class FoldGates(SphinxTransform):
    """Move what stands between two gates into the block that the first one opens.

    It runs before docutils hands the names of targets on (at 260), so that a label in front of
    a gate names the block.
    """

    default_priority = 200

    def apply(self, **_):
        """Fold the gates of every element that holds some."""
        parents = {id(node.parent): node.parent for node in self.document.findall(gate)}
        for parent in parents.values():
            parent.children, children = [], parent.children
            parent.extend(fold(children))


def fold(children):
    """Return the children with every gated block closed, warning of gates that do not match."""
    done, open_gates = [], []
    for child in children:
        here = open_gates[-1]["block"] if open_gates else done
        if not isinstance(child, gate):
            here.append(child)
        elif "opens" in child:
            open_gates.append(child)
        else:
            close(child, open_gates, done)
    for opened in reversed(open_gates):
        kind = opened["opens"]
        warn("`%s-start` has no `%s-end` under the same heading", kind, kind, node=opened)
    while open_gates:
        shut(open_gates, done)
    return done


def close(end, open_gates, done):
    """Close the innermost open block, warning when it is not of the kind that ends here."""
    kind = end["closes"]
    if not open_gates:
        warn("`%s-end` has no `%s-start` before it under the same heading", kind, kind, node=end)
        return
    opened = open_gates[-1]
    if opened["opens"] != kind:
        text = "`%s-end` stands where `%s-end` is due, for the block that starts in line %s"
        warn(text, kind, opened["opens"], opened.line, node=end)
        if all(other["opens"] != kind for other in open_gates):
            return
        while open_gates[-1]["opens"] != kind:
            shut(open_gates, done)
    shut(open_gates, done)


def shut(open_gates, done):
    """Put the innermost open block where it belongs."""
    block = open_gates.pop()["block"]
    (open_gates[-1]["block"] if open_gates else done).append(block)


class JoinSolutions(SphinxTransform):
    """Move hints and solutions that follow a challenge at once into it; warn where there is none."""

    default_priority = 205

    def apply(self, **_):
        """Move the answers of every challenge."""
        for challenge in [node for node in self.document.findall(lesson_block) if is_kind(node, "challenge")]:
            siblings = challenge.parent
            position = siblings.index(challenge) + 1
            while position < len(siblings) and is_kind(siblings[position], *ANSWERS):
                challenge.append(siblings.pop(position))
            if not solved(challenge, siblings[position:]):
                warn("challenge %s has no solution", challenge["number"], node=challenge)


def is_kind(node, *kinds):
    """Tell whether a node is a block of one of the kinds."""
    return isinstance(node, lesson_block) and node["kind"] in kinds


def solved(challenge, later):
    """Tell whether a solution stands in the challenge, or after it before the next challenge."""
    if any(is_kind(node, "solution") for node in challenge.findall(lesson_block)):
        return True
    for node in later:
        if is_kind(node, "solution"):
            return True
        if is_kind(node, "challenge"):
            return False
    return False


def minutes_of(metadata, key, docname):
    """Return the minutes that a page's front matter states, or None where it does not."""
    value = metadata.get(key)
    if value is None:
        return None
    if not str(value).isdecimal():
        logger.warning(
            "front matter: `%s` must be whole minutes. Received: %s.", key, value, location=docname
        )
        return None
    return int(value)


def lesson_minutes(env, docname):
    """Return (teaching, exercises) of a lesson in minutes, or None for a page that is no lesson."""
    metadata = env.metadata[docname]
    teaching = minutes_of(metadata, "teaching", docname)
    return None if teaching is None else (teaching, minutes_of(metadata, "exercises", docname) or 0)


def add_overview(app, document):
    """Gather times, prerequisites, questions and objectives in one box below the lesson's first words."""
    minutes = lesson_minutes(app.env, app.env.docname)
    section = next(document.findall(nodes.section), None)
    if minutes is None and any(is_kind(node, *STATED) for node in document.findall(lesson_block)):
        text = "a lesson states its minutes in the front matter: `teaching` and `exercises` are missing"
        logger.warning(text, location=app.env.docname, type="lesson", subtype="minutes")
    if minutes is None or section is None:
        return
    shown = [*title_nodes("overview", None, [], None), nodes.Text(": "), times(app.env.docname, *minutes)]
    overview = make_block(document, "overview", shown, number=None)
    overview += nodes.container(classes=["overview-parts"])
    gathered = [node for node in document.findall(lesson_block) if is_kind(node, *OVERVIEW)]
    for block in sorted(gathered, key=lambda node: OVERVIEW.index(node["kind"])):
        block.parent.remove(block)
        overview[-1] += block
    place = section.first_child_matching_class(nodes.title) + 1
    words = takewhile(lambda node: isinstance(node, nodes.paragraph), section[place:])
    section.insert(place + len(list(words)), overview)


def times(docname, teaching, exercises):
    """Return the line with a lesson's number, for `lesson_numbers` to fill, and its minutes."""
    line = nodes.inline(classes=["times"])
    line += nodes.inline(classes=["lesson-number"], lesson=docname)
    line += nodes.inline("", f"Teaching: {teaching} min", classes=["teaching"])
    line += nodes.Text(" · ")
    line += nodes.inline("", f"Exercises: {exercises} min", classes=["exercises"])
    return line


def setup(app):
    app.add_transform(FoldGates)
    app.add_transform(JoinSolutions)
    app.connect("doctree-read", add_overview)
