"""Change the package's arithmetic at random, one place at a time, and count what its tests notice.

``python -m tests.bench.mutants --number 60 --seed 0`` makes each change in a copy of the package, and runs
there the tests that belong to the changed module and run the changed line, until one fails.
"""

import argparse
import ast
import contextlib
import json
import os
import random
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench.reached import chosen, record, run

ROOT = Path(__file__).parents[2]
BOUND = 0.95
SECONDS = 30  # beside three times what the tests take: a change that makes one endless is noticed
TABLE = "cnn_docs/inspection/table"
_OF_TABLE = [
    f"tests/inspection/table/test_{name}.py"
    for name in (
        "axes_of_one",
        "axis_field",
        "build",
        "channel_axis",
        "costs_and_formulas",
        "counts",
        "dependencies",
        "dependencies_of_shapes",
        "joined_fields",
        "kinds",
        "products",
        "random_models",
        "receptive_fields",
        "steps_and_sizes",
    )
]
TESTS = {
    "cnn_docs/geometry.py": ["tests/test_geometry.py"],
    "cnn_docs/activations.py": ["tests/test_activations.py"],
    "cnn_docs/operations.py": [
        "tests/test_operations.py",
        "tests/test_operations_pooling.py",
        "tests/test_overflow.py",
    ],
    "cnn_docs/losses.py": ["tests/test_losses.py"],
    "cnn_docs/_labels.py": ["tests/test_losses.py"],
    **{
        f"cnn_docs/gradients/{name}.py": ["tests/test_gradients.py", "tests/test_gradients_pooling.py"]
        for name in ("convolution", "dense", "pooling")
    },
    "cnn_docs/_sliding.py": ["tests/test_operations.py", "tests/test_operations_pooling.py"],
    **{
        f"{TABLE}/_{name}.py": _OF_TABLE
        for name in (
            "axis_field",
            "equations",
            "formulas",
            "joined_fields",
            "layer_fields",
            "multiply_adds",
            "operation_costs",
            "operation_fields",
            "receptive_fields",
            "tensor_field",
            "window_fields",
        )
    },
}
EQUIVALENT = {
    (
        "cnn_docs/_sliding.py",
        "return as_strided(lines, shape, (step * down, down, along), writeable=False)",
        "False  ->  True",
    ): "nobody writes to it; that it cannot be written keeps later changes from it",
    **dict.fromkeys(
        [
            ("cnn_docs/_sliding.py", line)
            for line in (
                "_ROWS_OF_PRODUCT = 4  # more rows make the matrices emptier, fewer make more products",
                "_STRIP_BYTES = 1 << 18  # of the image at a time, so that it and the sums stay in the cache",
                "row_bytes = max(pixels[:1].nbytes * window.stride[0], result[:1].nbytes, 1)",
            )
        ],
        "how many rows are in hand at a time changes the speed and no number",
    ),
    (
        f"{TABLE}/_tensor_field.py",
        "found, place = [], (0, 1)",
        "0  ->  1",
    ): "places are compared with each other only",
    (
        "cnn_docs/activations.py",
        "return np.where(x < 0, decay, 1) / (1 + decay)",
        "x < 0  ->  x <= 0",
    ): "the power of 0 is 1",
    (
        "cnn_docs/activations.py",
        "return np.where(x > 0, x, negative)[()]",
        "x > 0  ->  x >= 0",
    ): "both branches give 0 for 0",
    (
        "cnn_docs/activations.py",
        'negative = np.minimum(x, 0) * number(negative_slope, "negative_slope")',
        "0  ->  1",
    ): "a bound above 0 leaves the numbers below 0 as they are, and keeps as well from an overflow",
    (
        "cnn_docs/geometry.py",
        "return answers[0] if single else tuple(answers)",
        "0  ->  1",
    ): "single numbers hold for both axes, whose answers are the same",
    (
        "cnn_docs/_labels.py",
        "return between_zero_and_one(array) and bool((abs(sums - 1) <= SUM_TOLERANCE).all())",
        "abs(sums - 1) <= SUM_TOLERANCE  ->  abs(sums - 1) < SUM_TOLERANCE",
    ): "no float less 1 is the float 0.01, which has finer digits than floats next to 1",
    (
        "cnn_docs/inspection/table/_equations.py",
        "counts = {len(shape) - len(term) + 3 for term, shape in dotted} or {0}",
        "0  ->  1",
    ): "where there are no dots, nothing is put in their place",
    (
        "cnn_docs/_sliding.py",
        "product = sums.reshape(count, len(bands), -1)",
        "1  ->  2",
    ): "NumPy takes any negative size for the one that is left over",
    (
        "cnn_docs/inspection/table/_formulas.py",
        "return Expression(count) * sizes if count > 1 else sizes",
        "1  ->  2",
    ): "the layers with this formula have one gate, three or four",
    **dict.fromkeys(
        [
            ("cnn_docs/operations.py", line, "False  ->  True")
            for line in (
                "kernel, bias = kernel.astype(wide, copy=False), _bias(bias, kernel)",
                "for pixels, result in zip(batch.astype(wide, copy=False), maps, strict=True):",
                "maps = maps.astype(dtype, copy=False)",
            )
        ],
        "a copy of what nobody writes to takes time and has the same numbers",
    ),
}
"""Changes that no test can notice, as (module, line of code, change), or a line with all its changes: why."""

_UNORDERED = {
    "_times",
    "_sum",
    "mixed",
    "forgotten",
    "max",
    "min",
    "maximum",
    "minimum",
    "gcd",
    "lcm",
    "result_type",
}
"""Functions for which the order of two arguments makes no difference."""

_SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def changes(tree):
    """Return functions that each change one place of a syntax tree, with the node."""
    found = []
    for node in _code(tree):
        if (isinstance(node, ast.BinOp) and type(node.op) in _SWAPS and not _is_text(node)) or isinstance(
            node, ast.BoolOp
        ):
            found.append((node, lambda n: setattr(n, "op", _SWAPS[type(n.op)]())))
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
            found.append((node, lambda n: n.ops.__setitem__(0, _SWAPS[type(n.ops[0])]())))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            found.append((node, lambda n: setattr(n, "value", _other(n.value))))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            found.append((node, lambda n: setattr(n, "op", ast.UAdd())))
        elif isinstance(node, ast.Call) and len(node.args) == 2 and _called(node) not in _UNORDERED:
            found.append((node, lambda n: n.args.reverse()))
    return found


def _other(value):
    return not value if isinstance(value, bool) else value + 1


def _code(tree):
    """Go through what runs: no docstrings, type hints or texts of errors."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Raise | ast.ImportFrom | ast.Import) or _raises(node):
            continue
        if isinstance(node, ast.keyword) and node.arg == "strict":
            continue  # of zip: it only shows where lists that belong together have different lengths
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            stack += [*node.body, *getattr(getattr(node, "args", None), "defaults", [])]
            continue
        yield node
        stack += [child for name, child in _children(node) if name not in ("annotation", "returns")]


def _children(node):
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield name, child


def _raises(node):
    return isinstance(node, ast.Call) and _called(node) == "refuse"


def _called(node):
    """Return the name of the function or method that is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _is_text(node):
    """Whether texts are put together."""
    sides = node.left, node.right
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def mutants(seed):
    """Go through random changes: module, lines, what is changed and the changed source."""
    draw = random.Random(seed)
    places = []
    for module in TESTS:
        source = (ROOT / module).read_text()
        places += [(module, number) for number in range(len(changes(ast.parse(source))))]
    draw.shuffle(places)
    for module, number in places:
        tree = ast.parse((ROOT / module).read_text())
        node, change = changes(tree)[number]
        line = node.lineno
        before = (ROOT / module).read_text().splitlines()[line - 1].strip()
        old = ast.unparse(node)
        change(node)
        what = f"{old}  ->  {ast.unparse(node)}"
        if EQUIVALENT.keys().isdisjoint({(module, before), (module, before, what)}):
            lines = range(line, node.end_lineno + 1)
            yield module, lines, what, ast.unparse(ast.fix_missing_locations(tree))


def is_killed(folder, module, source, recorded, lines):
    """Whether a test fails where lines of a module have another source; the module is put back."""
    path = folder / module
    original = path.read_text()
    tests = chosen(recorded, module, lines)
    path.write_text(source)
    try:
        return not _passes(folder, SECONDS + 3 * sum(recorded["seconds"][test] for test in tests), run, tests)
    finally:
        path.write_text(original)


def recorded_tests(folder, tests, modules):
    """Return which lines of the modules each test runs; None if a test fails without a change."""
    path, files = folder / "recorded.json", {module: folder / module for module in modules}
    passed = _passes(folder, resource.RLIM_INFINITY, record, tests, files, path)
    return json.loads(path.read_text()) if passed else None


def _passes(folder, seconds, function, *arguments):
    """Call a function that runs tests in a fork, which has the heavy packages loaded; whether all pass.

    The seconds are the processor's, so that no change is noticed only since the machine is busy.
    """
    child = os.fork()
    if not child:
        limit = seconds if seconds == resource.RLIM_INFINITY else int(seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        os._exit(_in_copy(folder, function, *arguments))
    return os.waitpid(child, 0)[1] == 0


def _in_copy(folder, function, *arguments):
    """Call it in the fork: the copy's package and tests, none of this project's own."""
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1), os.dup2(nothing.fileno(), 2)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("cnn_docs", "tests", "conftest")]:
        del sys.modules[name]
    sys.path[:] = [str(folder), *(place for place in sys.path if Path(place or ".").resolve() != ROOT)]
    sys.dont_write_bytecode = True
    os.environ["PYTHONPATH"] = str(folder)
    os.chdir(folder)
    return function(*arguments)


@contextlib.contextmanager
def copied():
    """Give a folder with a copy of what the tests need."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("cnn_docs", "tests", "docs/_ext"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("pyproject.toml", "conftest.py", "docs/__init__.py"):
            shutil.copy(ROOT / part, folder / part)
        yield folder


def main(arguments=None):
    """Print what survives; the exit status is 1 where fewer than the bound are noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--module", default="", help="only modules whose path holds this")
    options = parser.parse_args(arguments)
    killed = tried = 0
    import keras  # noqa: F401 - loaded once, before the forks

    with copied() as folder:
        recorded = {}
        for module, tests in TESTS.items():
            if options.module in module and tuple(tests) not in recorded:
                modules = [other for other in TESTS if TESTS[other] == tests]
                recorded[tuple(tests)] = recorded_tests(folder, tests, modules)
                if recorded[tuple(tests)] is None:
                    sys.exit(f"These tests fail without a change: {', '.join(tests)}.")
        for module, lines, what, source in mutants(options.seed):
            if options.module not in module:
                continue
            if tried == options.number:
                break
            tried += 1
            noticed = is_killed(folder, module, source, recorded[tuple(TESTS[module])], lines)
            killed += noticed
            print(f"{'killed' if noticed else 'SURVIVED'} {module}:{lines[0]}: {what}", flush=True)
    print(f"{killed} of {tried} changes are noticed; the bound is {BOUND:.0%}.")
    sys.exit(killed < BOUND * tried)


if __name__ == "__main__":
    main()
