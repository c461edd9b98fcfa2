"""The table of kinds: for each layer and operation of Keras what it sees, what it multiplies, its formula.

A further kind is a further line here, with functions of ``layer_fields`` or ``window_fields``,
``multiply_adds`` and ``formulas`` (``operation_fields`` and ``operation_costs`` for operations). What has no
line is code of others, of which a trace may tell something (``traced_fields``, ``own_products``), as of what
has no field here.
"""

from cnn_docs.inspection.table import _formulas as formulas
from cnn_docs.inspection.table import _kinds as kinds
from cnn_docs.inspection.table import _layer_fields as fields
from cnn_docs.inspection.table import _multiply_adds as costs
from cnn_docs.inspection.table import _operation_costs as op_costs
from cnn_docs.inspection.table import _operation_fields as ops
from cnn_docs.inspection.table import _window_fields as windows
from cnn_docs.inspection.table._kinds import Kind


def _each(names, *kind):
    return dict.fromkeys(names.split(), Kind(*kind))


kinds.LAYERS.update(
    {
        "BaseConv": Kind(windows.window, costs.convolution, formulas.conv),
        "BaseDepthwiseConv": Kind(windows.depthwise, costs.convolution, formulas.depthwise),
        "BaseSeparableConv": Kind(windows.window, costs.separable, formulas.separable),
        "BaseConvTranspose": Kind(windows.transposed, costs.transposed_convolution, formulas.conv_transpose),
        "BasePooling": Kind(windows.pool, costs.none),
        "BaseGlobalPooling": Kind(fields.global_pool, costs.none),
        "BaseAdaptivePooling": Kind(windows.adaptive_pool, costs.none),
        **_each("ZeroPadding1D ZeroPadding2D ZeroPadding3D", windows.pad, costs.none),
        **_each("Cropping1D Cropping2D Cropping3D", windows.crop, costs.none),
        **_each("UpSampling1D UpSampling2D UpSampling3D", windows.upsample, costs.none),
        "CenterCrop": Kind(windows.center_crop, costs.none),
        "Resizing": Kind(windows.resize, costs.none),
        "Dense": Kind(fields.dense, costs.dense, formulas.dense),
        "EinsumDense": Kind(fields.einsum_dense, costs.einsum_dense, formulas.projection),
        "Embedding": Kind(fields.embedding, costs.embedding),
        "ReversibleEmbedding": Kind(fields.embedding, costs.embedding),
        **_each(
            "MultiHeadAttention GroupedQueryAttention", fields.attention, costs.attention, formulas.attention
        ),
        "Attention": Kind(fields.attention, costs.plain_attention),
        "AdditiveAttention": Kind(fields.attention, costs.additive_attention),
        "RNN": Kind(fields.recurrent, costs.recurrent),
        **_each("LSTM GRU SimpleRNN", fields.recurrent, costs.recurrent, formulas.recurrent),
        "ConvLSTM": Kind(windows.conv_recurrent, costs.conv_recurrent, formulas.conv_lstm),
        **_each("LSTMCell GRUCell SimpleRNNCell", None, costs.cell),
        "Bidirectional": Kind(fields.recurrent, costs.bidirectional, formulas.bidirectional),
        "TimeDistributed": Kind(fields.time_distributed, costs.time_distributed, formulas.wrapped),
        "SpectralNormalization": Kind(fields.wrapped, costs.wrapped, formulas.wrapped),
        "Pipeline": Kind(None, costs.pipeline),
        **_each("BatchNormalization Normalization", fields.batch_norm, costs.none),
        **_each("LayerNormalization UnitNormalization RMSNormalization", fields.normalise, costs.none),
        "GroupNormalization": Kind(fields.group_norm, costs.none),
        "Softmax": Kind(fields.softmax, costs.none),
        "Activation": Kind(fields.activated, costs.none),
        "Masking": Kind(fields.masking, costs.none),
        "Flatten": Kind(fields.flatten, costs.none),
        "Reshape": Kind(fields.reshape, costs.none),
        "Permute": Kind(fields.permute, costs.none),
        "RepeatVector": Kind(fields.repeat_vector, costs.none),
        **_each("Add Subtract Average Maximum Minimum CustomScaleLayer", fields.merge, costs.none),
        "Multiply": Kind(fields.merge, op_costs.elementwise_product),
        "Concatenate": Kind(fields.concatenate, costs.none),
        "Dot": Kind(fields.dot, costs.dot),
        **_each(
            "IntegerLookup StringLookup Hashing HashedCrossing Discretization", fields.look_up, costs.none
        ),
        **_each(
            """
            ReLU LeakyReLU PReLU ELU Rescaling Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D
            AlphaDropout GaussianDropout GaussianNoise ActivityRegularization Identity LayerScale
            StochasticDepth AugMix CutMix MixUp RandAugment RandomBrightness RandomColorDegeneration
            RandomColorJitter RandomContrast RandomElasticTransform RandomErasing RandomFlip
            RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization
            RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom
            Solarization
            """,
            fields.same,
            costs.none,
        ),
        "RandomCrop": Kind(fields.same, costs.none, shaped_in_training=True),
        **_each(
            """
            AutoContrast ContrastLimitedAdaptiveHistogramEqualization Equalization
            MaxNumBoundingBoxes CategoryEncoding TextVectorization
            """,
            None,
            costs.none,
        ),
    }
)

