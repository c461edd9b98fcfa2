"""Every layer of a model with its shapes, parameters, cost and receptive field."""

import copy
import math
from dataclasses import dataclass, field

from cnn_docs import _checks
from cnn_docs.geometry import ReceptiveField
from cnn_docs.inspection import _render
from cnn_docs.inspection._costs import multiply_adds
from cnn_docs.inspection._formulas import parameter_formula, sum_of_shapes
from cnn_docs.inspection._inputs import (
    check_built,
    check_model,
    is_built,
    known_layer,
    model_inputs,
    resized_inputs,
)
from cnn_docs.inspection._kinds import count, is_layer
from cnn_docs.inspection._reading import NotPlainError, read_graph
from cnn_docs.inspection._recorder import is_container, sublayers
from cnn_docs.inspection._tracing import read_trace
from cnn_docs.inspection._transfers import receptive_field

__all__ = ["LayerRow", "LayerTable", "TableComparison", "layer_table"]


@dataclass(frozen=True)
class LayerRow:
    """One call of one layer, or one input of the model.

    Attributes
    ----------
    name : str
        Path of the layer, ``outer/inner`` for one in a nested model. The second call of a shared layer
        is ``name#2``.
    kind : str
        Class of the layer, such as ``"Conv2D"``; ``"InputLayer"`` for an input; the class of the operation
        where the model uses one that is no layer, such as ``"Add"``; ``"Weights"`` for weights that belong
        to a model itself.
    output_shape : tuple
        Shape of the output of one image, without the batch axis; None for an axis that the input
        decides. A list of them where the layer returns several tensors; empty where it was not called.
    parameters : int
        Weights and biases. Those that an earlier row counted are not counted again.
    trainable : int
        How many of the parameters training changes.
    formula : str
        Arithmetic that gives the parameters, such as ``(3*3*3 + 1)*16``; empty where there are none.
    multiply_adds : int or None
        Multiplications of inputs with weights, each with its addition, for one image. None where the
        size is open, or where the layer has weights and is not known.
    activation_bytes : int or None
        Memory of the output for one image, in bytes; None where the size is open.
    receptive_field : ReceptiveField or str
        The part of the input that one unit depends on, or ``"whole input"``, or ``"unknown"`` behind a
        layer of which it is not known what it depends on.
    nested : bool
        True for a model inside the model, whose layers follow in the next rows. Its numbers are the
        sums of theirs.
    """

    name: str
    kind: str
    output_shape: tuple | list
    parameters: int
    trainable: int
    formula: str
    multiply_adds: int | None
    activation_bytes: int | None
    receptive_field: ReceptiveField | str
    nested: bool = False


@dataclass(frozen=True)
class LayerTable:
    """The layers of a model; made by :func:`layer_table`.

    It prints as text and shows as a table in a notebook.

    Attributes
    ----------
    name : str
        Name of the model.
    rows : tuple of LayerRow
        In the order in which the layers are called, inputs first.
    edges : tuple of (str, str)
        Names of rows of which the second takes the output of the first, nested models resolved to the
        layers inside.
    """

    name: str
    rows: tuple
    edges: tuple = field(default=(), repr=False)

    @property
    def parameters(self):
        """Parameters of the model, each counted once: its ``count_params()``."""
        return sum(row.parameters for row in self._leaves)

    @property
    def trainable(self):
        """Parameters that training changes."""
        return sum(row.trainable for row in self._leaves)

    @property
    def multiply_adds(self):
        """Multiply-adds for one image; None where those of a row are not known."""
        return _total(row.multiply_adds for row in self._leaves)

    @property
    def activation_bytes(self):
        """Memory of all outputs of one image together, in bytes, without the inputs."""
        return _total(row.activation_bytes for row in self._leaves if row.kind != "InputLayer")

    @property
    def _leaves(self):
        return [row for row in self.rows if not row.nested]

    def __len__(self):
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self):
        """Go through the rows."""
        return iter(self.rows)

    def __getitem__(self, name):
        """Return the row of a name, or at a position."""
        if isinstance(name, int):
            return self.rows[name]
        names = [row.name for row in self.rows]
        return self.rows[names.index(known_layer(name, "name", names))]

    def __str__(self):
        """Return the table as text of at most 100 columns."""
        return self.to_text()

    def _repr_html_(self):
        return _render.html(self)

    def to_text(self, width=100):
        """Return the table as aligned text.

        Parameters
        ----------
        width : int, default 100
            Columns at most. Where the table is wider, the memory, then the kinds are left out, then
            names and formulas are shortened.

        Returns
        -------
        str
        """
        return _render.text(self, _checks.whole_number(width, "width", minimum=40))

    def to_markdown(self):
        """Return the table as a Markdown table, a str."""
        return _render.markdown(self)

    def to_csv(self, path=None):
        """Return the table as comma-separated values with a heading line.

        Parameters
        ----------
        path : str or path-like, optional
            File to write as well, in UTF-8.

        Returns
        -------
        str
            One line for each row; sizes of receptive fields as ``18x18``, bytes and multiply-adds as
            whole numbers, empty where they are not known.
        """
        return _render.csv_text(self, path)

    def to_pandas(self):
        """Return the table as a frame, where pandas is installed.

        Returns
        -------
        pandas.DataFrame
            The fields of :class:`LayerRow` as columns, the names as index.

        Raises
        ------
        ImportError
            If pandas is not installed.
        """
        return _render.frame(self)

    def compare(self, other):
        """Set the table beside that of another model.

        Parameters
        ----------
        other : LayerTable
            Rows of the same name are put side by side.

        Returns
        -------
        TableComparison
            It prints and shows as this table does.

        Raises
        ------
        TypeError
            If ``other`` is not a table.

        Examples
        --------
        >>> from cnn_docs import build_xray_cnn
        >>> wider = layer_table(build_xray_cnn(first_filters=16))
        >>> comparison = layer_table(build_xray_cnn()).compare(wider)
        >>> comparison.parameters
        (54627, 55283)
        >>> [left.name for left, right in comparison.changed]
        ['conv_1', 'pool_1', 'conv_2']
        """
        if not isinstance(other, LayerTable):
            _checks.refuse("other", "a layer table", other, error=TypeError, hint="Pass layer_table(model).")
        return TableComparison(self, other)


