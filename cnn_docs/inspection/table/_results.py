"""The tables that :func:`cnn_docs.layer_table` makes: rows, totals, exports, comparisons."""

from dataclasses import dataclass, field

from cnn_docs import _checks
from cnn_docs.geometry import ReceptiveField
from cnn_docs.inspection._inputs import known_layer
from cnn_docs.inspection.table import _render as render
from cnn_docs.inspection.table._memory import OPTIMIZERS, MemoryEstimate, estimate

__all__ = ["LayerRow", "LayerTable", "MemoryEstimate", "TableComparison"]

_COMPARED = (
    "kind",
    "output_shape",
    "parameters",
    "trainable",
    "formula",
    "multiply_adds",
    "activation_bytes",
)


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
        decides, () for one number. Several entries of an image along the batch axis (frames, tiles) come
        first. A list of shapes where the layer returns several tensors, an empty one where it was not called
        or runs in a loop.
    parameters : int
        Weights and biases. Those that an earlier row counted are not counted again.
    trainable : int
        How many of the parameters get a gradient in training. The running statistics of a batch
        normalisation, which training moves without one, are not among them.
    formula : str
        Arithmetic that gives the parameters, such as ``(3*3*3 + 1)*16``; empty where there are none, and for
        a nested model.
    multiply_adds : int or None
        Multiplications of inputs with weights, or of two matrices, each with its addition, for one image.
        None where the size is open, or where they cannot be told: in loops, in products written out value by
        value, and in code that needs values or mixes the images.
    activation_bytes : int or None
        Memory of the output for one image, in bytes; None where the size is open, and in a loop.
    receptive_field : ReceptiveField or str
        The part of the input that one unit depends on, where the output has an axis for each spatial axis of
        the input. By convention ``"whole input"`` stands for the rest of what is known: where a unit sees all
        of the input along an axis, even if it sees a part along others (a mean over rows), and where an axis
        of the input has no place in the output any more, even if a unit sees little of it (rows and columns
        joined by a flattening). ``"unknown"`` stands behind a layer of which it is not known what it depends
        on, and where nobody can tell which axis is which. With several inputs one whole input is enough for
        ``"whole input"``, else one unknown for ``"unknown"``.
    nested : bool
        True for a model inside the model, whose layers follow in the next rows. Its numbers are the
        sums of theirs.
    output_names : tuple of str
        Names of the outputs, as in :func:`cnn_docs.feature_maps`: the name of the row, or ``name[0]``,
        ``name[key]`` where the layer returns several tensors.
    spatial_axes : tuple of int or None
        Positions in ``output_shape`` of the axes that follow the image's rows and columns (the steps of a
        signal, the slices of a volume), in the image's order, also where every unit has seen the whole image,
        as behind a gate; None where the output has no places in an image.
    per_image : bool
        Whether there is an output for each image; False for what a batch has once, such as a position
        embedding.
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
    output_names: tuple = ()
    spatial_axes: tuple | None = None
    per_image: bool = True

    @property
    def flops(self):
        """Floating-point operations for one image: two for each multiply-add; None where not known."""
        return _doubled(self.multiply_adds)


