"""Figures on pages: alternative text, dark twin, size, loading, and bytes that do not vary."""

import hashlib
from io import BytesIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from docutils import nodes
from PIL import Image
from tiny_site import NOTEBOOK, TinySite

from docs._ext.figures import figure_files, images

PAPER = "#FEFEFE"  # a colour of the palette, which changes in the dark

MOVING = f"""\
{NOTEBOOK}
# Moves

```{{code-cell}} python
:tags: [remove-input]

import numpy as np
from cnn_docs import animate_convolution

animate_convolution(np.eye(3), np.ones((2, 2)), format="gif")
```
"""


SCRIPT = '''\
"""
Moves
=====

A script.
"""

import numpy as np
from cnn_docs import animate_convolution

# Alt: A window slides.
animate_convolution(np.eye(3), np.ones((2, 2)))
'''


@pytest.fixture(autouse=True)
def twins(tmp_path_factory, monkeypatch):
    mpl.use("agg")
    monkeypatch.setenv("CNN_DOCS_FIGURES", str(tmp_path_factory.mktemp("twins")))
    yield
    plt.close("all")


def draw(**options):
    figure, ax = plt.subplots(figsize=(3, 2), **options)
    ax.plot([1, 3, 2])
    return figure


def test_a_figure_gives_the_same_bytes_each_time_and_twice_the_pixels():
    first, second = (next(figure_files.png_versions(draw())) for _ in range(2))
    assert first == second
    assert b"Matplotlib" not in first
    width, height = Image.open(BytesIO(first)).size
    assert figure_files.size_on_page(first) == (round(width / 2), round(height / 2))
    assert 560 < width < 640


def test_reducing_the_colours_saves_bytes_and_changes_no_pixel_visibly():
    figure = draw()
    png = next(figure_files.png_versions(figure))
    plain = BytesIO()
    figure.savefig(plain, dpi=200, bbox_inches="tight")
    assert len(png) < 0.6 * len(plain.getvalue())
    pixels = np.asarray(Image.open(BytesIO(png)).convert("RGB"), int)
    exact = np.asarray(Image.open(plain).convert("RGB"), int)
    height, width, _ = exact.shape  # the file is rounded up to whole pixels of the page
    assert np.abs(pixels[-height:, :width] - exact).max() <= figure_files.TOLERANCE


def test_reducing_the_colours_leaves_the_most_frequent_as_they_are():
    colours = np.random.default_rng(0).integers(100, 104, (64, 64, 3), np.uint8)
    colours[..., 0] = np.arange(64)  # 64 * 16 colours, all but the next one rare
    colours[:, :32] = (254, 253, 252)
    small = Image.open(BytesIO(figure_files.compact(Image.fromarray(colours))))
    assert small.mode == "P"
    assert small.convert("RGB").getpixel((0, 0)) == (254, 253, 252)


def test_a_figure_is_as_it_was_after_its_versions_were_drawn():
    figure = draw(layout="constrained")
    layout, dpi = figure.get_layout_engine(), figure.dpi
    plain = [BytesIO(), BytesIO()]
    figure.savefig(plain[0])
    list(figure_files.png_versions(figure))
    figure.savefig(plain[1])
    assert (figure.get_layout_engine(), figure.dpi) == (layout, dpi)
    assert plain[0].getvalue() == plain[1].getvalue()


def test_a_picture_of_many_colours_keeps_them():
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    assert Image.open(BytesIO(figure_files.compact(Image.fromarray(noise)))).mode == "RGB"


def test_the_twin_is_kept_by_the_hash_of_its_figure_and_only_if_it_differs():
    figure = draw(facecolor=PAPER)
    light, dark = figure_files.png_versions(figure)
    figure_files.save_twin(light, dark)
    twin = figure_files.twin_path(light)
    assert twin.name == f"{hashlib.sha256(light).hexdigest()}-dark.png"
    assert Image.open(twin).convert("RGB").getpixel((0, 0)) < (60, 60, 60)
    photograph, ax = plt.subplots()
    ax.set_axis_off()
    ax.imshow(np.eye(3), cmap="gray")
    figure_files.save_twin(*figure_files.png_versions(photograph))
    assert len(list(figure_files.folder().iterdir())) == 1


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("site"))
    site.write("docs/moving.md", MOVING)
    site.write("examples/1_first/plot_moving.py", SCRIPT)
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    return site


@pytest.mark.parametrize("page", ["lesson", "gallery/1_first/plot_one", "gallery/index"])
def test_pages_hold_a_light_and_a_dark_figure_of_one_size_loaded_when_near(site, page):
    html = (site.html / f"{page}.html").read_text("utf-8")
    images = [line for line in html.replace("/>", "/>\n").splitlines() if "<img" in line]
    light = [line for line in images if "only-light" in line]
    dark = [line for line in images if "only-dark" in line]
    assert len(light) == len(dark) == (3 if page == "gallery/index" else 1)
    for line in light + dark:
        assert 'loading="lazy"' in line
        assert 'width="' in line
        assert 'height="' in line
        assert (site.html / page).parent.joinpath(line.split('src="')[1].split('"')[0]).exists()


