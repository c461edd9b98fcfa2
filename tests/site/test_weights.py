"""What a reader's line has to carry: the text of a page, compressed, and all pictures of the light theme."""

import gzip
import re

import pytest

from .conftest import HTML

KIB = 1024
MOST = {
    "index.html": 300 * KIB,
    **{f"lessons/{page.name}": 700 * KIB for page in HTML.glob("lessons/*.html")},
}
IMAGE = re.compile(r"<img [^>]*>")
SOURCE = re.compile(r'src="([^"?]+)')


def weight(page):
    """Return the bytes of a page's compressed text and of the pictures that it shows in the light theme."""
    text = page.read_text("utf-8")
    shown = {SOURCE.search(image)[1] for image in IMAGE.findall(text) if "only-dark" not in image}
    files = {(page.parent / name).resolve() for name in shown if ":" not in name}
    return len(gzip.compress(text.encode())) + sum(file.stat().st_size for file in files)


@pytest.mark.parametrize("name", sorted(MOST))
def test_a_page_is_light(name):
    assert weight(HTML / name) <= MOST[name]
