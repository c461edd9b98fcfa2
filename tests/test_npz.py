"""A `.npz` file of any origin is read, or one kind of error says why not."""

import numpy as np
import pytest

from cnn_docs._npz import read_npz


@pytest.fixture
def file(tmp_path):
    rng = np.random.default_rng(0)
    np.savez_compressed(tmp_path / "some.npz", a=rng.integers(0, 3, 3000), b=np.arange(5.0))
    return tmp_path / "some.npz"


def test_the_arrays_that_are_asked_for_are_read(file):
    assert sorted(read_npz(file)) == ["a", "b"]
    assert read_npz(file, ["b", "c"])["b"].tolist() == [0, 1, 2, 3, 4]


def test_a_changed_or_cut_file_gives_the_same_arrays_or_a_value_error(file):
    whole, arrays, damaged = file.read_bytes(), read_npz(file), 0
    rng = np.random.default_rng(1)
    for place in rng.integers(0, len(whole), 100):
        changed = bytearray(whole[: place if place % 5 == 0 else None])
        changed[place % max(len(changed), 1) : place + 1] = b"\xff"
        file.write_bytes(changed)
        try:
            found = read_npz(file)
        except ValueError:
            damaged += 1
        else:
            assert all(np.array_equal(found[name], arrays[name]) for name in found if name in arrays)
    assert damaged > 30


def test_nobody_is_told_to_run_what_is_in_a_file(file):
    for content in (b"", b"no archive", b"\x80\x04N."):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r".") as caught:
            read_npz(file)
        assert "pickle" not in str(caught.value)
    np.savez(file, a=np.array([None]))
    with pytest.raises(ValueError, match="what it holds is no plain array"):
        read_npz(file)


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_npz(tmp_path / "nowhere.npz")
