"""Multiply-adds of code that is not Keras's, counted in the operations that it leaves in a trace.

The model is traced for two numbers of images. Where twice as many images take twice as many products, each
image has its share; where they do not, as behind ``x @ x.T``, nothing can be said of one image.
"""

import math

from cnn_docs.inspection._batch_axis import COUNTS, leads_to, specs_for
from cnn_docs.inspection.table._equations import expanded
from cnn_docs.inspection.table._multiply_adds import equation
from cnn_docs.inspection.table._operation_costs import is_written_out
from cnn_docs.inspection.table._trace import OWN_CODE, Tracer
from cnn_docs.inspection.table._traced_fields import FOLLOWED, PRODUCTS


def own_products(model, inputs):
    """Return the multiply-adds of one image, as far as a trace tells them.

    Parameters
    ----------
    model : keras.Model
        A built model.
    inputs : Inputs
        What it is called on, with the sizes of one image.

    Returns
    -------
    dict of str to int or None
        By the names of the calls, and for :data:`OWN_CODE` between the layers.
    """
    if any(None in tensor.shape[1:] for tensor in inputs.flat):
        return {}
    counts = (inputs.batch,) if inputs.batch else COUNTS
    try:
        found = [_Counter(model, inputs, count).products() for count in counts]
    except Exception:  # code of others that needs values, or a certain number of images
        return {}
    pairs = {name: [products.get(name) for products in found] for name in found[0]}
    return {name: _of_one_image(products, counts) for name, products in pairs.items()}


def _of_one_image(products, counts):
    """Return the share of one image, None where the numbers of images do not agree on it."""
    if None in products:
        return None
    shares = {divmod(number, count) for number, count in zip(products, counts, strict=True)}
    share, rest = shares.pop()
    return None if shares or rest else share


class _Counter:
    """The products in the trace of a model for a number of images."""

    def __init__(self, model, inputs, count):
        self._tracer = Tracer(model, inputs)
        self._flow = self._tracer.flow
        self._flow.run(self._tracer.call, specs_for(inputs, count))
        self._given = {id(self._flow.node(tensor)) for tensor in self._tracer.given}
        self._seen, self._leading = set(), {}

    def products(self):
        """Return the products of each call, None where they are not known."""
        found, between = {}, []
        for call in self._tracer.recorder.finished:
            between.append(self._before(call.inputs))
            if call.container:
                between.append(self._before(call.outputs))
            elif call.outputs:
                found[call.name] = self._before(call.outputs)
        between.append(self._before(self._tracer.results))
        return found | {OWN_CODE: None if None in between else sum(between)}

    def _before(self, tensors):
        """Return the products in what tensors are made of, as far as it has not been looked at."""
        stack, found = [self._flow.node(tensor) for tensor in tensors], [0]
        while stack:
            node = stack.pop()
            if id(node) not in self._seen:
                self._seen.add(id(node))
                operation, before = self._flow.before(node)
                found.append(self._of(operation, before, node))
                stack += before
        return None if None in found else sum(found)

    def _of(self, operation, before, node):
        """Return the products of one operation; ``""`` is none, but a weight, a number or what was given."""
        if not operation:
            return 0
        shapes, shape = [self._shape(one) for one in before], self._shape(node)
        if operation in ("mul", "multiply"):
            return None if self._is_written_out(before, shape) else 0
        if operation not in PRODUCTS and operation not in _COUNTED:
            return 0 if operation in FOLLOWED or operation in WITHOUT_PRODUCTS else None
        if any(None in one for one in [shape, *shapes]):
            return None
        text = self._flow.equation(node)
        if text is not None:
            return _of_equation(text, shapes, shape)
        count = _COUNTED.get(operation)
        return count and count(shapes, shape)

    def _is_written_out(self, before, shape):
        factors = [
            (self._shape(one), leads_to(self._flow, one, self._given, self._leading)) for one in before
        ]
        if any(None in one for one in [shape, *(side for side, _ in factors)]):
            return True
        return is_written_out([((math.prod(side),), given) for side, given in factors], (None, *shape))

    def _shape(self, node):
        return self._flow.described(node)[0]


