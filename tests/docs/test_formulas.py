"""The symbolic formulas of pages and docstrings are what their functions compute, to the last sign."""

import re

import pytest
from formulas import bound
from symbols import normal, symbolic_sides, values_of

FORMULAS = {formula.text: formula for formula in bound().values()}


def changed(text):
    """Yield a formula with one of its digits or signs changed, but for the indices of symbols."""
    for found in re.finditer(r"(?<!_)\d|[-+]", text):
        new = {"-": "+", "+": "-"}.get(found[0]) or str((int(found[0]) + 3) % 10)
        yield text[: found.start()] + new + text[found.end() :]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gives_what_its_function_gives(text):
    assert FORMULAS[text].disagreement() is None


@pytest.mark.parametrize("text", FORMULAS)
def test_any_digit_or_sign_changed_gives_something_else_and_is_bound_to_nothing(text):
    for other in changed(text):
        assert FORMULAS[text].disagreement(other), other
        assert normal(other) not in bound()


@pytest.mark.parametrize(
    ("formula", "symbols", "values"),
    [
        (r"d\,(k - 1) + 1", {"d": 2, "k": 3}, [5]),
        (r"y = a b(a + 1)", {"a": 2, "b": 3}, [18]),
        (r"\frac{\text{all of it} - 1}{2}", {"all_of_it": 7}, [3]),
        (r"\left\lceil \frac{n}{2} \right\rceil", {"n": 5}, [3]),
        (r"\max(0.5\,x, x)", {"x": -4}, [-2]),
        (r"2^{n} = n^2", {"n": 4}, [16, 16]),
    ],
)
def test_formulas_are_read_as_they_are_meant(formula, symbols, values):
    assert values_of(formula, symbols) == values


@pytest.mark.parametrize("text", ["k", "f(x)", "x_1", r"\alpha", "3 + 4 = 7", r"\text{inputs}", "a = f(z)"])
def test_names_and_pure_numbers_are_no_symbolic_formulas(text):
    assert symbolic_sides(text) == []
