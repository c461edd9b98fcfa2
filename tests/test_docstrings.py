"""Numbers that a public docstring states in its prose are those of its examples or its signature.

Examples run; prose does not. Whoever changes a digit of one of the two is told. What no example shows is
listed here.
"""

import inspect
import re

import pytest

import cnn_docs

SECTION = re.compile(r"^(?P<name>[A-Z][A-Za-z ]+)\n-+\n", re.MULTILINE)
STATED = re.compile(r"(?<![\w.\[])(?:\d{1,3}(?:,\d{3})+|\d{3,}|\d+\.\d+)(?![\w.]*\d)|(?<![\w.])\d+(?= %)")
YEARS = {str(year) for year in range(1900, 2100)}
ELSEWHERE = {  # what a source states, or another test or a lesson computes
    "animate_convolution": "0.02 600",
    "augment_digits": "15",
    "build_cifar_cnn": "92.8",
    "build_efficientnet_lite0": "42016 255",
    "build_lenet5": "156 1516 48120 10164 60000 120",
    "build_xray_cnn": "128",
    "cross_entropy": "0.01",
    "explore": "100000 20000000",
    "flatten": "192",
    "integrated_gradients": "0.1 0.5 1.5",
    "leaky_relu": "0.3",
    "load_cifar10": "60000 50000 10000 170",
    "load_digits": "130",
    "load_digits_cnn": "98",
    "load_fashion": "60000 10000 255",
    "load_imagenet_cnn": "1.28 2.0 256 1000",
    "load_photograph": "0.2125 0.7154 0.0721",
    "load_textures": "512 256",
    "plot_architecture": "400 111",
    "plot_reliability": "95 0.01",
    "train_digits_cnn": "5",
}


def public():
    """Yield the public functions and classes with a docstring, and the methods of the classes."""
    for name in sorted(cnn_docs.__all__):
        thing = getattr(cnn_docs, name)
        if callable(thing) and inspect.getdoc(thing):
            yield name, thing
            methods = vars(thing).items() if inspect.isclass(thing) else ()
            yield from ((f"{name}.{key}", one) for key, one in methods if key[0] != "_" and callable(one))


def unproved(doc, signature, stated=""):
    """Return the numbers of a docstring's prose that stand neither in its examples nor in a signature."""
    _, *parts = SECTION.split("Summary\n-------\n" + doc)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    examples = sections.pop("Examples", "") + f" {signature} {stated} "
    sections.pop("References", None)
    proved = set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", examples))) | YEARS
    prose = " ".join(sections.values())
    return [number for number in STATED.findall(prose) if number.replace(",", "") not in proved]


PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_the_prose_states_no_number_that_the_examples_do_not_show(name):
    doc, signature = inspect.getdoc(PUBLIC[name]) or "", inspect.signature(PUBLIC[name])
    assert not unproved(doc, signature, ELSEWHERE.get(name, ""))


@pytest.mark.parametrize(
    ("doc", "wrong"),
    [
        ("It has 54,627 weights.\n\nExamples\n--------\n>>> count()\n54627\n", []),
        ("It has 54,628 weights.\n\nExamples\n--------\n>>> count()\n54627\n", ["54,628"]),
        ("It is 92.8 % of 12.\n\nReferences\n----------\nPages 100 to 200.\n", ["92.8"]),
        ("It is 5 % of (N, 8, 8), as in 1998.\n", ["5"]),
    ],
)
def test_a_wrong_digit_is_found(doc, wrong):
    assert unproved(doc, "(size=7)") == wrong
