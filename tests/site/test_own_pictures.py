"""The reader's own picture in the convolution explorer: shown as Python reads it, or refused in words."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from .explorer_pages import assert_same_numbers, run_python, settled, texts


def picture_file(kind, size=(300, 200)):
    """A picture with a light and a dark half, as the bytes of a file."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    pixels[: size[1] // 2] = 200
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format=kind)
    return stream.getvalue()


def give(page, name, content, *, refused=False):
    """Choose a file, and wait until it is on the screen, or refused with a note."""
    page.locator(".explorer-file input").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )
    shown = ".explorer-note:not([hidden])" if refused else "select option[value=own]:checked"
    page.wait_for_selector(f".explorer-live {shown}", state="visible" if refused else "attached")
    settled(page)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_of_ones_own_is_shown(show, kind):
    page = show("convolution")
    give(page, f"mine.{kind.lower()}", picture_file(kind))
    _, source, printed = texts(page)
    assert f'Image.open("mine.{kind.lower()}")' in source
    assert printed.startswith("(98, 148)")


def saved(image, kind="PNG", **options):
    """Bytes of a Pillow image as a file."""
    stream = io.BytesIO()
    image.save(stream, format=kind, **options)
    return stream.getvalue()


def slope(height, width):
    """Values from 0 to 1 that differ in every row and column."""
    return np.add.outer(np.arange(height), 2 * np.arange(width)) / (height + 2 * width)


def seen_through():
    """A picture that fades away to the right."""
    colours = np.full((40, 60, 4), (200, 30, 90, 255), np.uint8)
    colours[..., 3] = 255 * slope(40, 60)
    colours[:10, :, 3] = 0
    return Image.fromarray(colours)


def held_upright():
    """A photograph whose pixels lie on their side, as cameras write it, and the note that says so."""
    turned = Image.Exif()
    turned[0x0112] = 6
    return {"image": Image.fromarray((255 * slope(30, 50)).astype(np.uint8)), "kind": "JPEG", "exif": turned}