kinds.OPERATIONS.update(
    {
        **_each(
            """
            Abs Absolute Angle Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh BitwiseAnd BitwiseInvert
            BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor Cast Cbrt Ceil Celu Clip Conj
            Conjugate ConvertToTensor Copy Cos Cosh Deg2rad Digitize Add Divide DivideNoNan Elu Equal Erf Erfc
            Erfinv Exp Exp2 Expm1 Fabs Floor FloorDivide Fmax Fmin Fmod FullLike Gelu Greater GreaterEqual
            HardShrink HardSigmoid HardSilu HardTanh Heaviside Hypot I0 Imag Isclose Isfinite Isinf Isnan
            Isneginf Isposinf Isreal Ldexp LeakyRelu LeftShift Less LessEqual Log Log10 Log1p Log2 LogSigmoid
            Logaddexp Logaddexp2 LogicalAnd LogicalNot LogicalOr LogicalXor Maximum Minimum Mod NanToNum
            Negative Nextafter NotEqual OnesLike Power Rad2deg Real Reciprocal Relu Relu6 RightShift Round
            Rsqrt SaturateCast Selu Sigmoid Sign Signbit Silu Sin Sinc Sinh SoftShrink Softplus Softsign
            SparsePlus SparseSigmoid Sqrt Square Squareplus StopGradient Subtract Tan Tanh TanhShrink
            Threshold TrueDivide Trunc Where ZerosLike
            """,
            ops.elementwise,
            costs.none,
        ),
        "Multiply": Kind(ops.elementwise, op_costs.elementwise_product),
        **_each(
            """
            All Amax Amin Any Argmax Argmin Average CountNonzero Logsumexp Max Mean Median Min Nanargmax
            Nanargmin Nanmax Nanmean Nanmedian Nanmin Nanprod Nanstd Nansum Nanvar Norm Prod Ptp Std Sum Var
            """,
            ops.reduce,
            costs.none,
        ),
        **_each("LogSoftmax Normalize Softmax Sparsemax LayerNorm RMSNorm", ops.along_axis, costs.none),
        **_each(
            "Argsort Cumprod Cumsum Flip Nancumprod Nancumsum Roll Sort", ops.moved_along_axis, costs.none
        ),
        **_each("Reshape Ravel", ops.reshape, costs.none),
        "Transpose": Kind(ops.transpose, costs.none),
        "Swapaxes": Kind(ops.swap_axes, costs.none),
        "Moveaxis": Kind(ops.move_axis, costs.none),
        "ExpandDims": Kind(ops.expand, costs.none),
        "Squeeze": Kind(ops.squeeze, costs.none),
        "Repeat": Kind(ops.repeat, costs.none),
        "Tile": Kind(ops.tile, costs.none),
        "Concatenate": Kind(ops.concatenate, costs.none),
        "Stack": Kind(ops.stack, costs.none),
        "Split": Kind(ops.split, costs.none),
        "Unstack": Kind(ops.unstack, costs.none),
        "Take": Kind(ops.take, costs.none),
        "GetItem": Kind(ops.get_item, costs.none),
        "Pad": Kind(ops.pad, costs.none),
        "OneHot": Kind(ops.one_hot, costs.none),
        "DepthToSpace": Kind(ops.depth_to_space, costs.none),
        "SpaceToDepth": Kind(ops.space_to_depth, costs.none),
        **_each("MaxPool AveragePool ExtractPatches", ops.window, costs.none),
        "Resize": Kind(windows.resize, costs.none),
        "Conv": Kind(ops.window, op_costs.convolution),
        "DepthwiseConv": Kind(ops.window, op_costs.convolution),
        "ConvTranspose": Kind(None, op_costs.transposed_convolution),
        "Matmul": Kind(ops.matmul, op_costs.matmul),
        "Einsum": Kind(ops.einsum, op_costs.einsum),
        "Tensordot": Kind(None, op_costs.tensordot),
        "DotProductAttention": Kind(ops.softmax_attention, op_costs.softmax_attention),
        **_each(
            """
            AdaptiveAveragePool AdaptiveMaxPool Append Arange Argpartition Array ArraySplit BatchNorm
            Bincount BroadcastTo CropImages Diag Diagflat Diagonal Diff Dsplit Dstack EmptyLike
            ExtractSequences Fliplr Flipud Fold Full Glu HSVToRGB Histogram Hsplit Hstack InTopK IsIn
            Linspace Logspace MapCoordinates Meshgrid MultiHot Ndim Nonzero PadImages Percentile Quantile
            RGBToGrayscale RGBToHSV Rearrange Rot90 Scatter ScatterUpdate SearchSorted SegmentMax
            SegmentMin SegmentSum Select Size Slice SliceUpdate TopK Trace Tril Triu Unfold Unique
            UnravelIndex View ViewAsComplex ViewAsReal Vsplit Vstack TakeAlongAxis
            """,
            None,
            costs.none,
        ),
    }
)
