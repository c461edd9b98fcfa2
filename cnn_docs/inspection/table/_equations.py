"""Products of tensors as ``numpy.einsum`` writes them: a letter for each axis."""


def expanded(text, shapes):
    """Return an equation with letters in place of ``...``; None where it names no result or does not fit."""
    text = text.replace(" ", "")
    left, arrow, _ = text.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(shapes):
        return None
    dotted = [(term, shape) for term, shape in zip(terms, shapes, strict=True) if "..." in term]
    counts = {len(shape) - len(term) + 3 for term, shape in dotted} or {0}
    free = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in text]
    return text.replace("...", "".join(free[: counts.pop()])) if len(counts) == 1 else None


def of_matmul(shapes):
    """Return a matrix product of two shapes, None if either is a vector."""
    first, second = map(len, shapes)
    if min(first, second) < 2:
        return None
    letters = "abcdefghijklmnopqrstuvw"[: max(first, second) - 2]
    left, right = letters[len(letters) - first + 2 :], letters[len(letters) - second + 2 :]
    return f"{left}xy,{right}yz->{letters}xz"


def of_dot(ranks, axes):
    """Return the product of ``keras.layers.Dot``: the batch goes along, one axis of each is summed."""
    first, second = (axes, axes) if isinstance(axes, int) else axes
    letters = "abcdefghijklmnopqrstuvwxyz"
    left = list(letters[: ranks[0]])
    right = [left[0], *letters[ranks[0] : sum(ranks) - 1]]
    right[second % ranks[1]] = summed = left[first % ranks[0]]
    result = [letter for letter in [*left, *right[1:]] if letter != summed]
    return f"{''.join(left)},{''.join(right)}->{''.join(result)}"
