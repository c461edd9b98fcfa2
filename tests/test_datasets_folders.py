"""A folder of picture files becomes arrays, and files that are no pictures are named."""

import os
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn_docs import load_image_folder
from tests.picture_files import save


@pytest.fixture
def animals(tmp_path):
    rng = np.random.default_rng(0)
    for name, count in (("dog", 4), ("cat", 6)):
        for number in range(count):
            save(tmp_path / name / f"{number}.png", rng.integers(0, 256, (6, 9, 3), dtype=np.uint8))
    return tmp_path


def test_pictures_are_read_as_they_are_and_labelled_by_subfolder(animals):
    found = load_image_folder(animals)
    assert found.class_names == ("cat", "dog")
    assert found.labels.tolist() == [0] * 6 + [1] * 4
    assert found.images.shape == (10, 6, 9, 3)
    assert found.images.dtype == np.uint8
    for image, label, file in zip(found.images, found.labels, found.files, strict=True):
        np.testing.assert_array_equal(image, np.asarray(Image.open(file)))
        assert file.parent.name == found.class_names[label]


def test_the_same_part_of_every_class_is_held_out(animals):
    found = load_image_folder(animals, test_fraction=0.5)
    assert np.bincount(found.test_labels).tolist() == [3, 2]
    assert sorted([*found.train, *found.test]) == list(range(10))
    again, other = (load_image_folder(animals, test_fraction=0.5, seed=seed) for seed in (0, 1))
    np.testing.assert_array_equal(found.test, again.test)
    assert not np.array_equal(found.test, other.test)
    assert not len(load_image_folder(animals, test_fraction=0).test)


def test_a_folder_without_subfolders_is_one_class(animals):
    found = load_image_folder(animals / "cat")
    assert found.class_names == ("cat",)
    assert len(found) == 6


def test_pictures_are_resized_to_height_and_width(animals):
    assert load_image_folder(animals, size=(12, 5)).images.shape == (10, 12, 5, 3)
    assert load_image_folder(animals, size=7).images.shape == (10, 7, 7, 3)


def test_resizing_smooths_instead_of_dropping_pixels(tmp_path):
    save(tmp_path / "stripes.png", np.tile(np.array([0, 200], np.uint8), (16, 32)))
    small = load_image_folder(tmp_path, size=(4, 8), channels=1).images
    assert abs(small.astype(int) - 100).max() <= 10


def test_other_and_hidden_files_are_left_out(animals):
    (animals / "cat" / "notes.txt").write_text("no picture")
    (animals / "cat" / ".hidden.png").write_bytes(b"")
    (animals / "readme.md").write_text("no picture")
    (animals / ".cache").mkdir()
    assert len(load_image_folder(animals)) == 10


def spoil(folder):
    whole = (folder / "cat" / "0.png").read_bytes()
    (folder / "cat" / "0.png").write_bytes(b"")
    (folder / "cat" / "1.png").write_bytes(b"this is text")
    (folder / "dog" / "0.png").write_bytes(whole[:60])


def test_empty_and_broken_files_are_named(animals):
    spoil(animals)
    with pytest.raises(
        ValueError,
        match=r"3 of 10 pictures .*cat/0\.png: empty; cat/1\.png: .*; dog/0\.png: .*`skip_broken=True`",
    ):
        load_image_folder(animals)


def test_broken_files_can_be_left_out(animals):
    spoil(animals)
    with pytest.warns(UserWarning, match="Left out: 3 of 10 pictures") as warned:
        found = load_image_folder(animals, skip_broken=True)
    assert warned[0].filename == __file__
    assert found.labels.tolist() == [0] * 4 + [1] * 3
    assert [file.stem for file in found.files] == ["2", "3", "4", "5", "1", "2", "3"]


