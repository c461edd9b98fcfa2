"""The graph that Keras keeps of a functional model, and which of its operations are of interest."""

from cnn_docs._keras import load_keras


def plain_graph(model):
    """Return the functional graph that calling a model runs, or None where its ``call`` is its own."""
    call = getattr(model, "call", None)
    if getattr(call, "__qualname__", "") not in ("Functional.call", "Sequential.call"):
        return None
    graph = getattr(model, "_functional", None) or model
    return graph if hasattr(graph, "_nodes_by_depth") else None


def nodes_of(graph):
    """Return the calls in a graph in the order in which Keras makes them, without the inputs."""
    depths = sorted(graph._nodes_by_depth, reverse=True)
    return [node for depth in depths for node in graph._nodes_by_depth[depth] if not node.is_input]


def data_operations(model):
    """Return the ids of the operations in a model's graph that are neither layers nor compute masks.

    Keras attaches a mask to a tensor and passes it to the layers that take one: that is no data. A truth
    value that the model's author computes is attached to nothing, so it is.
    """
    graph = plain_graph(model)
    if graph is None:
        return set()
    nodes = [node for node in nodes_of(graph) if not isinstance(node.operation, load_keras().layers.Layer)]
    if any(tensor.dtype == "bool" for node in nodes for tensor in node.outputs):
        needed = _needed(graph)
        nodes = [node for node in nodes if needed.intersection(map(id, node.outputs))]
    return {id(node.operation) for node in nodes}


def _needed(graph):
    """Return the ids of the tensors that the outputs depend on otherwise than by attached masks."""
    needed = {id(tensor) for tensor in graph.outputs}
    for node in reversed(nodes_of(graph)):
        if needed.intersection(map(id, node.outputs)):
            attached = {id(getattr(tensor, "_keras_mask", None)) for tensor in node.input_tensors}
            needed.update(id(tensor) for tensor in node.input_tensors if id(tensor) not in attached)
    return needed
