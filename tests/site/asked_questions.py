"""How the tests answer the questions of a page, and compute what they have to answer."""

import builtins
import itertools
import json
import re

import numpy as np

import cnn_docs

LESSON = "lessons/01-what-is-a-neural-network.html"
SIZES = "lessons/03-convolution.html"
ORDERED = "lessons/02-activation-functions.html"
PRACTICE = "practice.html"
KEY = "cnn-docs-questions"
GIVEN = """all => all.map(one => one.type === "text" ? one.value : one.checked).filter(Boolean)"""


def question(page, name):
    return page.locator(f"#{name}")


def said(block):
    return " ".join(block.locator(".question-said").inner_text().split())


def data(block):
    return json.loads(block.locator("script").text_content())


def choose(block, *places):
    for place in places:
        block.locator("input").nth(place).check()
    block.get_by_role("button", name="Check").click()


def answer(block):
    """Give the right answer to a question of any kind."""
    known = data(block)
    if known["kind"] == "number":
        block.get_by_label("Your answer").fill(str(right_number(block)))
        block.get_by_role("button", name="Check").click()
    elif known["kind"] == "order":
        for place, wanted in enumerate(known["right"]):
            put(block, known["right"], wanted, place)
        block.get_by_role("button", name="Check").click()
    else:
        choose(block, *known["right"])


def put(block, right, wanted, place):
    """Move an item to its place from wherever it stands."""
    names = names_of_items(block)
    item = block.locator(".question-items > li", has_text=names[wanted].split("\n")[-1])
    while item.evaluate("li => [...li.parentElement.children].indexOf(li)") > place:
        item.get_by_role("button", name="Move up").click()


def names_of_items(block):
    """Return the items' names as they stood when this was first asked."""
    items = "[...block.querySelectorAll('.question-items > li')]"
    return block.evaluate(f"block => (block.order ??= {items}).map(item => item.innerText)")


def right_number(block):
    """Compute the right number in Python from the numbers that the page shows."""
    return computed_number(data(block), block.locator(".num").all_text_contents())


def computed_number(known, shown):
    """Compute the right number of a question from its data and the numbers that stand in it, in order."""
    names, ranges = known.get("draw", {}).keys(), known.get("draw", {}).values()
    draws = (dict(zip(names, values, strict=True)) for values in itertools.product(*ranges))
    drawn = next(drawn for drawn in draws if stands_for(known.get("numbers", []), shown, drawn))
    return value(known["answers"][known["right"][0]], drawn)


def stands_for(formulas, shown, drawn):
    """Tell whether texts show what their formulas give for numbers that were drawn."""
    for formula, text in zip(formulas, shown, strict=False):
        if formula is not None:
            wanted = np.ravel(value(formula, drawn))
            for place, number in enumerate(re.findall(r"\d[\d,]*(?:\.\d+)?", text)):
                half = 0.5001 * 10 ** -len(number.partition(".")[2])
                if abs(float(number.replace(",", "")) - abs(wanted[min(place, len(wanted) - 1)])) > half:
                    return False
    return True


def value(formula, drawn):
    """Evaluate a formula as Python does."""
    if not isinstance(formula, list):
        return drawn.get(formula, formula)
    kind, *parts = formula
    if kind == "'":
        return parts[0]
    if kind == "[":
        return [value(one, drawn) for one in parts]
    if kind == "(":
        function = getattr(cnn_docs, parts[0], None) or getattr(builtins, parts[0])
        given = {name: value(one, drawn) for name, one in parts[2].items()}
        return function(*(value(one, drawn) for one in parts[1]), **given)
    left, right = (value(one, drawn) for one in parts)
    return eval(f"left {kind} right", {"left": left, "right": right})


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
