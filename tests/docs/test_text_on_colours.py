"""What is written on an image states its colour: the ink of a page is light at night, a cell stays.

So does a box that is filled with white, on which light ink cannot be read.
"""

import ast
from pathlib import Path

import pytest
from lessons import DOCS, notebook_pages, read_page

GALLERY = sorted((DOCS.parent / "examples").glob("*/plot_*.py"))


def sources(path):
    """Return the blocks of code of a page or a script."""
    if path.suffix == ".py":
        return [path.read_text("utf-8")]
    return [cell.source for cell in read_page(path).cells]


def methods(source, name):
    """Return the calls of a method, with their keywords."""
    return [
        {keyword.arg for keyword in node.keywords}
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def in_the_ink_of_the_page(source):
    """Tell whether a block writes on an image without saying in which colour."""
    return bool(methods(source, "imshow")) and any(
        "color" not in keywords for keywords in methods(source, "text")
    )


def boxes_that_stay_white(source):
    """Return the lines of a block that fill a box with a colour by name, which is the same at night."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant)
        and key.value in ("facecolor", "fc")
        and isinstance(value, ast.Constant)
        and value.value != "none"
    ]


@pytest.mark.parametrize("path", [*notebook_pages(), *GALLERY], ids=lambda path: Path(path).stem)
def test_text_on_an_image_has_a_colour_of_its_own(path):
    assert not any(in_the_ink_of_the_page(source) for source in sources(path))
    assert not any(boxes_that_stay_white(source) for source in sources(path))


@pytest.mark.parametrize(
    ("colour", "expected"), [("", True), (', color="black"', False), (", bbox=box", True)]
)
def test_text_without_a_colour_is_found(colour, expected):
    assert in_the_ink_of_the_page(f'ax.imshow(one)\nax.text(0, 0, "1"{colour})') == expected
    assert not in_the_ink_of_the_page(f'ax.plot(one)\nax.text(0, 0, "1"{colour})')


def test_a_box_that_stays_white_is_found():
    assert boxes_that_stay_white('box = {"pad": 1, "fc": "white"}') == [1]
    assert boxes_that_stay_white('box = {"facecolor": LIGHT["paper"], "fc": "none"}') == []
