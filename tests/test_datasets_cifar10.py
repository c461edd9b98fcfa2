"""CIFAR-10 is read in each form it is published in, from small files made here."""

import gzip
import os
import pickle
import sys
import zipfile

import numpy as np
import pytest

from cnn_docs import load_cifar10

BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


@pytest.fixture
def pictures():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (12, 32, 32, 3), dtype=np.uint8)
    return images, rng.integers(0, 10, 12)


def rows(images):
    """The published order: all red values row by row, then all green, then all blue."""
    order = [(row, column, colour) for colour in range(3) for row in range(32) for column in range(32)]
    return np.array([[image[place] for place in order] for image in images])


def write_python(folder, images, labels):
    for number, name in enumerate(BATCHES):
        part = slice(2 * number, 2 * number + 2)
        batch = {b"data": rows(images[part]), b"labels": labels[part].tolist(), b"batch_label": name.encode()}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=2))


def write_binary(folder, images, labels):
    for number, name in enumerate(BATCHES):
        part = slice(2 * number, 2 * number + 2)
        records = np.column_stack([labels[part].astype(np.uint8), rows(images[part])])
        (folder / f"{name}.bin").write_bytes(records.astype(np.uint8).tobytes())


def write_npz(folder, images, labels):
    np.savez(
        folder / "cifar10.npz",
        x_train=images[:10],
        y_train=labels[:10, None],
        x_test=images[10:],
        y_test=labels[10:, None],
    )
    return folder / "cifar10.npz"


@pytest.mark.parametrize("write", [write_python, write_binary, write_npz])
def test_every_published_form_gives_the_same_pictures(tmp_path, pictures, write):
    images, labels = pictures
    path = write(tmp_path, images, labels) or tmp_path
    cifar = load_cifar10(path)
    np.testing.assert_array_equal(cifar.images, images)
    np.testing.assert_array_equal(cifar.labels, labels)
    assert cifar.images.dtype == np.uint8
    assert cifar.train.tolist() == list(range(10))
    assert cifar.test.tolist() == [10, 11]
    assert cifar.class_names[3] == "cat"
    assert len(cifar.class_names) == 10


def test_without_a_path_the_copy_of_keras_is_taken(monkeypatch, pictures):
    from cnn_docs._keras import load_keras

    images, labels = pictures
    parts = (images[:10], labels[:10, None]), (images[10:], labels[10:, None])
    monkeypatch.setattr(load_keras().datasets.cifar10, "load_data", lambda: parts)
    cifar = load_cifar10()
    np.testing.assert_array_equal(cifar.images, images)
    np.testing.assert_array_equal(cifar.labels, labels)


def test_a_pickle_that_would_run_code_is_refused(tmp_path, pictures):
    write_python(tmp_path, *pictures)

    class Touch:
        def __reduce__(self):
            return (open, (str(tmp_path / "was_run"), "w"))

    (tmp_path / "data_batch_2").write_bytes(pickle.dumps({b"data": Touch(), b"labels": []}))
    with pytest.raises(ValueError, match=r"data_batch_2 does not: .* \(it asks for _?io\.open"):
        load_cifar10(tmp_path)
    assert not (tmp_path / "was_run").exists()


def test_a_path_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is nothing at .*nowhere"):
        load_cifar10(tmp_path / "nowhere")


@pytest.mark.parametrize(("write", "ending"), [(write_python, ""), (write_binary, ".bin")])
def test_a_missing_batch_is_named(tmp_path, pictures, write, ending):
    write(tmp_path, *pictures)
    (tmp_path / f"data_batch_4{ending}").unlink()
    with pytest.raises(FileNotFoundError, match=rf"Missing in .*: data_batch_4{ending}\."):
        load_cifar10(tmp_path)


@pytest.mark.parametrize("write", [write_python, write_binary])
def test_a_damaged_batch_is_named(tmp_path, pictures, write):
    write(tmp_path, *pictures)
    file = next(tmp_path.glob("data_batch_3*"))
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(ValueError, match=r"as published.*data_batch_3"):
        load_cifar10(tmp_path)


