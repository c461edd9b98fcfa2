"""Read the docstrings of the package, and tell whether the numbers that they state are proved.

- Results are proved by an expression, listed in `RESULTS`.
- A default value is that of the signature, a formula with symbols is bound to its function.
- ``>>>`` examples run, lists of references are bibliographies.
- All others, such as shapes, types and limits, are locked: ``docstring_numbers.txt`` has every word with a
  digit, so that none changes unseen; ``python tests/docs/docstrings.py`` writes it anew.
"""

import ast
import importlib
import inspect
import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCK = HERE / "docstring_numbers.txt"
EXAMPLE = re.compile(r"^[ \t]*>>>.*\n(?:[ \t]*\S.*(?:\n|\Z))*", re.MULTILINE)
REFERENCES = re.compile(r"^References\n-{3,}\n.*?(?=\n\n\w[^\n]*\n---|\Z)", re.MULTILINE | re.DOTALL)
CITATION = re.compile(r"\[\d+\]_")
WORD = re.compile(r"[^\s`()\[\]{}:;\"']*\d[^\s`()\[\]{}:;\"']*")
DEFAULT = re.compile(r"^(?P<names>\w+(?:, \w+)*) : [^\n]*?, default (?P<value>[^\n]+)$", re.MULTILINE)
SPAN = re.compile(r"``([^`]+)``|:math:`([^`]+)`")

RESULTS = {
    "cnn_docs.models.lessons.build_xray_cnn": {
        "54,627 parameters": "layer_table(build_xray_cnn()).parameters",
        "128, 32 and 1 units": "[shape(build_xray_cnn(), name) for name in ('dense_1', 'dense_2', 'output')]",
        "64 x 64 pixels": "[smallest(build_xray_cnn, 1)] * 2",
    },
    "cnn_docs.models.lessons.build_cifar_cnn": {
        "79,530": "layer_table(build_cifar_cnn()).parameters",
        "92.8 %": "73792 / layer_table(build_cifar_cnn()).parameters",
        "64 units": "layer_table(build_cifar_cnn())['dense_1'].output_shape",
        "10 x 10 pixels": "[smallest(build_cifar_cnn, 3)] * 2",
    },
    "cnn_docs.models.lessons.build_lenet5": {
        "61,706": "layer_table(build_lenet5()).parameters",
        "156     156": "[156, layer_table(build_lenet5())['C1'].parameters]",
        "1,516   2,416": "[6*76 + 9*101 + 151, layer_table(build_lenet5())['C3'].parameters]",
        "48,120  48,120": "[(5*5*16 + 1)*120, layer_table(build_lenet5())['C5'].parameters]",
        "10,164  10,164": "[(120 + 1)*84, layer_table(build_lenet5())['F6'].parameters]",
        "0       850": "[0, layer_table(build_lenet5())['output'].parameters]",
        "32 x 32 pixels": "[smallest(build_lenet5, 1)] * 2",
    },
    "cnn_docs.models.imagenet.build_efficientnet_lite0": {
        "4,694,024 parameters": "layer_table(build_efficientnet_lite0()).parameters",
        "42,016 of them": "sum(w.numpy().size for w in build_efficientnet_lite0().non_trainable_weights)",
        "32 x 32 pixels": "[smallest(build_efficientnet_lite0, 3)] * 2",
    },
    "cnn_docs.datasets.digits.load_digits": {
        "1,797": "len(load_digits().images)",
        "1,198": "len(load_digits().train)",
        "599": "len(load_digits().test)",
        "shape (1797, 8, 8)": "load_digits().images.shape",
        "numbers from 0 to 16": "[load_digits().images.min(), load_digits().images.max()]",
    },
}  # fmt: skip
"""What docstrings state as results, each with the expression that proves it."""


@dataclass(frozen=True)
class Docstring:
    """A docstring: the dotted name of what it describes, its text and the line where it begins."""

    name: str
    text: str
    path: Path
    line: int


def docstrings(folder=ROOT / "cnn_docs"):
    """Return all docstrings of a package in order."""
    return [
        found for path in sorted(folder.rglob("*.py")) for found in of_file(path, path.read_text("utf-8"))
    ]


def of_file(path, source):
    """Return the docstrings of one file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return list(of_node(ast.parse(source), ".".join(parts).removesuffix(".__init__"), path))


def of_node(node, name, path):
    """Yield the docstring of a module, class or function, and those inside it and below its values."""
    from docs._ext.proof.doctests import texts_below

    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        text = ast.get_docstring(node)
        if text:
            yield Docstring(name, text, path, node.body[0].lineno)
        for value, below in texts_below(node.body):
            yield Docstring(f"{name}.{value}", inspect.cleandoc(below.value.value), path, below.lineno)
        for child in node.body:
            yield from of_node(child, f"{name}.{getattr(child, 'name', '')}", path)


def stated(text):
    """Return a docstring's text without what is proved elsewhere: examples, bibliographies."""
    for pattern in (EXAMPLE, REFERENCES, CITATION):
        text = pattern.sub("", text)
    return text


