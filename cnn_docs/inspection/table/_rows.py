"""Rows of a layer table from the calls of a model, with every weight counted once."""

import math
from dataclasses import replace
from functools import lru_cache

from cnn_docs.inspection._graphs import plain_graph
from cnn_docs.inspection._recorder import is_container, sublayers
from cnn_docs.inspection.table._formulas import parameter_formula, sum_of_shapes
from cnn_docs.inspection.table._graph import OwnProducts
from cnn_docs.inspection.table._kinds import count, is_layer
from cnn_docs.inspection.table._multiply_adds import multiply_adds
from cnn_docs.inspection.table._receptive_fields import places, receptive_field
from cnn_docs.inspection.table._render import PRODUCTS, WEIGHTS
from cnn_docs.inspection.table._results import LayerRow, sum_of_known


class Rows:
    """Rows in the making: every weight is counted in the first row that has it.

    ``own`` has the products of what is no layer of Keras, by the names of the steps.
    """

    def __init__(self, model, own):
        self._own_costs = own
        self._weights = model.weights
        self._sizes = {id(weight): math.prod(weight.shape) for weight in self._weights}
        self._trainable = {id(weight) for weight in model.trainable_weights}
        self._owner = {}
        self._rows = []
        self._with_code, self._own_products = set(), False

    def add(self, step):
        """Add the row of one call."""
        operation = step.operation
        if isinstance(operation, OwnProducts):
            self._own_products = True
            cost = self._own_costs.get(step.name)
            self._append(step.name, PRODUCTS, [], (0, 0, ""), cost, nested=False, memory=0)
            return None
        if operation is None or not is_layer(operation):
            kind = "InputLayer" if operation is None else type(operation).__name__
            counted, cost = (0, 0, ""), 0 if operation is None else self._cost(step)
        else:
            kind = type(operation).__name__
            counted = self._count(operation, step.name, nested=step.nested)
            cost = 0 if step.nested else self._cost(step)
        if step.nested and plain_graph(operation) is None:
            self._with_code.add(step.name)
        memory = sum_of_known(map(_bytes, step.outputs)) if step.outputs else None  # as in a loop
        return self._append(
            step.name, kind, step.outputs, counted, cost, nested=step.nested, memory=memory, names=step.names
        )

    def add_uncalled(self, layer, path):
        """Add rows for the weights that no called layer has, so that the totals are right."""
        if self._owner.keys() >= self._sizes.keys():
            return
        inner = sublayers(layer) if is_container(layer) else []
        for sublayer in inner:
            self.add_uncalled(sublayer, f"{path}/{sublayer.name}" if path else sublayer.name)
        own = [weight for weight in layer.weights if id(weight) not in self._owner]
        if own:
            kind = WEIGHTS if inner or not path else type(layer).__name__
            name = f"{path}/weights".lstrip("/") if kind == WEIGHTS else path
            formula = sum_of_shapes(own) if kind == WEIGHTS else parameter_formula(layer)
            counted = (int(sum_of_shapes(own)), self._trained(own), formula.text)
            self._own(own, name)
            self._append(name, kind, [], counted, 0, nested=False, memory=0)

    def finished(self):
        """Return the rows, those of nested models with the sums over the layers inside."""
        return [self._with_sums(row) if row.nested else row for row in self._rows]

    def memory(self):
        """Return the memory of all weights, and of those among them that have gradients, in bytes."""
        sizes = {id(weight): self._sizes[id(weight)] * _bits(weight.dtype) // 8 for weight in self._weights}
        return sum(sizes.values()), sum(size for key, size in sizes.items() if key in self._trainable)

    def _cost(self, step):
        """Return the multiply-adds of a call for one image: by what it is, else by what a trace of it has."""
        cost = _of_one_image(step)
        return self._own_costs.get(step.name) if cost is None else cost

    def _append(self, name, kind, outputs, counted, cost, *, nested, memory, names=()):
        parameters, trainable, formula = counted
        shapes = [value.of_one() for value in outputs]
        shape = shapes[0] if len(shapes) == 1 else shapes
        where = receptive_field(outputs[0].field) if outputs else "unknown"
        self._rows.append(
            LayerRow(
                name,
                kind,
                shape,
                parameters,
                trainable,
                formula,
                cost,
                memory,
                where,
                nested,
                tuple(names),
                _spatial_axes(outputs),
                not outputs
                or any(value.batch.axis is not None or not value.batch.is_known for value in outputs),
            )
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
        formula = parameter_formula(layer, weights) if len(new) == len(weights) else sum_of_shapes(new)
        return int(formula), self._trained(new), formula.text

    def _own(self, weights, name):
        self._owner.update((id(weight), name) for weight in weights)

    def _trained(self, weights):
        return sum(self._sizes[id(weight)] for weight in weights if id(weight) in self._trainable)

    def _with_sums(self, row):
        around = [r for r in self._rows if r.name.startswith(f"{row.name}/")]
        inside = [r for r in around if not r.nested]
        unknown = self._own_products and not self._with_code.isdisjoint(r.name for r in [row, *around])
        return replace(
            row,
            parameters=sum(r.parameters for r in inside),
            trainable=sum(r.trainable for r in inside),
            multiply_adds=None if unknown else sum_of_known(r.multiply_adds for r in inside),
            activation_bytes=sum_of_known(r.activation_bytes for r in inside),
        )


def _of_one_image(step):
    """Return the multiply-adds of a call for one image, of which the batch axis may have several entries."""
    batches = [value.batch for value in [*step.inputs, *step.outputs] if value.shape]
    if not all(batch.is_known for batch in batches):
        return multiply_adds(step.call) and None
    first = [value.shape[:1] for value in step.outputs[:1]]
    entries = (first[0][0] if first and first[0] else None) or 1
    cost = multiply_adds(step.call)
    return None if cost is None else entries * cost


def _spatial_axes(outputs):
    """Return the axes of the first output's shape for one image that follow those of an image."""
    axes, shape = (places(outputs[0].field), outputs[0].of_one()) if outputs else (None, None)
    if axes is None or shape is None:
        return None
    shift = len(outputs[0].shape) - len(shape)
    return None if shift and 0 in axes else tuple(axis - shift for axis in axes)


def _bytes(value):
    """Return the memory of a tensor of one image."""
    size = count(value.of_one())
    return None if size is None else size * _bits(value.dtype) // 8


@lru_cache
def _bits(dtype):
    """Return the bits of a number from the end of its type's name."""
    return int("".join(filter(str.isdigit, dtype)) or 8)