@dataclass(frozen=True)
class LayerTable:
    """The layers of a model; made by :func:`cnn_docs.layer_table`.

    It prints as text and shows as a table in a notebook. ``table["conv_1"]`` is the row of a name,
    ``table[0]`` the first one and ``table[-1]`` the last; anything else between the brackets is refused.

    Attributes
    ----------
    name : str
        Name of the model.
    rows : tuple of LayerRow
        In the order in which the layers are called, inputs first.
    edges : tuple of (str, str)
        Names of rows of which the second takes the output of the first, nested models resolved to the
        layers inside.
    weight_bytes, trainable_bytes : int
        Memory of all weights, and of those that get a gradient in training.
    """

    name: str
    rows: tuple
    edges: tuple = field(default=(), repr=False)
    weight_bytes: int = field(default=0, repr=False)
    trainable_bytes: int = field(default=0, repr=False)

    @property
    def parameters(self):
        """Parameters of the model, each counted once: its ``count_params()``."""
        return sum(row.parameters for row in self._leaves)

    @property
    def trainable(self):
        """Parameters that get a gradient in training."""
        return sum(row.trainable for row in self._leaves)

    @property
    def multiply_adds(self):
        """Multiply-adds for one image; None where those of a row are not known."""
        return sum_of_known(row.multiply_adds for row in self._leaves)

    @property
    def flops(self):
        """Floating-point operations for one image: two for each multiply-add; None where not known."""
        return _doubled(self.multiply_adds)

    @property
    def activation_bytes(self):
        """Memory of all outputs of one image, without the inputs, in bytes; None where one is not known."""
        return sum_of_known(row.activation_bytes for row in self._leaves if row.kind != "InputLayer")

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
        """Return the row of a name, or at a position: a whole number, below 0 from the end.

        Raises
        ------
        TypeError
            If it is neither; ``rows`` can be sliced.
        ValueError
            If no row has the name; the nearest names are listed.
        IndexError
            If there is no row at the position.
        """
        if not isinstance(name, str):
            return self.rows[_checks.position(name, "name", len(self.rows), "the name of a row")]
        names = [row.name for row in self.rows]
        return self.rows[names.index(known_layer(name, "name", names))]

    def __str__(self):
        """Return the table as text of at most 100 columns."""
        return self.to_text()

    def _repr_html_(self):
        return render.html(self)

    def to_text(self, width=100):
        """Return the table as aligned text.

        Parameters
        ----------
        width : int, default 100
            Columns at most. Where the table is wider, memory, kinds and steps are left out, as far as needed,
            then names and formulas are shortened, then fields, outputs and multiply-adds are left out.

        Returns
        -------
        str

        Raises
        ------
        TypeError, ValueError
            If the width is not a whole number of at least 40.

        Examples
        --------
        >>> from cnn_docs import build_cifar_cnn, layer_table
        >>> lines = layer_table(build_cifar_cnn()).to_text(width=80).splitlines()
        >>> print(lines[4])
        conv_1   30x30x16  (3*3*3 + 1)*16 = 448           388,800    3x3   1x1
        """
        return render.text(self, _checks.whole_number(width, "width", minimum=40))

    def to_markdown(self):
        r"""Return the table in Markdown.

        Returns
        -------
        str

        Examples
        --------
        >>> from cnn_docs import build_cifar_cnn, layer_table
        >>> print(layer_table(build_cifar_cnn()).to_markdown().splitlines()[3])
        | conv_1 | Conv2D | 30x30x16 | (3\*3\*3 + 1)\*16 = 448 | 388,800 | 56.2 KiB | 3x3 | 1x1 |
        """
        return render.markdown(self)

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
            whole numbers, empty where they are not known. Names that a spreadsheet would take for
            formulas have an apostrophe before them.

        Raises
        ------
        TypeError, ValueError
            If ``path`` is no path.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> from cnn_docs import build_cifar_cnn, layer_table
        >>> print(layer_table(build_cifar_cnn()).to_csv().splitlines()[2])
        conv_1,Conv2D,30x30x16,448,448,(3*3*3 + 1)*16,388800,57600,3x3,1x1,"0,0",False
        """
        return render.csv_text(self, path)

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
        return render.frame(self)

    def memory(self, batch_size=1, *, optimizer=None):
        """Return an estimate of the memory that the model needs.

        Parameters
        ----------
        batch_size : int, default 1
            Images that are computed at once.
        optimizer : str or None, default None
            None for inference; for training "sgd", "momentum" (sgd with momentum), "rmsprop", "adagrad",
            "lion", "adam", "adamw", "adamax", "nadam", "adadelta" or "ftrl".

        Returns
        -------
        MemoryEstimate
            Bytes of weights, gradients, optimizer and activations.

        Raises
        ------
        TypeError, ValueError
            If the batch size is no positive whole number, or the optimizer is not known.

        Notes
        -----
        In inference the output of a layer is held until the last layer that reads it has run, the images as
        well, and the largest sum that comes about is taken. In training all of these stay until the
        gradients are computed, and the largest counts once more for its own gradient; each trainable weight
        has a gradient, and the optimizer, as Keras makes it by default, keeps up to two numbers for it. Not
        counted are the working memory of the convolutions' algorithms, copies that a backend makes, and the
        program itself; a backend may also need less, where it computes in place or joins layers.

        Examples
        --------
        >>> from cnn_docs import build_cifar_cnn, layer_table
        >>> table = layer_table(build_cifar_cnn())
        >>> table.memory().weights == 4 * table.parameters
        True
        >>> table.memory(32, optimizer="adam").optimizer == 2 * table.memory().weights
        True
        """
        batch_size = _checks.positive_integer(batch_size, "batch_size")
        if optimizer is not None:
            optimizer = _checks.choice(optimizer, "optimizer", OPTIMIZERS)
        return estimate(self, batch_size, optimizer)

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
        >>> from cnn_docs import build_xray_cnn, layer_table
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
        return render.paired(self.left.rows, self.right.rows)

    @property
    def changed(self):
        """Pairs that differ in kind, output, parameters, formula, what is trained, multiply-adds or memory.

        A pair of which one side is None differs. Receptive fields are not compared.
        """
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
        return render.comparison_text(self)

    def _repr_html_(self):
        return render.comparison_html(self)


def _doubled(multiply_adds):
    return None if multiply_adds is None else 2 * multiply_adds


def sum_of_known(numbers):
    """Return the sum of numbers, None where one is not known."""
    numbers = list(numbers)
    return None if None in numbers else sum(numbers)


def _differs(left, right):
    if left is None or right is None:
        return True
    return any(getattr(left, name) != getattr(right, name) for name in _COMPARED)
