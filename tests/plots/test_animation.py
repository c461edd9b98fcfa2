"""The sliding window: every frame, file and step is right."""

import io
import json
import re
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from cnn_docs import animate_convolution, correlate
from cnn_docs.palette import DARK, LIGHT
from cnn_docs.plots._cells import number_text, number_texts
from cnn_docs.plots._frames import Scene, convolution_frames
from cnn_docs.plots._steps import steps_of

IMAGE = np.random.default_rng(0).integers(0, 10, (4, 5)).astype(float)
KERNEL = np.array([[0.0, -1], [1, 2]])


def make_steps(**changes):
    return steps_of(
        IMAGE, KERNEL, **({"bias": 0.5, "stride": 1, "padding": "valid", "dilation": 1} | changes)
    )


def decoded(animation):
    picture = Image.open(io.BytesIO(animation.data))
    frames = []
    for number in range(picture.n_frames):
        picture.seek(number)
        frames.append(np.asarray(picture.convert("RGB")))
    return picture, frames


def redrawn(steps, last):
    """One frame drawn anew, without blitting."""
    scene = Scene(steps)
    positions = list(np.ndindex(steps.output.shape))[: last + 1]
    for position in positions:
        scene.fill(position)
    for artist in scene.move(positions[-1]):
        artist.set_animated(False)
    scene.figure.canvas.draw()
    return np.asarray(scene.figure.canvas.buffer_rgba())[..., :3]


@pytest.mark.parametrize("last", [0, 5, 11])
@pytest.mark.parametrize("changes", [{}, {"dilation": 2, "padding": "same"}])
def test_blitted_frames_look_like_figures_drawn_anew(last, changes):
    steps = make_steps(**changes)
    difference = convolution_frames(steps)[last].astype(int) - redrawn(steps, last)
    # The order in which lines are drawn over each other moves a few pixels at the cells' borders.
    assert (np.abs(difference).max(axis=-1) > 40).mean() < 0.01


def test_a_frame_for_every_output_that_differs_from_the_one_before():
    frames = convolution_frames(make_steps())
    assert len(frames) == 12
    assert all((before != after).any() for before, after in pairwise(frames))


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_moving_picture_decodes_to_its_frames(kind):
    animation = animate_convolution(IMAGE, KERNEL, bias=0.5, format=kind, seconds_per_step=0.25)
    picture, frames = decoded(animation)
    assert picture.format == kind.upper()
    assert picture.info.get("loop") == 0
    for shown, drawn in zip(frames, convolution_frames(make_steps()), strict=True):
        difference = np.abs(shown.astype(int) - drawn)
        assert (difference.max(axis=-1) > 0).mean() < 0.03  # the edges of letters
        assert difference.max() < 60


def test_a_gif_keeps_the_time_of_a_step_and_rests_at_the_end():
    picture = Image.open(io.BytesIO(animate_convolution(IMAGE, KERNEL, seconds_per_step=0.25).data))
    durations = []
    for number in range(picture.n_frames):
        picture.seek(number)
        durations.append(picture.info["duration"])
    assert durations == [250] * 11 + [2000]


def test_the_same_call_gives_the_same_bytes():
    for kind in ("gif", "html"):
        first, second = (animate_convolution(IMAGE, KERNEL, format=kind).data for _ in range(2))
        assert first == second


def test_no_figure_is_left_open():
    before = plt.get_fignums()
    animate_convolution(IMAGE, KERNEL)
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    "changes", [{}, {"padding": "edge"}, {"stride": 2}, {"dilation": 2, "padding": "same"}]
)
@pytest.mark.parametrize("kind", ["svg", "html"])
def test_steps_show_what_correlate_gives(kind, changes):
    text = animate_convolution(IMAGE, KERNEL, bias=0.5, format=kind, **changes).data.decode()
    output = correlate(IMAGE, KERNEL, bias=0.5, **changes)
    steps = json.loads(unescape(re.search(r'data-steps="([^"]*)"', text)[1]))
    assert {len(part) for part in steps.values()} == {output.size}
    assert [line.rsplit(" = ")[-1] for line in steps["lines"]] == [
        number_text(value) for value in output.flat
    ]
    groups = re.findall(r'<g class="cnn-result">.*?>([^<>]+)</text></g>', text)
    assert groups == number_texts(output).ravel().tolist()


def test_steps_move_by_whole_strides():
    text = animate_convolution(np.ones((5, 5)), np.ones((3, 3)), stride=2, format="svg").data.decode()
    steps = json.loads(unescape(re.search(r'data-steps="([^"]*)"', text)[1]))
    side = steps["window"][1][0] / 2
    assert steps["window"] == [[0, 0], [2 * side, 0], [0, 2 * side], [2 * side, 2 * side]]


