"""JAX: functions that are differentiated and compiled, and their jaxprs."""

import contextlib
from typing import NamedTuple

import jax
from jax.extend.core import get_opaque_trace_state

from cnn_docs._keras import load_keras

from ._jax_parameters import parameters
from ._keras_ops import current_graph, symbolic_call, to_array, traced_call

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

without_gradients = contextlib.nullcontext


def current_trace():
    """Return JAX's own token for the function that is being traced, another one in a loop's body."""
    return get_opaque_trace_state(convention="nnx")


def slopes(function, tensors):
    """Return what a function finds, and the gradients: zeros where nothing depends on a tensor."""
    if not tensors:
        return function()[1], []
    places = tuple(range(len(tensors)))
    gradients, found = jax.grad(function, argnums=places, has_aux=True)(*tensors)
    return found, list(gradients)


def compiled(evaluate, state, batch):
    """Return the function compiled anew for each shape of the batch."""

    def traced(values, tensors):
        return evaluate(list(zip(state(), values, strict=True)), tensors)

    function = jax.jit(traced)
    function.lower([variable.value for variable in state()], batch)  # fails now where code needs values
    return lambda tensors: function([variable.value for variable in state()], tensors)


class _Node(NamedTuple):
    """A value in one call of a function, which may be called several times."""

    aval: object


class Dataflow:
    """The jaxpr of a function, with the functions that it calls in their places."""

    def run(self, function, specs):
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
        self._made, self._equations, self._parameters = {}, {}, {}
        self._kept, values = [*traced], {}
        self._follow(jaxpr, values)
        nodes = [values.get(id(variable), variable) for variable in jaxpr.outvars]
        self._seen = dict(zip(map(id, traced), nodes, strict=True))

    def node(self, tensor):
        return self._seen[id(tensor)]

    @staticmethod
    def is_traced(tensor):
        return load_keras().ops.is_tensor(tensor)

    def before(self, node):
        return self._made.get(id(node), ("", []))

    def parameters(self, node):
        return self._parameters.get(id(node))

    def equation(self, node):
        return self._equations.get(id(node))

    def described(self, node):
        sides = tuple(size if isinstance(size, int) else None for size in node.aval.shape)
        return sides, node.aval.dtype.name

    def _follow(self, jaxpr, values):
        """Note what makes each value; ``values`` has those of the variables in one call of a function."""
        for equation in jaxpr.eqns:
            inputs = [values.get(id(variable), variable) for variable in equation.invars]
            inner = self._inner(equation)
            if inner is None or len(inner.invars) != len(inputs):
                self._note(equation, inputs, values)
                continue
            own = {id(variable): given for variable, given in zip(inner.invars, inputs, strict=True)}
            self._follow(inner, own)
            pairs = zip(equation.outvars, inner.outvars, strict=True)
            values.update((id(variable), own.get(id(result), result)) for variable, result in pairs)
        self._kept.append(jaxpr)

    def _note(self, equation, inputs, values):
        """Note what an operation makes of its inputs."""
        made = (_name(equation), inputs)
        for variable in equation.outvars:
            values[id(variable)] = node = _Node(variable.aval)
            self._kept.append(node)
            self._made[id(node)], self._parameters[id(node)] = made, parameters(equation)
            if equation.primitive.name == "dot_general":
                self._equations[id(node)] = _product(equation)

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


def _name(equation):
    """Return what an operation of JAX is called in `_traced_fields`."""
    name = equation.primitive.name
    return {"max": "maximum", "min": "minimum"}.get(name, name)


def _product(equation):
    """Return a product of JAX as ``numpy.einsum`` writes it: the batch, what is left of each factor."""
    (summed, batch), free = equation.params["dimension_numbers"], iter("abcdefghijklmnopqrstuvwxyz")
    terms = [[next(free) for _ in variable.aval.shape] for variable in equation.invars]
    for first, second in (*zip(*summed, strict=True), *zip(*batch, strict=True)):
        terms[1][second] = terms[0][first]
    kept = [
        [letter for axis, letter in enumerate(term) if axis not in (*summed[side], *batch[side])]
        for side, term in enumerate(terms)
    ]
    result = [terms[0][axis] for axis in batch[0]] + kept[0] + kept[1]
    return f"{''.join(terms[0])},{''.join(terms[1])}->{''.join(result)}"
