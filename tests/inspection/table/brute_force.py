"""The comparison of one random model's table and maps with brute force."""

import numpy as np

from cnn_docs import feature_maps, layer_table
from cnn_docs.inspection.table._build import image_axes
from tests.inspection.table.random_models import images, seen


def check(made):
    """Compare everything of one model; return how many fields were compared exactly."""
    table = layer_table(made.model)
    assert table.parameters == made.model.count_params()
    batch, places = images(made)
    outputs = made.model(batch.astype("float32"))
    outputs = outputs if isinstance(outputs, list) else [outputs]
    values = dict(
        zip([name for name in made.nodes if name != "image"], map(np.asarray, outputs), strict=True)
    )
    maps = feature_maps(made.model, batch[:1])
    fields, exact = image_axes(made.model).fields, 0
    for row in table.rows:
        node = made.nodes[row.name]
        assert tuple(row.output_shape) == tuple(node.tensor.shape[1:]), row.name
        assert row.multiply_adds == made.products[row.name], row.name
        if row.name != "image":
            np.testing.assert_allclose(maps[row.name], values[row.name][:1], rtol=1e-4, err_msg=row.name)
            pixels = seen(values[row.name], places)
            exact += _check_field(row, node, fields[row.name], pixels, told=made.told)
    return exact


def _check_field(row, node, field, pixels, *, told):
    """Nothing outside of a field changes a unit, and far from the border the field is no larger."""
    known = hasattr(row.receptive_field, "size")
    assert known or not (node.local and told), f"{row.name}: {row.receptive_field}"
    if not known:
        return 0
    exact = 0
    for number, axis in enumerate(sorted(pixels)):
        place = row.spatial_axes[number]
        if node.local:
            assert node.layout[place] == axis, row.name
        units = np.moveaxis(pixels[axis], place + 1, 1)
        units = units.reshape(*units.shape[:2], -1).any(axis=2)  # (pixels, units)
        ((_, closed),) = field.along(place + 1)
        public = [part[number] for part in row.receptive_field]
        for unit in range(units.shape[1]):
            exact += _check_unit(units[:, unit], closed.at(unit), public, unit, f"{row.name}, axis {axis}")
    return exact


def _check_unit(changed, interval, public, unit, where):
    (first, last), (size, stride, offset) = interval, public
    assert offset + unit * stride <= first or first > last, where
    assert last <= offset + unit * stride + size - 1 or first > last, where
    found = np.flatnonzero(changed)
    if not len(found):
        return 0
    assert first <= found[0] <= found[-1] <= last, (where, unit, interval, found)
    margin = 2 * (last - first + 1)
    if first - margin < 0 or last + margin >= len(changed):
        return 0
    assert (found[0], found[-1]) == (first, last), (where, unit, interval, found)
    return 1
