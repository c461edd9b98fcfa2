"""The one module that speaks to TensorFlow, JAX and PyTorch: gradients, and passes that are compiled.

Everything else says what it wants in ``keras.ops``.
"""

from typing import NamedTuple

from cnn_docs._keras import load_keras


def backend():
    """Return the name of Keras's backend: "tensorflow", "jax" or "torch"."""
    return load_keras().backend.backend()


# ---- What a traced tensor is made of


def symbolic_call(function, specs):
    """Call a function on tensors of the given shapes and types without computing, on any backend."""
    keras = load_keras()

    class Symbolic(keras.Operation):
        def call(self, *tensors):
            return function(*tensors)

    Symbolic().compute_output_spec(*specs)


def current_graph():
    """Return the TensorFlow graph that is being traced, or None in eager mode and on other backends."""
    if backend() != "tensorflow":
        return None
    import tensorflow as tf

    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()


def graph_of(tensor):
    """Return the graph of a symbolic tensor of TensorFlow; None for any other."""
    return getattr(tensor, "graph", None)


def dataflow():
    """Return what traces a function and tells of each tensor what it is made of.

    Returns
    -------
    object
        ``run(function, specs)`` calls a function on symbolic tensors of the given shapes and types; the
        function returns those that are to be known afterwards. ``node(tensor)`` identifies one of them,
        ``before(node)`` gives the name of the operation that made it and the nodes that this took, and
        ``described(node)`` the shape, open axes as None, and the type.
    """
    return {"tensorflow": _TensorFlowDataflow, "jax": _JaxDataflow, "torch": _TorchDataflow}[backend()]()


class _TensorFlowDataflow:
    """The graph of a ``tf.function``."""

    def run(self, function, specs):
        import tensorflow as tf

        specs = [tf.TensorSpec(spec.shape, spec.dtype, name=None) for spec in specs]
        self._kept = []  # the graph lives as long as this

        def traced(*tensors):
            self._kept.append(function(*tensors))

        self._traced = tf.function(traced, autograph=False).get_concrete_function(*specs)

    def node(self, tensor):
        return tensor

    @staticmethod
    def is_traced(tensor):
        return hasattr(tensor, "op")

    def before(self, node):
        return node.op.type.lower(), list(node.op.inputs)

    def described(self, node):
        shape = node.shape
        return (tuple(shape) if shape.rank is not None else (None,)), node.dtype.name


class _JaxDataflow:
    """The jaxpr of a function, with the functions that it calls in their places."""

    def run(self, function, specs):
        import jax

        side = jax.export.symbolic_shape("(side)", constraints=["side>=2"])[0]
        given = [
            jax.ShapeDtypeStruct([side if size is None else size for size in spec.shape], spec.dtype)
            for spec in specs
        ]
        traced = []

        def watched(*tensors):
            traced[:] = [*tensors, *function(*tensors)]
            return traced

        jaxpr = jax.make_jaxpr(watched)(*given).jaxpr
        self._made, self._seen = {}, dict(zip(map(id, traced), jaxpr.outvars, strict=True))
        self._kept = traced
        self._follow(jaxpr, {})

    def node(self, tensor):
        return self._seen[id(tensor)]

    @staticmethod
    def is_traced(tensor):
        return load_keras().ops.is_tensor(tensor)

    def before(self, node):
        return self._made.get(id(node), ("", []))

    def described(self, node):
        sides = tuple(size if isinstance(size, int) else None for size in node.aval.shape)
        return sides, node.aval.dtype.name

    def _follow(self, jaxpr, outer):
        """Note what makes each variable; ``outer`` are those that an inner function's inputs stand for."""

        def found(variable):
            return outer.get(id(variable), variable)

        for equation in jaxpr.eqns:
            inputs = [found(variable) for variable in equation.invars]
            inner = self._inner(equation)
            if inner is None or len(inner.invars) != len(inputs):
                name = equation.primitive.name
                made = ({"max": "maximum", "min": "minimum"}.get(name, name), inputs)
                self._made.update((id(variable), made) for variable in equation.outvars)
                continue
            names = {id(own): given for own, given in zip(inner.invars, inputs, strict=True)}
            self._follow(inner, names)
            for variable, own in zip(equation.outvars, inner.outvars, strict=True):
                self._made[id(variable)] = ("copy", [names.get(id(own), own)])
        self._kept.append(jaxpr)

    @staticmethod
    def _inner(equation):
        """Return the function that an equation only calls, None for any other operation."""
        if equation.primitive.name not in (
            "jit",
            "pjit",
            "closed_call",
            "custom_jvp_call",
            "custom_vjp_call",
        ):
            return None
        parameters = equation.params
        inner = parameters.get("jaxpr") or parameters.get("call_jaxpr") or parameters.get("fun_jaxpr")
        return getattr(inner, "jaxpr", inner)


class _TorchRun(NamedTuple):
    """The tensors that are watched, what made each, what was written into each memory, and all tensors."""

    watched: list
    made: dict
    written: dict
    kept: list


class _TorchDataflow:
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

    def described(self, node):
        shape = self._shapes.get(id(node), tuple(node.shape))
        return shape, load_keras().backend.standardize_dtype(node.dtype)

    @staticmethod
    def _shape(one, other):
        pairs = zip(one.shape, other.shape, strict=True)
        return tuple(a if a == b else None for a, b in pairs)

    @staticmethod
    def _one(function, specs, fill):
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.utils._pytree import tree_leaves

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
