"""PyTorch: its record of operations for gradients, and what it dispatches."""

from typing import NamedTuple

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from cnn_docs._keras import load_keras

from ._keras_ops import current_graph, symbolic_call, traced_call

__all__ = [
    "Dataflow",
    "compiled",
    "current_graph",
    "current_trace",
    "slopes",
    "symbolic_call",
    "to_array",
    "traced_call",
    "without_gradients",
]

without_gradients = torch.no_grad


def current_trace():
    """Return None: loops and branches are Python's."""


def to_array(tensor):
    """Return a tensor's values as an array that may be written to; bfloat16 as float32."""
    tensor = tensor.detach().cpu()
    return (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy().copy()


def slopes(function, tensors):
    """Return what a function finds, and the gradients: None where nothing depends on a tensor."""
    with torch.enable_grad():
        watched = [tensor.detach().requires_grad_() for tensor in tensors]
        total, found = function(*watched)
    if not total.requires_grad:
        return found, [None] * len(tensors)
    return found, list(torch.autograd.grad(total, watched, allow_unused=True))


def compiled(*_):
    """Return None: nothing is compiled here."""


class _TorchRun(NamedTuple):
    """The tensors that are watched, what made each, what was written into each memory, and all tensors."""

    watched: list
    made: dict
    written: dict
    kept: list


class Dataflow:
    """The operations that PyTorch dispatches, run on tensors without values where the model allows."""

    _FILLS = 83, 89

    def run(self, function, specs):
        first, self._run = (self._one(function, specs, fill) for fill in self._FILLS)
        # Both runs make the same tensors; the last one's are those that the caller has.
        pairs = zip(first.watched, self._run.watched, strict=True)
        self._shapes = {id(b): self._shape(a, b) for a, b in pairs}

    def node(self, tensor):
        return tensor

    @staticmethod
    def is_traced(tensor):
        return load_keras().ops.is_tensor(tensor)

    def before(self, node):
        name, inputs = self._run.made.get(id(node), ("", []))
        written = self._run.written.get(_memory(node), [])
        others = [tensor for tensor in written if tensor is not node]
        return ("written in place", inputs + others) if written else (name, inputs)

    @staticmethod
    def parameters(_node):
        return None

    @staticmethod
    def equation(_node):
        return None

    def described(self, node):
        shape = self._shapes.get(id(node), tuple(node.shape))
        if shape[:1] == self._FILLS[-1:]:  # of what is no layer's, only the last run is known
            shape = (None, *shape[1:])
        return shape, load_keras().backend.standardize_dtype(node.dtype)

    @staticmethod
    def _shape(one, other):
        pairs = zip(one.shape, other.shape, strict=True)
        return tuple(a if a == b else None for a, b in pairs)

    @staticmethod
    def _one(function, specs, fill):
        keras, watched, kept, made, written = load_keras(), [], [], {}, {}
        is_tensor = keras.ops.is_tensor

        class Noting(TorchDispatchMode):
            def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
                result = operation(*args, **(kwargs or {}))
                inputs = [leaf for leaf in tree_leaves((args, kwargs)) if is_tensor(leaf)]
                outputs = [leaf for leaf in tree_leaves(result) if is_tensor(leaf)]
                name = operation.overloadpacket.__name__
                if any(output is one for output in outputs for one in inputs):
                    written.setdefault(_memory(outputs[0]), []).extend(inputs)
                else:
                    made.update((id(output), (name, inputs)) for output in outputs)
                kept.extend(outputs)
                return result

        def noted(*tensors):
            made.clear(), written.clear(), kept.clear()
            with Noting():
                watched[:] = [*tensors, *function(*tensors)]
            return ()

        shapes = [[fill if size is None else size for size in spec.shape] for spec in specs]
        filled = [
            keras.KerasTensor(shape, dtype=spec.dtype) for shape, spec in zip(shapes, specs, strict=True)
        ]
        symbolic_call(noted, filled)
        return _TorchRun(watched, made, written, kept)


def _memory(tensor):
    return tensor.untyped_storage()._cdata
