"""The how-to on many pictures, with a cluster of Dask for its engine: the result is the same.

Dask is no dependency of the package; the tests' own environment has it.
"""

import numpy as np
import pytest
from lessons import DOCS, read_page
from PIL import Image

from cnn_docs import load_digits, load_digits_cnn, saliency

PAGE = DOCS / "howto" / "explain-many-pictures.md"
distributed = pytest.importorskip("distributed")
joblib = pytest.importorskip("joblib")


def module_of_the_page():
    """Return the text of the module that the page writes."""
    cells = [cell.source for cell in read_page(PAGE).cells if cell.source.startswith("MODULE = ")]
    return cells[0].split("'''")[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "explaining.py").write_text(module_of_the_page(), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    load_digits_cnn().save(tmp_path / "model.keras")
    return tmp_path


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras reads what is saved
@pytest.mark.filterwarnings("default")
def test_two_workers_of_a_cluster_write_the_same_maps(folder):
    from explaining import explain

    digits = load_digits().test_images[:24]
    files = [folder / f"{number:02d}.png" for number in range(len(digits))]
    for file, digit in zip(files, digits, strict=True):
        Image.fromarray(np.uint8(digit * 15)).save(file)
    result = folder / "heat.npy"
    np.lib.format.open_memmap(result, mode="w+", dtype=np.float32, shape=digits.shape).flush()
    portions = [
        (str(folder / "model.keras"), [str(file) for file in files[start : start + 8]], start, str(result))
        for start in range(0, len(files), 8)
    ]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        done = joblib.Parallel()(joblib.delayed(explain)(*portion) for portion in portions)
    assert sum(done) == len(files)
    wanted = saliency(load_digits_cnn(), digits[..., np.newaxis].astype("float32"))
    np.testing.assert_allclose(np.load(result), wanted, atol=1e-5)
