"""Layers that normalise, as data, and those whose numbers for each unit were learned."""

import numpy as np

from cnn_docs._keras import load_keras
from cnn_docs.explorer._windowed import numbers


def _axis_of(axis, source):
    """Return an axis of a batch as one of a single image."""
    return axis - 1 if axis > 0 else len(source.shape) + axis


def batch(layer, sources):
    """Describe batch normalisation as it is at inference."""
    source = sources[0]
    if source.order[0] != _axis_of(layer.axis, source) or source.count != layer.moving_mean.shape[0]:
        return None
    mean, variance = numbers(layer.moving_mean), numbers(layer.moving_variance)
    gamma = numbers(layer.gamma) if layer.scale else np.ones_like(mean)
    beta = numbers(layer.beta) if layer.center else np.zeros_like(mean)
    weights = {"mean": mean, "variance": variance, "gamma": gamma, "beta": beta}
    return {"kind": "normalised", "epsilon": float(layer.epsilon), "weights": weights}


def data(layer, sources):
    """Describe the layer that learns mean and variance from the data, where it is no division by nothing."""
    source = sources[0]
    axes = [axis % (len(source.shape) + 1) - 1 for axis in layer.axis]
    if layer.invert or len(axes) > 1 or axes != list(source.order[: len(axes)]):
        return None
    mean, variance = numbers(layer.mean).reshape(-1), numbers(layer.variance).reshape(-1)
    if len(mean) not in (1, source.count) or np.sqrt(variance).min() <= load_keras().config.epsilon():
        return None
    mean, variance = (np.broadcast_to(values, source.count) for values in (mean, variance))
    weights = {"mean": mean, "variance": variance, "gamma": np.ones_like(mean), "beta": np.zeros_like(mean)}
    return {"kind": "normalised", "epsilon": 0.0, "weights": weights}


def scaling(layer, sources):
    """Describe a scale and an offset, one for all or one for each map."""
    scale, offset = np.asarray(layer.scale, np.float32), np.asarray(layer.offset, np.float32)
    if scale.ndim == offset.ndim == 0:
        return {"kind": "scaled", "scale": float(layer.scale), "offset": float(layer.offset)}
    source = sources[0]
    try:
        both = [_by_map(np.broadcast_to(one, source.shape), source) for one in (scale, offset)]
    except ValueError:
        return None
    if any(one.shape[1] > 1 for one in both):
        return None
    gamma, beta = (one[:, 0] for one in both)
    weights = {"mean": np.zeros_like(gamma), "variance": np.ones_like(gamma), "gamma": gamma, "beta": beta}
    return {"kind": "normalised", "epsilon": 0.0, "weights": weights}


def layer_wise(layer, sources):
    """Describe normalisation over the maps at each place, or over all values."""
    source = sources[0]
    axes = sorted(_axis_of(axis, source) for axis in np.atleast_1d(layer.axis).tolist())
    everything = axes == list(range(len(source.shape)))
    if getattr(layer, "rms_scaling", False) or not (everything or axes == [source.order[0]]):
        return None
    if not everything and source.shape[axes[0]] != source.count:
        return None
    return _standardised(layer, source, axes, "maps" if everything else "place", 1)


def group_wise(layer, sources):
    """Describe normalisation over groups of maps."""
    source = sources[0]
    axis = _axis_of(layer.axis, source)
    if source.order[0] != axis or source.shape[axis] != source.count:
        return None
    return _standardised(layer, source, [axis], "maps", layer.groups)


def _standardised(layer, source, axes, by, groups):
    shape = [side if axis in axes else 1 for axis, side in enumerate(source.shape)]
    known = {"gamma": layer.gamma if layer.scale else None, "beta": layer.beta if layer.center else None}
    weights = {}
    for name, variable in known.items():
        given = np.float32(name == "gamma") if variable is None else numbers(variable).reshape(shape)
        weights[name] = _by_map(np.broadcast_to(given, source.shape), source)
    return {
        "kind": "standardised",
        "by": by,
        "groups": groups,
        "epsilon": float(layer.epsilon),
        "weights": weights,
    }


def leaking(layer, sources):
    """Describe the activation whose slopes below zero were learned."""
    source = sources[0]
    alpha = np.broadcast_to(numbers(layer.alpha), source.shape)
    return {"kind": "leaking", "weights": {"alpha": _by_map(alpha, source)}}


def _by_map(values, source):
    """Return an array like one image of a tensor as (C, H*W); as (C, 1) where a map has one number."""
    laid = values.transpose(source.order).reshape(source.count, -1)
    return laid[:, :1] if (laid == laid[:, :1]).all() else laid
