"""What a page holds, as plain data: the layers, their maps, what a unit adds up, and the heat maps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn_docs.explorer._encode import packed
from cnn_docs.explorer._planes import exact_type
from cnn_docs.geometry import ReceptiveField


@dataclass
class Recorded:
    """Everything that was computed for a page.

    Attributes
    ----------
    title : str
    table : LayerTable
    planes : dict of str to Planes
        By the names of the tensors, in the order of the table.
    hidden : dict of str to str
        Tensors that cannot be shown, and why.
    calls : dict of str to Call
    operations : dict of str to (dict or str)
        What a unit of each call adds up, or why that is not told.
    answers : Answers
    heats : dict of str to Heat
    count : int
        Number of images.
    """

    title: str
    table: object
    planes: dict
    hidden: dict
    calls: dict
    operations: dict
    answers: object
    heats: dict
    count: int

    @cached_property
    def row_of(self):
        """The row of the table for each tensor, by name."""
        return {name: row for row in self.table if not row.nested for name in row.output_names}

    @cached_property
    def inputs(self):
        """The names of the inputs that are shown."""
        return [row.name for row in self.table if row.kind == "InputLayer" and row.name in self.planes]

    def call_of(self, name):
        """Return the call that makes a tensor."""
        return self.calls.get(self.row_of[name].name)

    def operation_of(self, name):
        """Return what a unit of a tensor adds up, or a text."""
        row = self.row_of[name]
        if len(row.output_names) > 1:
            return "The layer returns several tensors."
        return self.operations.get(row.name, "The page does not know how this layer is called.")

    def layers(self, chosen, with_weights):
        """Return the layers as plain data, nested models as rows without maps.

        Parameters
        ----------
        chosen : dict of str to ndarray
            Numbers of the maps that the page holds, by tensor.
        with_weights : set of str
            Tensors whose weights it holds.
        """
        found = []
        for place, row in enumerate(self.table):
            shared = {"row": place, "kind": row.kind, "nested": row.nested, "depth": row.name.count("/")}
            for name in row.output_names if not row.nested and row.output_names else [row.name]:
                of = {} if name == row.name else {"of": row.name}
                found.append({"name": name, **of, **shared, **self._layer(name, row, chosen, with_weights)})
        return found

    def _layer(self, name, row, chosen, with_weights):
        tensor = self.planes.get(name)
        if tensor is None:
            return {"why": self.hidden.get(name, "")}
        call, operation = self.calls.get(row.name), self.operation_of(name)
        described, why = (None, operation) if isinstance(operation, str) else (dict(operation), "")
        if described and described.pop("weights", None) and name not in with_weights:
            why = "Its weights are not in this file, which would be too large."  # it still tells what is read
        return {
            "maps": facts_of_maps(tensor, chosen[name]),
            "scale": tensor.picture_scale() if row.kind == "InputLayer" else tensor.scale(),
            "field": _field(row.receptive_field if name == row.output_names[0] else "unknown"),
            "sources": [_source(source) for source in (call.sources if call else [])],
            "operation": described,
            "why": why,
        }

    def weight_texts(self, name, chosen):
        """Return the packed weights of a tensor's maps that stay, by name."""
        operation = self.operation_of(name)
        weights = {} if isinstance(operation, str) else operation.get("weights", {})
        return {key: packed(values[chosen[name]]) for key, values in weights.items()}

    def map_texts(self, name, chosen):
        """Return the packed maps of a tensor, one text for each image, or one for all."""
        tensor = self.planes[name]
        kind = exact_type(tensor.values)
        return [packed(values[chosen[name]], kind) for values in tensor.values]

    def heat_texts(self):
        """Return the packed heat maps by method, then image and class: parts of the largest, in 8 bits."""
        return {
            method: {
                f"{image}/{number}": packed(_in_bytes(heat), "|u1")
                for (image, number), heat in of.maps.items()
            }
            for method, of in self.heats.items()
        }

    @cached_property
    def logits(self):
        """What a dense layer at the end had before its softmax, (N, K); None where it cannot be told."""
        name, tensor = self.answers.name, self.planes.get(self.answers.name)
        operation = "" if tensor is None else self.operation_of(name)
        if isinstance(operation, str) or (operation["kind"], operation.get("activation")) != (
            "dense",
            "softmax",
        ):
            return None
        read = self.planes[self.call_of(name).sources[0].name]
        if not (tensor.per_image and read.per_image and read.area == 1):
            return None
        weights = operation["weights"]
        return read.values.reshape(self.count, -1) @ weights["kernel"].T.astype(np.float64) + weights["bias"]

    def answer(self, with_weights):
        """Return the scores as plain data; what was before the softmax where the page cannot add it up.

        Parameters
        ----------
        with_weights : set of str
            Tensors whose weights the page holds.
        """
        logits = None if self.answers.name in with_weights else self.logits
        scores = self.answers.scores
        if scores is not None:
            scores = [[score if np.isfinite(score) else None for score in row] for row in scores.tolist()]
        return {
            "scores": scores,
            "layer": self.answers.name,
            "shares": self.answers.shares,
            "logits": None if logits is None else _short(logits),
            "labels": list(self.answers.labels),
        }

    def heat_facts(self):
        """Return what is known of each method beside its maps."""
        return {
            method: {
                "layer": heat.layer,
                "input": heat.input,
                "why": heat.why,
                "sides": _sides(heat),
                "most": {f"{image}/{number}": float(one.max()) for (image, number), one in heat.maps.items()},
            }
            for method, heat in self.heats.items()
        }


def _short(logits):
    """Return rows of numbers with the digits of single precision, None for one that is not finite."""
    return [[float(f"{one:.8g}") if np.isfinite(one) else None for one in row] for row in logits.tolist()]


def _in_bytes(heat):
    return np.round(heat * (255 / (float(heat.max()) or 1.0)))


def _sides(heat):
    return list(np.shape(next(iter(heat.maps.values()))))[-2:] if heat.maps else []


def facts_of_maps(tensor, chosen=None):
    """Return what a page is told of the maps of a tensor, of which it may hold a part only."""
    whole = chosen is None or len(chosen) == tensor.count
    return {
        "shape": list(tensor.shape),
        "order": list(tensor.order),
        "spatial": list(tensor.spatial),
        "drawn": tensor.drawn,
        "height": tensor.values.shape[2],
        "width": tensor.values.shape[3],
        "count": tensor.count,
        "chosen": None if whole else chosen.tolist(),
        "perImage": tensor.per_image,
        "type": exact_type(tensor.values),
    }


def _field(field):
    if not isinstance(field, ReceptiveField):
        return field
    return {key: [float(number) for number in getattr(field, key)] for key in field._fields}


def _source(source):
    window = None if source.window is None else _field(source.window)
    return {"name": source.name, "window": window, "certain": source.certain}
