"""A folder of picture files becomes arrays, and files that are no pictures are named."""

import numpy as np
import pytest
from PIL import Image

from cnn_docs import load_image_folder


def save(path, values, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values)).save(path, **options)


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


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_kind_of_file_gives_the_channels_asked_for(tmp_path, mode, channels):
    Image.new("RGB", (5, 4), (255, 255, 255)).convert(mode).save(tmp_path / "white.tif")
    images = load_image_folder(tmp_path, channels=channels).images
    assert images.shape == (1, 4, 5, channels)
    assert (images == 255).all()


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path):
    values = np.array([[0, 257 * 100, 65535]], np.uint16)
    save(tmp_path / "deep.png", values)
    assert load_image_folder(tmp_path, channels=1).images[0, 0, :, 0].tolist() == [0, 100, 255]


def test_transparent_parts_are_laid_on_white(tmp_path):
    save(tmp_path / "half.png", np.array([[[255, 0, 0, 255], [255, 0, 0, 0]]], np.uint8))
    assert load_image_folder(tmp_path).images.tolist() == [[[[255, 0, 0], [255, 255, 255]]]]


@pytest.mark.parametrize(("ending", "options"), [("png", {}), ("tif", {"compression": "tiff_lzw"})])
def test_photographs_are_turned_upright(tmp_path, ending, options):
    picture = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3))
    exif = picture.getexif()
    exif[0x0112] = 6  # the camera lay on its side
    picture.save(tmp_path / f"turned.{ending}", exif=exif, **options)
    expected = np.rot90(np.arange(6).reshape(2, 3), -1)
    np.testing.assert_array_equal(load_image_folder(tmp_path, channels=1).images[0, ..., 0], expected)


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
    with pytest.raises(ValueError, match=r"3 of 10 pictures .*0\.png: empty; 1\.png: .*`skip_broken=True`"):
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
    with pytest.raises(ValueError, match=r"`size` must be given .*0\.png is 6x9 .*9\.png 6x8"):
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
