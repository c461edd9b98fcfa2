"""What the drawings of a model need from a layer table: layers, their families, their connections."""

from dataclasses import dataclass, replace

from cnn_docs._checks import refuse
from cnn_docs.plots._text import shown

# Family, colour role, share of ink; the first whose words are in the kind's name is the one.
_WORDS = {
    "input": ("input",),
    "convolution": ("conv",),
    "pooling": ("pool",),
    "dense": ("dense",),
    "merging": ("concatenate", "add", "multiply", "average", "subtract", "maximum", "minimum", "dot"),
}
_LIGHT_KINDS = ("normalization", "activation", "dropout", "relu", "softmax", "elu", "noise")

FAMILIES = {
    "input": ("input", 1.0),
    "convolution": ("kernel", 1.0),
    "dense": ("highlight", 1.0),
    "other weights": ("kernel", 0.35),
    "pooling": ("muted", 1.0),
    "merging": ("ink", 0.75),
    "no weights": ("grid", 1.0),
}
"""Family of layers to (role in the palette, opacity), in the order of the legend."""


@dataclass(frozen=True)
class Layer:
    """One box of a drawing: a layer, or several that are drawn as one.

    ``shape`` has the places first, in the image's order, and the channels last; ``printed`` is the shape as
    the table has it, where that is another.
    """

    name: str
    kind: str
    family: str
    shape: tuple
    parameters: int
    count: int = 1
    printed: tuple | None = None

    @property
    def label(self):
        """The name without the models around it."""
        return shown(self.name.rsplit("/", 1)[-1])

    @property
    def shape_text(self):
        """The output shape as ``32×32×16``, with ``?`` for a side that the input decides."""
        return "×".join("?" if side is None else f"{side}" for side in self.printed or self.shape)

    @property
    def kind_text(self):
        """The kind of layer, or how many layers the box stands for."""
        return self.kind if self.count == 1 else f"{self.count} layers"


def read_layers(table):
    """Layers of a table in call order, and the set of their connections as pairs of positions.

    A table without ``edges`` is taken for a chain. The row of a nested model is left out, since its
    layers follow it.
    """
    rows = [row for row in table_rows(table) if not row.nested]
    place = {row.name: position for position, row in enumerate(rows)}
    pairs = getattr(table, "edges", None)
    if pairs is None:
        edges = {(position, position + 1) for position in range(len(rows) - 1)}
    else:
        edges = {(place[a], place[b]) for a, b in pairs if a in place and b in place and a != b}
    return [_layer(row) for row in rows], {(a, b) for a, b in edges if a < b}


def table_rows(table):
    """Return the rows of a layer table, checked to be one."""
    rows = getattr(table, "rows", None)
    if rows is None:
        hint = "Pass layer_table(model)."
        refuse("table", "a layer table", type(table).__name__, error=TypeError, hint=hint)
    if not rows:
        refuse("table", "a layer table with at least one layer", "no rows")
    return list(rows)


def _layer(row):
    shape, printed = image_shape(row), first_shape(row.output_shape)
    printed = None if shape == printed else printed
    return Layer(row.name, row.kind, family_of(row), shape, row.parameters or 0, printed=printed)


def first_shape(shape):
    """Return the output shape without nested tuples: that of the first output."""
    if isinstance(shape, dict):
        shape = tuple(shape.values())
    while shape and isinstance(shape[0], (tuple, list)):
        shape = shape[0]
    return tuple(shape)


def spatial_axes(row):
    """Return which axes of a row's output follow those of the image; None where the row does not say it."""
    return getattr(row, "spatial_axes", None)


def image_shape(row):
    """Return the output shape of a row with the axes of the image first, in its order."""
    shape, axes = first_shape(row.output_shape), spatial_axes(row)
    if axes is None or max(axes, default=-1) >= len(shape):
        return shape
    others = [axis for axis in range(len(shape)) if axis not in axes]
    return tuple(shape[axis] for axis in (*axes, *others))


def family_of(row):
    """Return the family of a row's kind, one of the keys of :data:`FAMILIES`."""
    kind = row.kind.lower()
    for family, words in _WORDS.items():
        whole = family in ("dense", "merging")  # AdditiveAttention and DenseBlock are neither
        if any(kind == word if whole else word in kind for word in words):
            return family
    return "other weights" if row.parameters else "no weights"


def fused(layers, edges):
    """Put normalisation, activation and dropout into the box of the layer before."""

    def joins(before, after):
        return before.shape == after.shape and any(word in after.kind.lower() for word in _LIGHT_KINDS)

    return _contracted(layers, edges, joins)


def chained(layers, edges):
    """Put layers that follow each other in a straight line at one image size into one box."""

    def joins(before, after):
        return len(after.shape) > 1 and before.shape[:-1] == after.shape[:-1]

    return _contracted(layers, edges, joins)


def _contracted(layers, edges, joins):
    """Merge each layer into its only predecessor, if it is that one's only successor and `joins`."""
    before, after = neighbours(edges, len(layers))
    home = list(range(len(layers)))
    boxes = {}
    for position, layer in enumerate(layers):
        boxes[position] = layer
        if len(before[position]) != 1 or len(after[before[position][0]]) != 1:
            continue
        host = home[before[position][0]]
        if boxes[host].family != "input" and joins(boxes[host], layer):
            boxes[host] = _together(boxes[host], boxes.pop(position))
            home[position] = host
    order = {old: new for new, old in enumerate(boxes)}
    linked = {(order[home[a]], order[home[b]]) for a, b in edges if home[a] != home[b]}
    return list(boxes.values()), linked


def _together(first, second):
    """One box for two that follow each other; it wears the colour of the one with more parameters."""
    family = second.family if second.parameters > first.parameters else first.family
    return replace(
        first,
        family=family,
        shape=second.shape,
        printed=second.printed,
        parameters=first.parameters + second.parameters,
        count=first.count + second.count,
    )


def by_image_size(layers):
    """Return one box for each run of layers with the same height and width, in call order.

    Vectors and single pixels between two layers of one size, as a gate computes them from the whole
    image, belong to the run.
    """
    runs, aside = [], []
    for layer in layers:
        maps = len(layer.shape) > 1 and set(layer.shape[:-1]) != {1}
        if not maps and runs:
            aside.append(layer)
        elif runs and runs[-1].family != "input" and runs[-1].shape[:-1] == layer.shape[:-1]:
            for other in aside:
                runs[-1] = replace(_together(runs[-1], other), shape=runs[-1].shape, printed=runs[-1].printed)
            runs[-1], aside = _together(runs[-1], layer), []
        else:
            runs, aside = [*runs, *aside, layer], []
    return [*runs, *aside]


def neighbours(edges, count):
    """Positions before and after each of `count` boxes, as two lists of sorted lists."""
    before, after = ([[] for _ in range(count)] for _ in range(2))
    for start, end in sorted(edges):
        before[end].append(start)
        after[start].append(end)
    return before, after


def families_in(layers):
    """Families that occur, in the order of the legend."""
    found = {layer.family for layer in layers}
    return [family for family in FAMILIES if family in found]
