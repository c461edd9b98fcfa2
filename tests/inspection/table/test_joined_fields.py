"""A product whose equation does not keep each image by itself has no places, whatever made it."""

import pytest

from cnn_docs.inspection.table._joined_fields import product
from cnn_docs.inspection.table._tensor_field import TensorField

ROWS, COLUMNS = (None, 6, 4), (None, 5, 4)
NOT_FOLLOWED = {  # equation, shapes of the factors, shape of the result
    "fewer letters than axes": ("bxc,cd->bxd", [ROWS, (4, 3, 2)], (None, 6, 3)),
    "more letters than axes": ("bxyc,cd->bxd", [ROWS, (4, 3)], (None, 6, 3)),
    "more factors than tensors": ("bxc,cd,de->bxe", [ROWS, (4, 3)], (None, 6, 2)),
    "images that meet another axis": ("bxc,xyc->bxy", [ROWS, COLUMNS], (None, 6, 5)),
    "a diagonal": ("bxx->bx", [(None, 6, 6)], (None, 6)),
    "a sum over all images": ("bxc,bxc->", [ROWS, ROWS], ()),
}


@pytest.mark.parametrize("name", NOT_FOLLOWED)
def test_what_cannot_be_followed_is_unknown(name):
    equation, shapes, shape = NOT_FOLLOWED[name]
    fields = [TensorField.of_input(str(number), size) for number, size in enumerate(shapes)]
    given = [field if size[0] is None else None for field, size in zip(fields, shapes, strict=True)]
    keys = frozenset().union(*(field.keys() for field in given if field))
    found = product(equation, given, shapes, shape)
    assert (found.unknown, found.keys()) == (keys, frozenset())


def test_a_factor_that_depends_on_no_input_changes_nothing():
    field = TensorField.of_input("image", ROWS)
    constant = TensorField(((), *field.axes[1:]))
    for factor in (None, constant):
        found = product("bxc,bxc->bxc", [field, factor], [ROWS, ROWS], ROWS)
        assert (found.axes, found.whole, found.unknown) == (field.axes, frozenset(), frozenset())
