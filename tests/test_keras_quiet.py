"""Nothing of TensorFlow's reaches standard error, and nothing of anyone else's is lost."""

import os
import subprocess
import sys

import pytest

from cnn_docs._keras import _quiet, load_keras

NOISE = b"I0000 00:00:1795247350.812895    9026 port.cc:153] oneDNN custom operations are on.\n"


def stderr_of(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=120)
    return done.stderr


def test_first_calls_write_nothing_to_standard_error_in_threads_either():
    code = """
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from cnn_docs import build_cifar_cnn, feature_maps, layer_table
from cnn_docs._keras import load_keras
with ThreadPoolExecutor(4) as pool:
    assert len({id(keras) for keras in pool.map(lambda _: load_keras(), range(4))}) == 1
model = build_cifar_cnn()
layer_table(model)
for _ in range(2):
    feature_maps(model, np.zeros((1, 32, 32, 3)))
"""
    assert stderr_of(code) == b""


def test_importing_the_inspection_loads_no_tensorflow():
    code = """
import sys
import cnn_docs.models, cnn_docs.inspection.probe, cnn_docs.inspection.table._build
assert not {"tensorflow", "keras", "matplotlib"} & set(sys.modules)
"""
    assert stderr_of(code) == b""


def test_a_missing_standard_error_is_no_obstacle():
    code = "import os; os.close(2); from cnn_docs._keras import load_keras; load_keras()"
    assert stderr_of(code) == b""


def test_it_returns_keras():
    assert load_keras().__name__ == "keras"
    assert load_keras() is load_keras()


def test_only_the_known_lines_are_held_back(capfd):
    with _quiet():
        os.write(2, NOISE + b"a warning of another library\n")
    assert capfd.readouterr().err == "a warning of another library\n"


def test_after_an_exception_everything_is_shown(capfd):
    with pytest.raises(ZeroDivisionError), _quiet():
        1 / os.write(2, NOISE) / 0
    assert capfd.readouterr().err == NOISE.decode()
