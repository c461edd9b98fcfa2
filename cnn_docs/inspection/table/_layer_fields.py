"""Receptive fields through layers that leave values in their places, mix them, or give them others."""

from dataclasses import replace

from cnn_docs.inspection._batch_axis import keeps_batch_axis
from cnn_docs.inspection._recorder import is_container
from cnn_docs.inspection.table._equations import expanded, of_dot
from cnn_docs.inspection.table._graph import fields_through
from cnn_docs.inspection.table._joined_fields import concatenated, everything, joined, product, with_steps
from cnn_docs.inspection.table._kinds import LayerCall, channel_axis, position, spatial_axes
from cnn_docs.inspection.table._receptive_fields import output_fields
from cnn_docs.inspection.table._tensor_field import Part
from cnn_docs.inspection.table._window_fields import after_activation, resized

# Layers that leave every value in its place, or mix all along some axes


def same(_call, fields):
    """Follow what changes each value by itself."""
    return fields[0]


def activated(call, fields):
    """Follow an activation, of which some look at all values along the last axis."""
    return after_activation(call.layer, fields[0])


def dense(call, fields):
    """Follow a dense layer, which looks at all values along the last axis, of channels or of places."""
    field, last = fields[0], len(fields[0].axes) - 1
    if last > 1:
        field.decide_channels(last, certain=False)
    return after_activation(call.layer, field.mixed(last).with_axis(last, (Part(call.outputs[0][-1]),)))


def einsum_dense(call, fields):
    """Follow a product with a kernel along any axes."""
    shapes = [call.inputs[0], tuple(call.layer.kernel.shape)]
    text = expanded(call.layer.equation, shapes)
    if text is None:
        return None
    return after_activation(call.layer, product(text, [fields[0], None], shapes, call.outputs[0]))


def normalise(call, fields):
    """Follow a normalisation over some axes: each value depends on all along them."""
    axes = _axes(call.layer.axis, len(call.inputs[0]))
    if len(axes) == 1:
        fields[0].decide_channels(axes[0])
    return fields[0].mixed(*axes)


def softmax(call, fields):
    """Follow a softmax over some axes; where a mask comes with it, it has to be as large."""
    return joined(fields, call.outputs[0]).mixed(*_axes(call.layer.axis, len(call.inputs[0])))


def batch_norm(call, fields):
    """Follow a normalisation with constants, which only says where the channels are."""
    axes = _axes(call.layer.axis, len(call.inputs[0])) if call.layer.axis is not None else ()
    if len(axes) == 1:
        fields[0].decide_channels(axes[0])
    return fields[0]


def group_norm(call, fields):
    """Follow a normalisation over the image and the channels of a group."""
    axis = call.layer.axis % len(call.inputs[0])
    fields[0].decide_channels(axis)
    return gathered(call, fields[0]).mixed(*range(1, len(fields[0].axes)))


def masking(_call, fields):
    """Follow what sets a step to zero where all of its features have one value."""
    return fields[0].mixed(len(fields[0].axes) - 1)


def _axes(axis, rank):
    axes = axis if isinstance(axis, list | tuple) else [axis]
    return tuple(sorted({a % rank for a in axes} - {0}))


# Layers that gather the whole image


def global_pool(call, fields):
    """Follow a mean or maximum over the image."""
    fields[0].decide_channels(channel_axis(call))
    field = gathered(call, fields[0]).mixed(*spatial_axes(call))
    if len(call.outputs[0]) < len(call.inputs[0]):
        return _kept(field, [0, channel_axis(call)])
    return resized(call, field, spatial_axes(call))


def _kept(field, axes):
    return field.permuted(axes)


def gathered(call, field):
    """Return the field where what is seen in an unknown part counts as the whole, since all is gathered.

    Of an image that is folded into the batch axis, only what one entry sees is gathered.
    """
    return field.seeing(field.unknown, "whole") if call.inputs[0][:1] == (None,) else field


def whole(call, fields):
    """Follow what looks at everything."""
    seen = [gathered(call, field) for field in fields]
    seen = [field.seeing(field.keys(), "whole") for field in seen]
    return [everything(seen, shape) for shape in call.outputs]


def recurrent(call, fields):
    """Follow a recurrent layer, which passes on what it saw from step to step."""
    field, layer = fields[0], getattr(call.layer, "forward_layer", call.layer)
    if len(field.axes) == 3:
        field.decide_channels(len(field.axes) - 1)
    found = whole(call, fields)
    if layer.return_sequences and not layer.go_backwards and len(field.axes) == len(call.outputs[0]):
        found[0] = found[0].with_axis(1, field.mixed(1).axes[1])
    return found


def flatten(call, fields):
    """Follow a flattening, which puts the channels last before."""
    field = fields[0]
    if getattr(call.layer, "data_format", None) == "channels_first" and len(field.axes) > 2:
        field = field.permuted((0, *range(2, len(field.axes)), 1))
    field = field.reshaped(call.outputs[0])
    return gathered(call, field) if field.fits(call.outputs[0]) else whole(call, fields)