def other_colours():
    """A colour profile in which red is what sRGB calls green, and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = (profile.index(tag, 128) for tag in (b"rXYZ", b"gXYZ"))  # in the table of tags
    profile[red : red + 4], profile[green : green + 4] = profile[green : green + 4], profile[red : red + 4]
    return bytes(profile)


def in_colour(kind, **options):
    """A picture of two colours with that profile."""
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20] = (230, 40, 10)
    pixels[20:] = (20, 90, 160)
    return saved(Image.fromarray(pixels), kind, icc_profile=other_colours(), **options)


def marked_png():
    """A PNG file with a gamma of one and a note that it lies on its side, which Pillow does not heed."""
    turned = Image.Exif()
    turned[0x0112] = 6
    file = saved(Image.fromarray((255 * slope(30, 50)).astype(np.uint8)), exif=turned)
    chunk = b"gAMA" + struct.pack(">I", 100_000)
    return file[:33] + struct.pack(">I", 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + file[33:]


PICTURES = {
    "other-colours.png": in_colour("PNG"),
    "other-colours.jpg": in_colour("JPEG", quality=95),
    "other-colours.webp": in_colour("WEBP", lossless=True),
    "marked.png": marked_png(),
    "large.png": saved(Image.fromarray((255 * slope(389, 431)).astype(np.uint8))),
    "fading.png": saved(seen_through()),
    "holes.gif": saved(seen_through(), "GIF"),
    "moving.gif": saved(
        Image.new("L", (30, 20), 60), "GIF", save_all=True, append_images=[Image.new("L", (30, 20), 99)]
    ),
    "x-ray.png": saved(Image.fromarray((65535 * slope(40, 60)).astype(np.uint16))),
    "two-colours.png": saved(Image.fromarray(slope(40, 60) > 0.5)),
    "palette.png": saved(seen_through().convert("RGB").convert("P")),
    "upright.jpg": saved(**held_upright()),
    "one-pixel.png": saved(Image.new("L", (1, 1), 60)),
    "thin.png": saved(Image.fromarray((255 * slope(300, 20)).astype(np.uint8))),
    "wrong-name.jpg": saved(Image.new("L", (30, 20), 60)),
}


def test_the_python_for_ones_own_picture_prints_the_same(show, tmp_path):
    page = show("convolution", "kernel=box_blur&padding=same")
    sources, expected = [], []
    for name, content in PICTURES.items():
        (tmp_path / name).write_bytes(content)
        give(page, name, content)
        _, source, prints = texts(page)
        assert f'Image.open("{name}")' in source
        sources.append(source)
        expected.append(prints)
        assert page.locator(".explorer-pictures").bounding_box()["height"] < 700, name
    for source, printed, prints in zip(sources, run_python(sources, tmp_path), expected, strict=True):
        assert_same_numbers(printed, prints, source)


def test_a_photograph_stands_upright(show):
    page = show("convolution", "padding=same")
    give(page, "upright.jpg", PICTURES["upright.jpg"])
    assert texts(page)[2].startswith("(50, 30)")


def test_a_photograph_that_carries_much_else_before_its_size_is_shown(show):
    plain = saved(Image.new("L", (30, 20), 60), "JPEG")
    segment = b"\xff\xe1" + (60_002).to_bytes(2, "big") + bytes(60_000)
    page = show("convolution")
    give(page, "phone.jpg", plain[:2] + 10 * segment + plain[2:])
    assert texts(page)[2].startswith("(18, 28)")


@pytest.mark.parametrize("place", [".explorer-pictures", ".explorer-close-up", ".explorer-message"])
def test_a_file_is_taken_wherever_on_the_explorer_it_is_dropped(show, place):
    page = show("convolution")
    kept = page.locator(place).evaluate(
        """(node, content) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(content)], "dropped.png"));
          const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
          return node.dispatchEvent(drop);
        }""",
        list(picture_file("PNG")),
    )
    assert not kept, "the browser would open the file in place of the page"
    page.wait_for_selector("select option[value=own]:checked", state="attached")
    settled(page)
    assert 'Image.open("dropped.png")' in texts(page)[1]


def test_of_two_pictures_the_one_chosen_last_is_shown(show):
    page = show("convolution")
    both = {
        "slow.jpg": jpeg_of(9000, 5000),
        "quick.png": picture_file("PNG"),
    }
    for name, content in both.items():
        page.locator(".explorer-file input").set_input_files(
            {"name": name, "mimeType": "image/png", "buffer": content}
        )
    page.wait_for_timeout(3000)
    assert 'Image.open("quick.png")' in texts(page)[1]


def jpeg_of(width, height):
    """A JPEG file of that many pixels, light above and dark below."""
    pixels = np.zeros((height, width), np.uint8)
    pixels[: height // 2] = 200
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="JPEG")
    return stream.getvalue()


def test_a_picture_of_fifty_megapixels_is_shown(show):
    page = show("convolution")
    give(page, "large.jpg", jpeg_of(10_000, 5000))
    _, source, printed = texts(page)
    assert 'Image.open("large.jpg")' in source
    assert printed.startswith("(92, 186)")
    assert not page.locator(".explorer-note").is_visible()


def claimed_png(width, height):
    """The head of a PNG file of that size, and no picture behind it."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
    return head + bytes(64)


REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"This is a text and no picture at all, however long it is.", "is not a PNG, JPEG, WebP or GIF"),
    "above-the-limit": (jpeg_of(10_001, 5000), "has 50.01 million pixels; at most 50 million"),
    "far-above-the-limit": (claimed_png(9000, 9000), "has 81 million pixels"),
    "no-data": (claimed_png(40, 40), "is damaged"),
    "cut-short": (picture_file("PNG")[:200], "is damaged"),
    "cut-short-jpeg": (jpeg_of(300, 200)[:1200], "is damaged"),
    "cut-short-webp": (picture_file("WEBP")[:-9], "is damaged"),
    "cut-short-gif": (picture_file("GIF")[:-40], "is damaged"),
    "half-a-jpeg": (jpeg_of(300, 200)[:-900], "is damaged"),
    "a-bit-changed": (picture_file("PNG")[:120] + b"x" + picture_file("PNG")[121:], "is damaged"),
    "long": (saved(Image.new("L", (1, 300))), "has 1 × 300 pixels, too long and narrow"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "is not a PNG"),
}
PIXELS = "[...document.querySelectorAll('.explorer-live canvas')].map(canvas => canvas.toDataURL())"


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_shown_gets_a_clear_message_and_nothing_is_lost(show, content, words):
    page = show("convolution", "stride=2")
    give(page, "mine.png", picture_file("PNG"))
    before = [*texts(page), *page.evaluate(PIXELS)]
    give(page, "other.png", content, refused=True)
    note = page.locator(".explorer-note[role=alert]").inner_text()
    assert note.startswith("other.png")
    assert words in note
    assert [*texts(page), *page.evaluate(PIXELS)] == before


def test_a_link_to_ones_own_picture_says_that_it_is_not_there(show):
    page = show("convolution", "image=own")
    assert "links do not carry" in page.locator(".explorer-note[role=alert]").inner_text()
