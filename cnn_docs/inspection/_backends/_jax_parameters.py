"""What the parameters of JAX's operations say."""

from ._parameters import STILL, Windows, moved_along


def parameters(equation):
    """Return what the parameters of an operation say, None where nothing, or where sizes are open."""
    told = _TOLD.get(equation.primitive.name)
    return told and told(equation, **equation.params)


def _index(equation, *, start_indices, limit_indices, strides):
    """Return what is taken, as it would stand between brackets."""
    if not all(isinstance(start, int) for start in start_indices):
        return None
    shape = equation.invars[0].aval.shape
    parts = zip(shape, start_indices, limit_indices, strides or [1] * len(shape), strict=True)
    return tuple(
        slice(start or None, limit if isinstance(limit, int) and limit != size else None, step)
        for size, start, limit, step in parts
    )


def _turned(equation, *, dimensions):
    return moved_along(len(equation.invars[0].aval.shape), dimensions)


def _taken(equation, *, dimension_numbers, **_):
    """Return the windows of what is taken by numbers that only the running program knows."""
    rank, lost = len(equation.invars[0].aval.shape), dimension_numbers.collapsed_slice_dims
    stay = tuple(axis for axis in range(rank) if axis not in lost)
    if dimension_numbers.offset_dims != stay or dimension_numbers.operand_batching_dims:
        return None
    return moved_along(rank, dimension_numbers.start_index_map)


def _order(_, *, permutation):
    return permutation


def _axes(_, *, axes, **__):
    return axes


def _padding(_, *, padding_config):
    return Windows(tuple(None if inside else (1, 1, int(before)) for before, _, inside in padding_config))


def _pool(_, *, window_dimensions, window_strides, padding, base_dilation, window_dilation, **__):
    if set(base_dilation) != {1}:
        return None
    along = zip(window_dimensions, window_strides, padding, window_dilation, strict=True)
    return Windows(tuple(map(_window, along)))


def _convolution(equation, *, dimension_numbers, lhs_dilation, feature_group_count, **others):
    images, kernel, result = dimension_numbers
    if images != result or images[0] or set(lhs_dilation) != {1} or others["batch_group_count"] != 1:
        return None
    sizes = [equation.invars[1].aval.shape[axis] for axis in kernel[2:]]
    along, names = [STILL] * len(images), ("window_strides", "padding", "rhs_dilation")
    windows = zip(sizes, *(others[name] for name in names), strict=True)
    for axis, window in zip(images[2:], windows, strict=True):
        along[axis] = _window(window)
    return Windows(tuple(along), images[1], "whole" if feature_group_count == 1 else "unknown")


def _window(parts):
    size, step, (before, _), dilation = parts
    return (size - 1) * dilation + 1, step, before


_TOLD = {
    "slice": _index,
    "rev": _turned,
    "gather": _taken,
    "transpose": _order,
    **dict.fromkeys((f"reduce_{name}" for name in ("sum", "max", "min", "and", "or", "prod")), _axes),
    "pad": _padding,
    **dict.fromkeys(("reduce_window_max", "reduce_window_sum"), _pool),
    "conv_general_dilated": _convolution,
}