def words(text):
    """Return the words of a docstring that have a digit, in order."""
    return [word.strip(".,") for word in WORD.findall(stated(text))]


def lock():
    """Return the words with digits of each docstring that has some, as the lock holds them."""
    lines = LOCK.read_text("utf-8").splitlines()
    return {name: held.split(" ") for name, _, held in (line.partition(": ") for line in lines)}


def problems(docstring, locked):
    """Return a message for each number of a docstring that is not proved."""
    found = [
        *of_words(docstring, locked.get(docstring.name, [])),
        *of_defaults(docstring),
        *of_results(docstring),
        *of_formulas(docstring),
    ]
    place = f"{docstring.path.relative_to(ROOT)}:{docstring.line}: {docstring.name}"
    return [f"{place}: {message}" for message in found]


def of_words(docstring, locked):
    """Compare the words with digits with those of the lock."""
    here = words(docstring.text)
    if here == locked:
        return []
    return [
        f"states {' '.join(here) or 'no number'}, and the lock has {' '.join(locked) or 'none'}: "
        "if it is right, run `python tests/docs/docstrings.py`"
    ]


def of_defaults(docstring):
    """Compare the defaults that are stated with those of the signature."""
    messages, stated_here = [], list(DEFAULT.finditer(docstring.text))
    parameters = signature(docstring.name) if stated_here else None
    for found in stated_here:
        for name in found["names"].split(", ") if parameters else ():
            try:
                value = ast.literal_eval(found["value"])
            except (SyntaxError, ValueError):
                continue  # a default in words
            if name not in parameters or parameters[name].default != value:
                messages.append(f"the default of `{name}` is not {found['value']}")
    return messages


def signature(name):
    """Return the parameters of a function or class by its dotted name, None for a module."""
    module, _, rest = name, "", ""
    while module:
        try:
            value = importlib.import_module(module)
            break
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            rest = f"{last}.{rest}"
    for part in rest.strip(".").split(".") if rest else ():
        value = inspect.getattr_static(value, part, None)
    value = getattr(value, "__func__", value)
    return inspect.signature(value).parameters if callable(value) and rest else None


def of_results(docstring):
    """Prove the results by their expressions."""
    from lessons import Run
    from stated_numbers import compare

    messages = []
    for text, expression in RESULTS.get(docstring.name, {}).items():
        if text not in " ".join(docstring.text.split("\n")) and text not in docstring.text:
            messages.append(f"no longer states {text!r}: change `RESULTS` in tests/docs/docstrings.py")
        messages += compare(text, expression, Run(names(), "", ""))
    return messages


def names():
    """Return the package's public names, and what the expressions of `RESULTS` need besides."""
    import cnn_docs

    proofs = " ".join(expression for proved in RESULTS.values() for expression in proved.values())
    wanted = set(re.findall(r"\w+", proofs)) & set(cnn_docs.__all__)
    return {name: getattr(cnn_docs, name) for name in wanted} | {"shape": shape, "smallest": smallest}


def shape(model, layer):
    """Return the shape of what a layer gives for one image."""
    return model.get_layer(layer).output.shape[1:]


def smallest(build, channels):
    """Return the side of the smallest square picture that a builder takes."""
    for side in range(1, 300):
        try:
            build(input_shape=(side, side, channels))
        except ValueError:
            continue
        return side
    return None


def of_formulas(docstring):
    """Report the formulas with symbols and numbers of public names that are bound to no function."""
    from formulas import bound
    from symbols import normal, symbolic_sides

    import cnn_docs

    public = {name for name in docstring.name.split(".")[-2:] if name in cnn_docs.__all__}
    if not any(not inspect.ismodule(getattr(cnn_docs, name)) for name in public):
        return []
    spans = (found[1] or found[2] for found in SPAN.finditer(stated(docstring.text)))
    return [
        f"the formula {span} is bound to no function: add it to tests/docs/formulas.py"
        for span in spans
        if re.search(r"\s[-+*/]\s", span) and re.search(r"\b\d", span)
        and symbolic_sides(span) and normal(span) not in bound()
    ]  # fmt: skip


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(ROOT)]
    held = {docstring.name: words(docstring.text) for docstring in docstrings()}
    lines = [f"{name}: {' '.join(found)}\n" for name, found in held.items() if found]
    LOCK.write_text("".join(lines), encoding="utf-8")