@dataclass(frozen=True)
class TableComparison:
    """Two layer tables side by side; made by :meth:`LayerTable.compare`.

    Attributes
    ----------
    left, right : LayerTable
        The tables.
    """

    left: LayerTable
    right: LayerTable

    @property
    def pairs(self):
        """Rows of the same name as (left, right), None for the side that has no such row."""
        return _render.paired(self.left.rows, self.right.rows)

    @property
    def changed(self):
        """Pairs that differ in more than what their receptive fields are."""
        return [(left, right) for left, right in self.pairs if _differs(left, right)]

    @property
    def parameters(self):
        """Parameters of both models."""
        return self.left.parameters, self.right.parameters

    @property
    def multiply_adds(self):
        """Multiply-adds of both models for one image; None where they are not known."""
        return self.left.multiply_adds, self.right.multiply_adds

    def __str__(self):
        """Return both tables as one text."""
        return _render.comparison_text(self)

    def _repr_html_(self):
        return _render.comparison_html(self)


def layer_table(model, *, input_shape=None):
    """Return every layer of a model with its shapes, parameters, cost and receptive field.

    Nothing is computed where Keras keeps the model's graph. A model with code of its own is traced once,
    symbolically. The model is as before afterwards.

    Parameters
    ----------
    model : keras.Model
        Functional, Sequential or subclassed.
    input_shape : tuple of int or None, optional
        Height, width and channels, without the batch axis, in place of the model's own; a list or
        a dict by input name for several inputs. Needed for a model that has not been built: a copy of it
        is built then.

    Returns
    -------
    LayerTable
        One row for each call of a layer.

    Raises
    ------
    TypeError
        If ``model`` is not a Keras model.
    ValueError
        If the model is not built and no ``input_shape`` is given, if ``input_shape`` does not fit it, or if
        a layer fails; the message says which layer and why.

    Notes
    -----
    A receptive field is what a unit depends on when the model predicts. Along branches it is the union
    of the branches' fields. Behind a flattening, a global pooling, attention or a recurrent layer, and
    behind a gate that is computed from the whole image (squeeze and excitation), it is the whole input.
    Where upsampling gives neighbours differently placed fields, it is the smallest field of one size
    and step that contains each.

    Multiply-adds count products with weights, and in attention those of inputs with each other; not
    biases, activations, normalisation and pooling.

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
    steps, model = _steps(check_model(model), input_shape)
    leaves = {step.name for step in steps if not step.nested}
    rows = _Rows(model)
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
    return LayerTable(model.name, tuple(rows.finished()), tuple(edges))


def _steps(model, input_shape):
    """Return the calls of a model, and the model or the built copy whose calls they are."""
    if input_shape is None:
        check_built(model, "Give `input_shape`, or call it on a batch first.")
        try:
            return read_graph(model), model
        except NotPlainError:
            pass
        inputs = model_inputs(model)
        if inputs is None:
            hint = "Its inputs are not known from the way it was built."
            raise ValueError(f"`input_shape` must be given for the model '{model.name}'. {hint}")
        return read_trace(model, inputs), model
    if is_built(model):
        return read_trace(model, resized_inputs(model, input_shape)), model
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
        reason = " ".join(str(error).split())[:500]
        raise ValueError(f"`model` ('{model.name}') cannot be built for {input_shape}. {reason}") from error
    return _steps(built, None if is_built(built) and model_inputs(built) else input_shape)


class _Rows:
    """Rows in the making: every weight is counted in the first row that has it."""

    def __init__(self, model):
        self._trainable = {id(weight) for weight in model.trainable_weights}
        self._owner = {}
        self._rows = []

    def add(self, step):
        """Add the row of one call."""
        operation = step.operation
        if operation is None or not is_layer(operation):
            kind = "InputLayer" if operation is None else type(operation).__name__
            counted, cost = (0, 0, ""), 0
        else:
            kind = type(operation).__name__
            counted = self._count(operation, step.name, nested=step.nested)
            cost = 0 if step.nested else multiply_adds(step.shapes())
        self._append(step.name, kind, step.outputs, counted, cost, nested=step.nested)

    def add_uncalled(self, layer, path):
        """Add rows for the weights that no called layer has, so that the totals are right."""
        inner = sublayers(layer) if is_container(layer) else []
        for sublayer in inner:
            self.add_uncalled(sublayer, f"{path}/{sublayer.name}" if path else sublayer.name)
        own = [weight for weight in layer.weights if id(weight) not in self._owner]
        if own:
            kind = "Weights" if inner or not path else type(layer).__name__
            name = f"{path}/weights".lstrip("/") if kind == "Weights" else path
            formula = sum_of_shapes(own) if kind == "Weights" else parameter_formula(layer)
            counted = (int(sum_of_shapes(own)), self._trained(own), formula.text)
            self._own(own, name)
            self._append(name, kind, [], counted, 0, nested=False)

    def finished(self):
        """Return the rows, those of nested models with the sums over the layers inside."""
        return [self._with_sums(row) if row.nested else row for row in self._rows]

    def _append(self, name, kind, outputs, counted, cost, *, nested):
        parameters, trainable, formula = counted
        shapes = [value.shape[1:] for value in outputs]
        shape = () if not shapes else shapes[0] if len(shapes) == 1 else shapes
        where = receptive_field(outputs[0].field) if outputs else "unknown"
        memory = _total(_bytes(value) for value in outputs)
        self._rows.append(
            LayerRow(name, kind, shape, parameters, trainable, formula, cost, memory, where, nested)
        )

    def _count(self, layer, name, *, nested):
        """Return parameters, trainable ones and formula of the weights that are new here."""
        weights = layer.weights
        if nested or not weights:
            return 0, 0, ""
        new = [weight for weight in weights if id(weight) not in self._owner]
        if not new:
            return 0, 0, f"shared with {self._owner[id(weights[0])]}"
        self._own(new, name)
        formula = parameter_formula(layer) if len(new) == len(weights) else sum_of_shapes(new)
        return int(formula), self._trained(new), formula.text

    def _own(self, weights, name):
        self._owner.update((id(weight), name) for weight in weights)

    def _trained(self, weights):
        return sum(math.prod(weight.shape) for weight in weights if id(weight) in self._trainable)

    def _with_sums(self, row):
        inside = [r for r in self._rows if r.name.startswith(f"{row.name}/") and not r.nested]
        return LayerRow(
            row.name,
            row.kind,
            row.output_shape,
            sum(r.parameters for r in inside),
            sum(r.trainable for r in inside),
            "",
            _total(r.multiply_adds for r in inside),
            _total(r.activation_bytes for r in inside),
            row.receptive_field,
            nested=True,
        )


def _bytes(value):
    """Return the memory of a tensor of one image, from the bits at the end of its type's name."""
    size = count(value.shape[1:])
    bits = int("".join(filter(str.isdigit, value.dtype)) or 8)
    return None if size is None else size * bits // 8


def _total(numbers):
    """Return the sum, None where a number is."""
    numbers = list(numbers)
    return None if None in numbers else sum(numbers)


def _differs(left, right):
    if left is None or right is None:
        return True
    return (left.kind, left.output_shape, left.formula, left.multiply_adds) != (
        right.kind,
        right.output_shape,
        right.formula,
        right.multiply_adds,
    )