@pytest.mark.parametrize(
    ("page", "alt"), [("lesson", "A line that rises."), ("gallery/1_first/plot_one", "A line that falls.")]
)
def test_both_themes_say_what_is_to_be_seen(site, page, alt):
    html = (site.html / f"{page}.html").read_text("utf-8")
    assert html.count(f'alt="{alt}"') == 2
    assert "# Alt" not in html


def test_a_moving_picture_is_a_file_that_stands_still_for_who_asks(site):
    html = (site.html / "moving.html").read_text("utf-8")
    assert '<source media="(prefers-reduced-motion: reduce)" srcset="_images/' in html
    assert "base64" not in html
    still = html.split('srcset="')[1].split('"')[0]
    moving = html.split('<img alt="')[1].split('src="')[1].split('"')[0]
    with Image.open(site.html / still) as picture:
        assert picture.format == "PNG"
    with Image.open(site.html / moving) as picture:
        assert picture.n_frames > 1


def test_a_scripts_animation_is_a_file_too_and_its_thumbnail_stands_still(site):
    html = (site.html / "gallery/1_first/plot_moving.html").read_text("utf-8")
    assert html.count('<picture class="only-') == html.count("<source media") == 2
    assert 'src="../../_images/sphx_glr_plot_moving_001.gif"' in html
    assert html.count('alt="A window slides."') == 2
    assert "base64" not in html
    assert (site.html / "_images/sphx_glr_plot_moving_thumb.png").exists()


@pytest.mark.parametrize(
    ("attributes", "boxed"),
    [
        ({"width": "700"}, True),
        ({"width": "300"}, False),
        ({"width": "50%"}, False),
        ({"width": "700", "classes": ["shrinks"]}, False),
        ({"width": "700", "still": "still.png"}, False),
    ],
)
def test_a_wide_figure_stands_in_a_box_that_scrolls(attributes, boxed):
    image = nodes.image(uri="figure.png", **attributes)
    nodes.container("", image)
    assert images.is_wide(image) == boxed
    nodes.paragraph("", "", image)
    assert not images.is_wide(image)


def test_a_line_printed_slowly_stays_whole(tmp_path):
    site = TinySite(tmp_path)
    cell = 'import time\nprint("slow", end=" ")\ntime.sleep(0.5)\nprint("line")\n'
    site.write("docs/moving.md", f"{NOTEBOOK}\n# Slow\n\n```{{code-cell}} python\n{cell}```\n")
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    assert "slow line\n" in (site.html / "moving.html").read_text("utf-8")


def test_a_figure_without_words_is_reported_where_it_is(tmp_path):
    site = TinySite(tmp_path)
    site.edit("docs/lesson.md", "---\nmystnb:\n  image:\n    alt: A line that rises.\n---\n", "")
    site.edit("examples/1_first/plot_one.py", "# Alt: A line that\n#   falls.\n", "")
    warnings = site.build()[2]
    assert "lesson.md:18: WARNING: this figure has no alternative text" in warnings
    assert "plot_one.py:15: WARNING: 1 figures and 0 lines '# Alt: …'" in warnings


def test_a_heavy_figure_is_shown_as_jpeg_with_a_twin_of_its_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_DOCS_FIGURES", str(tmp_path))
    figure, axes = plt.subplots()
    axes.imshow(np.random.default_rng(0).uniform(size=(300, 300)))
    figure.set_facecolor(PAPER)
    display = figure_files.Display()
    assert display.png(figure) is None
    light, size = display.jpeg(figure)
    dark = figure_files.twin_path(light).read_bytes()
    assert [format_of(picture) for picture in (light, dark)] == ["JPEG", "JPEG"]
    assert (size["width"], size["height"]) == figure_files.size_on_page(
        next(figure_files.png_versions(figure))
    )
    assert display.jpeg(figure) is None
    plt.close(figure)


def format_of(data):
    with Image.open(BytesIO(data)) as picture:
        return picture.format


def test_a_large_figure_of_a_lesson_keeps_every_pixel_in_fewer_bytes():
    rng = np.random.default_rng(0)
    picture = Image.fromarray(np.repeat(np.repeat(rng.integers(0, 256, (40, 60, 3), np.uint8), 6, 0), 6, 1))
    stream = BytesIO()
    picture.save(stream, format="PNG")
    lighter = figure_files.webp(stream.getvalue())
    with Image.open(BytesIO(lighter)) as again:
        np.testing.assert_array_equal(np.asarray(again.convert("RGB")), np.asarray(picture))
    assert len(lighter) < len(stream.getvalue())


def test_a_thumbnail_keeps_thin_lines_of_a_picture_with_a_palette(tmp_path):
    pixels = np.full((300, 200), 254, np.uint8)
    pixels[:, 5::10] = 0
    Image.fromarray(pixels).convert("P").save(tmp_path / "lines.png")
    figure_files.save_thumbnail(tmp_path / "lines.png", tmp_path / "card.png", 100, 100)
    with Image.open(tmp_path / "card.png") as card:
        grey = np.asarray(card.convert("L"), float)
    assert grey.shape == (100, 100)
    assert abs(grey[:, 20:80].mean() - pixels.mean()) < 5  # about as much ink as before
    assert set(grey[:, :15].ravel()) == {grey[0, 0]}  # the margin is of one colour