def test_labels_past_nine_are_refused(tmp_path, pictures):
    images, labels = pictures
    write_binary(tmp_path, images, np.full_like(labels, 10))
    with pytest.raises(ValueError, match="labels other than 0 to 9"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y_test": None}, "Missing in .*: y_test"),
        ({"x_train": np.zeros((10, 32, 32), np.uint8)}, r"pictures of shape \(10, 32, 32\)"),
        ({"x_train": np.zeros((10, 32, 32, 3))}, "type float64 instead of"),
        ({"y_train": np.zeros(3, int)}, "3 labels for 10 pictures"),
    ],
)
def test_an_archive_of_something_else_is_refused(tmp_path, pictures, change, message):
    path = write_npz(tmp_path, *pictures)
    arrays = {**np.load(path), **change}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    with pytest.raises(ValueError, match=message):
        load_cifar10(path)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_batches_that_a_later_python_wrote_are_read(tmp_path, pictures, protocol):
    images, labels = pictures
    for number, name in enumerate(BATCHES):
        part = slice(2 * number, 2 * number + 2)
        batch = {b"data": rows(images[part]).astype(np.uint8), b"labels": labels[part].tolist()}
        (tmp_path / name).write_bytes(pickle.dumps(batch, protocol=protocol))
    np.testing.assert_array_equal(load_cifar10(tmp_path).images, images)


def test_a_batch_of_python_2_is_read(tmp_path, pictures):
    images, labels = pictures
    write_python(tmp_path, images, labels)
    state = rows(images[:2]).astype(np.uint8).tobytes()
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"
        b"(I1\n(I2\nI3072\ntcnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\n"
        b"T" + len(state).to_bytes(4, "little") + state + b"tb"
    )
    numbers = b"(l" + b"".join(b"I%d\na" % label for label in labels[:2])
    (tmp_path / "data_batch_1").write_bytes(b"(dS'data'\n" + array + b"sS'labels'\n" + numbers + b"s.")
    np.testing.assert_array_equal(load_cifar10(tmp_path).images, images)