def attention(call, fields):
    """Follow an attention, where each query sees all that is attended to."""
    for field in fields:
        if len(field.axes) > 2:
            field.decide_channels(len(field.axes) - 1)
    if _is_causal(call):
        return None
    query = position(call, "query")
    axes = getattr(call.layer, "_attention_axes", None)
    query_field = gathered(call, fields[query]).mixed(len(fields[query].axes) - 1)
    others = []
    for index, field in enumerate(fields):
        if index != query:
            others.append(_attended(call, field, query_field, axes))
    first = query_field.with_axis(len(query_field.axes) - 1, (Part(call.outputs[0][-1]),))
    return [
        joined([first, *(other.shaped_anew(shape) for other in others)], shape)
        if len(first.axes) == len(shape)
        else everything([first, *others], shape)
        for shape in call.outputs
    ]


def _attended(call, field, query, axes):
    """Return the field of keys or values of which every query sees all along the axes of attention."""
    rank = len(field.axes)
    if rank != len(query.axes):
        return field.forgotten(*range(rank))
    if not _all_axes(axes, rank):
        return field.forgotten(*range(1, rank))
    return gathered(call, field).mixed(*range(1, rank))


def _all_axes(axes, rank):
    return axes is None or {axis % rank for axis in axes} == set(range(1, rank - 1))


def _is_causal(call):
    return bool(call.argument("use_causal_mask"))


# Layers that give values other places


def reshape(call, fields):
    """Follow the same values in another shape."""
    return fields[0].reshaped(call.outputs[0])


def permute(call, fields):
    """Follow axes in another order."""
    return fields[0].permuted((0, *call.layer.dims))


def repeat_vector(call, fields):
    """Follow a vector that is given to each step."""
    return fields[0].inserted(1, call.outputs[0][1])


def merge(call, fields):
    """Follow what combines tensors value by value; Keras puts missing axes behind the batch axis."""
    rank = max(len(field.axes) for field in fields)
    return joined([_of_rank(field, rank) for field in fields], call.outputs[0])


def _of_rank(field, rank):
    """Return the field with as many axes of size 1 behind the batch axis as it lacks."""
    while len(field.axes) < rank:
        field = field.inserted(1)
    return field


def concatenate(call, fields):
    """Follow tensors one behind the other."""
    return concatenated(fields, call.outputs[0], call.layer.axis)


def dot(call, fields):
    """Follow products along one axis of each of two tensors."""
    axes = call.layer.axes
    pairs = zip(fields, (axes, axes) if isinstance(axes, int) else axes, strict=True)
    fields = [field.mixed(axis % len(field.axes)) for field, axis in pairs]
    text = of_dot([len(shape) for shape in call.inputs], axes)
    if len(text.partition("->")[2]) != len(call.outputs[0]):
        return everything(
            fields, call.outputs[0]
        )  # two vectors leave one number, for which Keras adds an axis
    return product(text, fields, call.inputs, call.outputs[0])


def embedding(call, fields):
    """Follow a look-up, which adds an axis; in reverse it is a product along the last axis."""
    field, shape = fields[0], call.outputs[0]
    if len(shape) == len(field.axes) + 1:
        for source in field.sources:
            if not any(key is source for key, _ in field.whole | field.unknown):
                source.decide(None)
        return field.inserted(len(field.axes), shape[-1])
    last = len(field.axes) - 1
    return field.mixed(last).with_axis(last, (Part(shape[-1]),))


def look_up(call, fields):
    """Follow what gives each value a number, or a row of them."""
    field, shape = joined(fields, call.inputs[0]), call.outputs[0]
    if len(shape) == len(field.axes):
        return (
            field
            if shape[1:] == call.inputs[0][1:] and getattr(call.layer, "output_mode", "int") == "int"
            else None
        )
    return field.inserted(len(field.axes), shape[-1]) if len(shape) == len(field.axes) + 1 else None


# Layers around others


def wrapped(call, fields):
    """Follow the layer inside."""
    return nested_fields(call._replace(layer=call.layer.layer), fields)


def time_distributed(call, fields):
    """Follow the layer inside, which sees one step at a time, whatever its code is."""
    field, shapes = fields[0], (call.inputs[:1], call.outputs)
    each = replace(field, axes=(field.axes[0], *field.axes[2:]))
    inputs, outputs = ([(shape[0], *shape[2:]) for shape in some] for some in shapes)
    inner = nested_fields(LayerCall(call.layer.layer, inputs, outputs), [each])
    return [with_steps(result, field.axes[1]) for result in inner]


def nested_fields(call, fields):
    """Return the fields behind a layer, or a model of which Keras keeps the graph, inside of another."""
    if is_container(call.layer):
        found = fields_through(call.layer, call.inputs, fields) if keeps_batch_axis(call.layer) else None
        return found or [everything(fields, shape) for shape in call.outputs]
    return output_fields(call, fields)
