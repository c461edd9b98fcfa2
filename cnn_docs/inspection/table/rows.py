"""Rows of a layer table from the calls of a model, with every weight counted once."""

import math
from dataclasses import replace

from cnn_docs.inspection._recorder import is_container, sublayers
from cnn_docs.inspection.table.formulas import parameter_formula, sum_of_shapes
from cnn_docs.inspection.table.kinds import count, is_layer
from cnn_docs.inspection.table.multiply_adds import multiply_adds
from cnn_docs.inspection.table.receptive_fields import receptive_field
from cnn_docs.inspection.table.results import LayerRow, sum_of_known


class Rows:
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
        memory = sum_of_known(_bytes(value) for value in outputs)
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
        return replace(
            row,
            parameters=sum(r.parameters for r in inside),
            trainable=sum(r.trainable for r in inside),
            multiply_adds=sum_of_known(r.multiply_adds for r in inside),
            activation_bytes=sum_of_known(r.activation_bytes for r in inside),
        )


def _bytes(value):
    """Return the memory of a tensor of one image, from the bits at the end of its type's name."""
    size = count(value.shape[1:])
    bits = int("".join(filter(str.isdigit, value.dtype)) or 8)
    return None if size is None else size * bits // 8
