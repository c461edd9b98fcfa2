"""Picture files of every kind, depth and turn become the arrays that they show."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from cnn_docs import load_image_folder
from tests.picture_files import save, write_png


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


def test_a_targa_picture_is_read(tmp_path):
    save(tmp_path / "1.tga", np.full((4, 4), 200, np.uint8))
    assert (load_image_folder(tmp_path).images == 200).all()


@pytest.mark.parametrize("name", ["picture", "picture.jfif", "picture.jpe", "picture.JPG", "picture.orig"])
def test_a_jpeg_is_read_whatever_its_ending(tmp_path, name):
    save(tmp_path / name, np.full((4, 4), 200, np.uint8), format="JPEG")
    assert (load_image_folder(tmp_path).images == 200).all()


def tiff(path, values, bits, *, photometric=1, sample_format=1):
    """Write a grey TIFF by hand, with 12 bits packed as cameras do."""
    if bits == 12:
        digits = "".join(f"{value:03x}" for value in values)
        data = bytes.fromhex(digits)
    else:
        kinds = {8: "<u1", 16: "<i2" if sample_format == 2 else "<u2", 32: "<i4"}
        data = np.array(values, kinds[bits]).tobytes()
    tags = [
        *[(256, 3, len(values)), (257, 3, 1), (258, 3, bits), (259, 3, 1), (262, 3, photometric)],
        *[(273, 4, 8), (277, 3, 1), (278, 3, 1), (279, 4, len(data)), (339, 3, sample_format)],
    ]
    padded = data + bytes(len(data) % 2)
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    head = b"II*\0" + struct.pack("<I", 8 + len(padded))
    path.write_bytes(head + padded + struct.pack("<H", len(tags)) + entries + bytes(4))


@pytest.mark.parametrize(
    ("values", "settings", "expected"),
    [
        ([0, 1365, 2730, 4095], {"bits": 12}, [0, 85, 170, 255]),
        ([0, 257 * 100, 65535], {"bits": 16}, [0, 100, 255]),
        ([0, 257 * 100, 65535], {"bits": 16, "photometric": 0}, [255, 155, 0]),
    ],
)
def test_deep_greys_are_scaled_by_their_own_depth(tmp_path, values, settings, expected):
    tiff(tmp_path / "deep.tif", values, **settings)
    assert load_image_folder(tmp_path, channels=1).images[0, 0, :, 0].tolist() == expected


@pytest.mark.parametrize(
    "settings", [{"bits": 32}, {"bits": 16, "sample_format": 2}, {"bits": 8, "sample_format": 2}]
)
def test_whole_numbers_without_a_known_range_are_refused(tmp_path, settings):
    tiff(tmp_path / "deep.tif", [0, 100, 255], **settings)
    with pytest.raises(ValueError, match=r"deep\.tif: whole numbers .* of which the range is not known"):
        load_image_folder(tmp_path)


def test_the_value_that_stands_for_nothing_is_see_through_in_deep_greys_too(tmp_path):
    save(tmp_path / "deep.png", np.array([[0, 65535, 300]], np.uint16), transparency=300)
    assert load_image_folder(tmp_path, channels=4).images[0, 0, :, 3].tolist() == [255, 255, 0]
    assert load_image_folder(tmp_path, channels=1).images[0, 0, :, 0].tolist() == [0, 255, 255]


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_the_value_that_stands_for_nothing_is_scaled_with_the_others(tmp_path, depth):
    last = 2**depth - 1
    write_png(tmp_path / "grey.png", [0, last, last - 1], depth=depth, transparent=[last - 1])
    opacity = load_image_folder(tmp_path, channels=4).images[0, 0, :, 3].tolist()
    assert opacity == [0 if last == 1 else 255, 255, 0]


def test_a_transparent_colour_of_which_half_is_read_is_refused(tmp_path):
    colours = [[1, 2, 3], [65535, 0, 0]]
    write_png(tmp_path / "colours.png", colours, depth=16, colour=2, transparent=[1, 2, 4])
    with pytest.raises(ValueError, match=r"colours\.png: a transparent colour of 16 bits"):
        load_image_folder(tmp_path)


def test_whole_numbers_of_a_format_that_does_not_say_their_range_are_refused(tmp_path):
    values = {"SIMPLE": "T", "BITPIX": 16, "NAXIS": 2, "NAXIS1": 3, "NAXIS2": 1}
    cards = [f"{name:<8}= {value:>20}".ljust(80) for name, value in values.items()]
    head = "".join([*cards, "END"]).encode().ljust(2880)
    (tmp_path / "stars.fits").write_bytes(head + np.array([1, 2, 300], ">i2").tobytes().ljust(2880, b"\0"))
    with pytest.raises(ValueError, match=r"stars\.fits: whole numbers .* of which the range is not known"):
        load_image_folder(tmp_path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\0\0\0\x18ftypheic", "HEIF"),
        (b"\0\0\0\x18ftypmif1", "HEIF"),
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (bytes(128) + b"DICM", "DICOM"),
        (b"\x76\x2f\x31\x01", "OpenEXR"),
    ],
)
@pytest.mark.parametrize("name", ["IMG_0001", "a.jpg"])
def test_a_kind_that_is_not_read_is_told_by_its_content(tmp_path, content, kind, name):
    (tmp_path / name).write_bytes(content + bytes(20))
    with pytest.raises(ValueError, match=rf"{name}: {kind}, which is not read here; convert it"):
        load_image_folder(tmp_path)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_in_lab_has_every_number_of_channels(tmp_path, channels):
    Image.new("LAB", (3, 2), (255, 128, 128)).save(tmp_path / "white.tif")
    assert (load_image_folder(tmp_path, channels=channels).images > 250).all()


def test_a_damaged_note_of_the_camera_does_not_damage_the_picture(tmp_path):
    save(tmp_path / "noted.png", np.full((2, 3), 7, np.uint8), exif=b"Exif\0\0no tags at all")
    assert (load_image_folder(tmp_path, channels=1).images == 7).all()


@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_pictures_held_upright_have_one_size_whichever_way_the_camera_lay(tmp_path, ending):
    save(tmp_path / f"a.{ending}", np.zeros((3, 2), np.uint8))
    lying = Image.fromarray(np.zeros((2, 3), np.uint8))
    exif = lying.getexif()
    exif[0x0112] = 6
    lying.save(tmp_path / f"b.{ending}", exif=exif)
    assert load_image_folder(tmp_path).images.shape == (2, 3, 2, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_ways_to_hold_a_camera_are_those_of_pillow(tmp_path, orientation):
    picture = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3))
    exif = picture.getexif()
    exif[0x0112] = orientation
    picture.save(tmp_path / "turned.png", exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(tmp_path / "turned.png")))
    np.testing.assert_array_equal(load_image_folder(tmp_path, channels=1).images[0, ..., 0], expected)


def test_the_first_picture_of_an_animation_is_taken(tmp_path):
    frames = [Image.new("L", (3, 2), grey) for grey in (10, 200)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    assert (load_image_folder(tmp_path, channels=1).images == 10).all()


@pytest.mark.parametrize("name", ["README.txt", "notes"])
def test_a_text_that_begins_as_a_picture_may_is_none(tmp_path, name):
    save(tmp_path / "0.png", np.zeros((2, 3), np.uint8))
    (tmp_path / name).write_bytes(b"BMW, Audi and others")
    assert len(load_image_folder(tmp_path)) == 1


def test_whatever_a_reader_of_pictures_raises_names_the_file(tmp_path, monkeypatch):
    def fail(*_):
        raise RuntimeError("Failed to decode image")  # what Pillow raises for a damaged AVIF

    save(tmp_path / "0.png", np.zeros((2, 3), np.uint8))
    monkeypatch.setattr("cnn_docs.datasets.folders.read_picture", fail)
    with pytest.raises(ValueError, match=r"0\.png: Failed to decode image"):
        load_image_folder(tmp_path)