def test_a_folder_of_nothing_but_broken_files_is_refused(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(ValueError, match=r"`path` must hold pictures\. 1 of 1 pictures"):
        load_image_folder(tmp_path, skip_broken=True)


def test_pictures_of_different_sizes_need_a_size(animals):
    save(animals / "dog" / "9.png", np.zeros((6, 8, 3), np.uint8))
    with pytest.raises(ValueError, match=r"`size` must be given .* cat/0\.png is 6x9 .*dog/9\.png 6x8"):
        load_image_folder(animals)


def test_values_without_a_known_range_are_refused(tmp_path):
    save(tmp_path / "float.tif", np.zeros((2, 2), np.float32))
    with pytest.raises(ValueError, match=r"float\.tif: floating-point values"):
        load_image_folder(tmp_path)


def test_a_class_without_pictures_is_named(animals):
    (animals / "emu").mkdir()
    with pytest.raises(ValueError, match="emu holds none"):
        load_image_folder(animals)


def test_pictures_beside_the_subfolders_are_refused(animals):
    save(animals / "loose.png", np.zeros((6, 9), np.uint8))
    with pytest.raises(ValueError, match=r"1 pictures? beside them, such as loose\.png"):
        load_image_folder(animals)


def test_a_path_that_is_no_folder_is_refused(animals):
    with pytest.raises(FileNotFoundError, match="There is nothing at"):
        load_image_folder(animals / "nowhere")
    with pytest.raises(NotADirectoryError, match=r"0\.png is a file"):
        load_image_folder(animals / "cat" / "0.png")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"channels": 2}, ValueError, r"`channels` must be 1, 3 or 4\. Received: 2"),
        ({"size": 0}, ValueError, r"`size` must be .*Received: 0"),
        ({"size": 2.5}, TypeError, r"`size` must be .*Received: 2.5"),
        ({"test_fraction": 1}, ValueError, r"`test_fraction` must be .*Received: 1"),
        ({"skip_broken": 1}, TypeError, r"`skip_broken` must be True or False\. Received: 1"),
        ({"seed": -1}, ValueError, r"`seed` must be .*Received: -1"),
    ],
)
def test_arguments_out_of_range_are_refused(animals, arguments, error, message):
    with pytest.raises(error, match=message):
        load_image_folder(animals, **arguments)


