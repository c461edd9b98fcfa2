"""The networks of the lessons, built layer by layer; none of them is compiled.

Every layer has an explicit name, so that tables, feature maps and figures read the same in every
process: Keras numbers unnamed layers with a counter that runs for as long as the process does.
"""

from cnn_docs import _checks
from cnn_docs._keras import load_keras
from cnn_docs.models._shapes import image_shape

__all__ = ["build_cifar_cnn", "build_lenet5", "build_xray_cnn"]

_XRAY_LATER_FILTERS = ((8, 3), (12, 3), (12, 3), (20, 5), (20, 5), (50, 5))  # filters, kernel size


def build_xray_cnn(
    input_shape=(256, 256, 1),
    *,
    dropout_rate=0.6,
    first_filters=8,
    pooling=True,
    head="global_average",
    name="xray_cnn",
):
    """Return the small network that says whether a chest X-ray shows a disease, not compiled.

    Seven convolutions with padding "same" and ReLU, each but the last followed by a 2x2 max pooling;
    then one number per channel, and three dense layers of 128, 32 and 1 units with a dropout between
    the first two. The one sigmoid unit encodes two classes. The design follows LeNet-5 and VGGNet: small
    filters repeated, pooling between, dense at the end. It has 54,627 parameters.

    Parameters
    ----------
    input_shape : tuple of int or None, default (256, 256, 1)
        Height, width and channels of one image, each up to a million, without the batch axis. Height and
        width may be None (any size) with the global-average head. Six poolings need at least
        64 x 64 pixels.
    dropout_rate : float, default 0.6
        Probability with which each of the 128 values is set to zero at a training step.
    first_filters : int, default 8
        Filters of the first convolution only, up to a million.
    pooling : bool, default True
        False leaves the six poolings out. The cost grows, and with the head "flatten" the parameters of the
        first dense layer do, too; with the global average they stay the same.
    head : {"global_average", "flatten"}, default "global_average"
        What makes a vector of the last feature maps: the mean of each, or all their values.
    name : str, default "xray_cnn"
        Name of the model.

    Returns
    -------
    keras.Model
        The model, with new random weights; call its ``compile`` before training.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the image is too small for the poolings, its size is open where the head needs it, or an
        argument is out of its range.

    Examples
    --------
    >>> model = build_xray_cnn()
    >>> model.count_params(), model.compiled
    (54627, False)
    >>> model.get_layer("conv_2").count_params()  # (3*3*8 + 1)*8
    584
    >>> build_xray_cnn(head="flatten").count_params()
    150627
    """
    first_filters = _checks.count(first_filters, "first_filters")
    dropout_rate = _checks.number(dropout_rate, "dropout_rate", minimum=0, below=1)
    pooling = _checks.flag(pooling, "pooling")
    head = _checks.choice(head, "head", ("global_average", "flatten"))
    reason = "Six 2x2 poolings halve the image six times" if pooling else "The image needs one pixel"
    input_shape = image_shape(
        input_shape, minimum=64 if pooling else 1, reason=reason, open_size=head == "global_average"
    )
    keras = load_keras()
    layers = keras.layers

    inputs = keras.Input(shape=input_shape, name="image")
    x = inputs
    blocks = ((first_filters, 3), *_XRAY_LATER_FILTERS)
    for number, (filters, kernel_size) in enumerate(blocks, start=1):
        x = layers.Conv2D(filters, kernel_size, padding="same", activation="relu", name=f"conv_{number}")(x)
        if pooling and number < len(blocks):
            x = layers.MaxPooling2D(name=f"pool_{number}")(x)
    if head == "global_average":
        x = layers.GlobalAveragePooling2D(name="global_average")(x)
    else:
        x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(128, activation="relu", name="dense_1")(x)
    x = layers.Dropout(dropout_rate, name="dropout")(x)
    x = layers.Dense(32, activation="relu", name="dense_2")(x)
    outputs = layers.Dense(1, activation="sigmoid", name="output")(x)
    return keras.Model(inputs, outputs, name=_checks.text(name, "name"))