def test_an_svg_file_is_well_formed_and_named():
    root = ET.fromstring(animate_convolution(IMAGE, KERNEL, format="svg").data)
    assert root.get("aria-label").startswith("A 2 × 2 kernel slides over a 4 × 5 input")
    buttons = [part.get("aria-label") for part in root.iter() if part.get("role") == "button"]
    assert buttons == ["first step", "step back", "next step", "last step"]


@pytest.mark.parametrize("kind", ["svg", "html"])
def test_steps_do_not_move_against_the_readers_wish(kind):
    text = animate_convolution(IMAGE, KERNEL, format=kind).data.decode()
    assert "prefers-reduced-motion: no-preference" in text
    assert not re.search(
        r"setTimeout|requestAnimationFrame|<animate|https?://(?!www\.w3\.org/2000/svg)", text
    )
    assert text.count("transition") == 1
    assert text.count("data-play=") == (kind == "html")


def test_a_notebook_shows_words_and_a_still_for_less_motion():
    animation = animate_convolution(IMAGE, KERNEL)
    bundle = animation._repr_mimebundle_()
    assert f'alt="{animation.alt}"' in bundle["text/html"]
    assert 'media="(prefers-reduced-motion: reduce)"' in bundle["text/html"]
    assert "12" not in animation.alt
    assert bundle["text/plain"] == repr(animation)
    assert len(repr(animation)) < 250
    still = np.asarray(Image.open(io.BytesIO(animation.still)).convert("RGB"))
    np.testing.assert_array_equal(still, decoded(animation)[1][-1])


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_the_dark_partner_differs_only_where_a_theme_has_colours(kind):
    animation = animate_convolution(IMAGE, KERNEL, bias=0.5, format=kind)
    dark = animation.dark()
    assert (dark.format, dark.alt) == (kind, animation.alt)
    assert dark.dark().data == dark.data
    light_frames, dark_frames = decoded(animation)[1], decoded(dark)[1]
    assert len(dark_frames) == len(light_frames) == 12
    paper, dark_paper = ([*bytes.fromhex(colors["paper"][1:])] for colors in (LIGHT, DARK))
    for before, after in zip(light_frames, dark_frames, strict=True):
        on_paper = (before == paper).all(axis=-1)
        assert on_paper.mean() > 0.3
        assert (after[on_paper] == dark_paper).all(axis=-1).mean() > 0.9
        assert (before == after).all(axis=-1).mean() > 0.1  # cells, whose colours are data


@pytest.mark.parametrize("kind", ["svg", "html"])
def test_steps_follow_the_page_into_the_dark(kind):
    animation = animate_convolution(IMAGE, KERNEL, format=kind)
    assert animation.dark() is animation
    assert "var(--cnn-ink" in animation.data.decode()


@pytest.mark.parametrize("kind", ["gif", "webp", "svg", "html"])
def test_it_saves_its_bytes(kind, tmp_path):
    animation = animate_convolution(IMAGE, KERNEL, format=kind)
    assert animation.save(tmp_path / "steps").read_bytes() == animation.data


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"format": "mp4"}, ValueError, "`format` must be 'gif', 'webp', 'svg' or 'html'. Received: 'mp4'."),
        (
            {"seconds_per_step": 0},
            ValueError,
            "`seconds_per_step` must be a finite number, at least 0.02 and below 600. Received: 0.",
        ),
        (
            {"image": np.ones((15, 4))},
            ValueError,
            "`image` must be at most 14 pixels high and wide with its padding. "
            "Received: an array of shape (15, 4).",
        ),
        (
            {"image": np.ones((4, 4, 3))},
            ValueError,
            "`image` must have the shape (H, W). Received: an array of shape (4, 4, 3).",
        ),
    ],
)
def test_bad_arguments_are_refused(arguments, error, message, refused):
    with refused(error, message):
        animate_convolution(**({"image": IMAGE, "kernel": KERNEL} | arguments))


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_step_that_no_file_can_hold_is_refused(kind):
    with pytest.raises(ValueError, match=r"`seconds_per_step` must be .* at least 0\.02 and below 600"):
        animate_convolution(np.eye(4), np.ones((2, 2)), format=kind, seconds_per_step=1000)


def test_what_is_no_path_is_refused():
    with pytest.raises(TypeError, match="`path` must be a path"):
        animate_convolution(np.eye(4), np.ones((2, 2)), format="svg").save(3)
