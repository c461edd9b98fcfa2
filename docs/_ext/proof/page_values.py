"""Evaluate what a page states in the page's own names, and warn of numbers that are something else.

A last cell, which is taken out of the page again, does it where the other cells ran: in the page's kernel,
with the page's cache. So no value costs an import, and none is older than its page. The results are
read from the page, and not from the notebook that MyST-NB writes beside it: that one has no outputs where
they come from the cache. What the page's questions ask comes first, see ``questions``.
"""

import inspect
import json
from functools import lru_cache

from docutils import nodes
from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.util import logging

from ..questions.directive import around
from ..questions.evaluation import RESULTS, requests_of
from ..questions.source import questions_in
from .number_texts import format_like
from .places import cell_around, place_of
from .statements import statements

logger = logging.getLogger(__name__)

SIGN = "what this page states: "
"""What the last cell prints before its results."""
SOURCE = "source of the page whose values are evaluated"
"""Where it waits while the page is read."""


def evaluated(requests, namespace):
    """Return a value or an error for each request, in a form that JSON can hold.

    It runs in the kernel of a page, so it uses nothing from outside of it.
    """
    import contextlib
    import io
    import itertools

    def plain(value):
        if hasattr(value, "tolist"):
            value = value.tolist()
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)

    def printed(code, scope):
        with contextlib.redirect_stdout(io.StringIO()) as text:
            exec(code, scope)
        return text.getvalue().rstrip("\n")

    def answer(request):
        if "code" in request:
            return printed(request["code"], dict(namespace))
        drawn = request.get("draws", {})
        values = [
            plain(eval(request["expression"], dict(namespace, **dict(zip(drawn, numbers, strict=True)))))
            for numbers in itertools.product(*drawn.values())
        ]
        return values if drawn else values[0]

    results = []
    for request in requests:
        try:
            results.append({"value": answer(request)})
        except Exception as error:
            results.append({"error": f"{type(error).__name__}: {error}"})
    return results


@lru_cache(maxsize=1)
def asked_on(text):
    """Return (what the questions of a page ask, the expressions of its numbers, each once)."""
    answers = [request for _, question in questions_in(text) for request in requests_of(question)]
    stated = (one.expression for one in statements(text) if one.kind == "num")
    return answers, list(dict.fromkeys(stated))


def cell(requests):
    """Return the cell that evaluates requests, as its source."""
    code = f"{inspect.getsource(evaluated)}\n\nimport json\n\n"
    code += f"print({SIGN!r} + json.dumps(evaluated(json.loads({json.dumps(requests)!r}), globals())))"
    return f"\n\n```{{code-cell}} python\n:tags: [remove-input]\n\n{code}\n```\n"


def with_cell(text):
    """Return the text of a page with a cell that evaluates what it states, if it states anything."""
    answers, expressions = asked_on(text)
    requests = [*answers, *({"expression": expression} for expression in expressions)]
    return text + cell(requests) if requests else text


def split_results(text, results):
    """Return (results of the questions of a page, a mapping from its numbers' expressions to theirs)."""
    answers, expressions = asked_on(text)
    return results[: len(answers)], dict(zip(expressions, results[len(answers) :], strict=True))


def difference(text, expression, result):
    """Return what is wrong with a number's text, empty where it is what its expression gives."""
    if "error" in result:
        return f"`{expression}` fails with {result['error']}"
    try:
        shown = format_like(text, result["value"])
    except Exception as error:
        return f"`{expression}` fails with {type(error).__name__}: {error}"
    return "" if shown == text else f"states {text}, but `{expression}` is {shown}"


def append_cell(app, docname, content):
    """Have a page evaluate what it states."""
    if is_myst_markdown_notebook(content[0]):
        app.env.temp_data[SOURCE] = content[0]
        content[0] = with_cell(content[0])


def take_results(app, doctree):
    """Take the last cell out of a page, keep what it printed for the questions, and judge the numbers."""
    text = app.env.temp_data.pop(SOURCE, None)
    for printed in doctree.findall(nodes.literal_block) if text else ():
        if printed.astext().startswith(SIGN):
            last = cell_around(printed)
            last.parent.remove(last)
            results = json.loads(printed.astext().removeprefix(SIGN))
            app.env.temp_data[RESULTS], values = split_results(text, results)
            judge(app, doctree, values)
            return


def judge(app, doctree, values):
    """Warn of each number that is not what its expression gives; a question may draw those of its own."""
    for number in doctree.findall(nodes.inline):
        expression = number.get("expression")
        if expression in values and around(number) is None:
            wrong = difference(number.astext(), expression, values[expression])
            if wrong:
                place = place_of(app.env, app.env.docname, number)
                logger.warning(f"the page {wrong}", location=place, type="number")


def setup(app):
    app.connect("source-read", append_cell, priority=400)
    app.connect("doctree-read", take_results, priority=290)  # before the questions look for their answers