def _of_equation(text, shapes, shape):
    """Count one product for each combination of the letters, all entries of the first one included."""
    if len(shapes) != 2:
        return None if len(shapes) > 2 else 0
    products = equation(expanded(text, shapes), shapes)
    return None if products is None else products * math.prod(shape[:1])


def _matrices(shapes, shape):
    """Count products of matrices, of which either may be turned."""
    left = shapes[-2]
    return math.prod(shape) * math.prod(left[-2:]) // shape[-2] if shape[-2] else 0


def _convolution(shapes, shape):
    return math.prod(shape) * math.prod(shapes[1][:-1])


def _depthwise(shapes, shape):
    return math.prod(shape) * math.prod(shapes[1][:2])


def _transposed_convolution(shapes, _shape):
    return math.prod(shapes[2]) * math.prod(shapes[1][:-1])


def _none_cut_off(shapes, shape):
    """Count nothing where a dilated convolution, computed in parts, has computed no more than is kept."""
    return 0 if math.prod(shape) == math.prod(shapes[0]) else None


_MATRICES = "matmul batchmatmul batchmatmulv2 batchmatmulv3"
_COUNTED = {
    **dict.fromkeys(_MATRICES.split(), _matrices),
    **dict.fromkeys((f"transposed_{name}" for name in _MATRICES.split()), _matrices),
    **dict.fromkeys(("mm", "bmm", "addmm", "baddbmm"), _matrices),
    **dict.fromkeys(("conv2d", "conv3d"), _convolution),
    "depthwiseconv2dnative": _depthwise,
    **dict.fromkeys(("conv2dbackpropinput", "conv3dbackpropinputv2"), _transposed_convolution),
    "batchtospacend": _none_cut_off,
    "written in place": None,
}
"""Products of operations, from the shapes of what they take and of their result; None for what is unknown."""

_WITHOUT_PRODUCTS = """
    placeholder const variablev2 varhandleop readvariableop variableshape noop shape shapen size rank range
    linspace fill broadcastto broadcastgradientargs tile reversev2 roll pack unpack split splitv slice
    stridedslice gather gatherv2 gathernd scatternd tensorscatterupdate pad padv2 mirrorpad onehot where
    select cumsum cumprod argmax argmin topkv2 sortv2 invertpermutation matrixbandpart matrixdiagv3
    matrixdiagpartv3 unsortedsegmentsum unsortedsegmentmax depthtospace spacetodepth spacetobatchnd
    extractimagepatches resizebilinear resizenearestneighbor maxpool avgpool maxpool3d avgpool3d
    randomuniform randomuniformint randomstandardnormal truncatednormal statelessrandomuniformv2
    statelessrandomnormalv2 statelessrandomgetkeycounter statelessrandomgetalg
    statelessrandomuniformfullintv2 bitcast floordiv floormod mod round rint reciprocal inv isnan isfinite
    bitwiseand bitwiseor bitwisexor invert leftshift rightshift atan atan2 sinh cosh tan asin acos erfc erfinv
    lgamma log1mexp xlogy xdivy euclideannorm l2loss
    iota squeeze expand_dims rev dynamic_slice dynamic_update_slice gather pad sort split random_bits
    random_wrap random_unwrap random_fold_in threefry2x32 shift_left shift_right_logical bitcast_convert_type
    reduce_window_max reduce_window_sum reduce_precision cumsum cummax rem argmax argmin erf_inv square
    scalar_tensor arange full ones zeros expand permute t transpose select select_int slice index stack
    unbind native_layer_norm native_batch_norm rsub zeros_like masked_fill embedding flip avg_pool2d
    max_pool2d_with_indices constant_pad_nd _softmax _log_softmax var
"""
WITHOUT_PRODUCTS = frozenset(_WITHOUT_PRODUCTS.split())
"""Operations without products that count, beside those of which the fields are followed; others may have."""