@pytest.mark.parametrize(
    "asked",
    [
        b"cnumpy.f2py.__main__\ndtype\n.",
        b"cnumpy.testing\nndarray\n.",
        b"cnumpy.core.multiarray\nfrombuffer\n.",
        b"cthis\nndarray\n.",
        b"c_codecs\nencode\n(S'a'\nS'rot13'\ntR.",
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\ndtype\n(I0\ntS'b'\ntR.",
    ],
)
def test_a_hostile_batch_imports_nothing(tmp_path, pictures, asked, capfd):
    write_python(tmp_path, *pictures)
    (tmp_path / "data_batch_1").write_bytes(asked)
    before = set(sys.modules)
    with pytest.raises(ValueError, match="data_batch_1 does not: it is not a batch of the Python version"):
        load_cifar10(tmp_path)
    assert set(sys.modules) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("cifar10.npz", b"not an archive", "cannot be read as one. Get it anew"),
        ("cifar10.npz", b"", "cannot be read as one. Get it anew"),
        ("cifar-10-python.tar.gz", gzip.compress(b"batches", mtime=0), "packed archive. Unpack it"),
        ("data_batch_1", pickle.dumps({}), "one batch of several. Give the folder"),
        ("test_batch.bin", bytes(3073), "one batch of several. Give the folder"),
        ("cifar10.zip", b"PK\x03\x04 and nothing more", "is damaged"),
    ],
)
def test_a_file_that_is_something_else_says_what_to_do(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        load_cifar10(path)


def test_a_single_array_is_refused(tmp_path):
    np.save(tmp_path / "x_train.npy", np.zeros(3))
    with pytest.raises(ValueError, match="is a single array"):
        load_cifar10(tmp_path / "x_train.npy")


@pytest.mark.parametrize("part", [0.01, 0.3, 0.6, 0.9, 0.99])
def test_an_interrupted_download_is_called_damaged(tmp_path, pictures, part):
    path = write_npz(tmp_path, *pictures)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(ValueError, match="Get it anew"):
        load_cifar10(path)


def test_one_changed_byte_is_noticed(tmp_path, pictures):
    path = write_npz(tmp_path, *pictures)
    whole = bytearray(path.read_bytes())
    whole[5000] ^= 255
    path.write_bytes(whole)
    with pytest.raises(ValueError, match="is damaged"):
        load_cifar10(path)


def test_what_lies_in_place_of_the_batches_is_told(tmp_path, pictures):
    inner = tmp_path / "cifar-10-batches-py"
    inner.mkdir()
    write_python(inner, *pictures)
    with pytest.raises(
        FileNotFoundError, match=r"There are batches in .*cifar-10-batches-py: give that folder"
    ):
        load_cifar10(tmp_path)
    packed = tmp_path / "packed"
    packed.mkdir()
    (packed / "cifar-10-python.tar.gz").touch()
    with pytest.raises(FileNotFoundError, match=r"Unpack cifar-10-python\.tar\.gz first"):
        load_cifar10(packed)
    hundred = tmp_path / "hundred"
    hundred.mkdir()
    for name in ("train", "test", "meta"):
        (hundred / name).touch()
    with pytest.raises(FileNotFoundError, match="looks like CIFAR-100"):
        load_cifar10(hundred)


@pytest.mark.parametrize("path", [5, b"pictures"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="`path` must be a path"):
        load_cifar10(path)


@pytest.mark.parametrize("part", [{b"labels": [0, [1, 2]]}, {b"data": [[1], [1, 2]]}])
def test_a_batch_whose_rows_differ_in_length_is_named(tmp_path, pictures, part):
    write_python(tmp_path, *pictures)
    batch = {b"data": rows(pictures[0][:2]), b"labels": [1, 2]} | part
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps(batch, protocol=2))
    with pytest.raises(ValueError, match=r"CIFAR-10 as published\. .*data_batch_3 does not: its rows differ"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize("nested", ["labels", "data"])
def test_a_few_lists_that_stand_for_many_are_not_unfolded(tmp_path, pictures, nested):
    many = [1] * 10
    for _ in range(9):
        many = [many] * 10
    write_python(tmp_path, *pictures)
    batch = {b"data": rows(pictures[0][:2]).astype(np.uint8), b"labels": [1, 2], nested.encode(): many}
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps(batch, protocol=2))
    with pytest.raises(ValueError, match="data_batch_3 does not: its rows differ in length, or are no array"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize("code", [b"O8", b"V8", b"M8", b"S4", b"u1,u1"])
def test_a_batch_cannot_make_arrays_of_places_in_memory(tmp_path, pictures, code):
    write_python(tmp_path, *pictures)
    kind = b"cnumpy\ndtype\n(S'" + code + b"'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntb"
    array = b"cnumpy\nndarray\n((I1\nt" + kind + b"S'AAAAAAAA'\ntR"
    (tmp_path / "data_batch_1").write_bytes(b"(dS'labels'\n(l" + array + b"as.")
    with pytest.raises(ValueError, match=f"it asks for values of the type '{code.decode()}'"):
        load_cifar10(tmp_path)


def test_what_a_pickle_puts_into_a_type_stays_in_that_pickle(tmp_path, pictures):
    write_python(tmp_path, *pictures)
    for state in (b"(I3\nS'|'\nNNNI-1\nI-1\nI63\nt", b"N", b"(I9\nt", b"(dS'type'\nI1\ns"):
        kind = b"cnumpy\ndtype\n(S'u1'\nI0\nI1\ntR" + state + b"b"
        (tmp_path / "data_batch_1").write_bytes(b"(dS'data'\n" + kind + b"sS'labels'\n(ls.")
        with pytest.raises(ValueError, match="data_batch_1 does not: it"):
            load_cifar10(tmp_path)
    assert (np.dtype("u1").flags, np.dtype("u1").itemsize) == (0, 1)


def test_a_batch_that_python_3_read_and_wrote_has_texts_for_keys(tmp_path, pictures):
    images, labels = pictures
    write_python(tmp_path, images, labels)
    batch = {"data": rows(images[:2]).astype(np.uint8), "labels": labels[:2]}
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(batch))
    np.testing.assert_array_equal(load_cifar10(tmp_path).labels, labels)


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({b"data": 1, b"fine_labels": [1]}, "it is a batch of CIFAR-100"),
        ({b"data": 1}, "it has no labels"),
        ({b"data": np.zeros((0, 3072), np.uint8), b"labels": []}, r"pictures of shape \(0, 32, 32, 3\)"),
    ],
)
def test_a_batch_of_something_else_says_of_what(tmp_path, pictures, batch, message):
    write_python(tmp_path, *pictures)
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps(batch))
    with pytest.raises(ValueError, match=rf"data_batch_3 does not: .*{message}"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cifar-10 (1).tar.gz", r"Unpack cifar-10 \(1\)\.tar\.gz first: `tar -xf 'cifar-10 \(1\)\.tar\.gz'`"),
        ("cifar10.tgz", "Unpack cifar10.tgz first"),
        ("cifar10.zip", "Unpack cifar10.zip first"),
        ("cifar10.npz", "There is cifar10.npz: give that file"),
        ("cifar-10/batches/data_batch_1", "There are batches in .*batches: give that folder"),
        ("cifar-10/data_batch_1.bin", "There are batches in .*cifar-10: give that folder"),
    ],
)
def test_what_else_a_folder_holds_is_told(tmp_path, name, hint):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    with pytest.raises(FileNotFoundError, match=rf"Missing in .*{hint}"):
        load_cifar10(tmp_path)


