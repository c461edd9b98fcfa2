"""Number the lessons: "Lesson 3 of 10", by the site's tables of contents, read from the home page on.

The place is left in the overview box when a lesson is read and filled when its page is written, since
the contents may be read later. A lesson whose number has changed is written again.
"""

from docutils import nodes

from .gated_folds import lesson_minutes

CLASS = "lesson-number"


def numbers(env):
    """Return (number, how many there are) of each lesson that stands in the contents."""
    found = [name for name in in_contents(env, env.config.root_doc) if is_lesson(env, name)]
    return {name: (number, len(found)) for number, name in enumerate(found, start=1)}


def ordered_lessons(env):
    """Return the names of all lessons: in the order of the contents, and last those that stand in none."""
    found = numbers(env)
    others = (name for name in sorted(env.found_docs) if is_lesson(env, name) and name not in found)
    return [*found, *others]


def in_contents(env, docname):
    """Return a page and all pages below it in the order of the contents, each once."""
    found, waiting = {}, [docname]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = True
            waiting += reversed(env.toctree_includes.get(name, ()))
    return list(found)


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
