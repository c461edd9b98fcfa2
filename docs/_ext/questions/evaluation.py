"""What a page has to evaluate for its questions, see ``proof.page_values``."""

RESULTS = "results of the page's questions"
"""Where they wait while the page is read."""


def requests_of(question):
    """Return what has to be evaluated for a question: its answers, then its code if it has some."""
    draws = {name: values for name, (_, values) in question.draws.items()}
    asked = [
        {"expression": answer.expression or "None", **({"draws": draws} if draws else {})}
        for answer in question.answers
    ]
    return [*asked, {"code": question.code}] if question.code else asked


def shares(questions, results):
    """Yield each question with its own part of the results of its page."""
    at = 0
    for question in questions:
        count = len(requests_of(question))
        yield question, results[at : at + count]
        at += count