@pytest.mark.parametrize(
    "names", [("train", "test", "meta"), ("train.bin", "test.bin", "fine_label_names.txt")]
)
def test_either_form_of_cifar_100_is_recognized(tmp_path, names):
    (tmp_path / "inner").mkdir()
    for name in names:
        (tmp_path / "inner" / name).touch()
    for folder in (tmp_path, tmp_path / "inner"):
        with pytest.raises(FileNotFoundError, match="looks like CIFAR-100"):
            load_cifar10(folder)


def test_a_zip_of_batches_is_to_be_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "cifar.zip", "w") as archive:
        archive.writestr("cifar-10-batches-py/data_batch_1", b"")
    with pytest.raises(ValueError, match=r"cifar\.zip is a packed archive\. Unpack it"):
        load_cifar10(tmp_path / "cifar.zip")


@pytest.mark.parametrize(
    "start", [bytes(257) + b"ustar", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x9d"]
)
def test_every_kind_of_archive_is_to_be_unpacked(tmp_path, start):
    (tmp_path / "cifar-10-python.tar").write_bytes(start + bytes(9))
    with pytest.raises(ValueError, match=r"is a packed archive\. Unpack it"):
        load_cifar10(tmp_path / "cifar-10-python.tar")


def test_a_device_is_refused():
    with pytest.raises(ValueError, match=rf"`path` must be a folder or a \.npz file\. .*{os.devnull}"):
        load_cifar10(os.devnull)


@pytest.mark.parametrize("content", [b"PK\x03", b"PK\x03\x04", "objects"])
def test_nobody_is_told_to_run_what_is_in_a_file(tmp_path, pictures, content):
    path = write_npz(tmp_path, *pictures)
    if content == "objects":
        labels = pictures[1].astype(object)
        images = pictures[0]
        np.savez(path, x_train=images[:10], y_train=labels[:10], x_test=images[10:], y_test=labels[10:])
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"must be a \.npz file of plain arrays") as caught:
        load_cifar10(path)
    assert "pickle" not in str(caught.value)