@pytest.mark.parametrize("path", [None, 5, b"pictures"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="`path` must be a path"):
        load_image_folder(path)


def test_a_home_folder_is_found(animals, monkeypatch):
    monkeypatch.setenv("HOME", str(animals.parent))
    monkeypatch.setenv("USERPROFILE", str(animals.parent))
    assert len(load_image_folder(f"~/{animals.name}")) == 10


@pytest.mark.parametrize(
    "place",
    [".ipynb_checkpoints", ".Trash-0/files", "__MACOSX", "@eaDir", "lost+found", "#recycle/cat", "@__thumb"],
)
@pytest.mark.parametrize("level", ["", "cat"])
def test_what_systems_leave_behind_is_no_picture_at_any_level(animals, place, level):
    save(animals / level / place / "0.png", np.zeros((6, 9, 3), np.uint8))
    found = load_image_folder(animals)
    assert len(found) == 10
    assert found.class_names == ("cat", "dog")
    assert len(load_image_folder(animals / "cat")) == 6


def rearranged(animals, *levels):
    """Put the classes of a folder into folders of these names."""
    for level in levels:
        for name in ("cat", "dog"):
            for number in range(2):
                save(animals / "new" / level / name / f"{number}.png", np.zeros((6, 9, 3), np.uint8))
    return animals / "new"


@pytest.mark.parametrize(
    "parts",
    [
        *[("train", "test", "val"), ("Train", "Valid"), ("training",), ("test", "birds")],
        *[
            ("seg_train", "seg_test", "seg_pred"),
            ("training_set", "test_set"),
            ("Training Data", "Test Data"),
        ],
        *[("trainA", "trainB", "testA", "testB"), ("train2017", "val2017"), ("dev", "1_train")],
    ],
)
def test_parts_of_a_data_set_are_not_taken_for_classes(animals, parts):
    folder = rearranged(animals, *parts)
    with pytest.raises(ValueError, match=r"which are parts of a data set\. Load one part after the other"):
        load_image_folder(folder)
    assert load_image_folder(folder / parts[0]).class_names == ("cat", "dog")


def test_classes_that_hold_parts_are_refused(tmp_path):
    for part in ("train", "test"):
        save(tmp_path / "cat" / part / "0.png", np.zeros((6, 9), np.uint8))
    with pytest.raises(ValueError, match=r"cat holds 'test' and 'train', parts of a data set"):
        load_image_folder(tmp_path)


@pytest.mark.parametrize("around", ["archive", "archive/archive"])
def test_a_folder_around_the_classes_is_named(animals, around):
    folder = rearranged(animals, around)
    with pytest.raises(
        ValueError, match=r"holds only 'archive', whose pictures are all in .* give .*archive"
    ):
        load_image_folder(folder)
    assert load_image_folder(folder / around).class_names == ("cat", "dog")


@pytest.mark.parametrize(
    "names",
    [
        *[("cat", "train"), ("bullet train", "steam train"), ("trainer", "valley")],
        ("bottle", "bullet train", "flask", "test tube"),
    ],
)
def test_a_class_named_like_a_part_among_others_is_a_class(tmp_path, names):
    for name in names:
        save(tmp_path / name / "0.png", np.zeros((2, 2), np.uint8))
    assert load_image_folder(tmp_path).class_names == names


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_classes_are_the_same_however_a_system_stores_accents(tmp_path, stored):
    for name in ("épée", "zoo"):
        for file in ("é.png", "z.png"):
            save(tmp_path / unicodedata.normalize(stored, f"{name}/{file}"), np.zeros((2, 2), np.uint8))
    found = load_image_folder(tmp_path)
    assert found.class_names == ("zoo", unicodedata.normalize("NFC", "épée"))
    assert found.files[0].name == "z.png"


def test_two_classes_whose_names_read_the_same_are_refused(tmp_path):
    for stored in ("NFC", "NFD"):
        save(tmp_path / unicodedata.normalize(stored, "é") / "0.png", np.zeros((2, 2), np.uint8))
    with pytest.raises(ValueError, match=r"has two named 'é', one of which has its accents apart"):
        load_image_folder(tmp_path)


def test_classes_and_files_are_in_one_order_on_every_system(tmp_path):
    for name in ("apple", "Zebra", "Cat", "über"):
        for file in ("b.png", "A.png"):
            save(tmp_path / name / file, np.zeros((2, 2), np.uint8))
    found = load_image_folder(tmp_path)
    assert found.class_names == ("Cat", "Zebra", "apple", "über")
    assert [file.name for file in found.files[:2]] == ["A.png", "b.png"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.heic", b"\x00\x00\x00\x18ftypheic", "HEIF, which is not read here; convert it"),
        ("a.dcm", bytes(128) + b"DICM", "DICOM, which is not read here; convert it"),
        ("a.svg", b"<svg/>", "SVG, which is not read here; convert it"),
        ("a.NEF", b"no picture", "raw camera data, which is not read here; convert it"),
        ("a.gif", b"no picture", "it does not begin as any kind of picture"),
    ],
)
def test_pictures_that_cannot_be_read_are_not_left_out_in_silence(animals, name, content, reason):
    (animals / "dog" / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"1 of 11 pictures .*\(dog/{name}: {reason}"):
        load_image_folder(animals, size=8)


def test_a_link_that_leads_to_nothing_is_named(animals):
    (animals / "cat" / "9.png").symlink_to(animals / "gone.png")
    with pytest.raises(ValueError, match=r"cat/9\.png: a link that leads to nothing"):
        load_image_folder(animals)


def test_a_link_to_no_class_is_named(animals):
    (animals / "emu").symlink_to(animals / "gone")
    with pytest.raises(ValueError, match="such as emu, a link that leads to nothing"):
        load_image_folder(animals)


def test_a_file_is_taken_once_however_many_links_lead_to_it(animals):
    (animals / "cat" / "9.png").symlink_to("0.png")
    assert len(load_image_folder(animals)) == 10


@pytest.mark.parametrize("target", ["dog/0.png", "../shared.png"])
def test_a_file_to_which_links_lead_from_two_classes_is_refused(animals, target):
    save(animals.parent / "shared.png", np.zeros((6, 9, 3), np.uint8))
    (animals / "cat" / "9.png").symlink_to(animals / target)
    if target.startswith(".."):
        (animals / "dog" / "8.png").symlink_to(animals / target)
    with pytest.raises(ValueError, match=r"each picture in one class\. \w+/\d\.png leads to \w+/\d\.png"):
        load_image_folder(animals)