def build_cifar_cnn(input_shape=(32, 32, 3), *, classes=10, name="cifar_model_intro"):
    """Return the small network that sorts colour images into classes, not compiled.

    Two convolutions with padding "valid" and ReLU, each followed by a 2x2 max pooling; then flatten,
    a dense layer of 64 units and one softmax unit per class. On 32x32x3 images it has 79,530
    parameters, 92.8 % of them in the first dense layer.

    Parameters
    ----------
    input_shape : tuple of int, default (32, 32, 3)
        Height, width and channels of one image, each up to a million, without the batch axis; at least
        10 x 10 pixels.
    classes : int, default 10
        Number of classes, up to a million.
    name : str, default "cifar_model_intro"
        Name of the model.

    Returns
    -------
    keras.Model
        The model, with new random weights; call its ``compile`` before training.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the image is too small or its size is open, or ``classes`` is out of its range.

    Examples
    --------
    >>> model = build_cifar_cnn()
    >>> model.count_params(), model.compiled
    (79530, False)
    >>> model.get_layer("flatten").output.shape
    (None, 1152)
    """
    classes = _checks.count(classes, "classes")
    reason = "Two 3x3 convolutions without padding and two 2x2 poolings take the rest"
    input_shape = image_shape(input_shape, minimum=10, reason=reason)
    keras = load_keras()
    layers = keras.layers

    inputs = keras.Input(shape=input_shape, name="image")
    x = layers.Conv2D(16, 3, activation="relu", name="conv_1")(inputs)
    x = layers.MaxPooling2D(name="pool_1")(x)
    x = layers.Conv2D(32, 3, activation="relu", name="conv_2")(x)
    x = layers.MaxPooling2D(name="pool_2")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(64, activation="relu", name="dense_1")(x)
    outputs = layers.Dense(classes, activation="softmax", name="output")(x)
    return keras.Model(inputs, outputs, name=_checks.text(name, "name"))


def build_lenet5(input_shape=(32, 32, 1), *, classes=10, name="lenet5"):
    """Return LeNet-5 as it is written today, with the layer names of its paper, not compiled.

    On 32x32x1 it has 61,706 parameters, all trainable. The paper [1]_ counts 60,000 that are
    trained. Layer by layer the two differ so:

    ====== ======= ======= =======================================================================
    layer  paper   here    why
    ====== ======= ======= =======================================================================
    C1     156     156     (5*5*1 + 1)*6
    S2     12      0       the paper's subsampling has a weight and a bias per map, pooling has none
    C3     1,516   2,416   in the paper each map sees 3, 4 or all 6 of the maps below, here all 6
    S4     32      0       as S2
    C5     48,120  48,120  (5*5*16 + 1)*120
    F6     10,164  10,164  (120 + 1)*84
    output 0       850     the paper measures distances to 10 drawn bitmaps, which are not trained
    ====== ======= ======= =======================================================================

    Parameters
    ----------
    input_shape : tuple of int, default (32, 32, 1)
        Height, width and channels of one image, each up to a million, without the batch axis; at least
        32 x 32 pixels.
    classes : int, default 10
        Number of classes, up to a million.
    name : str, default "lenet5"
        Name of the model.

    Returns
    -------
    keras.Model
        The model, with new random weights; call its ``compile`` before training.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If the image is too small or its size is open, or ``classes`` is out of its range.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
       recognition", Proceedings of the IEEE 86(11), 1998, section II.B.

    Examples
    --------
    >>> model = build_lenet5()
    >>> model.count_params()
    61706
    >>> counts = {layer.name: layer.count_params() for layer in model.layers}
    >>> {name: count for name, count in counts.items() if count}
    {'C1': 156, 'C3': 2416, 'C5': 48120, 'F6': 10164, 'output': 850}
    """
    classes = _checks.count(classes, "classes")
    reason = "Three 5x5 convolutions without padding and two 2x2 poolings take the rest"
    input_shape = image_shape(input_shape, minimum=32, reason=reason)
    keras = load_keras()
    layers = keras.layers

    inputs = keras.Input(shape=input_shape, name="image")
    x = layers.Conv2D(6, 5, activation="tanh", name="C1")(inputs)
    x = layers.AveragePooling2D(2, name="S2")(x)
    x = layers.Conv2D(16, 5, activation="tanh", name="C3")(x)
    x = layers.AveragePooling2D(2, name="S4")(x)
    x = layers.Conv2D(120, 5, activation="tanh", name="C5")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(84, activation="tanh", name="F6")(x)
    outputs = layers.Dense(classes, activation="softmax", name="output")(x)
    return keras.Model(inputs, outputs, name=_checks.text(name, "name"))
