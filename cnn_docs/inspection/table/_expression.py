"""Whole numbers that remember how they were computed, so a formula and its value cannot disagree."""

_SUM, _PRODUCT, _ATOM = range(3)


class Expression(int):
    """A whole number with the text of the arithmetic that gave it.

    Examples
    --------
    >>> parameters = (Expression(3) * 3 * 3 + 1) * 16
    >>> int(parameters), parameters.text
    (448, '(3*3*3 + 1)*16')
    """

    def __new__(cls, value, text=None, rank=_ATOM):
        """Make the number; ``rank`` says whether its text is a sum, a product or a single number."""
        self = super().__new__(cls, value)
        self.text = str(int(value)) if text is None else text
        self._rank = rank
        return self

    def __add__(self, other):
        """Add, and join the texts by a plus."""
        right = _expression(other)
        return Expression(int(self) + int(right), f"{self.text} + {right.text}", _SUM)

    def __mul__(self, other):
        """Multiply, with sums in brackets."""
        right = _expression(other)
        return Expression(int(self) * int(right), f"{self._factor()}*{right._factor()}", _PRODUCT)

    def _factor(self):
        return f"({self.text})" if self._rank == _SUM else self.text


def product(numbers):
    """Multiply the numbers of a shape; 1 for an empty shape."""
    first, *others = numbers or (1,)
    answer = Expression(first)
    for number in others:
        answer = answer * number
    return answer


def total(expressions):
    """Add expressions; 0 for none."""
    first, *others = expressions or (Expression(0),)
    for expression in others:
        first = first + expression
    return first


def _expression(value):
    return value if isinstance(value, Expression) else Expression(value)
