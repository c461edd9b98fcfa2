"""Every layer of a model with its shapes, parameters, cost and receptive field."""

import copy

from cnn_docs import _checks
from cnn_docs._checks import reason
from cnn_docs.inspection._batch_axis import batch_axes
from cnn_docs.inspection._inputs import check_built, check_model, is_built, model_inputs, resized_inputs
from cnn_docs.inspection.table._image_axes import ImageAxes
from cnn_docs.inspection.table._kinds import Late
from cnn_docs.inspection.table._own_products import own_products
from cnn_docs.inspection.table._results import LayerTable
from cnn_docs.inspection.table._rows import Rows
from cnn_docs.inspection.table._trace import read_model, read_trace

__all__ = ["layer_table"]


def layer_table(model, *, input_shape=None):
    """Return every layer of a model with its shapes, parameters, cost and receptive field.

    Nothing is computed where Keras keeps the model's graph. A model with code of its own is traced: its code
    runs, on symbols. The model's weights and state are as before afterwards.

    Parameters
    ----------
    model : keras.Model
        Functional, Sequential or subclassed.
    input_shape : tuple of int or None, optional
        Height, width and channels, each up to a billion, without the batch axis, in place of the model's
        own; a list or a dict by input name for several inputs. Needed for a model that has not been built:
        a copy of it is built then.

    Returns
    -------
    LayerTable
        One row for each call of a layer.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model, or ``input_shape`` no shape.
    ValueError
        If the model is not built and no ``input_shape`` is given, if ``input_shape`` does not fit it, or if
        a layer fails; the message says which layer and why.

    Notes
    -----
    A receptive field is what a unit depends on when the model predicts. Along branches it is the union
    of the branches' fields. Behind a global pooling, attention or a recurrent layer, and
    behind a gate that is computed from the whole image (squeeze and excitation), it is the whole input.
    By convention it is called so as well where a unit sees one axis of the image whole and a part of the
    others, and where the tensor has no place for an axis of the image any more, as behind a flattening. It
    is unknown behind code that cannot be followed, and where nobody can tell which axis is which: beside
    another axis of size 1, a Reshape gives no place to a new one.
    Where the size of the input is open, "same" with a stride is taken to pad as for a size that the stride
    divides: give ``input_shape`` for another one, of which the fields may lie elsewhere by some pixels.
    Where upsampling gives neighbours differently placed fields, it is the smallest field of one size
    and step that contains each.

    Multiply-adds count products with weights that are added up, and matrix products of two tensors, as in
    attention or ``Dot``; not products of value and value, as in a gate, and not biases, activations,
    normalisation and pooling. Those of code that is not Keras's are counted in the matrix products and
    convolutions that it makes when it is traced for two numbers of images; they are unknown where these are
    not all that it multiplies, or each image has no share of its own. FLOPs are twice as many: a
    multiplication and an addition are two operations, of which only those in multiply-adds are counted.

    Shapes, memory and multiply-adds are those of one image. Where a layer gets several entries of an image
    along the batch axis (frames, tiles), these come first in its shape and are all counted.

    Examples
    --------
    >>> from cnn_docs import build_cifar_cnn
    >>> table = layer_table(build_cifar_cnn())
    >>> table["conv_1"].formula, table["conv_1"].parameters
    ('(3*3*3 + 1)*16', 448)
    >>> table.parameters, table.multiply_adds
    (79530, 1241920)
    >>> table["pool_2"].receptive_field
    ReceptiveField(size=(10, 10), stride=(4, 4), offset=(0, 0))
    >>> table["flatten"].receptive_field
    'whole input'
    """
    steps, model, inputs = _steps(check_model(model), input_shape)
    leaves = {step.name for step in steps if not step.nested}
    rows = Rows(model, Late(lambda: own_products(model, inputs)))
    for step in steps:
        rows.add(step)
    rows.add_uncalled(model, "")
    edges = dict.fromkeys(
        (source, step.name)
        for step in steps
        if not step.nested
        for value in step.inputs
        for source in value.sources
        if source in leaves
    )
    return LayerTable(model.name, tuple(rows.finished()), tuple(edges), *rows.memory())


def _steps(model, input_shape):
    """Return the calls of a model, the model or the built copy whose calls they are, and what it takes."""
    if input_shape is None:
        check_built(model, "Give `input_shape`, or call it on a batch first.")
        inputs = model_inputs(model)
        if inputs is None or not inputs.are_known:
            named = f" as a dict with the keys {_checks.listed(inputs.names)}" if inputs else ""
            raise ValueError(
                f"`input_shape` must be given for the model '{model.name}'{named}. Its inputs are not known "
                "from the way it was built."
            )
        return read_model(model, inputs, lambda: batch_axes(model, inputs)), model, inputs
    if is_built(model):
        inputs = resized_inputs(model, input_shape)
        return read_trace(model, inputs, lambda: batch_axes(model, inputs)), model, inputs
    return _steps_of_copy(model, input_shape)


def _steps_of_copy(model, input_shape):
    """Build a copy by a symbolic call, which computes nothing, and return its calls."""
    inputs = resized_inputs(model, input_shape)
    try:
        built = copy.deepcopy(model)
    except Exception as error:  # Keras copies a model through its configuration, which not every class has
        message = f"`model` ('{model.name}') has not been built and cannot be copied."
        raise ValueError(f"{message} Call it on a batch first.") from error
    try:
        inputs.call(built, inputs.flat)
    except Exception as error:
        message = f"`model` ('{model.name}') cannot be built for {input_shape}. {reason(error)}"
        raise ValueError(message) from error
    return _steps(built, None if is_built(built) and model_inputs(built) else input_shape)


def image_axes(model, inputs=None):
    """Return where a built model's tensors have the axes of its images: :class:`ImageAxes`.

    ``inputs`` are what it is called on, where it does not tell itself.
    """
    inputs = inputs or model_inputs(model)
    steps = read_model(model, inputs, lambda: batch_axes(model, inputs))
    tensors = [pair for step in steps for pair in zip(step.names, step.outputs, strict=True)]
    return ImageAxes({name: value.field for name, value in tensors})
