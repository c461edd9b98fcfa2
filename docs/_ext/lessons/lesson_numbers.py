"""Number the lessons: "Lesson 3 of 9", by the table of contents that a lesson stands in.

The place is left in the overview box when a lesson is read and filled when its page is written, since
the contents may be read later. A lesson whose number has changed is written again.
"""

from docutils import nodes

from .gated_folds import lesson_minutes

CLASS = "lesson-number"


def numbers(env):
    """Return (number, how many there are) of each lesson."""
    found = {}
    for parent in sorted(env.toctree_includes):
        lessons = [name for name in env.toctree_includes[parent] if is_lesson(env, name)]
        for number, name in enumerate(lessons, start=1):
            found[name] = (number, len(lessons))
    return found


def is_lesson(env, docname):
    """Tell whether a page is a lesson."""
    return docname in env.metadata and lesson_minutes(env, docname) is not None


def fill(app, document, docname):
    """Write each number where it belongs; on the page with all lessons, each one's own."""
    known = numbers(app.env)
    for node in list(document.findall(nodes.inline)):
        if CLASS in node["classes"]:
            number = known.get(node.get("lesson"))
            if number is None:
                node.parent.remove(node)
            else:
                node += nodes.Text("Lesson {} of {} · ".format(*number))


def renumbered(app, env):
    """Return the lessons whose number has changed since they were written."""
    before, now = getattr(env, "lesson_numbers", {}), numbers(env)
    env.lesson_numbers = now
    return sorted(name for name in now if before.get(name) not in (None, now[name]))


def setup(app):
    app.connect("doctree-resolved", fill)
    app.connect("env-updated", renumbered)