def test_a_pipe_is_named_and_never_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "0.png")
    os.mkfifo(tmp_path / "without_ending")
    monkeypatch.setattr(Path, "open", lambda file, mode: pytest.fail(f"waits for {file}"))
    with pytest.raises(ValueError, match=r"1 of 1 pictures .*0\.png: no file, but a pipe or a device"):
        load_image_folder(tmp_path)


def test_a_folder_that_cannot_be_listed_is_not_left_out_in_silence(animals, monkeypatch):
    save(animals / "cat" / "more" / "0.png", np.zeros((6, 9, 3), np.uint8))
    listed = os.scandir

    def scandir(place):
        if Path(place).name == "more":
            raise PermissionError(13, "Permission denied", str(place))
        return listed(place)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError, match="cat/more"):
        load_image_folder(animals)


def test_a_file_that_may_not_be_opened_is_named(tmp_path, monkeypatch):
    def refuse(file, mode):
        raise PermissionError(13, "Permission denied", str(file))

    (tmp_path / "IMG_0001").write_bytes(b"\xff\xd8\xff")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ValueError, match=r"1 of 1 pictures .*IMG_0001: \[Errno 13\]"):
        load_image_folder(tmp_path)


def test_links_to_folders_are_followed_once(animals, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    save(elsewhere / "0.png", np.zeros((6, 9), np.uint8))
    (animals / "emu").mkdir()
    (animals / "emu" / "linked").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(animals / "emu")
    save(animals / "emu" / "1.png", np.zeros((6, 9), np.uint8))
    found = load_image_folder(animals)
    assert np.bincount(found.labels).tolist() == [6, 4, 2]


@pytest.mark.parametrize(
    ("link", "target"), [("emu", "."), ("cat/up", ".."), ("cat/more", "../dog"), ("cat/far", "../../")]
)
def test_a_link_that_would_put_a_picture_into_two_classes_is_refused(animals, link, target):
    (animals / link).symlink_to(target)
    with pytest.raises(ValueError, match=f"each picture in one class.*{link} leads to"):
        load_image_folder(animals)


@pytest.mark.parametrize(
    "ending",
    [
        *("pnm", "pfm", "tga", "dib", "pcx", "sgi", "xcf", "nii", "fits", "fit", "ico", "qoi", "eps", "hdr"),
        *("nii.gz", "fits.bz2", "png.xz", "j2c", "jxr", "psb", "srw", "mha", "svgz", "avifs", "emf", "ras"),
    ],
)
def test_pictures_of_rarer_kinds_are_read_or_named_and_never_left_out(animals, ending):
    (animals / "cat" / f"9.{ending}").write_bytes(b"neither")
    with pytest.raises(ValueError, match=rf"cat/9\.{ending}"):
        load_image_folder(animals)


def test_sizes_are_compared_before_any_picture_is_decoded(animals, monkeypatch):
    save(animals / "dog" / "9.png", np.zeros((6, 8, 3), np.uint8))
    monkeypatch.setattr("cnn_docs.datasets.folders.read_picture", lambda *_: pytest.fail("decoded a picture"))
    with pytest.raises(ValueError, match="`size` must be given"):
        load_image_folder(animals)


def test_a_class_of_which_nothing_can_be_read_is_named(animals):
    for file in (animals / "dog").iterdir():
        file.write_bytes(b"")
    with (
        pytest.warns(UserWarning, match="Left out: 4 of 10"),
        pytest.raises(ValueError, match=r"pictures of each class\. None can be read of 'dog'"),
    ):
        load_image_folder(animals, skip_broken=True, size=4)


def test_one_picture_of_every_class_stays_to_train_on(animals):
    save(animals / "emu" / "0.png", np.zeros((6, 9, 3), np.uint8))
    found = load_image_folder(animals, test_fraction=0.9)
    assert set(found.train_labels) == {0, 1, 2}
    assert np.bincount(found.test_labels).tolist() == [5, 3]
