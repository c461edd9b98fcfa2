"""Evaluate the expressions of a page's questions in the page's own names.

A last cell, which is taken out of the page again, does it where the other cells ran: in the page's kernel,
with the page's cache. So no question costs an import, and no answer is older than its page. The results are
read from the page, and not from the notebook that MyST-NB writes beside it: that one has no outputs where
they come from the cache.
"""

import inspect
import json

from docutils import nodes

from ..proof.places import cell_around

SIGN = "the answers of this page's questions: "
"""What the last cell prints before its results."""


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


def requests_of(question):
    """Return what has to be evaluated for a question: its answers, then its code if it has some."""
    draws = {name: values for name, (_, values) in question.draws.items()}
    asked = [
        {"expression": answer.expression or "None", **({"draws": draws} if draws else {})}
        for answer in question.answers
    ]
    return [*asked, {"code": question.code}] if question.code else asked


def cell(questions):
    """Return the cell that evaluates the questions of a page, as its source."""
    requests = json.dumps([request for question in questions for request in requests_of(question)])
    code = f"{inspect.getsource(evaluated)}\n\nimport json\n\n"
    code += f"print({SIGN!r} + json.dumps(evaluated(json.loads({requests!r}), globals())))"
    return f"\n\n```{{code-cell}} python\n:tags: [remove-input]\n\n{code}\n```\n"


def take_results(doctree):
    """Return what the last cell of a page printed and take the cell out; None where it printed nothing."""
    for printed in doctree.findall(nodes.literal_block):
        if printed.astext().startswith(SIGN):
            last = cell_around(printed)
            last.parent.remove(last)
            return json.loads(printed.astext().removeprefix(SIGN))
    return None


def shares(questions, results):
    """Yield each question with its own part of the results of its page."""
    at = 0
    for question in questions:
        count = len(requests_of(question))
        yield question, results[at : at + count]
        at += count
